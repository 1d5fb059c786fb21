"""Letters that an act owes: put where their readers find them, and noted as sent. Never carries their text
by mail: mail says only that something waits, and names the complaint's number.

A letter to a party who has a way in (somebody of the register, or whoever holds a code) is delivered through
the portal and noted `sent` by the channel named; the note `received` follows when it is opened or confirmed.
To anybody else nothing is noted as sent that nobody sent: their letter, and what is owed to an office, a body
or the public, lies at the desk, owed, until somebody sends it and says so. What time did by itself owes its
letters from the note that wrote it down: before that there is nothing to send.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable

from django.db.models import Exists, OuterRef, QuerySet

from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import roster
from dueprocess.docket.actions import steps
from dueprocess.docket.models import Docket, Notice, Party, PersonKey
from dueprocess.docket.needs import MACHINE, Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, outbox
from dueprocess.people.models import Person

log = logging.getLogger(__name__)

PORTAL = "portal"
EMAIL = "email"

_CODES: list[Callable[[Docket], set[str]]] = []


def codes_with(held: Callable[[Docket], set[str]]) -> None:
    """Let a room above tell which parties of a docket, by local key, hold a code that opens their matter."""
    _CODES.append(held)


def to_deliver() -> QuerySet[Notice]:
    """Return the letters that can go out by themselves: owed to a party, from something that has a number."""
    party = Party.objects.filter(docket=OuterRef("docket_id"), key=OuterRef("to_key"))
    return Notice.objects.filter(Exists(party), state="owed", act__gt=0)


def deliver(docket: Docket) -> int:
    """Send every letter of this docket that is owed now; returns how many readers were written to.

    One `sent` note for each act and channel. A party without an address is reached through the portal
    alone; its receipt then runs from opening, or from a `received` note. A letter to somebody who can open
    nothing here stays owed until somebody says how it went. A letter that cannot be noted as
    sent stays owed, and the others go out.
    """
    owed: dict[tuple[int, str], set[str]] = defaultdict(set)
    addresses, persons = _reached(docket, Vault.of(docket))
    inside = persons.union(*(held(docket) for held in _CODES))
    for row in to_deliver().filter(docket=docket, to_key__in=inside).order_by("act", "pk"):
        owed[row.act, EMAIL if addresses.get(row.to_key) else PORTAL].add(row.to_key)
    done = 0
    for (act, channel), keys in sorted(owed.items()):
        try:
            steps.take_note(
                docket=docket,
                note="sent",
                by=MACHINE,
                at=clock.now(),
                needs=Needs(act={"of": act, "to": sorted(keys), "by": channel}),
            )
        except (Refused, Malformed):
            log.exception("a letter of docket %s, entry %d, stays owed", docket.number, act)
            continue
        done += len(keys)
        for key in sorted(keys):
            if address := addresses.get(key):
                outbox.put(
                    address,
                    f"News in your matter {docket.number}",
                    f"There is a letter for you in the matter {docket.number}.\n\n"
                    "To read it, sign in, or enter your receipt code on the page for following a complaint.\n"
                    "This message says nothing else on purpose.\n",
                )
    return done


def _reached(docket: Docket, vault: Vault) -> tuple[dict[str, str], set[str]]:
    """Return the mail addresses of the parties that have one, by local key, and the keys of those who are
    somebody of the register."""
    found: dict[str, str] = {}
    known: set[str] = set()
    persons: dict[int, str] = {}
    rows = {row.key: row for row in PersonKey.objects.filter(docket=docket)}
    linked = roster.links(roster.rows(docket))
    for row in (each for key, each in rows.items() if not key.startswith("O")):
        identity = vault.identity(row)
        if row.key in linked:
            behind = rows.get(linked[row.key])
            identity["person"] = vault.identity(behind).get("person") if behind else None
        if identity.get("person"):
            known.add(row.key)
        if address := identity.get("contact", {}).get("email"):
            found[row.key] = address
        elif person := identity.get("person"):
            persons[person] = row.key
    for pk, email in Person.objects.filter(pk__in=list(persons)).exclude(email="").values_list("pk", "email"):
        found[persons[pk]] = email
    return found, known
