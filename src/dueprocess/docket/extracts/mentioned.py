"""Officers of whom a party's text may speak, as pages show them: in one docket, and for oversight in all that
it sees.

Says whose words they are and what was ruled; must not judge whether they speak of anybody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from dueprocess.core.engine.deadlines import DeadlineState, Timing
from dueprocess.core.rulebook.model import MENTIONED, Rulebook
from dueprocess.core.rulebook.ways import all_effects
from dueprocess.docket import house, kinds, wall
from dueprocess.docket import mentions as reading
from dueprocess.docket.extracts.opened import Opened
from dueprocess.docket.extracts.values import MentionLine, StepLine
from dueprocess.docket.models import Act, Docket, PersonKey
from dueprocess.docket.sealing import person_tag
from dueprocess.people.models import Appointment, Person
from dueprocess.rules import rulebooks

MOST = 200


def passage(view: Opened, n: int) -> str:
    """Return what was written with a note of conflict; "" for nothing, or what the viewer may not read."""
    return str(view.contents.get(n, {}).get("conflict", ""))


def mentions(view: Opened, able: Collection[StepLine]) -> tuple[MentionLine, ...]:
    """Return who is mentioned in a docket, in order; `able` are its steps as they stand."""
    noted = [
        act for act in view.acts if reading.is_mention(act.facts) and act.n not in view.annulled
    ]  # fmt: skip
    if not noted:
        return ()
    settling = _settling(view.rulebook)
    rulers = dict.fromkeys(who.name for line in able if line.step in settling for who in line.who)
    due = {each.person: each for each in view.state.deadlines if each.step in settling}
    return tuple(_line(view, act, tuple(rulers), due.get(str(act.n))) for act in noted)


def _line(view: Opened, note: Act, rulers: tuple[str, ...], due: DeadlineState | None) -> MentionLine:
    ruled = next(
        (act for act in view.acts if act.facts.get("conflict") == note.n and act.n not in view.annulled), None
    )
    return MentionLine(
        note.n,
        view.name(str(note.facts["who"])),
        view.name(str(note.facts["said_by"])),
        passage(view, note.n),
        rulers,
        due.last_day if due is not None else None,
        due is not None and due.state in (Timing.OVERDUE, Timing.MISSED),
        ruled.n if ruled is not None else None,
        next((each.settled for each in view.state._fold.said if each.n == note.n), None),
    )


def _settling(rulebook: Rulebook) -> frozenset[str]:
    """Return the steps that settle a conflict."""
    every = rulebook.steps.values()
    return frozenset(step.id for step in every if any(what.conflict for what in all_effects(step)))


@dataclass(frozen=True, slots=True)
class MentionedLine:
    """An officer who is mentioned in an open case, since when, and by which title it was ruled on, by which
    entry; "" while nobody has."""

    number: str
    name: str
    at: datetime
    n: int
    ruling: str
    ruled: int | None


def mentioned(viewer: Person, *, on: date, most: int = MOST) -> tuple[MentionedLine, ...]:
    """Return who is mentioned in open cases that somebody may see, the latest first: those on whom nobody has
    ruled before the others. Where no rulebook asks for it, no query; else four and those of the wall."""
    asking = [each for each in rulebooks.hashes(kind=kinds.CASE) if reading.asked(rulebooks.get(each))]
    if not asking:
        return ()
    dockets = wall.visible_to(viewer, Docket.objects.open().filter(rulebook__in=asking), on=on)
    notes = Act.objects.filter(docket__in=dockets, is_note=True, name="conflict", facts__ground=MENTIONED)
    noted = list(notes.select_related("docket").order_by("-pk")[:most])
    if not noted:
        return ()
    here = {act.docket_id for act in noted}
    names = {house.ANNULLED, *(step for each in asking for step in _settling(rulebooks.get(each)))}
    later = list(Act.objects.filter(docket__in=here, name__in=sorted(names)).order_by("pk"))
    gone = {(act.docket_id, act.facts["act"]) for act in later if act.name == house.ANNULLED}
    rulings = {
        (act.docket_id, act.facts.get("conflict")): act for act in later if (act.docket_id, act.n) not in gone
    }
    whose = _officers(here, on=on)
    found = [
        _listed(act, whose.get((act.docket_id, act.facts["who"]), ""), rulings.get((act.docket_id, act.n)))
        for act in noted
        if (act.docket_id, act.n) not in gone
    ]
    return tuple(sorted(found, key=lambda line: line.ruled is not None))


def _listed(note: Act, name: str, ruling: Act | None) -> MentionedLine:
    title = ""
    if ruling is not None:
        step = rulebooks.get(ruling.rulebook).steps[ruling.name]
        outcome = step.outcomes.get(str(ruling.facts.get("outcome")))
        title = outcome.title if outcome is not None else step.title
    number = ruling.n if ruling is not None else None
    return MentionedLine(note.docket.number, name, note.at, note.n, title, number)


def _officers(dockets: Collection[int], *, on: date) -> dict[tuple[int, str], str]:
    """Return the names of officers by docket and local key."""
    held = set(Appointment.objects.running(on).values_list("person", flat=True))
    tags = {person_tag(pk): pk for pk in held}
    keys = list(_tagged(dockets, tags))
    people = Person.objects.in_bulk({tags[tag] for _docket, _key, tag in keys})
    return {(docket, key): people[tags[tag]].shown_name for docket, key, tag in keys}


def _tagged(dockets: Collection[int], tags: Collection[str]) -> Iterator[tuple[int, str, str]]:
    rows = PersonKey.objects.filter(docket__in=dockets, tag__in=list(tags))
    yield from rows.values_list("docket", "key", "tag")
