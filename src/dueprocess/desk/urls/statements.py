"""Addresses of the staff's door: what people stated, who was there, and who knew what since when."""

from django.urls import path

from dueprocess.desk.views import statements, witnesses

urlpatterns = [
    path("cases/<str:number>/statements/", statements.every, name="statements"),
    path("cases/<str:number>/statements/new/", statements.new, name="statement_new"),
    path("cases/<str:number>/statements/<slug:statement>/", statements.one, name="statement"),
    path("cases/<str:number>/statements/<slug:statement>/new/", statements.again, name="statement_again"),
    path("cases/<str:number>/statements/<slug:statement>/enter/", statements.enter, name="statement_enter"),
    path("cases/<str:number>/witnesses/", witnesses.every, name="witnesses"),
    path("cases/<str:number>/witnesses/new/", witnesses.new, name="witness_new"),
    path("cases/<str:number>/witnesses/<slug:witness>/", witnesses.again, name="witness"),
    path("cases/<str:number>/witnesses/<slug:witness>/did/", witnesses.did, name="witness_did"),
    path("cases/<str:number>/knew/", witnesses.knew_what, name="knew"),
]
