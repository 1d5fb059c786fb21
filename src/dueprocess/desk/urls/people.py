"""Addresses of the staff's door: the register: people, what they hold, units."""

from django.urls import path

from dueprocess.desk.views import auditors, leaving, lists, logins, people, posts, units

urlpatterns = [
    path("people/", people.find, name="people"),
    path("people/lists/", lists.every, name="lists"),
    path("people/lists/<int:pk>/", lists.one, name="list"),
    path("people/new/", people.add, name="person_new"),
    path("people/<int:pk>/", people.page, name="person"),
    path("people/<int:pk>/change/", people.change, name="person_change"),
    path("people/<int:pk>/kept/", leaving.person, name="person_kept"),
    path("people/<int:pk>/kept/decide/", leaving.decide, name="person_decide"),
    path("people/<int:pk>/login/", logins.give, name="give_login"),
    path("people/<int:pk>/login/close/", logins.close, name="close_login"),
    path("people/<int:pk>/appoint/", posts.appoint, name="appoint"),
    path("people/<int:pk>/office/", posts.begin_term, name="begin_term"),
    path("people/<int:pk>/roles/<int:appointment>/end/", posts.end_appointment, name="end_appointment"),
    path("people/<int:pk>/roles/<int:appointment>/lend/", posts.delegate, name="delegate"),
    path(
        "people/<int:pk>/roles/<int:appointment>/lent/<int:delegation>/end/",
        posts.end_delegation,
        name="end_delegation",
    ),
    path("people/<int:pk>/powers/", posts.give_power, name="give_power"),
    path("people/<int:pk>/auditor/", auditors.accredit, name="accredit"),
    path("people/<int:pk>/powers/<int:grant>/end/", posts.end_power, name="end_power"),
    path("people/<int:pk>/stands/", posts.stands, name="stands"),
    path("people/<int:pk>/stands/<int:candidacy>/", posts.withdraws, name="withdraws"),
    path("people/<int:pk>/qualify/", people.qualify, name="qualify"),
    path("people/logins/<int:proposal>/", logins.asked, name="login_asked"),
    path("people/roles/", posts.roles, name="roles"),
    path("people/offices/new/", posts.new_office, name="new_office"),
    path("people/terms/<int:term>/end/", posts.end_term, name="end_term"),
    path("people/units/", units.every, name="units"),
    path("people/units/new/", units.add, name="unit_new"),
    path("people/units/<int:pk>/", units.one, name="unit"),
    path("people/units/<int:pk>/rename/", units.rename, name="unit_rename"),
    path("people/units/<int:pk>/move/", units.move, name="unit_move"),
    path("people/units/<int:pk>/close/", units.close, name="unit_close"),
    path("people/units/<int:pk>/reopen/", units.reopen, name="unit_reopen"),
]
