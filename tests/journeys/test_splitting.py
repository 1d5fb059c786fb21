"""A case is split in a browser, wide and on a phone; whoever complained follows both parts with one code."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dueprocess.kit import clock
from tests import world
from tests.cases.test_splitting import SECOND, SPLITTING, two
from tests.journeys.test_desk import press, seen_at_both, sign_in


def walk(page: Page, live: Any) -> None:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(SPLITTING)
    live.at = world.MONDAY
    with clock.frozen(live.at):
        receipt = two(built)
        sign_in(page, built["owner"])
        page.goto(f"/desk/cases/{receipt.docket.number}/steps/part/0/")
        page.get_by_label(SECOND).check()
        page.get_by_role("textbox", name="Reasons").fill("Two matters that share an evening.")
        seen_at_both(page, "split-form")
        press(page, "Go on to check it")
        seen_at_both(page, "split-check")
        press(page, "Enter it in the record")
        seen_at_both(page, "split-act")
        page.goto(f"/desk/cases/{receipt.docket.number}/")
        page.get_by_role("main").get_by_role("link", name="Why it was split").wait_for()
        seen_at_both(page, "split-case")
        page.context.clear_cookies()
        page.goto("/portal/follow/")
        page.get_by_role("textbox").first.fill(receipt.code)
        page.get_by_role("main").get_by_role("button").first.click()
        expect(page.get_by_role("heading", name="This matter was split into two")).to_be_visible()
        seen_at_both(page, "split-matter")
        page.get_by_role("link", name="Go to matter").click()
        expect(page.get_by_text("It goes on here under a number of its own.")).to_be_visible()
        seen_at_both(page, "split-part")


@pytest.mark.usefixtures("ground")
def test_split_on_a_wide_screen(page: Page, live: Any) -> None:
    walk(page, live)
