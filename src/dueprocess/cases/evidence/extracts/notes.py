"""What the notes about evidence say, on the timeline of their case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.docket import evidence, house
from dueprocess.docket.evidence import Class, Kind, Obtained, Ruling
from dueprocess.docket.extracts import Opened, telling
from dueprocess.docket.extracts.telling.facts import listed
from dueprocess.kit.components import absolute


def tell_notes() -> None:
    """Let timelines say what these notes mean."""
    telling.note_with(house.EVIDENCE, _described, title=gettext_lazy("Evidence described"))
    telling.note_with(house.CLASSED, _sorted, title=gettext_lazy("Evidence sorted"))
    telling.note_with(house.RULED, _ruled, title=gettext_lazy("Ruling on evidence"))
    telling.note_with(house.DISCLOSED, _disclosed, title=gettext_lazy("List of unused evidence given"))
    telling.note_with(house.GIST, _given, title=gettext_lazy("Something of an item given"))
    telling.note_with(house.TRANSCRIBED, _transcribed, title=gettext_lazy("Transcript"))
    telling.note_with(house.TRANSCRIPT_SIGNED, _transcribed, title=gettext_lazy("Transcript signed off"))
    telling.note_with(house.READ, _read, title=gettext_lazy("Text of evidence put right"))


def named(key: str) -> str:
    """Return what an item is called by its number."""
    return _("Item {n}").format(n=evidence.number(key))


def _described(view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Item"), named(str(facts["item"]))
    yield _("What it is"), str(Kind(facts["kind"]).label)
    yield _("How it came"), str(Obtained(facts["obtained"]).label)
    if "captured_at" in facts:
        yield _("Taken on"), absolute(datetime.fromisoformat(facts["captured_at"]), time=True)
    if "capturer" in facts:
        yield _("Taken by"), view.name(str(facts["capturer"]))
    if "offered_by" in facts:
        yield _("Offered by"), view.name(str(facts["offered_by"]))
    if "copy_of" in facts:
        yield _("A copy of"), named(str(facts["copy_of"]))


def _sorted(_view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Item"), named(str(facts["item"]))
    yield _("Counts as"), str(Class(facts["class"]).label)
    if facts.get("helpful"):
        yield _("For the respondent"), _("It may help them")


def _ruled(_view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Item"), named(str(facts["item"]))
    yield _("Ruling"), str(Ruling(facts["ruling"]).label)
    if facts.get("protected"):
        yield _("Its source"), _("Protected")
        if facts.get("in_part"):
            yield _("For parties"), _("What a redaction leaves of it, once somebody else approved that")


def _transcribed(_view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Item"), named(str(facts["item"]))
    yield _("Version"), str(facts["version"])
    if "passages" in facts:
        yield _("Passages"), str(facts["passages"])


def _read(_view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Item"), named(str(facts["item"]))
    yield _("Page"), str(facts["page"])
    yield _("Version"), str(facts["version"])


def _disclosed(_view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    items = [named(each["item"]) for each in facts["items"]]
    yield _("On the list"), listed(items) or _("nothing")
    if facts["withheld"]:
        yield _("Withheld"), listed(map(named, facts["withheld"]))


def _given(_view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Item"), named(str(facts["item"]))
    yield _("What they get"), _("All of it") if facts.get("full") else _("Its gist alone")
