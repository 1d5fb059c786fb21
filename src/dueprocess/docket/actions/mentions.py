"""Noting that a party's text may speak of an officer, where the rulebook bars whoever is mentioned until
somebody has ruled on it.

A machine's guess: it takes no sight away, gives the case to nobody else, and says whose words it goes by.
Where it leaves nobody who could rule on it, oversight is told.
"""

from __future__ import annotations

from dataclasses import replace
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


@transaction.atomic
def look(docket: Docket, n: int) -> list[str]:
    """Note each officer of this case of whom act `n`, if a party wrote it, may speak; once for each, whoever
    names them again. Returns their local keys. Done twice it changes nothing more."""
    docket = Docket.objects.locked(docket.pk)
    if docket.key_wrapped is None or not docket.is_open or docket.kind != CASE:
        return []
    vault = Vault.of(docket)
    whole = roster.assemble(docket, vault, at=clock.now())
    act = Act.objects.filter(docket=docket, n=n).first()
    if act is None or n in roster.annulled(whole.rows) or not mentions.asked(whole.rulebook):
        return []
    author = mentions.author(act.by_key, act.facts, act.introduces)
    if not author:
        return []
    but = mentions.left_out(whole, n)
    found = []
    for person, passage in spoken.passages(mentions.text_of(act, vault)).items():
        key = vault.local(person)
        if key in but or key not in whole.roster.people or key == author:
            continue
        facts = {"who": key, "ground": MENTIONED, "said_by": author}
        needs = Needs(act=facts)
        if passage and n not in kept_back.from_outside(docket).words:
            needs = replace(needs, content={"conflict": passage}, introduces={house.QUOTES: n})
        steps.take_note(docket=docket, note="conflict", by=MACHINE, at=clock.now(), needs=needs)
        found.append(key)
    if found and not rules_on_it(docket):
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
