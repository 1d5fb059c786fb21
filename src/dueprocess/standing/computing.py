"""What bars people on a day: measures and sanctions of cases, and matches with lists of other bodies, as rows
with the spans in which they hold. Reads only; what a class of standing is, `core.standing` says.

A row is found for its person by a keyed tag. Of a case nothing leaves this module but class, scope and days;
`docket` is for who decides a contest, and for nobody else.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Q

from dueprocess.core.sanctions import Span
from dueprocess.core.standing import Source, Status, cut, statuses
from dueprocess.docket.models import Docket, Measure, Notice, Sanction
from dueprocess.kit import clock, keys
from dueprocess.ledger import policy
from dueprocess.standing.models import Contest, Match, MatchStep
from dueprocess.standing.sealing import Shelf, match_ref

CASE, OWED = "case", "owed"
LASTING = ("in force", "must be decided")
"""States of a measure whose end a copy may not know."""


@dataclass(frozen=True, slots=True)
class Found:
    """What bars somebody (`tag`): from what, in which scope, in which spans. `ref` names it and says
    nothing. `docket`: that of a decision or measure; `match`: of a list. `person`: as far as it is known
    without opening a docket. `letter`: docket, act and addressee of the letter that tells them of it."""

    tag: str
    statuses: tuple[Status, ...]
    scope: tuple[str, ...]
    spans: tuple[Span, ...]
    source: Source
    ref: str
    docket: Docket | None = None
    match: int | None = None
    person: int | None = None
    letter: tuple[int, int, str] | None = None


def moment(on: date | datetime) -> datetime:
    """Return the instant at which the status on a day is taken: its last, of today now. What ended during a
    day does not hold on it any more."""
    if isinstance(on, datetime):
        return on
    rules, now = policy.current(), clock.now()
    if on == rules.day(now):
        return now
    return rules.midnight(on + timedelta(days=1)) - timedelta(microseconds=1)


def today() -> date:
    """Return the day that it is where the organisation is."""
    return policy.current().day(clock.now())


def rows(tags: Collection[str] | None = None, *, at: datetime | None = None) -> list[Found]:
    """Return what bars these people (everybody where None), the latest first; four queries. With `at` only
    what may hold at that moment is read."""
    found = [*_of_cases(tags, at), *_of_lists(tags, at)]
    ended = dict(
        Contest.objects.filter(upheld=True, ref__in=[each.ref for each in found]).values_list(
            "ref", "decided_at"
        )
        if found
        else ()
    )
    left = [_cut(each, ended[each.ref]) if each.ref in ended else each for each in found]
    left = [each for each in left if each.spans and each.statuses]
    return sorted(left, key=lambda each: (each.spans[0][0], each.ref), reverse=True)


def _cut(found: Found, end: datetime | None) -> Found:
    return replace(found, spans=cut(found.spans, [end]))


def untold(found: Iterable[Found]) -> frozenset[str]:
    """Return the references of those of which the letter to whoever they are on is owed, not late, and has
    not gone out: nobody learns from this register before the case tells them, unless it does so too late.
    One query where any is of a case."""
    letters = {each.ref: each.letter for each in found if each.letter is not None}
    if not letters:
        return frozenset()
    owed = Notice.objects.filter(docket__in={docket for docket, _act, _to in letters.values()}, state=OWED)
    waits = set(owed.filter(due_at__gt=clock.now()).values_list("docket", "act", "to_key"))
    return frozenset(ref for ref, letter in letters.items() if letter in waits)


def _of_cases(tags: Collection[str] | None, at: datetime | None) -> Iterator[Found]:
    running = Q() if at is None else Q(until_at=None) | Q(until_at__gt=at)
    for model in (Sanction, Measure):
        asked = running | Q(state__in=LASTING) if at is not None and model is Measure else running
        query = model.objects.filter(asked, docket__kind=CASE).exclude(tag="")
        if tags is not None:
            query = query.filter(tag__in=tags)
        for row in query.select_related("docket").order_by("pk"):
            scope = tuple(map(str, row.scope))
            place = (row.docket.pseudonym, str(row.act), model.__name__, row.name, row.on_key, *scope)
            source = Source.MEASURE if model is Measure else Source.DECISION
            letter = (row.docket_id, row.act, row.on_key)
            yield Found(
                row.tag, statuses(row.effect, scope), scope, _spans(row.spans), source,
                keys.tag("standing", "\0".join(place)), row.docket, letter=letter,
            )  # fmt: skip
            if isinstance(row, Sanction) and row.meanwhile:
                yield Found(
                    row.tag, statuses(row.meanwhile["effect"]), (), _spans(row.meanwhile["spans"]),
                    Source.MEASURE, keys.tag("standing", "\0".join((*place, "meanwhile"))), row.docket,
                    letter=letter,
                )  # fmt: skip


def _of_lists(tags: Collection[str] | None, at: datetime | None) -> Iterator[Found]:
    query = Match.objects.filter(step__in=(MatchStep.CONFIRMED, MatchStep.ENDED)).exclude(decided_at=None)
    if tags is not None:
        query = query.filter(tag__in=tags)
    if at is not None:
        query = query.filter(Q(ended_at=None) | Q(ended_at__gt=at))
    shelf, rules = Shelf(), policy.current()
    for row in query.select_related("listed__list").order_by("pk"):
        listed, its = row.listed, row.listed.list
        if its.erased_at is not None or row.decided_at is None:
            continue
        ends = [
            row.ended_at, listed.withdrawn_at, its.ended_at, after(its.expires_on, rules),
            after(listed.until_on, rules) if listed.until_on else None,
        ]  # fmt: skip
        person = json.loads(shelf.open(its, row.reasons, f"match/{row.listed_id}/{row.tag}"))["person"]
        yield Found(
            row.tag, tuple(each for each in Status if each in its.bars), tuple(its.scope),
            cut(((row.decided_at, None),), ends), Source.LIST, match_ref(row.pk), None, row.pk, person,
        )  # fmt: skip


def after(day: date, rules: policy.Policy) -> datetime:
    """Return the instant at which a last day is over."""
    return rules.midnight(day + timedelta(days=1))


def _spans(stored: Iterable[Iterable[str | None]]) -> tuple[Span, ...]:
    found = []
    for from_at, until in stored:
        if from_at is not None:
            end = datetime.fromisoformat(until) if until else None
            found.append((datetime.fromisoformat(from_at), end))
    return tuple(found)
