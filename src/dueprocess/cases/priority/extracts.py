"""Priority for pages: of one case, and of all that oversight sees, beside what was said about them before."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases import code_names
from dueprocess.cases.approaches import reach
from dueprocess.cases.priority import criteria
from dueprocess.cases.priority.models import Priority
from dueprocess.docket import house, wall
from dueprocess.docket.extracts import Opened, telling
from dueprocess.docket.models import Act, Docket, PersonKey
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks

LINES = 50
"""So many stand on one page of the list."""
BEFORE = timedelta(days=14)
"""Approaches of so long before are shown beside it."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A published criterion: its clause, and what it says."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class CasePriority:
    """What a case has (`now`: the criterion in words, "" for none, since `since` by the note `act`), and the
    criteria by which it may be given one."""

    now: str
    since: datetime | None
    act: int
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class PriorityLine:
    """That a case was given priority: `by` whom ("" where that was erased), by which criterion, until when.
    `approaches`: how many about it the viewer may read that came in the fourteen days before."""

    number: str
    code_name: str
    act: int
    criterion: str
    by: str
    given_at: datetime
    ended_at: datetime | None
    approaches: int


@dataclass(frozen=True, slots=True)
class Priorities:
    """A page of the list, the newest first."""

    lines: tuple[PriorityLine, ...]
    page: int
    pages: int


def of_case(docket: Docket) -> CasePriority:
    """Return what a case has, and by what it may be given one."""
    _code, published = criteria.published(rulebooks.clock(docket.rulebook_id).local_day(clock.now()))
    found = tuple(Criterion(each.id, each.title, each.text) for each in published)
    row = Priority.objects.filter(docket=docket, ended_at=None).order_by("-act").first()
    if row is None:
        return CasePriority("", None, 0, found)
    return CasePriority(criteria.title(row.code, row.criterion), row.given_at, row.act, found)


def every(viewer: Person, *, page: int = 1) -> Priorities:
    """Return every priority of the cases that somebody may see."""
    seen = wall.visible_to(viewer, Docket.objects.filter(kind="case"))
    rows = Priority.objects.filter(docket__in=seen.values("pk")).order_by("-given_at", "-id")
    pages = max(1, -(-rows.count() // LINES))
    page = min(max(1, page), pages)
    found = list(rows.select_related("docket")[(page - 1) * LINES : page * LINES])
    givers, came = _givers(found), _came(found, viewer)
    titles = {
        (code, name): criteria.title(code, name)
        for code, name in {(row.code, row.criterion) for row in found}
    }
    return Priorities(tuple(_line(row, titles, givers, came) for row in found), page, pages)


def _line(
    row: Priority,
    titles: Mapping[tuple[str, str], str],
    givers: Mapping[tuple[int, int], str],
    came: Mapping[str, list[date]],
) -> PriorityLine:
    given_on = timezone.localdate(row.given_at)
    days = came.get(row.docket.pseudonym, [])
    return PriorityLine(
        row.docket.number, code_names.of(row.docket.pseudonym), row.act, titles[row.code, row.criterion],
        givers.get((row.docket_id, row.act), ""), row.given_at, row.ended_at,
        sum(given_on - BEFORE <= day <= given_on for day in days),
    )  # fmt: skip


def _came(rows: Collection[Priority], viewer: Person) -> dict[str, list[date]]:
    """Return by case the days on which somebody came about it, as far as the viewer may read that."""
    found: dict[str, list[date]] = {}
    about = {row.docket.pseudonym for row in rows}
    if about:
        for case, day in reach.rows(viewer).filter(about__in=about).values_list("about", "on"):
            found.setdefault(case, []).append(day)
    return found


def _givers(rows: Collection[Priority]) -> dict[tuple[int, int], str]:
    """Return who gave each, by case and note; nobody where the content of the case was erased."""
    dockets = {row.docket_id: row.docket for row in rows if row.docket.key_wrapped is not None}
    wanted = {(row.docket_id, row.act) for row in rows}
    acts = Act.objects.filter(docket__in=dockets, n__in={row.act for row in rows}, name=house.PRIORITY)
    keys = {
        (docket, n): key
        for docket, n, key in acts.values_list("docket", "n", "by_key")
        if (docket, n) in wanted
    }
    people = PersonKey.objects.filter(docket__in=dockets, key__in=set(keys.values()))
    vaults = {pk: Vault.of(docket) for pk, docket in dockets.items()}
    names = {
        (row.docket_id, row.key): str(vaults[row.docket_id].identity(row).get("name", "")) for row in people
    }
    return {where: names.get((where[0], key), "") for where, key in keys.items()}


def tell_notes() -> None:
    """Let timelines say what this note means."""
    telling.note_with(house.PRIORITY, _told, title=gettext_lazy("Priority"))


def _told(_view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if facts["given"]:
        yield _("Given by the criterion"), criteria.title(facts["code"], facts["criterion"])
    else:
        yield _("Priority"), _("ended")
