"""What happened: acts, their sealed content, their files, and the sealed table of people.

Acts are append-only (triggers hold it). Content, files and people can be erased, never changed: the act
keeps a salted commitment to each.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models

from dueprocess.docket.models.dockets import Docket
from dueprocess.kit.tags import TagField, TaggedJSONField
from dueprocess.ledger.models import Entry

ABOUT = "about"
"""Under which key in `alike` the officers are of whom a message speaks, until it was made a case."""
MEANT_NO_MORE = "meant_no_more"
"""What `introduces` names in an act that says who somebody is: the keys in `alike` that this settles."""
FROM_MESSAGE = "arrived"
"""What `introduces` names in the act that makes a case of a message."""
CARRIED = "carried"
"""What `introduces` names in an act that came along when a case was split: the entry of the act it copies,
and when that was written down."""
GAP = timedelta(days=1)  # an act written down later than this after it happened must say why


class Act(models.Model):
    """One numbered act (a step that was taken) or note of a docket, as the record commits to it.

    `facts` is the act in the engine's JSON, with docket-local keys for people and without `n`, `at`,
    `entered`. `relied` is the roster it was judged with, stored when it differs from the act before.
    `introduces` holds the parties and complaints that came in with it. `commitments` maps each content
    field, file and person to a salted hash. No column holds personal data: the row outlives erasure.
    """

    docket = models.ForeignKey(Docket, on_delete=models.PROTECT, related_name="acts", db_index=False)
    n = models.PositiveIntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    is_note = models.BooleanField(default=False)
    name = models.CharField(max_length=80)
    strand = models.PositiveIntegerField(null=True)
    role = models.CharField(max_length=80, blank=True)
    by_key = models.CharField(max_length=20, blank=True)
    appointment = TagField(max_length=32, blank=True)
    logged_as = models.CharField(max_length=20)
    entry_type = models.CharField(max_length=20)
    rulebook = models.CharField(max_length=80)
    facts = models.JSONField()
    relied = models.JSONField(null=True)
    introduces = TaggedJSONField(default=dict)
    owner = models.CharField(max_length=20, blank=True)
    commitments = models.JSONField(default=dict)
    salt = models.BinaryField(max_length=32)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["docket", "n"], name="act_number_once")]

    @property
    def late_entry(self) -> bool:
        """Tell whether it was written down more than a day after it happened. What opens a case from a
        message happened when the message arrived, and that was written down then."""
        return self.written_at - self.at > GAP and FROM_MESSAGE not in self.introduces

    @property
    def written_at(self) -> datetime:
        """Return when it was first written down, here or in the case out of which it came."""
        return written_at(self.introduces, self.recorded_at)


def written_at(introduces: Mapping[str, Any], recorded_at: datetime) -> datetime:
    """Return when an act was first written down, from these two of its columns."""
    carried = introduces.get(CARRIED)
    return datetime.fromisoformat(carried["recorded_at"]) if carried else recorded_at


class Content(models.Model):
    """One field of what people wrote in an act: sealed JSON, with the salt of its commitment."""

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="content", db_index=False)
    field = models.CharField(max_length=100)
    salt = models.BinaryField(max_length=32)
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["act", "field"], name="content_field_once")]


class File(models.Model):
    """One attached file. `stored` names the sealed bytes; name, type, size and hash are sealed in
    `sealed`."""

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="files", db_index=False)
    n = models.PositiveSmallIntegerField()
    stored = models.CharField(max_length=80, unique=True)
    salt = models.BinaryField(max_length=32)
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["act", "n"], name="file_number_once")]


class PersonKey(models.Model):
    """Who a docket-local key stands for: the sealed identity, and a keyed tag for those in the register."""

    docket = models.ForeignKey(Docket, on_delete=models.PROTECT, related_name="person_keys", db_index=False)
    key = models.CharField(max_length=20)
    n = models.PositiveIntegerField()
    tag = TagField(max_length=32, blank=True)
    salt = models.BinaryField(max_length=32)
    sealed = models.BinaryField()

    objects: ClassVar[models.Manager[PersonKey]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["docket", "key"], name="person_key_once")]
        indexes = [models.Index(fields=["tag", "docket"], name="person_key_by_tag")]
