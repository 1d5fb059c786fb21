"""Wiring of the room `ledger` into Django."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The room `ledger`."""

    name = "dueprocess.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
