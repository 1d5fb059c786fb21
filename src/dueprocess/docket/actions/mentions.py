"""Noting that a party's text may speak of an officer, where the rulebook bars whoever is mentioned until
somebody has ruled on it.

A machine's guess: it takes no sight away, gives the case to nobody else, and says whose words it goes by.
Where it leaves nobody who could rule on it, oversight is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from dueprocess.core import engine
from dueprocess.core.rulebook.model import MENTIONED
from dueprocess.core.rulebook.ways import all_effects
from dueprocess.docket import house, kept_back, mentions, roster
from dueprocess.docket.actions import steps, unassigned
from dueprocess.docket.kinds import CASE
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import MACHINE, Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.people import spoken
from dueprocess.rules import rulebooks

AT_ONCE = 10
"""Officers that are noted in one transaction."""


def look(docket: Docket, n: int) -> list[str]:
    """Note each officer of this case of whom act `n`, if a party wrote it, may speak; once for each, whoever
    names them again. Returns their local keys. Done twice, or cut short and done again, it changes nothing
    more. Few are noted at a time: in between others can write in the record."""
    act = Act.objects.select_related("docket").filter(docket=docket, n=n).first()
    if act is None or act.docket.key_wrapped is None:
        return []
    vault = Vault.of(act.docket)
    spoken_of = {
        vault.local(who): said for who, said in spoken.passages(mentions.text_of(act, vault)).items()
    }
    found: list[str] = []
    while some := note(docket, n, spoken_of):
        found += some
    return found


@transaction.atomic
def note(docket: Docket, n: int, spoken_of: Mapping[str, str]) -> list[str]:
    """Note `AT_ONCE` of those (local keys) of whom act `n` may speak, each with the sentence; returns their
    keys, none once all are noted who are to be."""
    docket = Docket.objects.locked(docket.pk)
    if docket.key_wrapped is None or not docket.is_open or docket.kind != CASE:
        return []
    whole = roster.assemble(docket, Vault.of(docket), at=clock.now())
    act = Act.objects.get(docket=docket, n=n)
    if n in roster.annulled(whole.rows) or not mentions.asked(whole.rulebook):
        return []
    author = mentions.author(act.by_key, act.facts, act.introduces)
    if not author:
        return []
    but = {*mentions.left_out(whole, n), author}
    left = [key for key in spoken_of if key not in but and key in whole.roster.people]
    found = left[:AT_ONCE]
    silent = n in kept_back.from_outside(docket).words  # what is privileged is not repeated
    for key in found:
        said = "" if silent else spoken_of[key]
        needs = Needs(
            act={"who": key, "ground": MENTIONED, "said_by": author},
            content={"conflict": said} if said else {}, introduces={house.QUOTES: n} if said else {},
        )  # fmt: skip
        steps.take_note(docket=docket, note="conflict", by=MACHINE, at=clock.now(), needs=needs)
    if found and found == left and not rules_on_it(docket):
        unassigned.tell_oversight(docket)
    return found


def rules_on_it(docket: Docket) -> list[str]:
    """Return the local keys of those who may settle a conflict in this docket now."""
    now = clock.now()
    whole = roster.assemble(Docket.objects.get(pk=docket.pk), Vault.of(docket), at=now)
    return settlers(engine.state(rulebooks.LIBRARY, whole.engine(), now), whole.rulebook.steps)


def settlers(state: engine.State, known: Any) -> list[str]:
    """Return who may take a step that settles a conflict."""
    may = [
        each for each in engine.permitted(state)
        if each.step in known and any(what.conflict for what in all_effects(known[each.step]))
    ]  # fmt: skip
    return list(dict.fromkeys(who for each in may if each.allowed for who in each.who))
