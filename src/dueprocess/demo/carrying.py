"""What an act of a story must carry, found out from the engine: it says what is lacking, this supplies it.

Knows stories, the engine's answers and the rota of the demonstration. Must not write anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from dueprocess.core import engine
from dueprocess.core.engine import Form, Need, NotPermitted, Permission, State
from dueprocess.core.errors import Refused
from dueprocess.core.rulebook.model import FactKind, Rulebook
from dueprocess.demo import moments
from dueprocess.demo.stories.words import OTHER_PAPER, PAPERS, STEPS
from dueprocess.demo.story import Do

ROUNDS = 8  # what was supplied may show what else is lacking
PAUSE_DAYS = 27


@dataclass
class Carried:
    """An act made ready: its JSON, what is written in it, and who must have agreed before."""

    act: dict[str, Any]
    outcome: str | None
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


def permission_for(ground: Ground, beat: Do) -> Permission:
    """Return the engine's answer for the step of a beat, in the strand where it may be taken if in any.

    Raises Refused as the engine puts it.
    """
    found = [each for each in engine.permitted(ground.state) if each.step == beat.step]
    allowed = [each for each in found if each.allowed]
    if not allowed:
        need = next((each.refusal for each in reversed(found) if each.refusal), None)
        code, reason = (
            (str(need.code), need.reason) if need else ("no_step", f"There is no step {beat.step}.")
        )
        raise Refused(code, reason, need.clause if need else None)
    # Side strands stand behind the main one: the step of a strand is meant for the newest.
    step = ground.rulebook.steps[beat.step]
    return allowed[0] if step.any or step.any_strand else allowed[-1]


def author(ground: Ground, beat: Do, permission: Permission) -> tuple[str, str]:
    """Return who takes the step, by local key, and as what."""
    if beat.by in ground.keys:
        key = ground.keys[beat.by]
        for way in permission.ways:
            if key in way.people:
                return key, way.name
        raise Refused("not_yours", f"{beat.step} is not for {beat.by}.", None)
    ways = [way for way in permission.ways if beat.by in ("", way.name)]
    for way in ways:
        if way.sitting is not None:
            chairs = [key for key in way.sitting.chairs() if key in way.people]
            return (chairs or list(way.people))[0], way.name
    for way in ways:
        if drawn := ground.draw(way.people, way.name):
            return drawn[0], way.name
    raise Refused("nobody_able", f"Nobody may take {beat.step} as {beat.by or 'anything'}.", None)


def ready(
    ground: Ground, beat: Do, permission: Permission, judge: Callable[[dict[str, Any]], None]
) -> tuple[str, Carried]:
    """Return who acts and all that the act carries. `judge` asks the engine; what it lacks is supplied until
    nothing is lacking. Raises NotPermitted with what cannot be supplied."""
    step = ground.rulebook.steps[beat.step]
    by, role = author(ground, beat, permission)
    carried = Carried(_first(ground, beat, permission, role), beat.outcome)
    for paper, text in beat.papers.items():
        carried.content[paper] = ground.words(text)
    if says := beat.says or STEPS.get(beat.step, ""):
        needs = step.demands_with(beat.outcome).needs
        main = next((need for need in needs if need == "reasons" and need not in carried.content), "text")
        carried.content[main] = ground.words(says)
    for _ in range(ROUNDS):
        try:
            judge(whole(carried, by))
        except NotPermitted as no:
            carried.agreed = [need.item for need in no.needs if need.field == "consent" and need.item]
            lacking = [need for need in no.needs if need.field != "consent"]
            if not lacking:
                return by, carried  # those who have to agree will say so before the act is taken
            form = engine.form(ground.state, beat.step, permission.strand, beat.outcome)
            if not any([_supply(ground, beat, form, by, carried, need) for need in lacking]):
                raise
        else:
            return by, carried
    raise Refused("demo.endless", f"{beat.step} is never complete.", None)


def whole(carried: Carried, by: str) -> dict[str, Any]:
    """Return the act as the engine is asked about it: with its author and its papers."""
    return {**carried.act, "by": by, "with": list(carried.content)}


def _first(ground: Ground, beat: Do, permission: Permission, role: str) -> dict[str, Any]:
    """Return what the story itself says of the act."""
    act: dict[str, Any] = {"step": beat.step, "as": role}
    if permission.strand is not None and not ground.rulebook.steps[beat.step].start:
        act["strand"] = permission.strand
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
    if beat.finds:
        act["findings"] = [_finding(ground, beat, number) for number in beat.finds]
    _lasting(ground, beat, act)
    for way in permission.ways:
        if way.name == role and way.sitting is not None:
            act["votes"] = _votes(beat, list(way.sitting.voting))
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


def _supply(ground: Ground, beat: Do, form: Form, by: str, carried: Carried, need: Need) -> bool:
    """Supply one thing that is lacking; return whether there was anything to supply."""
    act, item = carried.act, need.item or ""
    match need.field:
        case "with" if item == "reasons for the choice":
            chosen = {each.chosen for each in form.appointments if each.chosen}
            return _paper(ground, carried, *(f"by {way}" for way in sorted(chosen)))
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
            return ground.today.isoformat()
        return ground.working(ground.today + timedelta(days=beat.until)).isoformat()
    return fact.choices[0] if fact.choices else False


def _appoint(ground: Ground, beat: Do, form: Form, act: dict[str, Any], name: str) -> bool:
    """Draw people for a role, or one for each seat of a body, in the order of the demonstration's rota."""
    field_ = next(each for each in form.appointments if each.name == name)
    taken = {who for people in act.get("appoints", {}).values() for who in people}
    able = [who for who in field_.eligible if who not in taken]
    if form.removes and name not in (beat.replaces or (name,)):
        people = [who for who in field_.now if who in able] or ground.draw(able, name)[:1]
    elif form.removes:
        people = ground.draw([who for who in able if who not in field_.now], name)[:1]
    elif not field_.body:
        people = ground.draw(able, name)[:1]
    else:
        people = []
        for seat, number in field_.seats:
            holders = [who for who in able if who in ground.state.holders(seat) and who not in people]
            people += ground.draw(holders, seat)[: int(number)]
    act.setdefault("appoints", {})[name] = people
    return bool(people)


def _sign(ground: Ground, form: Form, act: dict[str, Any], role: str, by: str) -> bool:
    signed = {each["by"] for each in act.get("countersigned", [])} | {by}
    eligible = [
        who for each in form.signatures if each.role == role for who in each.eligible if who not in signed
    ]
    if not eligible or any(each["as"] == role for each in act.get("countersigned", [])):
        return False
    act.setdefault("countersigned", []).append({"by": ground.draw(eligible, role)[0], "as": role})
    return True


def _until(form: Form, act: dict[str, Any]) -> bool:
    """Extend as far as the rules allow, at most."""
    days = [each.latest for each in form.until if each.latest is not None]
    if days:
        act["until"] = min(days).isoformat()
    return bool(days)
