"""The start-up plan in a browser, wide and on a phone: begun, stock taken of one case after another, a day
promised, an imported case taken up, the week counted and published."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dueprocess.cases.plan.models import WeekCount
from dueprocess.kit import clock
from tests import world
from tests.desk.conftest import SHIPPED, staffed
from tests.journeys.test_desk import press, seen_at_both, sign_in


def walk(page: Page, live: Any) -> None:
    with clock.frozen(world.later(days=-1)):
        built, holders = staffed((SHIPPED / "standard.toml").read_text(), each=2)
        world.plans(built)
    with clock.frozen(world.MONDAY):
        world.open_case(built)
        world.import_case("12/24", received="2024-11-05", respondents=["Noor Whitlock"])
    live.at = world.MONDAY + timedelta(days=3)
    with clock.frozen(live.at):
        sign_in(page, built["lead"])
        page.goto("/desk/plan/")
        seen_at_both(page, "plan-none")
        press(page, "Begin the plan")
        page.get_by_role("textbox", name="Where the backlog lies").fill("In a mailbox and a spreadsheet.")
        seen_at_both(page, "plan-begin")
        press(page, "Begin the plan")
        expect(page.get_by_text("Week 1. It began on")).to_be_visible()
        sign_in(page, holders["intake_officer"][0])
        page.goto("/desk/plan/?lack=stage")
        stock(page)
        take_up(page)
        page.goto("/desk/plan/")
        seen_at_both(page, "plan-page")
        page.get_by_role("link", name="Count the week").click()
        seen_at_both(page, "plan-count")
        press(page, "Count the week")
        expect(page.get_by_role("table", name="Is the backlog getting smaller?")).to_be_visible()
        seen_at_both(page, "plan-counted")
        WeekCount.objects.update(carried_in=70, closed=12, dated=50, undated=8, promised=60, kept=9, missed=5)
        page.goto("/backlog/")
        seen_at_both(page, "plan-public")


def stock(page: Page) -> None:
    """Both cases, one after the other: the oldest is the imported one."""
    page.get_by_role("link", name="Take stock").first.click()
    seen_at_both(page, "plan-stock")
    press(page, "Write it down, and on to the next")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    seen_at_both(page, "plan-stock-faults")
    page.get_by_label("There is only the entry: no file was found").check()
    said(page)
    press(page, "Write it down, and on to the next")
    page.get_by_label("The file is there, and papers are missing").check()
    page.get_by_label("Which papers are missing?").fill("The first reply")
    said(page)
    for box, value in (("Day", "4"), ("Month", "5"), ("Year", "2026")):
        page.get_by_label(box, exact=True).fill(value)
    press(page, "Write it down, and on to the next")
    expect(page.get_by_role("heading", name="The cases")).to_be_visible()
    expect(page.get_by_text("Mon 4 May 2026")).to_be_visible()
    seen_at_both(page, "plan-stocked")


def said(page: Page) -> None:
    page.get_by_label("In the mail, and in chats").check()
    page.get_by_label("Nobody who has it is too close to it").check()
    page.get_by_label("Nobody is suspended for it").check()
    page.get_by_label("It gets worse with time").check()


def take_up(page: Page) -> None:
    page.goto("/desk/plan/?lack=stage")
    page.get_by_role("link", name="Take stock again").click()
    page.get_by_role("link", name="Take up a case from the earlier register").click()
    page.get_by_label("Nothing was assessed yet, or nobody knows").check()
    press(page, "Go on")
    page.get_by_role("textbox", name="Why it stands there").fill("The minutes are silent.")
    press(page, "Go on to check it")
    press(page, "Enter it in the record")
    expect(page.get_by_text("Done. It is entry")).to_be_visible()
    page.goto("/desk/plan/?lack=stage")
    expect(page.get_by_text("There is no such case")).to_be_visible()


@pytest.mark.usefixtures("ground")
def test_a_backlog_on_a_wide_screen(page: Page, live: Any) -> None:
    walk(page, live)
