"""What was imposed on a party, and the letters that are owed, as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ImposedLine:
    """A measure or sanction on a party. `suspended_until`: the last day of its probation, where it is
    suspended and that is known. `activated_by`: the act that brought a suspended one into force, `of_case`:
    of an earlier case. `brought`: a later case brought one of this case into force, as it then stands here;
    `later_case` is its number, "" where the viewer may not see it."""

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
