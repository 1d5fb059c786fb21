"""Addresses of the staff's door: oversight, what is kept and erased, audits."""

from django.urls import path

from dueprocess.desk.views import auditors, audits, leaving, oversight, retention

urlpatterns = [
    path("oversight/", oversight.page, name="oversight"),
    path("retention/", retention.every, name="retention"),
    path("retention/holds/", retention.holds, name="holds"),
    path("retention/lists/<int:pk>/", retention.one, name="erasure_list"),
    path("retention/people/", leaving.every, name="leaving"),
    path("retention/people/<int:pk>/", leaving.one, name="leaving_list"),
    path("audits/", audits.every, name="audits"),
    path("audits/new/", audits.new, name="audit_new"),
    path("audits/auditors/<int:pk>/", auditors.one, name="auditor"),
    path("audits/<slug:code>/", audits.one, name="audit"),
    path("audits/<slug:code>/package/", audits.take, name="audit_package"),
]
