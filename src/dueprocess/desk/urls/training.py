"""Addresses of the staff's door: the training register."""

from django.urls import path

from dueprocess.desk.views.training import programmes, register, sessions

urlpatterns = [
    path("training/", sessions.month, name="training"),
    path("training/sessions/new/", sessions.plan, name="session_new"),
    path("training/sessions/<int:session>/", sessions.one, name="session"),
    path("training/sessions/<int:session>/change/", sessions.change, name="session_change"),
    path("training/sessions/<int:session>/cancel/", sessions.cancel, name="session_cancel"),
    path("training/sessions/<int:session>/enrol/", sessions.enrol, name="session_enrol"),
    path("training/sessions/<int:session>/record/", sessions.record, name="session_record"),
    path("training/programmes/", programmes.every, name="programmes"),
    path("training/programmes/new/", programmes.add, name="programme_new"),
    path("training/programmes/of/<slug:programme>/", programmes.one, name="programme"),
    path("training/programmes/of/<slug:programme>/version/", programmes.version, name="programme_version"),
    path("training/programmes/of/<slug:programme>/withdraw/", programmes.withdraw, name="programme_withdraw"),
    path("training/providers/", programmes.providers, name="providers"),
    path("training/providers/new/", programmes.new_provider, name="provider_new"),
    path("training/providers/<int:provider>/", programmes.provider, name="provider"),
    path("training/providers/<int:provider>/accredit/", programmes.accredit, name="provider_accredit"),
    path("training/providers/<int:provider>/asked/", programmes.consulted, name="provider_asked"),
    path(
        "training/providers/<int:provider>/accreditations/<int:accreditation>/withdraw/",
        programmes.withdraw_accreditation,
        name="accreditation_withdraw",
    ),
    path(
        "training/providers/<int:provider>/accreditations/<int:accreditation>/paper/",
        programmes.paper,
        name="accreditation_paper",
    ),
    path("training/completions/", register.every, name="completions"),
    path("training/completions/<int:completion>/revoke/", register.revoke, name="completion_revoke"),
    path("training/completions/<int:completion>/paper/", register.paper, name="completion_paper"),
    path("training/people/<int:pk>/", register.person, name="training_person"),
    path("training/people/<int:pk>/complete/", register.complete, name="complete"),
    path("training/people/<int:pk>/exempt/", register.exempt, name="exempt"),
    path("training/exemptions/", register.exemptions, name="exemptions"),
    path("training/exemptions/<int:exemption>/", register.exemption, name="exemption"),
    path("training/exemptions/<int:exemption>/end/", register.end_exemption, name="exemption_end"),
]
