"""Sessions: when and where something is taught, who teaches it, who has a place, who was there, and what they
thought of it. Arrangements, not the register: what follows from them is a completion.
"""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dueprocess.people.models import Person, Unit
from dueprocess.training.models.catalogue import ProgrammeVersion, Provider


def _drawn() -> int:
    return secrets.randbits(62)


class Mode(models.TextChoices):
    """How a session is held."""

    ROOM = "room", _("In person")
    ONLINE = "online", _("Online")
    SELF_PACED = "self-paced", _("In one’s own time")


class Session(models.Model):
    """One session of a version. In one's own time: from the beginning to the end of it whoever has a place
    works through it.

    `capacity` None: as many as come. `is_open`: whoever signs in may take a place; else those who were
    invited. `code` is shown in the room: by it people say that they are there. `uid` and `sequence` are
    those of its appointment in calendars; `changed_at` is when that last changed.
    """

    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="sessions")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="sessions")
    mode = models.CharField(max_length=12, choices=Mode.choices)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    place = models.CharField(max_length=300, blank=True)
    link = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=20, blank=True)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    capacity = models.PositiveIntegerField(null=True)
    is_open = models.BooleanField(default=True)
    code = models.CharField(max_length=8)
    uid = models.CharField(max_length=32, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["from_at", "id"], name="session_by_time")]
        constraints = [
            models.CheckConstraint(condition=Q(to_at__gt=F("from_at")), name="session_ends_after_start")
        ]


class Trainer(models.Model):
    """Somebody teaches a session: they see its names and places, and nothing else of anybody."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="trainers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="trainer_once")]


class Stands(models.TextChoices):
    """How somebody stands to a session."""

    INVITED = "invited", _("Invited")
    HAS = "has", _("Has a place")
    WAITING = "waiting", _("On the waiting list")
    LEFT = "left", _("Gave the place up")


class Assessed(models.TextChoices):
    """What came of an assessment."""

    NOT = "not", _("Not assessed")
    PASSED = "passed", _("Passed")
    FAILED = "failed", _("Failed")


class Place(models.Model):
    """Somebody's place in a session. `since` is when they came to stand as they do: the waiting list is in
    that order. `attended` None: nobody has said yet. `wrong` codes were tried one after the other, the last
    one at `wrong_at`. `gave_feedback`: that they did, not what."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="places")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    stands = models.CharField(max_length=10, choices=Stands.choices)
    since = models.DateTimeField()
    attended = models.BooleanField(null=True)
    by_code = models.BooleanField(default=False)
    assessed = models.CharField(max_length=10, choices=Assessed.choices, default=Assessed.NOT)
    wrong = models.PositiveSmallIntegerField(default=0)
    wrong_at = models.DateTimeField(null=True)
    gave_feedback = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="one_place_each")]
        indexes = [models.Index(fields=["person", "session"], name="place_of_person")]


class Feedback(models.Model):
    """What somebody thought of a session. Nothing leads to whom: no person, no moment, and a key that is
    drawn and not counted."""

    id = models.BigIntegerField(primary_key=True, default=_drawn)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="feedback")
    score = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="feedback_one_to_five")
        ]
