"""The federation's start-up plan, in its second week: an earlier register was brought in, stock was taken of
most of what waited, the first days were promised, and one week was counted.

Everybody named here is invented. Must not decide a case.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from dueprocess.cases.imports.actions import import_cases
from dueprocess.cases.imports.load import load
from dueprocess.cases.imports.register import Register
from dueprocess.cases.imports.report import Report
from dueprocess.cases.plan import actions, questions
from dueprocess.cases.plan.actions import Day, Taken
from dueprocess.cases.plan.models import CLOSING, Conflict, Found, Looked, Suspension, Urgency
from dueprocess.core.workdays import Workdays
from dueprocess.demo import moments
from dueprocess.demo.building import Federation
from dueprocess.docket import wall
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Docket, Measure, Party
from dueprocess.docket.needs import Actor, Needs
from dueprocess.kit import clock

AGO = 9
"""So many days ago the plan began, or on the last working day before."""
TITLE = "Book of the former secretary"
MAP = f"""title = "{TITLE}"
[dates]
formats = ["YYYY-MM-DD"]
[columns]
id = {{ is = "id" }}
received = {{ is = "received_on" }}
closed = {{ is = "closed_on" }}
about = {{ is = "summary" }}
[joins.people]
file = "people.csv"
id = "id"
[joins.people.columns]
name = {{ is = "person" }}
"""


@dataclass(frozen=True, slots=True)
class Old:
    """A line of the earlier register: its number there, how many days ago it was received and closed, what it
    says, about whom; and at which stage it is taken up now, where that was done already."""

    number: str
    received: int
    closed: int | None
    about: str
    who: str
    outcome: str = ""


BOOK = (
    Old("31", 930, 700, "Locked out of the boat house", "Ambrose Tolliver-Quick"),
    Old("34", 812, None, "Shouted at a referee after the match", "Fenna Droogleever", "from_the_beginning"),
    Old("37", 745, None, "Money for the trip, no receipts", "Casper Nwachukwu-Lund"),
    Old("41", 590, None, "Photographs of juniors put on a page", "Isolde Pettibone"),
    Old("44", 505, 430, "Would not let a member speak", "Ludovic Ferreira-Holm"),
    Old("52", 391, None, "Threatened the groundsman", "Mirabel Oyelaran", "from_the_beginning"),
)
LACKING = (
    ("Minutes of the club meeting",),
    ("The first reply", "The list of those who were there"),
    ("Whatever the former secretary kept at home",),
)
WEEKS = (5, 6, 7, 8, 9, 10, 11, 12, 13)


def run(built: Federation, days: Workdays, now: datetime) -> Generator[datetime, None, None]:
    """Live through the plan so far: yields the moment of what comes next."""
    first = _working(days, built.today - timedelta(days=AGO))
    begun = moments.on_clock(first, 9 * 60 + 25)
    officer, lead = built.cast["intake_officer"], built.holders["oversight_lead"][0]
    yield begun - timedelta(minutes=20)
    _bring_in(built.today)
    yield begun
    prepared = actions.prepare(by=lead)
    needs = Needs(
        content={
            "where the backlog lies": (
                "In the complaints mailbox, in the book of the former secretary, and in two boxes of paper."
            )
        }
    )
    actions.begin(prepared=prepared, step="begin", by=Actor(person=lead), at=clock.now(), needs=needs)
    plan = questions.current()
    assert plan is not None
    yield from _stock(built, days, plan, begun, now)
    day = moments.on_clock(_working(days, first + timedelta(days=7)), 9 * 60 + 5)
    yield day - timedelta(minutes=10)
    actions.go_on(
        docket=plan, step="end_inventory", by=Actor(person=officer), at=clock.now(),
        needs=Needs(content={
            "what was looked through": "The mailbox since 2022, the book, both boxes; the clubs were asked.",
            "what is still open": "Some files in which papers are missing; the clubs have been asked twice.",
        }),
    )  # fmt: skip
    yield day
    actions.go_on(docket=plan, step="count", by=Actor(person=officer), at=clock.now(), needs=Needs())


def _working(days: Workdays, day: date) -> date:
    """Return that day, or the last working day before it."""
    return day if days.is_working(day) else days.add(day, -1)


def _bring_in(today: date) -> None:
    """Bring in the book of the former secretary."""

    def day(ago: int | None) -> str:
        return "" if ago is None else (today - timedelta(days=ago)).isoformat()

    with TemporaryDirectory() as folder:
        main = Path(folder) / "book.csv"
        lines = [f'{old.number},{day(old.received)},{day(old.closed)},"{old.about}"' for old in BOOK]
        main.write_text("\n".join(["id,received,closed,about", *lines, ""]), encoding="utf-8")
        people = [f"{old.number},{old.who}" for old in BOOK]
        main.with_name("people.csv").write_text("\n".join(["id,name", *people, ""]), encoding="utf-8")
        with Register(load(MAP), main) as register:
            import_cases(register, report=Report(TITLE, kept=None))


def _stock(
    built: Federation, days: Workdays, plan: Docket, begun: datetime, now: datetime
) -> Generator[datetime, None, None]:
    """Take stock of one case after another in the first week, but for some, and promise the first days."""
    officer = built.cast["intake_officer"]
    seen = questions.still_open(Docket.objects.all(), plan).order_by("received_at", "pk")
    taken = [docket for place, docket in enumerate(seen) if place % 4 != 3]
    old = {old.received: old for old in BOOK if old.outcome}
    at = begun + timedelta(minutes=50)
    for place, docket in enumerate(taken):
        at += timedelta(minutes=23 + moments.chance(docket.received_at, place) % 19)
        shown = moments.local(at)
        if shown.hour >= 16 or not days.is_working(shown.date()):
            following = days.add(shown.date(), 1)
            at = moments.on_clock(following, moments.OPENS + place % 30)
        if at >= min(now, begun + timedelta(days=6, hours=20)):
            return
        yield at
        docket = Docket.objects.get(pk=docket.pk)
        if not docket.is_open or not wall.sees(docket, officer):
            continue
        _one(docket, place, Actor(person=officer), built.today)
        age = (built.today - moments.local(docket.received_at).date()).days if docket.received_at else 0
        if not docket.stage and age in old:
            _take_up(docket, old[age], Actor(person=officer))


def _take_up(docket: Docket, old: Old, by: Actor) -> None:
    why = "The book says when it came, and nothing of what was done."
    needs = Needs(act={"outcome": old.outcome}, content={"why it stands there": why})
    take_step(docket=docket, step="take_from_register", by=by, at=clock.now(), needs=needs)


def _one(docket: Docket, place: int, by: Actor, today: date) -> None:
    lacking: tuple[str, ...] = ()
    found = Found.WHOLE
    if not docket.stage:
        found = Found.LOST
    elif place % 5 == 2:
        found, lacking = Found.LACKING, LACKING[place % len(LACKING)]
    measures = Measure.objects.filter(docket=docket, state="in force").exists()
    taken = Taken(
        found=found,
        looked=[Looked.MAIL, Looked.REGISTER, Looked.PAPER][: 2 + place % 2],
        lacking=lacking,
        conflict=Conflict.FOUND if place == 7 else Conflict.NONE,
        suspended=Suspension.UNREVIEWED if measures else Suspension.NONE,
        urgency=Urgency.FIRST if measures else Urgency.SOON if place % 6 == 4 else Urgency.TURN,
    )
    told = Party.objects.filter(docket=docket, kind="complainant").order_by("key")
    to = [party.key for party in told]
    day = today + timedelta(weeks=WEEKS[place % len(WEEKS)], days=place % 5)
    promise = None
    if docket.stage and place % 3 != 1:
        text = (
            "We have gone through everything that lay here before. Your case is among it, and its papers are "
            f"with us. We mean to close it by {day:%d %B %Y}. If that changes, we write to you first."
        )
        promise = Day(of=CLOSING, on=day, to=to, text=text if to else "")
    actions.take_stock(docket=docket, taken=taken, by=by, day=promise)
    if promise is not None and place % 9 == 3:
        later = day + timedelta(days=10)
        actions.promise_day(
            docket=docket, by=by,
            day=Day(of=CLOSING, on=later, reason="A witness can be heard only after that."),
        )  # fmt: skip
