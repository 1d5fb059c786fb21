"""Wiring of the room `docket` into Django."""

from django.apps import AppConfig

from dueprocess.kit.keys import wrapped_in
from dueprocess.ledger.triggers import append_only


class DocketConfig(AppConfig):
    """The room `docket`."""

    name = "dueprocess.docket"
    label = "docket"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the table of acts as append-only."""
        append_only("docket_act")
        wrapped_in("docket.Docket", "key_wrapped")
        wrapped_in("docket.Read", "sealed")
