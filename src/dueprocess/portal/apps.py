"""Wiring of the room `portal` into Django."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The room `portal`."""

    name = "dueprocess.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
