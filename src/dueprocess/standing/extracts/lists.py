"""Lists of other bodies for pages: what each is, who on it may be one of ours, what was decided of that."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from dueprocess.core.standing import Status
from dueprocess.kit.http import Hidden
from dueprocess.people.models import Person
from dueprocess.standing.actions.erasing import AFTER
from dueprocess.standing.actions.issues import difference, opened, waiting_entries
from dueprocess.standing.computing import today
from dueprocess.standing.extracts.values import TITLES, CandidateLine, ListedLine, ListLine
from dueprocess.standing.listing import Entry
from dueprocess.standing.models import ImportStep, Issue, Listed, Match, MatchStep, OutsideList, Renewal
from dueprocess.standing.sealing import Shelf

MOST = 25
SHOWN = 50


def every() -> tuple[ListLine, ...]:
    """Return every list, those that run first, who ends soonest first; two queries."""
    rows = list(OutsideList.objects.order_by("expires_on", "pk"))
    on = today()
    found = [_line(row, each, on) for row, each in zip(rows, _counts(rows), strict=True)]
    return tuple(sorted(found, key=lambda each: not each.runs))


def one(pk: int) -> ListLine:
    """Return a list. Raises Hidden where there is none."""
    row = OutsideList.objects.filter(pk=pk).first()
    if row is None:
        raise Hidden("no such list")
    return _line(row, next(iter(_counts([row]))), today())


def _counts(rows: Iterable[OutsideList]) -> list[tuple[int, int, int]]:
    pks = [row.pk for row in rows]
    here = Listed.objects.filter(list__in=pks, withdrawn_at=None)
    names = dict(here.values_list("list").annotate(n=Count("pk")))
    steps: Counter[tuple[int, str]] = Counter()
    matches = Match.objects.filter(listed__list__in=pks, listed__withdrawn_at=None)
    for pk, step, n in matches.values_list("listed__list", "step").annotate(n=Count("pk")):
        steps[pk, step] += n
    return [(names.get(pk, 0), steps[pk, MatchStep.PROPOSED], steps[pk, MatchStep.CONFIRMED]) for pk in pks]


def _line(row: OutsideList, counts: tuple[int, int, int], on: date) -> ListLine:
    last = min(row.expires_on, row.ended_at.date()) if row.ended_at else row.expires_on
    return ListLine(
        row.pk, row.title, row.body, row.basis, row.purpose,
        tuple(str(TITLES[Status(each)]) for each in row.bars), tuple(row.scope), row.expires_on,
        row.ended_at is None and row.erased_at is None and row.expires_on >= on, row.ended_at,
        row.erased_at, *counts, last + AFTER + timedelta(days=1),
    )  # fmt: skip


def to_decide(pk: int) -> tuple[ListedLine, ...]:
    """Return listed people of a list of whom somebody has to say who they are, the first `MOST`."""
    asked = Q(matches__step=MatchStep.PROPOSED)
    rows = Listed.objects.filter(asked, list=pk, withdrawn_at=None).select_related("list").distinct()
    return _listed(rows.order_by("pk")[:MOST])


def decided(pk: int) -> tuple[ListedLine, ...]:
    """Return those of whom it was said, the latest first, the first `SHOWN`."""
    asked = Q(matches__step__in=(MatchStep.CONFIRMED, MatchStep.DISMISSED, MatchStep.ENDED))
    rows = Listed.objects.filter(asked, list=pk).select_related("list").distinct()
    return _listed(rows.order_by("-pk")[:SHOWN])


def of_match(pk: int) -> tuple[ListedLine, CandidateLine]:
    """Return a match and the listed person whom it is about. Raises Hidden where there is none."""
    row = Match.objects.filter(pk=pk, listed__list__erased_at=None).first()
    if row is None:
        raise Hidden("no such match")
    [line] = _listed(Listed.objects.filter(pk=row.listed_id).select_related("list"))
    return line, next(each for each in line.candidates if each.pk == pk)


def _listed(rows: Iterable[Listed]) -> tuple[ListedLine, ...]:
    rows, shelf = [row for row in rows if row.list.erased_at is None], Shelf()
    lists = {row.pk: row.list for row in rows}
    matches = list(
        Match.objects.filter(listed__in=lists).select_related("decided_by").order_by("-score", "pk")
    )
    said: dict[int, dict[str, Any]] = {
        each.pk: json.loads(
            shelf.open(lists[each.listed_id], each.reasons, f"match/{each.listed_id}/{each.tag}")
        )
        for each in matches
    }
    people = {
        row.pk: row
        for row in Person.objects.filter(pk__in={each["person"] for each in said.values()}).select_related(
            "unit"
        )
    }
    found: dict[int, list[CandidateLine]] = {}
    for each in matches:
        person = people.get(said[each.pk]["person"])
        if person is not None:
            found.setdefault(each.listed_id, []).append(
                _candidate(each, person, said[each.pk], lists[each.listed_id], shelf)
            )
    return tuple(_of(row, opened(row.list, row, shelf), tuple(found.get(row.pk, ()))) for row in rows)


def _candidate(
    row: Match, person: Person, said: dict[str, Any], its: OutsideList, shelf: Shelf
) -> CandidateLine:
    why = ""
    if row.why is not None:
        why = shelf.open(its, row.why, f"why/{row.listed_id}/{row.tag}").decode()
    return CandidateLine(
        row.pk, person.pk, person.shown_name, person.member_number or "",
        person.unit.name if person.unit else "", person.born_on, row.score, tuple(said["reasons"]), row.step,
        row.decided_by.shown_name if row.decided_by else "", row.decided_at, why,
    )  # fmt: skip


def _of(row: Listed, entry: Entry, candidates: tuple[CandidateLine, ...]) -> ListedLine:
    return ListedLine(
        row.pk, row.list_id, row.list.title, entry.name, entry.aliases, entry.born_on, entry.number,
        row.until_on, row.withdrawn_at, len(candidates) > 1, candidates,
    )  # fmt: skip


def issue_waiting(pk: int) -> dict[str, Any] | None:
    """Return the issue of a list that waits, with what it would change now: the first `SHOWN` names of each
    kind; None where none waits."""
    issue = Issue.objects.filter(list=pk, step=ImportStep.WAITING).select_related("list", "by").first()
    if issue is None:
        return None
    shelf = Shelf()
    found = difference(issue.list, waiting_entries(issue, shelf), shelf)
    gone = [opened(issue.list, each, shelf).name for each in found.gone[:SHOWN]]
    return {
        "pk": issue.pk, "by": issue.by.shown_name, "at": issue.at, "sha256": issue.sha256,
        "added": [each.name for each in found.added[:SHOWN]], "n_added": len(found.added),
        "changed": [entry.name for _row, _before, entry in found.changed[:SHOWN]],
        "n_changed": len(found.changed), "gone": gone, "n_gone": len(found.gone), "same": found.same,
    }  # fmt: skip


def issues(pk: int) -> tuple[dict[str, Any], ...]:
    """Return the issues of a list that were taken in or thrown away, the latest first."""
    rows = Issue.objects.filter(list=pk).exclude(step=ImportStep.WAITING).select_related("by")
    return tuple(
        {
            "at": row.at, "by": row.by.shown_name, "step": row.get_step_display(), "added": row.added,
            "changed": row.changed, "gone": row.gone, "same": row.same, "sha256": row.sha256,
        }
        for row in rows.order_by("-pk")[:SHOWN]
    )  # fmt: skip


def renewal(pk: int, viewer: Person) -> dict[str, Any] | None:
    """Return the renewal of a list that waits for a second person; None where none does."""
    row = Renewal.objects.filter(list=pk, settled_at=None).select_related("proposed_by").first()
    if row is None:
        return None
    return {
        "pk": row.pk, "until_on": row.until_on, "reason": row.reason, "by": row.proposed_by.shown_name,
        "mine": row.proposed_by_id == viewer.pk,
    }  # fmt: skip


def renewals_waiting(viewer: Person) -> tuple[tuple[int, str, str, date], ...]:
    """Return the renewals that wait for the viewer's word: list, title, by whom, until when."""
    rows = Renewal.objects.filter(settled_at=None).exclude(proposed_by=viewer)
    return tuple(
        (row.list_id, row.list.title, row.proposed_by.shown_name, row.until_on)
        for row in rows.select_related("list", "proposed_by").order_by("pk")
    )
