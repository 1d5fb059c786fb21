"""Checking what was drawn by lot in cases against the record: each was announced, fell by the record that was
published after that, and falls so again. Knows notes and entries, nobody's name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dueprocess.cases.lots.actions import fell
from dueprocess.docket import house
from dueprocess.docket.models import Act
from dueprocess.ledger import lots, state
from dueprocess.tlog.errors import BadBytes


@state.check("cases.lots")
def drawn() -> Iterator[str]:
    """Every drawing is of its announcement, once, by the first checkpoint that was witnessed after it."""
    seen: set[tuple[int, bytes]] = set()
    notes = Act.objects.filter(is_note=True, name__in=(house.LOT, house.DRAWN)).order_by("docket", "n")
    every = list(notes.select_related("entry"))
    announced = {bytes(act.entry.leaf): act for act in every if act.name == house.LOT}
    for act in every:
        if act.name == house.DRAWN:
            yield from _one(act, announced, seen)


def _one(act: Act, announced: Mapping[bytes, Act], seen: set[tuple[int, bytes]]) -> Iterator[str]:
    what, facts = f"what was drawn in act {act.pk}", act.facts
    try:
        leaf, root = bytes.fromhex(facts["leaf"]), bytes.fromhex(facts["root"])
        among, again = facts["among"], fell(leaf, root, facts["among"])
        stated = facts["size"], facts["order"], facts["role"]
    except (KeyError, TypeError, ValueError, BadBytes):
        yield f"{what} does not say by what"
        return
    said = announced.get(leaf)  # in another case, where this came along with a part that was split off
    if said is None:
        yield f"{what} was never announced"
        return
    if (act.docket_id, leaf) in seen:
        yield f"{what} was drawn before"
    seen.add((act.docket_id, leaf))
    if said.docket_id == act.docket_id and (said.n, said.facts["among"], said.facts["role"]) != (
        facts["announced"], among, stated[2],
    ):  # fmt: skip
        yield f"{what} was announced among others"
    head = lots.seed_of(said.entry_id)
    if head is None or (head.size, head.root) != (stated[0], root):
        yield f"{what} is not by the first record that was published after the announcement"
    if again != stated[1]:
        yield f"{what} did not fall as the lot falls"
