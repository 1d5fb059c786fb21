"""The evidence of one case that is before a panel: described, sorted, ruled on, and what is not relied on
given to the respondent. Must not decide what any of it proves.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from datetime import datetime, timedelta

from dueprocess.cases.evidence import actions
from dueprocess.cases.evidence.actions import Description
from dueprocess.demo import moments
from dueprocess.demo.stories import hearings
from dueprocess.demo.telling import Telling
from dueprocess.docket.evidence import Class, Kind, Obtained, Ruling
from dueprocess.docket.models import Act
from dueprocess.docket.needs import Actor, Upload

STORY = hearings.ADJOURNED
DESCRIBED, RULED, GIVEN = 146, 60, 59
"""So many days ago the items were described, the panel ruled, and the list of the unused ones was given."""


def run(told: Mapping[str, Telling], now: datetime) -> Generator[datetime]:
    """Live through it: yields the moment of what comes next. Nothing where the story is not told."""
    yield moments.morning(now, DESCRIBED)
    if STORY.code not in told:
        return
    telling = told[STORY.code]
    by = telling.handler("investigator")
    film = Act.objects.get(docket=telling.docket, name="take_evidence").n
    _put(
        telling, by, film,
        Description(
            title="Film of the hall's own camera, 41 seconds", kind=Kind.FILM, obtained=Obtained.OPEN,
            captured_by="The caretaker of the hall", captured_at=telling.opened() - timedelta(days=1),
            source="Copied from the recorder in front of both sides.",
            shows="What went on for twelve seconds before the final whistle, and after it.",
        ),
    )  # fmt: skip
    _put(
        telling, by, None,
        Description(
            title="Film of eleven seconds from the stand", kind=Kind.FILM, obtained=Obtained.PARTIAL,
            offered_by=telling.keys["c1"], captured_by="A spectator", source="Sent on by chat.",
            captured_at=telling.opened() - timedelta(days=1),
            shows="Begins with the push. What came before it is not on it.",
        ),
    )  # fmt: skip
    _put(
        telling, by, None,
        Description(
            title="List of the stewards, with what two of them noted", kind=Kind.DOCUMENT,
            obtained=Obtained.OPEN, source="The club's office.",
            shows="One steward wrote that both had hold of one another.",
        ),
    )  # fmt: skip
    _put(
        telling, by, None,
        Description(
            title="Advice of the federation's lawyer", kind=Kind.DOCUMENT, obtained=Obtained.OPEN,
            source="Asked for by the case manager.",
        ),
    )  # fmt: skip
    yield moments.morning(now, DESCRIBED - 1)
    sort = actions.sort
    sort(docket=telling.fresh(), item="e1", as_class=Class.RELIED, by=by)
    sort(docket=telling.fresh(), item="e3", as_class=Class.UNUSED, helpful=True, by=by)
    advice = "Advice of a lawyer, asked for in this case."
    sort(docket=telling.fresh(), item="e4", as_class=Class.PRIVILEGED, reason=advice, by=by)
    yield moments.morning(now, RULED)
    reason = "It is cut. The hall's film shows what is missing, so that it misleads nobody beside it."
    panellist = telling.handler("panel")
    actions.rule(docket=telling.fresh(), item="e2", ruling=Ruling.ADMITTED, by=panellist, reason=reason)
    yield moments.morning(now, GIVEN)
    sort(docket=telling.fresh(), item="e2", as_class=Class.RELIED, by=by)
    actions.disclose(docket=telling.fresh(), to=[telling.keys["r1"]], by=telling.handler("case_manager"))
    telling.fresh()


def _put(telling: Telling, by: Actor, act: int | None, what: Description) -> None:
    """Describe a file of an act, or one that comes with it: what it would be is said in it."""
    words = f"{what.title}\nStands for the original in the demonstration.\n"
    upload = None if act else Upload("original.txt", [words.encode()])
    actions.describe(docket=telling.fresh(), what=what, by=by, act=act, file=1, upload=upload)
