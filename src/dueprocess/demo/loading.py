"""Loading the demonstration: the federation first, then all stories side by side in the order of time.

All or nothing: one transaction, so that an interrupted load leaves no half of a federation behind. Must
not run where a real log could be.
"""

from __future__ import annotations

import heapq
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from dueprocess.cases.actions import counting
from dueprocess.cases.models import Case
from dueprocess.core.errors import Refused
from dueprocess.core.workdays import Workdays
from dueprocess.demo import (
    approaching,
    auditing,
    building,
    evidencing,
    keeping,
    keepsake,
    links,
    listing,
    moments,
    planning,
    post,
    publishing,
    resetting,
    sitting,
    teaching,
    writing,
)
from dueprocess.demo.building import Federation
from dueprocess.demo.cast import CAST
from dueprocess.demo.stories import STORIES
from dueprocess.demo.story import Story
from dueprocess.demo.telling import Telling
from dueprocess.docket.models import Act, Docket
from dueprocess.kit import clock
from dueprocess.kit.keys.ring import make_keys
from dueprocess.ledger.models import Head
from dueprocess.rules import rulebooks
from dueprocess.rules.models import RulebookVersion

SHOWN = {
    "bar-rota": "Follow the complaint about the bar rota: where it stands, what comes next, and a message.",
    "pool-side": "Follow one with an interim measure in force.",
    "the-locker": "Follow one whose file was erased: what is left, and the proof.",
}


@dataclass
class Loaded:
    """What a load has made, counted in the database."""

    complaints: int
    cases: int
    acts: int
    stages: Counter[str] = field(default_factory=Counter)
    untold: tuple[str, ...] = ()  # stories of which the present cut something off


def load(*, say: Callable[[str], None], stories: Iterable[Story] = STORIES) -> Loaded | None:
    """Build the federation and tell its stories up to the present; None where that was done before.

    Raises Refused in a real log, or where the database holds another installation.
    """
    links.only_here()
    kept = keepsake.read()
    if kept is not None and kept.get("loaded_on"):
        return None
    if Head.objects.exists():
        raise Refused(
            "demo.other",
            "This database holds another installation. Give the demonstration a DUEPROCESS_VAR of its own.",
            None,
        )
    if kept is not None:
        _clear_leftovers()
    now = clock.now()
    today = moments.local(now).date()
    keepsake.begin()
    if not str(settings.DUEPROCESS_KEYS).startswith(("env:", "command:")):
        make_keys(Path(str(settings.DUEPROCESS_KEYS)))
    with transaction.atomic():
        since = moments.on_clock(today - timedelta(days=building.DAYS_BEFORE), 10 * 60)
        with clock.frozen(since):
            built = building.build(today=today, say=say)
        tellings = _tell(built, list(stories), now, say)
        say(f"{post.arrive(built, now)} messages lie in the complaints mailbox")
        while counting.count_flow():
            pass
        keeping.reckon()
        loaded = _counted(tellings)
        auditing.hand_over()
    keepsake.write(today=today, receipts=_receipts(tellings), names=_names(tellings))
    return loaded


def _clear_leftovers() -> None:
    """Remove files of a load that was interrupted: its rows were never committed."""
    for name in resetting.MADE:
        path = Path(settings.DUEPROCESS_VAR) / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def working_days(version: RulebookVersion) -> Workdays:
    """Return the working days of the federation: those of its rulebook."""
    rulebook = rulebooks.get(version.pk)
    closed: set[date] = set()
    for closure in rulebook.calendar.closed:
        days = (closure.last - closure.first).days
        closed |= {closure.first + timedelta(days=n) for n in range(days + 1)}
    return moments.calendar(version.holidays, closed)


def _tell(
    built: Federation, stories: list[Story], now: datetime, say: Callable[[str], None]
) -> dict[str, Telling]:
    """Tell all stories side by side, always the one whose next moment is the earliest."""
    days = working_days(built.rulebook)
    tellings: dict[str, Telling] = {}
    for story in stories:
        at = moments.received(days, built.today, story.days, story.code, needed=story.needed)
        if not story.days:
            at = now - timedelta(minutes=25)
        tellings[story.code] = Telling(story, built, days, tellings, now, at)
    heap: list[tuple[datetime, int, object]] = []
    runs = [telling.run() for telling in tellings.values()]
    runs.append(planning.run(built, days, now))
    runs.append(publishing.run(built, now))
    runs.append(keeping.run(built, tellings, now))
    runs.append(auditing.run(built, now))
    runs.append(teaching.run(built, now))
    runs.append(listing.run(built, now))
    runs.append(approaching.run(built, tellings, now))
    runs.append(evidencing.run(tellings, now))
    runs.append(sitting.run(tellings, now))
    runs.append(writing.run(built, tellings, now))
    for number, run in enumerate(runs):
        heapq.heappush(heap, (next(run), number, run))
    step, told = 0, 0
    while heap:
        at, number, _ = heapq.heappop(heap)
        with clock.frozen(at):
            following = next(runs[number], None)
        if following is not None:
            heapq.heappush(heap, (max(following, at), number, runs[number]))
        else:
            told += 1
        step += 1
        if step % 400 == 0:
            say(f"{moments.local(at):%B %Y}: {step:,} acts and letters, {told} of {len(runs)} stories told")
    return tellings


def _counted(tellings: dict[str, Telling]) -> Loaded:
    from_database = Docket.objects.filter(kind="case")
    return Loaded(
        complaints=sum(docket.complaints_in.count() for docket in from_database),
        cases=from_database.count(),
        acts=Act.objects.count(),
        stages=Counter(from_database.values_list("stage", flat=True)),
        untold=tuple(code for code, each in tellings.items() if each.told < len(each.story.beats)),
    )


def _receipts(tellings: dict[str, Telling]) -> dict[str, dict[str, str]]:
    found = {}
    for code, tries in SHOWN.items():
        telling = tellings.get(code)
        if telling is not None and telling.receipt is not None and telling.receipt.code:
            found[code] = {"number": telling.receipt.number, "code": telling.receipt.code, "tries": tries}
    return found


def _names(tellings: dict[str, Telling]) -> dict[str, str]:
    """Return the code names of the cases that the cast is asked to look at."""
    dockets = {
        code: each.docket.pk
        for code, each in tellings.items()
        if each.docket is not None and any(f"{{{code}}}" in member.tries for member in CAST)
    }
    found = dict(Case.objects.filter(docket__in=dockets.values()).values_list("docket", "code_name"))
    return {code: found[docket] for code, docket in dockets.items()}
