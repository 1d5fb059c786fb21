"""Addresses of the staff's door: lists and registers that are taken in."""

from django.urls import path

from dueprocess.desk.views import imports

urlpatterns = [
    path("imports/", imports.every, name="imports"),
    path("imports/<slug:code>/", imports.one, name="import"),
    path("imports/<slug:code>/layout/", imports.layout, name="import_layout"),
    path("imports/<slug:code>/columns/", imports.columns, name="import_columns"),
    path("imports/<slug:code>/start/", imports.start, name="import_start"),
    path("imports/<slug:code>/away/", imports.drop, name="import_drop"),
    path("imports/<slug:code>/map.toml", imports.map_file, name="import_map"),
    path("imports/<slug:code>/report.csv", imports.report_file, name="import_report"),
]
