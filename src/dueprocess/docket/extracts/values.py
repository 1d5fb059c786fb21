"""What pages show of a docket: frozen values only, never models, querysets or keys of sealing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from dueprocess.core.engine import Clock, Form


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody under their docket-local key, with the name that may be shown."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class StrandLine:
    """One line of stages; the main one has no parent. `version`: which version of the rulebook governs it,
    where more than one plays a part."""

    name: int
    parent: int | None
    stage: str
    title: str
    since: datetime
    ended: bool
    version: str = ""


@dataclass(frozen=True, slots=True)
class FileLine:
    """One attached file; `n` is its act, `number` its place there: the address of its download."""

    n: int
    number: int
    name: str
    media_type: str
    size: int
    sha256: str
    paper: str
    act_title: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AnnulledLine:
    """That an entry was made by mistake and counts no more: by which entry `n`, when, who signed, and why.
    `returned`: it says that a letter was sent, and its mail came back."""

    n: int
    at: datetime
    by: tuple[str, ...]
    reason: str
    returned: bool


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One act or note. `kind`: decision, letter, evidence, step, note, or time (what happened by itself).

    `details` are the coded facts in words; `texts` what was written; `late` tells that it was written down
    more than a day after it happened, with the reason. `entry` is the key of its entry in the record.
    `undone`: it says that something happened by itself which by what stands now did not.
    """

    n: int
    at: datetime
    recorded_at: datetime
    kind: str
    step: str
    title: str
    outcome: str
    clause: str
    by: str
    role: str
    strand: int | None
    details: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, Any], ...]
    files: tuple[FileLine, ...]
    late: bool
    late_reason: str
    irregular: str
    entry: int
    annulled: AnnulledLine | None
    undone: bool


@dataclass(frozen=True, slots=True)
class PartyLine:
    """One party; `person` is their key in the register, None for those outside it. `reads`: by what they open
    their own part at the portal now, `login` or `code`; "" where nothing opens it. `may_be`: of how many
    people in the register their name may speak, as long as nobody has said who they are. `untold`: nobody
    writes to them before the rules have told them of the case (`core.engine.untold`)."""

    key: str
    kind: str
    kind_title: str
    name: str
    person: int | None
    anonymous: bool
    minor: bool
    unit: str
    contact: tuple[tuple[str, str], ...]
    acts_for: str
    status: str
    standing: str
    since: int
    reads: str
    may_be: int
    untold: bool


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """A day on which the rules remind of a deadline: when that was done (None: not yet, or not at all) and
    how many people were written to; `coming`: the day is still ahead."""

    on: date
    done_on: date | None
    readers: int
    coming: bool


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """One deadline. `state` is the engine's word (running, overdue, met …); `explanation` one sentence.
    `late_days` are counted from the last day, as the distance shown beside that is.

    `paused` are first and last days (None: still) not counted. `working_days` are those left where the rule
    counts working days; None where it counts others, or none are left. `written_at`: when the act that met it
    was written down, where that was more than a day after it happened.
    """

    strand: int
    step: str
    title: str
    person: str
    kind: str
    clause: str
    event_at: datetime | None
    last_day: date | None
    due_at: datetime | None
    state: str
    met_at: datetime | None
    late_days: int
    extended: date | None
    paused: tuple[tuple[date, date | None], ...]
    explanation: str
    working_days: int | None
    reminders: tuple[ReminderLine, ...]
    written_at: datetime | None


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the procedure as it stands: allowed (for whom), or code, reason and clause why not.

    `mine`: the viewer may take it. `concerning`: for whom it is still open. `ways`: as what. `where` is the
    stage of its strand, where the step stands in several strands at once.
    """

    step: str
    strand: int | None
    title: str
    says: str
    clause: str
    allowed: bool
    mine: bool
    who: tuple[Named, ...]
    ways: tuple[str, ...]
    concerning: tuple[Named, ...]
    code: str
    reason: str
    due: tuple[DeadlineLine, ...]
    where: str


@dataclass(frozen=True, slots=True)
class ImposedLine:
    """A measure or sanction on a party. `suspended_until`: the last day of its probation, where it is
    suspended and that is known. `activated_by`: the act that brought a suspended one into force, `of_case`:
    of an earlier case. `reviews`: by when a measure is to be reviewed, as fixed when it began; `cap_at`: the
    instant after which it cannot last. `brought`: a later case brought one of this case into force, as it
    then stands here; `later_case` is its number, "" where the viewer may not see it."""

    id: str
    title: str
    measure: bool
    on: str
    on_key: str
    act: int | None
    state: str
    applies: bool
    begun_at: datetime | None
    last_day: date | None
    ends_at: datetime | None
    effect: tuple[str, ...]
    scope: tuple[str, ...]
    clause: str
    lasts: str
    decide_by: datetime | None
    suspended_until: date | None = None
    activated_by: int | None = None
    of_case: str = ""
    brought: bool = False
    later_case: str = ""
    reviews: tuple[date, ...] = ()
    cap_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A letter owed from an act: to whom, by when, and whether it went out and arrived. `by_hand`: nobody can
    open it at the portal, so somebody posts it, mails it or hands it over, and writes that down."""

    n: int | None
    letter: str
    to: str
    to_key: str
    state: str
    due_at: datetime | None
    sent_at: datetime | None
    received_at: datetime | None
    waits_for: tuple[str, ...]
    withholds: tuple[str, ...]
    by_hand: bool


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One member of a body: voting, speaking only, or out with the reason."""

    key: str
    name: str
    seat: str
    place: str
    reason: str
    stands_in_for: str


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A body: who may sit, and whether it can act."""

    id: str
    title: str
    seats: int
    quorum: int
    can_act: bool
    members: tuple[SeatLine, ...]

    @property
    def seated(self) -> list[SeatLine]:
        """Those who may sit."""
        return [seat for seat in self.members if seat.place != "out"]


@dataclass(frozen=True, slots=True)
class AskLine:
    """A party that waits for an answer: since when, and by which act they wrote what stands unanswered."""

    key: str
    name: str
    since: datetime
    n: int


@dataclass(frozen=True, slots=True)
class PauseLine:
    """A pause; `until` None: its end is not known yet. `for_all`: of the whole organisation, shown before it
    begins too; `first_on` and `last_on` are its days."""

    title: str
    since: datetime
    until: datetime | None
    running: bool
    for_all: bool
    first_on: date
    last_on: date | None


@dataclass(frozen=True, slots=True)
class DocketPage:
    """Everything a page of one docket shows. `length` goes into every form (crossing edits are found by it).

    `grounds` are those of the rulebook's conflicts of interest, `party_kinds` its kinds of party with title.
    `astray` are letters that went out about what was annulled since.
    `me` is the viewer's local key. `names` gives the name behind every local key that is used.
    """

    number: str
    kind: str
    unit: str
    rulebook: str
    rulebook_title: str
    length: int
    is_open: bool
    received_at: datetime | None
    closed_at: datetime | None
    as_at: datetime
    me: str
    owner: Named | None
    strands: tuple[StrandLine, ...]
    next: DeadlineLine | None
    timeline: tuple[TimelineRow, ...]
    files: tuple[FileLine, ...]
    parties: tuple[PartyLine, ...]
    deadlines: tuple[DeadlineLine, ...]
    steps: tuple[StepLine, ...]
    measures: tuple[ImposedLine, ...]
    sanctions: tuple[ImposedLine, ...]
    notices: tuple[NoticeLine, ...]
    astray: tuple[NoticeLine, ...]
    bodies: tuple[BodyLine, ...]
    pauses: tuple[PauseLine, ...]
    unanswered: tuple[AskLine, ...]
    facts: tuple[tuple[str, str], ...]
    grounds: tuple[str, ...]
    party_kinds: tuple[tuple[str, str], ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StepForm:
    """The form for a step: what the act must carry, the names behind its keys, the docket's length.

    `clocks` are the deadlines that the act starts. `party_kinds` are the kinds of party: a way of one of
    these names is the party's own. `offices` says, for those who could be appointed, which of the body's
    seats each could take. `touches`: what each measure would stop of what each party holds, in words.
    """

    number: str
    length: int
    me: str
    form: Form
    names: Mapping[str, str]
    party_kinds: frozenset[str]
    offices: Mapping[str, str]
    clocks: tuple[Clock, ...]
    touches: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line of the read journal."""

    pk: int
    at: datetime
    name: str
    what: str
    purpose: str


__all__ = [
    "AnnulledLine",
    "BodyLine",
    "DeadlineLine",
    "DocketPage",
    "FileLine",
    "ImposedLine",
    "Named",
    "NoticeLine",
    "PartyLine",
    "PauseLine",
    "ReadLine",
    "SeatLine",
    "StepForm",
    "StepLine",
    "StrandLine",
    "TimelineRow",
]
