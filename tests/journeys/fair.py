"""The case of the fair hearing in a browser: who takes its steps, who opens its pages, to whom it is shut."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from dueprocess.cases import actions as cases
from dueprocess.cases.models import Via
from dueprocess.cases.ways import actions as ways
from dueprocess.cases.ways.actions import Channel
from dueprocess.core.engine import permitted
from dueprocess.desk.urls import urlpatterns
from dueprocess.docket.actions import deliver
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.rules import actions as rules
from tests import world
from tests.browser import Live, whole
from tests.desk.conftest import SHIPPED, staffed
from tests.desk.courses import COURSES, Move, steps_of
from tests.desk.touring import Tour
from tests.journeys.test_desk import done, enter_step, press, sit_down
from tests.journeys.test_renamed import FILL

LISTS = (
    "/desk/", "/desk/cases/", "/desk/cases/export.csv", "/desk/board/", "/desk/board/measures/",
    "/desk/letters/", "/desk/declarations/", "/desk/approaches/",
)  # fmt: skip
"""Where a case would stand among others."""


def prepared(name: str = "standard") -> tuple[Tour, world.World]:
    """A shipped rulebook's organisation with one complaint, and whoever takes its steps by the actions."""
    with clock.frozen(world.later(days=-1)):
        built, holders = staffed((SHIPPED / f"{name}.toml").read_text(), each=4)
        if "executive" in holders:
            world.appoint(built["leader"], "executive")
        world.log_in(built["respondent"])
    with clock.frozen(world.later(hours=-12)):  # after the wide guidance of whoever is staffed
        given = {"adopted_by": "General assembly", "adopted_on": world.ADOPTED, "by": None}
        rules.adopt_code(text=(SHIPPED / "conduct.toml").read_text(), **given)  # type: ignore[arg-type]
        guidance = (SHIPPED / "guidance" / f"{name}.toml").read_text()
        rules.adopt_guidance(text=guidance, **given)  # type: ignore[arg-type]
    courses = [course for part in COURSES[name] for course in part.values()]
    tour = Tour(built, holders, seen={pair for course in courses for pair in steps_of(course)})
    tour.checks = False  # each of its steps is held against the schema where forms are tested
    alleged = cases.Alleged(
        text="Shouted at a steward.", code="conduct", clause="1", conduct_from=world.MONDAY.date()
    )
    with clock.frozen(world.MONDAY):
        report = cases.Report(
            summary="Shouted down at the meeting.",
            reporter=PartyIdentity(kind="complainant", person=built["complainant"].pk, name="Wren Abara"),
            respondents=[
                PartyIdentity(kind="respondent", person=built["respondent"].pk, name="Ilse Marchetti")
            ],
            allegations=[alleged],
        )
        tour.docket = cases.receive_complaint(
            report=report,
            via=Via.PORTAL,
            by=Actor(),
            at=clock.now(),
            unit=built.club,
            rulebook=built.rulebook,
        ).docket
    return tour, built


class Case:
    """The case in a browser, with a clock that its steps set."""

    def __init__(self, page: Page, live: Live, tour: Tour, built: world.World) -> None:
        self.page, self.live, self.tour, self.built = page, live, tour, built
        self.number = tour.fresh().number
        self.address = f"/desk/cases/{self.number}/"
        self.seen: set[str] = set()
        self.beside: list[str] = []
        page.on("framenavigated", lambda frame: self.seen.add(urlsplit(frame.url).path))
        self.main = page.get_by_role("main")

    def takes(self, *moves: Move) -> None:
        """Steps that only lead on."""
        for move in moves:
            self.tour.go(move)
        self.live.at = self.tour.at

    def comes(self, day: str) -> None:
        """The day comes that is recorded as this fact."""
        self.live.at = self.tour.at = self.tour._moment(Move("", wait=day))

    def who(self, step: str) -> Person:
        """Whoever may take a step first."""
        with clock.frozen(self.tour.at):
            view = self.tour.opened()
        key = next(each.who[0] for each in permitted(view.state) if each.step == step and each.allowed)
        return Person.objects.get(pk=view.whole.roster.persons[key])

    def sits(self, who: Person, at: str = "") -> None:
        """Somebody opens a page of the case; `at` is what follows its address."""
        whole(self.page)
        with clock.frozen(self.tour.at):
            sit_down(self.page, who)
        self.page.goto(self.address + at)

    def mine(self, who: Person) -> None:
        """A party opens their part of the case."""
        whole(self.page)
        with clock.frozen(self.tour.at):
            sit_down(self.page, who)
        self.page.goto(f"/portal/mine/{self.number}/")

    def comes_in(self, key: str, by: Person) -> None:
        """A party from outside opens the one-time link that an officer gave them."""
        with clock.frozen(self.tour.at):
            given = ways.give_link(
                docket=self.tour.fresh(), key=key, channel=Channel.POST, by=Actor(person=by)
            )
        self.page.context.clear_cookies()
        self.page.goto(f"/portal/in/{given.code}/")
        press(self.page, "Open it now")

    def begins(self, step: str, outcome: str = "") -> Person:
        """Whoever may take a step opens its form from the case, and fills what it asks for in words."""
        who = self.who(step)
        self.sits(who)
        title = self.tour.opened().rulebook.steps[step].title
        self.page.locator("#now").get_by_role("link", name=title, exact=True).first.click()
        if outcome:
            self.page.get_by_label(outcome, exact=True).check()
            press(self.page, "Go on")
        expect(self.page.locator("main form[method=post]").first).to_be_visible()
        self.page.evaluate(FILL, {})
        return who

    def enters(self, step: str) -> None:
        """The form of a step is checked and entered; its letters go to whoever can open them here."""
        enter_step(self.page, self.tour.opened().rulebook.steps[step].title)
        done(self.page)
        with clock.frozen(self.tour.at):
            deliver(self.tour.fresh())

    def decides(self, outcome: str, finding: str) -> None:
        """Everybody finds this on what is alleged, in a step of its own where there is one; then the form of
        the decision is open at this outcome."""
        page = self.page
        apart = "find" in self.tour.opened().rulebook.steps
        self.begins(*(("find",) if apart else ("decide", outcome)))
        page.get_by_label(finding, exact=True).check()
        if apart:
            for box in page.get_by_role("radio", name="For", exact=True).all():
                box.check()
            self.enters("find")
            self.begins("decide", outcome)

    def is_found_by(self, who: Person) -> bool:
        """Whether somebody who looks for a word of the complaint is shown the case."""
        self.sits(who)
        self.page.goto("/desk/cases/search/")
        self.page.get_by_label("Words").fill("Shouted")
        press(self.page, "Search")
        expect(self.main).to_contain_text(re.compile("case|nothing", re.I))
        whole(self.page)
        return self.tour.fresh().case.code_name in self.main.inner_text()

    def is_shut_to(self, who: Person, *, seen: bool = False) -> None:
        """No page of the case answers them, whether anybody opened it so far or not (`seen`: of those alone
        that were opened; the rest is asked in the end); no list names it."""
        self.sits(who)
        opened = {path for path in self.seen if path.startswith((self.address, *self.beside))}
        pages = {f"/desk/{each.pattern}" for each in urlpatterns if str(each.pattern).count("<") == 1}
        every = {page.replace("<str:number>", self.number) for page in pages if "cases/<str:number>/" in page}
        for path in sorted(opened if seen else opened | every):
            assert self.page.request.get(path).status in (404, 405), (who.shown_name, path)
        words = (self.number, self.tour.fresh().case.code_name, "Marchetti")
        for path in LISTS:
            found = self.page.request.get(path).text()
            assert not [word for word in words if word in found], (who.shown_name, path)
