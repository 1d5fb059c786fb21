"""Bodies and roles: who holds them in a case, who of these may act, and who acts when too few may.

Knows seats, stand-ins, quorum and the `too_few` chain. Why one person may not act: `core.independence`.
"""

from __future__ import annotations

from dataclasses import dataclass

from dueprocess.core.engine.book import words
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.rows import Person
from dueprocess.core.engine.strands import Act, Strand
from dueprocess.core.independence import Known, Out, degrees, why_not
from dueprocess.core.rulebook.model import (
    AtLeast,
    Body,
    Conflict,
    Quorum,
    QuorumKind,
    Role,
    Rule,
    RuleKind,
    Rules,
    Step,
    UnitOf,
    Who,
    WhoKind,
)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with a seat: may vote, may only speak (`out.speaks`), or is out."""

    id: str
    seat: str
    out: Out | None = None
    stands_in_for: str | None = None

    @property
    def votes(self) -> bool:
        return self.out is None

    @property
    def sits(self) -> bool:
        return self.out is None or self.out.speaks


@dataclass(frozen=True, slots=True)
class Sitting:
    """A body as it stands for one decision."""

    body: Body
    members: tuple[Member, ...]
    seats: int
    quorum: int
    rules: Rules
    too_few: bool

    @property
    def voting(self) -> tuple[str, ...]:
        return tuple(member.id for member in self.members if member.votes)

    @property
    def sitting(self) -> tuple[str, ...]:
        return tuple(member.id for member in self.members if member.sits)

    def chairs(self) -> tuple[str, ...]:
        return tuple(member.id for member in self.members if member.seat == self.body.chair and member.votes)


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a step can be taken: as which role, body or party, and by whom."""

    name: str
    people: tuple[str, ...]
    sitting: Sitting | None = None
    instead_of: str | None = None
    anyone: bool = False
    out: tuple[tuple[str, Out], ...] = ()  # who holds it and may not act


def holders(fold: Fold, name: str, unit: str | None = None) -> list[str]:
    """Who holds a role: people appointed in this case, or in the order of the register."""
    role = fold.book.rulebook.roles.get(name)
    if role is not None and role.per_case:
        return list(fold.appointees(name))
    return registered(fold, name, unit)


def registered(fold: Fold, name: str, unit: str | None = None) -> list[str]:
    """Who holds a role in the register (for one unit), in its order."""
    return [
        id_
        for id_, person in fold.people.items()
        for held in person.roles
        if held.role == name and (unit is None or held.unit == unit)
    ]


def known(fold: Fold, strand: Strand | None, who: str) -> Known:
    """What the case knows of one person, for `independence.why_not`."""
    key = ("known", strand.name if strand else 0, who)
    found = fold.memo.get(key)
    if isinstance(found, Known):
        return found
    person = fold.people.get(who, Person(who))
    today = fold.clock.local_day(fold.now)
    result = Known(
        is_party=any(party.person == who for id_, party in fold.parties.items() if id_ not in fold.released),
        offices={held.role for held in person.roles} | _appointed_as(fold, who),
        done_as=fold.done_as.get(who, ()),
        not_fresh=who in _voted_before(fold, strand),
        training=person.training,
        has=person.has,
        absent=any(
            row.who == who
            and row.first is not None
            and row.first <= today
            and (row.last is None or today <= row.last)
            for row in fold.absences
        ),
        conflicts=conflicts(fold, who),
    )
    fold.memo[key] = result
    return result


def _appointed_as(fold: Fold, who: str) -> set[str]:
    return {name for name in fold.appointed if who in fold.appointees(name)}


def conflicts(fold: Fold, who: str) -> list[Conflict]:
    """The degrees of conflict somebody is in now: said by themselves, confirmed, or alleged and barring."""
    counts: dict[str, int] = {}
    by_id = fold.book.rulebook.conflicts
    for said in fold.said:
        degree = fold.book.degrees.get(words(said.ground))
        if said.who != who or degree is None or said.settled is False:
            continue
        if said.own or said.settled or degree.alleged_bars:
            counts[degree.id] = counts.get(degree.id, 0) + 1
    if not counts:
        return []
    return degrees([(by_id[id_], number) for id_, number in counts.items()], by_id)


def _voted_before(fold: Fold, strand: Strand | None) -> set[str]:
    """Who decided what is under appeal in a strand, or what was undone when the matter was sent back."""
    key = ("voted", strand.name if strand else 0)
    found: set[str] | None = fold.memo.get(key)
    if found is None:
        found = set()
        attacked = fold.by_n.get(strand.against or -1) if strand else None
        if attacked is not None:
            found |= voters(attacked)
        for act in fold.acts:
            if act.void and (act.row.votes is not None or act.step.id in fold.book.attackers):
                found |= voters(act)
        fold.memo[key] = found
    return found


def voters(act: Act) -> set[str]:
    """Who took part in a decision."""
    votes = act.row.votes
    others = {who for each in act.row.jointly.values() for who in each.all}
    return others | (set(votes.all) if votes is not None and votes.all else {act.row.by or ""})


def joint(fold: Fold, strand: Strand | None, step: Step, name: str) -> Sitting:
    """A body that decides a step jointly with another; where it is too few, whoever acts instead of it."""
    names = instead(fold, name)
    found = [sitting(fold, strand, each, step) for each in names if each in fold.book.rulebook.bodies]
    return next((each for each in found if not each.too_few), found[0])


def check(fold: Fold, strand: Strand | None, name: str, who: str, *, clerical: bool = False) -> Out | None:
    """Why somebody may not act in a role or body in this case, or None."""
    role = fold.book.rulebook.role_or_body(name)
    return why_not(
        role,
        known(fold, strand, who),
        fold.clock.local_day(fold.now),
        separate=fold.book.separate.get(name, ()),
        clerical=clerical,
    )


def sitting(
    fold: Fold, strand: Strand | None, name: str, step: Step | None = None, rules: Rules = ()
) -> Sitting:
    """Who of a body may sit and vote (for a step), its quorum, and whether it is too few."""
    key = ("sitting", strand.name if strand else 0, name, step.id if step else None, rules)
    found = fold.memo.get(key)
    if isinstance(found, Sitting):
        return found
    body = fold.book.rulebook.bodies[name]
    clerical = step is not None and step.clerical
    members, seats = _members(fold, strand, body, clerical)
    voting = sum(member.votes for member in members)
    sits = sum(member.sits for member in members)
    used = rules or body.decides_by
    asked = step.quorum if step is not None and step.quorum is not None else None
    quorum = _quorum(asked or body.quorum, voting, seats)
    if asked is None and rules:
        single = _single(rules)
        quorum = single if single is not None else quorum
    # Where the rulebook says when others act instead, a quorum that is out of reach waits for more to come.
    least = body.at_least or AtLeast(voting=quorum)
    too_few = voting < max(1, least.voting or 0) or sits < (least.sitting or 0)
    result = Sitting(body, tuple(members), seats, quorum, used, too_few)
    fold.memo[key] = result
    return result


def _single(rules: Rules) -> int | None:
    """The number that suffices where the rule says it needs no meeting: any one, or N members."""
    numbers = [_suffices(rule) for rule in rules]
    known_numbers = [number for number in numbers if number is not None]
    return min(known_numbers) if known_numbers else None


def _suffices(rule: Rule) -> int | None:
    if rule.kind is RuleKind.ANY_ONE:
        return 1
    return rule.number if rule.kind is RuleKind.MEMBERS else None


def _quorum(quorum: Quorum, voting: int, seats: int) -> int:
    if quorum.kind is QuorumKind.NUMBER:
        return quorum.number or 1
    if quorum.kind is QuorumKind.MAJORITY_ELIGIBLE:
        return voting // 2 + 1
    if quorum.kind is QuorumKind.MAJORITY_SEATS:
        return seats // 2 + 1
    return max(1, seats)


def _members(fold: Fold, strand: Strand | None, body: Body, clerical: bool) -> tuple[list[Member], int]:
    unit = None
    if body.of_unit is not None:
        fact = fold.book.rulebook.facts[body.of_unit]
        unit = str(fold.fact(fact.id) or "")
        if isinstance(fact.derived, UnitOf):
            unit = fold.unit_of(fact.derived.party) or ""
    members: list[Member] = []
    seats = 0
    appointed = list(fold.appointees(body.id)) if body.per_case else []
    taken: set[str] = set()
    for seat, number in body.seats.items():
        if body.per_case:
            wanted = len(appointed) if number.high is None else number.high
            found = [who for who in appointed if who not in taken and _has(fold, who, seat, unit)][:wanted]
        else:
            found = [who for who in holders(fold, seat, unit) if who not in taken]
            if not number.all and number.high is not None:
                found = found[: number.high]
        taken.update(found)
        seats += len(found) if number.all or number.high is None else number.high
        members.extend(_member(fold, strand, body, seat, who, clerical) for who in found)
        stand_in = body.stand_ins.get(seat)
        if stand_in is not None:
            room = 0 if number.all or number.high is None else number.high - len(found)
            _fill(fold, strand, body, seat, stand_in, members, taken, room, unit, clerical)
    for who in appointed:
        if who not in taken:
            taken.add(who)
            members.append(_member(fold, strand, body, next(iter(body.seats)), who, clerical))
    return members, seats


def _has(fold: Fold, who: str, seat: str, unit: str | None) -> bool:
    person = fold.people.get(who)
    return person is not None and any(
        held.role == seat and (unit is None or held.unit == unit) for held in person.roles
    )


def _member(fold: Fold, strand: Strand | None, body: Body, seat: str, who: str, clerical: bool) -> Member:
    out = check(fold, strand, body.id, who, clerical=clerical)
    seat_out = check(fold, strand, seat, who, clerical=clerical) if out is None or out.speaks else None
    return Member(who, seat, seat_out or out)


def _fill(
    fold: Fold,
    strand: Strand | None,
    body: Body,
    seat: str,
    role: str,
    members: list[Member],
    taken: set[str],
    room: int,
    unit: str | None,
    clerical: bool,
) -> None:
    """Stand-ins, in register order, for whoever of this seat is out, and for vacant seats."""
    out = [member.id for member in members if member.seat == seat and not member.sits]
    wanted: list[str | None] = [*out, *([None] * room)]
    for who in holders(fold, role, unit):
        if not wanted:
            return
        if who in taken or check(fold, strand, role, who, clerical=clerical) is not None:
            continue
        if check(fold, strand, body.id, who, clerical=clerical) is not None:
            continue
        taken.add(who)
        members.append(Member(who, seat, None, wanted.pop(0) or "a vacant seat"))


def too_few(fold: Fold, strand: Strand | None, name: str) -> bool:
    """Whether too few (or nobody) of a body or role may act."""
    if name in fold.book.rulebook.bodies:
        return sitting(fold, strand, name).too_few
    return not any(check(fold, strand, name, who) is None for who in holders(fold, name))


def instead(fold: Fold, name: str) -> list[str]:
    """A role or body and those that act when too few of it may, one after the other, stopping at a ring."""
    found: list[str] = []
    following: str | None = name
    while following is not None and following not in found:
        found.append(following)
        following = _role(fold, following).too_few
    return found


def signers(fold: Fold, strand: Strand | None, role: str) -> list[str]:
    """Who may countersign in a role: its holders (or members) who may act in this case; when there is nobody,
    those of whoever acts instead."""
    for name in instead(fold, role):
        if name in fold.book.rulebook.bodies:
            able = list(sitting(fold, strand, name).voting)
        else:
            able = [who for who in holders(fold, name) if check(fold, strand, name, who) is None]
        if able:
            return able
    return []


def ways(fold: Fold, strand: Strand | None, step: Step, outcome: str | None = None) -> list[Way]:
    """Every way in which a step can be taken now, those named first, with who acts instead of whom."""
    key = ("ways", strand.name if strand else 0, step.id, outcome)
    found: list[Way] | None = fold.memo.get(key)
    if found is None:
        rules = step.demands_with(outcome if outcome in step.outcomes else None).decides_by
        found = [way for who in step.by for way in _ways(fold, strand, step, who, rules)]
        fold.memo[key] = found
    return found


def _ways(fold: Fold, strand: Strand | None, step: Step, who: Who, rules: Rules) -> list[Way]:
    if who.is_party:
        return [Way(who.name, tuple(fold.who_parties(who, strand)))]
    if who.kind is WhoKind.ANYONE:
        return [Way(who.name, (*fold.parties, *fold.people), anyone=True)]
    if who.kind not in (WhoKind.ROLE, WhoKind.BODY):
        return [Way(who.name, (who.name, *fold.people), anyone=True)]
    asked = rules
    first: Way | None = None
    for name in instead(fold, who.name):
        way = _way(fold, strand, step, name, asked, who.name)
        if way.people:
            return [way]
        first = first or way
        asked = ()
    return [first] if first is not None else []


def _role(fold: Fold, name: str) -> Role:
    return fold.book.rulebook.role_or_body(name)


def _way(fold: Fold, strand: Strand | None, step: Step, name: str, rules: Rules, asked: str) -> Way:
    instead_of = asked if asked != name else None
    if name in fold.book.rulebook.bodies:
        body = sitting(fold, strand, name, step, rules)
        out = tuple((member.id, member.out) for member in body.members if member.out is not None)
        return Way(name, () if body.too_few else body.voting, body, instead_of, out=out)
    able: list[str] = []
    barred: list[tuple[str, Out]] = []
    for who in holders(fold, name):
        why = check(fold, strand, name, who, clerical=step.clerical)
        if why is None:
            able.append(who)
        else:
            barred.append((who, why))
    return Way(name, tuple(able), None, instead_of, out=tuple(barred))
