"""An approach in a browser, wide and on a phone: entered by an officer who is asked in passing, looked at by
oversight; another one replied to by whoever it names."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from dueprocess.kit import clock
from tests import world
from tests.cases.approaches import entered
from tests.journeys.test_desk import press, seen_at_both, sign_in


def walk(page: Page, live: Any) -> None:
    with clock.frozen(world.later(days=-1)):
        built = world.federation()
    with clock.frozen(world.MONDAY):
        case = world.open_case(built).docket
    live.at = world.MONDAY + timedelta(hours=3)
    with clock.frozen(live.at):
        sign_in(page, built["owner"])
        page.goto(f"/desk/cases/{case.number}/")
        page.get_by_text("Write something down").click()
        page.get_by_role("link", name="Somebody without a role asked about it").click()
        seen_at_both(page, "approach-new")
        press(page, "Enter it")
        expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        page.get_by_label("Who was it?").fill("Aurelio Brandt")
        page.get_by_label("For whose office or body did they speak?").fill("The president’s office")
        page.get_by_label("What was it?").select_option("pressure")
        page.get_by_label("How did it reach you?").select_option("private")
        page.get_by_label("Their words, as near as you can").fill("This has to be over before the assembly.")
        page.get_by_label("What did they ask for?").fill("That it is dropped.")
        page.get_by_label("Said that no case is talked about").check()
        press(page, "Enter it")
        expect(page.get_by_text("It is entered.")).to_be_visible()
        seen_at_both(page, "approach")
        page.goto("/desk/approaches/")
        seen_at_both(page, "approaches")
        sign_in(page, built["overseer"])
        page.goto("/desk/")
        page.get_by_role("link", name="Look at it").click()
        page.get_by_role("link", name="Aurelio Brandt").click()
        page.get_by_role("link", name="Say what follows").click()
        seen_at_both(page, "approach-weigh")
        page.get_by_label("What follows from it?").fill("He was written to: the protocol holds for him too.")
        press(page, "Write it down")
        seen_at_both(page, "approach-weighed")
        number = entered(built, by="second").number
        sign_in(page, built["leader"])
        page.goto("/portal/mine/")
        page.get_by_role("link", name=number).click()
        page.get_by_label("Your reply").fill("I only asked when.")
        press(page, "Send the reply")
        expect(page.get_by_text("Your reply stands beside the entry.")).to_be_visible()
        seen_at_both(page, "approach-named")


def test_an_approach_is_entered_and_looked_at(page: Page, live: Any) -> None:
    walk(page, live)
