"""Notes of a deliberation written by one who sits; and a letter of the rules looked at and sent in several
cases: wide and on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dueprocess.docket.actions import take_step
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from dueprocess.rules import actions as rules
from tests import lettering, world
from tests.browser import check_axe, check_no_sideways_scroll, shot
from tests.desk.test_batches import NEWS
from tests.desk.test_sending import ASIDE, DELAY, WORDS
from tests.journeys.test_desk import press, sign_in


def both(page: Page, name: str) -> None:
    for width in (390, 1400):
        page.set_viewport_size({"width": width, "height": 900})
        check_axe(page)
        check_no_sideways_scroll(page)
        shot(page, name)


@pytest.mark.usefixtures("ground")
def test_notes_apart_and_letters_to_many(page: Page, live: Any) -> None:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(lettering.RULES + NEWS + DELAY + ASIDE)
        rules.describe(by=None, name="Rambling Clubs", size=40)
        lettering.adopt(lettering.TEXT + WORDS)
    world.log_in(built["complainant"])
    for days in (40, 30, 2):
        with clock.frozen(world.later(days=-days)):
            docket = world.open_case(built, at=clock.now()).docket
    with clock.frozen(world.later(days=-1)):
        for step in ("acknowledge", "send"):
            take_step(docket=docket, step=step, by=built.actor("owner"), at=clock.now())
    live.at = world.MONDAY
    with clock.frozen(live.at):
        sign_in(page, built["second"])
        page.goto(f"/desk/cases/{docket.number}/")
        page.get_by_role("link", name="Notes of your deliberation").click()
        both(page, "deliberation-empty")
        press(page, "Note it")
        expect(page.get_by_role("alert")).to_contain_text("There is a problem")
        page.get_by_label("Your note").fill("The steward says he was outside.\n\nAsk him when he came in.")
        page.get_by_label("Those who sit with me: Committee").check()
        press(page, "Note it")
        page.get_by_label("Your note").fill("I doubt it.")
        press(page, "Note it")
        both(page, "deliberation")
        page.get_by_role("link", name="Correct or delete it").first.click()
        both(page, "deliberation-note")
        page.get_by_label("Your note").fill("I doubt it still.")
        press(page, "Correct it")
        expect(page.get_by_role("main")).to_contain_text("I doubt it still.")
        letters(page, built)


def letters(page: Page, built: world.World) -> None:
    page.context.clear_cookies()
    sign_in(page, built["owner"])
    page.goto("/desk/cases/")
    page.get_by_label("Which", exact=True).select_option("the 3 cases on this page")
    both(page, "several-queue-letter")
    press(page, "Send a letter of the rules")
    both(page, "several-letters")
    page.get_by_role("link", name="Delay").click()
    page.get_by_label("Facts").fill("The chair was ill since {received}.")
    page.get_by_label("Next steps").fill("We hear both sides in May.")
    both(page, "several-letter-form")
    press(page, "Check each case")
    drain()
    page.get_by_role("link", name="Look again").click()
    both(page, "several-letter-check")
    page.get_by_role("link", name="Look at the letter").first.click()
    expect(page.get_by_role("main")).to_contain_text("Why it takes so long")
    both(page, "several-letter-one")
    page.get_by_role("link", name="Back to all of them").click()
    press(page, "Send it in those that are ticked")
    drain()
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Done in 2 of 2")
    both(page, "several-letter-done")
