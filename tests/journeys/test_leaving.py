"""People leave the register, in a browser: who may go, who is to be looked at, a list that one proposes and
another approves; on a wide screen and on a phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from dueprocess.docket.actions.erasure_lists import SEEN_FOR
from dueprocess.docket.actions.register_lists import propose_people
from dueprocess.kit import clock
from dueprocess.people.models import Person
from tests import retaining, world
from tests.docket.test_leaving import PEOPLE, former
from tests.journeys.test_desk import press, seen_at_both, sign_in

LEFT = world.later(-200).date()
"""So long ago that their month is over."""


def built() -> tuple[world.World, list[Person]]:
    with clock.frozen(world.later(-1)):
        cast = world.federation(retaining.RULES)
        retaining.people(cast)
        retaining.adopt(retaining.SCHEDULE + PEOPLE.replace("6 years", "1 month"))
        names = ("Odile Vantongeren", "Quill Zabriskie", "Rune Oyelaran")
        people = [
            *former(*names, left_on=LEFT, unit=cast.club),
            *former("Sael Ibarra", status="expelled", left_on=LEFT),
        ]
    return cast, people


def walk(page: Page) -> None:
    cast, people = built()
    sign_in(page, cast["owner"])
    page.goto("/desk/retention/")
    page.get_by_role("link", name="People in the register").click()
    seen_at_both(page, "leaving")
    expect(page.get_by_role("main")).to_contain_text("Somebody has to look")
    page.get_by_role("link", name="Sael Ibarra").click()
    seen_at_both(page, "person-kept")
    page.get_by_role("link", name="Say what becomes of them").click()
    press(page, "Show what it changes")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_label("They may go when their time is over").check()
    page.get_by_label("Why?").fill("The ban is over, and nobody has asked.")
    seen_at_both(page, "person-decide")
    press(page, "Show what it changes")
    seen_at_both(page, "person-decide-check")
    press(page, "Write it down")
    expect(page.get_by_role("main")).to_contain_text("Their time is over")
    seen_at_both(page, "person-kept-released")
    page.goto("/desk/retention/people/")
    page.get_by_label("Tick Rune Oyelaran").uncheck()
    press(page, "Show who goes")
    expect(page.get_by_role("main")).to_contain_text("Sael Ibarra")
    seen_at_both(page, "leaving-check")
    press(page, "Propose it")
    expect(page.get_by_role("status")).to_contain_text("before a second person has agreed")
    seen_at_both(page, "leaving-list-mine")
    expect(page.get_by_role("main")).to_contain_text("Nobody can agree to it yet")
    press(page, "Take it back")
    with clock.frozen(clock.now() - SEEN_FOR):  # one that has lain open for long enough
        propose_people(people=[people[n].pk for n in (0, 1, 3)], by=cast["owner"])
    sign_in(page, cast["overseer"])
    page.goto("/desk/retention/people/")
    page.get_by_role("link", name="Look at it", exact=True).first.click()
    expect(page.get_by_role("main")).to_contain_text("3 people of 3")
    seen_at_both(page, "leaving-list")
    press(page, "Agree, and erase")
    expect(page.get_by_role("main")).to_contain_text("Erased")
    seen_at_both(page, "leaving-list-done")
    page.goto(f"/desk/people/{people[0].pk}/")
    expect(page.get_by_role("main")).to_contain_text("Nobody knows any more who they were")
    seen_at_both(page, "person-erased")
    page.goto("/desk/oversight/")
    expect(page.get_by_role("main")).to_contain_text("Lists of people to be erased")


def test_two_erase_whoever_has_left(page: Page, ground: None) -> None:
    walk(page)
