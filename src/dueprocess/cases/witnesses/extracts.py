"""Possible witnesses in words, with the duty to report as their rulebook has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases.witnesses import reading
from dueprocess.cases.witnesses.reading import Did, Knows, Witness
from dueprocess.core.deadlines import period_ends
from dueprocess.docket import house
from dueprocess.docket.extracts import Opened, telling
from dueprocess.docket.sealing import OFFICER
from dueprocess.kit import clock
from dueprocess.kit.components import absolute
from dueprocess.people import holders
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks


@dataclass(frozen=True, slots=True)
class DeedLine:
    """What somebody did about it, by entry `n`."""

    n: int
    said: str
    on: date
    words: str


@dataclass(frozen=True, slots=True)
class WitnessLine:
    """A possible witness. `party` and `officer`: whether they are a party, or work on the case or could (then
    a conflict of interest is `barred` where one is noted already); `meant`: the local key of such an officer,
    who they are or, where only their name is known, whose name is the same. `duty`: the rulebook bids them
    report, by `report_by`; `state`: `kept`, `late` (reported too late), `missed`, `open`, "" for none."""

    key: str
    number: int
    who: str
    name: str
    party: bool
    officer: bool
    meant: str
    barred: bool
    knows: str
    since: date
    words: str
    entries: tuple[int, ...]
    deeds: tuple[DeedLine, ...]
    duty: bool
    report_by: date | None
    reported_on: date | None
    state: str


def of(view: Opened) -> tuple[WitnessLine, ...]:
    """Return the possible witnesses of an opened case."""
    return tuple(_line(view, each) for each in reading.witnesses(view.acts).values())


def told_in_complaints(view: Opened) -> tuple[str, ...]:
    """Return what complaints say of who else saw or heard it."""
    return tuple(
        str(said["witnesses"]) for _n, said in sorted(view.contents.items()) if said.get("witnesses")
    )


def name_of(view: Opened, witness: Witness) -> str:
    """Return what a possible witness is called."""
    said = view.contents.get(witness.notes[-1], {})
    return view.name(witness.who) if witness.who else str(said.get(reading.NAME, ""))


def _line(view: Opened, each: Witness) -> WitnessLine:
    said, party = view.contents.get(each.notes[-1], {}), each.who in view.identities
    party = party and not each.who.startswith(OFFICER)
    officer = bool(each.who) and not party and each.who in view.whole.roster.people
    meant = each.who if officer else _of_that_name(view, name_of(view, each)) if not each.who else ""
    barred = any(
        act.is_note and act.name == "conflict" and act.facts.get("who") == meant for act in view.acts if meant
    )
    last = report_by(view, each)
    return WitnessLine(
        each.key, reading.number(each.key), each.who, name_of(view, each), party, officer, meant, barred,
        str(Knows(each.knows).label), each.since, str(said.get(reading.WORDS, "")), each.notes,
        tuple(
            DeedLine(
                deed.n, str(Did(deed.did).label), deed.on,
                str(view.contents.get(deed.n, {}).get(reading.WORDS, "")),
            )
            for deed in each.deeds
        ),
        last is not None, last, each.reported_on, _state(each.reported_on, last),
    )  # fmt: skip


def _of_that_name(view: Opened, name: str) -> str:
    """Return the local key of whoever works on the case, or could, under that name; "" for nobody."""
    keys = (key for key in view.whole.roster.people if key.startswith(OFFICER))
    return next((key for key in keys if view.name(key).casefold() == name.casefold()), "")


def report_by(view: Opened, each: Witness) -> date | None:
    """Return until when the rulebook bids somebody report what they know; None where it does not. Whoever is
    not in the register has no duty under it, nor has the respondent or whoever complained."""
    within = view.rulebook.report_within
    person = _person(view, each.who)
    if within is None or person is None:
        return None
    if view.identities.get(each.who, {}).get("kind") in ("respondent", "complainant", "affected_person"):
        return None
    if view.rulebook.reporters:
        found = Person.objects.filter(pk=person).first()
        roles = {role for role, _where in holders.standing(found, each.since).held} if found else set()
        if roles.isdisjoint(view.rulebook.reporters):
            return None
    counted = rulebooks.clock(view.docket.rulebook_id)
    return period_ends(counted, within, day=each.since, at=counted.begins(each.since)).last_day


def _person(view: Opened, key: str) -> int | None:
    known = view.identities.get(key, {}).get("person") or view.whole.roster.persons.get(key)
    return int(known) if known else None


def _state(reported: date | None, last: date | None) -> str:
    if last is None:
        return ""
    if reported is not None:
        return "kept" if reported <= last else "late"
    return "missed" if last < timezone.localdate(clock.now()) else "open"


def tell_notes() -> None:
    """Let timelines say what these notes mean."""
    telling.note_with(house.WAS_THERE, _was_there, title=gettext_lazy("Possible witness entered"))
    telling.note_with(house.WITNESS_DID, _did, title=gettext_lazy("What a possible witness did"))


def _was_there(view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if facts.get("who"):
        yield _("Who"), view.name(str(facts["who"]))
    yield _("By what they know"), str(Knows(facts["knows"]).label)
    yield _("Since"), absolute(date.fromisoformat(str(facts["since"])))


def _did(view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    found = reading.witnesses(view.acts).get(str(facts["witness"]))
    yield _("Who"), name_of(view, found) if found is not None else ""
    yield _("What"), str(Did(facts["did"]).label)
    yield _("On"), absolute(date.fromisoformat(str(facts["on"])))
