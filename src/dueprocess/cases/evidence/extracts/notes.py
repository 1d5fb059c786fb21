"""What the notes about evidence say, on the timeline of their case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.docket import evidence, house
from dueprocess.docket.evidence import Kind, Obtained
from dueprocess.docket.extracts import Opened, telling
from dueprocess.kit.components import absolute


def tell_notes() -> None:
    """Let timelines say what these notes mean."""
    telling.note_with(house.EVIDENCE, _described, title=gettext_lazy("Evidence described"))


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
