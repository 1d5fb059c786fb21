"""Contests of a standing, for whoever decides them and for whose they are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from dueprocess.core.errors import Refused
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock, files, keys
from dueprocess.kit.components import worded
from dueprocess.kit.http import Hidden
from dueprocess.people.models import Person
from dueprocess.standing import computing
from dueprocess.standing.actions.contesting import may_decide, opened
from dueprocess.standing.computing import Found
from dueprocess.standing.extracts import TITLES
from dueprocess.standing.extracts.values import ContestLine
from dueprocess.standing.models import Contest, ContestFile
from dueprocess.standing.sealing import contest_place

MOST = 100


def waiting(viewer: Person) -> tuple[ContestLine, ...]:
    """Return the contests that wait, the earliest day first, but the viewer's own."""
    rows = Contest.objects.filter(decided_at=None).exclude(tag=person_tag(viewer.pk))
    return _lines(rows.order_by("due_on", "pk")[:MOST], None)


def decided(viewer: Person) -> tuple[ContestLine, ...]:
    """Return the contests that were decided, the latest first, but the viewer's own."""
    rows = Contest.objects.exclude(decided_at=None).exclude(tag=person_tag(viewer.pk))
    return _lines(rows.select_related("decided_by").order_by("-decided_at")[:MOST], None)


def one(pk: int, viewer: Person) -> ContestLine:
    """Return a contest. Raises Hidden where there is none, and for whose it is."""
    rows = Contest.objects.filter(pk=pk).exclude(tag=person_tag(viewer.pk)).select_related("decided_by")
    found = _lines(rows, viewer)
    if not found:
        raise Hidden("no such contest")
    return found[0]


def theirs(person: Person, found: Mapping[str, Found]) -> tuple[ContestLine, ...]:
    """Return somebody's own contests, the latest first; `found`: what bars or barred them, by its source."""
    rows = Contest.objects.filter(tag=person_tag(person.pk)).select_related("decided_by")
    return _lines(rows.order_by("-pk")[:MOST], None, found)


def file(pk: int, number: int, viewer: Person) -> tuple[str, str, Iterable[bytes]]:
    """Return the name, the media type and the content of a file of a contest. Raises Hidden."""
    row = ContestFile.objects.filter(pk=number, contest=pk).select_related("contest").first()
    if row is None or row.contest.tag == person_tag(viewer.pk):
        raise Hidden("no such file")
    about = json.loads(opened(row.contest, row.stored, row.sealed))
    key = keys.unwrap(row.contest.key_wrapped)
    return about["name"], about["type"], files.read(key, row.stored, contest_place(row.contest, "file"))


def _lines(
    rows: Iterable[Contest], viewer: Person | None, known: Mapping[str, Found] | None = None
) -> tuple[ContestLine, ...]:
    """Return lines; for a `viewer` with whether they may decide each."""
    rows = list(rows)
    if not rows:
        return ()
    if known is None:
        known = {each.ref: each for each in computing.rows({row.tag for row in rows})}
    read = [(row, json.loads(opened(row, "reason", row.sealed))) for row in rows]
    names = Person.objects.in_bulk({said["person"] for _row, said in read})
    held: dict[int, list[tuple[int, str]]] = {}
    by_pk = {row.pk: row for row in rows}
    for each in ContestFile.objects.filter(contest__in=by_pk).order_by("pk"):
        about = json.loads(opened(by_pk[each.contest_id], each.stored, each.sealed))
        held.setdefault(each.contest_id, []).append((each.pk, about["name"]))
    return tuple(
        _line(row, said, known.get(row.ref), names, tuple(held.get(row.pk, ())), viewer) for row, said in read
    )


def _line(
    row: Contest,
    said: Mapping[str, Any],
    found: Found | None,
    names: Mapping[int, Person],
    held: tuple[tuple[int, str], ...],
    viewer: Person | None,
) -> ContestLine:
    person, why_not = names.get(said["person"]), ""
    if viewer is not None and row.decided_at is None:
        why_not = _why_not(row, found, viewer)
    return ContestLine(
        row.pk, said["person"], person.shown_name if person else "",
        ", ".join(str(TITLES[each]) for each in found.statuses) if found else "",
        found.spans[0][0].date() if found else None, row.made_at, row.due_on,
        row.decided_at is None and row.due_on < clock.now().date(), said["reason"], held, row.decided_at,
        row.decided_by.shown_name if row.decided_by else "", row.upheld,
        opened(row, "answer", row.answer) if row.answer is not None else "",
        viewer is not None and row.decided_at is None and not why_not, why_not,
    )  # fmt: skip


def _why_not(row: Contest, found: Found | None, viewer: Person) -> str:
    try:
        may_decide(row, found, viewer)
    except Refused as error:
        return worded(error.reason)
    return ""
