"""Wiring of the room `people` into Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The room `people`."""

    name = "dueprocess.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
