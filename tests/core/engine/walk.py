"""Cases made up from a rulebook alone: people who can hold every role, and acts filled in from forms.

In a module that is no test's: pytest would have a second one of that name, and each walk be gone twice.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from dueprocess.core.engine import Docket, Form, Permission, decide, form, permitted, state
from dueprocess.core.engine.view import State
from dueprocess.core.rulebook import Rulebook
from dueprocess.core.rulebook.model import FactKind
from tests.core.reading import loaded

HERE = Path(__file__).resolve().parent / "rulebooks"
SHIPPED = Path(__file__).resolve().parents[3] / "src" / "dueprocess" / "rules" / "shipped"
START = datetime.fromisoformat("2026-03-23T10:00:00+00:00")
HOLIDAYS = ["2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31", "2026-12-25"]
REASONS = "reasons for the choice"
NAMES = (
    "standard",
    "small-club",
    "conduct-team",
    "student-society",
    "national-party",
    "makerspace",
    "rowing-club",
    "foundation",
    "example",
)
GAPS = (timedelta(hours=2), timedelta(days=1), timedelta(days=4), timedelta(days=15), timedelta(days=45))


@cache
def rulebook(name: str) -> Rulebook:
    """A rulebook by its file name: one of those shipped, or of the tests' own."""
    path = SHIPPED / f"{name}.toml"
    if not path.exists():
        path = HERE / f"{name}.toml"
    return loaded(path.read_text(encoding="utf-8"))


def blank(rules: Rulebook, *, respondents: int = 1, holders: int = 6) -> dict[str, Any]:
    """A docket of this rulebook without acts: for every role so many people who hold nothing else."""
    training = {name: "2030-12-31" for role in rules.roles.values() for name in role.needs_training}
    for body in rules.bodies.values():
        training |= dict.fromkeys(body.needs_training, "2030-12-31")
    has = sorted({need for role in (*rules.roles.values(), *rules.bodies.values()) for need in role.needs})
    people = {
        f"{role}-{number}": {"roles": [role], "training": training, "has": has}
        for role in rules.roles
        for number in range(1, holders + 1)
    }
    parties: dict[str, Any] = {"c1": {"is": "complainant"}}
    parties |= {f"r{number}": {"is": "respondent"} for number in range(1, respondents + 1)}
    return {
        "docket": 1,
        "case": "walk",
        "rulebook": rules.hash,
        "holidays": HOLIDAYS,
        "parties": parties,
        "people": people,
        "acts": [],
    }


def now(rules: Rulebook, obj: dict[str, Any], at: datetime) -> State:
    """The state of a docket given as JSON."""
    return state({rules.hash: rules}, Docket.parse(obj), at)


class Casebook:
    """A docket that grows, as JSON (`obj`) and as the value of it that the engine is given."""

    def __init__(self, rules: Rulebook, *, respondents: int = 1) -> None:
        self.rules = rules
        self.obj = blank(rules, respondents=respondents)
        self.docket = Docket.parse(self.obj)

    def state(self, at: datetime) -> State:
        """What it has become by then."""
        return state({self.rules.hash: self.rules}, self.docket, at)

    def take(self, act: dict[str, Any]) -> State:
        """Take an act (or note): `decide` must accept it."""
        decided = decide({self.rules.hash: self.rules}, self.docket, act)
        self.obj["acts"].append(decided.act)
        self.docket = decided.state.docket
        return decided.state


def fill(
    rules: Rulebook,
    found: State,
    permission: Permission,
    rng: random.Random,
    obj: dict[str, Any],
) -> dict[str, Any]:
    """A whole act for a step: everything that its form asks for. Adds consents to `obj` where needed."""
    outcome = None
    blank_form = form(found, permission.step, permission.strand)
    choices = [choice.id for choice in blank_form.outcomes if choice.open]
    if blank_form.outcomes:
        outcome = rng.choice(choices or [choice.id for choice in blank_form.outcomes])
    asked = form(found, permission.step, permission.strand, outcome)
    return act_of(rules, found, permission, asked, rng, obj)


def act_of(
    rules: Rulebook,
    found: State,
    permission: Permission,
    asked: Form,
    rng: random.Random,
    obj: dict[str, Any],
) -> dict[str, Any]:
    """The act that answers a form."""
    at = found.moment
    ways = [way for way in asked.ways if way.people]
    way = rng.choice(ways) if ways else None
    act: dict[str, Any] = {"at": at.isoformat(), "step": asked.step}
    act["by"] = rng.choice(way.people) if way else (permission.who or ("nobody",))[0]
    if way is not None:
        act["as"] = way.name
    if permission.strand is not None:
        act["strand"] = permission.strand
    if asked.outcome is not None:
        act["outcome"] = asked.outcome
    owed = [person.key for person in asked.persons if person.owed]
    if asked.persons_required and owed:
        open_for = [key for key in owed if key in permission.concerning] or owed
        act["for"] = [rng.choice(open_for)]
    act["with"] = [paper.words for paper in asked.papers]
    votes = [field for field in asked.votes if way is not None and field.body == way.name]
    if votes and votes[0].needed:
        voters = [member.id for member in votes[0].members if member.votes]
        there = _there(found, asked)
        act["votes"] = {"for": [who for who in voters if not there or who in there]}
        act["by"] = act["votes"]["for"][0] if act["votes"]["for"] else act["by"]
    _facts(found, asked, rng, act)
    for field in asked.appointments:
        act.setdefault("appoints", {})[field.name] = list(field.turn)
        act["with"].append(REASONS)
    if asked.removes and not asked.appointments:
        act["removes"] = [asked.removes[0]]
    signers = {}
    for signature in asked.signatures:
        free = [who for who in signature.eligible if who not in (act["by"], *signers.values())]
        if free:
            signers[signature.role] = free[0]
    if signers:
        act["countersigned"] = [{"by": who, "as": role} for role, who in signers.items()]
    if asked.grounds:
        act["grounds"] = [asked.grounds[0]]
    _lasting(found, asked, rng, act)
    if asked.by_guidance:
        act["guided"] = [placed(each["on"]) for each in act.get("imposes", ())]
    _until(found, asked, rng, act)
    if asked.against:
        act["against"] = asked.against[-1].n
    if asked.conflicts:
        act["conflict"] = asked.conflicts[0].n
    if asked.joins:
        number = len(obj["acts"]) + 2
        act["complaints"] = {f"k{number}": {"at": at.isoformat()}}
    if asked.out is not None:
        out = asked.out
        act["case"] = f"B-{len(obj['acts'])}"
        every = {"parties": list(out.respondents), "complaints": list(out.complaints)}
        choices = [{kind: keys[-1:]} for kind, keys in every.items() if len(keys) > 1]
        act["out"] = every if out.whole else choices[0] if choices else {"allegations": list(out.allegations)}
    return act


def _there(found: State, asked: Form) -> set[str]:
    there: set[str] = set()
    for row in found.docket.acts:
        if any(row.step in field.only_those_at for field in asked.votes):
            there = set(row.present) | set(row.votes.all if row.votes else ())
    return there


def _facts(found: State, asked: Form, rng: random.Random, act: dict[str, Any]) -> None:
    chosen = found.rulebook.steps[asked.step].outcomes.get(asked.outcome or "")
    wanted = chosen.when.any_of[0] if chosen is not None and chosen.when is not None else ()
    open_to = {test.fact: test.values for test in wanted}  # an outcome may turn on what the act itself says
    for field in asked.facts:
        if not field.required and rng.random() < 0.5:
            continue
        value: Any
        if field.kind == "choice":
            value = rng.choice([each for each in field.choices if each in open_to.get(field.name, [each])])
        elif field.kind == FactKind.DATE:
            first = field.earliest or found.moment.date()
            after = found.rulebook.facts[field.name].not_before
            if after is not None and after in act.get("facts", {}):
                first = max(first, datetime.fromisoformat(act["facts"][after]).date())
            value = (first + timedelta(days=rng.randrange(1, 30))).isoformat()
        elif field.kind == FactKind.UNIT:
            value = "north"
        else:
            value = rng.random() < 0.5
        per = dict.fromkeys(field.parties, value)
        act.setdefault("facts", {})[field.name] = per if field.parties else value


def _lasting(found: State, asked: Form, rng: random.Random, act: dict[str, Any]) -> None:
    if asked.measures_choice or any(each.scope for each in asked.measures):
        measure = rng.choice([each for each in asked.measures if each.open] or list(asked.measures))
        there = {
            part for each in found.measures if each.id == measure.id and each.live for part in each.scope
        }
        parts = tuple(part for part in measure.scope if part not in there)  # the rest is not ordered again
        act["starts"] = [_starting(measure.id, measure.open, parts or measure.scope)]
    sanctions = [field for field in asked.sanctions if field.open and not field.consent_of]
    if sanctions and rng.random() < 0.8:
        field = rng.choice(sanctions)
        imposed: dict[str, Any] = {"sanction": field.id, "on": rng.choice(field.open)}
        if not field.fixed:
            imposed["lasts"] = field.lengths[0] if field.lengths else (field.low or field.high)
        if field.scope:
            imposed["scope"] = [field.scope[0]]
        act["imposes"] = [imposed]


def placed(who: str) -> dict[str, Any]:
    """What an act says of a respondent by guidance from which it does not depart."""
    return {"on": who, "breach": "disrespect", "stands": "within"}


def _starting(name: str, parties: tuple[str, ...], scope: tuple[str, ...]) -> dict[str, Any]:
    begun: dict[str, Any] = {"measure": name}
    if parties:
        begun["on"] = parties[0]
    if scope:
        begun["scope"] = [scope[0]]
    return begun


def _until(found: State, asked: Form, rng: random.Random, act: dict[str, Any]) -> None:
    for field in asked.until:
        if field.deadlines:
            choice = field.deadlines[0]
            deadline = choice.deadline
            act["deadline"] = {
                "step": deadline.step,
                "index": deadline.index,
                "strand": deadline.strand,
            }
            if deadline.person is not None:
                act["for"] = [deadline.person]
            last = deadline.last_day or found.moment.date()
            act["until"] = (choice.latest or last + timedelta(days=5)).isoformat()
        elif field.required or (field.what == "pauses" and rng.random() < 0.5):
            day = found.moment.date() + timedelta(days=rng.randrange(1, 20))
            act["until"] = (min(day, field.latest) if field.latest else day).isoformat()


def consents(asked_step: str, found: State, obj: dict[str, Any], strand: int | None) -> list[dict[str, Any]]:
    """The consent notes without which an act of this step is refused, whatever its outcome."""
    rules = found.rulebook
    step = rules.steps[asked_step]
    names = {None: form(found, asked_step, strand)}
    names |= {name: form(found, asked_step, strand, name) for name in step.outcomes}
    parties = {consent.party for each in names.values() for consent in each.consents if not consent.given}
    parties |= {party for each in names.values() for field in each.sanctions for party in field.consent_of}
    return [
        {"at": found.moment.isoformat(), "note": "consent", "who": party, "to": asked_step}
        for party in sorted(parties)
    ]


def declarations(found: State, asked: Form) -> list[dict[str, Any]]:
    """The notes without which those whose turn it is are not appointed."""
    fields = asked.appointments
    who = dict.fromkeys(key for field in fields for key in field.turn if key in field.undeclared)
    return [{"at": found.moment.isoformat(), "note": "declared", "who": key} for key in who]


def allowed(found: State) -> list[Permission]:
    """What may be done now."""
    return [each for each in permitted(found) if each.allowed]


@cache
def walk(name: str, seed: int, steps: int = 25) -> tuple[Rulebook, dict[str, Any]]:
    """A random case: every act filled in from its form must be accepted by `decide`. Not to be changed."""
    rng = random.Random(seed)
    case = Casebook(rulebook(name), respondents=2 - seed % 2)
    at = START
    for _ in range(steps):
        found = case.state(at)
        choices = allowed(found)
        if not choices:
            break
        # Prefer what moves the case: else a walk stays for ever among steps that may be repeated.
        new = [each for each in choices if each.step not in {row.get("step") for row in case.obj["acts"]}]
        chosen = rng.choice(new or choices)
        for note in consents(chosen.step, found, case.obj, chosen.strand):
            case.take(note)
            found = case.state(at)
        for outcome in (None, *case.rules.steps[chosen.step].outcomes):
            for note in declarations(found, form(found, chosen.step, chosen.strand, outcome)):
                case.take(note)
            found = case.state(at)
        act = fill(case.rules, found, chosen, rng, case.obj)
        if form(found, chosen.step, chosen.strand, act.get("outcome")).first:
            at += GAPS[0]
            continue
        after = case.take(act)
        n = case.obj["acts"][-1]["n"]
        told = sorted({each.to for each in after.notices if each.n == n})
        if told and rng.random() < 0.9:
            at += timedelta(hours=3)
            case.take({"at": at.isoformat(), "note": "received", "of": n, "to": told})
        at += rng.choice(GAPS)
    return case.rules, case.obj
