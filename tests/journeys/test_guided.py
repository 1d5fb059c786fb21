"""A decision by the sanctions guidance, in a browser: what lies near, comparable cases, a departure with its
reasons, and the guidance as everybody reads it; on a wide screen and on a phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from dueprocess.kit import clock
from tests import guided, world
from tests.journeys.test_desk import press, seen_at_both, sit_down

PAST = (guided.WARNING,) * 5 + (guided.SHORT,) * 5


def walk(page: Page) -> None:
    # given guidance, cases that ended, and one that is to be decided
    with clock.frozen(world.later(-1)):
        cast = world.federation(guided.RULES)
        guided.adopt(adopted_on=world.ADOPTED)
    for n, imposed in enumerate(PAST):
        other = guided.case(cast, f"Person {n}")
        guided.end(cast, other, guided.decide(cast, other, "insult", imposed))
    docket = guided.case(cast)
    # when somebody of the committee decides
    sit_down(page, cast["second"])
    with clock.frozen(guided.JULY):
        page.goto(f"/desk/cases/{docket.number}/steps/decide/0/")
        page.get_by_text("What comparable cases ended with").click()
        expect(page.get_by_role("main")).to_contain_text(f"{len(PAST)} comparable cases")
        seen_at_both(page, "guided-form")
        page.get_by_label("Proved", exact=True).check()
        page.get_by_label("Why?", exact=True).fill("Three people heard it.")
        page.get_by_label("Insulting words").check()
        page.get_by_label("It happened again").check()
        page.get_by_text("membership suspended").click()
        page.locator("[name=sanction_1_on]").check()
        page.locator("[name=sanction_1_lasts_number]").fill("6")
        page.locator("[name=sanction_1_lasts_unit]").select_option("months")
        for box in page.get_by_role("radio", name="For", exact=True).all():
            box.check()
        press(page, "Go on to check it")
        # then a departure asks for its reasons, and is shown where it stands before it is entered
        expect(page.get_by_role("alert")).to_contain_text("heavier than the guidance says")
        seen_at_both(page, "guided-unsaid")
        page.get_by_label("If the sanction lies outside the range: why?").fill("It was planned for weeks.")
        press(page, "Go on to check it")
        expect(page.get_by_role("main")).to_contain_text("This one would stand with the heavier ones.")
        seen_at_both(page, "guided-check")
        press(page, "Enter it in the record")
        expect(page.get_by_role("main")).to_contain_text("Heavier than the guidance.")
        page.goto("/guidance/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Sanctions guidance of the example")
        seen_at_both(page, "guidance-public")


def test_a_departure(page: Page, ground: None) -> None:
    walk(page)
