"""Which cases came out of one another, and in which of them somebody is a party now. Queries only.

A local key means the same person in both parts only if they were a party when it was split.
"""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.cases.models import Case
from dueprocess.docket.models import Docket, Party


def reached(docket: Docket, key: str) -> Iterator[tuple[Docket, bool]]:
    """Yield every other part that somebody's key reaches, and whether they are a party there now."""
    seen, queue = {docket.pk}, [docket]
    while queue:
        here = queue.pop()
        for other, act in _next(here):
            if other.pk in seen or not _reaches(key, act, here, other):
                continue
            seen.add(other.pk)
            queue.append(other)
            yield other, Party.objects.filter(docket=other, key=key).exists()


def went_on(docket: Docket, key: str | None, *, since: int = 0) -> Iterator[Docket]:
    """Yield what went out of a case, by its act `since` or a later one, and what went out of that; of these,
    where a `key` is given, those that it reaches."""
    queue = [(docket, since)]
    while queue:
        here, first = queue.pop()
        for each in Case.objects.filter(split_from=here, split_act__gte=first).select_related("docket"):
            if key is None or _reaches(key, each.split_act, here, each.docket):
                yield each.docket
                queue.append((each.docket, 0))


def _next(docket: Docket) -> list[tuple[Docket, int | None]]:
    """Return the case out of which one came and those that went out of it, and the acts by which."""
    found = [
        (each.docket, each.split_act)
        for each in Case.objects.filter(split_from=docket).select_related("docket")
    ]
    mine = Case.objects.filter(docket=docket).exclude(split_from=None).select_related("split_from").first()
    if mine is not None and mine.split_from is not None:
        found.append((mine.split_from, mine.split_act))
    return found


def _reaches(key: str, act: int | None, *parts: Docket) -> bool:
    """Tell whether a key means the same person in both parts."""
    return all(_was(each, key, act) for each in parts)


def _was(docket: Docket, key: str, act: int | None) -> bool:
    """Tell whether a key was given to its party before the case was split by that act."""
    given = docket.person_keys.filter(key=key).values_list("n", flat=True).first()
    return given is not None and act is not None and given < act
