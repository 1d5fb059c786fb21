"""Invitations to hearings as calendars of several cases are compared: projections of the notes of their
cases."""

from __future__ import annotations

from django.db import models

from dueprocess.docket.models import Docket


class Invitation(models.Model):
    """That somebody (local key) is invited to a hearing (by its key in the docket), which is then. Only what
    stands has a row: whoever is not invited any more, or to nothing that takes place, has none."""

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="invitations", db_index=False)
    hearing = models.CharField(max_length=20)
    key = models.CharField(max_length=20)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["docket", "hearing", "key"], name="invitation_once")]
