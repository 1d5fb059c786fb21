"""Saying to which unit of the organisation a case belongs: whose officers work it, and so who may read it.

One person gives a unit to a case that has none and in which nobody has done anything under these rules, such
as one from an earlier register: those who can read it lose nothing by that. Every other change takes two
(`proposals.propose_note`), since it changes who decides, and may take the case out of somebody's sight. Where
the rulebook has a step that hands a case over, parties are told of it; this note is for what was put in the
wrong place.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core import engine
from dueprocess.core.errors import Refused
from dueprocess.docket import house, places, roster
from dueprocess.docket.actions import copies, owners, preparing, signed_notes, steps
from dueprocess.docket.models import Act, Docket, Reach
from dueprocess.docket.models.dockets import YES
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.roster import Assembled
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock, jobs
from dueprocess.people.models import Unit
from dueprocess.rules import rulebooks


def takes_two(docket: Docket) -> bool:
    """Tell whether a second person has to sign that this case goes to a unit."""
    return docket.unit_id is not None or bool(docket.stage)


def needs(docket: Docket, *, unit: Unit, reason: str) -> Needs:
    """Return what the note carries by which a case belongs to `unit`.

    Raises Malformed without a reason; Refused("same_unit"), ("unit_closed"), ("ended") for a case that is
    over, and ("nobody_there") where nobody with a role for that unit could act in it.
    """
    preparing.reason_given(reason)
    if not docket.is_open or docket.kind != "case":
        raise Refused("ended", _("This is no open case."), None)
    if unit.pk == docket.unit_id:
        raise Refused("same_unit", _("It belongs to this unit already."), None)
    if unit.closed_on is not None:
        raise Refused("unit_closed", _("This unit is closed."), None)
    if not _able(_as_of(docket, unit)):
        raise Refused("nobody_there", _("Nobody with a role for that unit could act in this case."), None)
    return Needs(act={"unit": unit.pk, "was": docket.unit_id}, content={"reason": reason})


@transaction.atomic
def place(*, docket: Docket, by: Actor, needs: Needs, length: int | None = None) -> Act:
    """Write the note, and let the wall follow. Whose case it was and who may not act in it there is followed
    by the next on the rota.

    Raises as `needs`, Refused("second_person") where one person alone would do what takes two, and
    ("changed_meanwhile") where it has come to another unit since this was proposed.
    """
    docket = Docket.objects.locked(docket.pk)
    unit = Unit.objects.get(pk=needs.act["unit"])
    if docket.unit_id != needs.act["was"]:
        raise Refused("changed_meanwhile", _("It has come to another unit since. Propose it anew."), None)
    _checked(docket, unit, needs)
    if takes_two(docket) and house.SIGNED not in needs.introduces:
        why = _("Nobody alone changes to which unit a case belongs: a second person has to sign.")
        raise Refused("second_person", why, None)
    act = steps.house_note(docket=docket, note=places.PLACED, by=by, needs=needs, named={}, length=length)
    docket = Docket.objects.locked(docket.pk)
    docket.unit = unit
    docket.save(update_fields=["unit"])
    whole = roster.assemble(docket, Vault.of(docket), at=clock.now())
    state = engine.state(rulebooks.LIBRARY, whole.engine(), clock.now())
    copies.write(whole, state)
    docket.save(update_fields=copies.FIELDS)
    able = _able(whole)
    if docket.owner and docket.owner not in {person_tag(whole.roster.persons[key]) for key in able}:
        following = owners.following(whole, state) or able[0]
        reason = _("Whose case it was has no role for the unit to which it came.")
        steps.assign(docket=docket, to=whole.roster.persons[following], by=by, reason=reason)
    jobs.enqueue(owners.UNASSIGNED, key=f"{docket.pk}:{act.n}", docket=docket.pk)
    return act


def _checked(docket: Docket, unit: Unit, carried: Needs) -> None:
    needs(docket, unit=unit, reason=str(carried.content.get("reason", "")))


def _as_of(docket: Docket, unit: Unit) -> Assembled:
    """Return the case as if it belonged to that unit."""
    there = Docket.objects.get(pk=docket.pk)
    there.unit = unit
    return roster.assemble(there, Vault.of(there), at=clock.now())


def _able(whole: Assembled) -> list[str]:
    """Return whoever holds a role that may act in it, and is not shut out, by local keys."""
    shut = Reach.objects.filter(docket=whole.docket, shuts__in=YES).values_list("tag", flat=True)
    tags = set(shut)
    persons = whole.roster.persons
    holding = [key for key, each in whole.roster.people.items() if each.get("roles") and key in persons]
    return [key for key in holding if person_tag(persons[key]) not in tags]


signed_notes.finishes(places.PLACED, place)

__all__ = ["needs", "place", "takes_two"]
