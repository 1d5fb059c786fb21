"""A message that arrived: at once a docket of its own, with number, key, clock and owner, before anybody
knows what it is. Decides nothing about it; what a message is, `house_note` says (`house.CLASSIFIED`).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
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
from dueprocess.docket.needs import MACHINE, Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, keys
from dueprocess.rules import rulebooks

SENDER = "sender"
"""Under which key the people are whom the sender of a message may be, until somebody says who it is."""


def begin() -> Docket:
    """Return a docket for a message, under the rulebook in force now, that is not saved yet: its number and
    its key are there, so that files can be sealed. Raises Refused where no rulebook is in force."""
    return Docket(
        number=keys.number(),
        kind=MESSAGE,
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
    introduces = preparing.introduces(needs) | ({"docket": preparing.opened(docket)} if first else {})
    groups = {SENDER: meant, ABOUT: [each for each in about if each not in meant]}
    keyed = {name: {vault.local(person): person for person in group} for name, group in groups.items()}
    persons = {key: person for group in keyed.values() for key, person in group.items()}
    anew = first or owners.lost(whole, {}, persons)
    asked = Asked(
        note=house.ARRIVED, by=MACHINE, at=at, recorded_at=preparing.recorded_at(at, needs, whole.rows),
        needs=replace(needs, owner=owners.reader(whole, but=persons)) if anew else needs,
        kept=writing.keep(vault, needs.files),
    )  # fmt: skip
    alike = Alike({name: list(group) for name, group in keyed.items() if group}, persons)
    act = preparing.act_of(whole, asked)
    made = steps.write(whole, asked, act, None, introduces=introduces, alike=alike, opening=first)
    whole.json["acts"] = roster.acts(whole.rows)
    copies.write(whole, engine.state(rulebooks.LIBRARY, whole.engine(), clock.now()))
    docket.save(update_fields=copies.FIELDS)
    return made
