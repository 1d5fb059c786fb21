"""Approaches to those who handle cases: one that was looked at and answered, one by the press, and one that
waits for oversight. Must not decide what follows from any.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from datetime import date, datetime, timedelta

from dueprocess.cases.approaches import actions
from dueprocess.cases.approaches.actions import NAMED, Entry
from dueprocess.cases.approaches.models import Channel, Done, Kind, Lane, Told
from dueprocess.demo import moments
from dueprocess.demo.building import Federation
from dueprocess.demo.stories import first_days, hearings, investigations
from dueprocess.demo.telling import Telling
from dueprocess.docket.needs import Actor

LEADER, PRESS, CHAIR = 24, 12, 1
"""So many days ago each came."""


def run(built: Federation, told: Mapping[str, Telling], now: datetime) -> Generator[datetime]:
    """Live through it: yields the moment of what comes next."""
    manager, leader = built.cast["case_manager"], built.cast["leader"]
    yield _ago(now, LEADER, 15)
    entered = actions.enter(
        entry=Entry(
            who=leader.shown_name, person=leader.pk, office="General Secretary", kind=Kind.EXPEDITE,
            channel=Channel.IN_PERSON, on=_day(now, LEADER), done=Done.DECLINED,
            words="“The sailing club rings me every week about those photographs. Can that not be over by "
            "the annual dinner?”",
            asked="That the case is closed before a day in the calendar.",
            about=_number(told, investigations.PHOTOS.code),
        ),
        by=Actor(person=manager),
    )  # fmt: skip
    yield _ago(now, LEADER - 1, 18)
    answer = "I was asked in the corridor and repeated what I had been asked. I wanted nothing for the club."
    actions.reply(docket=entered.docket, text=answer, by=Actor(key=NAMED))
    yield _ago(now, LEADER - 3, 11)
    follows = (
        "I have spoken with the General Secretary: the protocol, clause 2. The case goes on in its turn, and "
        "its days have not changed."
    )
    overseer = built.cast["oversight_member"]
    actions.weigh(docket=entered.docket, follows=follows, told=Told.NOW, by=Actor(person=overseer))
    yield _ago(now, PRESS, 10)
    actions.enter(
        entry=Entry(
            who="A reporter of the Varrendale Courier", kind=Kind.PRESS, channel=Channel.PHONE,
            on=_day(now, PRESS), done=Done.PUBLISHED,
            words="Had heard of “the business after the cup final” and asked who is to decide it, and when.",
            asked="Who sits, and the day of the hearing.", about=_number(told, hearings.ADJOURNED.code),
        ),
        by=Actor(person=built.cast["intake_officer"]),
    )  # fmt: skip
    yield _ago(now, CHAIR, 9)
    actions.enter(
        entry=Entry(
            who="The chair of the club's board", office="Millrace Hockey Club", kind=Kind.PRESSURE,
            channel=Channel.PRIVATE, lane=Lane.NONE, on=_day(now, CHAIR), done=Done.NOTHING, told=Told.LATER,
            words="On my own telephone, late: “You know who sits on the grants committee next year. Think of "
            "your athletes.”",
            asked="That the referee's parents are told to let it rest.",
            why="It reads like a threat. I should like oversight to see it first.",
            about=_number(told, first_days.ASSESSING.code),
        ),
        by=Actor(person=built.cast["assessor"]),
    )  # fmt: skip


def _number(told: Mapping[str, Telling], code: str) -> str:
    """Return the number of a story's case; "" where it is not told."""
    telling = told.get(code)
    return telling.docket.number if telling is not None and telling.docket is not None else ""


def _day(now: datetime, days: int) -> date:
    return moments.local(now).date() - timedelta(days=days)


def _ago(now: datetime, days: int, hour: int) -> datetime:
    return moments.on_clock(_day(now, days), hour * 60 + days)
