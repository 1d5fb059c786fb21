"""What was imposed on a party, and the letters that are owed, as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dueprocess.docket.extracts.values.entries import FileLine


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
class ServedLine:
    """One thing that was noted of how a letter went and arrived, by entry `n`, in words, with what proves
    it."""

    n: int
    words: str
    at: date | datetime
    files: tuple[FileLine, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A letter owed from an act: to whom, by when, and whether it went out and arrived. `by_hand`: nobody can
    open it at the portal, so somebody posts it, mails it or hands it over, and writes that down.

    The room above says what was noted of it (`service`), which proof it `lacks`, in words, and whether it can
    be served `again`."""

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
    service: tuple[ServedLine, ...] = ()
    lacks: tuple[str, ...] = ()
    again: bool = False
