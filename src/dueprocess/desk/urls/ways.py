"""Addresses of the staff's door: letting parties in who have no login of their own, who comes with
them, and what they need."""

from django.urls import path

from dueprocess.desk.views import present, ways

urlpatterns = [
    path("cases/<str:number>/present/", present.every, name="present"),
    path("cases/<str:number>/present/<int:n>/", present.one, name="present_one"),
    path("cases/<str:number>/parties/<slug:key>/way/", ways.give, name="way"),
    path("cases/<str:number>/parties/<slug:key>/way/close/", ways.close, name="way_close"),
]
