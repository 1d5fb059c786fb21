"""Wiring of the room `docket` into Django."""

from django.apps import AppConfig


class DocketConfig(AppConfig):
    """The room `docket`."""

    name = "dueprocess.docket"
    label = "docket"
    default_auto_field = "django.db.models.BigAutoField"
