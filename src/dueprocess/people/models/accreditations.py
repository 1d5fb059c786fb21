"""Accreditations of auditors: who may be handed openings of the record, for how long, by whose decision.

Must not know what an auditor is shown.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from dueprocess.people.models.offices import Grant
from dueprocess.people.models.register import Person


class Accreditation(models.Model):
    """Somebody as an auditor of `body` (who accredits them) from one day to another, both included.

    One person proposes it, another who oversees signs it: then it has its `grant`, the power to audit.
    `duty` is the duty of confidence that is put to them, in the words that were signed.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accreditations")
    body = models.CharField(max_length=200)
    duty = models.TextField()
    from_on = models.DateField()
    until_on = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    grant = models.OneToOneField(Grant, null=True, on_delete=models.PROTECT, related_name="accreditation")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="accreditation_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="one_accreditation_waits"
            ),
        ]
