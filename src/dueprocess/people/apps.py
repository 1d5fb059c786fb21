"""Wiring of the room `people` into Django."""

from django.apps import AppConfig

from dueprocess.ledger.triggers import append_only


class PeopleConfig(AppConfig):
    """The room `people`."""

    name = "dueprocess.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the register's journal as append-only."""
        append_only("people_change")
