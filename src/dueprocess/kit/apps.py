"""Wiring of the room `kit` into Django."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from dueprocess.kit.keys.wrapping import wrapped_in


class KitConfig(AppConfig):
    """The room `kit`."""

    name = "dueprocess.kit"
    label = "kit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every room register its jobs, and name the columns here that hold wrapped keys."""
        wrapped_in("kit.OutgoingMail", "sealed")
        for part in ("secret", "seed"):
            wrapped_in("mfa.Authenticator", "data", part)
        autodiscover_modules("jobs", "outbox", "housekeeping")
