"""Mails that remind of a coming last day. That one went out is no act: nothing of the procedure follows from
it (docs/adr/0055), and the record does not tell of it."""

from __future__ import annotations

from django.db import models

from dueprocess.docket.models.dockets import Docket


class Reminder(models.Model):
    """One day on which the rules remind of a deadline, and what was done about it, once.

    `readers` is how many people were written to: 0 where nobody who owes the step can be reached by mail.
    """

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="reminders", db_index=False)
    strand = models.PositiveIntegerField()
    step = models.CharField(max_length=80)
    entry = models.PositiveSmallIntegerField(default=0)
    person = models.CharField(max_length=20, blank=True)
    on = models.DateField()
    done_at = models.DateTimeField()
    readers = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["docket", "strand", "step", "entry", "person", "on"], name="reminder_once"
            )
        ]
