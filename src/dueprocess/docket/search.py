"""Lists of dockets: filters, orders, bounded counts, and search over sealed words.

Every function takes dockets that the wall has filtered already (`wall.visible_to`), and finds them by an
index: what it costs does not grow with their number. Pages are in `docket.paging`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, Func, OuterRef, Q, QuerySet

from dueprocess.docket.models import Docket, Party, Word
from dueprocess.docket.models.dockets import YES, DocketQuerySet, Listed, Plain
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import words
from dueprocess.people import holders
from dueprocess.people.models import Unit

MOST_COUNTED = 1000
MOST_SOUGHT, MOST_SEARCHED = 300, 100
"""How far dockets are counted where the wall opens some among many, and where words are looked for."""
FEW = 5000
"""As many dockets can be read and sorted for one page; more are walked in their order."""
HANDFUL = 1000
"""Of as many dockets what is due, or changed last, can be read and sorted for one page; of more it is walked
in its order."""
_PLAIN = ("kind", "is_open", "stage", "rulebook_id", "owner", "unit_id", "due_at", "received_at")


class Sort(StrEnum):
    """The orders a list can have."""

    DUE = "due"
    OLDEST = "oldest"
    NEWEST = "newest"
    CHANGED = "changed"


COLUMN = {
    Sort.DUE: "due_at",
    Sort.OLDEST: "received_at",
    Sort.NEWEST: "-received_at",
    Sort.CHANGED: "-changed_at",
}
UNOWNED = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is narrowed to; everything left out does not narrow. Persons and units by their keys.

    `owner` UNOWNED lists those nobody owns. Ages are days since receipt. `text` finds dockets whose content
    holds every word. `rulebook` is a version's hash, `stage` a stage of it.
    """

    kind: str = "case"
    is_open: bool | None = True
    stage: str = ""
    rulebook: str = ""
    owner: int | None = None
    unit: int | None = None
    party: int | None = None
    overdue: bool = False
    due_before: datetime | None = None
    older_than: int | None = None
    younger_than: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The dockets that pass the filters: as lists walk them in their order, and as they are counted."""

    dockets: QuerySet[Docket]
    counted: QuerySet[Docket]
    bounds: Mapping[str, datetime] = field(default_factory=dict)
    """Bounds of the column that the list is sorted by: `lt`, `gte`."""
    most: int = MOST_COUNTED
    """How far they are counted: less far where each one counted has to be looked for."""


@dataclass(frozen=True, slots=True)
class _Condition:
    """One condition: the dockets that meet it, found by an index (`lead`, any of its parts), a test of those
    found otherwise, and the same by index where it is one of the docket's own columns."""

    lead: tuple[QuerySet[Any, Any], ...]
    test: Q
    direct: Q | None = None


def narrow(
    dockets: DocketQuerySet,
    filters: Filters,
    *,
    at: datetime,
    sort: Sort = Sort.DUE,
    only: Sequence[QuerySet[Any, Any]] = (),
) -> Narrowed:
    """Return the dockets that pass the filters, and are in one of `only` (querysets of their keys) if any
    is given; at most two queries.

    A database without figures about its tables guesses which condition leaves few rows, and among 200,000
    dockets a wrong guess reads them all. So each condition that has an index is counted, up to `FEW`: the
    one that leaves fewest leads, and the others only test the rows it finds. Where every condition leaves
    many, the list is walked in its own order, which soon fills a page.
    """
    if filters.is_open is None and (filters.overdue or filters.due_before is not None):
        filters = replace(filters, is_open=True)
    conditions = _conditions(filters, at)
    if only:
        conditions.append(_Condition(tuple(only), Q(*(Q(pk__in=part) for part in only), _connector=Q.OR)))
    found = plain(dockets, *_PLAIN).filter(*(each.test for each in conditions), plain_kind=filters.kind)
    if filters.is_open is not None:
        found = found.filter(plain_is_open__in=(filters.is_open,))
    conditions += _opened(dockets, _base(filters))
    leading, size, _none = _fewest(conditions)
    column = COLUMN[sort].lstrip("-")
    ends = _ranges(filters, at, column)
    if size > FEW and (together := _together(filters.text)) is not None:
        leading, size, _none = _fewest([together])
    if leading is not None and size <= FEW:
        led = found.filter(_by(leading))
        if leading.direct == Q(**ends) and connection.vendor == "postgresql":
            led = found.filter(leading.direct)  # found in its order, which needs no list beside
        return Narrowed(led, led)
    walked = found.filter(kind=filters.kind)
    if filters.is_open is not None:
        walked = walked.filter(is_open__in=(filters.is_open,))
    if leading is None or leading.direct is None:
        counted = walked.order_by(column)  # the order keeps to the index of the walk
    else:
        counted = walked.filter(leading.direct)
    bounds = {name.removeprefix(f"{column}__"): end for name, end in ends.items()}
    most = MOST_COUNTED if dockets.opened_by is None else MOST_SOUGHT
    if filters.text or filters.party is not None:
        most = MOST_SEARCHED
    return Narrowed(walked, counted, bounds, most)


def nearest(dockets: DocketQuerySet) -> DocketQuerySet:
    """Return the dockets, for asking after the open cases among them (`of_kind`, `in_parts`): where the wall
    opens few of these, it leads to them. One query at most."""
    return nearest_with(dockets)[0]


def nearest_with(dockets: DocketQuerySet, *beside: QuerySet[Any, Any]) -> tuple[DocketQuerySet, list[int]]:
    """Do as `nearest`, and count in the same query how many rows each of `beside` has, up to `FEW`: what a
    page wants to know besides."""
    base = _base(Filters())
    leading, size, counts = _fewest(_opened(dockets, base), beside)
    if leading is None or size > FEW:
        return dockets, counts
    if dockets.unshut is None or dockets.unroled is None or dockets.opened_by is None:
        return among(dockets, leading.lead, most=size), counts
    # Whatever leads to them has been opened: only what shuts is asked of each.
    found = among(Docket.objects.filter(dockets.unshut), leading.lead, most=size)
    named, *roled = dockets.opened_by
    by_name = plain(Docket.objects.filter(listed("pk", named)), "kind", "is_open")
    by_name = by_name.filter(dockets.unroled, dockets.unshut, plain_kind="case", plain_is_open__in=YES)
    found.parts = (by_name, *((base & part).filter(dockets.unshut) for part in roled))
    return found, counts


def in_parts(dockets: DocketQuerySet) -> tuple[QuerySet[Docket], ...]:
    """Return the open cases in parts that do not overlap, each found by an index of its own."""
    return dockets.parts if dockets.parts is not None else (of_kind(dockets),)


def among(dockets: DocketQuerySet, keys: Sequence[QuerySet[Any, Any]], *, most: int = 0) -> DocketQuerySet:
    """Return those of the dockets whose keys are in one of `keys`, which are few (`most`, where they were
    counted) and lead to them."""
    found = dockets.filter(_by(_Condition(tuple(keys), Q())))
    found.opened_by, found.few = None, most
    return found


def listed(column: str | Func, *keys: QuerySet[Any, Any]) -> Q:
    """Return the condition that a column holds a key of a docket that is in one of `keys`, which are few and
    lead there.

    They are written out here and now: carried along as querysets, each query around them would copy them and
    name their tables anew, which took longer than to answer it.
    """
    texts: list[str] = []
    values: list[Any] = []
    for each in keys:
        try:
            text, given = each.query.sql_with_params()
        except EmptyResultSet:
            continue
        texts.append(f"SELECT * FROM ({text}) part" if each.query.is_sliced else text)  # noqa: S608 (no value)
        values += given
    return Q(Listed(column, " UNION ALL ".join(texts), values)) if texts else Q(pk__in=())


def of_kind(dockets: DocketQuerySet, kind: str = "case") -> DocketQuerySet:
    """Return the open dockets of a kind, by index unless there is a nearer way to them."""
    if dockets.few is None:
        return dockets.filter(kind=kind, is_open__in=YES)
    return plain(dockets, "kind", "is_open").filter(plain_kind=kind, plain_is_open__in=YES)


def plain(dockets: QuerySet[Docket], *names: str) -> Any:
    """Return the same dockets with these columns also as `plain_…`, for tests without an index."""
    return dockets.alias(**{f"plain_{name}": Plain(name) for name in names})


def _opened(dockets: DocketQuerySet, base: QuerySet[Docket]) -> list[_Condition]:
    """Return what the wall opens, among `base`, as a condition; none where it opens everything."""
    parts = dockets.opened_by or ()
    keys = tuple((base & part).values("pk") if part.model is Docket else part for part in parts)
    return [_Condition(keys, Q())] if keys else []


def _base(filters: Filters) -> QuerySet[Docket]:
    base = Docket.objects.filter(kind=filters.kind)
    return base if filters.is_open is None else base.filter(is_open__in=(filters.is_open,))


def _by(condition: _Condition) -> Q:
    return listed("pk", *condition.lead)


def _conditions(filters: Filters, at: datetime) -> list[_Condition]:
    """Return the conditions that have an index, kind and openness left out."""
    base = _base(filters)
    wanted: list[dict[str, Any]] = []
    if filters.stage:
        wanted.append({"stage": filters.stage})
    if filters.rulebook:
        wanted.append({"rulebook_id": filters.rulebook})
    if filters.owner is not None:
        wanted.append({"owner": person_tag(filters.owner) if filters.owner != UNOWNED else ""})
    if filters.unit is not None:
        wanted.append({"unit_id__in": _below(filters.unit).values("pk")})
    ranges = [_ranges(filters, at, column) for column in ("due_at", "received_at")]
    wanted += [each for each in ranges if each]
    conditions = [
        _Condition(
            (base.filter(**each).values("pk"),),
            Q(**{f"plain_{name}": each[name] for name in each}),
            Q(**each),
        )
        for each in wanted
    ]
    if filters.overdue or filters.due_before is not None:
        conditions.append(_Condition((), Q(plain_is_open__in=YES)))
    if filters.party is not None:
        held = Party.objects.filter(tag=person_tag(filters.party))
        test = Q(Exists(held.filter(docket=OuterRef("pk"))))
        conditions.append(_Condition((held.values("docket_id"),), test))
    return conditions + _words(filters.text)


def _ranges(filters: Filters, at: datetime, column: str) -> dict[str, Any]:
    """Return the bounds that the filters set to a column of moments."""
    bounds: dict[str, Any] = {}
    if column == "due_at":
        asked = (at if filters.overdue else None, filters.due_before)
        if ends := [moment for moment in asked if moment is not None]:
            bounds["due_at__lt"] = min(ends)
    if column == "received_at":
        if filters.older_than is not None:
            bounds["received_at__lt"] = at - timedelta(days=filters.older_than)
        if filters.younger_than is not None:
            bounds["received_at__gte"] = at - timedelta(days=filters.younger_than)
    return bounds


def _words(text: str) -> list[_Condition]:
    """Return a condition for each word of a text."""
    each = [Word.objects.filter(tag=tag) for tag in sorted(words.tags(text))[:8]]
    tests = [Q(Exists(rows.filter(docket=OuterRef("pk")))) for rows in each]
    return [_Condition((rows.values("docket_id"),), test) for rows, test in zip(each, tests, strict=True)]


def _below(unit: int) -> QuerySet[Unit]:
    try:
        return Unit.objects.under(holders.path_of(unit))
    except Unit.DoesNotExist:
        return Unit.objects.none()


def _together(text: str) -> _Condition | None:
    """Return all words of a text as one condition, for when each alone stands in many dockets."""
    each = [Word.objects.filter(tag=tag) for tag in sorted(words.tags(text))[:8]]
    if len(each) < 2:
        return None
    others = [Q(Exists(rows.filter(docket=OuterRef("docket_id")))) for rows in each[1:]]
    return _Condition((each[0].filter(*others).values("docket_id"),), Q())


def _fewest(
    conditions: Sequence[_Condition], beside: Sequence[QuerySet[Any, Any]] = ()
) -> tuple[_Condition | None, int, list[int]]:
    """Return the condition that leaves fewest dockets, and how many these are, more than `FEW` for any number
    beyond it; and how many rows each of `beside` has. One query."""
    able = [each for each in conditions if each.lead]
    wanted = [*beside, *(part for each in able for part in each.lead)]
    counted = iter(tally(wanted, most=FEW) if wanted else ())
    counts = [next(counted) for _ in beside]
    if not able:
        return None, FEW + 1, counts
    sizes = [sum(next(counted) for _ in each.lead) for each in able]
    least = min(sizes)
    return able[sizes.index(least)], least, counts


def tally(rows: Sequence[QuerySet[Any, Any]], *, most: int = MOST_COUNTED) -> list[int]:
    """Count the rows of several queries in one, each no further than `most` + 1."""
    columns: list[str] = []
    params: list[Any] = []
    for each in rows:
        text, given = each[: most + 1].query.sql_with_params()
        columns.append(f"(SELECT COUNT(*) FROM ({text}) counted)")  # noqa: S608 (values are parameters)
        params += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", params)
        return list(cursor.fetchone())


def count(dockets: QuerySet[Docket], *, most: int = MOST_COUNTED) -> int:
    """Count dockets, but no further than `most` + 1 ("more than 1,000")."""
    return dockets[: most + 1].count()
