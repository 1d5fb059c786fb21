"""Fills the form of a step as somebody would who reads it: from its fields and the engine's `Form` alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from dueprocess.core.engine.view import State
from dueprocess.docket.forms import StepForm, guided


def day(name: str, value: date) -> dict[str, str]:
    """What the three boxes of a date are filled with."""
    return {f"{name}_day": str(value.day), f"{name}_month": str(value.month), f"{name}_year": str(value.year)}


def answers(
    form: StepForm,
    *,
    there: frozenset[str] = frozenset(),
    facts: Mapping[str, Any] | None = None,
    chosen: Mapping[str, Any] | None = None,
    names: Collection[str] = (),
    finds: str = "proved",
) -> dict[str, Any]:
    """Everything that the form asks for. `there` are those who were at an earlier step and may vote alone;
    `facts` what is recorded (else the first choice, or no); `chosen` the measures and sanctions, each with
    a length or None (else the first measure, and no sanction); `names` the roles to which somebody is
    appointed (else all that must be, or the first); `finds` what is found on each allegation."""
    asked, today = form.asked, form.asking.now.date()
    typed: dict[str, Any] = {}
    ways = [way for way in asked.ways if form.asking.who in way.people]
    if "way" in form.fields:
        typed["way"] = ways[0].name
    body = typed.get("way") or (ways[0].name if ways else "")
    for n, _paper in enumerate(asked.papers):
        typed[f"paper_{n}"] = "What there is to say about it."
    owed = [each.key for each in asked.persons if each.owed]
    if asked.persons_required and owed:
        typed["persons"] = [owed[0]]
    if asked.against:
        typed["against"] = str(asked.against[-1].n)
    if asked.conflicts:
        typed["conflict"] = str(asked.conflicts[0].n)
    if asked.grounds:
        typed["grounds"] = ["0"]
    if asked.out is not None:
        typed["goes_to"] = "outside" if asked.out.whole else "here"
        typed |= {"recipient": "The ombudsman"} if asked.out.whole else {}
        typed |= {} if asked.out.whole else {"out_parties": list(asked.out.respondents[-1:])}
    _facts(form, facts or {}, today, typed)
    if asked.findings:
        for n, _alleged in enumerate(form.asking.allegations):
            nothing = asked.by_guidance and not asked.sanctions  # an outcome by which nothing was a breach
            typed[f"finding_{n}"] = "not proved" if nothing else finds
            typed[f"finding_{n}_reasons"] = "Two witnesses say the same."
            typed[f"finding_{n}_protected"] = "no"
    _lasting(form, chosen or {}, typed)
    _guided(form, typed)
    replaced = False
    for n, role in enumerate(asked.appointments):
        if names and role.name not in names:
            continue
        if not role.required and (replaced or not role.eligible):
            continue  # one of several that may be replaced
        replaced = True
        people = list(role.turn) or list(role.eligible)
        typed[f"appoint_{n}"] = people if role.body else (people[0] if people else "")
    if "choice" in form.fields:
        typed["choice"] = "The next on the rota is away."
    if asked.removes and not asked.appointments:
        typed["removes"] = [asked.removes[0]]
    for index, vote in enumerate(asked.votes):
        if vote.body == body and (vote.needed or vote.attended):
            for n, member in enumerate(vote.members):
                if member.votes and (not there or member.id in there):
                    typed[f"vote_{index}_{n}"] = "for" if vote.needed else "there"
    _until(form, today, typed)
    signed = {form.asking.who}
    for n, sign in enumerate(asked.signatures):
        free = [who for who in sign.eligible if who not in signed]
        if free:
            typed[f"sign_{n}"] = free[0]
            signed.add(free[0])
    return {name: value for name, value in typed.items() if name in form.fields or "_" in name}


def present(state: State, form: StepForm) -> frozenset[str]:
    """Who was at the steps after which only those who were there may vote."""
    found: set[str] = set()
    for row in state.docket.acts:
        if any(row.step in vote.only_those_at for vote in form.asked.votes):
            found |= set(row.present) | set(row.votes.all if row.votes else ())
    return frozenset(found)


def _facts(form: StepForm, facts: Mapping[str, Any], today: date, typed: dict[str, Any]) -> None:
    for n, fact in enumerate(form.asked.facts):
        for party in fact.parties or ("",):
            name = f"fact_{n}_{party}" if party else f"fact_{n}"
            if fact.kind == "choice":
                typed[name] = facts.get(fact.name, fact.choices[0])
            elif fact.kind == "date":
                typed |= day(name, facts.get(fact.name) or (fact.earliest or today) + timedelta(days=2))
            elif fact.kind == "unit":
                typed[name] = form.asking.units[0][0]
            else:
                typed[name] = "yes" if facts.get(fact.name) else "no"


def _guided(form: StepForm, typed: dict[str, Any]) -> None:
    """The first type of breach, and reasons in case it is a departure, for each who is decided on."""
    found = {alleged.respondent for alleged in form.asking.allegations if form.asked.findings}
    found |= {key for name, keys in typed.items() if name.startswith("sanction_") for key in keys}
    for n, key in enumerate(guided.who(form)):
        if key in found:
            typed[f"guided_{n}_breach"] = form.fields[f"guided_{n}_breach"].choices[0][0]
            typed[f"guided_{n}_reasons"] = "It was planned for weeks."


def _lasting(form: StepForm, chosen: Mapping[str, Any], typed: dict[str, Any]) -> None:
    asked = form.asked
    for kind, rows in (("measure", asked.measures), ("sanction", asked.sanctions)):
        first = next((row.id for row in rows if row.open), None) if kind == "measure" else None
        for n, row in enumerate(rows):
            if row.id not in (chosen or {first: None}):
                continue
            prefix = f"{kind}_{n}"
            typed[f"{prefix}_on"] = [row.open[0]]
            if row.scope:
                typed[f"{prefix}_scope"] = ["0"]
            if kind == "measure" or row.fixed:
                continue
            length = chosen.get(row.id) or (row.lengths[0] if row.lengths else row.low or row.high)
            if row.lengths:
                typed[f"{prefix}_length"] = length
            else:
                number, _, unit = str(length).partition(" ")
                typed[f"{prefix}_lasts_number"] = number
                typed[f"{prefix}_lasts_unit"] = unit if unit.endswith("s") else f"{unit}s"


def _until(form: StepForm, today: date, typed: dict[str, Any]) -> None:
    for until in form.asked.until:
        if until.deadlines:
            choice = until.deadlines[0]
            if len(until.deadlines) > 1:
                typed["deadline"] = "0"
            last = choice.deadline.last_day or today
            value = choice.latest or choice.earliest or last + timedelta(days=3)
            typed |= day("until", value)
        elif until.required:
            value = today + timedelta(days=5)
            typed |= day("until", min(value, until.latest) if until.latest else value)
