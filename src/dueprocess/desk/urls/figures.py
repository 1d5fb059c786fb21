"""Addresses of the staff's door: the record and the published figures."""

from django.urls import path

from dueprocess.desk.views import consistency, figures, record

urlpatterns = [
    path("record/", record.page, name="record"),
    path("figures/", figures.every, name="figures"),
    path("figures/prepared/<slug:sha256>/", figures.prepared, name="figures_prepared"),
    path("figures/consistency/<slug:quarter>/", consistency.page, name="consistency"),
    path("figures/<slug:quarter>/", figures.prepare, name="figures_prepare"),
]
