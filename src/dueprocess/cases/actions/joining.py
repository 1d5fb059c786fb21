"""Joining the complaints and parties of one case into another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases import projector
from dueprocess.cases.actions.numbering import next_key
from dueprocess.cases.models import Complaint
from dueprocess.core import engine
from dueprocess.core.engine import apart
from dueprocess.core.engine.book import words
from dueprocess.core.errors import Refused
from dueprocess.core.rulebook.model import MENTIONED
from dueprocess.docket import circles, house, outlook, roster
from dueprocess.docket.actions import house_note, preparing, take_note, take_step, writing
from dueprocess.docket.models import Act, Content, Docket
from dueprocess.docket.needs import MACHINE, Actor, Needs, PartyIdentity
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.rules import rulebooks


@transaction.atomic
def join_case(
    *,
    into: Docket,
    other: Docket,
    step: str,
    leave: tuple[str, Mapping[str, Any]] | None,
    by: Actor,
    role: str = "",
    reason: str = "",
    length: int | None = None,
) -> Act:
    """Join the complaints and parties of `other` into `into`.

    `step` is the rulebook's joining step of `into`; `leave` the step (with what its act carries) by which
    `other` comes to its end, None where it stands at an end already: then a note of it says where its
    complaints went. Both dockets are locked in the order
    of their keys. A person who is a party to both keeps one key. The complaints keep numbers, clocks and
    receipt codes. Raises Refused: "itself", "still_open", and "closed_circle" where what is kept in one would
    be read by roles; and as `take_step`.
    """
    if into.pk == other.pk:
        raise Refused("itself", _("A case cannot be joined to itself."), None)
    for pk in sorted((into.pk, other.pk)):
        Docket.objects.locked(pk)
    into, other = Docket.objects.get(pk=into.pk), Docket.objects.get(pk=other.pk)
    if circles.is_closed(other) and not circles.is_closed(into):
        said = _("The other case is a closed circle: close the circle of the one it goes into first.")
        raise Refused("closed_circle", said, None)
    moving = list(other.complaints_in.order_by("received_at", "pk"))
    content: dict[str, Any] = {"reasons": reason} if reason else {}
    gone = {"joined_into": into.pseudonym}
    if leave is not None:
        name, carried = leave
        needs = Needs(act=carried, content=content, introduces=gone)
        take_step(docket=other, step=name, by=by, at=clock.now(), needs=needs)
        other.refresh_from_db()
    if other.is_open:
        raise Refused(
            "still_open",
            _("The other case has to come to its end first. Choose the step that ends it."),
            None,
        )
    if leave is None:
        needs = Needs(content=content, introduces=gone)
        house_note(docket=other, note=house.JOINED, by=by, needs=needs, named={})
    people, parties, rename = _moved(into, other)
    complaints, register, receipts = _complaints(into, other, moving, rename)
    act: dict[str, Any] = {"complaints": complaints, "parties": parties}
    if role:
        act["as"] = role
    content |= {projector.RECEIPT: receipts}
    made = take_step(
        docket=into,
        step=step,
        by=by,
        at=clock.now(),
        length=length,
        needs=Needs(act=act, content=content, people=people, register=register),
    )
    _conflicts(into, other, rename)
    _stepped_down(into, other)
    return made


def _conflicts(into: Docket, other: Docket, rename: Mapping[str, str]) -> None:
    """Note what was said of conflicts of interest in the case that goes on here: its parties are parties
    here, and whoever is close to one of them still is. What was confirmed counts as one's own word."""
    at, here, there = clock.now(), Vault.of(into), Vault.of(other)
    other = Docket.objects.get(pk=other.pk)
    gone = engine.state(rulebooks.LIBRARY, roster.assemble(other, there, at=at).engine(), at)
    persons = {row.key: there.identity(row).get("person") for row in other.person_keys.all()}
    for each in outlook.said(gone):
        now = Docket.objects.get(pk=into.pk)
        whole = roster.assemble(now, here, at=at)
        known = outlook.said(engine.state(rulebooks.LIBRARY, whole.engine(), at))
        person = persons.get(each.who)
        key = here.local(person) if person is not None else ""
        grounds = {words(ground) for degree in whole.rulebook.conflicts.values() for ground in degree.grounds}
        if key not in whole.roster.people or words(each.ground) not in grounds:
            continue  # who holds no office here, or what the rules here call no conflict
        noted = Act.objects.filter(docket=now, is_note=True, name="conflict", facts__who=key)
        if each.ground == MENTIONED and noted.filter(facts__ground=MENTIONED).exists():
            continue  # once for each case, whatever was ruled
        if any((one.who, one.ground) == (key, each.ground) for one in known):
            continue
        note = Act.objects.get(docket=other, n=each.n)
        theirs = rename.get(str(note.facts.get("said_by")), apart.SOMEBODY)
        said_by = key if each.own or each.settled else theirs
        text = Content.objects.filter(act=note, field="conflict").first()
        take_note(
            docket=now, note="conflict", by=MACHINE, at=at,
            needs=Needs(
                act={"who": key, "ground": each.ground, "said_by": said_by},
                content={"conflict": there.content(text, note.n)} if text is not None else {},
            ),
        )  # fmt: skip


def _stepped_down(into: Docket, other: Docket) -> None:
    """Note in the case that goes on here who stepped down from the other one; why, stays there."""
    here, there = Vault.of(into), Vault.of(other)
    gone = roster.annulled(roster.rows(Docket.objects.get(pk=other.pk)))
    notes = Act.objects.filter(docket=other, is_note=True, name="stepped_down").exclude(n__in=gone)
    keys = set(notes.values_list("facts__who", flat=True))
    for row in other.person_keys.filter(key__in=keys).order_by("key"):
        person = there.identity(row).get("person")
        if person is None:
            continue
        key = here.local(person)
        if Act.objects.filter(docket=into, is_note=True, name="stepped_down", facts__who=key).exists():
            continue
        people = writing.identities(into, [key], {key: person})
        take_note(
            docket=Docket.objects.get(pk=into.pk), note="stepped_down", by=MACHINE, at=clock.now(),
            needs=Needs(act={"who": key}, people=people),
        )  # fmt: skip


def _moved(into: Docket, other: Docket) -> tuple[dict[str, PartyIdentity], dict[str, Any], dict[str, str]]:
    """Return the identities that come in under new keys, the engine's view of them, and old key -> new."""
    theirs = Vault.of(other)
    known = dict(into.person_keys.exclude(tag="").values_list("tag", "key"))
    people: dict[str, PartyIdentity] = {}
    rename: dict[str, str] = {}
    for row in other.person_keys.order_by("pk"):
        identity = PartyIdentity(**theirs.identity(row))
        if identity.kind == "officer":
            continue
        same = known.get(row.tag) if row.tag else None
        if same and not same.startswith("O"):
            rename[row.key] = same
            continue
        key = next_key(into, identity.kind, people)
        rename[row.key] = key
        people[key] = identity
    people = {
        key: replace(each, acts_for=rename.get(each.acts_for, "")) for key, each in people.items()
    }  # else they would act for whoever has that key here
    parties = preparing.parties_of(Vault.of(into), people, rulebooks.get(into.rulebook_id))
    return people, parties, rename


def _complaints(
    into: Docket, other: Docket, moving: Iterable[Complaint], rename: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, str]]:
    """Return the complaints that come in for the engine, for the register, and their receipt tags."""
    known = roster.introduced(roster.rows(into), projector.REGISTER)  # also those that went out of it since
    count = max((int(key[1:]) for key in known), default=0)
    done = [str(each) for each in dict.fromkeys(row.facts.get("step") for row in roster.rows(other)) if each]
    found, register, receipts = {}, {}, {}
    for row in moving:
        count += 1
        key = f"k{count}"
        found[key] = {"at": roster.moment(row.received_at), "done": done}
        if row.complainant:
            found[key]["by"] = [rename.get(row.complainant, row.complainant)]
        register[key] = {
            "number": row.number,
            "via": row.via,
            "complainant": rename.get(row.complainant, ""),
            "anonymous": row.anonymous,
            "received_at": roster.moment(row.received_at),
        }
        if row.receipt:
            receipts[key] = row.receipt
    return found, register, receipts
