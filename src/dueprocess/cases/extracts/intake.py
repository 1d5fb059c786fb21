"""What somebody who complains is asked, from the rulebook's opening step; and the procedure in short, for
all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dueprocess.docket.actions import preparing
from dueprocess.kit import clock
from dueprocess.people.matching import Match
from dueprocess.rules import codes, rulebooks


@dataclass(frozen=True, slots=True)
class IntakeFact:
    """One fact that the opening step records (`required`) or may record."""

    name: str
    title: str
    kind: str
    choices: tuple[str, ...]
    per: str
    says: str
    required: bool


@dataclass(frozen=True, slots=True)
class Intake:
    """The opening step in words: its papers and facts, and the codes whose clauses may be named.

    `codes` are id, title and clauses (id, title, text) as in force on the day.
    """

    rulebook: str
    title: str
    step: str
    says: str
    papers: tuple[str, ...]
    facts: tuple[IntakeFact, ...]
    party_kinds: tuple[tuple[str, str], ...]
    codes: tuple[tuple[str, str, tuple[tuple[str, str, str], ...]], ...]


def intake(*, on: date | None = None) -> Intake:
    """Return what the opening step of the rulebook in force asks for. Raises Refused("no_rulebook")."""
    on = on or clock.now().date()
    version = rulebooks.in_force(on)
    rules = rulebooks.get(version.pk)
    step = next(step for step in rules.steps.values() if step.opens_case)
    asked = [(name, True) for name in step.demands.records] + [
        (name, False) for name in step.demands.may_record
    ]
    facts = tuple(
        IntakeFact(
            name, rules.facts[name].title, str(rules.facts[name].kind), rules.facts[name].choices,
            rules.facts[name].per or "", rules.facts[name].says or "", required,
        )
        for name, required in asked
    )  # fmt: skip
    kinds = tuple((kind, role.title) for kind, role in rules.parties.items())
    return Intake(
        rules.hash, rules.title, step.id, step.says or "", step.demands.needs, facts, kinds, _codes(on)
    )


def _codes(on: date) -> tuple[tuple[str, str, tuple[tuple[str, str, str], ...]], ...]:
    found = []
    for code in codes.every():
        version = code.version_on(on)
        if version is not None:
            clauses = tuple((clause.id, clause.title, clause.text) for clause in version.clauses.values())
            found.append((code.id, code.title, clauses))
    return tuple(found)


def matched(asked: Intake, text: str, *, unit: int | None) -> Match:
    """Return whom in the register a line of a complaint may mean, with what speaks for and against each."""
    return preparing.matched(asked.rulebook, text, unit=unit)


def clauses(*, on: date | None = None) -> list[tuple[str, str]]:
    """Return the clauses that an allegation may name, as (code/clause, words), as they stand on that day;
    with the title of the code where there are several codes. After them come those that only earlier versions
    have, each with the last of these: conduct of those days is judged by them."""
    on = on or clock.now().date()
    found = _codes(on)
    now = [
        (f"{code}/{clause}", f"{clause} {title}".strip() + (f" ({of})" if len(found) > 1 else ""))
        for code, of, rows in found
        for clause, title, _text in rows
    ]
    known, before = {key for key, _words in now}, dict[str, str]()
    for code in codes.every():
        for version in code.versions:
            if version.in_force <= on:
                words = _("{clause}, only in version {version} of “{code}”")
                before |= {
                    f"{code.id}/{each.id}": words.format(
                        clause=f"{each.id} {each.title}".strip(), version=version.id, code=code.title
                    )
                    for each in version.clauses.values()
                }
    return now + [(key, words) for key, words in before.items() if key not in known]


def own_openings(*, on: date | None = None) -> tuple[tuple[str, str, str], ...]:
    """Return the steps by which the organisation opens a case without a complaint: id, title, and what the
    rulebook says of them."""
    rules = rulebooks.get(rulebooks.in_force(on or clock.now().date()).pk)
    return tuple(
        (step.id, step.title, step.says or "")
        for step in rules.steps.values()
        if step.opens_case and not step.needs_no_office
    )
