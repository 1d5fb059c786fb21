"""Until when people are kept in the register, for pages: who may be erased, who is to be looked at, and the
lists of them that two people erase.

Whom something kept still needs is only counted: a name there would tell that a file is about somebody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dueprocess.core.retention import Standing
from dueprocess.docket import leaving
from dueprocess.docket.actions import register_lists
from dueprocess.docket.extracts.erasure_lists import Listed, head, watching, why_left_out
from dueprocess.docket.leaving import Leaving
from dueprocess.docket.models import RegisterList
from dueprocess.kit.components import worded
from dueprocess.people.actions.forgetting import DECIDED, KeptAs
from dueprocess.people.models import Change, Person
from dueprocess.rules import schedules

MOST = 200
"""So many people stand on one page."""
LOOKED = 5_000
"""So many rows of the register are looked at for one page."""
LISTS = 100
"""So many lists stand on one page."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody in a list: the key of their row, name and status, the class, the last day and why."""

    pk: int
    name: str
    number: str
    status: str
    left_on: date | None
    title: str
    until: date | None
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeavingPage:
    """Who may be erased from the register, who is to be looked at, and how many stay though their time is
    over (`back`). `more`: others are not shown; `ruled`: the schedule says something of the register."""

    erasable: tuple[PersonLine, ...]
    review: tuple[PersonLine, ...]
    back: int
    more: bool
    ruled: bool


@dataclass(frozen=True, slots=True)
class DecidedLine:
    """What was decided on somebody: when, what, by whom, why."""

    at: datetime
    what: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class PersonTerm:
    """How long somebody is kept: `standing` is a code (`core.retention.Standing`)."""

    line: PersonLine
    standing: str
    review_on: date | None
    reason: str
    clause: str
    decided: tuple[DecidedLine, ...]


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """Somebody on a list; `name` is empty once they were erased. `left_out` says in words why they were, or
    would be now, not erased."""

    pk: int
    name: str
    title: str
    until: date | None
    asked: bool
    gone: bool
    left_out: str


@dataclass(frozen=True, slots=True)
class PeopleList(Listed):
    """A list of people to be erased."""

    lines: tuple[ListedPerson, ...]


def page() -> LeavingPage | None:
    """Return who may be erased from the register; None where no schedule was adopted."""
    current = schedules.current()
    if current is None:
        return None
    listed = register_lists.on_lists()
    erasable: list[PersonLine] = []
    review: list[PersonLine] = []
    back = 0
    more = leaving.candidates(current).count() > LOOKED
    for found in leaving.due(current, most=LOOKED):
        if found.verdict.standing is Standing.LINKED:
            back += 1
        elif found.person.pk not in listed:
            (erasable if found.verdict.standing is Standing.ERASABLE else review).append(_line(found))
    more = more or len(erasable) > MOST or len(review) > MOST
    return LeavingPage(tuple(erasable[:MOST]), tuple(review[:MOST]), back, more, leaving.has_class(current))


def term(person: Person) -> PersonTerm | None:
    """Return how long somebody is kept; None where no schedule was adopted. Of one whose time is not over
    nothing is said of what else needs them."""
    current = schedules.current()
    if current is None:
        return None
    found = leaving.one(person, current)
    holds = found.verdict.holds
    standing, why = found.verdict.standing, found.verdict.why
    if standing is Standing.LINKED and not leaving.over(found, current):
        standing, why = Standing.KEPT, why[:-1]
    lines = Change.objects.filter(subject="person", subject_pk=person.pk, verb=DECIDED)
    return PersonTerm(
        line=_line(found, why),
        standing=str(standing),
        review_on=found.verdict.review_on,
        reason=holds.reason if holds else "",
        clause=holds.clause if holds else "",
        decided=tuple(map(_decided, lines.select_related("by", "why").order_by("-pk"))),
    )


def lists() -> tuple[PeopleList, ...]:
    """Return the lists of people to be erased, the newest first."""
    rows = RegisterList.objects.select_related("proposed_by", "settled_by").order_by("-pk")[:LISTS]
    return tuple(map(_list, rows))


def one_list(pk: int) -> PeopleList | None:
    """Return one list; None where there is none."""
    row = RegisterList.objects.select_related("proposed_by", "settled_by").filter(pk=pk).first()
    return _list(row) if row is not None else None


def watchers(pk: int) -> tuple[str, ...]:
    """Return where those are written to who may approve a list, or oversee; never its proposer."""
    return tuple(watching(RegisterList.objects.get(pk=pk)).values_list("email", flat=True))


def chosen(pks: Iterable[str]) -> list[int]:
    """Return the keys of people out of what was ticked; what is no number is left out."""
    return [int(pk) for pk in pks if pk.isdecimal() and len(pk) < 18]


def _line(found: Leaving, why: Iterable[str] | None = None) -> PersonLine:
    person, holds = found.person, found.verdict.holds
    return PersonLine(
        person.pk, person.shown_name, person.member_number or "", str(person.get_status_display()),
        person.left_on, holds.title if holds else "", found.verdict.until,
        tuple(map(worded, found.verdict.why if why is None else why)),
    )  # fmt: skip


def _decided(line: Change) -> DecidedLine:
    said = {
        KeptAs.ASKED: _("They asked to be erased, and may"),
        KeptAs.RELEASED: _("They may go when their time is over"),
    }
    kind = KeptAs(line.values["as"])
    what = (
        _("Kept until {day}").format(day=date_format(date.fromisoformat(line.values["until"])))
        if kind is KeptAs.KEPT
        else said[kind]
    )
    return DecidedLine(line.at, what, line.by.shown_name if line.by else "", line.reason)


def _list(row: RegisterList) -> PeopleList:
    waits = row.settled_at is None
    left = register_lists.left_out(row) if waits else row.left_out
    pks = [each["p"] for each in row.people]
    names = {person.pk: person for person in Person.objects.filter(pk__in=pks, erasure=None)}
    current = schedules.current()
    titles = {each.id: each.title for each in current.schedule.classes.values()} if current else {}
    lines = tuple(
        ListedPerson(
            each["p"], names[each["p"]].shown_name if each["p"] in names else "",
            titles.get(each["class"], each["class"].replace("_", " ")),
            date.fromisoformat(each["until"]) if each["until"] else None, each["asked"],
            each["p"] not in names, why_left_out(left[str(each["p"])]) if str(each["p"]) in left else "",
        )
        for each in row.people
    )  # fmt: skip
    return PeopleList(**head(row, len(row.people) - len(left)), lines=lines)
