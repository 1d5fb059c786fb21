"""Addresses of the staff's door: notes of a deliberation, for those who sit."""

from django.urls import path

from dueprocess.desk.views import deliberation

urlpatterns = [
    path("cases/<str:number>/deliberation/", deliberation.page, name="deliberation"),
    path("cases/<str:number>/deliberation/<slug:code>/", deliberation.one, name="deliberation_note"),
]
