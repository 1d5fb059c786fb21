"""Letters that an act owes: put where their readers find them, and noted as sent. Never carries their text
by mail: mail says only that something waits.

A letter to a party who can open it (`docket.way_in` says who can) is delivered through the portal and noted
`sent` by the channel named; the note `received` follows when it is opened or confirmed. To anybody else
nothing is noted as sent that nobody sent: their letter, and what is owed to an office, a body or the public,
lies at the desk, owed, until somebody sends it and says so, or until its reader has a way in. What time did
by itself owes its letters from the note that wrote it down: before that there is nothing to send. What may be
left out and was not asked for goes out only when somebody sends it (`send_now`).

Where words were adopted for a letter (`docket.lettering`), it goes as that letter: it is kept with the note,
as it is read and as PDF, and which words they were. One that lacks a value that it needs stays owed until
somebody says how it went.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.letters.sent import EVERYBODY
from dueprocess.docket import hearings, house, lettering, replies, roster, way_in
from dueprocess.docket.actions import steps
from dueprocess.docket.lettering import Written
from dueprocess.docket.models import Act, Docket, Notice, Party, PersonKey
from dueprocess.docket.needs import MACHINE, Actor, Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, mail, outbox
from dueprocess.kit.components import absolute
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks
from dueprocess.rules.actions import organisation

log = logging.getLogger(__name__)

OPTIONAL, OWED = "optional", "owed"
FOLLOW = "portal:follow"
"""Where parties follow their matter; its address is known to the door that has it."""
MAILS = "mails"
"""What `introduces` names in a note of mail that went out: the code of each (`kit.outbox`), by local key."""
AGAIN = "again"
"""What `introduces` names where a sending is noted anew without whom it did not reach: the note before."""
PORTAL, EMAIL, POST = "portal", "email", "post"


def to_deliver() -> QuerySet[Notice]:
    """Return the letters that go out by themselves where their reader can open them: owed to a party, from
    something that has a number."""
    party = Party.objects.filter(docket=OuterRef("docket_id"), key=OuterRef("to_key"))
    return Notice.objects.filter(Exists(party), state=OWED, act__gt=0)


def deliverable(dockets: Collection[Docket]) -> list[Docket]:
    """Return those of these dockets that owe a letter to somebody who can open it, in their order."""
    ways = way_in.ways(dockets)
    owed = to_deliver().filter(docket__in=ways).values_list("docket_id", "to_key")
    able = {docket for docket, key in owed if ways[docket].get(key, way_in.SHUT).opens}
    return [each for each in dockets if each.pk in able]


def deliver(docket: Docket) -> int:
    """Send every letter of this docket that is owed now; returns how many readers were written to.

    One `sent` note for each letter in adopted words, of others one for each act and channel. A party without
    an address is reached through the portal alone; its receipt then runs from opening, or from a `received`
    note. Whoever waits for the post with the link that opens it gets it by post. A letter to somebody who can
    open nothing here stays owed until somebody says how it went, and so does one whose mail came back, and
    one that lacks a value. A letter that cannot be noted as sent stays owed, and the others go out.
    """
    owed: dict[tuple[int, str], set[str]] = defaultdict(set)
    inside = {key: way for key, way in way_in.of(docket).items() if way.opens}
    rows = list(to_deliver().filter(docket=docket, to_key__in=inside).order_by("act", "pk"))
    wanted = {row.to_key for row in rows}
    addresses = addresses_of(docket, {key: way for key, way in inside.items() if key in wanted})
    posted = _posted(docket, {key: way for key, way in inside.items() if key in wanted})
    back = came_back(docket)
    for row in rows:
        if (row.act, row.to_key) in back:
            continue
        owed[row.act, _channel(row.to_key, addresses, posted)].add(row.to_key)
    done = 0
    for (act, channel), keys in sorted(owed.items()):
        at, plain = clock.now(), []
        for key in sorted(keys):
            written = lettering.write(docket, act=act, to=key, channel=channel, at=at)
            if not written:
                plain.append(key)
            elif any(each.missing for each in written):
                log.warning(
                    "a letter of docket %s, entry %d, lacks a value and stays owed", docket.number, act
                )
            else:
                done += _go_out(docket, act, [key], channel, at, addresses, written)
        if plain:
            done += _go_out(docket, act, plain, channel, at, addresses)
    return done


def _channel(key: str, addresses: Mapping[str, str], posted: Collection[str]) -> str:
    """Return by which channel a letter that is put there for a party reaches them."""
    return POST if key in posted else EMAIL if addresses.get(key) else PORTAL


def _posted(docket: Docket, ways: way_in.Ways) -> set[str]:
    """Return those to whom nothing opens yet but a link that was posted: what is put there for them reaches
    them with it, and time runs as for any letter by post. One query where somebody waits for a link."""
    waiting = {key for key, way in ways.items() if way.how == "link"}
    if not waiting:
        return set()
    found: dict[str, str] = {}
    names = (house.LINK_GIVEN, house.PASSKEY_KEPT, house.WAYS_CLOSED, house.LINKED)
    for note in Act.objects.filter(docket=docket, is_note=True, name__in=names).order_by("n"):
        for key in note.facts.get("to") or [note.facts["party"]]:
            if note.name in (house.WAYS_CLOSED, house.LINKED):
                found.pop(key, None)
            elif note.name == house.PASSKEY_KEPT or found.get(key) != PORTAL:
                found[key] = PORTAL if note.name == house.PASSKEY_KEPT else str(note.facts["by"])
    return {key for key in waiting if found.get(key) == POST}


def _go_out(
    docket: Docket, act: int, keys: Sequence[str], channel: str, at: datetime,
    addresses: Mapping[str, str], written: Sequence[Written] = (),
) -> int:  # fmt: skip
    """Note that letters went to these parties, and tell them by mail where they have an address; returns to
    how many."""
    codes = {key: outbox.new_code() for key in keys} if channel == EMAIL else {}
    try:
        steps.take_note(
            docket=docket, note="sent", by=MACHINE, at=at,
            needs=_needs(act, keys, channel, codes, written),
        )  # fmt: skip
    except (Refused, Malformed):
        log.exception("a letter of docket %s, entry %d, stays owed", docket.number, act)
        return 0
    _mail(docket, addresses, codes)
    return len(keys)


def _needs(
    act: int, to: Sequence[str], channel: str, codes: Mapping[str, str], written: Sequence[Written]
) -> Needs:
    """Return what the note of a sending carries."""
    needs = lettering.needs(written, act)
    mails = {MAILS: dict(codes)} if codes else {}
    return replace(
        needs, act={"of": act, "to": list(to), "by": channel}, introduces={**needs.introduces, **mails}
    )


@transaction.atomic
def send_now(*, docket: Docket, act: int, to: str, by: Actor, text: str = "") -> Act:
    """Send one letter through the portal to a party (local key) who can open it: one that may be left out,
    or one that lacks a value and did not go by itself. `text` is what it says instead of the adopted words.

    Raises Refused("no_way_in") for anybody else, "no_letter" where none of that entry may be sent to them;
    Malformed, naming what it lacks, for one without a value and without a text.
    """
    way = way_in.of(docket).get(to, way_in.SHUT)
    if not way.opens:
        raise Refused("no_way_in", _("They can open nothing here. Post it, mail it or hand it over."), None)
    addresses = addresses_of(docket, {to: way})
    at, channel = clock.now(), _channel(to, addresses, _posted(docket, {to: way}))
    written = lettering.write(docket, act=act, to=to, channel=channel, at=at)
    lacks = [each for letter in written for each in letter.missing]
    states = [OPTIONAL, OWED] if lacks else [OPTIONAL]
    if not Notice.objects.filter(docket=docket, act=act, to_key=to, state__in=states).exists():
        raise Refused("no_letter", _("No letter of this entry waits to be sent to them."), None)
    if lacks and not text:
        raise lacking(lacks)
    codes = {to: outbox.new_code()} if channel == EMAIL else {}
    needs = _needs(act, [to], channel, codes, () if text else written)
    if text:
        needs = replace(needs, content={"letter": text})
    made = steps.take_note(docket=docket, note="sent", by=by, at=at, needs=needs)
    _mail(docket, addresses, codes)
    return made


@transaction.atomic
def send_again(
    *, docket: Docket, act: int, to: str, channel: str, by: Actor, at: datetime, needs: Needs
) -> Act:
    """Note that a letter that went out before was served on a party (local key) once more. Through the portal
    (`PORTAL`) it goes now, with mail where they have an address; `needs` carries what went.

    No time begins anew by it (`core.engine`). Raises Refused("no_way_in") for the portal and somebody who can
    open nothing there; else as `take_note`.
    """
    codes: dict[str, str] = {}
    addresses: dict[str, str] = {}
    if channel == PORTAL:
        way = way_in.of(docket).get(to, way_in.SHUT)
        if not way.opens:
            raise Refused("no_way_in", _("They can open nothing here. Post it or hand it over."), None)
        addresses, at = addresses_of(docket, {to: way}), clock.now()
        channel = _channel(to, addresses, _posted(docket, {to: way}))
        codes = {to: outbox.new_code()} if channel == EMAIL else {}
    introduces = {**needs.introduces, **({MAILS: codes} if codes else {})}
    facts = {"of": act, "to": [to], "by": channel}
    made = steps.take_note(
        docket=docket, note="sent", by=by, at=at, needs=replace(needs, act=facts, introduces=introduces)
    )
    _mail(docket, addresses, codes)
    return made


def note_sent(
    *,
    docket: Docket,
    act: int,
    to: Sequence[str],
    channel: str,
    by: Actor,
    at: datetime,
    text: str = "",
    late_reason: str = "",
) -> Act:
    """Note that somebody sent what is owed from an act, by a channel; returns the last note. A letter in
    adopted words is kept as it read at that moment, where `text` does not say what it said.

    Raises Malformed for one that lacks a value and has no text, naming what it lacks; Refused("embargo") for
    one to the public while nothing is to be told to it; else as `take_note`.
    """
    _not_before(docket, to, at)
    plain: list[str] = []
    kept: list[tuple[list[str], tuple[Written, ...]]] = []
    for key in to:
        written = () if text else lettering.write(docket, act=act, to=key, channel=channel, at=at)
        if lacks := [each for letter in written for each in letter.missing]:
            raise lacking(lacks)
        if written:
            kept.append(([key], written))
        else:
            plain.append(key)
    if plain or not kept:
        kept.append((plain, ()))
    content = {"letter": text} if text else {}
    with transaction.atomic():
        for keys, written in kept:
            needs = _needs(act, keys, channel, {}, written)
            made = steps.take_note(
                docket=docket, note="sent", by=by, at=at,
                needs=replace(needs, content={**needs.content, **content}, late_reason=late_reason),
            )  # fmt: skip
    return made


def _not_before(docket: Docket, to: Collection[str], at: datetime) -> None:
    """Raise Refused where a letter went to the public before the publicity plan lets anything be told to
    it."""
    if EVERYBODY.isdisjoint(to):
        return
    plan = hearings.publicity(Act.objects.filter(docket=docket, name=house.PUBLICITY).order_by("n"))
    if plan is not None and plan.embargo is not None and at < plan.embargo:
        until = absolute(plan.embargo, time=True)
        said = _("Until {until} nothing of this is told to the public: so says the publicity plan.")
        raise Refused("embargo", said.format(until=until), None)


def lacking(words: Sequence[str]) -> Malformed:
    """Return the error that names what a letter lacks."""
    what = _("This letter lacks: {what}.").format(what="; ".join(dict.fromkeys(words)))
    return Malformed([Problem("text", None, what, _("Write what it says instead."))])


def announce(*, docket: Docket, to: Collection[str]) -> None:
    """Say by mail to these parties (local keys) that an officer has written to them: to whoever can open it
    and has an address, once a day for each docket. Call it in the transaction of the message."""
    inside = {key: way for key, way in way_in.of(docket).items() if key in to and way.opens}
    day = rulebooks.clock(docket.rulebook_id).local_day(clock.now())
    house = organisation().name
    for key, address in sorted(addresses_of(docket, inside).items()):
        if address:
            once = f"message/{docket.pseudonym}/{day.isoformat()}"
            _notice(docket, key, address, house=house, once=once)


def _mail(docket: Docket, addresses: Mapping[str, str], codes: Mapping[str, str]) -> None:
    house = organisation().name
    for key, code in sorted(codes.items()):
        _notice(docket, key, addresses[key], house=house, code=code)


def _notice(docket: Docket, key: str, address: str, *, house: str, code: str = "", once: str = "") -> None:
    """Say to a party that something waits: no case, no number, no name; but with the token for an answer."""
    token = replies.token(docket, key)
    mail.notice(
        address, path=reverse(FOLLOW), house=house, code=code, once=once,
        reply_to=replies.address(token), reference=replies.line(token),
    )  # fmt: skip


def addresses_of(docket: Docket, ways: way_in.Ways) -> dict[str, str]:
    """Return where these parties are written to, by local key: the address they gave in this matter, else
    that of the register, else the one by which they sign in."""
    persons = {way.person for way in ways.values() if way.person is not None}
    register = dict(Person.objects.filter(pk__in=persons).values_list("pk", "email"))
    found = {key: register.get(way.person or 0, "") or way.login for key, way in ways.items()}
    vault = Vault.of(docket)
    for row in PersonKey.objects.filter(docket=docket, key__in=ways):
        found[row.key] = vault.identity(row).get("contact", {}).get("email") or found[row.key]
    return found


def came_back(docket: Docket) -> set[tuple[int, str]]:
    """Return the letters whose mail was refused or returned: of which act, to whom (local key). Only a person
    sends them again."""
    return {(each["of"], each["to"]) for each in _back(docket)}


def _back(docket: Docket) -> list[Mapping[str, Any]]:
    notes = Act.objects.filter(docket=docket, name="annulled", introduces__has_key=house.RETURNED)
    return [each[house.RETURNED] for each in notes.values_list("introduces", flat=True)]


@transaction.atomic
def returned(*, docket: Docket, n: int, key: str, status: str, reason: str) -> bool:
    """Note that the mail of the `sent` note `n` to a party never arrived: it counts as not sent, and what
    would run from it does not run. The letter is owed again until somebody says how it went.

    `status` is a code (RFC 3463, or the server's), `reason` words. False where it was noted before, or where
    the party has confirmed the letter meanwhile.
    """
    docket = Docket.objects.locked(docket.pk)
    sent = Act.objects.get(docket=docket, n=n, name="sent")
    of, to = int(sent.facts["of"]), list(sent.facts["to"])
    owed = Notice.objects.filter(docket=docket, act=of, to_key=key).exists()
    noted = any(each["n"] == n and each["to"] == key for each in _back(docket))
    confirmed = any(
        row.name == "received" and row.facts["of"] == of and key in row.facts["to"]
        for row in roster.rows(docket)
    )  # what is only presumed is no confirmation
    if not owed or confirmed or noted:
        return False
    mark = {"of": of, "to": key, "n": n, "status": status}
    steps.take_note(
        docket=docket, note="annulled", by=MACHINE, at=clock.now(),
        needs=Needs(act={"act": n}, content={"reason": reason}, introduces={house.RETURNED: mark}),
    )  # fmt: skip
    if others := [each for each in to if each != key]:  # to them it went as it was noted
        steps.take_note(
            docket=docket, note="sent", by=MACHINE, at=sent.at,
            needs=Needs(
                act={"of": of, "to": others, "by": str(sent.facts["by"])}, late_reason=reason,
                introduces={AGAIN: n},
            ),
        )  # fmt: skip
    return True
