"""What was found against the respondents of a case in earlier ones, for those who decide it, and only when
they have found what there is to be found, and only of those against whom that is: an earlier case proves
nothing about this one.

Of the earlier cases it tells no number, no other party and no words. Where nothing was found against
somebody, that is told only after a ruling of this case says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dueprocess.cases.extracts.page import AllegationLine, CasePage, allegations, page_of
from dueprocess.core import engine
from dueprocess.core.rulebook.model import FOUND_AGAINST
from dueprocess.docket import circles, roster
from dueprocess.docket import extracts as dockets
from dueprocess.docket.deciding import acts_as, deciders
from dueprocess.docket.earlier import GONE
from dueprocess.docket.extracts import Opened
from dueprocess.docket.extracts.inforce import sanctions as in_force
from dueprocess.docket.models import Docket, Party
from dueprocess.docket.models.dockets import NO
from dueprocess.docket.needs import Actor
from dueprocess.people.models import Person

MOST = 20
"""Of so many earlier cases, the last to end, it tells."""
RESPONDENT = "respondent"


class Shut(StrEnum):
    """Why nothing is told."""

    NOT_THEIRS = "not theirs"
    NOT_YET = "not yet"


@dataclass(frozen=True, slots=True)
class EarlierLine:
    """One allegation of an earlier case: against whom, of which clause (in words), when that case ended, and
    what was found ("": nothing)."""

    who: str
    clause: str
    ended_at: datetime | None
    found: str
    standard: str


@dataclass(frozen=True, slots=True)
class EarlierSanction:
    """What was imposed on somebody in an earlier case, and how it stands now."""

    who: str
    title: str
    lasts: str
    state: str
    begun_at: datetime | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class EarlierPage:
    """What of earlier matters reaches whoever looks. `shut`: why nothing does. `unproved` are matters in
    which nothing was found against somebody, where a ruling (entry `ruling`) lets them in; `more`: there were
    more cases than are told of; `unknown`: respondents who are not in the register, and of whom nothing is
    known therefore."""

    shut: Shut | None
    proved: tuple[EarlierLine, ...] = ()
    sanctions: tuple[EarlierSanction, ...] = ()
    unproved: tuple[EarlierLine, ...] = ()
    ruling: int | None = None
    more: bool = False
    unknown: tuple[str, ...] = ()


def earlier_page(docket: Docket, *, person: Person) -> tuple[CasePage, EarlierPage]:
    """Return the page of a case that `wall.open` has just read, and what of earlier matters reaches whoever
    looks: nothing, but for those who decide and the case's owner, once this round's findings are made."""
    view = dockets.opened(docket, viewer=Actor(person=person), fresh=True)
    case = page_of(view)
    if not _decides(view, person):
        return case, EarlierPage(Shut.NOT_THEIRS)
    opens = engine.earlier(view.state)
    if not opens.opens:
        return case, EarlierPage(Shut.NOT_YET)
    return case, _page(view, person, opens)


def _decides(view: Opened, person: Person) -> bool:
    mine = acts_as(view.docket, view.whole.vault, person)
    owner = roster.owner(view.whole.rows)
    return bool(deciders(view.rulebook) & mine) or (bool(owner) and owner == view.me)


def _page(view: Opened, person: Person, opens: engine.Earlier) -> EarlierPage:
    accused = [
        row
        for row in Party.objects.filter(docket=view.docket, kind=RESPONDENT).order_by("key")
        if row.key in opens.about
    ]
    here = {row.tag: row.key for row in accused}
    unknown = tuple(view.name(row.key) for row in accused if not row.tag)
    tags = [tag for tag in here if tag]
    theirs = Party.objects.filter(tag__in=tags, kind=RESPONDENT).values("docket")
    others = (
        Docket.objects.filter(pk__in=theirs, kind="case", is_open__in=NO, key_wrapped__isnull=False)
        .filter(case__joined_into=None)
        .exclude(pk=view.docket.pk)
        .order_by("-closed_at", "-pk")[: MOST + 1]
    )
    found: list[EarlierLine] = []
    sanctions: list[EarlierSanction] = []
    unproved: list[EarlierLine] = []
    shut = set(
        circles.hidden(person).filter(pk__in=[each.pk for each in others]).values_list("pk", flat=True)
    )
    open_to = [each for each in others if each.pk not in shut] if tags else []
    for each in open_to[:MOST]:
        earlier = dockets.opened(each)
        rows = Party.objects.filter(docket=each, tag__in=tags, kind=RESPONDENT)
        names = {row.key: view.name(here[row.tag]) for row in rows}
        for line in _lines(earlier, names):
            (found if line.found else unproved).append(line)
        sanctions += _sanctions(earlier, names)
    shown = tuple(unproved) if opens.unproved is not None else ()
    return EarlierPage(
        None, tuple(found), tuple(sanctions), shown, opens.unproved, len(open_to) > MOST, unknown
    )  # fmt: skip


def _lines(earlier: Opened, names: dict[str, str]) -> Iterator[EarlierLine]:
    stands = engine.standing(earlier.state)
    for each in allegations(earlier):
        if each.respondent not in names:
            continue
        against = stands.get((each.key, each.respondent)) in FOUND_AGAINST
        last = each.findings[-1] if against and each.findings else None
        yield EarlierLine(
            names[each.respondent], _clause(each), earlier.docket.closed_at,
            last.finding if last else "", last.standard if last else "",
        )  # fmt: skip


def _clause(each: AllegationLine) -> str:
    return ", ".join(part for part in (each.clause_title, each.code_title) if part)


def _sanctions(earlier: Opened, names: dict[str, str]) -> Iterator[EarlierSanction]:
    for each in in_force(earlier):
        if each.on_key in names and each.state not in GONE:
            yield EarlierSanction(
                names[each.on_key], each.title, each.lasts, each.state, each.begun_at, each.last_day
            )
