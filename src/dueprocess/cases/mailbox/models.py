"""The mailbox as lists show it: projections of the dockets in which messages lie, and how fetching went."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dueprocess.docket.models import Docket
from dueprocess.kit.tags import TagField


class State(models.TextChoices):
    """What has become of a message."""

    WAITING = "waiting", _("Nobody has said yet what it is")
    PLACED = "placed", _("Put to a case, not confirmed")
    COMPLAINT = "complaint", _("Complaint")
    PART = "part", _("Part of a case")
    NOT_COMPLAINT = "not_complaint", _("Not a complaint")
    AUTOMATIC = "automatic", _("Automatic")


class Proposal(models.TextChoices):
    """What the machine proposes that a message is."""

    NOTHING = "", _("Nothing")
    PART = "part", _("Part of a case")
    AUTOMATIC = "automatic", _("Automatic")


class Arrival(models.Model):
    """One message, once. `act` is the note with which it came into its docket; `tag` finds it again if it is
    fetched again, `sender` is the keyed tag of its address ("" for none), `why` a code of `reading.Why`.
    `into` is the pseudonym of the case to which it was put, "" for none."""

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="arrivals")
    act = models.PositiveIntegerField()
    tag = TagField(max_length=32, unique=True)
    sender = TagField(max_length=32, blank=True)
    arrived_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    proposal = models.CharField(max_length=20, blank=True, choices=Proposal.choices)
    why = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITING)
    settled_at = models.DateTimeField(null=True)
    into = models.CharField(max_length=32, blank=True)
    answered = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["state", "arrived_at", "id"], name="arrival_by_state"),
            models.Index(fields=["sender", "recorded_at"], name="arrival_by_sender"),
            models.Index(fields=["-settled_at", "-id"], name="arrival_put", condition=~models.Q(into="")),
        ]


class Mailed(models.Model):
    """One mail of ours that may be answered or come back: in which docket, by which note (`act`), to whom
    (local key). `code` is the outbox's, `token` the tag of the reply token."""

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="mailed")
    act = models.PositiveIntegerField()
    key = models.CharField(max_length=20)
    code = models.CharField(max_length=32, unique=True)
    token = TagField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["token"], name="mailed_by_token")]


class Fetching(models.Model):
    """How fetching from one source goes: when it was tried, when it went well, what is wrong (a code)."""

    source = models.CharField(max_length=20, primary_key=True)
    tried_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=40, blank=True)
    validity = models.CharField(max_length=20, blank=True)
