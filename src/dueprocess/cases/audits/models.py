"""Draws by lot as stored: what was announced, what was drawn, how it was answered. Each part stands in the
record as an act of its own; `cases.audits.verify` compares."""

from __future__ import annotations

from django.db import models

from dueprocess.ledger.models import RecordAct
from dueprocess.people.models import Accreditation, Person


class Draw(models.Model):
    """A draw of `sample` of the acts among the entries `first` up to `end`, for one auditor.

    `seal` binds the auditor to their `number` (hex), which they give when it is drawn; `size` and `root` are
    the checkpoint of the seed, `indices` what was drawn, in the order in which it came up. `answers` is how
    each was answered when it was handed over last.
    """

    code = models.CharField(max_length=32, unique=True)
    accreditation = models.ForeignKey(Accreditation, on_delete=models.PROTECT, related_name="draws")
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    first = models.BigIntegerField()
    end = models.BigIntegerField()
    sample = models.PositiveIntegerField()
    whole = models.BooleanField()
    seal = models.CharField(max_length=64)
    announced_at = models.DateTimeField()
    announced = models.OneToOneField(RecordAct, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(null=True)
    root = models.CharField(max_length=64, blank=True)
    indices = models.JSONField(default=list)
    drawn_at = models.DateTimeField(null=True)
    drawn = models.OneToOneField(RecordAct, null=True, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=list)
    handed_at = models.DateTimeField(null=True)
    handed = models.OneToOneField(RecordAct, null=True, on_delete=models.PROTECT, related_name="+")
