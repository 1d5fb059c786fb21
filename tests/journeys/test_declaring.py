"""From the code name to the declaration, and stepping down with a hand-over, in a browser: on a wide screen
and on a phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from dueprocess.docket.models import Docket
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from tests import declaring, world
from tests.journeys.test_desk import seen_at_both, sign_in


def begin() -> tuple[world.World, Docket]:
    with clock.frozen(world.later(-1)):
        cast = world.federation(declaring.RULES)
        declaring.handlers(cast)
        give = {"power": Power.SET_ACCESS, "by": None, "reason": "Assembly", "from_on": world.ADOPTED}
        register.grant(person=cast["overseer"], **give)
    with clock.frozen(world.MONDAY):
        return cast, world.open_case(cast).docket


def walk(page: Page) -> None:
    cast, docket = begin()
    main = page.get_by_role("main")
    sign_in(page, cast["owner"])
    page.goto(f"/desk/cases/{docket.number}/sitting/")
    page.get_by_role("link", name="Declarations of conflicts").click()
    expect(main).to_contain_text("Nobody was asked yet")
    page.get_by_role("button", name="Ask them").click()
    expect(main).to_contain_text("Not answered")
    seen_at_both(page, "declarations-case")
    page.context.clear_cookies()
    sign_in(page, cast["wrong_unit"])
    page.goto("/desk/declarations/")
    seen_at_both(page, "declarations-mine")
    page.get_by_role("link", name=docket.case.code_name).click()
    seen_at_both(page, "declare-code-name")
    page.get_by_role("button", name="Show the names").click()
    expect(main).to_contain_text("Ilse Marchetti")
    seen_at_both(page, "declare-names")
    page.get_by_label("Nothing binds me to any of these parties").check()
    page.get_by_role("button", name="Declare").click()
    expect(main).to_contain_text("Nothing is asked of you")
    page.context.clear_cookies()
    sign_in(page, cast["overseer"])
    page.goto(f"/desk/cases/{docket.number}/access/")
    page.get_by_role("link", name="Close the circle").click()
    expect(main).to_contain_text("Who decides does not change")
    seen_at_both(page, "circle")
    page.goto("/desk/oversight/")
    expect(main).to_contain_text("No end was given")
    page.context.clear_cookies()
    sign_in(page, cast["owner"])
    page.goto(f"/desk/cases/{docket.number}/step-down/")
    page.get_by_label("Another reason").check()
    page.get_by_label("Hand-over").fill("Call the second witness before Friday.")
    seen_at_both(page, "step-down")
    page.get_by_role("button", name="Show what it means").click()
    seen_at_both(page, "step-down-check")
    page.get_by_role("button", name="Step down").click()
    expect(page.get_by_text("You have stepped down.")).to_be_visible()


def test_declared_and_stepped_down(page: Page, ground: None) -> None:
    walk(page)
