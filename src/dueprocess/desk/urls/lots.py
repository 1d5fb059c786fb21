"""Addresses of the staff's door: who is drawn by lot in a case."""

from django.urls import path

from dueprocess.desk.views import lots

urlpatterns = [
    path("cases/<str:number>/lots/", lots.case, name="lots"),
]
