"""Lists that were sent in, as pages show them. Must not hand out models, but for an action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any

from dueprocess.kit.http import Hidden
from dueprocess.people.imports.actions import sending
from dueprocess.people.imports.telling import said
from dueprocess.people.models import SentList, Step


@dataclass(frozen=True, slots=True)
class SentLine:
    """One list: by whom and when it was sent, how far it is; `said` is the report (`sending.shown`)."""

    pk: int
    by: int
    by_name: str
    made_at: datetime
    step: str
    step_title: str
    running: bool
    said: dict[str, Any]


def every() -> list[SentLine]:
    """Return the last lists that were sent in, the newest first."""
    return [_line(each) for each in SentList.objects.select_related("by").order_by("-pk")[:20]]


def one(pk: int) -> SentLine | None:
    """Return a list with its report, None where there is none."""
    found = SentList.objects.select_related("by").filter(pk=pk).first()
    return _line(found) if found else None


def get(pk: int) -> SentList:
    """Return a list for an action. Raises Hidden where there is none."""
    found = SentList.objects.filter(pk=pk).first()
    if found is None:
        raise Hidden("no such list")
    return found


def shipped_map() -> str:
    """Return the map of plain column names that comes with the program."""
    return (resources.files("dueprocess.people.imports") / "maps" / "members.toml").read_text("utf-8")


def _line(sent: SentList) -> SentLine:
    found = sending.opened(sent)
    for each in found.get("lines", ()):
        each["says"] = said(each["code"])
    running = sent.step in (Step.COMPARING, Step.TAKING)
    return SentLine(
        sent.pk, sent.by_id, sent.by.shown_name, sent.made_at, sent.step, str(sent.get_step_display()),
        running, found,
    )  # fmt: skip
