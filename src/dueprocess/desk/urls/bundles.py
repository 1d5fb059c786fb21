"""Addresses of the staff's door: bundles of a case, and what is covered in their papers."""

from django.urls import path

from dueprocess.desk.views.bundles import covering, pages

PAPER = "cases/<str:number>/papers/<int:act>/<int:file>/<int:page>/"
urlpatterns = [
    path("cases/<str:number>/bundles/", pages.every, name="bundles"),
    path("cases/<str:number>/bundles/<int:n>/", pages.one, name="bundle"),
    path("cases/<str:number>/bundles/<int:n>/add/", pages.add, name="bundle_add"),
    path("cases/<str:number>/bundles/<int:n>/copies/<int:pk>/", pages.copy, name="bundle_copy"),
    path(PAPER, covering.page, name="redact"),
    path(f"{PAPER}picture/", covering.picture, name="redact_picture"),
]
