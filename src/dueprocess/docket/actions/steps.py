"""Opening a docket, taking a step, taking a note: lock, read, decide, write, append. Nothing else writes
acts."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core import engine
from dueprocess.core.errors import Broken, Refused
from dueprocess.core.rulebook.model import LoggedAs
from dueprocess.docket import answers, circles, direct, house, kinds, outlook, roster
from dueprocess.docket.actions import (
    annulling,
    copies,
    following,
    owners,
    parting,
    preparing,
    rebuild,
    rooms,
    standing,
    telling,
    writing,
)
from dueprocess.docket.actions.preparing import Alike, Asked
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.models.dockets import MESSAGE, OPENING
from dueprocess.docket.needs import MACHINE, NOTHING, Actor, Needs
from dueprocess.docket.roster import Assembled
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, jobs, keys
from dueprocess.people.models import Unit
from dueprocess.rules import rulebooks
from dueprocess.rules.models import RulebookVersion

_KEPT = ("length", "changed_at", "owner", "closed_at", "received_at", *copies.FIELDS)
"""Columns of the docket that an act may change."""


def open_docket(
    *,
    kind: str,
    step: str,
    by: Actor,
    at: datetime,
    needs: Needs,
    rulebook: RulebookVersion | None = None,
    unit: Unit | None = None,
    prepared: Docket | None = None,
) -> Act:
    """Open a docket with a `start` step of its rulebook (default: the version in force at `at`).

    The new docket has its number, its clock and its owner when this returns. `prepared` is one that was set
    aside (`openings.prepare`) or that a message opened (`arriving.arrive`), and becomes this docket, the
    latter in `unit`. Raises Refused as `take_step` does, Malformed for facts that are no act.
    """
    version = prepared.rulebook if prepared else rulebook or rulebooks.in_force(at.date(), kind)
    docket = prepared or Docket(
        number=keys.number(),
        kind=kind,
        rulebook=version,
        unit=unit,
        pseudonym=secrets.token_hex(16),
        key_wrapped=keys.wrap(keys.new_key()),
    )
    vault = Vault.of(docket)
    kept = writing.keep(vault, needs.files)
    with transaction.atomic():
        rooms.opens(kind, docket)
        if prepared is None:
            docket.save(force_insert=True)
        else:
            docket = _taken_up(prepared, kind, unit)
        rows = roster.rows(docket) if docket.length else []
        recorded_at = preparing.recorded_at(at, needs, rows)
        rules = rulebooks.get(version.pk)
        parties = preparing.parties_of(vault, needs.people, rules)
        alike = preparing.alike(docket, vault, needs.people)
        people = roster.of(
            docket, rules, vault, at=at, rows=rows, parties=parties, also=needs.act.get("facts"),
            but=alike.persons,
        )  # fmt: skip
        json = roster.facts(
            docket,
            rows=rows,
            people=people.people,
            parties=parties,
            complaints={},
            history={},
        )
        whole = Assembled(docket, vault, rules, rows, people, json)
        asked = Asked(step=step, by=by, at=at, recorded_at=recorded_at, needs=needs, kept=kept)
        act = preparing.act_of(whole, asked)
        decision = engine.decide(rulebooks.LIBRARY, whole.engine(), act)
        introduces = preparing.introduces(needs) | {"parties": parties, "docket": preparing.opened(docket)}
        return write(whole, asked, act, decision, introduces=introduces, alike=alike, opening=True)


def _taken_up(prepared: Docket, kind: str, unit: Unit | None) -> Docket:
    """Return the docket that was set aside, or that a message opened and nobody has classified, locked, as
    one of `kind`."""
    docket = Docket.objects.locked(prepared.pk)
    message = docket.kind == MESSAGE and docket.is_open
    if not message and (docket.kind != OPENING or docket.length):
        raise Refused("already_done", _("This was opened already."), None)
    if message:
        docket.unit = unit
    docket.kind, docket.is_open, docket.owner = kind, True, ""
    docket.save(update_fields=["kind", "is_open", "owner", "unit"])
    return docket


def take_step(
    *,
    docket: Docket,
    step: str,
    by: Actor,
    at: datetime,
    needs: Needs = NOTHING,
    length: int | None = None,
) -> Act:
    """Carry out one step of the procedure, or raise Refused with the rule's clause.

    `length` is the docket's length when the form was made: if anything was recorded since, this raises
    Refused("changed_meanwhile") and nothing is lost. Also raised: Refused("late_reason") where `at` lies
    more than a day back without a reason, Refused("in_future"), Refused("denied"), and every refusal of
    `engine.decide`.
    """
    return _take(docket, step=step, by=by, at=at, needs=needs, length=length)


def take_note(
    *,
    docket: Docket,
    note: str,
    by: Actor,
    at: datetime,
    needs: Needs = NOTHING,
    length: int | None = None,
) -> Act:
    """Write down what nobody decides (rulebook.md s5): `needs.act` holds the note's own keys.

    A `party` note takes the identities of the new parties from `needs.people`. Raises as `take_step`.
    """
    return _take(docket, note=note, by=by, at=at, needs=needs, length=length)


def assign(*, docket: Docket, to: int, by: Actor, reason: str, length: int | None = None) -> Act:
    """Make somebody in the register (by key) the owner of the docket; the reason is sealed with the note.
    Raises as `circles.lets_in`."""
    preparing.reason_given(reason)
    circles.lets_in(docket, to)
    key = Vault.of(docket).local(to)
    needs = Needs(act={"to": key}, content={"reason": reason}, owner=key)
    return house_note(docket=docket, note="assigned", by=by, needs=needs, named={key: to}, length=length)


def house_note(
    *,
    docket: Docket,
    note: str,
    by: Actor,
    needs: Needs,
    named: Mapping[str, int],
    length: int | None = None,
) -> Act:
    """Write a note of the house itself (`house.OWN`), which the engine is not told.

    `named` gives the people in the register behind the local keys that it names.
    """
    if note not in house.OWN:
        raise Broken(f"{note} is no note of the house.")
    needs = replace(needs, people=writing.identities(docket, named, named))
    return _take(docket, note=note, by=by, at=clock.now(), needs=needs, length=length)


@transaction.atomic
def record_lapses(docket: Docket) -> int:
    """Write down, once, what time has done by itself up to now, at the computed moments; refresh the copies.

    Returns how many were written. Whichever job or action meets a lapse first records it.
    """
    docket = Docket.objects.locked(docket.pk)
    at = clock.now()
    whole = roster.assemble(docket, Vault.of(docket), at=at)
    before = docket.length
    _lapses(whole, upto=at)
    if docket.length == before:
        state = engine.state(rulebooks.LIBRARY, whole.engine(), at)
        copies.write(whole, state)
        docket.save(update_fields=copies.FIELDS)
    return docket.length - before


def _take(
    docket: Docket,
    *,
    step: str | None = None,
    note: str | None = None,
    by: Actor,
    at: datetime,
    needs: Needs,
    length: int | None,
) -> Act:
    kept = writing.keep(Vault.of(docket), needs.files) if needs.files else []
    packed = parting.pack(docket, needs)
    with transaction.atomic():
        docket = direct.get(Docket, docket.pk, lock=True)
        standing.as_seen(docket, length)
        vault = Vault.of(docket)
        placed = any(each.unit for each in needs.people.values())
        whole = roster.assemble(docket, vault, at=at, also=needs.act.get("facts"), placed=placed, step=step)
        if note == house.VERSION:
            whole.json |= roster.wide((*roster.versions(docket, whole.rows), needs.act["rulebook"]))
        standing.not_shut_out(whole, by)
        if note not in standing.ANYBODYS and (note is not None or by.key is not None):
            standing.has_part(whole, by)
        recorded_at = preparing.recorded_at(at, needs, whole.rows)
        if note != "lapsed" and docket.wake_at is not None and docket.wake_at <= at:
            _lapses(whole, upto=at)
        if note == house.ANNULLED:
            annulling.allowed(whole, needs.act["act"], by, needs.introduces)
        parties = preparing.parties_of(vault, needs.people, whole.rulebook)
        carried = preparing.taken_up(whole, step)
        asked = Asked(step=step, note=note, by=by, at=at, recorded_at=recorded_at, needs=needs, kept=kept)
        act = preparing.act_of(whole, asked)
        if packed is not None:
            act = parting.in_company(whole, act)
        decision = None
        if note not in house.OWN:
            if note == "party":
                act["adds"] = parties
            found_out = house.RETURNED in needs.introduces
            decision = engine.decide(rulebooks.LIBRARY, whole.engine(), act, found_out=found_out)
            standing.still_may(whole, decision.act, by, at)
        if note == "message" and decision is not None:
            standing.may_be_written_to(whole, decision.state, needs.act.get("to") or (), n=act["n"])
        introduces = preparing.introduces(needs) | carried
        alike = preparing.alike(docket, vault, needs.people)
        if house.SIGNED not in introduces:
            standing.takes_two(docket, by, needs.people, alike.persons.values())
        if decision is not None:
            parting.takes_two(whole, decision.act, packed)
        if packed is None or decision is None:
            return write(whole, asked, act, decision, introduces=introduces, alike=alike)
        sent = parting.going(whole, decision.act)
        sent.leaves_nothing_alone(packed)
        introduces |= parting.introduces(packed, sent, whole=not outlook.is_open(decision.state))
        made = write(whole, asked, act, decision, introduces=introduces, alike=alike)
        parting.put(whole, made, packed, sent, needs.content)
        return made


def write(
    whole: Assembled,
    asked: Asked,
    act: Mapping[str, Any],
    decision: engine.Decision | None,
    *,
    introduces: dict[str, Any],
    alike: Alike,
    opening: bool = False,
) -> Act:
    """Write the act that was decided (None: a note of the house, which nobody judges), its copies and its
    entry."""
    docket, vault, people = whole.docket, whole.vault, whole.roster
    by, needs = asked.by, asked.needs
    was = direct.columns(docket, _KEPT)
    taken = dict(decision.act if decision is not None else act)
    facts = {name: value for name, value in taken.items() if name not in ("n", "at", "entered", "people")}
    if "in_writing" in facts and house.SIGNED not in introduces:
        raise Refused("no_votes", _("In writing each member votes under their own login."), None)
    is_note = "note" in facts
    relied = None
    if not is_note and people.people != roster.relied_on(whole.rows):
        relied = people.people
    by_key = by.key or (vault.local(by.person.pk) if by.person else "")
    state = decision.state if decision is not None else None
    was_open = docket.is_open
    begun = state is not None and bool(state.strands)  # before that it is as its old register left it
    is_open = outlook.is_open(state) if state is not None and begun else was_open
    if docket.kind == MESSAGE and facts.get("note") == house.CLASSIFIED:
        is_open = docket.is_open = facts["as"] == house.WAITING
    kind = kinds.KINDS[docket.kind]
    if facts.get("note") in (kind.shut_by, *kind.opened_by):
        is_open = docket.is_open = facts["note"] != kind.shut_by
    logged = decision.logged_as if decision is not None else str(LoggedAs.ACT)
    if alike.meant:
        introduces = introduces | {"alike": alike.meant}
    used = writing.mentioned(facts, people.persons) | set(alike.persons)
    persons = {**people.persons, **alike.persons}
    if by.person is not None and not by.key:
        used.add(by_key)
        persons[by_key] = by.person.pk
    first = opening or (begun and not docket.stage and not docket.owner)  # nobody has had it yet
    owner = needs.owner or owners.after(whole, facts, state, opening=first, but=alike.persons)
    used |= {owner} & set(persons)  # lists name the owner from the docket itself
    officers = writing.identities(docket, used - {row.by_key for row in whole.rows}, persons)
    role = str(facts.get("as", ""))
    strand = facts.get("strand")
    content = dict(needs.content)
    if needs.late_reason:
        content["late_reason"] = needs.late_reason
    if by.key and by.person is not None:  # who wrote down what a party said
        content[annulling.ENTERED_BY] = by.person.shown_name
    if opening:
        docket.received_at = asked.at
    last = whole.rows[-1] if whole.rows else None
    previous = bytes(last.leaf or writing.leaf(last.entry)) if last is not None else b""
    made = writing.write(
        docket,
        vault,
        writing.New(
            name=str(facts.get("step") or facts.get("note")),
            is_note=is_note,
            strand=strand if isinstance(strand, int) else None,
            role=role,
            by_key=by_key,
            appointment=preparing.appointment(whole, by, role),
            logged_as=logged,
            entry_type=preparing.entry_type(docket, logged, opening, was_open, is_open),
            facts=facts,
            relied=relied,
            introduces=introduces,
            owner=owner,
            rulebook=decision.rulebook if decision is not None else docket.rulebook_id,
            content=content,
            people={**needs.people, **officers},
            at=asked.at,
            recorded_at=asked.recorded_at,
        ),
        asked.kept,
        previous=previous,
    )
    whole.rows.append(
        roster.Row(
            made.n,
            asked.at,
            asked.recorded_at,
            is_note,
            made.name,
            made.strand,
            facts,
            relied,
            introduces,
            by_key,
            made.rulebook,
            owner,
            made.entry_id,
        )
    )
    docket.changed_at = asked.recorded_at
    annuls = is_note and made.name == house.ANNULLED
    if owner:
        docket.owner = owners.tag(whole, owner)
    elif annuls:
        docket.owner = owners.standing(whole)
    if was_open and not is_open:
        docket.closed_at = asked.at
    elif is_open:
        docket.closed_at = None
    if state is not None:
        copies.write(whole, state, identities={**needs.people, **officers})
    if annuls and house.RETURNED not in introduces:  # mail that came back changes nothing in the room
        rebuild.room(docket)
    else:
        rooms.after(docket, made, content)
    nobody = not docket.owner if opening or annuls else owners.lost(whole, facts, alike.persons)
    if nobody and not owner and docket.kind == "case":
        jobs.enqueue(owners.UNASSIGNED, key=f"{docket.pk}:{docket.length}", docket=docket.pk)
    following.enqueue(docket, made, whole.rulebook, content)
    direct.update(docket, was)
    if state is not None and answers.asked(whole.rows[-1], state.parties):
        telling.owner(docket, vault, by)
    writing.log(docket, made, previous=previous)
    return made


def _lapses(whole: Assembled, *, upto: datetime) -> None:
    """Write one note for each thing that time did by itself and that no note tells of yet."""
    docket = whole.docket
    state = engine.state(rulebooks.LIBRARY, whole.engine(), upto)
    for lapse in state.unnoted:
        at = lapse.at
        recorded_at = max(clock.now(), whole.rows[-1].recorded_at)
        act = {"n": docket.length + 1, "at": roster.moment(at), "note": "lapsed", "what": lapse.code}
        decision = engine.decide(
            rulebooks.LIBRARY, whole.engine(), {**act, "entered": roster.moment(recorded_at)}
        )
        asked = Asked(note="lapsed", by=MACHINE, at=at, recorded_at=recorded_at, needs=NOTHING)
        write(whole, asked, act, decision, introduces={}, alike=Alike())
        whole.json["acts"] = roster.acts(whole.rows)
