"""Making an act ready to be judged and written: its JSON, its two times, its type in the record.

Reads what `steps` hands over; writes nothing and decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.core.rulebook.model import Rulebook, UnitOf
from dueprocess.docket import beginnings, guiding, places, resting, roster
from dueprocess.docket.models import Docket
from dueprocess.docket.models.source import FROM_MESSAGE, GAP
from dueprocess.docket.needs import Actor, Kept, Needs, PartyIdentity
from dueprocess.docket.roster import Assembled
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, keys
from dueprocess.people import matching, search
from dueprocess.people.matching import Match
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks
from dueprocess.tlog.entry import public_type

AHEAD = timedelta(minutes=2)  # how far a caller's clock may run before ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A step or a note that somebody wants written down: by whom, its two times, what the form brought, and
    its files, sealed on the disk already."""

    step: str | None = None
    note: str | None = None
    by: Actor
    at: datetime
    recorded_at: datetime
    needs: Needs
    kept: Sequence[Kept] = ()


@dataclass(frozen=True, slots=True)
class Alike:
    """Whom parties may be that are known by a name, a nickname or an office alone: local keys in the register
    by party, and the people behind these keys."""

    meant: Mapping[str, Sequence[str]] = field(default_factory=dict)
    persons: Mapping[str, int] = field(default_factory=dict)


def recorded_at(at: datetime, needs: Needs, rows: Sequence[roster.Row] = ()) -> datetime:
    """Return when the act is written down; it never falls within a docket.

    Raises Refused("in_future"), or Refused("late_reason") for a gap above a day without its reason.
    """
    now = clock.now()
    if at > now + AHEAD:
        raise Refused(
            "in_future", _("This lies in the future. An act is recorded once it has happened."), None
        )
    if rows:
        now = max(now, rows[-1].recorded_at)
    if now - at > GAP and not needs.late_reason.strip() and not from_message(needs):
        raise Refused(
            "late_reason",
            _(
                "This happened more than a day ago. Say why it is written down only now: "
                "the reason is shown beside the deadline."
            ),
            None,
        )
    return max(now, at)


def from_message(needs: Needs) -> bool:
    """Tell whether an act makes a case of a message, whose arrival was written down when it came."""
    return FROM_MESSAGE in needs.introduces


def reason_given(reason: str) -> None:
    """Raise Malformed where no reason is given for what needs one."""
    if not reason.strip():
        raise Malformed([Problem("reason", None, "The reason is empty.", "Say why in a few words.")])


def parties_of(
    vault: Vault, people: Mapping[str, PartyIdentity], rules: Rulebook
) -> dict[str, dict[str, Any]]:
    """Return the engine's view of new parties: kind, who they are if they are in the register, and the unit
    of those whose unit decides which body acts (`unit_of`), or who may (`places.asked`)."""
    found: dict[str, dict[str, Any]] = {}
    kinds = {row.derived.party for row in rules.facts.values() if isinstance(row.derived, UnitOf)}
    if places.asked(rules):
        kinds.update(rules.parties)
    asked = [each.person for each in people.values() if each.person and each.kind in kinds]
    units = dict(Person.objects.filter(pk__in=asked).values_list("pk", "unit")) if asked else {}
    for key, identity in people.items():
        if identity.kind == "officer":
            continue
        party: dict[str, Any] = {"is": identity.kind}
        if identity.person:
            party["person"] = vault.local(identity.person)
        unit = identity.unit
        if identity.person and identity.kind in kinds:
            unit = units.get(identity.person)
        if unit:
            party["unit"] = str(unit)
        found[key] = party
    return found


def act_of(whole: Assembled, asked: Asked) -> dict[str, Any]:
    """Return the act in the engine's JSON: what the form gave, with number, times, author, papers, roster."""
    by, needs = asked.by, asked.needs
    act: dict[str, Any] = {"n": whole.docket.length + 1, "at": roster.moment(asked.at)}
    if asked.recorded_at != asked.at:
        act["entered"] = roster.moment(asked.recorded_at)
    act |= {"step": asked.step} if asked.step is not None else {"note": asked.note}
    act |= needs.act
    if guiding.GUIDED in needs.act:
        act[guiding.GUIDED] = guiding.filled(whole, needs.act, needs.content)
    if needs.act.get(resting.FINDINGS):
        act[resting.FINDINGS] = resting.filled(whole, needs.act)
    if asked.step is not None:
        if by.key or by.person:
            act["by"] = by.key or whole.vault.local(by.person.pk)  # type: ignore[union-attr]
        if papers := papers_of(needs, [file.paper for file in asked.kept if file.paper]):
            act["with"] = papers
    if needs.late_reason or (from_message(needs) and asked.recorded_at - asked.at > GAP):
        act["late_reason"] = True
    if asked.step is not None:
        act["people"] = whole.roster.people
        earlier = whole.json.get("history", {})
        if earlier != roster.history_relied_on(whole.rows):
            act["history"] = earlier
    return act


def papers_of(needs: Needs, papers: Sequence[str]) -> list[str]:
    """Return the papers the act carries: those named, and every field or file under a paper's name."""
    given = list(needs.act.get("with", ()))
    given += [name for name, value in needs.content.items() if value not in ("", None, [], {})]
    given += papers
    return list(dict.fromkeys(given))


def entry_type(docket: Docket, logged: str, opening: bool, was_open: bool, is_open: bool) -> str:
    """Return the public type: what really happened to the matter, so that the public figures are those of
    the dockets whatever a rulebook calls its steps. Only cases are counted in public."""
    if docket.kind != "case":
        return "act"
    if opening:
        return "received"
    if was_open != is_open:
        return "reopened" if is_open else "closed"
    return "act" if public_type(logged) != "act" else public_type(logged)


def appointment(whole: Assembled, by: Actor, role: str) -> str:
    """Return the tag of the appointment by which somebody acts: the role's own, or that of a seat in the
    body."""
    if by.person is None or by.key:
        return ""
    key = whole.vault.local(by.person.pk)
    body = whole.rulebook.bodies.get(role)
    for name in (role, *(body.seats if body else ()), *(body.stand_ins.values() if body else ())):
        if found := whole.roster.appointments.get((key, name)):
            return keys.tag("appointment", str(found))
    return ""


def opened(docket: Docket) -> dict[str, Any]:
    """Return what the first act commits to of the docket's own row: its number, its kind and its unit."""
    return {"number": docket.number, "kind": docket.kind, "unit": docket.unit_id}


def alike(docket: Docket, vault: Vault, people: Mapping[str, PartyIdentity]) -> Alike:
    """Return whom in the register the new parties may be. The file stays shut for them until somebody says
    who it is."""
    found: dict[str, list[str]] = {}
    persons: dict[str, int] = {}
    for key, identity in people.items():
        if identity.person or identity.unit or not identity.name or identity.kind == "officer":
            continue
        for person in meant(docket, identity.name):
            local = vault.local(person)
            persons[local] = person
            found.setdefault(key, []).append(local)
    return Alike(found, persons)


def meant(docket: Docket, name: str) -> list[int]:
    """Return the keys of people in the register whom a name, a nickname or an office may mean here."""
    holders = _in_office(docket.rulebook_id, name, docket.unit_id)
    return list(dict.fromkeys([*search.alike(name), *holders]))


def _titles(rulebook: str) -> dict[str, str]:
    return {role.id: role.title for role in rulebooks.shown(rulebook).roles.values()}


def _in_office(rulebook: str, text: str, unit: int | None) -> list[int]:
    return search.in_office(text, unit=unit, roles=_titles(rulebook), on=clock.now().date())


def matched(rulebook: str, text: str, *, unit: int | None) -> Match:
    """Return whom in the register a line of text may mean, for a matter of that unit, with the reasons."""
    also = _in_office(rulebook, text, unit)
    return matching.match(text, roles=_titles(rulebook), on=clock.now().date(), also=also)


def taken_up(whole: Assembled, step: str | None) -> dict[str, Any]:
    """Let a case from an earlier register that this step takes up have the clock of its complaints; return
    what its act brings in for that. Raises Refused("ended_there") where that register closed the case."""
    row = whole.rulebook.steps.get(step or "")
    if row is None or not row.takes_over or whole.docket.stage:
        return {}
    if not whole.docket.is_open:
        raise Refused("ended_there", _("The earlier register closed this case."), row.clause)
    complaints = beginnings.carried(whole.docket, whole.rows)
    if not complaints:
        return {}
    whole.json["complaints"] = complaints
    return {"complaints": complaints}


def introduces(needs: Needs) -> dict[str, Any]:
    """Return what the act brings in plain beside its facts: codes only."""
    found = dict(needs.introduces)
    if needs.register:
        found["register"] = {key: dict(value) for key, value in needs.register.items()}
    return found
