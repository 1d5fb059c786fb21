"""What a measure would touch: the offices, roles and candidacies of whoever it would be on, a person or a
unit, and what of them each effect stops.

Knows the register and the rulebook's effects. Decides nothing: nobody loses anything in the register by a
measure until whoever keeps it enters that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dueprocess.core.engine import Form
from dueprocess.core.rulebook.model import Consequence
from dueprocess.docket import way_in
from dueprocess.docket.extracts.opened import Opened
from dueprocess.docket.models import Party
from dueprocess.kit.components import absolute
from dueprocess.people import tenures
from dueprocess.people.tenures import HeldLine, StandsLine, UnitHeld

ENDS = frozenset({Consequence.MEMBERSHIP_ENDED, Consequence.OFFICE_LOST, Consequence.UNIT_DISSOLVED})
RESTS = frozenset(
    {Consequence.MEMBERSHIP_SUSPENDED, Consequence.MAY_NOT_HOLD_OFFICE, Consequence.MAY_NOT_TAKE_PART}
)
NOT_AGAIN = frozenset({Consequence.MAY_NOT_STAND, Consequence.CANDIDACY_LOST})
LOSES = frozenset({Consequence.MEMBERSHIP_ENDED, Consequence.UNIT_DISSOLVED, Consequence.CANDIDACY_LOST})
"""What ends a candidacy."""
HINDERS = RESTS | {Consequence.MAY_NOT_STAND}
"""What stops a candidacy for as long as it lasts."""
OPEN = frozenset(
    {Consequence.CONDITIONS, Consequence.AS_THE_DECISION_SAYS, Consequence.DESIGNATION_WITHDRAWN}
)


def touches(view: Opened, form: Form) -> Mapping[str, Mapping[str, str]]:
    """Return, for each measure that a step may order (by id), what it would stop for each party whom it may
    be on (by local key), in words; six queries where a step may order any and five more for each unit, else
    none."""
    if not form.measures:
        return {}
    keys = {key for each in form.measures for key in each.open}
    parties = Party.objects.filter(docket=view.docket, key__in=keys)
    rows = list(parties.values_list("key", "tag", "unit_key"))
    tags = {key: tag for key, tag, _unit in rows}
    known = way_in.behind([view.docket], {tag for tag in tags.values() if tag})
    persons = {key: known[tag] for key, tag in tags.items() if tag in known}
    on = view.state._fold.clock.local_day(view.at)
    held = tenures.held(persons.values(), on=on) if persons else {}
    standing = tenures.standing(persons.values(), on=on) if persons else {}
    units = {key: tenures.in_unit(unit, on=on) for key, tag, unit in rows if unit is not None and not tag}

    def said(key: str, effect: Iterable[str]) -> str:
        if key in units:
            return _said_of_unit(view, units[key], effect)
        person = persons.get(key, 0)
        return _said(view, held.get(person), standing.get(person, ()), effect)

    return {each.id: {key: said(key, each.effect) for key in each.open} for each in form.measures}


def _said_of_unit(view: Opened, held: UnitHeld, effect: Iterable[str]) -> str:
    """Return what a unit has and what becomes of it, how much more is below it, and how many members."""
    words = [_("It has no office and no role of its own.")]
    if held.lines:
        words = [_stopped(effect) % {"what": ";\n".join(_named(view, each) for each in held.lines)}]
    if held.below:
        more = ngettext(
            "The units below it have %(n)s office or role.",
            "The units below it have %(n)s offices and roles.",
            held.below,
        )
        words.append(more % {"n": held.below})
    if held.standing:
        words.append(_stands(held.standing, effect))
    members = ngettext("It has %(n)s member.", "It has %(n)s members.", held.members)
    return "\n".join([*words, members % {"n": held.members}])


def _said(
    view: Opened,
    held: tuple[HeldLine, ...] | None,
    standing: tuple[StandsLine, ...],
    effect: Iterable[str],
) -> str:
    """Return what somebody holds and what becomes of it; None for somebody who is not in the register."""
    if held is None:
        return _("They are not linked with the register, so nothing is known of their offices and roles.")
    words = [_("They hold no office and no role.")]
    if held:
        words = [_stopped(effect) % {"what": ";\n".join(_named(view, each) for each in held)}]
    if standing:
        words.append(_stands(standing, effect))
    elif NOT_AGAIN & {Consequence(each) for each in effect}:
        words.append(_("By the register they stand for no office."))
    return "\n".join(words)


def _stands(lines: Iterable[StandsLine], effect: Iterable[str]) -> str:
    """Return what becomes of candidacies, each with the day on which it is decided."""
    found = frozenset(Consequence(each) for each in effect)
    what = "; ".join(_candidacy(each) for each in lines)
    if found & LOSES:
        return _("Would lose the candidacy: %(what)s.") % {"what": what}
    if found & HINDERS:
        return _("Could not be a candidate while the measure lasts: %(what)s.") % {"what": what}
    return _("Stays a candidate: %(what)s.") % {"what": what}


def _candidacy(line: StandsLine) -> str:
    name = _("%(what)s of %(unit)s") % {"what": line.title, "unit": line.unit} if line.unit else line.title
    name = _("%(what)s, decided on %(day)s") % {"what": name, "day": absolute(line.election_on)}
    return _("%(who)s for %(what)s") % {"who": line.by, "what": name} if line.by else name


def _named(view: Opened, line: HeldLine) -> str:
    """Return an office or role with its unit and its last day."""
    rules = view.rulebook
    titles = [
        rules.role_or_body(each).title if _known(view, each) else each.replace("_", " ")
        for each in line.roles
    ]
    name = line.title or ", ".join(titles)
    if line.title and titles:
        name = _("%(office)s (%(roles)s)") % {"office": line.title, "roles": ", ".join(titles)}
    if line.unit:
        name = _("%(what)s of %(unit)s") % {"what": name, "unit": line.unit}
    if line.lent:
        name = _("%(what)s, lent to them") % {"what": name}
    if line.coming:
        name = _("%(what)s from %(day)s") % {"what": name, "day": absolute(line.from_on)}
    name += _until(line.until_on)
    return _("%(what)s, held by %(who)s") % {"what": name, "who": line.by} if line.by else name


def _known(view: Opened, role: str) -> bool:
    return role in view.rulebook.roles or role in view.rulebook.bodies


def _until(day: date | None) -> str:
    return _(" until %(day)s") % {"day": absolute(day)} if day is not None else ""


def _stopped(effect: Iterable[str]) -> str:
    """Return what becomes of offices (`%(what)s`) by this, the hardest effect first."""
    found = frozenset(Consequence(each) for each in effect)
    if found & ENDS:
        return _("Would end: %(what)s.")
    if found & RESTS:
        return _("Could not be exercised while the measure lasts: %(what)s.")
    words = []
    if Consequence.MAY_NOT_ATTEND in found:
        words.append(_("without attending"))
    if Consequence.ACCESS_REMOVED in found:
        words.append(_("without access"))
    if Consequence.NO_CONTACT in found:
        words.append(_("without contact with those named"))
    if found & NOT_AGAIN:
        words.append(_("without standing for it again"))
    if words:
        return _("Kept, but %(how)s:") % {"how": ", ".join(words)} + " %(what)s."
    return _("As the decision says: %(what)s.") if found & OPEN else _("Kept: %(what)s.")


__all__ = ["touches"]
