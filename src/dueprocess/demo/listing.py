"""Another body's list of whom it has suspended: two on it may be members of the federation. One was found to
be one, and one waits for the registrar. Must not decide who they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Generator
from datetime import datetime, timedelta

from dueprocess.core.standing import Status
from dueprocess.demo import moments
from dueprocess.demo.building import Federation
from dueprocess.people.models import Person
from dueprocess.standing import actions
from dueprocess.standing.models import Match, MatchStep

MADE, CAME, LOOKED = 70, 68, 66
"""So many days ago the list was begun, an issue of it was taken in, and the first match was decided."""
RUNS = 300
"""For so many days from its beginning the list runs."""


def run(built: Federation, now: datetime) -> Generator[datetime]:
    """Live through it: yields the moment of what comes next."""
    registrar = built.cast["registrar"]
    ours = [next(built.free) for _n in range(2)]
    yield _ago(now, MADE)
    listed = actions.make_list(
        title="Suspended from all venues", body="Association of River Sports",
        basis="Agreement of both bodies on safety at venues, clause 4; legitimate interest",
        purpose="That nobody who is suspended there for what they did to others coaches or speaks here.",
        bars=(Status.SPEAKING, Status.PREMISES), scope=(),
        expires_on=_ago(now, MADE - RUNS).date(), by=registrar,
    )  # fmt: skip
    yield _ago(now, CAME)
    issue = actions.send_issue(pk=listed.pk, data=_file(ours), by=registrar)
    actions.take_issue(pk=issue.pk, by=registrar)
    yield _ago(now, LOOKED)
    match = Match.objects.filter(listed__list=listed, step=MatchStep.PROPOSED).order_by("pk").first()
    if match is not None:
        actions.confirm(
            pk=match.pk, by=registrar, why="The association told us the club and the year.",
            second="Day of birth, as the association has it and as it stands in the register.",
        )  # fmt: skip


def _file(ours: list[Person]) -> bytes:
    """The issue: somebody who is nobody here, and two whose names are in the register."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["key", "name", "born_on"])
    rows.writerow(["ARS-118", "Lisbet Quarndon-Achterberg", "1971-02-11"])
    for number, person in enumerate(ours):
        rows.writerow([f"ARS-2{number}7", person.full_name, person.born_on or ""])
    return out.getvalue().encode()


def _ago(now: datetime, days: int) -> datetime:
    return moments.on_clock(moments.local(now).date() - timedelta(days=days), 11 * 60 + days % 50)
