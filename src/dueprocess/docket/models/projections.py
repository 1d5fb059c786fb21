"""Copies computed from the docket by the engine, indexed for lists. `dueprocess rebuild` makes them anew."""

from __future__ import annotations

from django.db import models

from dueprocess.docket.models.dockets import Docket
from dueprocess.kit.tags import TagField, WordTagField


class Party(models.Model):
    """Somebody the matter concerns, under their docket-local key."""

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="parties", db_index=False)
    key = models.CharField(max_length=20)
    kind = models.CharField(max_length=80)
    tag = TagField(max_length=32, blank=True)
    unit_key = models.PositiveBigIntegerField(null=True)
    since = models.PositiveIntegerField()
    status = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["docket", "key"], name="party_once")]
        indexes = [models.Index(fields=["tag", "kind"], name="party_by_tag")]


class Deadline(models.Model):
    """One deadline as last computed. `due_at` is empty while it stands still; `running` ones may be late.
    Before `opens_at` the rules hold its step back, where they do by a moment that is known."""

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="deadlines", db_index=False)
    strand = models.PositiveIntegerField()
    step = models.CharField(max_length=80)
    entry = models.PositiveSmallIntegerField(default=0)
    person = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=20)
    clause = models.CharField(max_length=80, blank=True)
    event_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    opens_at = models.DateTimeField(null=True)
    last_day = models.DateField(null=True)
    state = models.CharField(max_length=20)
    met_at = models.DateTimeField(null=True)
    running = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["docket", "strand", "step"], name="deadline_of_docket"),
            models.Index(fields=["running", "due_at", "docket"], name="deadline_by_due"),
            models.Index(fields=["step", "running", "due_at"], name="deadline_by_step"),
        ]


class InForce(models.Model):
    """What measures and sanctions have in common. `spans`: from when to when it applied, and applies as far
    as is known, as pairs of moments (ISO, UTC); no end: None. `effect`: what it does, as the rulebook under
    which it was decided says."""

    act = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    on_key = models.CharField(max_length=20, blank=True)
    tag = TagField(max_length=32, blank=True)
    state = models.CharField(max_length=30)
    from_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField(null=True)
    scope = models.JSONField(default=list)
    effect = models.JSONField(default=list)
    spans = models.JSONField(default=list)

    class Meta:
        abstract = True


class Measure(InForce):
    """An interim measure on a party. Of one that must be decided at its end: `warn_on`, the day of its first
    warning, and `decide_by`, until when it has to be lifted or continued.

    Of one that applies: `review_at`, from when on its next review is late; `cap_at`, after which it cannot
    last; `next_at`, the first of what comes next (review, end, decision), or `NEVER`.
    """

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="measures")
    warn_on = models.DateField(null=True)
    decide_by = models.DateTimeField(null=True)
    review_at = models.DateTimeField(null=True)
    cap_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["tag"], name="measure_by_tag"),
            models.Index(
                fields=["next_at", "id"],
                condition=models.Q(next_at__isnull=False),
                name="measure_in_force",
            ),
            models.Index(
                fields=["decide_by"],
                condition=models.Q(decide_by__isnull=False),
                name="measure_to_decide",
            ),
        ]


class Sanction(InForce):
    """A sanction on a party; `standing` is the register state it brings while it is in force.

    `suspended_until`: of one that is suspended, or fell away so, the last day of its probation; `from_at` is
    its first. `lasts`: for how long it is, or would be, in force; "" where nobody said. `of_case`: the number
    of the earlier case in which it was suspended, of one that was brought into force here. `meanwhile`: the
    `effect` and the `spans` of the measure that applies in its place while it does not; {} for nothing.
    """

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="sanctions")
    standing = models.CharField(max_length=80, blank=True)
    suspended_until = models.DateField(null=True)
    lasts = models.CharField(max_length=40, blank=True)
    of_case = models.CharField(max_length=20, blank=True)
    meanwhile = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["tag"], name="sanction_by_tag")]


class Notice(models.Model):
    """A letter owed from an act to a party or an office, and what became of it. `due_at` is empty for one
    that may be left out."""

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="notices", db_index=False)
    act = models.PositiveIntegerField()
    letter = models.CharField(max_length=80)
    to_key = models.CharField(max_length=80)
    state = models.CharField(max_length=20)
    due_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["docket", "act"], name="notice_of_docket"),
            models.Index(fields=["state", "due_at", "docket"], name="notice_by_state"),
        ]


class Word(models.Model):
    """One keyed word of a docket's content, see `kit.words`."""

    docket = models.ForeignKey(Docket, on_delete=models.CASCADE, related_name="words", db_index=False)
    tag = WordTagField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "docket"], name="word_once")]
        indexes = [models.Index(fields=["docket"], name="word_of_docket")]
