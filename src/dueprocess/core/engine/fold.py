"""The case under replay: everything that the rows so far have made, and simple questions about it.

Knows strands, acts, facts, parties and appointments. Must not know deadlines, permissions or effects:
modules that do take the Fold as their first argument. It never changes once a State is made of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from dueprocess.core.deadlines import Clock, Span, merged
from dueprocess.core.engine.book import Book
from dueprocess.core.engine.docket import Docket
from dueprocess.core.engine.rows import Complaint, EarlierSanction, FactValue, Party, Person, Row
from dueprocess.core.engine.strands import (
    Act,
    Appointed,
    DeadlineChange,
    Imposed,
    Lapse,
    Owed,
    PauseSpan,
    Recorded,
    Said,
    Strand,
)
from dueprocess.core.rulebook.model import EachKind, Lead, Rulebook, Step, Who, WhoKind

_NEVER = datetime(1, 1, 1, tzinfo=UTC)

DeadlineKey = tuple[int, str, int, str | None, int | None]
"""Strand, step, entry of `due`, person, act attacked."""


class Fold:
    """What the rows up to `now` have made of a docket."""

    def __init__(self, book: Book, docket: Docket, library: Mapping[str, Rulebook] | None = None) -> None:
        self.opening = book
        self.book = book  # the version that is read now
        self.library = library if library is not None else {}
        self.versions: list[tuple[Book, int]] = []  # those that came later, and the note that says so
        self.landing: int | None = None  # the place among them of the one in which the next move lands
        self.docket = docket
        self.clock: Clock = _clock(book, docket)
        self.now: datetime = _NEVER
        self.seq = 0
        self.relied: Mapping[str, Person] | None = None  # the roster on which an act relied last
        self.receipts = 0
        self.came = docket.origin is None  # whether what is owed by the act that sent it out has been said
        self.version = 0  # counts what may move a deadline, other than acts of the steps it runs from
        self.earliest: dict[tuple[int, str, int], tuple[int, datetime | None]] = {}
        self.memo: dict[Any, Any] = {}
        self.people: Mapping[str, Person] = docket.people
        self.history: Mapping[str, tuple[EarlierSanction, ...]] = docket.history
        self.acts: list[Act] = []
        self.by_n: dict[int, Act] = {}
        self.by_step: dict[str, list[Act]] = defaultdict(list)
        self.strands: dict[int, Strand] = {}
        self.main: Strand | None = None
        self.parties: dict[str, Party] = dict(docket.parties)
        self.released: set[str] = set()
        self.complaints: dict[str, Complaint] = dict(docket.complaints)
        self.facts: dict[tuple[str, str | None], list[Recorded]] = defaultdict(list)
        self.appointed: dict[str, list[Appointed]] = defaultdict(list)
        self.removed: dict[tuple[str, str], int] = {}
        self.pauses: list[PauseSpan] = []
        self.changes: dict[DeadlineKey, list[DeadlineChange]] = defaultdict(list)
        self.imposed: list[Imposed] = []
        self.owed: list[Owed] = []
        self.fallen: list[tuple[int, Imposed]] = []  # measures in force whose order a note annulled
        self.sent: dict[int, dict[str, tuple[datetime, str | None]]] = defaultdict(dict)
        self.again: dict[tuple[int, str], list[tuple[datetime, str | None]]] = defaultdict(list)
        self.received: dict[int, dict[str, datetime]] = defaultdict(dict)
        self.done_as: dict[str, set[str]] = defaultdict(set)
        self.said: list[Said] = []
        self.declared: dict[str, frozenset[str]] = {}  # by whom, and the parties that they then knew of
        self.stepped_down: dict[str, int] = {}  # who, and by which note
        self.drawn: dict[str, tuple[str, ...]] = {}  # by role or body: who comes in which order by lot
        self.absences: list[Row] = []
        self.consents: list[tuple[str, str, int]] = []  # who, step, seq
        self.waivers: dict[tuple[str, str], list[tuple[datetime, int]]] = defaultdict(list)
        self.findings: dict[tuple[str, str], tuple[str, int]] = {}  # allegation, respondent: finding, seq
        self.fired: set[Any] = set()
        self.late: dict[tuple[int, str], dict[str | None, tuple[Lead, ...]]] = defaultdict(dict)
        self.last_at: datetime = _NEVER
        self.unknown: list[Row] = []
        self.lapses: list[Lapse] = []
        self.noted: dict[int, str] = {}  # the notes that wrote a lapse down, and its code
        self.moves: list[tuple[int, str | None, str, datetime, int | None]] = []
        for wide in docket.organisation:
            pause = book.rulebook.pauses.get(wide.pause)
            if pause is not None:
                self.pauses.append(PauseSpan(pause, None, wide.first, wide.until, None))

    def anew(self, docket: Docket) -> Fold:
        """An empty one of the same version and library."""
        return Fold(self.opening, docket, self.library)

    # --- change

    def govern(self, strand: Strand | None) -> None:
        """Read from now on the version that governs a strand (None: the main one)."""
        if self.versions:
            strand = strand or self.main
            self.read(strand.book if strand is not None else self.opening)

    def read(self, book: Book) -> None:
        """Read this version from now on."""
        if book is not self.book:
            self.book, self.clock = book, _clock(book, self.docket)
            self.memo = {}

    def touched(self) -> None:
        """Something changed: what was worked out before is forgotten."""
        self.seq += 1
        if self.memo:
            self.memo = {}

    def look(self, moment: datetime) -> None:
        """Ask from now on as at `moment`."""
        if moment != self.now:
            self.now = moment
            if self.memo:
                self.memo = {}

    # --- who there is

    def party_ids(self, kind: str) -> list[str]:
        return [id_ for id_, party in self.parties.items() if party.kind == kind and id_ not in self.released]

    def side_ids(self) -> list[str]:
        sides = self.book.sides
        return [
            id_ for id_, party in self.parties.items() if party.kind in sides and id_ not in self.released
        ]

    def who_parties(self, who: Who, strand: Strand | None) -> list[str]:
        """The parties that a WHO means in a strand; none when it means no party."""
        if who.kind is WhoKind.PARTY:
            return self.party_ids(who.name)
        if who.kind is WhoKind.PARTIES:
            return self.side_ids()
        if who.kind is WhoKind.APPLICANT:
            opener = self._opener(strand)
            return [opener] if opener in self.parties else []
        if who.kind is WhoKind.OTHER_SIDE:
            opener = self._opener(strand)
            kind = self.parties[opener].kind if opener in self.parties else None
            return [id_ for id_ in self.side_ids() if id_ != opener and self.parties[id_].kind != kind]
        return []

    def _opener(self, strand: Strand | None) -> str:
        if strand is None:
            return ""
        for each in strand.line():
            if each.opener is not None and each.opener.row.by in self.parties:
                return each.opener.row.by or ""
        return ""

    def whos_parties(self, whos: Iterable[Who], strand: Strand | None) -> list[str]:
        found: dict[str, None] = {}
        for who in whos:
            for id_ in self.who_parties(who, strand):
                found[id_] = None
        return list(found)

    def concerned(self, strand: Strand | None, step: Step) -> list[str | None]:
        """Everyone who owes a step, or is owed it: parties, complaints, act numbers; [None] for once."""
        each = step.for_each
        if each is not None:
            if each.kind is EachKind.PARTY:
                return list(self.party_ids(each.name))
            if each.kind is EachKind.COMPLAINT:
                return [id_ for id_, complaint in self.complaints.items() if step.id not in complaint.done]
            if each.kind is EachKind.CONFLICT:
                return [str(said.n) for said in self.said]
            return [str(act.n) for act in self.seen(strand, each.name)]
        if self.book.own[step.id]:
            if step.start:
                opener = self._opener(self.main)
                return [opener] if opener else [None]
            return list(self.whos_parties(step.by, strand))
        return [None]

    # --- what one strand sees

    def visible(self, strand: Strand, act: Act) -> bool:
        """Whether an act is an event for a strand: its own, its opener, what sent it back, its parents'."""
        own = act.strand
        if own is strand:
            return not act.void
        for each in strand.line():
            if act is each.opener and not each.void:
                return True
            if act in each.returned:
                return True
            if own is each and act.opens is None:
                return not act.void
        return False

    def seen(self, strand: Strand | None, step: str, outcome: str | None = None) -> list[Act]:
        """The acts of a step that count as events for a strand, in order."""
        acts = self.by_step.get(step)
        if not acts:
            return []
        if strand is None:
            return acts
        return [
            act
            for act in acts
            if (outcome is None or act.row.outcome == outcome) and self.visible(strand, act)
        ]

    def last(
        self, strand: Strand, step: str, outcome: str | None = None, person: str | None = None
    ) -> Act | None:
        """The act of a step that counts for a person: theirs, if its acts name such; else the last.

        Another party's own step counts for everyone whose own it is not, and in the strand that it opened.
        """
        return self._theirs(strand, step, self.seen(strand, step, outcome), person)

    def _theirs(self, strand: Strand, step: str, acts: list[Act], person: str | None) -> Act | None:
        if not acts:
            return None
        if person is not None:
            if person.isdigit():
                for act in acts:
                    if act.n == int(person):
                        return act
            kind = self.kind_of(person)
            named = [act for act in acts if any(self.kind_of(p) == kind for p in act.persons)]
            if named:
                for act in reversed(named):
                    if person in act.persons:
                        return act
                return self._of_another(strand, step, acts, person)
        return acts[-1]

    def _of_another(self, strand: Strand, step: str, acts: list[Act], person: str) -> Act | None:
        """The act of another party that is an event for this one: not a step that is also this one's own."""
        if not self.book.own[step]:
            return None
        if person not in self.concerned(strand, self.book.steps[step]):
            return acts[-1]
        openers = [each.opener for each in strand.line()]
        return next((act for act in reversed(acts) if act in openers), None)

    def kind_of(self, person: str) -> str:
        if person in self.parties:
            return "party"
        return "act" if person.isdigit() else "complaint"

    def stays_behind(self, on: str | None, at: datetime) -> bool:
        """Whether what began at `at` goes on in the case that sent this one out, and not here."""
        origin = self.docket.origin
        return origin is not None and at < origin.at and on not in origin.parties

    # --- when a step counts as done

    def stay(self, strand: Strand, step: Step) -> int | None:
        """The place in time since which the strand stands in the stages of a step; None: it does not."""
        if step.start:
            return -1
        if step.any or step.any_strand:
            if strand.ended_at is not None or (step.any and strand.parent is not None):
                return None
            return strand.visits[0].seq - 1
        stages = step.stages
        if strand.stage not in stages or strand.cut_off:
            return None
        since = 0
        for visit in reversed(strand.visits):
            if visit.stage not in stages:
                break
            since = visit.seq
            if visit.begins_round:
                break
        return since

    def done(
        self, strand: Strand, step: Step, person: str | None, since: int, against: int | None = None
    ) -> Act | None:
        """The first act of a step for a person, taken in this strand after `since`."""
        return next(self.every_done(strand, step, person, since, against), None)

    def every_done(
        self, strand: Strand, step: Step, person: str | None, since: int, against: int | None = None
    ) -> Iterator[Act]:
        """Every act of a step for a person, taken in this strand after `since`, in order."""
        for act in self.by_step.get(step.id, ()):
            if act.seq <= since or act.void or act.sent_back:
                continue
            if act.strand is not strand and not (step.any_strand and strand.parent is None):
                continue
            if against is not None and act.row.against != against:
                continue
            if person is None or person in act.persons:
                yield act

    def taken(self, strand: Strand, step: Step, person: str | None = None) -> bool:
        """Whether a step has been taken, for `follows` and `required_before`.

        Where it belongs to the stage at which the strand stands, only since the strand came there: a step
        that is owed anew has not been taken.
        """
        acts = self.seen(strand, step.id)
        since = None if self.book.wide[step.id] else self.stay(strand, step)
        if since is not None:
            acts = [act for act in acts if act.seq > since and act.strand is strand]
        return self._theirs(strand, step.id, acts, person) is not None

    # --- facts and appointments

    def unit_of(self, kind: str) -> str | None:
        """The unit of a kind of party; None when nobody says it, or they belong to several."""
        units = {self.parties[id_].unit for id_ in self.party_ids(kind)}
        return units.pop() if len(units) == 1 else None

    def fact(self, name: str, person: str | None = None) -> FactValue | None:
        """The value recorded last (before any sending back undid it)."""
        for recorded in reversed(self.facts.get((name, person), ())):
            if not recorded.void:
                return recorded.value
        return None

    def fact_record(self, name: str, person: str | None = None) -> Recorded | None:
        for key in ((name, person), (name, None)):
            for recorded in reversed(self.facts.get(key, ())):
                if not recorded.void:
                    return recorded
        return None

    def appointees(self, name: str) -> tuple[str, ...]:
        """Who holds a per-case role or body now."""
        for appointed in reversed(self.appointed.get(name, ())):
            if not appointed.void:
                return tuple(
                    who for who in appointed.people if self.removed.get((name, who), -1) < appointed.seq
                )
        return ()

    # --- pauses

    def spans(self, strand: Strand, step: str) -> tuple[Span, ...]:
        """The days that do not count for a step's deadlines in a strand."""
        if not self.pauses:
            return ()
        key = ("spans", strand.name, step)
        found = self.memo.get(key)
        if found is None:
            found = self.memo[key] = merged(
                (self.clock.local_day(span.at), self.clock.local_day(span.until) if span.until else None)
                for span in self.pauses
                if self.stops(span, strand, step)
            )
        result: tuple[Span, ...] = found
        return result

    def stops(self, span: PauseSpan, strand: Strand, step: str) -> bool:
        """Whether a pause stops the time of a step in a strand."""
        if span.at > self.now or (span.version > strand.version and step not in strand.book.governing):
            return False
        if span.pause.stops_steps:
            return step in span.pause.stops_steps
        if span.pause.stops_strand and span.strand is not None:
            return span.strand is strand
        return True

    def running_pause(self, name: str, strand: Strand | None) -> PauseSpan | None:
        for span in reversed(self.pauses):
            if span.pause.id != name or span.at > self.now:
                continue
            if span.until is not None and span.until <= self.now:
                continue
            if span.pause.stops_strand and span.strand is not None and span.strand is not strand:
                continue
            return span
        return None


def _clock(book: Book, docket: Docket) -> Clock:
    clocks: dict[frozenset[date], Clock] = book.rulebook.cache.setdefault("clocks", {})
    clock = clocks.get(docket.holidays)
    if clock is None:
        if len(clocks) > 64:
            clocks.clear()
        clock = clocks[docket.holidays] = Clock.of(book.rulebook.calendar, docket.holidays)
    return clock
