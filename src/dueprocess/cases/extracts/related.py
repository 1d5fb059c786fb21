"""Which cases may be about the same as a complaint: found by people, place, day, unit, attachments and words,
ordered by `core.related`. Proposed, never decided.

Candidates are found by keyed tags and by facts, then the wall is asked, and only of what it lets through is
anything compared; in how many cases a person or a place stands is counted among those alone, as it changes
what is said and in which order. Two places are the same where half of the words for the one, and at least
two, stand in the other case.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from dueprocess.cases.extracts.alike import alike_among, leaves, said
from dueprocess.cases.extracts.page import CasePage
from dueprocess.cases.likeness import candidates, newest, together
from dueprocess.cases.models import Allegation
from dueprocess.core import related
from dueprocess.core.related import Facts, Kind, Level
from dueprocess.docket import kept_back, search, wall
from dueprocess.docket.models import Content, Docket, File, Party
from dueprocess.docket.sealing import Vault
from dueprocess.kit import words
from dueprocess.kit.tags import plain
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks

WHERE = "where"
"""The field in which whoever complains says where it was."""
PERSONS, NEWEST, TEXTS, WORDS = 20, 200, 12, 8
"""People of a complaint that are looked for; cases of each, of its days and of its unit; texts that are
compared; words for its place."""
DAYS, APART = 3, 60
"""Days around what happened, and around the receipt, in which others are looked for."""
_PLACE = "place"


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
    went into a case that they may not read, nothing is looked for. Fourteen queries and those of the wall,
    however many cases there are."""
    mine = _Mine(docket, person)
    near = mine.near()
    seen = search.plain(wall.visible_to(person), "kind").filter(
        pk__in=near, plain_kind="case", key_wrapped__isnull=False
    )
    found = list(seen.select_related("case", "unit"))
    spread = mine.spread(each.pk for each in found)
    days = _days(each.pk for each in found)
    alike = alike_among(mine.said, [each.pk for each in found if each.pk in mine.texts])
    lines = []
    for other in found:
        facts = Facts(
            days=frozenset(days[other.pk]),
            received=_on(other.received_at),
            people=frozenset(mine.people[other.pk] or {""}),  # somebody else
            places=frozenset({_PLACE} if mine.placed(other.pk) else ()),
            unit=_unit(other),
            files=frozenset(mine.files[other.pk]),
            text=other.pk in alike,
        )
        levels = related.levels(mine.facts, facts, spread)
        why = related.reasons(levels)
        if why and related.agrees(levels):
            shared = len(mine.people[other.pk]) if any(kind is Kind.PEOPLE for kind, _ in why) else 0
            name = other.case.code_name if hasattr(other, "case") else ""
            line = RelatedLine(
                other.number, name, other.received_at, other.is_open, why, shared, alike.get(other.pk, 0)
            )
            lines.append((-related.score(levels), -other.pk, line))
    return tuple(line for _score, _pk, line in sorted(lines, key=lambda each: each[:2])[: related.MOST])


@dataclass
class _Mine:
    """What is known of the complaint, and which others share which of it (by the keys of their dockets)."""

    docket: Docket
    person: Person
    facts: Facts = field(init=False)
    said: dict[str, None] = field(init=False)
    people: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    files: defaultdict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    words: Counter[int] = field(default_factory=Counter)
    texts: list[int] = field(default_factory=list)
    place: int = 0

    def __post_init__(self) -> None:
        docket, vault = self.docket, Vault.of(self.docket)
        parties = Party.objects.filter(docket=docket).exclude(tag="").order_by("pk")
        people = list(dict.fromkeys(parties.values_list("tag", flat=True)))[:PERSONS]
        moved, back = wall.moved_out(docket, self.person), kept_back.from_outside(docket)
        where = Content.objects.filter(act__docket=docket, field=WHERE).exclude(act__n__in=moved | back.words)
        where = where.select_related("act")
        named = " ".join(str(vault.content(row, row.act.n)) for row in where.order_by("act__n"))
        place = sorted(words.tags(named))[:WORDS]
        attached = File.objects.filter(act__docket=docket).select_related("act").order_by("act__n", "n")
        attached = attached.exclude(act__n__in=moved)
        hashes = {
            vault.file(row, row.act.n)["sha256"]
            for row in attached[:NEWEST]
            if (row.act.n, row.n) not in back.files
        }
        files = words.tags(" ".join(hashes))
        self.said = said(docket)
        self.place = len(place)
        self.facts = Facts(
            days=frozenset(_days([docket.pk])[docket.pk]),
            received=_on(docket.received_at),
            people=frozenset(people),
            places=frozenset({_PLACE} if place else ()),
            unit=_unit(docket),
            files=frozenset(files),
        )
        self._people(people)
        self._words(place, files)

    def _people(self, tags: list[str]) -> None:
        each = [
            Party.objects.filter(tag=tag).order_by("-docket_id").values_list("tag", "docket_id")[:NEWEST]
            for tag in tags
        ]
        for stored, pk in together(each):
            self.people[pk].add(plain(stored))

    def _words(self, place: list[str], files: set[str]) -> None:
        if not place and not files:
            return
        for tag, pks in newest([*place, *sorted(files)]).items():
            for pk in pks:
                if tag in files:
                    self.files[pk].add(tag)
                else:
                    self.words[pk] += 1

    def spread(self, seen: Iterable[int]) -> dict[str, int]:
        """Return in how many of these cases, and of this one, each person and the place stand."""
        there = [self.docket.pk, *seen]
        found = Counter(tag for pk in there for tag in self.people.get(pk, ()))
        found[_PLACE] = sum(1 for pk in there if self.placed(pk))
        return found

    def placed(self, pk: int) -> bool:
        """Tell whether half of the words for the place, and two where there are two, stand in a case."""
        return bool(self.place) and self.words[pk] >= max(min(2, self.place), self.place / 2)

    def near(self) -> list[int]:
        """Return the keys of all that is worth comparing; the docket itself is not."""
        docket = self.docket
        self.texts = candidates(docket.pk, self.said, TEXTS)
        found = {*self.people, *self.files, *self.texts, *(pk for pk in self.words if self.placed(pk))}
        for day in self.facts.days:
            around = (date.fromordinal(day - DAYS), date.fromordinal(day + DAYS))
            rows = Allegation.objects.filter(conduct_from__range=around).order_by("-conduct_from")
            found.update(rows.values_list("docket_id", flat=True)[:NEWEST])
        if docket.unit_id and docket.received_at:
            rows = search.plain(Docket.objects.all(), "unit_id").filter(
                Q(
                    kind="case",
                    received_at__gte=docket.received_at - timedelta(days=APART),
                    received_at__lte=docket.received_at + timedelta(days=APART),
                ),
                plain_unit_id=docket.unit_id,
            )
            found.update(rows.order_by("-received_at").values_list("pk", flat=True)[:NEWEST])
        found.discard(docket.pk)
        return sorted(found)


def _days(dockets: Iterable[int]) -> defaultdict[int, set[int]]:
    """Return the days on which the conduct of each of these cases began and ended, as ordinals."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    rows = Allegation.objects.filter(docket__in=list(dockets), conduct_from__isnull=False)
    for pk, begun, ended in rows.values_list("docket_id", "conduct_from", "conduct_to"):
        found[pk] |= {day.toordinal() for day in (begun, ended) if day}
    return found


def _on(moment: datetime | None) -> int | None:
    return timezone.localdate(moment).toordinal() if moment else None


def _unit(docket: Docket) -> tuple[str, str] | None:
    if docket.unit is None:
        return None
    line = docket.unit.line
    return str(line[-1]), str(line[-2]) if len(line) > 1 else ""
