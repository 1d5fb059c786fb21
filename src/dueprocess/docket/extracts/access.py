"""For whom one file was opened or shut by decision, and what such a decision would change.

The wall comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from dueprocess.core import engine
from dueprocess.docket import circles, ties, wall
from dueprocess.docket.actions.access import Decision, place
from dueprocess.docket.extracts.opened import Opened, opened
from dueprocess.docket.extracts.overseeing import MOST, reasons
from dueprocess.docket.models import AccessRule, Docket, PersonKey, Reach
from dueprocess.docket.models.access import AS, DENIED
from dueprocess.docket.models.dockets import NO, YES
from dueprocess.docket.sealing import Vault, circle_tag, person_tag
from dueprocess.kit.http import Hidden
from dueprocess.people.models import Person

FEW = 20
"""So many closed files are named on one page."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One decision about one person: `ended_at` is None while it holds, `n` the entry of it."""

    pk: int
    number: str
    person: int
    name: str
    allows: bool
    reason: str
    n: int | None
    made_at: datetime
    ended_at: datetime | None


def rules(docket: Docket) -> tuple[RuleLine, ...]:
    """Return every decision about access to a file, those that hold first, then the newest."""
    rows = AccessRule.objects.filter(docket=docket).select_related("docket").order_by("-made_at", "-pk")
    return tuple(sorted(_lines(rows), key=lambda line: line.ended_at is not None))


def holding(viewer: Person, *, on: date) -> tuple[RuleLine, ...]:
    """Return the decisions that hold, of all files that the viewer may see, newest first. For oversight."""
    rows = AccessRule.objects.filter(ended_at=None, docket__in=wall.visible_to(viewer, on=on))
    return tuple(_lines(rows.select_related("docket").order_by("-made_at", "-pk")[:MOST]))


@dataclass(frozen=True, slots=True)
class ClosedLine:
    """A closed file that a decision still opens to somebody."""

    number: str
    closed_at: datetime | None


def after_closing(viewer: Person) -> tuple[ClosedLine, ...]:
    """Return the closed files, among those that the viewer may see, that a decision still opens to somebody:
    what it was made for may be over. The one closed first comes first; one query."""
    shut = Docket.objects.filter(is_open__in=NO, key_wrapped__isnull=False)
    rows = Docket.objects.filter(
        Exists(AccessRule.objects.filter(docket=OuterRef("pk"), allows=True, ended_at=None)),
        pk__in=wall.visible_to(viewer, shut),
    )
    found = rows.order_by("closed_at", "pk").values_list("number", "closed_at")
    return tuple(ClosedLine(number, closed_at) for number, closed_at in found[:FEW])


def _lines(rows: Iterable[AccessRule]) -> Iterator[RuleLine]:
    opened = [(row, Vault.of(row.docket).open(row.sealed, place(row.tag))) for row in rows]
    people = Person.objects.in_bulk({value["person"] for _row, value in opened})
    for row, value in opened:
        yield RuleLine(
            row.pk, row.docket.number, value["person"], people[value["person"]].shown_name, row.allows,
            value["reason"], value.get("n"), row.made_at, row.ended_at,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class InsideLine:
    """Somebody who reads a case whatever their roles are: as what they are appointed, or by decision."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Circle:
    """Whether a case is a closed circle; who is inside, by name; who may take a step now and is not."""

    closed: bool
    inside: tuple[InsideLine, ...]
    outside: tuple[str, ...]


def circle(docket: Docket) -> Circle:
    """Return who would be inside, and outside, if the circle of a case were closed."""
    view = opened(docket)
    let_in = Reach.objects.filter(docket=docket, shuts__in=NO).order_by("pk").values_list("tag", "why")
    tags = {row.tag: row.key for row in PersonKey.objects.filter(docket=docket).exclude(tag="")}
    tags |= {person_tag(pk): key for key, pk in view.whole.roster.persons.items()}
    lines = [InsideLine(view.name(tags[tag]), _role(view, why)) for tag, why in let_in if tag in tags]
    persons = view.whole.roster.persons
    able = {who for each in engine.permitted(view.state) if each.allowed for who in each.who}
    inside = {tags[tag] for tag, _why in let_in if tag in tags}
    out = sorted(view.name(who) for who in able & persons.keys() - inside)
    return Circle(circles.closed(view.whole.rows), tuple(lines), tuple(out))


def closed_circles(viewer: Person, *, on: date) -> tuple[tuple[str, str], ...]:
    """Return the closed circles that the viewer may see, by number, each with its code name; one query and
    those of the wall. For oversight."""
    seen = wall.visible_to(viewer, on=on)
    rows = Reach.objects.filter(tag=circle_tag(), shuts__in=YES, docket__in=seen)
    return tuple(
        rows.order_by("docket__number").values_list("docket__number", "docket__case__code_name")[:MOST]
    )


def _role(view: Opened, why: str) -> str:
    """Return in words what opens a case to somebody: a decision, or as what they are appointed in it."""
    return view.name(why.removeprefix(AS)) if why.startswith(AS) else _("a decision")


def rule(docket: Docket, pk: int) -> RuleLine:
    """Return a decision that still holds. Raises Hidden where there is none."""
    found = next((each for each in rules(docket) if each.pk == pk and each.ended_at is None), None)
    if found is None:
        raise Hidden("no such decision")
    return found


def consequence(docket: Docket, person: Person, what: Decision) -> tuple[str, ...]:
    """Return in words what a decision would change for somebody."""
    sees = wall.sees(docket, person)
    tag, tags = person_tag(person.pk), ties.of(person)
    shut = set(Reach.objects.filter(docket=docket, tag__in=tags, shuts__in=YES).values_list("why", flat=True))
    found = [_("They can open this case now.") if sees else _("They cannot open this case now.")]
    if what == Decision.DENY:
        found.append(
            _("From then on it is not there for them, whatever their roles are: they do nothing in it.")
        )
        if docket.owner == tag:
            found.append(_("They own it. Somebody else has to be made its owner."))
    elif what == Decision.END_DENY:
        found.append(_("From then on their roles decide again whether they can."))
    elif what == Decision.ALLOW:
        found.append(_("From then on they can read it; what they may do in it their roles decide."))
    else:
        found.append(_("From then on their roles decide again whether they can."))
    others = shut - {DENIED, "named"} if what == Decision.ALLOW else shut - {DENIED}
    if what != Decision.DENY and others:
        words = reasons()
        because = ", ".join(words.get(why, why) for why in sorted(others))
        found.append(_("It stays shut for them all the same: {because}.").format(because=because))
    elif what == Decision.ALLOW and DENIED in shut:
        found.append(_("It stays shut for them all the same: a decision shut it. End that one."))
    return tuple(found)
