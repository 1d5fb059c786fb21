"""Wiring of the room `kit` into Django."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """The room `kit`."""

    name = "dueprocess.kit"
    label = "kit"
    default_auto_field = "django.db.models.BigAutoField"
