"""Lists of other bodies, whom of them somebody found to be one of ours, who contests that, who was told and
who looked.

Whoever is barred by a decision has no row here: that is computed from the copies of measures and sanctions
(`standing.extracts`). Names and words lie sealed under the list's own key or the contest's; people are found
by keyed tags. `salt` opens the commitment to the row that the record holds (`standing.binding`).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dueprocess.kit.tags import TagField
from dueprocess.people.models import Person
from dueprocess.rules.models import ByTwo


class Kept(models.Model):
    """What the record tells of each row."""

    salt = models.BinaryField(max_length=32)

    class Meta:
        abstract = True


class OutsideList(Kept):
    """A list of another body: what it is, on which lawful basis and for what it is used, and from what it
    bars whoever is on it. It ends by itself after `expires_on`; its names go some time after that."""

    title = models.CharField(max_length=120)
    body = models.CharField(max_length=200)
    basis = models.CharField(max_length=500)
    purpose = models.CharField(max_length=500)
    bars = models.JSONField(default=list)
    scope = models.JSONField(default=list)
    expires_on = models.DateField()
    key_wrapped = models.BinaryField(null=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)


class Renewal(ByTwo):
    """A later last day of a list, as one person proposed it, with the reason, and a second one settled it."""

    list = models.ForeignKey(OutsideList, on_delete=models.PROTECT, related_name="renewals")
    until_on = models.DateField()
    reason = models.CharField(max_length=500)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")


class ImportStep(models.TextChoices):
    """How far an issue of a list is."""

    WAITING = "waiting", _("Waits to be taken in")
    TAKEN = "taken", _("Taken in")
    DROPPED = "dropped", _("Thrown away")


class Issue(Kept):
    """One issue of a list as it was sent in: the hash of its file, and what it changed. `sealed` holds its
    rows until they are taken in or thrown away."""

    list = models.ForeignKey(OutsideList, on_delete=models.PROTECT, related_name="issues")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    step = models.CharField(max_length=20, choices=ImportStep.choices, default=ImportStep.WAITING)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    sealed = models.BinaryField(null=True)


class Listed(Kept):
    """Somebody on a list, under the list's key; `tag` is that of the key by which the list knows them.
    Whoever comes back on it, or whom it says to be somebody else now, has a new row: what was stays."""

    list = models.ForeignKey(OutsideList, on_delete=models.PROTECT, related_name="listed", db_index=False)
    tag = TagField(max_length=32)
    sealed = models.BinaryField()
    until_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["list", "tag"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="listed_outside_once",
            )
        ]
        indexes = [models.Index(fields=["list", "tag"], name="listed_outside_by_tag")]


class MatchStep(models.TextChoices):
    """What became of a proposal that somebody on a list is this person."""

    PROPOSED = "proposed", _("To be looked at")
    CONFIRMED = "confirmed", _("It is them")
    DISMISSED = "dismissed", _("It is somebody else")
    ENDED = "ended", _("Ended")


class Match(Kept):
    """A proposal that a listed person is somebody of the register (`tag`), with its score in hundredths.
    `reasons` and `why` are sealed under the list's key. Only a person confirms; it holds from then on."""

    listed = models.ForeignKey(Listed, on_delete=models.CASCADE, related_name="matches", db_index=False)
    tag = TagField(max_length=32)
    score = models.PositiveSmallIntegerField()
    reasons = models.BinaryField()
    step = models.CharField(max_length=20, choices=MatchStep.choices, default=MatchStep.PROPOSED)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    why = models.BinaryField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listed", "tag"], name="match_once")]
        indexes = [models.Index(fields=["tag"], name="match_by_tag")]


class Contest(Kept):
    """Somebody says that a standing (`ref`) is not theirs, is over, or is wrong. What they and whoever
    decides wrote is sealed under a key of its own. `late_at`: since when oversight knows that it is late."""

    tag = TagField(max_length=32)
    ref = TagField(max_length=32)
    key_wrapped = models.BinaryField()
    made_at = models.DateTimeField()
    due_on = models.DateField()
    sealed = models.BinaryField()
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(default=False)
    answer = models.BinaryField(null=True)
    late_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["tag"], name="contest_by_tag"),
            models.Index(fields=["ref"], name="contest_by_ref"),
        ]


class ContestFile(models.Model):
    """A file that somebody sent with a contest, sealed under the contest's key; so is its name."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="files")
    stored = models.CharField(max_length=32, unique=True)
    sealed = models.BinaryField()


class Told(Kept):
    """Somebody was told that a standing of theirs began (`on`) or is over."""

    tag = TagField(max_length=32)
    ref = TagField(max_length=32)
    on = models.BooleanField()
    at = models.DateTimeField()
    mailed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ref", "tag", "on", "at"], name="told_once")]
        indexes = [models.Index(fields=["tag"], name="told_by_tag")]


class Look(models.Model):
    """One line of the journal of who looked at somebody's standing, or was told of it: `tag` is that of whose
    it is, `reader` that of who looked. `line` is a salted commitment to it, which goes into the period's
    sealed root with the read journal of files."""

    tag = TagField(max_length=32)
    reader = TagField(max_length=32)
    at = models.DateTimeField()
    what = models.CharField(max_length=40)
    salt = models.BinaryField(max_length=32)
    sealed = models.BinaryField()
    line = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["tag", "-id"], name="look_of_somebody"),
            models.Index(fields=["reader"], name="look_by_reader"),
            models.Index(fields=["at"], name="look_by_day"),
        ]
