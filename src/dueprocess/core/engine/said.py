"""Days, lengths of time, rules of decision and events as sentences say them. Knows words; decides nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import reduce

from dueprocess.core.rulebook.model import (
    Base,
    EventKind,
    Happening,
    Open,
    Period,
    Range,
    Rule,
    Rulebook,
    RuleKind,
    Rules,
    Unit,
)
from dueprocess.core.saying import Said, say_day, together
from dueprocess.core.saying import say as _
from dueprocess.core.saying import say_many as ngettext

_NUMBERED = re.compile(r"§{0,2}\s?\d[\w.()/-]*")


def said(name: str) -> str:
    """An id as words."""
    return name.replace("_", " ")


def listed(names: Sequence[str]) -> Said:
    """Several names in a sentence, one of which is meant: a, b or c."""
    words = [each if isinstance(each, Said) else said(each) for each in names]
    if len(words) < 2:
        return together(words)
    return _("%(several)s or %(last)s", several=together(words[:-1], ", "), last=words[-1])


def all_of(parts: Sequence[str]) -> Said:
    """Several things that all count: a and b and c."""
    return reduce(
        lambda a, b: _("%(first)s and %(second)s", first=a, second=b), parts[1:], together(parts[:1])
    )


def any_of(parts: Sequence[str]) -> Said:
    """Several things of which one is enough: a or b or c."""
    return reduce(
        lambda a, b: _("%(first)s or %(second)s", first=a, second=b), parts[1:], together(parts[:1])
    )


def each_of(names: Sequence[str]) -> Said:
    """Several names that all count: a, b and c."""
    words = [each if isinstance(each, Said) else together([each]) for each in names]
    if len(words) < 2:
        return together(words)
    return _("%(several)s and %(last)s", several=together(words[:-1], ", "), last=words[-1])


def clauses(clause: str) -> list[str]:
    """The clauses that a rulebook names together: `9, 11` are two; `Article 3, paragraph 2` is one."""
    several = [each.strip() for each in clause.split(",")]
    return several if all(_NUMBERED.fullmatch(each) for each in several) else [clause]


def said_clause(clause: str) -> Said:
    """The rule that something rests on: rule 9, or rules 9 and 11."""
    several = clauses(clause)
    return ngettext("rule %(clauses)s", "rules %(clauses)s", len(several), clauses=each_of(several))


def said_day(day: date) -> Said:
    """A day as a sentence says it: 3 April 2026."""
    return say_day(day)


def said_days(days: Sequence[date]) -> Said:
    """Several days: 3 April 2026 and 6 April 2026."""
    return each_of([said_day(day) for day in days])


def said_period(period: Period) -> Said:
    """A length of time, as the rulebook writes it."""
    if period.at_once:
        return _("at once")
    n = period.count
    if n == 0:
        return _("same working day") if period.unit is Unit.WORKING_DAYS else _("same day")
    return {
        Unit.HOURS: lambda: ngettext("%(n)s hour", "%(n)s hours", n),
        Unit.DAYS: lambda: ngettext("%(n)s day", "%(n)s days", n),
        Unit.WORKING_DAYS: lambda: ngettext("%(n)s working day", "%(n)s working days", n),
        Unit.WEEKS: lambda: ngettext("%(n)s week", "%(n)s weeks", n),
        Unit.MONTHS: lambda: ngettext("%(n)s month", "%(n)s months", n),
        Unit.YEARS: lambda: ngettext("%(n)s year", "%(n)s years", n),
    }[period.unit]()


def said_range(lasts: Range) -> Said:
    """How long something may last, as the rulebook writes it."""
    if lasts.choices:
        return any_of(
            [_open(each) if isinstance(each, Open) else said_period(each) for each in lasts.choices]
        )
    if lasts.low and lasts.high:
        return _("%(low)s to %(high)s", low=said_period(lasts.low), high=said_period(lasts.high))
    if lasts.high:
        return _("up to %(high)s", high=said_period(lasts.high))
    return _("at least %(low)s", low=said_period(lasts.low)) if lasts.low else together([str(lasts)])


def _open(end: Open) -> Said:
    return {
        Open.FOR_GOOD: _("for good"),
        Open.UNTIL_DONE: _("until done"),
        Open.UNTIL_LIFTED: _("until lifted"),
    }[end]


def said_rules(rules: Rules) -> Said:
    """Rules of decision as words."""
    return listed([_rule(rule) for rule in rules])


def _rule(rule: Rule) -> Said:
    n = rule.number or 0
    words = {
        RuleKind.ANY_ONE: lambda: _("any one"),
        RuleKind.MEMBERS: lambda: ngettext("%(n)s members", "%(n)s members", n),
        RuleKind.CONSENSUS: lambda: _("consensus"),
        RuleKind.UNANIMOUS: lambda: _("unanimous"),
        RuleKind.MAJORITY: lambda: _("majority"),
        RuleKind.TWO_THIRDS: lambda: _("two thirds"),
        RuleKind.THREE_QUARTERS: lambda: _("three quarters"),
        RuleKind.ALL_BUT: lambda: ngettext("all but %(n)s", "all but %(n)s", n),
    }[rule.kind]()
    usual = Base.ELIGIBLE if rule.kind is RuleKind.ALL_BUT else Base.VOTES
    if rule.base is None or rule.base is usual:
        return words
    of = {
        Base.VOTES: _("of votes"),
        Base.PRESENT: _("of those present"),
        Base.ELIGIBLE: _("of those eligible"),
        Base.SEATS: _("of all seats"),
    }[rule.base]
    return together([words, of])


def said_event(rulebook: Rulebook, what: Happening) -> Said:
    """What happened, in words."""
    if what.kind is EventKind.CONFLICT:
        return _("the conflict of interest was noted")
    title = _title(rulebook, what)
    if what.outcome is not None and what.name in rulebook.steps:
        title = f"{title}: {rulebook.steps[what.name].outcomes[what.outcome].title}"
    template = {
        EventKind.STEP: _("“%(title)s” was done", title=title),
        EventKind.FIRST: _("“%(title)s” was first done", title=title),
        EventKind.DEADLINE: _("the time for “%(title)s” ended", title=title),
        EventKind.STEP_END: _("“%(title)s” was done or its time ended", title=title),
        EventKind.SERVICE: _("the notice of “%(title)s” was received", title=title),
        EventKind.FINALITY: _("“%(title)s” became final", title=title),
        EventKind.ENTRY: _("the stage “%(title)s” began", title=title),
        EventKind.DATE: _("the day recorded as “%(title)s”", title=title),
        EventKind.START: _("“%(title)s” began", title=title),
        EventKind.END: _("“%(title)s” ended", title=title),
    }
    return template[what.kind]


def _title(rulebook: Rulebook, what: Happening) -> str:
    name = what.name
    if what.kind is EventKind.ENTRY:
        return rulebook.stages[name].title
    if what.kind is EventKind.DATE:
        return rulebook.facts[name].title
    if what.kind in (EventKind.START, EventKind.END):
        if name in rulebook.pauses:
            return rulebook.pauses[name].title
        return rulebook.imposition(name).title
    return rulebook.steps[name].title
