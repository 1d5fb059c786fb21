"""Addresses of the staff's door: priority of cases."""

from django.urls import path

from dueprocess.desk.views import priority

urlpatterns = [
    path("oversight/priority/", priority.every, name="priorities"),
    path("cases/<str:number>/priority/", priority.one, name="priority"),
]
