"""Who was asked to declare in which case, and whether they have: a projection of the notes of the case.

A row names nobody: whose key it is, `docket.PersonKey` knows by its tag, as long as the case has its content.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dueprocess.docket.models import Docket


class Declaration(models.Model):
    """One officer (`key`) who was asked by the note `act`, for a role or body of the case (`role`), and what
    they said last: since then somebody may have come in as a party, and they are asked again."""

    class Answer(models.TextChoices):
        """What they said."""

        NONE = "", _("Not answered")
        FREE = "free", _("Nothing binds them")
        BOUND = "bound", _("A conflict of interest")

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="declarations", db_index=False)
    key = models.CharField(max_length=20)
    role = models.CharField(max_length=80)
    act = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["docket", "key"], name="declaration_once")]
        indexes = [
            models.Index(
                fields=["docket", "key"], name="declaration_waits", condition=models.Q(answered_at=None)
            )
        ]
