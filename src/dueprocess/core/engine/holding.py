"""Who holds a role in a case, and why one of them may not act in it.

What makes somebody dependent, `core.independence` says; here is what the case knows of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from dueprocess.core.engine.book import words
from dueprocess.core.engine.fold import Fold
from dueprocess.core.engine.rows import Person
from dueprocess.core.engine.strands import Act, Strand
from dueprocess.core.independence import Ground, Known, Out, degrees, why_not
from dueprocess.core.rulebook.model import Computed, Conflict
from dueprocess.core.rulebook.telling import RESPONDENT
from dueprocess.core.saying import say as _

_NOTHING: Mapping[str, Computed] = MappingProxyType({})


def holders(fold: Fold, name: str, unit: str | None = None) -> list[str]:
    """Who holds a role: people appointed in this case, or in the order of the register."""
    role = fold.book.rulebook.roles.get(name)
    if role is not None and role.per_case:
        return list(fold.appointees(name))
    return registered(fold, name, unit)


def registered(fold: Fold, name: str, unit: str | None = None) -> list[str]:
    """Who holds a role in the register (for one unit), in its order."""
    key = ("registered", name, unit)
    found: list[str] | None = fold.memo.get(key)
    if found is None:
        found = fold.memo[key] = [
            id_
            for id_, person in fold.people.items()
            for held in person.roles
            if held.role == name and (unit is None or held.unit == unit)
        ]
    return found


def known(fold: Fold, strand: Strand | None, who: str) -> Known:
    """What the case knows of one person, for `independence.why_not`."""
    key = ("known", strand.name if strand else 0, who)
    found = fold.memo.get(key)
    if isinstance(found, Known):
        return found
    person = fold.people.get(who) or Person(who)
    today = fold.clock.local_day(fold.now)
    result = Known(
        is_party=any(party.person == who for id_, party in fold.parties.items() if id_ not in fold.released),
        offices={held.role for held in person.roles} | _appointed_as(fold, who),
        done_as=fold.done_as.get(who, ()),
        not_fresh=who in _voted_before(fold, strand),
        proposed=who in _proposed(fold),
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
        unit_accused=any(person.serves(unit) for unit in accused_units(fold)),
        stepped_down=who in fold.stepped_down,
    )
    fold.memo[key] = result
    return result


def _appointed_as(fold: Fold, who: str) -> set[str]:
    return {name for name in fold.appointed if who in fold.appointees(name)}


def accused_units(fold: Fold) -> frozenset[str]:
    """The units that are respondents themselves, by their keys."""
    return _units(fold, (RESPONDENT,), alone=True)


def _units(fold: Fold, kinds: Iterable[str], *, alone: bool = False) -> frozenset[str]:
    """The units that are parties of these kinds and, unless `alone`, to which the people among them
    belong."""
    key = ("units", tuple(kinds), alone)
    found: frozenset[str] | None = fold.memo.get(key)
    if found is None:
        units: set[str] = set()
        for id_, party in fold.parties.items():
            if id_ in fold.released or party.kind not in key[1]:
                continue
            if party.person is None:
                units.update([party.unit] if party.unit else ())
            elif not alone:
                person = fold.people.get(party.person)
                own = person.unit.rpartition("/")[2] if person is not None and person.unit else party.unit
                units.update([own] if own else ())
        found = fold.memo[key] = frozenset(units)
    return found


def of_their_unit(fold: Fold, who: str) -> bool:
    """Whether a respondent is a unit of somebody's, or is of one: their own, or where they hold an office."""
    person = fold.people.get(who)
    return person is not None and not person.units.isdisjoint(_units(fold, (RESPONDENT,)))


def units_of_sides(fold: Fold) -> frozenset[str]:
    """The units that are on a side of the case, and those to which the people on one belong."""
    return _units(fold, fold.book.sides)


def shown(fold: Fold, strand: Strand | None, name: str, who: str) -> Mapping[str, Computed]:
    """The computed grounds on which somebody is in conflict, asked for a role or body: by degree. Of a degree
    with several the first counts."""
    found: dict[str, Computed] = {}
    for ground, degree in fold.book.computed.items():
        if _shows(fold, strand, ground, name, who):
            found.setdefault(degree.id, ground)
    return found


def _shows(fold: Fold, strand: Strand | None, ground: Computed, name: str, who: str) -> bool:
    if ground is Computed.SAME_UNIT:
        person = fold.people.get(who)
        return person is not None and not person.units.isdisjoint(units_of_sides(fold))
    if ground is Computed.DECIDED_BEFORE:
        return who in _voted_before(fold, strand)
    return not fold.book.others(name).isdisjoint(fold.done_as.get(who, ()))


def conflicts(fold: Fold, who: str, shows: Mapping[str, Computed] = _NOTHING) -> list[Conflict]:
    """The degrees of conflict somebody is in now: said by themselves, confirmed, or alleged and barring; and
    those of which a ground `shows` by itself, which counts once if it is said too."""
    counts: dict[str, int] = dict.fromkeys(shows, 1)
    by_id = fold.book.rulebook.conflicts
    for said in fold.said:
        degree = fold.book.degrees.get(words(said.ground))
        if said.who != who or degree is None or said.settled is False:
            continue
        if shows.get(degree.id) == words(said.ground):
            continue
        if said.own or said.settled or degree.alleged_bars:
            counts[degree.id] = counts.get(degree.id, 0) + 1
    if not counts:
        return []
    return degrees([(by_id[id_], number) for id_, number in counts.items()], by_id)


def _voted_before(fold: Fold, strand: Strand | None) -> set[str]:
    """Who had a part in what is under appeal in a strand, or in what was undone when the matter was sent
    back."""
    key = ("voted", strand.name if strand else 0)
    found: set[str] | None = fold.memo.get(key)
    if found is None:
        found = set()
        attacked = fold.by_n.get(strand.against or -1) if strand else None
        if attacked is not None:
            found |= voters(fold, attacked)
        for act in fold.acts:
            if act.void and (act.row.votes is not None or act.step.id in fold.book.attackers):
                found |= voters(fold, act)
        fold.memo[key] = found
    return found


def _proposed(fold: Fold) -> set[str]:
    """Who began the case where the rules want several for that: a body that decides, or two who sign. It is
    their own proposal that is decided then. Whoever takes down what others complain of proposes nothing."""
    begun = fold.main.opener if fold.main is not None else None
    if begun is None or not (begun.row.votes is not None or begun.row.countersigned):
        return set()
    return voters(fold, begun)


def voters(fold: Fold, act: Act) -> set[str]:
    """Who had a part in a decision: whoever signed it, for themselves or for a body, or signed too; whoever
    voted; and who sat in the body then by appointment, also without a vote."""
    row = act.row
    voted = [votes.all for votes in (row.votes, *row.jointly.values()) if votes is not None]
    signed = [each.by for each in row.countersigned]
    sat = [
        who
        for name in ((row.role, *row.jointly) if row.role in fold.book.rulebook.bodies else row.jointly)
        for who in _sat(fold, name or "", act.seq)
    ]
    return {who for who in (row.by, *signed, *sat, *(each for every in voted for each in every)) if who}


def _sat(fold: Fold, name: str, seq: int) -> Iterator[str]:
    """Who sat in a body at a place in time by appointment."""
    for appointed in reversed(fold.appointed.get(name, ())):
        if appointed.seq <= seq:
            for who in appointed.people:
                if not appointed.seq <= fold.removed.get((name, who), -1) <= seq:
                    yield who
            return


def acts(fold: Fold, strand: Strand | None, name: str, who: str, *, clerical: bool = False) -> Out | None:
    """Why somebody may not act in a role or body in this case now, or None: what `check` says; and for
    whoever was appointed to what one declares for, that they have not declared of all who are on a side by
    now. Until they have, their seat stays theirs, so they may speak: nobody comes in their place."""
    out = check(fold, strand, name, who, clerical=clerical)
    if out is not None or clerical or not has_to_declare(fold, name, who):
        return out
    reason = _("has to declare anew whether there is a conflict of interest: somebody came in as a party")
    return Out(Ground.UNDECLARED, reason, fold.book.rulebook.role_or_body(name).clause, speaks=True)


def has_to_declare(fold: Fold, name: str, who: str) -> bool:
    """Whether somebody who is appointed to a role or body has to declare, before they act, of a party on a
    side of whom they have not."""
    if not fold.book.rulebook.role_or_body(name).declares or who not in fold.appointees(name):
        return False
    return not set(fold.side_ids()) <= fold.declared.get(who, frozenset())


def check(fold: Fold, strand: Strand | None, name: str, who: str, *, clerical: bool = False) -> Out | None:
    """Why somebody may not act in a role or body in this case whatever they declare, or None."""
    role = fold.book.rulebook.role_or_body(name)
    facts = known(fold, strand, who)
    if fold.book.computed and (grounds := shown(fold, strand, name, who)):
        facts = facts._replace(conflicts=conflicts(fold, who, grounds), shown=grounds)
    if name in fold.book.impartial_chairs and of_their_unit(fold, who):
        facts = facts._replace(own_unit=True)
    return why_not(
        role,
        facts,
        fold.clock.local_day(fold.now),
        separate=fold.book.separate.get(name, ()),
        clerical=clerical,
    )
