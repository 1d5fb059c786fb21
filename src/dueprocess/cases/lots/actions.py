"""Announcing that a role or body is drawn by lot, and drawing. Each is a note of the case.

Whoever announces does not know what comes up: that follows from the entry of the announcement, which holds
the list, and from the record as it is published after it. Neither is ever annulled, and nothing is drawn
anew while those who were drawn fill the seats: whoever cannot be appointed is followed by the next. So
nobody draws until they like it. Must not appoint anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core import engine
from dueprocess.core.engine import appointing
from dueprocess.core.errors import Refused
from dueprocess.core.rulebook.model import Chosen, Rulebook
from dueprocess.docket import house, roster, wall
from dueprocess.docket.actions import house_note, take_note
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.ledger import lots
from dueprocess.rules import rulebooks
from dueprocess.tlog import lot


def by_lot(rulebook: Rulebook) -> tuple[str, ...]:
    """Return the roles and bodies of a rulebook whose people are chosen by lot."""
    every = (*rulebook.roles.values(), *rulebook.bodies.values())
    return tuple(each.id for each in every if each.chosen is Chosen.LOT)


def announced(rows: Sequence[roster.Row], role: str) -> roster.Row | None:
    """Return the announcement for a role or body of which nothing was drawn yet."""
    notes = [row for row in rows if row.is_note and row.facts.get("role") == role]
    drawn = {row.facts.get("announced") for row in notes if row.name == house.DRAWN}
    return next((row for row in notes if row.name == house.LOT and row.n not in drawn), None)


def where(state: engine.State, role: str, who: str) -> appointing.Lot | None:
    """Return how the lot for a role stands where somebody may take a step now that appoints to it: in the
    first strand in which those who were drawn do not fill it, if there is one. None where they may not."""
    found = tuple(_lots(state, role, who))
    return next((each for each in found if not each.filled), found[0] if found else None)


def _lots(state: engine.State, role: str, who: str) -> Iterator[appointing.Lot]:
    fold = state._fold
    for each in engine.permitted(state, who):
        step = rulebooks.get(each.rulebook).steps[each.step] if each.allowed and each.rulebook else None
        if step is None or who not in each.who:
            continue
        effects = (step.effects, *(outcome.effects for outcome in step.outcomes.values()))
        if any(role in what.appoints for what in effects):
            strand = next((one for one in fold.strands.values() if one.name == each.strand), None)
            yield appointing.lot(fold, strand, role)


@transaction.atomic
def announce(*, docket: Docket, role: str, by: Actor, length: int | None = None) -> Act:
    """Announce that a role or body is drawn by lot among those who could be appointed to it now, declared or
    not, in the order of the register; where some were drawn before, among those who were not.

    Raises Refused("no_case") where one does not see it; ("not_by_lot") for a role that no lot chooses;
    ("not_now") for whoever may not take a step now that appoints to it; ("announced") where that was done and
    not drawn; ("drawn_before") while those who were drawn fill it; ("too_few") where all together would not.
    """
    docket = Docket.objects.locked(docket.pk)
    if by.person is None or not wall.sees(docket, by.person):
        raise Refused("no_case", _("There is nothing here that you could draw."), None)
    whole = roster.assemble(docket, Vault.of(docket), at=clock.now())
    if role not in by_lot(whole.rulebook):
        raise Refused("not_by_lot", _("The rules choose nobody by lot for this."), None)
    state = engine.state(rulebooks.LIBRARY, whole.engine(), clock.now())
    stands = where(state, role, whole.vault.local(by.person.pk))
    if stands is None:
        said = _("A drawing is announced by whoever may appoint, when they may.")
        raise Refused("not_now", said, None)
    if announced(whole.rows, role) is not None:
        said = _("This is announced already. Draw when the record was published.")
        raise Refused("announced", said, None)
    if stands.filled:
        said = _(
            "The lot fell already, and those who were drawn can be appointed. Whoever cannot is followed by "
            "the next who was drawn; nothing is drawn again."
        )
        raise Refused("drawn_before", said, None)
    among = [key for key in stands.able if key not in stands.order]
    if not stands.enough or not among:
        said = _("Too few could be appointed: a lot among them would not fill the seats.")
        raise Refused("too_few", said, None)
    out = [key for key, _why in stands.out]
    persons = {key: whole.roster.persons[key] for key in (*among, *out)}
    needs = Needs(act={"role": role, "among": among, "but": out})
    return house_note(docket=docket, note=house.LOT, by=by, needs=needs, named=persons, length=length)


@transaction.atomic
def draw(*, docket: Docket, role: str, by: Actor, length: int | None = None) -> Act:
    """Draw what was announced for a role or body, by the first checkpoint that was witnessed after it.
    Whoever draws, and whenever: the same comes up.

    Raises Refused("no_case") where one does not see it, ("not_announced"), ("not_witnessed") while no such
    checkpoint is published, and as `take_note`.
    """
    docket = Docket.objects.locked(docket.pk)
    if by.person is None or not wall.sees(docket, by.person):
        raise Refused("no_case", _("There is nothing here that you could draw."), None)
    row = announced(roster.rows(docket), role)
    if row is None:
        raise Refused("not_announced", _("A drawing is announced first."), None)
    head = lots.seed_of(row.entry)
    if head is None:
        said = _("The record was not published and witnessed since the announcement. Draw after that.")
        raise Refused("not_witnessed", said, None)
    leaf, among = lots.leaf_of(row.entry), list(map(str, row.facts["among"]))
    facts = {
        "role": role, "announced": row.n, "leaf": leaf.hex(), "size": head.size, "root": head.root.hex(),
        "among": among, "order": fell(leaf, head.root, among),
    }  # fmt: skip
    return take_note(
        docket=docket, note=house.DRAWN, by=by, at=clock.now(), needs=Needs(act=facts), length=length
    )


def fell(leaf: bytes, root: bytes, among: Sequence[Any]) -> list[Any]:
    """Return these in the order in which the lot puts them."""
    return [among[at] for at in lot.order(announcement=leaf, root=root, among=len(among))]
