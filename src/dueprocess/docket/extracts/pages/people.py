"""Whom a docket concerns, and who may sit in its bodies."""

from __future__ import annotations

from dueprocess.core.engine import untold
from dueprocess.docket import roster, way_in
from dueprocess.docket.extracts.opened import Opened
from dueprocess.docket.extracts.values import (
    BodyLine,
    PartyLine,
    SeatLine,
)
from dueprocess.kit.components import worded
from dueprocess.people.models import Unit


def bodies(view: Opened) -> tuple[BodyLine, ...]:
    """Return every body: who may sit, who may not and why, whether it can act."""
    found = []
    for name, sitting in view.state.bodies.items():
        members = tuple(
            SeatLine(
                each.id,
                view.name(each.id),
                view.name(each.seat),
                "votes" if each.votes else "speaks" if each.sits else "out",
                worded(each.out.reason) if each.out else "",
                view.name(each.stands_in_for) if each.stands_in_for else "",
            )
            for each in sitting.members
        )
        found.append(
            BodyLine(name, sitting.body.title, sitting.seats, sitting.quorum, not sitting.too_few, members)
        )
    return tuple(found)


def parties(view: Opened, ways: way_in.Ways) -> tuple[PartyLine, ...]:
    """Return the parties as they stand now, in the order in which they came in."""
    since = roster.since(view.whole.rows)
    wanted = [each["unit"] for each in view.identities.values() if each.get("unit")]
    units = Unit.objects.in_bulk(wanted) if wanted else {}
    may_be = roster.unlinked(view.whole.rows)
    silent = {*untold.untold(view.state, [*view.state.parties])}
    found = []
    for key, party in view.state.parties.items():
        identity = view.identities.get(key, {})
        unit = units.get(identity.get("unit", 0))
        found.append(
            PartyLine(
                key=key,
                kind=party.kind,
                kind_title=view.name(party.kind),
                name=view.name(key),
                person=identity.get("person"),
                anonymous=not any(
                    identity.get(field) for field in ("person", "name", "unit", "body", "organisation")
                ),
                minor=bool(identity.get("minor")),
                unit=unit.name if unit else "",
                contact=tuple((identity.get("contact") or {}).items()),
                acts_for=view.name(identity["acts_for"]) if identity.get("acts_for") else "",
                status=party.status or "",
                standing=view.state.standing.get(key) or "",
                since=since.get(key, 1),
                reads=ways[key].how,
                may_be=len(may_be.get(key, ())),
                untold=not silent.isdisjoint((key, identity.get("acts_for", ""))),
            )
        )
    return tuple(found)
