"""Letting parties in who have no login of their own: giving a one-time link, opening it, keeping a passkey,
closing what was given.

Each is a note of the case, so that the record tells who was let in, by whom and when. The code of a link is
made here, shown or mailed once, and kept nowhere; its keyed tag is sealed in the note. Must not know how a
code is typed or how a passkey is proved: the door does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from dueprocess.cases.models import Case, PartyWay
from dueprocess.core import engine
from dueprocess.core.engine import untold
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import approving, house, roster, way_in
from dueprocess.docket.actions import house_note, letters, preparing
from dueprocess.docket.models import Act, Docket, Notice, Party
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, keys, mail
from dueprocess.people.actions import logins
from dueprocess.people.models import Login
from dueprocess.rules import rulebooks
from dueprocess.rules.actions import organisation

DAYS = 14
"""So long a link waits to be opened."""
LINK = "portal:link"
"""Where a link leads; its address is known to the door that has it."""


class Channel(StrEnum):
    """How a link reaches its party: mailed by us, or by an officer who posts it, hands it over or says it."""

    EMAIL = "email"
    POST = "post"
    HAND = "hand"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Given:
    """A link that was given: the note, and its code, which is known nowhere else; "" where it was mailed, and
    so is known to nobody here."""

    act: Act
    code: str


def tag_of(code: str) -> str:
    """Return the tag under which a link is kept; its code is stored nowhere."""
    return keys.tag("way", keys.normal(code))


@transaction.atomic
def give_link(*, docket: Docket, key: str, channel: Channel, by: Actor, length: int | None = None) -> Given:
    """Give a party (local key) a link that opens their own part once, within fourteen days. Links given to
    them before open nothing any more, nor does what they had opened; a passkey stays.

    Raises Refused: "no_party"; "no_person" for a unit or body, which reads nothing itself; "anonymous"
    for who has not said who they are; "joined" where the
    case went into another; "has_login" for who signs in; "untold" for a respondent (or who acts for one) whom
    the rules have not told yet and owe no letter; "conflict", and what `house_note` raises for whoever has no
    part in the case. Malformed where it is to be mailed and no address is known.
    """
    docket = Docket.objects.locked(docket.pk)
    way = _party(docket, key)
    if way.login:
        raise Refused("has_login", _("They sign in with a login of their own: that is their way in."), None)
    if by.person is None or not approving.may(docket, by.person):
        raise Refused("conflict", _("A conflict of interest keeps you from letting anybody in."), None)
    _told(docket, key)
    address = letters.addresses_of(docket, {key: way}).get(key, "")
    if channel is Channel.EMAIL and not address:
        what = _("No e-mail address of theirs is known.")
        raise Malformed([Problem("channel", None, what, _("Choose another way to bring it to them."))])
    code = keys.receipt_code()
    until = clock.now() + timedelta(days=DAYS)
    needs = Needs(
        act={"to": [key], "by": str(channel), "until": until.isoformat()}, content={house.WAY: tag_of(code)}
    )
    act = house_note(docket=docket, note=house.LINK_GIVEN, by=by, needs=needs, named={}, length=length)
    if channel is Channel.EMAIL:
        mail.way_in(address, path=reverse(LINK, args=[code]), house=organisation().name, days=DAYS)
        return Given(act, "")
    return Given(act, code)


@transaction.atomic
def use_link(code: str) -> PartyWay:
    """Open a link: from now on it opens nothing more. Returns its row, with the docket.

    Raises Refused("unknown_link") for every code that opens nothing, whatever the reason: no such link, used,
    out of its time, closed; its party gone, its case erased or joined into another.
    """
    refused = Refused("unknown_link", _("This link or code opens nothing."), None)
    found = PartyWay.objects.filter(tag=tag_of(code)).first() if keys.valid(code) else None
    if found is None:
        raise refused
    docket = Docket.objects.locked(found.docket_id)
    standing = PartyWay.objects.opening(clock.now()).filter(pk=found.pk, login=None)
    if not stands(docket, found.key) or not standing.exists():
        raise refused
    needs = Needs(act={"of": found.act, "by": found.key})
    house_note(docket=docket, note=house.LINK_USED, by=Actor(key=found.key), needs=needs, named={})
    return PartyWay.objects.select_related("docket").get(docket=docket, act=found.act)


@transaction.atomic
def keep_passkey(*, docket: Docket, by: Actor, login: Login) -> Act:
    """Let a party (`by.key`) come back by the passkey of this login, which belongs to nobody of the register.

    Raises Refused("no_party") where they are none any more, ("not_yours") for the login of a person of the
    register, ("done_already") where that login opens their part already.
    """
    docket, key = Docket.objects.locked(docket.pk), by.key or ""
    if not stands(docket, key):
        raise Refused("no_party", _("This is no party to the case."), None)
    if login.person_id is not None:
        raise Refused("not_yours", _("Who has a login of their own comes in by that."), None)
    if PartyWay.objects.filter(docket=docket, key=key, login=login, ended_at=None).exists():
        raise Refused("done_already", _("This passkey opens this matter already."), None)
    needs = Needs(act={"to": [key]}, content={house.WAY: login.pk})
    return house_note(docket=docket, note=house.PASSKEY_KEPT, by=by, needs=needs, named={})


@transaction.atomic
def close_ways(*, docket: Docket, key: str, by: Actor, reason: str = "", length: int | None = None) -> Act:
    """Close every link and passkey of a party, and what these have opened. An officer gives a reason; a
    party closes their own without one.

    Raises Malformed where an officer gives none; Refused("nothing_open") where there is nothing to close,
    ("conflict") for an officer whom one bars.
    """
    if by.key != key:
        preparing.reason_given(reason)
    docket = Docket.objects.locked(docket.pk)
    approving.unbarred(docket, by, _("A conflict of interest keeps you from shutting anybody out."))
    if not PartyWay.objects.filter(docket=docket, key=key, ended_at=None).exists():
        raise Refused("nothing_open", _("They have no link and no passkey that could be closed."), None)
    needs = Needs(act={"to": [key]}, content={"reason": reason} if reason else {})
    return house_note(docket=docket, note=house.WAYS_CLOSED, by=by, needs=needs, named={}, length=length)


def stands(docket: Docket, key: str) -> bool:
    """Tell whether somebody is a party to a docket that can be opened: they were not released, it was not
    erased and did not go into another."""
    return (
        docket.key_wrapped is not None
        and Party.objects.filter(docket=docket, key=key).exists()
        and not Case.objects.filter(docket=docket).exclude(joined_into=None).exists()
    )


def _party(docket: Docket, key: str) -> way_in.Way:
    """Return how a party comes in now, or raise Refused where nobody could."""
    party = Party.objects.filter(docket=docket, key=key).first()
    if party is None or docket.key_wrapped is None:
        raise Refused("no_party", _("This is no party to the case."), None)
    if not stands(docket, key):
        raise Refused("joined", _("This case went into another: let them in there."), None)
    known = Vault.of(docket).identity(docket.person_keys.get(key=key))
    if known.get("unit") or known.get("body") or known.get("organisation"):
        said = _("A unit or body reads nothing itself. Add who represents it as a party, and let them in.")
        raise Refused("no_person", said, None)
    if not (known.get("name") or known.get("person")):
        said = _("They have not said who they are: nobody here could know to whom a link goes.")
        raise Refused("anonymous", said, None)
    return way_in.of(docket)[key]


def _told(docket: Docket, key: str) -> None:
    """Raise Refused where somebody would learn of the case by the link before the rules tell them of it. A
    letter that is owed to them goes out as soon as they can open it."""
    at, vault = clock.now(), Vault.of(docket)
    acts_for = str(vault.identity(docket.person_keys.get(key=key)).get("acts_for") or "")
    state = engine.state(rulebooks.LIBRARY, roster.assemble(docket, vault, at=at).engine(), at)
    silent = untold.untold(state, [key, acts_for])
    owed = Notice.objects.filter(docket=docket, to_key=key, state="owed", act__gt=0)
    if silent and not (silent == (key,) and owed.exists()):
        raise untold.refusal(state, silent)


def begin_passkey() -> Login:
    """Make the login under which a party sets up a passkey. It opens nothing until `keep_passkey`; one that
    is never used is swept."""
    return logins.for_party()


__all__ = [
    "DAYS",
    "LINK",
    "Channel",
    "Given",
    "begin_passkey",
    "close_ways",
    "give_link",
    "keep_passkey",
    "stands",
    "tag_of",
    "use_link",
]
