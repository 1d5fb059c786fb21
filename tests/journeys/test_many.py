"""Many at once in a browser, wide and on a phone: copies of a letter joined, a dossier taken apart, and a
complaint that names everybody."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from dueprocess.rules import actions as rules
from tests import world
from tests.cases.test_actions import CODE
from tests.desk.test_alike import LEAVES, copies
from tests.desk.test_table import LOOK, dossier
from tests.docket.test_unassigned import everybody
from tests.journeys.test_desk import press, seen_at_both, sign_in


def walk(page: Page, live: Any) -> None:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(world.EXAMPLE.read_text() + LEAVES + LOOK)
        rules.adopt_code(text=CODE, adopted_by="General assembly", adopted_on=world.ADOPTED, by=None)
    live.at = world.MONDAY
    with clock.frozen(live.at):
        wave = copies(built, 4)
        docket = world.open_case(built).docket
        everybody(built)
        sign_in(page, built["owner"])
        joining(page, wave[0].case)
        table(page, docket.number)
        sign_in(page, built["overseer"])
        page.goto("/desk/oversight/")
        seen_at_both(page, "many-oversight")
        page.get_by_role("table", name="Cases that nobody takes forward").get_by_role("link").click()
        expect(page.get_by_role("heading", name="Nobody takes this case forward")).to_be_visible()
        seen_at_both(page, "many-nobody")


def joining(page: Page, number: str) -> None:
    page.goto("/desk/cases/")
    page.get_by_role("link", name="What reads alike").click()
    seen_at_both(page, "many-groups")
    page.goto(f"/desk/cases/{number}/alike/")
    seen_at_both(page, "many-alike")
    page.get_by_label("Why do they belong together?").fill("One form letter")
    press(page, "Show what it changes")
    seen_at_both(page, "many-check")
    press(page, "Join them")
    expect(page.get_by_role("heading", level=1)).to_contain_text("0 of 3 joined")
    drain()
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("3 of 3 joined")
    seen_at_both(page, "many-joined")


def table(page: Page, number: str) -> None:
    page.goto(f"/desk/cases/{number}/allegations/")
    page.get_by_role("link", name="Many at once").click()
    seen_at_both(page, "many-table-empty")
    page.get_by_label("Rows, pasted from a spreadsheet").fill("\n".join(dossier().splitlines()[:61]))
    press(page, "Add them")
    page.get_by_label("Row 60: What is alleged").fill("")
    press(page, "Keep it")
    expect(page.get_by_text("Say what is alleged.")).to_be_visible()
    seen_at_both(page, "many-table")
    page.get_by_label("Row 60: What is alleged").fill("The last of them")
    press(page, "Keep it")
    page.goto(f"/desk/cases/{number}/steps/look/1/")
    page.get_by_label("Bring the 60 allegations of the table").check()
    press(page, "Look into it")
    page.goto(f"/desk/cases/{number}/allegations/")
    seen_at_both(page, "many-allegations")


@pytest.mark.usefixtures("ground")
def test_many_on_a_wide_screen(page: Page, live: Any) -> None:
    walk(page, live)
