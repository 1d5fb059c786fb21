"""A handler drawn by lot, in a browser: announced, published, drawn, and how to check it; on a wide screen
and on a phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from dueprocess.kit import clock
from tests import world
from tests.cases.audits.auditing import published
from tests.cases.lots.drawing import POOL, RULES, conflicted
from tests.journeys.test_desk import seen_at_both, sign_in


def walk(page: Page) -> None:
    cast = world.federation(RULES)
    for who in POOL:
        world.appoint(cast[who], "handler")
    docket = world.open_case(cast, at=clock.now()).docket  # today: the log takes no older day after the first
    conflicted(cast, docket, POOL[2])
    main = page.get_by_role("main")
    sign_in(page, cast["owner"])
    page.goto(f"/desk/cases/{docket.number}/sitting/")
    page.get_by_role("link", name="Drawn by lot").click()
    expect(main).to_contain_text("These are on the list")
    seen_at_both(page, "lots-open")
    page.get_by_role("button", name="Announce").click()
    expect(main).to_contain_text("has to be published and witnessed")
    seen_at_both(page, "lots-announced")
    published()
    page.reload()
    page.get_by_role("button", name="Draw").click()
    expect(main).to_contain_text("Who came up, in this order")
    page.get_by_text("How to check it").click()
    expect(main).to_contain_text("python verify.py lot")
    seen_at_both(page, "lots-drawn")
    page.goto(f"/desk/cases/{docket.number}/steps/name_handler/1/")
    expect(main).to_contain_text("Drawn by lot:")


def test_drawn_by_lot(page: Page, ground: None) -> None:
    walk(page)
