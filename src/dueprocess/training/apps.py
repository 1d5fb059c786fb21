"""Wiring of the room `training` into Django."""

from django.apps import AppConfig

from dueprocess.kit.keys import wrapped_in


class TrainingConfig(AppConfig):
    """The room `training`."""

    name = "dueprocess.training"
    label = "training"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Name the column that holds wrapped keys."""
        wrapped_in("training.Paper", "key")
