"""Bodies and roles: who of those who hold them may act in a case, and who acts when too few may.

Knows seats, stand-ins, quorum and the `too_few` chain. Why one person may not act: `holding`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.holding import acts, holders, of_their_unit
from dueprocess.core.engine.strands import Strand
from dueprocess.core.independence import Ground, Out
from dueprocess.core.rulebook.model import (
    AtLeast,
    Body,
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
from dueprocess.core.saying import say as _

_NOBODY: Mapping[str, str] = MappingProxyType({})


class Member(NamedTuple):
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

    @property
    def counts(self) -> bool:
        """Whether they vote, or would if they declared: what is waited for makes no quorum smaller."""
        return self.out is None or self.out.ground is Ground.UNDECLARED


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
    def eligible(self) -> int:
        """How many may vote, with those who have to declare first."""
        return sum(member.counts for member in self.members)

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


def joint(fold: Fold, strand: Strand | None, step: Step, main: Sitting | None) -> dict[str, Sitting]:
    """The bodies that decide a step jointly with `main`, which takes it; where one is too few, whoever acts
    instead of it.

    Nobody votes twice on one decision: whoever sits in several of them votes in the first, and their seat in
    the others is for a stand-in.
    """
    found: dict[str, Sitting] = {}
    elsewhere = dict.fromkeys(main.voting, main.body.title) if main is not None else {}
    for name in step.jointly_with:
        chain = [each for each in instead(fold, name) if each in fold.book.rulebook.bodies]
        sits = [sitting(fold, strand, each, step, elsewhere=elsewhere) for each in chain]
        found[name] = next((each for each in sits if not each.too_few), sits[0])
        elsewhere = dict.fromkeys(found[name].voting, found[name].body.title) | elsewhere
    return found


def sitting(
    fold: Fold,
    strand: Strand | None,
    name: str,
    step: Step | None = None,
    rules: Rules = (),
    *,
    elsewhere: Mapping[str, str] = _NOBODY,
) -> Sitting:
    """Who of a body may sit and vote (for a step), its quorum, and whether it is too few. `elsewhere` are
    those who vote on the same in another body, with its title."""
    key = (
        "sitting",
        strand.name if strand else 0,
        name,
        step.id if step else None,
        rules,
        *elsewhere.items(),
    )
    found = fold.memo.get(key)
    if isinstance(found, Sitting):
        return found
    body = fold.book.rulebook.bodies[name]
    clerical = step is not None and step.clerical
    members, seats = _seated(fold, strand, body, clerical, elsewhere)
    voting = sum(member.counts for member in members)
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
    result = Sitting(body, members, seats, quorum, used, too_few)
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


@dataclass(frozen=True, slots=True)
class _Seating:
    """For what a body is seated: of which unit, and who votes on the same in another body."""

    fold: Fold
    strand: Strand | None
    body: Body
    unit: str | None
    clerical: bool
    elsewhere: Mapping[str, str]

    def chairs_impartially(self, seat: str) -> bool:
        """Whether the seat is the chair's, and nobody may take it in a case of their own unit."""
        return self.body.chair_not_of_unit and seat == self.body.chair and not self.clerical

    def out(self, name: str, who: str) -> Out | None:
        """Why somebody may not act in a role, or in the body, here."""
        return acts(self.fold, self.strand, name, who, clerical=self.clerical)


def _seated(
    fold: Fold, strand: Strand | None, body: Body, clerical: bool, elsewhere: Mapping[str, str]
) -> tuple[tuple[Member, ...], int]:
    """Who has a seat, and how many seats there are: the same for every step, but where it is clerical."""
    key = ("seated", strand.name if strand else 0, body.id, clerical, *elsewhere.items())
    found: tuple[tuple[Member, ...], int] | None = fold.memo.get(key)
    if found is None:
        members, seats = _members(fold, strand, body, clerical, elsewhere)
        found = fold.memo[key] = tuple(members), seats
    return found


def _members(
    fold: Fold, strand: Strand | None, body: Body, clerical: bool, elsewhere: Mapping[str, str]
) -> tuple[list[Member], int]:
    unit = None
    if body.of_unit is not None:
        fact = fold.book.rulebook.facts[body.of_unit]
        unit = str(fold.fact(fact.id) or "")
        if isinstance(fact.derived, UnitOf):
            unit = fold.unit_of(fact.derived.party) or ""
    seating = _Seating(fold, strand, body, unit, clerical, elsewhere)
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
        members.extend(_member(seating, seat, who) for who in found)
        stand_in = body.stand_ins.get(seat)
        if stand_in is not None:
            room = 0 if number.all or number.high is None else number.high - len(found)
            _fill(seating, seat, stand_in, members, taken, room)
    for who in appointed:
        if who not in taken:
            taken.add(who)
            members.append(_member(seating, next(iter(body.seats)), who))
    return members, seats


def _has(fold: Fold, who: str, seat: str, unit: str | None) -> bool:
    person = fold.people.get(who)
    return person is not None and any(
        held.role == seat and (unit is None or held.unit == unit) for held in person.roles
    )


def _member(seating: _Seating, seat: str, who: str) -> Member:
    out = seating.out(seating.body.id, who)
    seat_out = seating.out(seat, who) if out is None or out.speaks else None
    if (out := seat_out or out) is None and who in seating.elsewhere:
        reason = _("votes on this in %(body)s, and nobody votes twice", body=seating.elsewhere[who])
        out = Out(Ground.ELSEWHERE, reason, seating.body.clause)
    return Member(who, seat, out)


def _fill(seating: _Seating, seat: str, role: str, members: list[Member], taken: set[str], room: int) -> None:
    """Stand-ins, in register order, for whoever of this seat is out, and for vacant seats."""
    out = [member.id for member in members if member.seat == seat and not member.sits]
    wanted: list[str | None] = [*out, *([None] * room)]
    for who in holders(seating.fold, role, seating.unit):
        if not wanted:
            return
        if who in taken or who in seating.elsewhere:
            continue
        if seating.chairs_impartially(seat) and of_their_unit(seating.fold, who):
            continue
        if seating.out(role, who) is not None or seating.out(seating.body.id, who) is not None:
            continue
        taken.add(who)
        members.append(Member(who, seat, None, wanted.pop(0) or "a vacant seat"))


def too_few(fold: Fold, strand: Strand | None, name: str) -> bool:
    """Whether too few (or nobody) of a body or role may act, or will once they have declared."""
    if name in fold.book.rulebook.bodies:
        return sitting(fold, strand, name).too_few
    reasons = [acts(fold, strand, name, who) for who in holders(fold, name)]
    return not any(out is None or out.ground is Ground.UNDECLARED for out in reasons)


def instead(fold: Fold, name: str) -> list[str]:
    """A role or body and those that act when too few of it may, one after the other, stopping at a ring."""
    found: list[str] = []
    following: str | None = name
    while following is not None and following not in found:
        found.append(following)
        following = _role(fold, following).too_few
    return found


def able(fold: Fold, strand: Strand | None, name: str) -> list[str]:
    """Who of a role or body may act in this case now."""
    if name in fold.book.rulebook.bodies:
        return list(sitting(fold, strand, name).voting)
    return [who for who in holders(fold, name) if acts(fold, strand, name, who) is None]


def signers(fold: Fold, strand: Strand | None, role: str) -> list[str]:
    """Who may countersign in a role: its holders (or members) who may act in this case; when there is nobody,
    those of whoever acts instead."""
    for name in instead(fold, role):
        found = able(fold, strand, name)
        if found or not too_few(fold, strand, name):
            return found
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
        if way.people or _waits(way):
            return [way]
        first = first or way
        asked = ()
    return [first] if first is not None else []


def _waits(way: Way) -> bool:
    """Whether nobody acts in a way only because they have to declare first: nobody else comes in for that."""
    if way.sitting is not None:
        return not way.sitting.too_few
    return any(out.ground is Ground.UNDECLARED for _who, out in way.out)


def _role(fold: Fold, name: str) -> Role:
    return fold.book.rulebook.role_or_body(name)


def _way(fold: Fold, strand: Strand | None, step: Step, name: str, rules: Rules, asked: str) -> Way:
    instead_of = asked if asked != name else None
    if name in fold.book.rulebook.bodies:
        body = sitting(fold, strand, name, step, rules)
        out = tuple((member.id, member.out) for member in body.members if member.out is not None)
        return Way(name, () if body.too_few else body.voting, body, instead_of, out=out)
    able, barred = _holding(fold, strand, name, step.clerical)
    return Way(name, able, None, instead_of, out=barred)


_Holding = tuple[tuple[str, ...], tuple[tuple[str, Out], ...]]
"""Who holds a role and may act in it, and who may not and why."""


def _holding(fold: Fold, strand: Strand | None, name: str, clerical: bool) -> _Holding:
    """Of those who hold a role: the same for every step, but where it is clerical."""
    key = ("holding", strand.name if strand else 0, name, clerical)
    found: _Holding | None = fold.memo.get(key)
    if found is None:
        why = {who: acts(fold, strand, name, who, clerical=clerical) for who in holders(fold, name)}
        able = tuple(who for who, out in why.items() if out is None)
        found = fold.memo[key] = able, tuple((who, out) for who, out in why.items() if out is not None)
    return found
