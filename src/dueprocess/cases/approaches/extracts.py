"""Approaches for pages: the register as its reader may see it, one approach with all its entries, and counts.

Names and words are opened for the rows that are shown only. Ask the wall before one is opened (`wall.open`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dueprocess.cases import code_names
from dueprocess.cases.approaches import reach
from dueprocess.cases.approaches.actions import NAMED
from dueprocess.cases.approaches.models import About, Approach, Channel, Done, Kind, Lane, Told
from dueprocess.docket import house, wall
from dueprocess.docket.models import Act, Content, Docket, File, PersonKey
from dueprocess.docket.sealing import Vault, as_text, person_tag
from dueprocess.kit import clock, keys
from dueprocess.people.models import Person

LINES = 50
"""So many approaches stand on one page of the register."""


@dataclass(frozen=True, slots=True)
class ApproachLine:
    """One approach in the register. `who` is "" once its words were erased; `case` the number of the case it
    is about, where the reader may see that one, with its code name."""

    number: str
    kind: str
    channel: str
    lane: str
    on: date
    entered_at: datetime
    late: bool
    amended: int
    replied: bool
    who: str
    office: str
    case: str
    code_name: str
    more: bool
    weigh_by: date | None
    weigh_late: bool
    erased: bool
    forwarded: bool


@dataclass(frozen=True, slots=True)
class EntryFile:
    """One file that came with an entry."""

    n: int
    number: int
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry: what it is (a code), when, by whom, its answers as label and words, and its texts in the
    same way."""

    n: int
    entry: int
    what: str
    title: str
    at: datetime
    by: str
    facts: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]
    files: tuple[EntryFile, ...]


@dataclass(frozen=True, slots=True)
class ApproachPage:
    """One approach: its line, its entries, the newest last, as what it reads now (`now`: the form's own
    names), and what the reader may do. `named`: the person in the register, by name, who may read what is
    said of them; `why_not`: why the reader does not weigh it."""

    line: ApproachLine
    length: int
    entries: tuple[EntryLine, ...]
    now: Mapping[str, Any]
    told: str
    named: str
    named_there: bool
    may_add: bool
    may_weigh: bool


@dataclass(frozen=True, slots=True)
class Register:
    """A page of the register: its lines, the newest first, and how many there are."""

    lines: tuple[ApproachLine, ...]
    count: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many approaches a viewer sees: all, those entered late, those that wait for oversight, and of these
    those over their time."""

    every: int
    late: int
    to_weigh: int
    weigh_late: int


def register(viewer: Person, *, only: str = "", case: str = "", page: int = 1) -> Register:
    """Return the register as this person may see it. `only`: those that wait for oversight ("weigh"), or one
    kind. `case`: about the case of that number, none where they do not see that one."""
    rows = _rows(viewer)
    if case:
        seen = wall.visible_to(viewer, Docket.objects.filter(kind="case", number=keys.normal(case)))
        rows = rows.filter(about__in=seen.values("pseudonym"))
    if only == "weigh":
        rows = rows.filter(weighed_at=None).order_by("weigh_by", "docket")
    elif only in Kind.values:
        rows = rows.filter(kind=only)
    count = rows.count()
    pages = max(1, -(-count // LINES))
    page = min(max(1, page), pages)
    return Register(_lines(rows[(page - 1) * LINES : page * LINES], viewer), count, page, pages)


def about(case: Docket, viewer: Person) -> tuple[ApproachLine, ...]:
    """Return the approaches about a case that this person may see, newest first."""
    return _lines(_rows(viewer).filter(about=case.pseudonym)[:LINES], viewer)


def count_about(case: Docket, viewer: Person) -> int:
    """Count the approaches about a case for who owns it or oversees; for others none, without a query."""
    if case.owner != person_tag(viewer.pk) and not reach.oversees(viewer):
        return 0
    return _rows(viewer).filter(about=case.pseudonym).count()


def tally(viewer: Person) -> Tally:
    """Count the approaches that somebody may see; one query."""
    rows = list(_rows(viewer).order_by().values_list("late", "weighed_at", "weigh_by"))
    today = clock.now().date()
    waiting = [by for _late, weighed, by in rows if weighed is None]
    return Tally(
        len(rows), sum(late for late, _w, _b in rows), len(waiting), sum(by < today for by in waiting)
    )


def to_weigh(viewer: Person) -> int:
    """Count what waits for somebody who oversees; 0 for others, without a query."""
    return _rows(viewer).filter(weighed_at=None).count() if reach.oversees(viewer) else 0


def page(docket: Docket, viewer: Person) -> ApproachPage:
    """Return one approach with all its entries. Raises Refused("erased") where its words were erased."""
    vault = Vault.of(docket)
    row = Approach.objects.select_related("docket").get(docket=docket)
    titles = _titles()  # how long it is kept, and that it is on hold, has a page of its own
    acts = list(Act.objects.filter(docket=docket, name__in=titles).order_by("n"))
    texts = _texts([docket], {docket.pk: vault})
    people = {each.key: vault.identity(each) for each in PersonKey.objects.filter(docket=docket)}
    files = _files(docket, vault)
    entries = tuple(
        _entry(act, texts.get((docket.pk, act.n), {}), people, files.get(act.n, ())) for act in acts
    )
    last = [act for act in acts if act.name in (house.APPROACHED, house.AMENDED)][-1]
    said = texts.get((docket.pk, last.n), {})
    who = _last(texts, docket.pk)
    mine, oversees = docket.owner == person_tag(viewer.pk), reach.oversees(viewer)
    named = people.get(NAMED, {})
    return ApproachPage(
        line=_line(row, who, _cases([row], viewer)),
        length=docket.length,
        entries=entries,
        now=_now(last, said | {"who": who.get("who", "")}) | {"told": row.told},
        told=row.told,
        named=str(named.get("name", "")),
        named_there=bool(named.get("person")),
        may_add=mine or oversees,
        may_weigh=oversees and row.weighed_at is None,
    )


def _rows(viewer: Person) -> QuerySet[Approach]:
    return reach.rows(viewer).select_related("docket").order_by("-entered_at", "-docket")


def _lines(rows: Iterable[Approach], viewer: Person) -> tuple[ApproachLine, ...]:
    found = list(rows)
    vaults = {row.docket_id: Vault.of(row.docket) for row in found if row.docket.key_wrapped is not None}
    texts = _texts([row.docket for row in found], vaults, heads=True)
    cases = _cases(found, viewer)
    return tuple(_line(row, _last(texts, row.docket_id), cases) for row in found)


def _last(texts: Mapping[tuple[int, int], Mapping[str, str]], docket: int) -> dict[str, str]:
    """Return who came and for whose office, as was said last."""
    found: dict[str, str] = {}
    for (where, _n), said in sorted(texts.items()):
        if where == docket:
            found |= {name: said[name] for name in ("who", "whose office") if name in said}
    return found


def _line(row: Approach, said: Mapping[str, str], cases: Mapping[str, str]) -> ApproachLine:
    waits = row.weighed_at is None
    return ApproachLine(
        row.docket.number, str(Kind(row.kind).label), str(Channel(row.channel).label),
        "" if row.lane == Lane.NONE else str(Lane(row.lane).label), row.on, row.entered_at, row.late,
        row.amended, row.replied_at is not None, said.get("who", ""), said.get("whose office", ""),
        cases.get(row.about, ""), code_names.of(row.about) if row.about in cases else "",
        row.done == Done.MORE, row.weigh_by if waits else None, waits and row.weigh_by < clock.now().date(),
        row.docket.key_wrapped is None, row.forwarded,
    )  # fmt: skip


def _cases(rows: Collection[Approach], viewer: Person) -> dict[str, str]:
    """Return the numbers of the cases that these are about, by pseudonym, as far as the viewer sees them."""
    wanted = {row.about for row in rows if row.about}
    if not wanted:
        return {}
    seen = wall.visible_to(viewer, Docket.objects.filter(kind="case", pseudonym__in=wanted))
    return dict(seen.values_list("pseudonym", "number"))


def _texts(
    dockets: Collection[Docket], vaults: Mapping[int, Vault], *, heads: bool = False
) -> dict[tuple[int, int], dict[str, str]]:
    """Return what was written in the acts of some dockets (`heads`: who came alone), by field."""
    rows = Content.objects.filter(act__docket__in=[each.pk for each in dockets]).select_related("act")
    if heads:
        rows = rows.filter(field__in=("who", "whose office"))
    found: dict[tuple[int, int], dict[str, str]] = {}
    for row in rows.order_by("pk"):
        vault = vaults.get(row.act.docket_id)
        if vault is not None:
            where = (row.act.docket_id, row.act.n)
            found.setdefault(where, {})[as_text(row.field)] = str(vault.content(row, row.act.n))
    return found


def _titles() -> dict[str, str]:
    return {
        house.APPROACHED: _("Entered"),
        house.AMENDED: _("Corrected by a further entry"),
        house.ANSWERED: _("Reply of the person named"),
        house.WEIGHED: _("What oversight says"),
    }


def _labels() -> dict[str, str]:
    return {
        "who": _("Who came"), "whose office": _("For whose office"), "words": _("Their words"),
        "what was asked": _("What was asked"), "what was done": _("What was said or done"),
        "about": _("About, as written"), "where it was said": _("Where it was said"),
        "why they are not told": _("Why they may not read it yet"), "what was wrong": _("What was wrong"),
        "reply": _("Reply"), "what follows": _("What follows"),
    }  # fmt: skip


def _files(docket: Docket, vault: Vault) -> dict[int, tuple[EntryFile, ...]]:
    found: dict[int, tuple[EntryFile, ...]] = {}
    for row in File.objects.filter(act__docket=docket).select_related("act").order_by("act", "n"):
        told, n = vault.file(row, row.act.n), row.act.n
        found[n] = (*found.get(n, ()), EntryFile(n, row.n, told["name"], told["size"]))
    return found


def _entry(
    act: Act,
    said: Mapping[str, str],
    people: Mapping[str, Mapping[str, Any]],
    files: tuple[EntryFile, ...],
) -> EntryLine:
    labels = _labels()
    by = people.get(act.by_key, {})
    return EntryLine(
        act.n, act.entry_id, act.name, _titles()[act.name], act.recorded_at, str(by.get("name", "")),
        tuple(_facts(act)), tuple((labels[name], said[name]) for name in labels if name in said),
        files,
    )  # fmt: skip


def _facts(act: Act) -> Iterable[tuple[str, str]]:
    facts = act.facts
    if act.name in (house.APPROACHED, house.AMENDED):
        yield _("Kind"), str(Kind(facts["kind"]).label)
        yield _("Channel"), str(Channel(facts["channel"]).label)
        if facts["lane"] != Lane.NONE:
            yield _("Lane"), str(Lane(facts["lane"]).label)
        yield _("What was answered"), str(Done(facts["done"]).label)
        if facts["about_what"] != About.CASE:
            yield _("About what"), str(About(facts["about_what"]).label)
    if "told" in facts:
        yield _("May the person named read it?"), str(Told(facts["told"]).label)


def _now(act: Act, said: Mapping[str, str]) -> dict[str, Any]:
    """Return an approach as it reads now, by the names of the form."""
    names = {
        "office": "whose office", "words": "words", "asked": "what was asked", "reply": "what was done",
        "about": "about", "place": "where it was said", "why": "why they are not told",
    }  # fmt: skip
    codes = ("kind", "channel", "lane", "done", "about_what", "told")
    return (
        {name: said.get(field, "") for name, field in names.items()}
        | {name: act.facts[name] for name in codes}
        | {"who": said.get("who", ""), "on": date.fromisoformat(act.facts["on"])}
    )


__all__ = [
    "ApproachLine", "ApproachPage", "EntryFile", "EntryLine", "Register", "Tally", "about", "count_about",
    "page", "register", "tally", "to_weigh",
]  # fmt: skip
