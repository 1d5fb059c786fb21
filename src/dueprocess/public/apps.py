"""Wiring of the room `public` into Django."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """The room `public`."""

    name = "dueprocess.public"
    label = "public"
    default_auto_field = "django.db.models.BigAutoField"
