"""A letter that one case manager sends in several cases at once: chosen, checked case by case, and gone out.
Must not decide anything.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from datetime import datetime

from dueprocess.cases.batches import actions as batches
from dueprocess.cases.batches.models import Batch, BatchPart
from dueprocess.cases.batches.told import LETTER, Told
from dueprocess.demo import moments
from dueprocess.demo.building import Federation
from dueprocess.demo.telling import Telling
from dueprocess.people.models import Person

WRITTEN, MOST = 2, 4
"""So many days ago it went out, in so many cases at most."""
SAID = (
    "Our office moves to the second floor on Friday and is closed that afternoon. Your matter goes on: "
    "{owner} deals with it, and no day by which you have to do something changes."
)


def run(built: Federation, told: Mapping[str, Telling], now: datetime) -> Generator[datetime]:
    """Live through it: yields the moment of what comes next. Nothing for fewer than two cases."""
    yield moments.morning(now, WRITTEN)
    person = built.cast["case_manager"]
    mine = [telling for telling, _n in zip(_handled(told, person), range(MOST), strict=False)]
    if len(mine) < 2:
        return
    batch = batches.begin(kind=Batch.Kind.LETTER, dockets=[each.fresh() for each in mine], by=person)
    batches.say(batch=batch, told=Told(how=f"{LETTER}update", text=SAID), by=person)
    able = _gone_on(batch).parts.filter(state=BatchPart.State.ABLE)
    if able.exists():
        batches.start(batch=batch, by=person, only=list(able.values_list("pk", flat=True)))
        _gone_on(batch)
    for each in mine:
        each.fresh()


def _handled(told: Mapping[str, Telling], person: Person) -> Iterator[Telling]:
    """Yield the open cases that somebody handles, of those whose parties hear in time what goes on."""
    for telling in told.values():
        if telling.docket is None or "case_manager" not in telling.handlers:
            continue
        theirs = telling.handler("case_manager").person == person and "update" in telling.story.keeps
        if theirs and telling.fresh().is_open:
            yield telling


def _gone_on(batch: Batch) -> Batch:
    """Have its cases worked on, without waiting for a worker: the demonstration has none yet."""
    while (row := Batch.objects.get(pk=batch.pk)).state in batches.AHEAD:
        batches.carry_on(row)
    return row
