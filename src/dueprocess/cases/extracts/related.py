"""Which cases may be about the same as a complaint: found by people, place, day, unit, attachments and words,
ordered by `core.related`. Proposed, never decided.

Candidates are found by keyed tags and by facts, of each kind the newest of those that the wall lets through:
what somebody may not see is not shown, takes nobody's place, and does not count where it is said in how many
cases a person or a place stands. Two places are the same where half of the words for the one, and at least
two, stand in the other case.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import IntegerField, QuerySet, Value
from django.utils import timezone

from dueprocess.cases.extracts.alike import alike_among, leaves, said
from dueprocess.cases.extracts.page import CasePage
from dueprocess.cases.likeness import candidates, of, together, with_most
from dueprocess.cases.models import Allegation
from dueprocess.core import related
from dueprocess.core.related import Facts, Kind, Level
from dueprocess.docket import kept_back, search, wall
from dueprocess.docket.models import Content, Docket, File, Party, Word
from dueprocess.docket.models.dockets import Plain
from dueprocess.docket.sealing import Vault
from dueprocess.kit import words
from dueprocess.people.models import Person
from dueprocess.people.models.register import SEGMENT
from dueprocess.rules import rulebooks

WHERE = "where"
"""The field in which whoever complains says where it was."""
PERSONS, MANY_DAYS, WORDS = 20, 5, 8
"""People, days, and words for the place, of a complaint that are looked for."""
NEWEST, TEXTS = 300, 12
"""Cases of each person, file, day, place and unit, more than in which one of them still tells anything; texts
that are compared."""
DAYS, APART = 3, 60
"""Days around what happened, and around the receipt, in which others are looked for."""
_PLACE, _SOMEBODY = "place", ""


@dataclass(frozen=True, slots=True)
class RelatedLine:
    """A case that may be about the same, with what speaks for it, the weightiest first. `people` are named in
    both, `percent` of the different words in both stand in both, 0 where they do not read alike."""

    number: str
    code_name: str
    received_at: datetime | None
    is_open: bool
    reasons: tuple[Level, ...]
    people: int
    percent: int


def may_relate(page: CasePage) -> bool:
    """Tell whether the viewer is one of those to whom related cases are proposed: who receive and assess.
    They are known by the step of the rulebook by which a complaint goes on in another case: whoever may take
    it now."""
    rules = rulebooks.get(page.docket.rulebook)
    return any(
        each.allowed and each.mine and leaves(rules.steps[each.step], rules) for each in page.docket.steps
    )


def related_to(docket: Docket, person: Person) -> tuple[RelatedLine, ...]:
    """Return the cases, open and closed, that may be about the same as this one, at most ten, those for which
    most speaks first, among those that this person may see. Of what is privileged in it, or
    went into a case that they may not read, nothing is looked for. Some twenty queries, however many cases
    there are."""
    mine = _Mine(docket, person)
    mine.look()
    there = _there(mine.near)
    spread = mine.spread()
    alike = alike_among(mine.said, mine.texts)
    found = []
    for pk, other in there.items():
        shared = mine.people[pk]
        facts = Facts(
            days=frozenset(other.days),
            received=_on(other.received_at),
            people=frozenset(shared or ({_SOMEBODY} if other.named else ())),
            places=frozenset({_PLACE} if pk in mine.placed else ()),
            unit=_line(other.path),
            files=frozenset(mine.files[pk]),
            text=pk in alike,
        )
        levels = related.levels(mine.facts, facts, spread)
        if related.agrees(levels) and (why := related.reasons(levels)):
            found.append((-related.score(levels), -pk, why))
    found = sorted(found)[: related.MOST]
    shown = Docket.objects.select_related("case").in_bulk([-pk for _score, pk, _why in found])
    return tuple(_shown(shown[-pk], why, mine, alike) for _score, pk, why in found)


def _shown(other: Docket, why: tuple[Level, ...], mine: _Mine, alike: Mapping[int, int]) -> RelatedLine:
    named = len(mine.people[other.pk]) if any(kind is Kind.PEOPLE for kind, _ in why) else 0
    name = other.case.code_name if hasattr(other, "case") else ""
    percent = alike.get(other.pk, 0)
    return RelatedLine(other.number, name, other.received_at, other.is_open, why, named, percent)


@dataclass
class _Mine:
    """What is known of the complaint, and which others that this person may see share which of it (by the
    keys of their dockets)."""

    docket: Docket
    person: Person
    facts: Facts = field(init=False)
    said: dict[str, None] = field(init=False)
    near: set[int] = field(default_factory=set)
    people: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    files: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    placed: set[int] = field(default_factory=set)
    texts: list[int] = field(default_factory=list)
    place: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        docket, vault = self.docket, Vault.of(self.docket)
        parties = Party.objects.filter(docket=docket).exclude(tag="").order_by("pk")
        people = list(dict.fromkeys(parties.values_list("tag", flat=True)))[:PERSONS]
        moved, back = wall.moved_out(docket, self.person), kept_back.from_outside(docket)
        where = Content.objects.filter(act__docket=docket, field=WHERE).exclude(act__n__in=moved | back.words)
        where = where.select_related("act")
        named = " ".join(str(vault.content(row, row.act.n)) for row in where.order_by("act__n"))
        self.place = sorted(words.tags(named))[:WORDS]
        attached = File.objects.filter(act__docket=docket).select_related("act").order_by("act__n", "n")
        attached = attached.exclude(act__n__in=moved)
        hashes = {
            vault.file(row, row.act.n)["sha256"]
            for row in attached[:NEWEST]
            if (row.act.n, row.n) not in back.files
        }
        self.said = said(docket)
        self.facts = Facts(
            days=frozenset(_days([docket.pk])[docket.pk]),
            received=_on(docket.received_at),
            people=frozenset(people),
            places=frozenset({_PLACE} if self.place else ()),
            unit=_line(docket.unit.path if docket.unit else None),
            files=frozenset(words.tags(" ".join(hashes))),
        )

    def look(self) -> None:
        """Find all that is worth comparing: by each kind of evidence the newest of those that this person may
        see, so that what they may not see takes nobody's place."""
        seen = search.plain(wall.visible_to(self.person), "kind").filter(
            plain_kind="case", key_wrapped__isnull=False
        )
        asked: list[tuple[Kind, str, QuerySet[Any, Any]]] = []

        def ask(kind: Kind, what: str, keys: QuerySet[Any, Any]) -> None:
            asked.append((kind, what, seen.filter(search.listed("pk", keys)).order_by(Plain("pk").desc())))

        for tag in self.facts.people:
            ask(Kind.PEOPLE, tag, Party.objects.filter(tag=tag).values("docket_id"))
        for tag in self.facts.files:
            ask(Kind.FILE, tag, Word.objects.filter(tag=tag).values("docket_id"))
        for day in sorted(self.facts.days)[:MANY_DAYS]:
            for apart in (0, DAYS):
                around = (date.fromordinal(day - apart), date.fromordinal(day + apart))
                rows = Allegation.objects.filter(conduct_from__range=around)
                ask(Kind.DAY, "", rows.values("docket_id"))
        if placed := with_most(self.place):
            ask(Kind.PLACE, "", Docket.objects.filter(of(placed, "pk")).values("pk"))
        if (unit := self._of_unit(seen)) is not None:
            asked.append((Kind.UNIT, "", unit))
        parts = [
            each.annotate(part=Value(n, IntegerField())).values_list("pk", "part")[:NEWEST]
            for n, (_kind, _what, each) in enumerate(asked)
        ]
        for pk, part in together(parts):
            kind, what, _rows = asked[part]
            if pk == self.docket.pk:
                continue
            if kind is Kind.PEOPLE:
                self.people[pk].add(what)
            elif kind is Kind.FILE:
                self.files[pk].add(what)
            elif kind is Kind.PLACE:
                self.placed.add(pk)
            self.near.add(pk)
        self.texts = candidates(self.docket.pk, self.said, seen)[:TEXTS]
        self.near.update(self.texts)

    def _of_unit(self, seen: Any) -> QuerySet[Any, Any] | None:
        docket = self.docket
        if not docket.unit_id or not docket.received_at:
            return None
        apart = timedelta(days=APART)
        came = {
            "received_at__gte": docket.received_at - apart,
            "received_at__lte": docket.received_at + apart,
        }
        rows: QuerySet[Any, Any] = search.plain(seen, "unit_id").filter(
            kind="case", plain_unit_id=docket.unit_id, **came
        )
        return rows.order_by("-received_at")

    def spread(self) -> dict[str, int]:
        """Return in how many of the cases found, and in this one, each person and the place stand."""
        found = Counter(tag for tags in self.people.values() for tag in tags)
        found[_PLACE] = len(self.placed)
        return {each: n + 1 for each, n in found.items()}


@dataclass(frozen=True, slots=True)
class _There:
    """What is compared of another case: `path` is its unit's, `named` whether it names anybody who is
    known."""

    received_at: datetime | None
    path: str | None
    named: bool
    days: frozenset[int]


def _there(pks: Collection[int]) -> dict[int, _There]:
    named = set(Party.objects.filter(of(pks)).exclude(tag="").values_list("docket_id", flat=True))
    days = _days(pks)
    rows = Docket.objects.filter(of(pks, "pk")).values_list("pk", "received_at", "unit__path")
    return {pk: _There(received, path, pk in named, frozenset(days[pk])) for pk, received, path in rows}


def _days(dockets: Collection[int]) -> defaultdict[int, set[int]]:
    """Return the days on which the conduct of each of these cases began and ended, as ordinals."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    rows = Allegation.objects.filter(of(dockets), conduct_from__isnull=False)
    for pk, begun, ended in rows.values_list("docket_id", "conduct_from", "conduct_to"):
        found[pk] |= {day.toordinal() for day in (begun, ended) if day}
    return found


def _on(moment: datetime | None) -> int | None:
    return moment.astimezone(timezone.get_current_timezone()).toordinal() if moment else None


def _line(path: str | None) -> tuple[str, str] | None:
    """Return a unit and the one above it, by the keys in its path."""
    return (path, path[:-SEGMENT]) if path else None
