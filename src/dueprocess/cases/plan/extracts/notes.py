"""Stock and promises of one case in words: on its timeline, on its page, and for the parties."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases.plan import questions
from dueprocess.cases.plan.models import CLOSING, Conflict, Found, Looked, Promise, Stock, Suspension, Urgency
from dueprocess.core.rulebook.model import Rulebook
from dueprocess.docket import house
from dueprocess.docket.extracts import Opened, telling
from dueprocess.docket.models import Act, Docket
from dueprocess.kit import clock
from dueprocess.kit.components import absolute
from dueprocess.rules import rulebooks


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A day that was promised for something in a case: `what` in words, `became` as in `questions`. `to`: the
    parties (local keys) who were told. `was`: the day that stood before it for the same, if any."""

    act: int
    of: str
    what: str
    on: date
    made_at: datetime
    became: str
    done_at: datetime | None
    to: tuple[str, ...]
    was: date | None


@dataclass(frozen=True, slots=True)
class StockLine:
    """What is known of a case since stock was taken of it last."""

    act: int
    taken_at: datetime
    found: str
    found_said: str
    lacking: int
    conflict: str
    conflict_said: str
    suspended: str
    suspended_said: str
    urgency: str
    urgency_said: str


def stock(docket: Docket) -> StockLine | None:
    """Return what is known of a case; None where nobody has taken stock of it."""
    row = Stock.objects.filter(docket=docket).first()
    return stock_line(row) if row is not None else None


def stock_line(row: Stock) -> StockLine:
    """Return a row in words."""
    return StockLine(
        row.act, row.taken_at, row.found, str(Found(row.found).label), row.lacking, row.conflict,
        str(Conflict(row.conflict).label), row.suspended, str(Suspension(row.suspended).label),
        row.urgency, str(Urgency(row.urgency).label),
    )  # fmt: skip


def promised(docket: Docket) -> tuple[PromiseLine, ...]:
    """Return the days that were promised for a case, newest first; two queries, one where there are none."""
    return promised_in([docket]).get(docket.pk, ())


def promised_in(dockets: Collection[Docket]) -> dict[int, tuple[PromiseLine, ...]]:
    """Return the promised days of some cases by their keys, newest first; two queries however many."""
    books = {each.pk: rulebooks.shown(each.rulebook_id) for each in dockets}
    rows = questions.judged(Promise.objects.filter(docket__in=books), clock.now())
    found = list(rows.order_by("docket", "act"))
    if not found:
        return {}
    notes = Act.objects.filter(docket__in={row.docket_id for row in found}, name=house.PROMISED, is_note=True)
    to = {(docket, n): tuple(facts["to"]) for docket, n, facts in notes.values_list("docket", "n", "facts")}
    last: dict[tuple[int, str], date] = {}
    lines: dict[int, list[PromiseLine]] = {}
    for row in found:
        where = (row.docket_id, row.of)
        line = PromiseLine(
            act=row.act,
            of=row.of,
            what=what(books[row.docket_id], row.of),
            on=row.on,
            made_at=row.made_at,
            became=row.became,
            done_at=row.done_at,
            to=to.get((row.docket_id, row.act), ()),
            was=last.get(where),
        )
        lines.setdefault(row.docket_id, []).append(line)
        last[where] = row.on
    return {docket: tuple(reversed(mine)) for docket, mine in lines.items()}


def what(rules: Rulebook, of: str) -> str:
    """Return in words what is promised."""
    step = rules.steps.get(of)
    if of == CLOSING:
        return _("Closing of the case")
    return step.title if step is not None else of.replace("_", " ")


def choices(docket: Docket) -> list[tuple[str, str]]:
    """Return for what a day can be promised in a case, as (code, words)."""
    rules = rulebooks.shown(docket.rulebook_id)
    return [(each, what(rules, each)) for each in (CLOSING, *questions.may_be_promised(rules))]


def tell_notes() -> None:
    """Let timelines say what these notes mean."""
    telling.note_with(house.STOCK, _stock, title=gettext_lazy("Stock taken"))
    telling.note_with(house.PROMISED, _promise, title=gettext_lazy("A day promised"))


def _stock(view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("What was found"), str(Found(facts["found"]).label)
    yield _("Where it was looked for"), ", ".join(str(Looked(each).label) for each in facts["looked"])
    yield _("Conflict check"), str(Conflict(facts["conflict"]).label)
    yield _("Interim suspension"), str(Suspension(facts["suspended"]).label)
    if "urgency" in facts:
        yield _("How urgent"), str(Urgency(facts["urgency"]).label)


def _promise(view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Promised"), what(view.rulebook, str(facts["of_what"]))
    yield _("By"), absolute(date.fromisoformat(facts["day"]))
