"""An issue of a list: sent in, looked at before it counts, and taken in or thrown away. Only what is new or
different changes anything: who is not on it any more is free at that instant.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.errors import Refused
from dueprocess.kit import clock, keys
from dueprocess.people.models import Person
from dueprocess.standing import matching
from dueprocess.standing.actions.ground import bind, may
from dueprocess.standing.actions.lists import KEEPERS, running
from dueprocess.standing.computing import today
from dueprocess.standing.listing import Entry, read
from dueprocess.standing.models import ImportStep, Issue, Kept, Listed, Match, MatchStep, OutsideList
from dueprocess.standing.sealing import Shelf, entry_tag


@dataclass(frozen=True, slots=True)
class Difference:
    """What an issue would change: entries that are new, that are other than they were, that are the same, and
    rows of those who are not on it any more."""

    added: tuple[Entry, ...]
    changed: tuple[tuple[Listed, Entry, Entry], ...]
    same: int
    gone: tuple[Listed, ...]


@transaction.atomic
def send_issue(*, pk: int, data: bytes, by: Person) -> Issue:
    """Keep an issue sealed until somebody has seen what it changes. Nobody is on the list by this.

    Raises Malformed with every fault by its line; Refused: "no_power", "done_already" for a list that is
    over, "waits_already" while another issue waits.
    """
    may(by, KEEPERS)
    row = running(pk)
    if Issue.objects.filter(list=row, step=ImportStep.WAITING).exists():
        raise Refused(
            "waits_already", _("An issue of this list waits already: take it in or throw it away."), None
        )
    entries = read(data)
    sealed = json.dumps([each.plain() for each in entries]).encode()
    digest = hashlib.sha256(data).hexdigest()
    found = difference(row, entries, Shelf())
    made = Issue.objects.create(
        list=row, by=by, at=clock.now(), sha256=digest, added=len(found.added), changed=len(found.changed),
        gone=len(found.gone), same=found.same, sealed=Shelf().seal(row, sealed, f"issue/{digest}"),
        salt=keys.salt(),
    )  # fmt: skip
    bind("issue sent", by, [made])
    return made


@transaction.atomic
def drop_issue(*, pk: int, by: Person) -> None:
    """Throw an issue away: its rows go, the hash of its file stays. Raises Refused: "no_power",
    "done_already"."""
    may(by, KEEPERS)
    issue = _waiting(pk)
    issue.step, issue.sealed = ImportStep.DROPPED, None
    issue.save(update_fields=["step", "sealed"])
    bind("issue dropped", by, [issue])


@transaction.atomic
def take_issue(*, pk: int, by: Person) -> Issue:
    """Take an issue in: whoever is new on it is compared with the register and proposed, whoever is not on
    it any more is free. Nobody is barred by it before somebody confirmed who they are.

    Raises Refused: "no_power", "done_already" where it does not wait or the list is over.
    """
    may(by, KEEPERS)
    issue = _waiting(pk)
    row, shelf, now = running(issue.list_id), Shelf(), clock.now()
    found = difference(row, waiting_entries(issue, shelf), shelf)
    issue.added, issue.changed = len(found.added), len(found.changed)
    issue.gone, issue.same = len(found.gone), found.same
    touched: list[Kept] = []
    for listed in found.gone:
        touched += _withdraw(listed, now)
    for listed, before, entry in found.changed:
        if before.identity != entry.identity or _lapsed(listed):
            touched += _withdraw(listed, now)
            touched += _add(row, entry, shelf, now, anew=before.identity != entry.identity)
        else:
            touched += _mend(row, listed, entry, shelf, now)
    for entry in found.added:
        touched += _add(row, entry, shelf, now)
    issue.step, issue.sealed = ImportStep.TAKEN, None
    issue.save(update_fields=["step", "sealed", "added", "changed", "gone", "same"])
    bind("issue taken", by, [issue, *{(type(each), each.pk): each for each in touched}.values()])
    return issue


def difference(row: OutsideList, entries: Sequence[Entry], shelf: Shelf) -> Difference:
    """Return what an issue would change in a list; one query. Writes nothing."""
    there = {each.tag: each for each in Listed.objects.filter(list=row, withdrawn_at=None).order_by("pk")}
    added, changed, same = [], [], 0
    for entry in entries:
        listed = there.pop(entry_tag(row, entry.key), None)
        if listed is None:
            added.append(entry)
            continue
        before = opened(row, listed, shelf)
        if before == entry and not _lapsed(listed):
            same += 1
        elif before == entry:
            same += 1  # it lapsed by its own day, and the list says nothing new of it
        else:
            changed.append((listed, before, entry))
    return Difference(tuple(added), tuple(changed), same, tuple(there.values()))


def opened(row: OutsideList, listed: Listed, shelf: Shelf) -> Entry:
    """Return somebody on a list as it has them."""
    return Entry.of(json.loads(shelf.open(row, listed.sealed, f"listed/{listed.tag}")))


def waiting_entries(issue: Issue, shelf: Shelf) -> tuple[Entry, ...]:
    """Return the rows of an issue that waits."""
    assert issue.sealed is not None
    held = json.loads(shelf.open(issue.list, issue.sealed, f"issue/{issue.sha256}"))
    return tuple(Entry.of(each) for each in held)


def _lapsed(listed: Listed) -> bool:
    return listed.until_on is not None and listed.until_on < today()


def _waiting(pk: int) -> Issue:
    issue = Issue.objects.select_for_update(of=("self",)).select_related("list").get(pk=pk)
    if issue.step != ImportStep.WAITING:
        raise Refused("done_already", _("This issue was taken in or thrown away already."), None)
    return issue


def _withdraw(listed: Listed, now: datetime) -> Iterable[Kept]:
    """Take somebody off a list: what it barred them from is undone, what was only proposed goes."""
    listed.withdrawn_at = now
    listed.save(update_fields=["withdrawn_at"])
    yield listed
    for match in listed.matches.filter(step__in=(MatchStep.PROPOSED, MatchStep.CONFIRMED)):
        match.step, match.ended_at = MatchStep.ENDED, now
        match.save(update_fields=["step", "ended_at"])
        yield match


def _add(
    row: OutsideList, entry: Entry, shelf: Shelf, now: datetime, *, anew: bool = False
) -> Iterable[Kept]:
    """Put somebody on a list and propose whom of the register they may be. Who was dismissed before under the
    same key is not proposed again, unless the list says that it is somebody else (`anew`)."""
    tag = entry_tag(row, entry.key)
    sealed = shelf.seal(row, json.dumps(entry.plain()).encode(), f"listed/{tag}")
    listed = Listed.objects.create(list=row, tag=tag, sealed=sealed, until_on=entry.until, salt=keys.salt())
    yield listed
    earlier = Match.objects.filter(listed__list=row, listed__tag=tag, step=MatchStep.DISMISSED)
    but = set() if anew else {
        each.tag for each in earlier.select_related("listed")
        if opened(row, each.listed, shelf).identity == entry.identity
    }  # fmt: skip
    yield from _proposed(row, listed, entry, shelf, now, but)


def _mend(row: OutsideList, listed: Listed, entry: Entry, shelf: Shelf, now: datetime) -> Iterable[Kept]:
    """Write down other names or another last day of somebody who is the same; whom else they may be now is
    proposed, what was confirmed or dismissed stays so. A last day that is past takes them off at once."""
    if entry.until is not None and entry.until < today():
        yield from _withdraw(listed, now)
        return
    listed.sealed = shelf.seal(row, json.dumps(entry.plain()).encode(), f"listed/{listed.tag}")
    listed.until_on = entry.until
    listed.save(update_fields=["sealed", "until_on"])
    yield listed
    but = set(listed.matches.values_list("tag", flat=True))
    yield from _proposed(row, listed, entry, shelf, now, but)


def _proposed(
    row: OutsideList, listed: Listed, entry: Entry, shelf: Shelf, now: datetime, but: set[str]
) -> Iterable[Kept]:
    for each in matching.propose(entry, on=today()):
        tag = matching.tag_of(each)
        if tag in but:
            continue
        said = json.dumps(
            {"person": each.person, "reasons": list(each.reasons), "second": each.second}
        ).encode()
        yield Match.objects.create(
            listed=listed, tag=tag, score=each.score, proposed_at=now, salt=keys.salt(),
            reasons=shelf.seal(row, said, f"match/{listed.pk}/{tag}"),
        )  # fmt: skip
