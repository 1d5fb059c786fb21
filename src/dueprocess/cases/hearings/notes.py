"""What the notes about hearings say on a timeline; and what of them is searched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.docket import hearings, house, searched
from dueprocess.docket.extracts import Opened, telling
from dueprocess.docket.hearings import Answer, Mode, Moment, Open, Special
from dueprocess.kit.components import absolute
from dueprocess.rules import rulebooks

Said = Iterator[tuple[str, str]]


def tell_notes() -> None:
    """Let timelines say what these notes mean. Nobody finds a case by the address of a meeting."""
    telling.note_with(house.HEARING_SET, _hour, title=gettext_lazy("Hearing set"))
    telling.note_with(house.HEARING_MOVED, _hour, title=gettext_lazy("Hearing changed"))
    telling.note_with(house.HEARING_OFF, _which, title=gettext_lazy("Hearing cancelled"))
    telling.note_with(house.UNINVITED, _out, title=gettext_lazy("Invitation taken back"))
    telling.note_with(house.HEARING_REPLY, _reply, title=gettext_lazy("Invitation answered"))
    telling.note_with(house.HEARING_AWAY, _away, title=gettext_lazy("Days on which somebody cannot"))
    telling.note_with(house.HEARING_MEASURE, _special, title=gettext_lazy("Special measure for a hearing"))
    telling.note_with(house.HEARING_THERE, _there, title=gettext_lazy("Who was at the hearing"))
    telling.note_with(house.HEARING_RECORD, _record, title=gettext_lazy("Record of the hearing"))
    telling.note_with(house.PUBLICITY, _publicity, title=gettext_lazy("Publicity plan"))
    for note in (house.HEARING_SET, house.HEARING_MOVED):
        searched.only(note, lambda value: [value] if isinstance(value, str) and "://" not in value else [])


def _moment(view: Opened, value: Any) -> str:
    zone = rulebooks.clock(view.docket.rulebook_id).zone
    return absolute(datetime.fromisoformat(str(value)).astimezone(zone), time=True)


def _names(view: Opened, keys: Any) -> str:
    return ", ".join(view.name(str(key)) for key in keys)


def _which(view: Opened, facts: Mapping[str, Any]) -> Said:
    number = hearings.number(str(facts["hearing"]))
    yield _("Hearing"), str(number)


def _hour(view: Opened, facts: Mapping[str, Any]) -> Said:
    yield from _which(view, facts)
    yield _("From"), _moment(view, facts["from"])
    yield _("Until"), _moment(view, facts["to"])
    yield _("How"), str(Mode(facts["mode"]).label)
    yield _("Invited"), _names(view, facts["invited"])


def _out(view: Opened, facts: Mapping[str, Any]) -> Said:
    yield from _which(view, facts)
    yield _("Not invited any more"), _names(view, facts["without"])


def _reply(view: Opened, facts: Mapping[str, Any]) -> Said:
    yield from _which(view, facts)
    yield _("Who"), view.name(str(facts["who"]))
    yield _("Answer"), str(Answer(facts["answer"]).label)


def _away(view: Opened, facts: Mapping[str, Any]) -> Said:
    yield _("Who"), view.name(str(facts["who"]))
    if "ends" in facts:
        yield _("Taken back"), _("entry {n}").format(n=facts["ends"])
        return
    first, last = (datetime.fromisoformat(str(facts[name])).date() for name in ("from", "to"))
    yield _("From"), absolute(first)
    yield _("Until"), absolute(last)


def _special(view: Opened, facts: Mapping[str, Any]) -> Said:
    yield from _which(view, facts)
    yield _("For"), view.name(str(facts["who"]))
    if "ends" in facts:
        yield _("Ended"), _("entry {n}").format(n=facts["ends"])
    else:
        yield _("What"), str(Special(facts["special"]).label)


def _there(view: Opened, facts: Mapping[str, Any]) -> Said:
    yield from _which(view, facts)
    for key, came, left in facts["there"]:
        until = _moment(view, left) if left else _("to the end")
        yield view.name(str(key)), _("{came}, {until}").format(came=_moment(view, came), until=until)


def _record(view: Opened, facts: Mapping[str, Any]) -> Said:
    yield from _which(view, facts)
    yield _("What"), str(Moment(facts["moment"]).label)
    yield _("When"), _moment(view, facts["when"])


def _publicity(view: Opened, facts: Mapping[str, Any]) -> Said:
    yield _("Who is let in"), str(Open(facts["open"]).label)
    if facts.get("embargo"):
        yield _("Nothing to the public before"), _moment(view, facts["embargo"])
