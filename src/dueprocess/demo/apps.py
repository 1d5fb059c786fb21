"""Wiring of the room `demo` into Django."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The room `demo`."""

    name = "dueprocess.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"
