"""Addresses of the staff's door: the register of approaches."""

from django.urls import path

from dueprocess.desk.views import approaches

urlpatterns = [
    path("approaches/", approaches.every, name="approaches"),
    path("approaches/new/", approaches.new, name="approach_new"),
    path("approaches/<str:number>/", approaches.one, name="approach"),
    path("approaches/<str:number>/files/<int:n>/<int:file>/", approaches.file, name="approach_file"),
    path("approaches/<str:number>/correct/", approaches.amend, name="approach_amend"),
    path("approaches/<str:number>/reply/", approaches.reply, name="approach_reply"),
    path("approaches/<str:number>/weigh/", approaches.weigh, name="approach_weigh"),
]
