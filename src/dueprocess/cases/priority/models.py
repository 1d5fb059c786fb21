"""Priority as lists show it: a projection of the notes of a case."""

from __future__ import annotations

from django.db import models

from dueprocess.docket.models import Docket


class Priority(models.Model):
    """That a case was given priority by the note `act`: by which clause (`criterion`) of which version of the
    published protocol (`code`, as "protocol@2026"). `ended_at`: since when it has it no more."""

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="priorities", db_index=False)
    act = models.PositiveIntegerField()
    code = models.CharField(max_length=100)
    criterion = models.CharField(max_length=40)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["docket", "act"], name="priority_once")]
        indexes = [models.Index(fields=["given_at", "id"], name="priority_by_day")]
