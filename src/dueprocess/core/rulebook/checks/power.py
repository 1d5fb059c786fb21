"""Power: whoever may act exists, is appointed, and can be enough."""

from __future__ import annotations

from itertools import combinations

from dueprocess.core.rulebook.checks.sense import Sense
from dueprocess.core.rulebook.locate import Path
from dueprocess.core.rulebook.model import (
    Base,
    Body,
    Quorum,
    QuorumKind,
    Role,
    RuleKind,
    Rules,
    Step,
    TieKind,
    WhoKind,
)
from dueprocess.core.saying import say as _


def check(sense: Sense) -> None:
    """Nobody appointed, quorums above the seats, rings of `too_few`, impossible offices."""
    rulebook = sense.rulebook
    for table, rows in (("roles", rulebook.roles), ("bodies", rulebook.bodies)):
        for role in rows.values():
            _office(sense, table, role)
    for body in rulebook.bodies.values():
        _body(sense, body)
    for path, effects, _step in sense.effect_places():
        for key in ("appoints", "removes"):
            for one in getattr(effects, key):
                if not rulebook.role_or_body(one).per_case:
                    what = _(
                        "`%(one)s` is held by office; only who is `per_case` is appointed in a case.", one=one
                    )
                    sense.error(
                        (*path, key), what, _("Give `%(one)s` `per_case = true`, or take it out.", one=one)
                    )
    for step in rulebook.steps.values():
        bodies = [rulebook.bodies[who.name] for who in step.by if who.kind is WhoKind.BODY]
        place: Path = ("steps", step.id)
        for body in bodies:
            _enough(sense, body, step.quorum, (*place, "quorum"))
            _reachable(sense, body, step.demands.decides_by, (*place, "decides_by"))
        if step.times is not None and not step.again:
            sense.error((*place, "times"), _("It is done once anyway."), _("Add `again = true`."))
        if step.jointly_with and not bodies:
            what = _("Only a body decides jointly with others.")
            sense.error((*place, "jointly_with"), what, _("Let a body take the step, or take it out."))
        for name in step.jointly_with:
            if any(body.id == name for body in bodies):
                what = _("`%(name)s` takes the step itself.", name=name)
                sense.error((*place, "jointly_with"), what, _("Name the other bodies."))
        _shared_seats(sense, step, bodies)
        if not bodies:
            for key, given in (("decides_by", step.demands.decides_by), ("quorum", step.quorum)):
                if given:
                    what = _("Nobody decides here by vote, so `%(key)s` does nothing.", key=key)
                    sense.warning((*place, key), what, _("Let a body take the step, or take it out."))
        if step.clause is None:
            mend = _("Add `clause`, so that refusals and letters can cite it.")
            sense.warning(place, _("The step names no clause."), mend)


def _shared_seats(sense: Sense, step: Step, bodies: list[Body]) -> None:
    """Warn of bodies that decide together and draw on the same role: its holders vote in the first only."""
    deciding = [*bodies[:1], *(sense.rulebook.bodies[name] for name in step.jointly_with)]
    for one, other in combinations({body.id: body for body in deciding}.values(), 2):
        if shared := sorted(set(one.seats) & set(other.seats)):
            what = _(
                "`%(id)s` and `%(id2)s` decide together, and both seat `%(shared)s`.",
                id=one.id,
                id2=other.id,
                shared=shared[0],
            )
            mend = _(
                "Whoever sits in both votes in `%(id)s` only. Give `%(id2)s` `stand_ins` for them.",
                id=one.id,
                id2=other.id,
            )
            sense.warning(("steps", step.id, "jointly_with"), what, mend)


def _office(sense: Sense, table: str, role: Role) -> None:
    rulebook = sense.rulebook
    path: Path = (table, role.id)
    if role.per_case and not any(
        role.id in effects.appoints for _path, effects, _step in sense.effect_places()
    ):
        mend = _('Add `appoints = ["%(id)s"]` to a step, or take out `per_case`.', id=role.id)
        sense.error((*path, "per_case"), _("It is appointed in each case, but no step appoints it."), mend)
    if role.chosen_from is not None:
        place: Path = (*path, "chosen_from")
        if not role.per_case:
            sense.error(place, _("It is held by office, so nobody is chosen."), _("Add `per_case = true`."))
        if role.chosen_from == role.id or not rulebook.role_or_body(role.chosen_from).per_case:
            what = _(
                "`%(chosen_from)s` is no list that a step of the case makes.", chosen_from=role.chosen_from
            )
            sense.error(place, what, _("Name another per-case role or body, whom a step appoints."))
    if role.declares and not role.per_case:
        what = _("It is held by office, so nobody declares anything before being appointed.")
        sense.error((*path, "declares"), what, _("Add `per_case = true`, or take it out."))
    if role.never_oversees and (role.per_case or role.party):
        what = _("Only an office of the register can keep anybody from overseeing.")
        sense.error((*path, "never_oversees"), what, _("Take it out."))
    if role.reads:
        _reading(sense, path, role)
    if role.id in role.separate_from:
        sense.error((*path, "separate_from"), _("It cannot be separate from itself."), _("Take it out."))
    seats = tuple(role.seats) if isinstance(role, Body) else (role.id,)
    for office in role.barred_offices:
        if office in seats:
            what = _("Whoever holds `%(office)s` is barred, and only they could hold it.", office=office)
            sense.error((*path, "barred_offices"), what, _("Take it out."))
    ring, here = [role.id], role.too_few
    while here is not None and here not in ring:
        ring.append(here)
        here = rulebook.role_or_body(here).too_few
    if here == role.id:
        what = _("If too few may act it comes round to itself: %(ring)s.", ring=" → ".join([*ring, role.id]))
        sense.warning((*path, "too_few"), what, _("Let the last one be somebody outside."))


def _reading(sense: Sense, path: Path, role: Role) -> None:
    """Whoever reads a file at some stages only reads it wherever they act."""
    rulebook = sense.rulebook
    as_whom = {role.id, *(body.id for body in rulebook.bodies.values() if role.id in body.seats)}
    for step in rulebook.steps.values():
        demands = (step.demands, *(outcome.demands for outcome in step.outcomes.values()))
        taking = {who.name for who in step.by} | set(step.jointly_with)
        taking.update(name for each in demands for name in each.countersigned_by)
        if step.start or as_whom.isdisjoint(taking):
            continue
        blind = [stage for stage in step.stages if stage not in role.reads]
        if blind or step.any or step.any_strand:
            where = f"`{blind[0]}`" if blind else _("any stage")
            what = _("It takes the step `%(step)s` at %(stage)s and does not read the file there.",
                     step=step.id, stage=where)  # fmt: skip
            sense.error((*path, "reads"), what, _("Add the stage, or take out `reads`."))
    side = {what.opens for _place, what, _step in sense.effect_places() if what.opens}
    for stage in role.reads:
        if stage in side and not role.per_case:
            what = _(
                "`%(stage)s` is a stage of a side strand, and an office reads by the main one.", stage=stage
            )
            sense.error((*path, "reads"), what, _("Let it be held in the case: `per_case = true`."))


def most(body: Body) -> int | None:
    """The most people who can sit on it; None if there is no bound."""
    highs = [seats.high for seats in body.seats.values()]
    known = [high for high in highs if high is not None]
    return sum(known) if len(known) == len(highs) else None


def _body(sense: Sense, body: Body) -> None:
    path: Path = ("bodies", body.id)
    _enough(sense, body, body.quorum, (*path, "quorum"))
    _reachable(sense, body, body.decides_by, (*path, "decides_by"))
    if body.in_writing is not None:
        _reachable(sense, body, body.in_writing.rule, (*path, "in_writing", "rule"))
        _nobody_present(sense, body.in_writing.rule, (*path, "in_writing", "rule"))
    seats = most(body)
    if body.at_least:
        for key in ("sitting", "voting"):
            number = getattr(body.at_least, key)
            if number is not None and seats is not None and number > seats:
                what = _("It needs %(number)s, but has only %(seats)s seats.", number=number, seats=seats)
                sense.error(
                    (*path, "at_least", key), what, _("Write at most %(seats)s, or add seats.", seats=seats)
                )
        least, quorum = body.at_least.voting or 1, body.quorum.number
        if quorum is not None and least < quorum:
            what = _(
                "With %(least)s who may vote nobody acts instead, but the quorum is %(quorum)s.",
                least=least,
                quorum=quorum,
            )
            mend = _("Write `voting = %(quorum)s` or more, if others shall act instead then.", quorum=quorum)
            sense.warning((*path, "at_least"), what, mend)
    for seat in body.stand_ins:
        if seat not in body.seats:
            what = _("`%(seat)s` has no seat, so nobody can stand in for it.", seat=seat)
            sense.error(
                (*path, "stand_ins", seat), what, _("The seats are %(seats)s.", seats=", ".join(body.seats))
            )
    if body.chair is not None and body.chair not in body.seats:
        what = _("`%(chair)s` has no seat, so it cannot chair.", chair=body.chair)
        sense.error((*path, "chair"), what, _("The seats are %(seats)s.", seats=", ".join(body.seats)))
    if body.chair_not_of_unit and body.chair is None:
        what = _("Nobody chairs, so nobody can be of the unit.")
        sense.error((*path, "chair_not_of_unit"), what, _("Add `chair`."))
    if body.tie.kind is TieKind.CHAIR_DECIDES and body.chair is None:
        sense.error((*path, "tie"), _("The chair decides a tie, but nobody chairs."), _("Add `chair`."))
    if not sense.says((*path, "decides_by")):
        mend = _("Add `decides_by`; without it a majority of the votes decides.")
        sense.warning(path, _("The body names no rule of decision."), mend)
    if body.of_unit is not None and sense.rulebook.facts[body.of_unit].kind != "unit":
        what = _("`%(of_unit)s` is no unit.", of_unit=body.of_unit)
        sense.error((*path, "of_unit"), what, _('Give the fact `kind = "unit"`.'))


def _nobody_present(sense: Sense, rules: Rules, path: Path) -> None:
    """In writing a share is one of those who may vote, or of all seats."""
    if any(rule.base is Base.PRESENT for rule in rules) or "of votes" in sense.text(path):
        what = _("In writing nobody is present, and silence must not count as consent.")
        sense.error(path, what, _("Write `of those eligible` (as it is read anyway) or `of all seats`."))


def _enough(sense: Sense, body: Body, quorum: Quorum | None, path: Path) -> None:
    seats = most(body)
    if quorum is None or quorum.kind is not QuorumKind.NUMBER or quorum.number is None or seats is None:
        return
    if quorum.number > seats:
        what = _(
            "The quorum is %(number)s, but `%(id)s` has only %(seats)s seats.",
            number=quorum.number,
            id=body.id,
            seats=seats,
        )
        sense.error(path, what, _("Write at most %(seats)s, or add seats.", seats=seats))


def _reachable(sense: Sense, body: Body, rules: Rules, path: Path) -> None:
    seats = most(body)
    for rule in rules:
        if seats is None or rule.number is None:
            continue
        if rule.kind is RuleKind.MEMBERS and rule.number > seats:
            what = _(
                "It takes %(number)s members, but `%(id)s` has only %(seats)s seats.",
                number=rule.number,
                id=body.id,
                seats=seats,
            )
            sense.error(path, what, _("Write at most %(seats)s, or add seats.", seats=seats))
        if rule.kind is RuleKind.ALL_BUT and rule.number >= seats:
            what = _("`all but %(number)s` of %(seats)s seats is nobody.", number=rule.number, seats=seats)
            sense.error(path, what, _("Write a smaller number, or another rule."))
