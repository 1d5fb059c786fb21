"""Appointments to per-case roles and bodies: who may be named, whose turn it is, what is wrong.

Knows seats, rota and lot: who sits in the fewest cases, and the order in which a note says that people were
drawn (how it fell is checked outside). Why one person may not act: `holding.check`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dueprocess.core.engine import holding
from dueprocess.core.engine.book import words
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.refusals import Code, Need
from dueprocess.core.engine.rows import Row
from dueprocess.core.engine.said import all_of, listed, said
from dueprocess.core.engine.strands import Strand
from dueprocess.core.rulebook.model import Body, Chosen, Effects, Step
from dueprocess.core.saying import Said
from dueprocess.core.saying import say as _


def wrong(fold: Fold, strand: Strand | None, step: Step, row: Row, what: Effects) -> Iterator[Need]:
    """What is wrong with the people an act names.

    A step that both removes and appoints replaces: it names some of its roles, one at least. A step that only
    appoints names all of them.
    """
    replaces = bool(what.removes)
    for name in what.appoints:
        title = fold.book.rulebook.role_or_body(name).title
        people = row.appoints.get(name, ())
        if not people:
            if replaces and name not in row.appoints:
                continue
            yield Need(
                Code.APPOINTMENT,
                _("Name who is appointed: %(title)s.", title=title),
                step.clause,
                "appoints",
                name,
            )
            continue
        yield from _appointed(fold, strand, step, row, name, people)
    for name in row.appoints:
        if name not in what.appoints:
            reason = _("This step does not appoint %(name)s.", name=said(name))
            yield Need(Code.APPOINTMENT, reason, step.clause, "appoints", name)
    if what.removes and not row.removes and not row.appoints:
        reason = _("Name who is appointed instead.") if what.appoints else _("Name who is removed.")
        yield Need(Code.APPOINTMENT, reason, step.clause, "appoints" if what.appoints else "removes")
    here = {who for name in what.removes for who in fold.appointees(name)}
    for who in row.removes:
        if who not in here:
            reason = _("%(who)s is not appointed to what this step removes.", who=who)
            yield Need(Code.APPOINTMENT, reason, step.clause, "removes", who)


def candidates(fold: Fold, strand: Strand | None, name: str) -> list[str]:
    """Who could be appointed to a per-case role or body: eligible people, in the order of the register."""
    return [who for who in _pool(fold, name) if _eligible(fold, strand, name, who) is None]


def left_out(fold: Fold, strand: Strand | None, name: str) -> list[tuple[str, str]]:
    """Who holds the role, or one of the body's seats, and may not be appointed here; each with why."""
    reasons = ((who, _eligible(fold, strand, name, who)) for who in _pool(fold, name))
    return [(who, reason) for who, reason in reasons if reason is not None]


def undeclared(fold: Fold, strand: Strand | None, name: str) -> list[str]:
    """Who could be appointed to a role or body whose people declare first, but for their declaration: in the
    order of the register; then whoever sits already and has not declared of all who have come in since."""
    if not fold.book.rulebook.role_or_body(name).declares:
        return []
    sitting = [who for who in fold.appointees(name) if _out(fold, strand, name, who) is None]
    both = dict.fromkeys((*_able(fold, strand, name), *sitting))
    return [who for who in both if not _has_declared(fold, who)]


def _has_declared(fold: Fold, who: str) -> bool:
    """Whether somebody has declared, of each party that there is now, that they are free of conflicts."""
    return fold.parties.keys() <= fold.declared.get(who, frozenset()) and who in fold.declared


def _able(fold: Fold, strand: Strand | None, name: str) -> list[str]:
    """Who could be appointed once they have declared: in the order of the register; by rota first who sits in
    the fewest other open cases. Whose turn it is does not follow from who was asked to declare."""
    found = [who for who in _pool(fold, name) if _out(fold, strand, name, who) is None]
    if fold.book.rulebook.role_or_body(name).chosen is Chosen.ROTA:
        found.sort(key=lambda who: fold.people[who].sits_in.get(name, 0) if who in fold.people else 0)
    return found


def _pool(fold: Fold, name: str) -> list[str]:
    role = fold.book.rulebook.role_or_body(name)
    if role.chosen_from is not None and not isinstance(role, Body):
        return list(fold.appointees(role.chosen_from))
    names = role.seats if isinstance(role, Body) else (name,)
    return list(dict.fromkeys(who for each in names for who in pool_of(fold, each)))


def pool_of(fold: Fold, role: str) -> list[str]:
    """Who holds a role in the register; for one that nobody holds there, everybody."""
    found = holding.registered(fold, role)
    row = fold.book.rulebook.roles.get(role)
    return found or (list(fold.people) if row is not None and row.per_case else [])


def _eligible(fold: Fold, strand: Strand | None, name: str, who: str) -> Said | None:
    """Why somebody may not be appointed now, or None."""
    out = _out(fold, strand, name, who)
    if out is None and fold.book.rulebook.role_or_body(name).declares and not _has_declared(fold, who):
        return _("has not declared yet whether there is a conflict of interest")
    return out


def _out(fold: Fold, strand: Strand | None, name: str, who: str) -> Said | None:
    """Why somebody may not be appointed, whatever they declare, or None."""
    role = fold.book.rulebook.role_or_body(name)
    if role.chosen_from is not None and who not in fold.appointees(role.chosen_from):
        title = fold.book.rulebook.role_or_body(role.chosen_from).title
        return _("is not among those named as %(title)s", title=title)
    out = holding.check(fold, strand, name, who)
    if out is not None:
        return out.reason  # whoever may only speak is not appointed: they could not decide
    if isinstance(role, Body):
        reasons = [
            holding.check(fold, strand, seat, who) for seat in role.seats if who in pool_of(fold, seat)
        ]
        if reasons and all(reason is not None for reason in reasons):
            return reasons[0].reason if reasons[0] else None
    return None


def _appointed(
    fold: Fold,
    strand: Strand | None,
    step: Step,
    row: Row,
    name: str,
    people: tuple[str, ...],
) -> Iterator[Need]:
    role = fold.book.rulebook.role_or_body(name)
    for who in people:
        if who not in fold.people:
            reason = _("%(who)s is not in the register.", who=who)
        else:
            why = _eligible(fold, strand, name, who)
            if why is None:
                continue
            reason = _("%(who)s cannot be %(role)s: %(who)s %(why)s.", who=who, role=role.title, why=why)
        yield Need(Code.APPOINTMENT, reason, role.clause or step.clause, "appoints", name)
    if len(set(people)) != len(people):
        yield Need(Code.APPOINTMENT, _("The same person is named twice."), step.clause, "appoints", name)
    if isinstance(role, Body):
        wrong = _seats(fold, role, people)
        if wrong:
            yield Need(Code.APPOINTMENT, wrong, role.clause or step.clause, "appoints", name)
    elif people and role.chosen_from is None and not any(who in pool_of(fold, name) for who in people):
        reason = _("%(list)s does not hold %(role)s in the register.", list=listed(people), role=role.title)
        yield Need(Code.APPOINTMENT, reason, role.clause or step.clause, "appoints", name)
    if role.chosen is not None and not _by_turn(fold, strand, row, name, people):
        chosen = {Chosen.ROTA: _("rota"), Chosen.LOT: _("lot")}[role.chosen]
        reason = _(
            "%(role)s is chosen by %(chosen)s. Otherwise give “reasons for the choice”.",
            role=role.title, chosen=chosen,
        )  # fmt: skip
        yield Need(Code.APPOINTMENT, reason, role.clause or step.clause, "with", "reasons for the choice")


def _by_turn(fold: Fold, strand: Strand | None, row: Row, name: str, people: tuple[str, ...]) -> bool:
    """Whether an appointment followed the rota (who sits in the fewest cases) or the lot (the order in which
    people were drawn), or gives reasons for another choice."""
    if "reasons for the choice" in {words(paper) for paper in row.papers}:
        return True
    due = turn(fold, strand, name)
    if fold.book.rulebook.role_or_body(name).chosen is Chosen.LOT:
        return bool(due) and sorted(due) == sorted(people)
    return tuple(due) == tuple(people)


def turn(fold: Fold, strand: Strand | None, name: str) -> list[str]:
    """Whose turn it is: the first eligible people for each seat, in the order of the rota or, by lot, in that
    in which they were drawn (before that, nobody's); also where they have not declared yet."""
    role = fold.book.rulebook.role_or_body(name)
    able = _able(fold, strand, name)
    if role.chosen is Chosen.LOT:
        able = [who for who in fold.drawn.get(name, ()) if who in able]
    return _seated(fold, strand, name, able)


def _seated(fold: Fold, strand: Strand | None, name: str, able: list[str]) -> list[str]:
    """The first of these people for each seat."""
    role = fold.book.rulebook.role_or_body(name)
    if not isinstance(role, Body):
        return able[:1]
    chosen: list[str] = []
    for seat, number in role.seats.items():
        found = [
            who
            for who in able
            if who in pool_of(fold, seat)
            and who not in chosen
            and holding.check(fold, strand, seat, who) is None
        ]
        chosen += found if number.all else found[: number.high or number.low]
    return chosen


@dataclass(frozen=True, slots=True)
class Lot:
    """Where the lot for a role or body stands. `able`: who could be appointed now, declared or not, in the
    order of the register; `out`: who holds the role or a seat and could not; `order`: who was drawn so far;
    `turn`: of those, whose turn it is; `filled`: they fill the seats. `enough`: they would with everybody
    who is able."""

    able: tuple[str, ...]
    out: tuple[tuple[str, Said], ...]
    order: tuple[str, ...]
    turn: tuple[str, ...]
    filled: bool
    enough: bool


def lot(fold: Fold, strand: Strand | None, name: str) -> Lot:
    """Where the lot for a role or body stands in a strand."""
    role = fold.book.rulebook.role_or_body(name)
    reasons = ((who, _out(fold, strand, name, who)) for who in _pool(fold, name))
    able, order, due = _able(fold, strand, name), fold.drawn.get(name, ()), turn(fold, strand, name)
    first = [who for who in order if who in able]
    all_ = _seated(fold, strand, name, [*first, *(who for who in able if who not in first)])

    def fill(people: list[str]) -> bool:
        return bool(people) and (not isinstance(role, Body) or _seats(fold, role, tuple(people)) is None)

    out = tuple((who, why) for who, why in reasons if why is not None)
    return Lot(tuple(able), out, order, tuple(due), fill(due), fill(all_))


def _seats(fold: Fold, body: Body, people: tuple[str, ...]) -> Said | None:
    """Whether people fill the seats of a body; what is wrong, or None."""
    low = sum(number.low for number in body.seats.values())
    bounded = all(number.high is not None for number in body.seats.values())
    high = sum(number.high or 0 for number in body.seats.values())
    wanted = all_of([f"{number} {said(seat)}" for seat, number in body.seats.items()])
    if len(people) < low or (bounded and len(people) > high):
        return _(
            "%(body)s has the seats: %(wanted)s; %(named)s named.",
            body=body.title, wanted=wanted, named=len(people),
        )  # fmt: skip
    slots: list[str] = []
    for seat, number in body.seats.items():
        slots += [seat] * (len(people) if number.high is None else number.high)
    if not _match(fold, list(people), slots):
        return _(
            "Not everybody named holds one of the seats of %(body)s: %(wanted)s.",
            body=body.title, wanted=wanted,
        )  # fmt: skip
    return None


def _match(fold: Fold, people: list[str], slots: list[str]) -> bool:
    if not people:
        return True
    who, rest = people[0], people[1:]
    for seat in dict.fromkeys(slots):
        if who in pool_of(fold, seat):
            left = list(slots)
            left.remove(seat)
            if _match(fold, rest, left):
                return True
    return False
