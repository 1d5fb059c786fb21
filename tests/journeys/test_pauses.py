"""A pause of all cases, proposed by one and agreed to by another, in a browser: on a wide screen and on
a phone."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from tests import world
from tests.journeys.test_desk import press, seen_at_both, sign_in

ELECTION = 'election = { title = "Election period", clause = "9", lasts = "up to 6 weeks", for_all = true }\n'


def walk(page: Page) -> None:
    built = world.federation(world.EXAMPLE.read_text().replace("[pauses]\n", f"[pauses]\n{ELECTION}"))
    register.grant(person=built["owner"], power=Power.ADOPT_RULES, by=None, reason="Board")
    number = world.open_case(built, at=clock.now()).docket.number
    sign_in(page, built["owner"])
    page.goto("/desk/rules/")
    page.get_by_role("link", name="Pauses of all cases").click()
    page.get_by_role("link", name="Propose a pause").click()
    press(page, "Go on")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    seen_at_both(page, "pause-empty")
    first = (clock.now() + timedelta(days=1)).date()
    for name, day in (("first_on", first), ("last_on", first + timedelta(days=20))):
        for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
            page.locator(f"[name={name}_{part}]").fill(str(value))
    page.get_by_label("Which body decided it, and when?").fill("The board")
    press(page, "Go on")
    expect(page.get_by_role("main")).to_contain_text("1 open case, 1 deadline")
    seen_at_both(page, "pause-check")
    press(page, "Propose it")
    expect(page.get_by_role("status")).to_contain_text("when a second person has agreed")
    sign_in(page, built["overseer"])
    page.goto("/desk/rules/pauses/")
    seen_at_both(page, "pauses-waiting")
    page.get_by_role("link", name="Look at it").click()
    seen_at_both(page, "pause")
    press(page, "Agree")
    seen_at_both(page, "pauses")
    page.goto(f"/desk/cases/{number}/")
    expect(page.get_by_role("main")).to_contain_text("Deadlines stand still from")
    seen_at_both(page, "case-pause")
    page.goto("/how/")
    expect(page.get_by_role("main")).to_contain_text("Deadlines stand still from")
    seen_at_both(page, "public-pause")


def test_two_pause_all_cases(page: Page, ground: None) -> None:
    walk(page)
