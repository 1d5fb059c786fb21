"""What comes in by a note of the house: at once a docket of its own, with number and key, before any step is
taken. A message that arrived, with its clock and owner, before anybody knows what it is; an approach that
somebody enters. Decides nothing about it; what a message is, `house_note` says (`house.CLASSIFIED`).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core import engine
from dueprocess.core.errors import Refused
from dueprocess.docket import house, roster
from dueprocess.docket.actions import copies, owners, preparing, steps, writing
from dueprocess.docket.actions.preparing import Alike, Asked
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.models.dockets import MESSAGE
from dueprocess.docket.models.source import ABOUT
from dueprocess.docket.needs import MACHINE, Actor, Needs
from dueprocess.docket.roster import Assembled
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock, keys
from dueprocess.rules import rulebooks

SENDER = "sender"
"""Under which key the people are whom the sender of a message may be, until somebody says who it is."""


def begin(kind: str = MESSAGE) -> Docket:
    """Return a docket for a message (or of another kind that a note begins), under the rulebook for cases in
    force now, that is not saved yet: its number and its key are there, so that files can be sealed. Raises
    Refused where no rulebook is in force."""
    return Docket(
        number=keys.number(),
        kind=kind,
        rulebook=rulebooks.in_force(clock.now().date(), "case"),
        pseudonym=secrets.token_hex(16),
        key_wrapped=keys.wrap(keys.new_key()),
    )


@transaction.atomic
def arrive(
    *, docket: Docket, at: datetime, needs: Needs, meant: Sequence[int] = (), about: Sequence[int] = ()
) -> Act:
    """Write down that a message arrived at `at`, as the first act of `docket` (`begin`), or as a further one
    of a message that nobody has classified yet (Refused otherwise).

    `meant` are the people of the register whom its sender may be, `about` those of whom it may speak: the
    file stays shut for them (for the latter until it is made a case, whose parties are named then), and none
    of them is its owner. `needs.late_reason` is needed as for every act.
    """
    vault = Vault.of(docket)
    first = docket.pk is None
    if first:
        docket.save(force_insert=True)
    else:
        docket = Docket.objects.locked(docket.pk)
        if docket.kind != MESSAGE or not docket.is_open:
            raise Refused("already_done", _("This message was classified already."), None)
    whole = roster.assemble(docket, vault, at=at)
    alike = _alike(vault, {SENDER: meant, ABOUT: [each for each in about if each not in meant]})
    if first or owners.lost(whole, {}, alike.persons):
        needs = replace(needs, owner=owners.reader(whole, but=alike.persons))
    return _write(whole, house.ARRIVED, by=MACHINE, at=at, needs=needs, alike=alike)


@transaction.atomic
def enter(
    *, docket: Docket, note: str, by: Actor, owner: int, needs: Needs, shut: Mapping[str, Sequence[int]]
) -> Act:
    """Begin a docket (`begin`) by a note of the house that is written now, or go on with one by a further
    note: somebody of the register (`owner`, by key) owns it.

    From then on it is shut for the people of `shut` (keys of the register, by the local key under which each
    may be meant), whatever else might open it; the owner must not be among them.
    """
    vault = Vault.of(docket)
    key = vault.local(owner)
    alike = _alike(vault, shut)
    alike = replace(alike, persons={**alike.persons, key: owner})
    if docket.pk is None:
        docket.save(force_insert=True)
    else:
        docket = Docket.objects.locked(docket.pk)
    at = clock.now()
    whole = roster.assemble(docket, vault, at=at)
    needs = replace(needs, owner=key)
    made = _write(whole, note, by=by, at=at, needs=needs, alike=alike)
    if not docket.owner:  # whoever holds no role is not on the roster
        docket.owner = person_tag(owner)
        docket.save(update_fields=["owner"])
    return made


def _alike(vault: Vault, groups: Mapping[str, Sequence[int]]) -> Alike:
    """Return whom each of these keys may mean."""
    keyed = {name: {vault.local(person): person for person in group} for name, group in groups.items()}
    persons = {key: person for group in keyed.values() for key, person in group.items()}
    return Alike({name: list(group) for name, group in keyed.items() if group}, persons)


def _write(whole: Assembled, note: str, *, by: Actor, at: datetime, needs: Needs, alike: Alike) -> Act:
    """Write the note by which something came in, and bring its copies up to it."""
    docket, first = whole.docket, not whole.rows
    introduces = preparing.introduces(needs) | ({"docket": preparing.opened(docket)} if first else {})
    asked = Asked(
        note=note, by=by, at=at, recorded_at=preparing.recorded_at(at, needs, whole.rows), needs=needs,
        kept=writing.keep(whole.vault, needs.files),
    )  # fmt: skip
    act = preparing.act_of(whole, asked)
    made = steps.write(whole, asked, act, None, introduces=introduces, alike=alike, opening=first)
    whole.json["acts"] = roster.acts(whole.rows)
    copies.write(whole, engine.state(rulebooks.LIBRARY, whole.engine(), clock.now()))
    docket.save(update_fields=copies.FIELDS)
    return made
