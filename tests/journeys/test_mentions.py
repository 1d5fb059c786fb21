"""Somebody whom no complaint names rules on a mention, in a browser: on a wide screen and on a phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from dueprocess.kit import clock
from tests import world
from tests.docket.test_mentions import MEETING, complaint
from tests.journeys.test_desk import seen_at_both, sign_in
from tests.mentioning import RULES


def walk(page: Page) -> None:
    with clock.frozen(world.later(-1)):
        cast = world.federation(RULES)
    with clock.frozen(world.MONDAY):
        docket = complaint(cast, MEETING)
    sign_in(page, cast["elder_1"])
    page.goto(f"/desk/cases/{docket.number}/")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Mentioned by a party")
    seen_at_both(page, "mentioned-case")
    page.goto(f"/desk/cases/{docket.number}/sitting/")
    expect(main).to_contain_text("Tamsin Okafor, who keeps the minutes, saw all of it.")
    seen_at_both(page, "mentioned-sitting")
    page.goto(f"/desk/cases/{docket.number}/steps/settle/1/?outcome=none")
    expect(main).to_contain_text("Tamsin Okafor, who keeps the minutes, saw all of it.")
    seen_at_both(page, "mentioned-ruling")


def test_a_mention_is_ruled_on(page: Page, ground: None) -> None:
    walk(page)
