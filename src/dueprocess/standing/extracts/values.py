"""What the doors are shown of standings: frozen values, never models."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dueprocess.core.standing import Source, Status

TITLES: dict[Status, Promise] = {
    Status.EXPELLED: _("Expelled"),
    Status.SUSPENDED: _("Suspended"),
    Status.OFFICE: _("Barred from office"),
    Status.CANDIDACY: _("Barred from standing for office"),
    Status.PREMISES: _("Barred from premises and events"),
    Status.SPEAKING: _("Barred from speaking"),
    Status.CONDITIONS: _("Under conditions"),
}
MEANS: dict[Status, Promise] = {
    Status.EXPELLED: _("Your membership was ended. You hold none of its rights while this lasts."),
    Status.SUSPENDED: _("Your rights as a member rest while this lasts. You stay a member."),
    Status.OFFICE: _("You may hold no office while this lasts, or none of those that the scope names."),
    Status.CANDIDACY: _("You may not stand for office while this lasts."),
    Status.PREMISES: _("You may not come to meetings, premises, events or spaces that the scope names."),
    Status.SPEAKING: _("You may not speak or chair on a platform of the organisation while this lasts."),
    Status.CONDITIONS: _("You have to keep to conditions. The letter about them says which."),
}
SOURCES: dict[Source, Promise] = {
    Source.DECISION: _("A decision here"),
    Source.MEASURE: _("An interim measure here"),
    Source.LIST: _("A list of another body"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One class of standing of one person: from which day on, until which last day as far as it is known, in
    which scope, from what kind of source. `ref` names what it is from and says nothing about it."""

    status: Status
    source: Source
    since: date
    until: date | None
    scope: tuple[str, ...]
    ref: str

    @property
    def title(self) -> str:
        """What the class is called."""
        return str(TITLES[self.status])

    @property
    def means(self) -> str:
        """What it means, for whoever it is about."""
        return str(MEANS[self.status])

    @property
    def said(self) -> str:
        """From what kind of source it is, in words."""
        return str(SOURCES[self.source])

    def plain(self) -> Standing:
        """Return it as everybody may read it but who keeps the register and who oversees: an interim measure
        reads like any other unavailability."""
        return replace(self, source=Source.DECISION) if self.source is Source.MEASURE else self


@dataclass(frozen=True, slots=True)
class Past:
    """A standing in the history of somebody; `over`: it does not hold any more."""

    standing: Standing
    over: bool


@dataclass(frozen=True, slots=True)
class OnRegister:
    """Somebody on a page of the register of standing."""

    person: int
    name: str
    number: str
    unit: str
    standings: tuple[Standing, ...]
    ends: date | None


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One page of the register: its lines, how many people are on it by class as it was narrowed but for the
    class, and whether there are more."""

    lines: tuple[OnRegister, ...]
    counts: tuple[tuple[Status, str, int], ...]
    people: int
    more: bool
    on: date


@dataclass(frozen=True, slots=True)
class LookLine:
    """Who looked at somebody's standing, or was told of it."""

    pk: int
    at: datetime
    reader: str
    what: str
    purpose: str


@dataclass(frozen=True, slots=True)
class ToldLine:
    """That somebody was told that a standing began or is over; `mailed`: by mail that something waits."""

    at: datetime
    on: bool
    mailed: bool
    title: str


@dataclass(frozen=True, slots=True)
class ContestLine:
    """A contest: whose, of what, until when it is to be decided and what came of it. `words` and `answer`
    only where whoever looks may read them; `mine`: they may decide it, else `why_not` says why not."""

    pk: int
    person: int
    name: str
    title: str
    since: date | None
    made_at: datetime
    due_on: date
    late: bool
    words: str
    files: tuple[tuple[int, str], ...]
    decided_at: datetime | None
    decided_by: str
    upheld: bool
    answer: str
    mine: bool = False
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class ListLine:
    """A list of another body. `runs`: it bars whoever is confirmed on it now."""

    pk: int
    title: str
    body: str
    basis: str
    purpose: str
    bars: tuple[str, ...]
    scope: tuple[str, ...]
    expires_on: date
    runs: bool
    ended_at: datetime | None
    erased_at: datetime | None
    names: int
    waiting: int
    confirmed: int
    gone_on: date


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """Whom of the register a listed person may be, with the score in hundredths and what speaks for and
    against it in words."""

    pk: int
    person: int
    name: str
    number: str
    unit: str
    born_on: date | None
    score: int
    reasons: tuple[str, ...]
    step: str
    decided_by: str
    decided_at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class ListedLine:
    """A listed person as the list has them, with whom of the register they may be. `second`: something
    besides the name has to be given when one is confirmed."""

    pk: int
    list: int
    list_title: str
    name: str
    aliases: tuple[str, ...]
    born_on: str
    number: str
    until_on: date | None
    withdrawn_at: datetime | None
    second: bool
    candidates: tuple[CandidateLine, ...]


def last_day(end: datetime | None, zone: object) -> date | None:
    """Return the last day of a span that ends before an instant, where the organisation is."""
    if end is None:
        return None
    return (end - timedelta(microseconds=1)).astimezone(zone).date()  # type: ignore[arg-type]
