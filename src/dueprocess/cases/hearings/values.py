"""What pages show of hearings: plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dueprocess.cases.hearings.people import Invitee
from dueprocess.cases.present.extracts import AskLine
from dueprocess.docket.hearings import Answer, Moment


@dataclass(frozen=True, slots=True)
class InvitedLine:
    """Somebody who is invited: `answer` a code ("" for none yet), `said` it in words, `words` what they wrote
    with it, by entry `n`. `stands`: they are still concerned; whoever is not reads nothing of it any more."""

    key: str
    name: str
    what: str
    officer: bool
    answer: str
    said: str
    words: str
    n: int
    stands: bool


@dataclass(frozen=True, slots=True)
class SpecialLine:
    """A special measure for somebody, by entry `n`, with what was written; `ended` by that entry (0: it
    stands)."""

    n: int
    key: str
    name: str
    what: str
    words: str
    reason: str
    ended: int


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One line of the running record, by entry `n`."""

    n: int
    at: datetime
    moment: str
    said: str
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class ThereLine:
    """That somebody was there, from when until when (None: to the end)."""

    key: str
    name: str
    came: datetime
    left: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingLine:
    """One hearing. `state`: `coming`, `today` (its day has come and its record is not closed), `over`,
    `cancelled`. `against`: what speaks against its hour now; `despite`: why it is then all the same. `moves`
    are the entries by which its hour was moved, `reasons` what was said for the last change. `follows` are
    what the record may say next. `other_day`: the rulebook's steps have fixed another day since."""

    key: str
    number: int
    first: int
    last: int
    from_at: datetime
    to_at: datetime
    state: str
    mode: str
    mode_said: str
    place: str
    link: str
    agenda: str
    despite: str
    reason: str
    moves: tuple[int, ...]
    invited: tuple[InvitedLine, ...]
    against: tuple[str, ...]
    specials: tuple[SpecialLine, ...]
    there: tuple[ThereLine, ...]
    others: str
    noted: int
    record: tuple[RecordLine, ...]
    other_day: bool

    @property
    def waiting(self) -> int:
        """Return how many have not answered."""
        return sum(not each.answer and each.stands for each in self.invited)

    @property
    def cannot(self) -> tuple[InvitedLine, ...]:
        """Return those who cannot."""
        return tuple(each for each in self.invited if each.answer == Answer.CANNOT and each.stands)

    @property
    def closed(self) -> bool:
        """Whether its record was closed."""
        return bool(self.record) and self.record[-1].moment == Moment.CLOSED


@dataclass(frozen=True, slots=True)
class AwayLine:
    """Days on which somebody cannot, by entry `n`; `mine`: it can be taken back here."""

    n: int
    key: str
    name: str
    first: date
    until: date | None
    mine: bool


@dataclass(frozen=True, slots=True)
class FixedLine:
    """What the rulebook fixes of the day: its title and clause, the day and by which entry; which steps fix
    it, each with strand and whether it can be taken now."""

    title: str
    clause: str
    day: date | None
    n: int
    notice: str
    steps: tuple[tuple[str, int, str, bool], ...]


@dataclass(frozen=True, slots=True)
class PublicityLine:
    """The publicity plan, by entry `n`. `holds`: its embargo has not ended."""

    n: int
    open: str
    open_said: str
    embargo: datetime | None
    holds: bool
    speakers: str
    wording: str


@dataclass(frozen=True, slots=True)
class HearingsPage:
    """All about the hearings of a case. `zone` is the organisation's; `able` are those who can be invited
    now, `company` whoever comes along or interprets without pages of their own, and what parties need."""

    lines: tuple[HearingLine, ...]
    away: tuple[AwayLine, ...]
    fixed: FixedLine | None
    publicity: PublicityLine | None
    able: tuple[Invitee, ...]
    company: tuple[AskLine, ...]
    zone: str

    def line(self, key: str) -> HearingLine | None:
        """Return the hearing of that key."""
        return next((each for each in self.lines if each.key == key), None)

    @property
    def coming(self) -> tuple[HearingLine, ...]:
        """Return those that take place and are not over."""
        return tuple(each for each in self.lines if each.state in ("coming", "today"))


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An hour that was looked for, on which local `day` it begins, with what speaks against it."""

    from_at: datetime
    to_at: datetime
    day: date
    against: tuple[str, ...]
