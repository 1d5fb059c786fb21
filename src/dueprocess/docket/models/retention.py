"""How long dockets are kept: what was last worked out of each, which legal holds there are, and which lists
of dockets, or of people in the register, two people erase."""

from __future__ import annotations

from django.db import models

from dueprocess.docket.models.dockets import Docket
from dueprocess.rules.models import ByTwo


class Keeping(models.Model):
    """Until when a closed docket is kept, as worked out when it was `length` long, by that `schedule`: an
    index for lists, which judge anew what it finds. `until` None: no day can be counted. `asks`: it goes
    only when somebody has looked at it, on `review_on`."""

    docket = models.OneToOneField(Docket, primary_key=True, on_delete=models.CASCADE, related_name="keeping")
    length = models.PositiveIntegerField()
    schedule = models.CharField(max_length=80)
    holds = models.CharField(max_length=80, blank=True)
    until = models.DateField(null=True)
    review_on = models.DateField(null=True)
    asks = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["asks", "until"], name="keeping_by_end")]


class LegalHold(models.Model):
    """A legal hold, as the docket's notes `put` and `lifted` say: an index for lists. What holds, the notes
    alone say."""

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="legal_holds")
    put = models.PositiveIntegerField()
    lifted = models.PositiveIntegerField(null=True)
    put_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["docket", "put"], name="legal_hold_once")]


class Going(ByTwo):
    """What one person proposed to erase by a schedule and a second one approved. `left_out`: what of it was
    not erased, each with why (a code); `erased` how much was, `payloads` how many payloads; `ended_at` when
    all was done."""

    schedule = models.CharField(max_length=80)
    left_out = models.JSONField(default=dict)
    erased = models.PositiveIntegerField(default=0)
    payloads = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class ErasureList(Going):
    """A list of dockets: each by its pseudonym (`c`), with its `length` then, its class and its last day."""

    dockets = models.JSONField(default=list)


class RegisterList(Going):
    """A list of people to be erased from the register: each by the key of their row (`p`), with how many
    lines of the register's journal were about them then (`length`), the class, the last day, and whether they
    `asked`."""

    people = models.JSONField(default=list)
