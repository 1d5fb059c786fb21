"""Wiring of the room `kit` into Django."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KitConfig(AppConfig):
    """The room `kit`."""

    name = "dueprocess.kit"
    label = "kit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every room register its jobs."""
        autodiscover_modules("jobs", "outbox", "housekeeping")
