"""Wiring of the room `desk` into Django."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The room `desk`."""

    name = "dueprocess.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
