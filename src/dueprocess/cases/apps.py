"""Wiring of the room `cases` into Django."""

from django.apps import AppConfig

from dueprocess.kit.keys import wrapped_in


class CasesConfig(AppConfig):
    """The room `cases`."""

    name = "dueprocess.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Name the columns that hold wrapped keys."""
        wrapped_in("cases.SavedView", "sealed")
        wrapped_in("cases.Batch", "sealed")
        wrapped_in("cases.Import", "key_wrapped")
        wrapped_in("cases.Deliberation", "key_wrapped")
