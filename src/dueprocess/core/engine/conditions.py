"""Conditions: whether a WHEN holds for a strand and a person, and the value of every fact.

Knows recorded and derived facts. Must not change the case. What a derived fact needs from time, bodies or
sanctions it asks the module that knows.
"""

from __future__ import annotations

from datetime import date

from dueprocess.core.deadlines import period_ends
from dueprocess.core.engine import bodies, events, impositions, reckoning
from dueprocess.core.engine.book import words
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.strands import Strand
from dueprocess.core.rulebook.model import (
    FOUND_AGAINST,
    ClauseAlleged,
    Derived,
    Fact,
    FoundAgainst,
    Late,
    Lead,
    MeasureInForce,
    PartyHolds,
    PartyStatus,
    SanctionLive,
    Taken,
    Test,
    TooFew,
    UnitOf,
    When,
)

Given = dict[str, object]
"""Facts as an act would record them, before it is taken: value, or party: value."""


def holds(
    fold: Fold,
    strand: Strand,
    when: When | None,
    person: str | None = None,
    given: Given | None = None,
) -> bool:
    """Whether a condition holds now; an absent one always does."""
    if when is None:
        return True
    return any(all(_passes(fold, strand, test, person, given) for test in table) for table in when.any_of)


def first_lead(fold: Fold, strand: Strand, leads: tuple[Lead, ...], given: Given | None = None) -> str | None:
    """The first stage of a list whose condition holds."""
    for lead in leads:
        if lead.when is None or holds(fold, strand, lead.when, None, given):
            return lead.to
    return None


def _passes(fold: Fold, strand: Strand, test: Test, person: str | None, given: Given | None) -> bool:
    fact = fold.book.rulebook.facts[test.fact]
    values = _values(fold, strand, fact, person, given)
    wanted = [_plain(value) for value in test.values]
    return any(_plain(value) in wanted for value in values)


def _plain(value: object) -> object:
    if isinstance(value, str):
        return words(value)
    return value.isoformat() if isinstance(value, date) else value


def _values(fold: Fold, strand: Strand, fact: Fact, person: str | None, given: Given | None) -> list[object]:
    """The values that count: a person's own, or for a fact that is per person and nobody is meant, any."""
    if isinstance(fact.derived, UnitOf):
        return [fold.unit_of(fact.derived.party)]
    if fact.derived is not None:
        return [derived(fold, strand, fact.derived, person)]
    nothing: object = False if not fact.choices and fact.kind == "yes or no" else None
    fresh = (given or {}).get(fact.id)
    if fact.per is None:
        value = fresh if fresh is not None else fold.fact(fact.id)
        return [nothing if value is None else value]
    theirs = fresh if isinstance(fresh, dict) else {}
    people = fold.party_ids(fact.per)
    if person is not None and person in people:
        people = [person]
    found = [theirs.get(each, fold.fact(fact.id, each)) for each in people]
    known = [nothing if value is None else value for value in found]
    if nothing is False and True in known:
        return [True]
    return known or [nothing]


def derived(fold: Fold, strand: Strand, rule: Derived, person: str | None) -> bool:
    """The value of a built-in condition. One that would need itself is false there."""
    key = ("derived", id(rule), strand.name, person)
    found = fold.memo.get(key)
    if found is None:
        fold.memo[key] = False
        found = fold.memo[key] = _derived(fold, strand, rule, person)
    return bool(found)


def _derived(fold: Fold, strand: Strand, rule: Derived, person: str | None) -> bool:
    if isinstance(rule, PartyHolds):
        return any(
            fold.people[party.person].holds(role)
            for party in map(fold.parties.__getitem__, fold.party_ids(rule.party))
            if party.person is not None and party.person in fold.people
            for role in rule.holds
        )
    if isinstance(rule, PartyStatus):
        parties = fold.party_ids(rule.party)
        if person in parties:
            parties = [person]
        return any(fold.parties[id_].status == rule.status for id_ in parties)
    if isinstance(rule, TooFew):
        return bodies.too_few(fold, strand, rule.name)
    if isinstance(rule, Late):
        return reckoning.is_late(fold, strand, rule.step)
    if isinstance(rule, Taken):
        return events.any_of(fold, strand, rule.event, person) is not None
    if isinstance(rule, SanctionLive):
        respondents = fold.party_ids("respondent")
        if person in respondents:
            respondents = [person]
        return any(impositions.live(fold, rule.sanction, each) >= rule.times for each in respondents)
    if isinstance(rule, UnitOf):
        return fold.unit_of(rule.party) is not None
    if isinstance(rule, FoundAgainst):
        parties = fold.party_ids(rule.party)
        if person in parties:
            parties = [person]
        return any(
            who in parties and finding in FOUND_AGAINST for (_, who), (finding, _) in fold.findings.items()
        )
    if isinstance(rule, ClauseAlleged):
        respondents = [person] if person in fold.party_ids("respondent") else fold.party_ids("respondent")
        return any(
            each.respondent in respondents and f"{each.code}/{each.clause}" in rule.clauses
            for act in fold.acts
            for each in act.row.allegations
        )
    return _measure(fold, rule)


def _measure(fold: Fold, rule: MeasureInForce) -> bool:
    for each in fold.imposed:
        if not each.measure or each.row.id not in rule.measures:
            continue
        course = impositions.course(fold, each)
        if not course.applies or course.begun_at is None:
            continue
        if rule.at_least is None:
            return True
        ending = period_ends(
            fold.clock,
            rule.at_least,
            day=fold.clock.local_day(course.begun_at),
            at=course.begun_at,
            as_counted=True,
        )
        if ending.at is not None and ending.at <= fold.now:
            return True
    return False
