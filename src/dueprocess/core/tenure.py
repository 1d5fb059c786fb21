"""Tenure: whether somebody held an office on the day of an act, by what the register says and said then.

Knows terms, delegations and the moments at which they were written down, as plain values. Must not know a
case: `core.engine.power` says who did what there. What is missing in a power is a `Gap`, whoever finds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dueprocess.core.saying import Said, say_day
from dueprocess.core.saying import say as _


class Gap(StrEnum):
    """What may be missing in the power by which something was decided."""

    # the office
    NO_APPOINTMENT = "no appointment"
    NOT_BEGUN = "term not begun"
    TERM_OVER = "term over"
    DATED_BACK = "appointment dated back"
    NOT_NAMED = "appointment not named"
    ANOTHER = "another appointment named"
    CHANGED = "register changed later"
    APPOINTED_BADLY = "appointed by an irregular entry"
    # the person
    NOT_ENTITLED = "not entitled"
    PARTY = "a party decided"
    ACCUSED_UNIT = "officer of an accused unit"
    OFFICE = "barred office"
    TRAINING = "training lapsed"
    ATTESTATION = "attestation missing"
    CONFLICT = "conflict of interest"
    CONFLICT_OPEN = "conflict never settled"
    CONFLICT_LATER = "conflict known later"
    ABSENT = "absent"
    SEPARATE = "roles not separate"
    TWO_ROLES = "had another part in the case"
    FRESH = "decided before"
    # the body
    TOO_FEW = "too few could act"
    QUORUM = "quorum not met"
    VOTE = "vote not carried"
    # the act
    IRREGULAR = "irregular"
    PAPER = "paper or reason missing"
    GROUNDS = "no ground named"
    CONSENT = "consent missing"
    SIGNATURE = "countersignature missing"
    SANCTION = "beyond what the rules allow"
    FIRST = "something else came first"
    ENTERED_LATE = "written down late"
    # who was told
    NOTICE = "notice too short"
    RECEIPT = "receipt not shown"


@dataclass(frozen=True, slots=True)
class Lack:
    """One gap: in one sentence (people in it by their keys), with the clause it concerns and whose it is."""

    gap: Gap
    reason: Said
    clause: str | None = None
    who: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What the register said of a tenure from a moment on: its first and last day."""

    at: datetime
    first: date
    last: date | None

    def covers(self, day: date) -> bool:
        """Whether the day lies in it; first and last day included."""
        return _covers(self.first, self.last, day)


@dataclass(frozen=True, slots=True)
class Tenure:
    """One person's time in one role, as the register says it now, and what it said before.

    `id` is what an act calls the appointment by; `lent_by` whose appointment it is, where it was delegated.
    `written` stands in the order of its moments; empty where nobody knows when it was written down.
    """

    id: str
    first: date
    last: date | None
    written: tuple[Written, ...] = ()
    lent_by: str | None = None

    def covers(self, day: date) -> bool:
        """Whether the register says now that it ran on that day."""
        return _covers(self.first, self.last, day)

    @property
    def written_at(self) -> datetime | None:
        """When it was first written down."""
        return self.written[0].at if self.written else None

    def said_at(self, moment: datetime) -> Written | None:
        """What the register said of it at a moment; None if nothing yet."""
        return next((each for each in reversed(self.written) if each.at <= moment), None)


def behind(tenures: Sequence[Tenure], day: date, named: str | None = None) -> Tenure | None:
    """The tenure by which somebody acted on a day: the one that the act names, else the first that ran."""
    by_name = next((each for each in tenures if named and each.id == named), None)
    return by_name or next((each for each in tenures if each.covers(day)), None)


def lacks(
    tenures: Sequence[Tenure],
    *,
    who: str,
    role: str,
    day: date,
    entered: datetime,
    named: str | None = None,
    clause: str | None = None,
) -> list[Lack]:
    """What is missing in somebody's tenure of a role on the day of an act that was entered at a moment.

    `named`: the appointment that the act names ("" where it should name one and does not; None: none is
    asked of it). `role` is its title.
    """
    return list(_lacks(tenures, who, role, day, entered, named, clause))


def _lacks(
    tenures: Sequence[Tenure],
    who: str,
    role: str,
    day: date,
    entered: datetime,
    named: str | None,
    clause: str | None,
) -> Iterable[Lack]:
    if not tenures:
        said = _("The register knows no appointment of %(who)s as %(role)s.", who=who, role=role)
        yield Lack(Gap.NO_APPOINTMENT, said, clause, who)
        return
    if named == "":
        said = _("The entry does not say by which appointment %(who)s acted as %(role)s.", who=who, role=role)
        yield Lack(Gap.NOT_NAMED, said, clause, who)
    elif named is not None and all(each.id != named for each in tenures):
        said = _("The entry names an appointment that is none of %(who)s as %(role)s.", who=who, role=role)
        yield Lack(Gap.ANOTHER, said, clause, who)
    used = behind(tenures, day, named) or _nearest(tenures, day)
    if not used.covers(day):
        yield _not_then(used, who, role, day, clause)
    first = used.written_at
    if first is not None and first > entered:
        said = _(
            "%(who)s as %(role)s from %(day)s on was written down on %(written)s, after the entry.",
            who=who, role=role, day=say_day(used.first), written=say_day(first.date()),
        )  # fmt: skip
        yield Lack(Gap.DATED_BACK, said, clause, who)
    elif first is not None and first.date() > day:
        said = _(
            "%(who)s as %(role)s was written down on %(written)s; this was decided on %(day)s.",
            who=who, role=role, written=say_day(first.date()), day=say_day(day),
        )  # fmt: skip
        yield Lack(Gap.DATED_BACK, said, clause, who)
    then = used.said_at(entered)
    if then is not None and then.covers(day) != used.covers(day):
        said = _(
            "When the entry was made, the register had %(who)s as %(role)s %(then)s; now it has %(now)s.",
            who=who, role=role, then=_span(then.first, then.last), now=_span(used.first, used.last),
        )  # fmt: skip
        yield Lack(Gap.CHANGED, said, clause, who)


def _nearest(tenures: Sequence[Tenure], day: date) -> Tenure:
    """The tenure that ended last before a day, else the one that begins first after it."""
    before = [each for each in tenures if each.last is not None and each.last < day]
    if before:
        return max(before, key=lambda each: each.last or day)
    return min(tenures, key=lambda each: each.first)


def _not_then(tenure: Tenure, who: str, role: str, day: date, clause: str | None) -> Lack:
    if tenure.first > day:
        said = _(
            "The term of %(who)s as %(role)s began on %(first)s, after %(day)s.",
            who=who, role=role, first=say_day(tenure.first), day=say_day(day),
        )  # fmt: skip
        return Lack(Gap.NOT_BEGUN, said, clause, who)
    said = _(
        "The term of %(who)s as %(role)s ended on %(last)s, before %(day)s.",
        who=who, role=role, last=say_day(tenure.last or day), day=say_day(day),
    )  # fmt: skip
    return Lack(Gap.TERM_OVER, said, clause, who)


def _covers(first: date, last: date | None, day: date) -> bool:
    return first <= day and (last is None or day <= last)


def _span(first: date, last: date | None) -> Said:
    if last is None:
        return _("from %(first)s on", first=say_day(first))
    return _("from %(first)s to %(last)s", first=say_day(first), last=say_day(last))
