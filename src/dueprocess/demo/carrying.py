"""What an act of a story must carry, found out from the engine: it says what is lacking, this supplies it.

Knows stories, the engine's answers and the rota of the demonstration. Must not write anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from dueprocess.core import engine
from dueprocess.core.engine import Code, Form, Need, State
from dueprocess.core.engine.fields import AppointField
from dueprocess.core.errors import Refused
from dueprocess.core.guidance import Stands, judge
from dueprocess.core.rulebook.model import FOUND_AGAINST, FactKind, Rulebook, Step
from dueprocess.core.saying import say
from dueprocess.demo import moments
from dueprocess.demo.stories.words import OTHER_PAPER, PAPERS, STEPS
from dueprocess.demo.story import Do
from dueprocess.docket.guiding import reasons_of
from dueprocess.docket.parted import RECIPIENT
from dueprocess.kit import keys
from dueprocess.rules import guidance

PAUSE_DAYS = 27


@dataclass
class Carried:
    """An act made ready: its JSON, what is written in it, and who must have agreed before."""

    act: dict[str, Any]
    content: dict[str, Any] = field(default_factory=dict)
    agreed: list[str] = field(default_factory=list)


@dataclass
class Ground:
    """What is known when an act is made ready: the state, who may be drawn, the handles of the story."""

    state: State
    at: datetime
    keys: Mapping[str, str]
    draw: Callable[[Iterable[str], str], list[str]]
    words: Callable[[str], str]
    working: Callable[[date], date]

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook of the case."""
        return self.state.rulebook

    @property
    def today(self) -> date:
        """The local day of the act."""
        return moments.local(self.at).date()


def is_plain(step: Step) -> bool:
    """Tell whether an act of this step carries nothing but words: then nobody has to ask for its form."""
    demands, effects = step.demands, step.effects
    asked = (demands.needs, demands.records, demands.consent_of, demands.countersigned_by, step.grounds)
    changed = (effects.appoints, effects.removes, effects.pauses, effects.starts, effects.continues)
    return (
        not any((*asked, *changed, step.outcomes, step.appeals, effects.extends, effects.imposes))
        and step.for_each is None
        and effects.conflict is None
        and not effects.joins
        and not effects.releases
        and not effects.splits
    )


def form_for(ground: Ground, beat: Do) -> Form:
    """Return the engine's form for the step of a beat, in the newest strand where it may be taken.

    Raises Refused as the engine puts it.
    """
    form = engine.form(ground.state, beat.step, None, beat.outcome)
    if form.refusal is not None and form.refusal.code == Code.WRONG_STAGE:
        standing = [each.name for each in reversed(ground.state.strands) if not each.ended]
        forms = (engine.form(ground.state, beat.step, strand, beat.outcome) for strand in standing)
        form = next((each for each in forms if each.refusal is None), form)
    if form.refusal is not None:
        raise Refused(str(form.refusal.code), form.refusal.reason, form.refusal.clause)
    return form


def author(ground: Ground, beat: Do, form: Form) -> tuple[str, str]:
    """Return who takes the step, by local key, and as what."""
    if beat.by in ground.keys:
        key = ground.keys[beat.by]
        for way in form.ways:
            if key in way.people:
                return key, way.name
        raise Refused("not_yours", f"{beat.step} is not for {beat.by}.", None)
    for way in form.ways:
        if not way.people or beat.by not in ("", way.name):
            continue
        for vote in form.votes:
            if vote.body != way.name:
                continue
            chairs = [key for key in vote.chair if key in way.people]
            return (chairs or list(way.people))[0], way.name
        return ground.draw(way.people, way.name)[0], way.name
    raise Refused("nobody_able", f"Nobody may take {beat.step} as {beat.by or 'anything'}.", None)


def ready(ground: Ground, beat: Do, form: Form) -> tuple[str, Carried]:
    """Return who acts and all that the form asks for. What only the act itself can show to be lacking
    (`supply`) is not known yet."""
    by, role = author(ground, beat, form)
    carried = Carried(_first(ground, beat, form, role))
    for paper, text in beat.papers.items():
        carried.content[paper] = ground.words(text)
    if says := beat.says or STEPS.get(beat.step, ""):
        asked = [paper.words for paper in form.papers]
        main = "reasons" if "reasons" in asked and "reasons" not in carried.content else "text"
        carried.content[main] = ground.words(says)
    if beat.outside:
        carried.content[RECIPIENT] = beat.outside
    for need in _asked(form):
        supply(ground, beat, form, by, carried, need)
    carried.agreed = [each.party for each in form.consents if not each.given and each.party != by]
    return by, carried


def _asked(form: Form) -> Iterator[Need]:
    """Yield everything that a form says must be there, as what the engine would call lacking."""

    def need(field: str, item: str = "") -> Need:
        return Need(Code.PAPERS, say(""), None, field, item)

    yield from (need("with", each.words) for each in form.papers if each.required)
    yield from (need("facts", each.name) for each in form.facts if each.required)
    yield from (need("appoints", each.name) for each in form.appointments)
    if any(each.chosen for each in form.appointments):
        yield need("with", "reasons for the choice")
    if form.removes:
        yield need("removes")
    if form.persons_required:
        yield need("for")
    yield from (need("countersigned", each.role) for each in form.signatures if each.why is None)
    if form.grounds:
        yield need("grounds")
    if form.against:
        yield need("against")
    if form.conflicts:
        yield need("conflict")
    if any(each.what in ("extends", "shortens", "restores") for each in form.until):
        yield need("until")


def _first(ground: Ground, beat: Do, form: Form, role: str) -> dict[str, Any]:
    """Return what the story itself says of the act."""
    act: dict[str, Any] = {"as": role}
    if form.strand is not None:
        act["strand"] = form.strand
    if beat.outcome:
        act["outcome"] = beat.outcome
    if beat.facts:
        act["facts"] = dict(beat.facts)
    if beat.each:
        act["for"] = [ground.keys[handle] for handle in beat.each]
    if beat.grounds:
        act["grounds"] = [beat.grounds]
    if beat.imposes:
        act["imposes"] = [
            {"sanction": each.sanction, "on": ground.keys[each.on]}
            | ({"lasts": each.lasts} if each.lasts else {})
            | ({"scope": list(each.scope)} if each.scope else {})
            for each in beat.imposes
        ]
    if beat.starts:
        act["starts"] = [
            {"measure": beat.starts, "on": ground.keys[handle]}
            | ({"scope": list(beat.scope)} if beat.scope else {})
            for handle in beat.on
        ]
    if beat.out:
        act |= {"out": {"parties": [ground.keys[handle] for handle in beat.out]}, "case": keys.number()}
    if beat.outside:
        act["out"] = {"outside": True}
    if beat.finds:
        act["findings"] = [_finding(ground, beat, number) for number in beat.finds]
    _lasting(ground, beat, act)
    for vote in form.votes:
        if vote.body == role:
            act["votes"] = _votes(beat, [member.id for member in vote.members if member.votes])
    return act


def _finding(ground: Ground, beat: Do, number: int) -> dict[str, Any]:
    key = f"a{number}"
    alleged = {each.id: each.respondent for row in ground.state.docket.acts for each in row.allegations}
    found = {"allegation": key, "respondent": alleged[key], "finding": beat.finds[number]}
    return found | ({"protected": beat.protected} if beat.protected is not None else {})


def _votes(beat: Do, members: list[str]) -> dict[str, list[str]]:
    if beat.against and len(members) > 2:
        return {"for": members[:-1], "against": members[-1:]}
    return {"for": members}


def _lasting(ground: Ground, beat: Do, act: dict[str, Any]) -> None:
    """Say until when a pause runs, or to which day a measure is continued."""
    effects = ground.rulebook.steps[beat.step].effects_with(beat.outcome)
    if effects.pauses:
        act["until"] = (ground.today + timedelta(days=min(beat.until or PAUSE_DAYS, PAUSE_DAYS))).isoformat()
    if effects.continues:
        until = (ground.today + timedelta(days=beat.until or 180)).isoformat()
        live = [each for each in ground.state.measures if each.live and each.id in effects.continues]
        act["starts"] = [{"measure": each.id, "on": each.on, "until": until} for each in live]


def supply(ground: Ground, beat: Do, form: Form, by: str, carried: Carried, need: Need) -> bool:
    """Supply one thing that is lacking; return whether there was anything to supply."""
    act, item = carried.act, need.item or ""
    match need.field:
        case "with":
            return _paper(ground, carried, item)
        case "facts" if item not in act.get("facts", {}):
            act.setdefault("facts", {})[item] = _fact(ground, beat, item)
        case "appoints" if item not in act.get("appoints", {}):
            return _appoint(ground, beat, form, act, item)
        case "removes" if "removes" not in act:
            staying = {who for people in act.get("appoints", {}).values() for who in people}
            act["removes"] = [who for who in form.removes if who not in staying]
            return bool(act["removes"])
        case "for" if "for" not in act:
            act["for"] = [each.key for each in form.persons if each.owed][
                : None if form.persons_required else 1
            ]
            return bool(act["for"])
        case "countersigned":
            return _sign(ground, form, act, item, by)
        case "grounds" if "grounds" not in act:
            act["grounds"] = [form.grounds[0]]
        case "against" if form.against:
            act["against"] = form.against[-1].n
        case "conflict" if form.conflicts and "conflict" not in act:
            act["conflict"] = form.conflicts[0].n
        case "until" if "until" not in act:
            return _until(form, act)
        case "guided" if need.code == Code.DEPARTURE:
            return _paper(ground, carried, reasons_of(item))
        case "guided" if item not in {each["on"] for each in act.get("guided", ())}:
            act.setdefault("guided", []).append({"on": item, "breach": _breach(ground, act, item)})
        case _:
            return False
    return True


def _paper(ground: Ground, carried: Carried, *names: str) -> bool:
    lacking = [name for name in names if name not in carried.content]
    for name in lacking:
        carried.content[name] = ground.words(PAPERS.get(name, OTHER_PAPER))
    return bool(lacking)


def _fact(ground: Ground, beat: Do, name: str) -> Any:
    fact = ground.rulebook.facts[name]
    if fact.kind is FactKind.DATE:
        if beat.until is None:
            return (ground.today - timedelta(days=1)).isoformat()
        return ground.working(ground.today + timedelta(days=beat.until)).isoformat()
    return fact.choices[0] if fact.choices else False


def _appoint(ground: Ground, beat: Do, form: Form, act: dict[str, Any], name: str) -> bool:
    """Draw people for a role, or one for each seat of a body, in the order of the demonstration's rota."""
    field_ = next(each for each in form.appointments if each.name == name)
    taken = {who for people in act.get("appoints", {}).values() for who in people}
    people = _named(ground, beat, form, field_, [who for who in field_.eligible if who not in taken])
    if people:
        act.setdefault("appoints", {})[name] = people
    return bool(people)


def _named(ground: Ground, beat: Do, form: Form, field_: AppointField, able: list[str]) -> list[str]:
    """Return who of those who are able is appointed."""
    name = field_.name
    if form.removes and name not in (beat.replaces or (name,)):
        staying = [who for who in field_.now if who in able]
        return staying or (ground.draw(able, name)[:1] if field_.now else [])
    if form.removes:
        return ground.draw([who for who in able if who not in field_.now], name)[:1]
    if not field_.body:
        return ground.draw(able, name)[:1]
    people: list[str] = []
    for seat, number in field_.seats:
        holders = [who for who in able if who in ground.state.holders(seat) and who not in people]
        people += ground.draw(holders, seat)[: int(number)]
    return people


def undeclared(ground: Ground, beat: Do, form: Form) -> dict[str, list[str]]:
    """Return, by role, those of whoever would be appointed who have not declared yet."""
    named: dict[str, list[str]] = {}
    for each in form.appointments:
        taken = {who for people in named.values() for who in people}
        able = [who for who in (*each.eligible, *each.undeclared) if who not in taken]
        named[each.name] = _named(ground, beat, form, each, able)
    waiting = {each.name: set(each.undeclared) for each in form.appointments}
    found = {role: [who for who in people if who in waiting[role]] for role, people in named.items()}
    return {role: people for role, people in found.items() if people}


def _sign(ground: Ground, form: Form, act: dict[str, Any], role: str, by: str) -> bool:
    signed = {each["by"] for each in act.get("countersigned", [])} | {by}
    eligible = [
        who for each in form.signatures if each.role == role for who in each.eligible if who not in signed
    ]
    if not eligible or any(each["as"] == role for each in act.get("countersigned", [])):
        return False
    act.setdefault("countersigned", []).append({"by": ground.draw(eligible, role)[0], "as": role})
    return True


def _breach(ground: Ground, act: Mapping[str, Any], who: str) -> str:
    """Return a type of breach of what is alleged of which the guidance says what was imposed, or else the
    first."""
    guided = guidance.current(ground.rulebook.id)
    if guided is None:
        return ""
    imposed = [each for each in act.get("imposes", ()) if each["on"] == who]
    alleged = [each for row in ground.state.docket.acts for each in row.allegations if each.respondent == who]
    found = {each.allegation: each.finding for row in ground.state.docket.acts for each in row.findings}
    found |= {each["allegation"]: each["finding"] for each in act.get("findings", ())}
    proved = [each for each in alleged if found.get(each.id) in FOUND_AGAINST]
    open_to = guided.open_to(
        f"{(each.code or '').partition('@')[0]}/{each.clause}" for each in proved or alleged
    )
    within = (name for name in open_to if judge(guided, name, imposed).stands is Stands.WITHIN)
    return next(within, open_to[0])


def _until(form: Form, act: dict[str, Any]) -> bool:
    """Extend as far as the rules allow, at most."""
    days = [each.latest for each in form.until if each.latest is not None]
    if days:
        act["until"] = min(days).isoformat()
    return bool(days)
