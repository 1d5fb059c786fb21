"""Rows that belong to no domain: one-time tokens, workers' heartbeats, outgoing mail."""

from django.db import models


class Once(models.Model):
    """A form's token: the first post stores its answer here, a second one gets the same answer.

    `answer` is the address to which the first post led; it holds codes only, never what was typed.
    """

    token = models.CharField(max_length=64, primary_key=True)
    used_at = models.DateTimeField(db_index=True)
    answer = models.TextField(blank=True, default="")


class Heartbeat(models.Model):
    """A worker, scheduler or signer that was alive at `beat_at`; once silent, what it held is released."""

    name = models.CharField(max_length=64, primary_key=True)
    role = models.CharField(max_length=16)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(db_index=True)
    doing = models.CharField(max_length=200, blank=True, default="")


class OuterKey(models.Model):
    """The outer key under which the tags of this database lie, by its id: one row, none where there is no
    such key (`keys.outer`)."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    key = models.CharField(max_length=8)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="kit_one_outer_key")]


class OutgoingMail(models.Model):
    """A message on its way out. Address, subject and text are sealed, and gone once it is sent.

    `state` is one of `outbox.State`; `tries` how often it failed for now, `why` the code of the last answer
    (the server's three digits, or a word), never its text, which may quote the address.
    """

    id = models.CharField(max_length=32, primary_key=True)
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting")
    tries = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=40, blank=True, default="")
    handed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["state", "made_at"], name="outgoing_by_state")]
