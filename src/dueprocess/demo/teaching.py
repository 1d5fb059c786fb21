"""The federation trains whoever handles cases: what is asked, two programmes, a provider about whom those
were asked whom the teaching is about, a session that is over and two to come. Must not decide who is trained.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta

from dueprocess.demo import building, moments
from dueprocess.demo.building import Federation
from dueprocess.people.models import Person
from dueprocess.rules import actions as rules
from dueprocess.training import actions
from dueprocess.training.actions import Mark, Plan, Taught
from dueprocess.training.models import Assessed, Mode, Session

ADOPTED, ENTERED, PLANNED, HELD = 240, 210, 95, 61
"""So many days ago: what is asked was adopted, the programmes were entered, a session was planned, held."""
NEXT, LATER = 12, 33
"""In so many days the two others are."""
ROOM = "Castle Street Hall, room 2"


def run(built: Federation, now: datetime) -> Generator[datetime]:
    """Live through it: yields the moment of what comes next."""
    officer, panel = built.cast["training_officer"], built.holders["lay_panellist"]
    yield _ago(now, ADOPTED)
    row = rules.propose_adoption(
        what=rules.REQUIREMENTS, text=building.shipped("requirements/standard.toml"),
        by=built.cast["secretary"], adopted_by="Governing body",
        adopted_on=moments.local(now).date() - timedelta(days=ADOPTED + 5),
    )  # fmt: skip
    yield _ago(now, ADOPTED - 2)
    rules.settle_adoption(proposal=row.pk, agree=True, by=built.cast["oversight_member"])
    yield _ago(now, ENTERED)
    began = moments.local(now).date() - timedelta(days=ENTERED)
    hearings = actions.add_programme(
        code="hearing-panels", by=officer,
        taught=Taught(
            title="Hearings: the panel", minutes=360, from_on=began, months=24, languages=("en",),
            qualifies=("hearing panels", "interim measures"),
            content="The rules of the hearing, evidence and its weight, questions to witnesses, special "
            "measures, reasons that both sides can follow.",
        ),
    )  # fmt: skip
    actions.add_programme(
        code="complaints-for-officers", by=officer,
        taught=Taught(
            title="Complaints: what an officer of a club must know", minutes=90, from_on=began, months=36,
            languages=("en", "cy"), qualifies=("complaints procedure",),
            content="Where a complaint goes, what not to do with it, who may be told, how to keep out of it.",
        ),
    )  # fmt: skip
    provider = actions.add_provider(name="Harbour Learning Cooperative", by=officer)
    actions.accredit(
        provider=provider, body="Governing body", from_on=began, until_on=began + timedelta(days=730),
        evidence="Two sessions were watched; the material was read by a lawyer and by two members who had "
        "been through a case.", by=officer,
    )  # fmt: skip
    actions.consulted(
        provider=provider, community="Members with disabilities, through their forum", asked_on=began,
        answer="The cases should not all be about access. The trainer changed two of them, and they agreed.",
        by=officer,
    )  # fmt: skip
    yield _ago(now, PLANNED)
    teaches = [built.holders["mediator"][0]]
    held = actions.plan_session(
        version=hearings, provider=provider, trainers=teaches, by=officer,
        plan=_room(_ago(now, HELD), capacity=12),
    )  # fmt: skip
    came = [each.pk for each in panel[:4] if each != officer]
    actions.enrol(session=held, people=came, invite=False, by=officer)
    yield _ago(now, HELD - 1)
    _attended(held, came, officer)
    actions.complete_session(session=held, by=officer)
    for days, capacity in ((NEXT, 3), (LATER, 12)):
        coming = actions.plan_session(
            version=hearings, provider=provider, trainers=teaches, by=officer,
            plan=_room(_ago(now, -days), capacity=capacity),
        )  # fmt: skip
        if days == NEXT:
            actions.enrol(session=coming, people=[each.pk for each in panel[4:8]], invite=False, by=officer)


def _attended(session: Session, came: list[int], by: Person) -> None:
    """All but the last were there, and passed."""
    passed = Mark(attended=True, assessed=Assessed.PASSED)
    marks = {each: passed if each != came[-1] else Mark(attended=False) for each in came}
    actions.attend(session=session, marks=marks, by=by)


def _room(begins: datetime, *, capacity: int) -> Plan:
    return Plan(
        mode=Mode.ROOM, from_at=begins, to_at=begins + timedelta(hours=6), place=ROOM, language="en",
        capacity=capacity,
    )  # fmt: skip


def _ago(now: datetime, days: int) -> datetime:
    """The moment so many days ago (below nought: ahead) at half past nine by the clock on the wall."""
    return moments.on_clock(moments.local(now).date() - timedelta(days=days), 9 * 60 + 30)
