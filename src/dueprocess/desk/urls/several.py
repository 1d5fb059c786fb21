"""Addresses of the staff's door: work on several cases at once."""

from django.urls import path

from dueprocess.desk.views import batches

urlpatterns = [
    path("several/", batches.every, name="batches"),
    path("several/new/", batches.new, name="batch_new"),
    path("several/<slug:code>/", batches.one, name="batch"),
    path("several/<slug:code>/<int:part>/", batches.part, name="batch_part"),
]
