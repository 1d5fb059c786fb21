"""Addresses of the staff's door: the register of standing."""

from django.urls import path

from dueprocess.desk.views import standing

urlpatterns = [
    path("standing/", standing.register, name="standing"),
    path("standing/people/<int:pk>/", standing.person, name="standing_person"),
    path("standing/lists/", standing.every_list, name="outside_lists"),
    path("standing/lists/new/", standing.new_list, name="outside_list_new"),
    path("standing/lists/<int:pk>/", standing.one_list, name="outside_list"),
    path("standing/lists/<int:pk>/issue/", standing.issue, name="outside_issue"),
    path("standing/lists/<int:pk>/renew/", standing.renew, name="outside_renew"),
    path("standing/matches/<int:pk>/", standing.match, name="outside_match"),
    path("standing/contests/", standing.every_contest, name="contests"),
    path("standing/contests/<int:pk>/", standing.contest, name="contest"),
    path("standing/contests/<int:pk>/files/<int:number>/", standing.contest_file, name="contest_file"),
]
