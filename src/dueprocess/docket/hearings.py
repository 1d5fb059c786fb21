"""What a docket says of its hearings, by the notes that say so: when they are, who is invited, who was there,
what was written down, and who may speak of it when. Pure: acts come in, values go out.

The notes are the only source. The day itself is a fact of the rulebook where it has one: the notes add the
hour, the place and the people, and never contradict it. What is written (places, links, words) is sealed in
the notes, and not read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

from dueprocess.core.rulebook.model import Fact, FactKind, Rulebook
from dueprocess.docket import house

PLACE, LINK, AGENDA = "hearing place", "hearing link", "hearing agenda"
"""Content of the notes that set or move a hearing: where, by which address, and what will happen."""
REASON, DESPITE, WORDS = "reason", "despite", "text"
SPEAKERS, WORDING = "who may speak", "what may be said"
OTHERS = "others there"
"""The content field of attendance with who was there and has no key in the case."""
_KEY = re.compile(r"h([1-9][0-9]{0,3})")


class Mode(models.TextChoices):
    """How people come together."""

    ROOM = "room", _("In a room")
    LINK = "link", _("By video or telephone")
    BOTH = "both", _("In a room, and by video for those who need it")


class Answer(models.TextChoices):
    """What somebody answers to an invitation."""

    COMES = "comes", _("I come")
    LINK = "link", _("I take part by video or telephone")
    CANNOT = "cannot", _("I cannot on that day")


class Special(models.TextChoices):
    """A special measure for somebody at a hearing."""

    SCREEN = "screen", _("A screen, so that they do not see each other")
    APART = "apart", _("Arriving, waiting and leaving apart")
    LINK = "link", _("Taking part by video")
    BREAKS = "breaks", _("Breaks when they ask for one")
    QUESTIONS = "questions", _("Questions are put by the chair")
    SUPPORT = "support", _("Somebody beside them for support")
    CLOSED = "closed", _("Their part is heard without the public")
    OTHER = "other", _("Something else")


class Moment(models.TextChoices):
    """What a line of the running record tells."""

    OPENED = "opened", _("Opened")
    WORDS = "words", _("What was said or done")
    RULING = "ruling", _("A ruling")
    BREAK = "break", _("Break")
    RESUMED = "resumed", _("Resumed")
    CLOSED = "closed", _("Closed")


class Open(models.TextChoices):
    """Who is let in."""

    CLOSED = "closed", _("Nobody but those invited")
    PART = "part", _("The public, for a part of it")
    OPEN = "open", _("The public")


class Told(Protocol):
    """A row of a docket, as a model or as plain values."""

    @property
    def n(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def recorded_at(self) -> datetime: ...
    @property
    def is_note(self) -> bool: ...
    @property
    def name(self) -> str: ...
    @property
    def facts(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the running record, by entry `n`: what happened when."""

    n: int
    at: datetime
    moment: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A special measure for somebody (local key), by entry `n`; ended by entry `ended` (0: it stands)."""

    n: int
    key: str
    special: str
    ended: int = 0


@dataclass(frozen=True, slots=True)
class There:
    """That somebody (local key) was there, from when until when (None: to the end, or not yet said)."""

    key: str
    came: datetime
    left: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """One hearing. `first` and `last` are the entries that set it and that changed it last, at `changed_at`;
    `written` is the one with its place and agenda. `sequence` counts the changes, for calendars. `dropped`
    were invited and are not any more. `replies`: what each answered, and by which entry, since the hour was
    set last. `there` is empty until attendance was noted, by entry `noted`."""

    key: str
    first: int
    last: int
    written: int
    changed_at: datetime
    from_at: datetime
    to_at: datetime
    mode: str
    invited: tuple[str, ...]
    sequence: int = 0
    cancelled: bool = False
    dropped: tuple[str, ...] = ()
    moves: tuple[int, ...] = ()
    replies: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    measures: tuple[Measure, ...] = ()
    there: tuple[There, ...] = ()
    noted: int = 0
    record: tuple[Line, ...] = ()

    @property
    def number(self) -> int:
        """The number in its key."""
        return int(self.key[1:])

    @property
    def closed(self) -> bool:
        """Whether the running record says that it is over."""
        return bool(self.record) and self.record[-1].moment == Moment.CLOSED


@dataclass(frozen=True, slots=True)
class AwayNote:
    """Days on which somebody (local key) cannot, by entry `n`."""

    n: int
    key: str
    first: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Publicity:
    """The publicity plan by entry `n`: who is let in, and until when nothing is told to the public (None: no
    embargo)."""

    n: int
    open: str
    embargo: datetime | None


@dataclass(frozen=True, slots=True)
class Fixed:
    """What the rulebook fixes of the day of a hearing: its `fact`, the `day` that was recorded last and by
    which entry (`n`), `at` which moment. None and 0 while nothing is recorded."""

    fact: Fact
    day: date | None = None
    n: int = 0
    at: datetime | None = None


def hearings(acts: Iterable[Told]) -> dict[str, Hearing]:
    """Return the hearings of a docket by their keys, in the order in which they were set."""
    found: dict[str, Hearing] = {}
    for act in acts:
        if not act.is_note or act.name not in house.OF_HEARINGS:
            continue
        key = str(act.facts.get("hearing", ""))
        if act.name == house.HEARING_SET:
            found[key] = Hearing(
                key=key, first=act.n, last=act.n, written=act.n, changed_at=act.recorded_at,
                **_hour(act.facts),
            )  # fmt: skip
        elif (now := found.get(key)) is not None:
            found[key] = _more(now, act)
    return found


def _hour(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "from_at": _at(facts["from"]), "to_at": _at(facts["to"]), "mode": str(facts["mode"]),
        "invited": tuple(facts["invited"]),
    }  # fmt: skip


def _more(now: Hearing, act: Told) -> Hearing:
    facts = act.facts
    if act.name in (house.HEARING_MOVED, house.HEARING_OFF, house.UNINVITED):
        return _changed(now, act)
    if act.name == house.HEARING_REPLY:
        return replace(now, replies={**now.replies, str(facts["who"]): (str(facts["answer"]), act.n)})
    if act.name == house.HEARING_MEASURE:
        if of := facts.get("ends"):
            measures = tuple(replace(each, ended=act.n) if each.n == of else each for each in now.measures)
        else:
            measures = (*now.measures, Measure(act.n, str(facts["who"]), str(facts["special"])))
        return replace(now, measures=measures)
    if act.name == house.HEARING_THERE:
        there = tuple(
            There(key, _at(came), _at(left) if left else None) for key, came, left in facts["there"]
        )
        return replace(now, there=there, noted=act.n)
    if act.name == house.HEARING_RECORD:
        return replace(now, record=(*now.record, Line(act.n, _at(facts["when"]), str(facts["moment"]))))
    return now


def _changed(now: Hearing, act: Told) -> Hearing:
    """Return a hearing after what its invitations have to say anew."""
    changed = replace(now, last=act.n, changed_at=act.recorded_at, sequence=now.sequence + 1)
    if act.name == house.HEARING_OFF:
        return replace(changed, cancelled=True)
    if act.name == house.UNINVITED:
        gone = set(act.facts["without"])
        invited = tuple(key for key in now.invited if key not in gone)
    else:
        hour = _hour(act.facts)
        invited = hour["invited"]
        same = (hour["from_at"], hour["to_at"]) == (now.from_at, now.to_at)
        moves = now.moves if same else (*now.moves, act.n)
        replies = now.replies if same else {}
        changed = replace(changed, **hour, written=act.n, moves=moves, replies=replies)
    left = [key for key in (*now.dropped, *now.invited) if key not in invited]
    return replace(changed, invited=invited, dropped=tuple(dict.fromkeys(left)))


def next_key(acts: Iterable[Told]) -> str:
    """Return the key of the next hearing: no key is ever used twice."""
    return f"h{max((each.number for each in hearings(acts).values()), default=0) + 1}"


def number(key: str) -> int:
    """Return the number in the key of a hearing; 0 for what is none."""
    found = _KEY.fullmatch(key)
    return int(found[1]) if found else 0


def away(acts: Iterable[Told]) -> tuple[AwayNote, ...]:
    """Return the days on which people cannot: noted for a hearing, and the absences that the rules know."""
    found: dict[int, AwayNote] = {}
    for act in acts:
        if not act.is_note or act.name not in (house.HEARING_AWAY, "absent"):
            continue
        if of := act.facts.get("ends"):
            found.pop(of, None)
            continue
        first, until = _day(act.facts.get("from")), _day(act.facts.get("to"))
        if first is not None:
            found[act.n] = AwayNote(act.n, str(act.facts["who"]), first, until)
    return tuple(found.values())


def publicity(acts: Iterable[Told]) -> Publicity | None:
    """Return the publicity plan that holds; None where there is none."""
    plan = None
    for act in acts:
        if act.is_note and act.name == house.PUBLICITY:
            until = act.facts.get("embargo")
            plan = Publicity(act.n, str(act.facts["open"]), _at(until) if until else None)
    return plan


def fixed(acts: Iterable[Told], rulebook: Rulebook) -> Fixed | None:
    """Return what the rulebook fixes of the day: its date that needs notice (of several, the one that was
    recorded last). None where it has none: then a hearing is set for any day."""
    facts = {
        each.id: each
        for each in rulebook.facts.values()
        if each.kind is FactKind.DATE and each.notice is not None and each.per is None
    }
    if not facts:
        return None
    last = Fixed(next(iter(facts.values())))
    rows = list(acts)
    gone = {int(each.facts["act"]) for each in rows if each.is_note and each.name == house.ANNULLED}
    for act in rows:
        if act.is_note or act.n in gone:
            continue
        for name, value in (act.facts.get("facts") or {}).items():
            if name in facts and (day := _day(value)) is not None:
                last = Fixed(facts[name], day, act.n, act.at)
    return last


def fixing(rulebook: Rulebook, fact: Fact) -> Iterator[str]:
    """Yield the steps that record the day of a hearing."""
    for step in rulebook.steps.values():
        demands = (step.demands, *(each.demands for each in step.outcomes.values()))
        if any(fact.id in (*each.records, *each.may_record) for each in demands):
            yield step.id


def _at(value: Any) -> datetime:
    return datetime.fromisoformat(str(value))


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None
