"""Addresses of the staff's door: declaring conflicts of interest before access, stepping down, and
closed circles."""

from django.urls import path

from dueprocess.desk.views import circle, declaring

urlpatterns = [
    path("declarations/", declaring.mine, name="declarations"),
    path("declarations/<str:number>/", declaring.one, name="declare"),
    path("cases/<str:number>/declarations/", declaring.case, name="case_declarations"),
    path("cases/<str:number>/step-down/", declaring.step_down, name="step_down"),
    path("cases/<str:number>/access/circle/", circle.page, name="circle"),
]
