"""What a form for a step is made of: one value for each thing that an act may have to carry.

Knows no pages and no HTML. `field` names of the JSON of an act are given in the docstrings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dueprocess.core.engine.bodies import Member
from dueprocess.core.engine.deadlines import DeadlineState
from dueprocess.core.engine.refusals import Need
from dueprocess.core.saying import Said


@dataclass(frozen=True, slots=True)
class OutcomeChoice:
    """`outcome`. `open` False: its condition does not hold, or it can have no effect now."""

    id: str
    title: str
    clause: str | None
    says: str | None
    open: bool


@dataclass(frozen=True, slots=True)
class As:
    """`by` and `as`: one role, body or kind of party in which the step can be taken, and by whom.

    `out`: holders who may not act, each with the reason. `instead_of`: the body that is too few.
    """

    name: str
    title: str
    people: tuple[str, ...]
    instead_of: str | None
    out: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PaperField:
    """`with`: a paper or words the act must carry. `why` names the sanction that needs it, if not always."""

    words: str
    required: bool = True
    why: str | None = None


@dataclass(frozen=True, slots=True)
class FactField:
    """`facts`. `kind`: yes or no, choice, date, unit. `parties`: one answer for each of these."""

    name: str
    title: str
    kind: str
    required: bool
    choices: tuple[str, ...]
    parties: tuple[str, ...]
    says: str | None
    clause: str | None
    notice: str | None
    earliest: date | None
    value: object


@dataclass(frozen=True, slots=True)
class AppointField:
    """`appoints`: who may be named, whose turn it is, how many for which seat, and who may not and why."""

    name: str
    title: str
    body: bool
    seats: tuple[tuple[str, str], ...]
    eligible: tuple[str, ...]
    turn: tuple[str, ...]
    chosen: str | None
    now: tuple[str, ...]
    required: bool  # False: one of several that may be replaced
    out: tuple[tuple[str, str], ...] = ()
    undeclared: tuple[str, ...] = ()  # who could be named but for a declaration that they have not made


@dataclass(frozen=True, slots=True)
class WritingField:
    """`in_writing`: the body may decide without a meeting, by this rule, if nobody objects in this time.

    `last_day`: the last day to object, if it were proposed now (None: the time stands still).
    """

    rule: str
    wait: str
    last_day: date | None


@dataclass(frozen=True, slots=True)
class VoteField:
    """`votes`, when `body` acts. `needed` False: any one member may act without a vote. `attended`: only
    those who are at this step may vote at a later one, so that it is noted who was there."""

    body: str
    title: str
    members: tuple[Member, ...]
    quorum: int
    rule: str
    needed: bool
    abstain: bool
    secret: bool
    dissent: bool
    tie: str
    chair: tuple[str, ...]
    only_those_at: tuple[str, ...]
    in_writing: WritingField | None = None
    attended: bool = False


@dataclass(frozen=True, slots=True)
class ConsentField:
    """A `consent` note that must be there before."""

    party: str
    kind: str
    given: bool


@dataclass(frozen=True, slots=True)
class SignatureField:
    """`countersigned`."""

    role: str
    title: str
    eligible: tuple[str, ...]
    why: str | None = None


@dataclass(frozen=True, slots=True)
class RunningMeasure:
    """A measure in force: on whom it lies, its last day as it stands (None where none is set), since when."""

    on: str | None
    last_day: date | None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class LastingField:
    """`imposes` (sanctions) or `starts` (measures): how long, on whom, in which scope, on which conditions.

    `lengths`: the only lengths there are, in words; empty: a period from `low` to `high`. `fixed`: no choice.
    `open`: the parties for whom its condition holds.
    """

    id: str
    title: str
    clause: str | None
    says: str | None
    effect: tuple[str, ...]
    lasts: str
    fixed: bool
    lengths: tuple[str, ...]
    low: str | None
    high: str | None
    cap: str | None
    scope: tuple[str, ...]
    open: tuple[str, ...]
    may_be_suspended: str | None
    needs: tuple[str, ...]
    decides_by: str | None
    signed_by: tuple[str, ...]
    consent_of: tuple[str, ...]
    follows: tuple[str, ...] = ()  # titles of the steps that must still come before it
    when: Said | None = None  # its condition, in words
    concerned: tuple[str, ...] = ()  # every respondent, whether it is open to them or not
    running: tuple[RunningMeasure, ...] = ()  # where it is in force already
    settled_by: tuple[tuple[str, str, int], ...] = ()  # by step, title, strand


@dataclass(frozen=True, slots=True)
class ActivateField:
    """`activates`: a suspended sanction that the decision may bring into force, for `lasts`.

    `act`: the act of this case that imposed it, else `case`: the earlier case. `last_day` of its probation.
    """

    sanction: str
    title: str
    on: str
    act: int | None
    case: str | None
    last_day: date | None
    lasts: str


@dataclass(frozen=True, slots=True)
class DeadlineChoice:
    """`deadline` (and `for`): a deadline that may be changed, its last day, and the bound of the new one."""

    deadline: DeadlineState
    latest: date | None
    earliest: date | None


@dataclass(frozen=True, slots=True)
class UntilField:
    """`until`: the new last day of deadlines, the last day of a pause, or the new end of measures.
    `deadlines` and `running` say what is changed, with the last day that each has now."""

    what: str  # extends, shortens, restores, pauses, continues
    title: str
    required: bool
    lasts: str | None
    latest: date | None
    deadlines: tuple[DeadlineChoice, ...] = ()
    running: tuple[RunningMeasure, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """`against` (an act that may be attacked), `conflict` (a note to settle)."""

    n: int
    title: str
    on: date
    who: str | None = None


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """`for`: a party, a complaint or an act for which the step is done; `owed`: it is still open for them."""

    key: str
    kind: str
    owed: bool


@dataclass(frozen=True, slots=True)
class OutField:
    """`case` and `out`: what may go out to the case of that number; `respondents` are those of the parties.
    `whole`: all of it goes, as it ends here."""

    parties: tuple[str, ...]
    respondents: tuple[str, ...]
    complaints: tuple[str, ...]
    allegations: tuple[str, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class LetterChoice:
    """A letter that may be left out: its place among those of the act, and what it is, in words."""

    place: int
    text: str


@dataclass(frozen=True, slots=True)
class Follow:
    """What follows, in words, in the order in which it happens."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """All that an act of a step must or may carry. `refusal`: why it cannot be taken now (None: it can)."""

    step: str
    title: str
    clause: str | None
    says: tuple[str, ...]
    strand: int | None
    outcome: str | None
    outcomes: tuple[OutcomeChoice, ...]
    ways: tuple[As, ...]
    persons: tuple[PersonChoice, ...]
    persons_required: bool
    papers: tuple[PaperField, ...]
    facts: tuple[FactField, ...]
    appointments: tuple[AppointField, ...]
    removes: tuple[str, ...]
    votes: tuple[VoteField, ...]  # one for each body among `ways`
    consents: tuple[ConsentField, ...]
    signatures: tuple[SignatureField, ...]
    grounds: tuple[str, ...]
    sanctions: tuple[LastingField, ...]
    measures: tuple[LastingField, ...]
    measures_choice: bool
    until: tuple[UntilField, ...]
    against: tuple[Target, ...]
    conflicts: tuple[Target, ...]
    joins: bool
    findings: bool
    tells: tuple[str, ...]
    letters: tuple[LetterChoice, ...]  # those that may be left out; `tells` are the others
    follows: tuple[Follow, ...]
    due: tuple[DeadlineState, ...]
    jointly: tuple[VoteField, ...] = ()  # `jointly`: the other bodies that must decide it too
    out: OutField | None = None
    activates: tuple[ActivateField, ...] = ()
    first: tuple[Need, ...]  # what must be done before, else this act would be refused
    found: bool = False  # there is a finding of this round on every allegation already
    standard_of_proof: str = ""  # of its findings; "" where the rules state none
    sealed_alone: bool = False  # a sealed or anonymous account may bear a finding alone
    by_guidance: bool = False  # `guided` has to be there for each who is found against or sanctioned
    refusal: Need | None
