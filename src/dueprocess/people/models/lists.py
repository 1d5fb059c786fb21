"""A member list that somebody sent in at the desk: its files sealed, and what came of comparing it.

It lies here until it is taken in or thrown away; the files are gone then.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dueprocess.people.models.register import Person


class Step(models.TextChoices):
    """How far a list is."""

    COMPARING = "comparing", _("Being compared")
    COMPARED = "compared", _("Compared")
    TAKING = "taking", _("Being taken in")
    TAKEN = "taken", _("Taken in")
    REFUSED = "refused", _("Refused")


class SentList(models.Model):
    """One list as it was sent in. `sealed` holds the report, or why it was refused, as JSON; `digest` is that
    of the difference that was shown; `roles` are those that the rulebook knew."""

    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    map = models.TextField()
    roles = models.JSONField(default=list)
    step = models.CharField(max_length=20, choices=Step.choices, default=Step.COMPARING)
    turn = models.PositiveIntegerField(default=1)
    gone = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, blank=True)
    sealed = models.BinaryField(null=True)


class SentFile(models.Model):
    """One file of a list: where it lies sealed, under which key, and the name it was given."""

    list = models.ForeignKey(SentList, on_delete=models.CASCADE, related_name="files")
    stored = models.CharField(max_length=32, unique=True)
    key = models.BinaryField()
    name = models.CharField(max_length=200)
