"""What replay builds: strands with their stays in stages, acts in their places, pauses, what is in force.

Knows the shape of a case under way. The rules by which it changes are in `replay` and `effects`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from dueprocess.core.engine.book import Book
from dueprocess.core.engine.rows import FactValue, Row
from dueprocess.core.rulebook.model import Happening, Imposition, Open, Pause, Period, Step, Tell


@dataclass(slots=True)
class Visit:
    """A stay of a strand in one stage."""

    stage: str
    at: datetime
    seq: int
    by: int | None  # the act that led there; None: by itself
    left_at: datetime | None = None
    begins_round: bool = False
    void: bool = False


@dataclass(slots=True, eq=False)
class Act:
    """A row of kind act, as it stands in the case."""

    n: int
    seq: int
    at: datetime
    row: Row
    step: Step
    strand: Strand
    stage: str | None
    persons: tuple[str, ...] = ()
    void: bool = False  # done before the matter was sent back
    sent_back: bool = False  # this act sent it back
    opens: Strand | None = None


@dataclass(slots=True, eq=False)
class Strand:
    """A line of stages, named by the act that opened it."""

    name: int
    parent: Strand | None
    opener: Act | None
    stage: str
    visits: list[Visit] = field(default_factory=list)
    returned: list[Act] = field(default_factory=list)  # the acts that sent it back
    ended_at: datetime | None = None
    void: bool = False
    book: Book = field(kw_only=True)  # the version that governs it
    version: int = 0  # how many changes of version that is after the first

    @property
    def against(self) -> int | None:
        """The act under appeal in this strand or in the one it hangs from."""
        strand: Strand | None = self
        while strand is not None:
            if strand.opener is not None and strand.opener.row.against is not None:
                return strand.opener.row.against
            strand = strand.parent
        return None

    @property
    def applicant(self) -> str | None:
        return self.opener.row.by if self.opener is not None else None

    @property
    def cut_off(self) -> bool:
        """Whether a side strand ended where it stood, because what it was about is over: nothing is owed in
        it any more."""
        return self.ended_at is not None and self.parent is not None and not self.book.stages[self.stage].end

    def line(self) -> Iterator[Strand]:
        """This strand, its parent, and so on."""
        strand: Strand | None = self
        while strand is not None:
            yield strand
            strand = strand.parent


@dataclass(slots=True)
class Recorded:
    """A value that a fact has had since an act."""

    value: FactValue
    seq: int
    act: Act | None
    void: bool = False


@dataclass(slots=True)
class Appointed:
    """People appointed to a per-case role or body by one act."""

    people: tuple[str, ...]
    seq: int
    act: Act
    void: bool = False


@dataclass(slots=True)
class PauseSpan:
    """A pause from when to when; until None: nobody knows yet. `version`: only for what a version from that
    place on governs."""

    pause: Pause
    strand: Strand | None
    at: datetime
    until: datetime | None
    n: int | None
    over: bool = False
    version: int = 0


@dataclass(slots=True, eq=False)
class Imposed:
    """A measure or sanction as it was started or imposed."""

    row: Imposition
    measure: bool
    on: str | None
    at: datetime
    seq: int
    n: int | None
    act: Act | None
    lasts: Period | Open | None
    until: datetime | None = None  # measures: when it lapses
    scope: tuple[str, ...] = ()
    suspended_for: Period | None = None
    activated: Act | None = None  # brought into force by this act
    case: str | None = None  # suspended in this earlier case; `act` brought it into force here
    ended_at: datetime | None = None
    ended: str | None = None  # lifted, lapsed, served, set aside, replaced …
    holding_since: datetime | None = None  # measures that must be decided: when their end had come
    overdue: bool = False  # and the time to decide has passed as well
    earliest: date | None = None  # sanctions: no earlier last day is possible
    over: bool = False  # its end has been met
    reviews: tuple[date, ...] = ()  # measures: by when it is to be reviewed, as fixed when it began

    @property
    def decided(self) -> Act | None:
        """The act from which it is in force: the one that activated it, else the one that imposed it."""
        return self.activated or self.act


@dataclass(slots=True)
class DeadlineChange:
    """One deadline extended, shortened, restored, or kept where it was at a change of version."""

    kind: str
    day: date
    at: datetime
    n: int
    key: int


@dataclass(slots=True)
class Owed:
    """A notice owed from an act, or from what happened by itself (`lapse`): then `n` is the note that wrote
    it down, None until there is one. `chosen`: it is to go out; one that may be left out was asked for."""

    tell: Tell
    to: str
    who: str
    at: datetime
    seq: int
    n: int | None
    strand: Strand | None
    letter: str | None
    chosen: bool
    lapse: Lapse | None = None


@dataclass(slots=True)
class Said:
    """A conflict note and what became of it."""

    n: int
    who: str
    ground: str
    own: bool
    seq: int
    at: datetime
    settled: bool | None = None  # True: confirmed, False: dismissed


class Happened(NamedTuple):
    """An event: its instant and its day 0. `at` is None while what it waits for stands still."""

    at: datetime | None
    day: date | None
    key: int  # the place in time of what it rests on: the same for the same happening
    what: Happening
    n: int | None = None  # the act it was


@dataclass(frozen=True, slots=True)
class Lapse:
    """Something that happened by itself."""

    what: str
    kind: str  # pause, measure, holding, overdue, undone, sanction, deadline, stage
    at: datetime
    strand: int | None = None
    person: str | None = None

    @property
    def code(self) -> str:
        """What a `lapsed` note calls it: the same for the same lapse, however often it is computed."""
        parts = (self.kind, self.what, str(self.strand or ""), self.person or "", self.at.isoformat())
        return "|".join(parts)
