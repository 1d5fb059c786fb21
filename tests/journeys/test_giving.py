"""A backlog is given out in a browser, wide and on a phone, by the step that appoints; and the step of a plan
waits for a second signature and is signed."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from tests import world
from tests.browser import PHONE, WIDE, check_no_sideways_scroll, shot
from tests.desk.office import WHY, offices
from tests.desk.test_plan_signed import RULES
from tests.journeys.test_desk import looked_at, press, sign_in


def both(page: Page, name: str) -> None:
    """Look at a page on a wide screen, then whether it fits a phone."""
    page.set_viewport_size(WIDE)
    looked_at(page, name)
    page.set_viewport_size(PHONE)
    check_no_sideways_scroll(page)
    shot(page, f"desk-{name}")


@pytest.mark.usefixtures("ground")
def test_a_backlog_is_given_out_and_the_plan_is_signed(page: Page, live: Any) -> None:
    live.at = world.MONDAY
    for office in offices():
        for n in (None, 4, 4):
            docket = office.case()
            if n is not None:
                office.appoint(docket, n)
        sign_in(page, office.clerk)
        page.goto("/desk/cases/")
        for box in page.get_by_role("checkbox", name="Tick ").all():
            box.check()
        press(page, "Give them to somebody")
        page.get_by_label("Case manager", exact=True).check()
        for n in (1, 2):
            page.get_by_role("checkbox", name=f"Case manager {n}", exact=True).check()
        page.get_by_label("Why?").fill(WHY)
        both(page, "giving-as")
        press(page, "Check each case")
        drain()
        page.get_by_role("link", name="Look again").click()
        expect(page.get_by_role("main")).to_contain_text("Who is told")
        both(page, "giving-check")
        press(page, "Give them those that are ticked")
        drain()
        page.get_by_role("link", name="Look again").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Done in 3 of 3")
        planned(page, live, office.built)


def planned(page: Page, live: Any, built: world.World) -> None:
    live.at = world.later(hours=1)
    with clock.frozen(live.at):
        world.plans(built, RULES)
        clerk = world.person("Sanna Ilves", built.union)
        world.appoint(clerk, "rota_clerk")
        sign_in(page, built["lead"])
        page.goto("/desk/plan/")
        press(page, "Begin the plan")
        page.get_by_role("textbox", name="Where the backlog lies").fill("In a mailbox.")
        page.locator("select[name=sign_0]").select_option("Sanna Ilves")
        both(page, "plan-propose")
        press(page, "Propose it")
        expect(page.get_by_role("main")).to_contain_text("Waits for signatures")
        both(page, "plan-waits")
        sign_in(page, clerk)
        page.get_by_role("link", name="Read and sign").click()
        both(page, "plan-sign")
        press(page, "Sign")
        expect(page.get_by_role("status")).to_contain_text("it is done, as entry 1")
        page.goto("/desk/")
        expect(page.locator("#planned")).to_contain_text("Count the week")
        both(page, "plan-my-work")
        page.goto("/desk/plan/?lack=letter")
        expect(page.get_by_role("button", name="Write in these 3 cases")).to_be_visible()
        both(page, "plan-no-letter")
