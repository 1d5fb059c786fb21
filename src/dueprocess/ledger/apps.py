"""Wiring of the room `ledger` into Django: the append-only triggers are installed after every migration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from . import triggers


class LedgerConfig(AppConfig):
    """The room `ledger`."""

    name = "dueprocess.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the record's own tables; Django tells us when a migration has ended."""
        for table in ("ledger_entry", "ledger_seq", "ledger_recordact"):
            triggers.append_only(table)
        post_migrate.connect(triggers.install, sender=self, dispatch_uid="ledger.triggers")
