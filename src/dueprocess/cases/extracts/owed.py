"""Letters that do not go out by themselves: what an owner of cases has to post, mail, hand over or publish,
and what should have gone to its reader's own pages and did not: it lacks a value, or its mail came back.

Knows whom a letter is for by their part in the case, never by name: a list is no reading of a file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy

from dueprocess.cases.models import Complaint, PartyWay
from dueprocess.core.rulebook.model import Rulebook, Text
from dueprocess.core.rulebook.phrases import capital
from dueprocess.docket import search, wall, way_in
from dueprocess.docket.models import Act, Docket, Notice, Party, PersonKey
from dueprocess.docket.models.dockets import DocketQuerySet
from dueprocess.docket.sealing import Vault, person_place, person_tag
from dueprocess.kit import clock
from dueprocess.kit.tags import plain
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks

MOST = 300
"""So many letters are looked at for one list."""
GOES = timedelta(minutes=10)
"""What goes by itself has gone by then (`docket.jobs` delivers every minute)."""
FIRST = (F("due_at").asc(nulls_last=True), "docket_id", "act", "pk")
READ = {
    "number": F("docket__number"),
    "book": F("docket__rulebook_id"),
    "pseudonym": F("docket__pseudonym"),
    "key_wrapped": F("docket__key_wrapped"),
    "code_name": F("docket__case__code_name"),
    "joined": F("docket__case__joined_into_id"),
}
"""What a list of letters reads of each case."""
OTHERS = {
    "public": gettext_lazy("the public"),
    "members": gettext_lazy("the members"),
    "organisation": gettext_lazy("the organisation"),
}
"""Readers who are neither party nor office, in words."""


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter to bring to its reader. `to` is their part in the case, or an office, a body or the public
    (`shared`: not a party), `key` their key there, `name` the letter in the rulebook, `act` what it tells of;
    `due_at` is the moment from which it is late, None for one that could have been left out. `held`: its
    reader could open it here, and it did not go by itself."""

    number: str
    code_name: str
    letter: str
    name: str
    to: str
    key: str
    shared: bool
    act: int
    due_at: datetime | None
    held: bool


@dataclass(frozen=True, slots=True)
class LetterGroup:
    """The same letter to the same office, body or public, in several cases; `due_at` as of the first due."""

    letter: str
    name: str
    to: str
    key: str
    count: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Letters:
    """What somebody has to send: one by one, and the same letter of several cases together. `more`: there is
    more than was looked at, or than is listed."""

    lines: tuple[LetterLine, ...]
    groups: tuple[LetterGroup, ...]
    count: int
    more: bool


def to_send(person: Person, *, size: int = 20, visible: DocketQuerySet | None = None) -> Letters:
    """Return the letters of `every_letter`, those of one kind to an office, a body or the public together, of
    the six times `size` that are due first; two queries at most."""
    found, more = every_letter(person, visible=visible, most=6 * size)
    alike: dict[tuple[str, str, str], list[LetterLine]] = {}
    for line in found:
        if line.shared:
            alike.setdefault((line.name, line.key, line.to), []).append(line)
    groups = [
        LetterGroup(first.letter, first.name, first.to, first.key, len(others) + 1, first.due_at)
        for first, *others in alike.values()
        if others
    ]
    grouped = {(each.name, each.key, each.to) for each in groups}
    lines = [each for each in found if not each.shared or (each.name, each.key, each.to) not in grouped]
    return Letters(tuple(lines[:size]), tuple(groups), len(found), more or len(lines) > size)


def every_letter(
    person: Person, *, name: str = "", key: str = "", visible: DocketQuerySet | None = None, most: int = MOST
) -> tuple[list[LetterLine], bool]:
    """Return the letters owed now that nobody reads at the portal, or that did not get there by themselves,
    those due first on top, and whether there are more: of somebody's own cases, open or closed, and of the
    open ones without an owner that their roles open, so that somebody sees them.

    `name` and `key` leave those of one letter to one reader. `visible` are the cases near at hand, where the
    page has asked already; `most` letters are looked at."""
    owed = Notice.objects.filter(_whose(person, visible), state="owed", act__gt=0)
    if name or key:
        owed = owed.filter(letter=name, to_key=key)
    looked = list(_read(owed.order_by(*FIRST)[: most + 1]))
    ways = _ways(looked)
    before, kept = clock.now() - GOES, []
    for row in looked[:most]:
        opens = ways[row.docket_id].get(row.to_key, way_in.SHUT).opens
        if not opens or (row.since is not None and row.since < before):
            kept.append(_line(row, held=opens))
    return kept, len(looked) > most


def _whose(person: Person, visible: DocketQuerySet | None) -> Q:
    every = wall.visible_to(person)
    own = every.filter(owner=person_tag(person.pk), kind="case", key_wrapped__isnull=False).values("pk")
    near = search.nearest(every) if visible is None else visible
    unowned: list[QuerySet[Docket]]
    if near.parts is not None:  # those beside the first are what their roles open
        parts = [search.plain(part, "owner") for part in near.parts[1:]]
        unowned = [part.filter(plain_owner="", key_wrapped__isnull=False) for part in parts]
    else:
        first = wall.by_their_roles(person, search.of_kind(near).filter(owner="")).order_by("due_at", "pk")
        within = search.listed("pk", first.values("pk")[: search.FEW])
        unowned = [Docket.objects.filter(within, key_wrapped__isnull=False)]
    return search.listed("docket_id", own, *(part.values("pk") for part in unowned))


def _read(owed: QuerySet[Notice]) -> Iterable[Any]:
    """Return plain rows of these letters, each with its reader's part and tag, who that is, sealed, and
    whether they were given a code or a link. That is asked of those looked at, not of all that are put in
    order."""
    party = Party.objects.filter(docket=OuterRef("docket_id"), key=OuterRef("to_key"))
    who = PersonKey.objects.filter(docket=OuterRef("docket_id"), key=OuterRef("to_key"))
    receipts = Complaint.objects.filter(docket=OuterRef("docket_id"), complainant=OuterRef("to_key"))
    links = PartyWay.objects.opening(clock.now()).filter(docket=OuterRef("docket_id"), key=OuterRef("to_key"))
    acts = Act.objects.filter(docket=OuterRef("docket_id"), n=OuterRef("act"))
    return (
        Notice.objects.filter(pk__in=owed.values("pk"))
        .annotate(
            party=Subquery(party.values(told=Concat("kind", Value(" "), Cast("tag", CharField())))[:1]),
            sealed=Subquery(who.values("sealed")[:1]),
            code=Exists(receipts.filter(receipt__isnull=False)),
            link=Exists(links),
            since=Subquery(acts.values("recorded_at")[:1]),
            **READ,
        )
        .order_by(*FIRST)
        .values_list(
            "docket_id",
            "act",
            "letter",
            "to_key",
            "due_at",
            "party",
            "sealed",
            "code",
            "link",
            "since",
            *READ,
            named=True,
        )
    )


def _ways(rows: Iterable[Any]) -> dict[int, dict[str, way_in.Way]]:
    """Return the ways in of the parties among the readers; one query, if any of them is in the register, and
    one more if it was said only later who somebody is."""
    persons: dict[int, dict[str, int | None]] = {}
    held: dict[int, set[str]] = {}
    linked: dict[int, set[str]] = {}
    shut: set[int] = set()
    later: list[Any] = []
    for row in rows:
        mine = persons.setdefault(row.docket_id, {})
        if row.party is None:
            continue
        tag = _tag(row)
        mine[row.to_key] = _person(row, tag)
        if tag and mine[row.to_key] is None:
            later.append(row)
        if row.code:
            held.setdefault(row.docket_id, set()).add(row.to_key)
        if row.link:
            linked.setdefault(row.docket_id, set()).add(row.to_key)
        if row.joined is not None:
            shut.add(row.docket_id)
    if later:
        behind = way_in.behind([_docket(row) for row in later], {_tag(row) for row in later})
        for row in later:
            persons[row.docket_id][row.to_key] = behind.get(_tag(row))
    return way_in.judged(persons, way_in.Codes(held, shut, linked))


def _tag(row: Any) -> str:
    """Return the tag of a letter's reader, which came with the reader's part."""
    return plain(row.party.partition(" ")[2])


def _docket(row: Any) -> Docket:
    """Return of a letter's docket what opens it."""
    return Docket(pk=row.docket_id, pseudonym=row.pseudonym, key_wrapped=row.key_wrapped)


def _person(row: Any, tag: str) -> int | None:
    if not tag or row.sealed is None:
        return None
    found: int | None = Vault.of(_docket(row)).open(row.sealed, person_place(row.to_key)).get("person")
    return found if found and person_tag(found) == tag else None


def _line(row: Any, *, held: bool) -> LetterLine:
    rules = rulebooks.shown(row.book)
    return LetterLine(
        row.number,
        row.code_name or "",
        Text(capital(row.letter.replace("_", " ")), rules.language),
        row.letter,
        _reader(rules, row.party.partition(" ")[0] if row.party else row.to_key),
        row.to_key,
        row.party is None,
        row.act,
        row.due_at,
        held,
    )


def _reader(rules: Rulebook, name: str) -> str:
    for table in (rules.parties, rules.bodies, rules.roles):
        if name in table:
            return table[name].title
    return str(OTHERS.get(name, name.replace("_", " ")))
