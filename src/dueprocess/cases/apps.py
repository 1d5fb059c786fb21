"""Wiring of the room `cases` into Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The room `cases`."""

    name = "dueprocess.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
