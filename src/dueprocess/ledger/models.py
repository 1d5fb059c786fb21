"""The record as stored: entries, their order, the acts of the record itself, and what its public entries add
up to. Knows no case."""

from django.db import models

from dueprocess.kit.tags import TaggedJSONField


class Entry(models.Model):
    """One entry of the log. `bytes` is what outsiders hash; `leaf` its RFC 6962 leaf hash.

    The key is random, so that an act can name its entry before the entry has its place, and so that a
    stored act does not tell where in the public log it stands. Append-only (`triggers`).
    """

    key = models.BigIntegerField(primary_key=True)
    bytes = models.BinaryField()
    leaf = models.BinaryField(max_length=32)


class Seq(models.Model):
    """The place of an entry in the log: 0, 1, 2 and so on without a gap. Append-only."""

    idx = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="seq")


class Head(models.Model):
    """The end of the log: one row, locked by whoever appends. `frontier` is tlog's compact range.

    `granularity`, `publish` and `zone` are the publication policy in force (`policy`), kept here so that an
    append reads them under the lock that it takes anyway.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField()
    frontier = models.BinaryField()
    granularity = models.CharField(max_length=5)
    publish = models.CharField(max_length=7)
    zone = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="ledger_one_head")]


class RecordAct(models.Model):
    """An act of the record itself: genesis, change of policy or key, a sealed read journal; and what other
    rooms bind to the log beside their dockets (`actions.bind`).

    `payload` is what the entry's commitment commits to and `salt` opens it; neither holds personal data.
    Append-only.
    """

    kind = models.CharField(max_length=32)
    recorded_at = models.DateTimeField()
    period = models.CharField(max_length=10)
    payload = TaggedJSONField()
    salt = models.BinaryField(max_length=32)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="record_act")

    class Meta:
        indexes = [models.Index(fields=["kind", "period"], name="ledger_kind_period")]


class Counted(models.Model):
    """Up to which entry of the log it was counted what moves cases: one row (`counted`)."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    upto = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="ledger_one_counted")]


class CountedKind(models.Model):
    """How many entries there are of one type with these public periods ("" where it has none). `dm`, `rm`,
    `r2m`: the months (`2026-03`) to which d, r and r2 belong."""

    t = models.CharField(max_length=20)
    d = models.CharField(max_length=10)
    r = models.CharField(max_length=10, blank=True)
    x = models.CharField(max_length=10, blank=True)
    r2 = models.CharField(max_length=10, blank=True)
    x2 = models.CharField(max_length=10, blank=True)
    dm = models.CharField(max_length=7)
    rm = models.CharField(max_length=7, blank=True)
    r2m = models.CharField(max_length=7, blank=True)
    number = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["t", "d", "r", "x", "r2", "x2"], name="ledger_kind_once")
        ]
        indexes = [models.Index(fields=["dm"], name="ledger_kind_by_month")]
