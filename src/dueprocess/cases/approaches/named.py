"""What the person named in an approach reads of it: their words, what they asked, what was answered, and
their own replies. Never who wrote it, which case it is about, or what oversight says; nor what somebody
forwarded by mail as it came, since that tells all of it: of such an approach, what completed it.

For the door of the parties; asks by the tag of whoever is signed in, and finds nothing that is not about
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from dueprocess.cases.approaches.actions import NAMED
from dueprocess.cases.approaches.models import Approach, Channel, Done, Kind, Told
from dueprocess.cases.approaches.projector import FORWARDED
from dueprocess.docket import house
from dueprocess.docket.models import Act, Content, Docket, PersonKey
from dueprocess.docket.models.dockets import APPROACH
from dueprocess.docket.sealing import Vault, as_text, person_tag
from dueprocess.people.models import Person

READ = ("whose office", "words", "what was asked", "what was done", "where it was said", "reply")
"""What of the texts they read."""


@dataclass(frozen=True, slots=True)
class NamedLine:
    """One approach in which somebody is named: its number, kind, and on which day they came."""

    number: str
    kind: str
    on: date
    replied: bool


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """One entry as they read it: `reply` for their own; else what was written of them, the last one being how
    it reads now."""

    at: datetime
    reply: bool
    office: str
    words: str
    asked: str
    done: str
    more: str
    place: str
    kind: str
    channel: str
    on: date | None


@dataclass(frozen=True, slots=True)
class NamedPage:
    """One approach as the person named reads it, the first entry first."""

    number: str
    length: int
    entries: tuple[NamedEntry, ...]


def lines(person: Person | None) -> tuple[NamedLine, ...]:
    """Return the approaches in which somebody of the register is named and which they may read, newest first;
    two queries."""
    if person is None:
        return ()
    rows = Approach.objects.filter(docket__in=_theirs(person)).select_related("docket")
    return tuple(
        NamedLine(row.docket.number, str(Kind(row.kind).label), row.on, row.replied_at is not None)
        for row in rows.order_by("-on", "-docket")
    )


def find(number: str, person: Person | None) -> Docket | None:
    """Return the approach of that number if this person is named in it and may read it; else None."""
    return _theirs(person).filter(number=number).first() if person is not None else None


def page(docket: Docket) -> NamedPage:
    """Return one approach as the person named reads it. Ask `find` first."""
    vault = Vault.of(docket)
    shown = (house.APPROACHED, house.AMENDED, house.ANSWERED)
    every = Act.objects.filter(docket=docket, name__in=shown).order_by("n")
    # a forwarded message says who forwarded it: they read what it was completed to
    acts = [act for act in every if FORWARDED not in act.introduces]
    said: dict[int, dict[str, str]] = {act.n: {} for act in acts}
    for row in Content.objects.filter(act__in=acts).select_related("act"):
        if (name := as_text(row.field)) in READ:
            said[row.act.n][name] = str(vault.content(row, row.act.n))
    return NamedPage(docket.number, docket.length, tuple(_entry(act, said[act.n]) for act in acts))


def _entry(act: Act, said: dict[str, str]) -> NamedEntry:
    if act.name == house.ANSWERED:
        return NamedEntry(act.recorded_at, True, "", said.get("reply", ""), "", "", "", "", "", "", None)
    facts = act.facts
    return NamedEntry(
        act.recorded_at, False, said.get("whose office", ""), said.get("words", ""),
        said.get("what was asked", ""), str(Done(facts["done"]).label), said.get("what was done", ""),
        said.get("where it was said", ""), str(Kind(facts["kind"]).label),
        str(Channel(facts["channel"]).label), date.fromisoformat(facts["on"]),
    )  # fmt: skip


def _theirs(person: Person) -> QuerySet[Docket]:
    keys = PersonKey.objects.filter(tag=person_tag(person.pk), key=NAMED).values("docket")
    found = Docket.objects.filter(pk__in=keys, kind=APPROACH, key_wrapped__isnull=False)
    return found.filter(approach__told=Told.NOW)
