"""What goes and when: the names of a list some time after its end, contests some time after they were
decided, and whatever is here of somebody who is erased from the register.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q

from dueprocess.docket.actions.erasing import hooks
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock, files
from dueprocess.standing.actions.ground import bind
from dueprocess.standing.computing import today
from dueprocess.standing.models import (
    Contest,
    ContestFile,
    ImportStep,
    Issue,
    Kept,
    Listed,
    Look,
    Match,
    OutsideList,
    Told,
)
from dueprocess.standing.sealing import match_ref

AFTER = timedelta(days=90)
"""So long after its end the names on a list are erased: who was barred by it can still ask why."""
CONTESTS_FOR = timedelta(days=366)
"""So long after it was decided a contest is kept."""
Gone = list[tuple[str, int]]


@transaction.atomic
def erase_expired() -> int:
    """Erase the names of lists that ended long enough ago, with their key, and contests that were decided
    long enough ago; returns how many of both."""
    now, last = clock.now(), today() - AFTER
    over = Q(expires_on__lt=last) | Q(ended_at__lt=now - AFTER)
    lists = list(
        OutsideList.objects.select_for_update(of=("self",)).filter(over, erased_at=None).order_by("pk")
    )
    gone: Gone = []
    rows: list[Kept] = list(lists)
    for row in lists:
        matches = Match.objects.filter(listed__list=row)
        refs = [match_ref(pk) for pk in matches.values_list("pk", flat=True)]
        gone += _contests(Contest.objects.filter(ref__in=refs))
        gone += _drop("told", Told.objects.filter(ref__in=refs))
        gone += _drop("match", matches)
        gone += _drop("listed", Listed.objects.filter(list=row))
        for issue in Issue.objects.filter(list=row).exclude(sealed=None):
            issue.step, issue.sealed = ImportStep.DROPPED, None
            issue.save(update_fields=["step", "sealed"])
            rows.append(issue)
        row.key_wrapped, row.erased_at = None, now
        row.save(update_fields=["key_wrapped", "erased_at"])
    old = Contest.objects.filter(decided_at__lt=now - CONTESTS_FOR)
    left = old.exclude(upheld=True)  # what was upheld goes on to say that a standing is over
    count = left.count()
    gone += _contests(left)
    if rows or gone:
        bind("erased", None, rows, gone)
    return len(lists) + count


def forget_people(people: Sequence[int]) -> None:
    """Erase what this room holds of people who are erased from the register. The lines of the journal of
    looks stay, empty: a sealed root holds them."""
    tags = [person_tag(pk) for pk in people]
    gone = _contests(Contest.objects.filter(tag__in=tags))
    gone += _drop("told", Told.objects.filter(tag__in=tags))
    gone += _drop("match", Match.objects.filter(tag__in=tags))
    Look.objects.filter(tag__in=tags).update(tag="", reader="", salt=b"", sealed=b"")
    Look.objects.filter(reader__in=tags).update(reader="", salt=b"", sealed=b"")
    if gone:
        bind("forgotten", None, (), gone)


def _contests(found: Iterable[Contest]) -> Gone:
    gone: Gone = []
    for row in found:
        for file in row.files.all():
            transaction.on_commit(partial(files.remove, file.stored))
        gone.append(("contest", row.pk))
        row.delete()
    return gone


def _drop(name: str, found: object) -> Gone:
    gone = [(name, pk) for pk in found.values_list("pk", flat=True)]  # type: ignore[attr-defined]
    found.delete()  # type: ignore[attr-defined]
    return gone


def _in_use(names: set[str]) -> set[str]:
    return set(ContestFile.objects.filter(stored__in=names).values_list("stored", flat=True))


hooks.forgets_people(forget_people)
files.register_in_use(_in_use)
