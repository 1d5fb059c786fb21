"""What the public entries add up to, counted on as the log grows: no source, and counted anew where it is
missing. Knows entries only.

This is not what `cases.actions.counting` counts by month: see there. Here is what outsiders can recompute
from the public periods of entries; there, on which days cases came in and were closed, which no public entry
tells.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta

from django.db import connection, transaction

from dueprocess.tlog.figures import COUNTED, Counts, Kind, month_name, month_names, quarter_bounds
from dueprocess.tlog.period import Granularity, bounds

from . import append, policy, state
from .models import Counted, CountedKind, Head, Seq

MOST = 50_000
"""So many entries are counted in one go."""
_FINE = "SELECT t, d, r, x, r2, x2, number FROM ledger_countedkind WHERE dm IN (%s, %s, %s)"
_COARSE = (
    "SELECT t, dm, rm, max(x), r2m, max(x2), sum(number) FROM ledger_countedkind "
    "WHERE dm NOT IN (%s, %s, %s) GROUP BY t, dm, rm, x > '', r2m, x2 > ''"
)
LONGEST = {Granularity.DAY: 1, Granularity.WEEK: 7, Granularity.MONTH: 31}
WEEK = 7
"""A week belongs to a quarter that it may lie beside."""
_ADD = (
    "INSERT INTO ledger_countedkind (t, d, r, x, r2, x2, dm, rm, r2m, number) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) "
    "ON CONFLICT (t, d, r, x, r2, x2) DO UPDATE SET number = ledger_countedkind.number + excluded.number"
)
_MARKS = tuple(f'"t":"{name}"'.encode() for name in COUNTED)


@transaction.atomic
def count_on(*, most: int = MOST) -> bool:
    """Count what the log has more than was counted; return whether there is still more of it. Where the log
    is shorter than what was counted (an older backup), it is counted from the beginning."""
    Counted.objects.get_or_create(id=1)
    row = Counted.objects.select_for_update().get(id=1)
    size = Head.objects.values_list("size", flat=True).get()
    if row.upto > size:
        CountedKind.objects.all().delete()
        row.upto = 0
    upto = min(size, row.upto + most)
    if found := kinds(row.upto, upto):
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, [(*kind, *_months(kind), number) for kind, number in found.items()])
    row.upto = upto
    row.save(update_fields=["upto"])
    return upto < size


def kinds(begun: int, upto: int) -> Counter[Kind]:
    """Return how many entries of each kind the log has from `begun` to before `upto`."""
    found: Counter[Kind] = Counter()
    for _, raw, _ in append.entries(begun, upto):
        if any(mark in raw for mark in _MARKS):
            found[Kind.of(json.loads(raw))] += 1
    return found


def _months(kind: Kind) -> tuple[str, str, str]:
    return month_name(kind.d), kind.r and month_name(kind.r), kind.r2 and month_name(kind.r2)


def counts(quarter: str) -> tuple[int, Counts]:
    """Return how many entries are counted, and what they add up to for a report of that quarter: entries of
    other quarters are told by their months only, which gives the same figures and is read much sooner."""
    months = month_names(quarter)
    while True:
        upto = _upto()
        found: Counter[Kind] = Counter()
        with connection.cursor() as cursor:
            for text in (_FINE, _COARSE):
                cursor.execute(text, months)
                for *kind, number in cursor.fetchall():
                    found[Kind(*kind)] += int(number)  # PostgreSQL sums up to decimals
        if _upto() == upto:  # nobody has counted on meanwhile
            return upto, Counts(found)


def whole() -> Counter[Kind]:
    """Return everything that was counted, by the periods themselves."""
    names = (*Kind._fields, "number")
    return Counter({Kind(*row[:-1]): row[-1] for row in CountedKind.objects.values_list(*names)})


def _upto() -> int:
    return Counted.objects.filter(id=1).values_list("upto", flat=True).first() or 0


def period_of(raw: bytes) -> str:
    """Return the period in which an entry was recorded, from its bytes."""
    return raw.partition(b'"d":"')[2].partition(b'"')[0].decode()


def span(quarter: str, size: int) -> tuple[int, int]:
    """Return two places in the log of `size` entries between which all entries of a quarter lie, the second
    excluded. Entries of the periods beside it may lie between them too: no entry is dated more than one
    period before an earlier one, so that a whole period of each granularity in use is added on both sides."""
    begins, ends = quarter_bounds(quarter)
    grains = {rules.granularity for _, rules in policy.history()}
    beside = timedelta(days=max(LONGEST[grain] for grain in grains) + WEEK if grains else 0)
    return _place(begins - beside, size), _place(ends + beside, size)


def _place(day: date, size: int) -> int:
    """Return a place before which no entry has a period that begins later than `day`, found by halving."""
    first, after = 0, size
    while first < after:
        middle = (first + after) // 2
        raw = Seq.objects.filter(idx=middle).values_list("entry__bytes", flat=True).get()
        if bounds(period_of(bytes(raw)))[0] > day:
            after = middle
        else:
            first = middle + 1
    return first


def drop() -> None:
    """Drop what was counted: it is counted from the beginning next."""
    with transaction.atomic():
        Counted.objects.filter(id=1).delete()
        CountedKind.objects.all().delete()


@state.check("counted")
def _differs() -> list[str]:
    """What public entries add up to is what was counted. What is counted from the beginning next is right."""
    upto, size = _upto(), Head.objects.values_list("size", flat=True).first() or 0
    if upto > size or whole() == kinds(0, upto):
        return []
    return ["what was counted of public entries is not what they add up to; `dueprocess rebuild` counts anew"]
