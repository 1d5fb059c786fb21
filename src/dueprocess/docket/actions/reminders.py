"""Reminding of a coming last day whoever owes the step, on the days that the rulebook names (`remind`).

Mail says only that something of theirs has a last day soon; an address gets one such message a day, however
many last days come near. A reminder is no act: nothing follows from it, and a deadline runs whether or not
somebody was reminded (docs/adr/0055). What was done is kept as a row, so that nobody is reminded twice.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from dueprocess.core import engine
from dueprocess.core.engine import State, bodies
from dueprocess.docket import outlook, roster, wall, way_in
from dueprocess.docket.actions import copies
from dueprocess.docket.actions.letters import FOLLOW, addresses_of
from dueprocess.docket.models import Docket, Reminder
from dueprocess.docket.roster import Assembled
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock, mail
from dueprocess.people.models import Login
from dueprocess.rules import rulebooks
from dueprocess.rules.actions import organisation

DESK = "desk:work"
"""Where those find it who are reminded: staff and parties."""


@transaction.atomic
def remind(docket: Docket) -> int:
    """Send what the rules remind of up to now, one message to each person; returns how many were written to.

    Days that went by while nothing ran are made up for together. A deadline that was met, fell away, stands
    still or is over reminds nobody.
    """
    docket = Docket.objects.locked(docket.pk)
    at, vault = clock.now(), Vault.of(docket)
    whole = roster.assemble(docket, vault, at=at)
    state = engine.state(rulebooks.LIBRARY, whole.engine(), at)
    owed = copies.owed(docket, outlook.reminders(state))
    due = [each for each in owed if each.at <= at]
    written: set[str] = set()
    if due:
        today = rulebooks.clock(docket.rulebook_id).local_day(at)
        found: dict[tuple[Any, ...], set[str]] = defaultdict(set)
        for each in due:
            if each.mark[:-1] not in found:
                found[each.mark[:-1]] = _write(whole, state, each, today)
        written = set().union(*found.values())
        Reminder.objects.bulk_create(
            Reminder(
                docket=docket, strand=each.strand, step=each.step, entry=each.entry, person=each.person,
                on=each.on, done_at=at, readers=len(found[each.mark[:-1]]),
            )
            for each in due
        )  # fmt: skip
    docket.remind_at = next((each.at for each in owed if each not in due), None)
    docket.save(update_fields=["remind_at"])
    return len(written)


def _write(whole: Assembled, state: State, each: outlook.Reminding, today: date) -> set[str]:
    """Write to whoever owes one step and can be reached by mail; returns their addresses."""
    parties, officers = _owing(whole, state, each)
    addresses = dict.fromkeys(_of_parties(whole, parties), FOLLOW)
    addresses |= dict.fromkeys(_of_officers(whole.docket, officers), DESK)
    house = organisation().name
    for address, path in addresses.items():
        mail.reminder(address, path=reverse(path), house=house, day=today)
    return set(addresses)


def _owing(whole: Assembled, state: State, each: outlook.Reminding) -> tuple[set[str], set[int]]:
    """Return who owes a step: parties by their local keys, and officers by their keys in the register.

    Of the officers who may take it in this case the owner alone, if it is one of them. Where a step enters
    that a sanction was complied with, those on whom it lies owe it too.
    """
    fold = state._fold
    step = fold.book.steps[each.step]
    ways = [way for way in bodies.ways(fold, fold.strands[each.strand], step) if not way.anyone]
    able = {who for way in ways for who in way.people}
    parties = able & set(state.parties)
    if fold.book.own[step.id] and each.person:
        parties &= {each.person}
    fulfilled = step.effects_with(None).fulfils
    parties |= {item.on for item in state.sanctions if item.id in fulfilled and item.live and item.on}
    known = whole.roster.people.keys() & whole.roster.persons.keys()
    officers = {whole.roster.persons[who] for who in able & known}
    owner = {person for person in officers if person_tag(person) == whole.docket.owner}
    return parties, owner or officers


def _of_parties(whole: Assembled, parties: set[str]) -> set[str]:
    if not parties:
        return set()
    ways = {key: way for key, way in way_in.of(whole.docket).items() if key in parties and way.opens}
    return set(filter(None, addresses_of(whole.docket, ways).values()))


def _of_officers(docket: Docket, persons: set[int]) -> set[str]:
    """Return the addresses by which they sign in, of those only for whom the file is not shut."""
    if not persons:
        return set()
    open_to = [person for person in roster.names(persons).values() if wall.sees(docket, person)]
    return set(Login.objects.filter(person__in=open_to, is_active=True).values_list("email", flat=True))
