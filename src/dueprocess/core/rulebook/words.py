"""The small vocabularies of the format, from what stands in the file to values.

Knows how a period, a range, a rule, a quorum, seats, a time and days are written. Knows no names of any
rulebook (events need them: `reading`) and no places in a file. Every function raises `NotUnderstood`.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any

from dueprocess.core.rulebook.model import (
    AT_ONCE,
    Base,
    Closure,
    Open,
    Period,
    Quorum,
    QuorumKind,
    Range,
    Rule,
    RuleKind,
    Rules,
    Seats,
    Unit,
)
from dueprocess.core.saying import say as _

LONGEST = {
    Unit.HOURS: 24 * 366 * 100,
    Unit.DAYS: 366 * 100,
    Unit.WORKING_DAYS: 262 * 100,
    Unit.WEEKS: 53 * 100,
    Unit.MONTHS: 12 * 100,
    Unit.YEARS: 100,
}
"""No period is longer than a century: beyond that it is a slip, and no calendar can count it."""

PERIOD_FORMS = _("`10 working days`, `14 days`, `2 weeks`, `1 month`, `24 hours`, `same day` or `at once`")
RANGE_FORMS = _(
    "a period, `1 month to 1 year`, `up to 2 years`, `at least 1 day`, `for good` or `until done`"
)
RULE_FORMS = _(
    "`any one`, `2 members`, `consensus`, `unanimous`, `majority`, `two thirds`, `three "
    "quarters` or `all but one`, the last four also with `of those present`, `of those "
    "eligible` or `of all seats`"
)

DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NUMBER_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

ID = re.compile(r"[a-z][a-z0-9_]*\Z")


class NotUnderstood(Exception):
    """A value is none of its vocabulary: what is wrong, and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend


def shown(value: Any) -> str:
    """A value of the file as it is quoted in a message: one line, never longer than a few words."""
    text = value if isinstance(value, str) else _plain(value)
    text = " ".join(text.split())
    return f"“{text[:57]}…”" if len(text) > 60 else f"“{text}”"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return _("a table")
    if isinstance(value, list):
        return _("a list")
    if isinstance(value, int) and abs(value) > 10**12:
        return _("a very large number")
    return str(value)


def name(text: str) -> str:
    """A name as an id: in a value a space stands for `_`."""
    return "_".join(text.split())


def nearest(word: str, known: list[str]) -> str:
    """` Did you mean x?` or the choices if there are few, or nothing: the tail of a message."""
    close = get_close_matches(word[:80], known, n=1, cutoff=0.7)
    if close:
        return _("Did you mean `%(close)s`?", close=close[0])
    if 0 < len(known) <= 12:
        return _("It can be %(known)s.", known=", ".join(f"`{one}`" for one in known))
    return ""


def period(value: Any, at_once: Period = AT_ONCE) -> Period:
    """PERIOD. `at_once` is what the calendar says `at once` is."""
    if not isinstance(value, str):
        raise NotUnderstood(
            _("%(value)s is no period.", value=shown(value)),
            _("Write %(period_forms)s, in quotes.", period_forms=PERIOD_FORMS),
        )
    text = " ".join(value.split())
    if text == "at once":
        return Period(at_once.count, at_once.unit, at_once=True)
    if text == "same day":
        return Period(0, Unit.DAYS)
    if text == "same working day":
        return Period(0, Unit.WORKING_DAYS)
    match = re.fullmatch(r"(\d{1,7}) (hour|day|working day|week|month|year)s?", text, re.ASCII)
    if not match:
        raise NotUnderstood(
            _("%(value)s is no period.", value=shown(value)), _("Write %(forms)s.", forms=PERIOD_FORMS)
        )
    count, unit = int(match[1]), Unit(match[2] + "s")
    if count == 0:
        raise NotUnderstood(
            _("%(value)s lasts no time.", value=shown(value)), _("Write `same day` or `at once`.")
        )
    if count > LONGEST[unit]:
        raise NotUnderstood(
            _("%(value)s is longer than a century.", value=shown(value)), _("Write a shorter one.")
        )
    return Period(count, unit)


def range_(value: Any, at_once: Period = AT_ONCE) -> Range:
    """RANGE."""
    if isinstance(value, list):
        if not value:
            raise NotUnderstood(_("The list of lengths is empty."), _("Name at least one period."))
        choices: list[Period | Open] = []
        for one in value:
            single = range_(one, at_once)
            if single.fixed is None:
                raise NotUnderstood(
                    _("%(one)s cannot stand in a list.", one=shown(one)), _("List single periods.")
                )
            choices.append(single.fixed)
        return Range(choices=tuple(choices))
    if not isinstance(value, str):
        raise NotUnderstood(
            _("%(value)s is no length.", value=shown(value)),
            _("Write %(range_forms)s, in quotes.", range_forms=RANGE_FORMS),
        )
    text = " ".join(value.split())
    if text in tuple(Open):
        return Range(choices=(Open(text),))
    if text.startswith("up to "):
        return Range(high=period(text.removeprefix("up to "), at_once))
    if text.startswith("at least "):
        return Range(low=period(text.removeprefix("at least "), at_once))
    if " to " in text:
        first, _to, last = text.partition(" to ")
        low, high = period(first, at_once), period(last, at_once)
        if roughly(low) > roughly(high):
            raise NotUnderstood(
                _("%(value)s ends before it begins.", value=shown(value)), _("Put the shorter period first.")
            )
        return Range(low=low, high=high)
    try:
        return Range(choices=(period(text, at_once),))
    except NotUnderstood as error:
        raise NotUnderstood(
            _("%(value)s is no length of time.", value=shown(value)), _("Write %(forms)s.", forms=RANGE_FORMS)
        ) from error


def roughly(length: Period) -> float:
    """About how many days: for comparing periods of different units, never for a deadline."""
    days = {
        Unit.HOURS: 1 / 24,
        Unit.DAYS: 1.0,
        Unit.WORKING_DAYS: 7 / 5,
        Unit.WEEKS: 7.0,
        Unit.MONTHS: 365.25 / 12,
        Unit.YEARS: 365.25,
    }
    return length.count * days[length.unit]


def rule(value: Any) -> Rule:
    """RULE."""
    if not isinstance(value, str):
        raise NotUnderstood(
            _("%(value)s is no rule of decision.", value=shown(value)),
            _("Write %(rule_forms)s, in quotes.", rule_forms=RULE_FORMS),
        )
    text = " ".join(value.split())
    for kind in (RuleKind.ANY_ONE, RuleKind.CONSENSUS, RuleKind.UNANIMOUS):
        if text == kind:
            return Rule(kind)
    if match := re.fullmatch(r"(\d{1,4}|[a-z]+) members?", text, re.ASCII):
        return Rule(RuleKind.MEMBERS, _number(match[1], value))
    said, _of, share = text.partition(" of ")
    base = None
    if share:
        try:
            base = Base(f"of {share}")
        except ValueError:
            raise NotUnderstood(
                _("%(value)s is no rule of decision.", value=shown(value)),
                _("Write %(forms)s.", forms=RULE_FORMS),
            ) from None
    for kind in (RuleKind.MAJORITY, RuleKind.TWO_THIRDS, RuleKind.THREE_QUARTERS):
        if said == kind:
            return Rule(kind, base=base or Base.VOTES)
    if match := re.fullmatch(r"all but (\d{1,4}|[a-z]+)", said, re.ASCII):
        return Rule(RuleKind.ALL_BUT, _number(match[1], value), base or Base.ELIGIBLE)
    raise NotUnderstood(
        _("%(value)s is no rule of decision.", value=shown(value)), _("Write %(forms)s.", forms=RULE_FORMS)
    )


def _number(text: str, whole: Any) -> int:
    number = int(text) if text.isdigit() else NUMBER_WORDS.index(text) if text in NUMBER_WORDS else 0
    if number < 1:
        raise NotUnderstood(
            _("%(whole)s has no number.", whole=shown(whole)), _("Write a whole number from 1, such as `2`.")
        )
    return number


def rules(value: Any) -> Rules:
    """A RULE, or a list of which the first that is met decides."""
    if isinstance(value, list):
        if not value:
            raise NotUnderstood(
                _("The list of rules is empty."),
                _("Name at least one: %(rule_forms)s.", rule_forms=RULE_FORMS),
            )
        return tuple(rule(one) for one in value)
    return (rule(value),)


def quorum(value: Any) -> Quorum:
    """QUORUM."""
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 10_000:
        return Quorum(QuorumKind.NUMBER, value)
    if isinstance(value, str):
        text = " ".join(value.split())
        if text in (QuorumKind.MAJORITY_ELIGIBLE, QuorumKind.MAJORITY_SEATS, QuorumKind.ALL):
            return Quorum(QuorumKind(text))
    raise NotUnderstood(
        _("%(value)s is no quorum.", value=shown(value)),
        _("Write a whole number from 1, `majority of those eligible`, `majority of all seats` or `all`."),
    )


def seats(value: Any) -> Seats:
    """SEATS."""
    mend = _("Write a whole number from 1, `all`, `2 to 5`, `3 or more` or `up to 5`.")
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 10_000:
        return Seats(value, value)
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if text == "all":
        return Seats(0, None, all=True)
    if match := re.fullmatch(r"(\d{1,4}) to (\d{1,4})", text, re.ASCII):
        low, high = int(match[1]), int(match[2])
        if high > 0 and low <= high:
            return Seats(low, high)
    elif match := re.fullmatch(r"(\d{1,4}) or more", text, re.ASCII):
        return Seats(int(match[1]), None)
    elif (match := re.fullmatch(r"up to (\d{1,4})", text, re.ASCII)) and int(match[1]) > 0:
        return Seats(0, int(match[1]))
    raise NotUnderstood(_("%(value)s is no number of seats.", value=shown(value)), mend)


def clock_time(value: Any) -> time:
    """A time of day: "17:00", or TOML's own time."""
    if isinstance(value, time):
        return value.replace(tzinfo=None)
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value, re.ASCII):
        return time(int(value[:2]), int(value[3:]))
    raise NotUnderstood(_("%(value)s is no time of day.", value=shown(value)), _('Write it as `"17:00"`.'))


def day(value: Any) -> date:
    """A day: "2026-12-24", or TOML's own date."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise NotUnderstood(
                _("%(value)s is no day.", value=shown(value)), _("Check month and day.")
            ) from None
    raise NotUnderstood(_("%(value)s is no day.", value=shown(value)), _('Write it as `"2026-12-24"`.'))


def closure(value: Any) -> Closure:
    """A day, or two days with `/` between them."""
    if isinstance(value, str) and "/" in value:
        first, _to, last = value.partition("/")
        span = Closure(day(first.strip()), day(last.strip()))
        if span.first > span.last:
            raise NotUnderstood(
                _("%(value)s ends before it begins.", value=shown(value)), _("Put the earlier day first.")
            )
        return span
    one = day(value)
    return Closure(one, one)


def working_week(value: Any) -> tuple[int, ...]:
    """Days of the week as numbers, Monday being 0: a list of names, or `Monday to Friday`."""
    mend = _('Write `Monday to Friday`, or a list of days such as `["Sunday", "Monday"]`.')
    if isinstance(value, str) and " to " in value:
        first, _to, last = value.partition(" to ")
        low, high = _weekday(first, mend), _weekday(last, mend)
        return tuple(sorted((low + step) % 7 for step in range((high - low) % 7 + 1)))
    if isinstance(value, list) and value:
        return tuple(sorted({_weekday(one, mend) for one in value}))
    raise NotUnderstood(_("%(value)s is no working week.", value=shown(value)), mend)


def _weekday(value: Any, mend: str) -> int:
    word = value.strip().lower() if isinstance(value, str) else ""
    if word not in DAY_NAMES:
        raise NotUnderstood(_("%(value)s is no day of the week.", value=shown(value)), mend)
    return DAY_NAMES.index(word)
