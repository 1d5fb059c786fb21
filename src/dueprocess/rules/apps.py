"""Wiring of the room `rules` into Django."""

from django.apps import AppConfig


class RulesConfig(AppConfig):
    """The room `rules`."""

    name = "dueprocess.rules"
    label = "rules"
    default_auto_field = "django.db.models.BigAutoField"
