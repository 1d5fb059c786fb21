"""Wiring of the room `standing` into Django."""

from django.apps import AppConfig

from dueprocess.kit.keys import wrapped_in


class StandingConfig(AppConfig):
    """The room `standing`."""

    name = "dueprocess.standing"
    label = "standing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Name the columns that hold wrapped keys."""
        wrapped_in("standing.OutsideList", "key_wrapped")
        wrapped_in("standing.Contest", "key_wrapped")
        wrapped_in("standing.Look", "sealed")
