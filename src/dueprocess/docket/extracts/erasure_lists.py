"""Lists of dockets that two people erase, for pages: only to those who may see all that stands on one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dueprocess.docket.actions import erasure_lists
from dueprocess.docket.actions.erasure_lists import LeftOut
from dueprocess.docket.models import Docket, ErasureList
from dueprocess.docket.models.retention import Going
from dueprocess.kit import clock
from dueprocess.people.models import Grant, Login, Person, Power
from dueprocess.rules import schedules

MOST = 100
"""So many lists stand on one page."""


@dataclass(frozen=True, slots=True)
class ListedLine:
    """One docket of a list; `left_out` says in words why it was, or would be now, not erased."""

    number: str
    kind: str
    title: str
    until: date | None
    gone: bool
    left_out: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What two people erase, or one proposed to. `state`: proposed, declined, running or done. `rest`: so
    many would go now, or went. Until `agree_from` (None: that is over) nobody can agree to it."""

    pk: int
    state: str
    proposer: int
    proposed_by: str
    proposed_at: datetime
    settled_by: str
    settled_at: datetime | None
    rest: int
    erased: int
    payloads: int
    agree_from: datetime | None


@dataclass(frozen=True, slots=True)
class ListPage(Listed):
    """A list of dockets to be erased."""

    lines: tuple[ListedLine, ...]


def lists(viewer: Person) -> tuple[ListPage, ...]:
    """Return the lists of dockets to be erased that the viewer may see whole, the newest first."""
    rows = ErasureList.objects.select_related("proposed_by", "settled_by").order_by("-pk")[:MOST]
    return tuple(_list(row) for row in rows if erasure_lists.sees_all(row, viewer))


def one_list(pk: int, viewer: Person) -> ListPage | None:
    """Return one list; None where there is none that the viewer may see whole."""
    row = ErasureList.objects.select_related("proposed_by", "settled_by").filter(pk=pk).first()
    return _list(row) if row is not None and erasure_lists.sees_all(row, viewer) else None


def watchers(pk: int) -> tuple[str, ...]:
    """Return where those are written to who may approve a list, or oversee, and may see all that stands on
    it: nobody learns by a mail that there is something about them. Its proposer is not among them."""
    row = ErasureList.objects.get(pk=pk)
    told = watching(row).select_related("person")
    return tuple(each.email for each in told if each.person and erasure_lists.sees_all(row, each.person))


def watching(row: Going) -> QuerySet[Login]:
    """Return the logins of those who may approve a list, or oversee, but for whoever proposed it."""
    held = Grant.objects.running(clock.now().date()).filter(power__in=(Power.ERASE, Power.OVERSEE))
    found = Login.objects.filter(is_active=True, person__in=held.values("person"))
    return found.exclude(person=row.proposed_by).order_by("email")


def _agree_from(row: Going) -> datetime | None:
    opens = erasure_lists.opens_at(row)
    return opens if row.settled_at is None and clock.now() < opens else None


def why_left_out(code: str) -> str:
    """Return in words why a docket of a list is not erased."""
    words = {
        LeftOut.CHANGED: _("Something has happened in it since."),
        LeftOut.HELD: _("A legal hold was put on it."),
        LeftOut.KEPT: _("It is kept by the schedule, or by what it belongs with."),
        LeftOut.WAITING: _(
            "Something in it waits: a signature, a message, work on several files, or a draw for an audit."
        ),
        LeftOut.SHUT: _("It is shut to one of those who would approve it."),
        LeftOut.GONE: _("It was erased before."),
    }
    return words[LeftOut(code)]


def _list(row: ErasureList) -> ListPage:
    there = {each.pseudonym: each for each in Docket.objects.filter(
        pseudonym__in=[each["c"] for each in row.dockets])}  # fmt: skip
    left = erasure_lists.left_out(row) if row.settled_at is None else row.left_out
    current = schedules.current()
    titles = {each.id: each.title for each in current.schedule.classes.values()} if current else {}
    lines = tuple(
        ListedLine(
            docket.number, docket.kind, titles.get(each["class"], each["class"].replace("_", " ")),
            date.fromisoformat(each["until"]) if each["until"] else None, docket.key_wrapped is None,
            why_left_out(left[each["c"]]) if each["c"] in left else "",
        )
        for each in row.dockets
        if (docket := there.get(each["c"])) is not None
    )  # fmt: skip
    return ListPage(**head(row, len(row.dockets) - len(left)), lines=lines)


def head(row: Going, rest: int) -> dict[str, Any]:
    """Return the fields of `Listed` for a list of which `rest` would go now, or went."""
    state = "proposed" if row.settled_at is None else "declined"
    if row.agreed:
        state = "done" if row.ended_at else "running"
    return {
        "pk": row.pk, "state": state, "proposer": row.proposed_by_id or 0,
        "proposed_by": row.proposed_by.shown_name if row.proposed_by else "", "proposed_at": row.recorded_at,
        "settled_by": row.settled_by.shown_name if row.settled_by else "", "settled_at": row.settled_at,
        "rest": rest, "erased": row.erased, "payloads": row.payloads,
        "agree_from": _agree_from(row),
    }  # fmt: skip
