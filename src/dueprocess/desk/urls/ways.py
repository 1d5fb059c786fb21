"""Addresses of the staff's door: letting parties in who have no login of their own."""

from django.urls import path

from dueprocess.desk.views import ways

urlpatterns = [
    path("cases/<str:number>/parties/<slug:key>/way/", ways.give, name="way"),
    path("cases/<str:number>/parties/<slug:key>/way/close/", ways.close, name="way_close"),
]
