"""The tree of units: added, renamed, moved, closed and opened again, never deleted. Must not know what any
case is about.

Who may see and work a case follows the tree: `docket.extracts.sight` says what a move changes, and
`docket.actions.close_unit` looks for open cases before it closes one.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.kit import clock
from dueprocess.people.actions.ground import another, journal, require, wanted
from dueprocess.people.actions.posts import abolish, end_roles
from dueprocess.people.models import Appointment, Delegation, Office, Person, Power, Unit
from dueprocess.people.models.register import SEGMENT

LONGEST = 200
"""Letters of the longest path: a tree twenty-five levels deep."""


@transaction.atomic
def add_unit(
    *, name: str, parent: Unit | None = None, by: Person | None, code: str | None = None, kind: str = ""
) -> Unit:
    """Store a unit below its parent, or a root. Raises Malformed for a name or code that is taken there."""
    require(by, Power.KEEP_REGISTER)
    _names(name, code, parent, None)
    if parent is not None:
        parent = _open(parent)
        _fits(len(parent.path) + SEGMENT)
    unit = Unit.objects.create(
        name=name.strip(), parent=parent, path=f"?{clock.now().timestamp()}", code=code, kind=kind
    )
    unit.path = (parent.path if parent else "") + f"{unit.pk:08x}"
    unit.save(update_fields=["path"])
    journal("unit", unit.pk, "added", by, rows=[unit], name=unit.name)
    return unit


@transaction.atomic
def rename_unit(
    *, unit: Unit, name: str, by: Person | None, reason: str, code: str | None = None, kind: str = ""
) -> None:
    """Give a unit another name, code or kind; its old name stays in the journal."""
    require(by, Power.KEEP_REGISTER)
    wanted("reason", reason)
    unit = _open(unit)
    _names(name, code, unit.parent, unit)
    was = unit.name
    unit.name, unit.code, unit.kind = name.strip(), code, kind
    unit.save(update_fields=["name", "code", "kind"])
    journal("unit", unit.pk, "renamed", by, rows=[unit], reason=reason, name=unit.name, was=was)


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit, by: Person | None, reason: str) -> None:
    """Hang a unit and all below it under another parent.

    Raises Refused("ring") below itself, ("there_already") where it hangs already, ("oneself") for somebody
    who would bring it under a role of their own, ("closed_unit") and ("too_deep").
    """
    require(by, Power.KEEP_REGISTER)
    wanted("reason", reason)
    unit, parent = _open(unit), _open(parent)
    if parent.path.startswith(unit.path):
        raise Refused("ring", _("A unit cannot be placed below itself."), None)
    if unit.parent_id == parent.pk:
        raise Refused("there_already", _("It hangs there already."), None)
    _names(unit.name, unit.code, parent, unit)
    if by is not None and _brings_under(by, unit, parent):
        what = _("This would bring files under a role of your own. Somebody else moves the unit.")
        raise Refused("oneself", what, None)
    old = unit.path
    new = parent.path + f"{unit.pk:08x}"
    moved = list(Unit.objects.select_for_update().filter(path__gte=old, path__lt=old + "z"))
    _fits(max(len(each.path) for each in moved) + len(new) - len(old))
    for each in moved:
        each.path = new + each.path[len(old) :]
        if each.pk == unit.pk:
            each.parent = parent
        each.save(update_fields=["path", "parent"])
    journal("unit", unit.pk, "moved", by, rows=moved, reason=reason, parent=parent.pk)


@transaction.atomic
def close_unit(*, unit: Unit, members_to: Unit | None, by: Person | None, reason: str) -> None:
    """Close a unit today: its offices are abolished, roles held for it end, its people go to `members_to`.

    Raises Refused("units_below") while a unit below it is open, ("closed_unit"), ("oneself") for somebody
    whose own unit it is; Malformed where it has people and no open unit is named for them.
    """
    require(by, Power.KEEP_REGISTER)
    wanted("reason", reason)
    unit, on = _open(unit), clock.now().date()
    if unit.children.filter(closed_on=None).exists():
        raise Refused("units_below", _("Close or move the units below it first."), None)
    offices = list(Office.objects.select_for_update().filter(unit=unit, abolished_on=None))
    roles = Appointment.objects.filter(unit=unit, term=None).exclude(until_on__lt=on)
    if offices or roles.exists():
        require(by, Power.APPOINT)
    people = Person.objects.filter(unit=unit)
    if by is not None and people.filter(pk=by.pk).exists():
        another(by, by, _("It is your own unit. Somebody else closes it."))
    if many := people.count():
        if members_to is None or members_to.pk == unit.pk:
            mend = _("Name the unit to which they belong from now on.")
            raise Malformed([Problem("members_to", None, _("{n} people belong to it.").format(n=many), mend)])
        people.update(unit=_open(members_to))
    changed: list[Any] = []
    for office in offices:
        changed += abolish(office, on)
    changed += end_roles(roles, on)
    unit.closed_on = on
    unit.save(update_fields=["closed_on"])
    journal(
        "unit", unit.pk, "closed", by, rows=[unit, *changed], reason=reason, people=many,
        to=members_to.pk if many and members_to else None, offices=len(offices),
    )  # fmt: skip


@transaction.atomic
def reopen_unit(*, unit: Unit, by: Person | None, reason: str) -> None:
    """Open a closed unit again, where it hung, empty: offices, roles and people do not come back with it.

    Raises Refused("open_already"), ("closed_unit") while the unit above it is closed; Malformed where another
    open unit beside it has its name by now.
    """
    require(by, Power.KEEP_REGISTER)
    wanted("reason", reason)
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if unit.closed_on is None:
        raise Refused("open_already", _("{unit} is open.").format(unit=unit.name), None)
    if unit.parent is not None:
        _open(unit.parent)
    try:
        _names(unit.name, unit.code, unit.parent, unit)
    except Malformed:
        mend = _("Rename that one first.")
        raise Malformed(
            [Problem("name", None, _("Beside it there is one of its name by now."), mend)]
        ) from None
    closed = unit.closed_on
    unit.closed_on = None
    unit.save(update_fields=["closed_on"])
    journal("unit", unit.pk, "opened again", by, rows=[unit], reason=reason, closed_on=closed.isoformat())


def _open(unit: Unit) -> Unit:
    found = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if found.closed_on is not None:
        raise Refused("closed_unit", _("{unit} is closed.").format(unit=found.name), None)
    return found


def _names(name: str, code: str | None, parent: Unit | None, unit: Unit | None) -> None:
    """Raise Malformed for no name, one that another open unit beside it has, or a code that is taken."""
    wanted("name", name)
    others = Unit.objects.exclude(pk=unit.pk) if unit else Unit.objects.all()
    beside = others.filter(parent=parent, closed_on=None).values_list("name", flat=True)
    problems = []
    if name.strip().casefold() in {each.casefold() for each in beside}:
        problems.append(
            Problem("name", None, _("There is one of this name there."), _("Give it another name."))
        )
    if code and others.filter(code=code).exists():
        problems.append(Problem("code", None, _("Another unit has this code."), _("Give it another code.")))
    if problems:
        raise Malformed(problems)


def _fits(length: int) -> None:
    if length > LONGEST:
        deep = LONGEST // SEGMENT
        raise Refused("too_deep", _("The tree would be deeper than {n} levels.").format(n=deep), None)


def _brings_under(by: Person, unit: Unit, parent: Unit) -> bool:
    """Tell whether somebody has, or was lent, a role for a unit above the new place and not above the old."""
    on = clock.now().date()
    paths = [parent.path[:end] for end in range(SEGMENT, len(parent.path) + 1, SEGMENT)]
    above = [path for path in paths if not unit.path.startswith(path)]
    held = Q(person=by) | Q(pk__in=Delegation.objects.running(on).filter(to=by).values("appointment"))
    return Appointment.objects.running(on).filter(held, unit__path__in=above).exists()
