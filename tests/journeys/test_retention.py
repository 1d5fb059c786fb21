"""How long files are kept, in a browser: the schedule, a legal hold, a review, a list that one proposes and
another approves; on a wide screen and on a phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from dueprocess.docket.actions import keeping
from dueprocess.docket.actions.erasure_lists import SEEN_FOR, propose_erasure
from dueprocess.docket.models import Docket
from dueprocess.kit import clock
from tests import retaining, world
from tests.journeys.test_desk import press, seen_at_both, sign_in

SHORT = retaining.SCHEDULE.replace("2 years", "2 months").replace("10 years", "3 months")


def built() -> tuple[world.World, list[str]]:
    """Cases that were closed in March, and are looked at when their time is over."""
    with clock.frozen(world.later(-1)):
        cast = world.federation(retaining.RULES)
        retaining.people(cast)
        retaining.adopt(SHORT)
    dockets = [
        retaining.shut(cast, world.later(n), kind) for n, kind in enumerate(("", "", "money", "safety"))
    ]
    keeping.work_out()
    return cast, [each.number for each in dockets]


def walk(page: Page) -> None:
    cast, numbers = built()
    sign_in(page, cast["owner"])
    page.goto("/desk/rules/")
    page.get_by_role("link", name="How long files are kept").click()
    expect(page.get_by_role("main")).to_contain_text("To answer if somebody asks.")
    seen_at_both(page, "retention-schedule")
    hold(page, cast, numbers[0])
    review(page, numbers[3])
    keeping.work_out()
    erase(page, cast, numbers)


def hold(page: Page, cast: world.World, number: str) -> None:
    page.goto(f"/desk/cases/{number}/")
    seen_at_both(page, "case-kept")
    page.get_by_role("link", name="why", exact=True).click()
    seen_at_both(page, "keeping")
    page.get_by_role("link", name="Put a legal hold on it").click()
    press(page, "Put it on")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_label("Why must nothing of it be erased?").fill("A claim was brought before the court.")
    seen_at_both(page, "hold")
    press(page, "Put it on")
    expect(page.get_by_role("main")).to_contain_text("Under a legal hold since")
    seen_at_both(page, "keeping-held")
    page.goto("/desk/retention/holds/")
    seen_at_both(page, "holds")
    page.goto(f"/desk/cases/{number}/kept/")
    page.get_by_role("link", name="Lift the legal hold").click()
    page.get_by_label("Why is it lifted?").fill("The court has decided.")
    page.get_by_label("Who signs it with you?").select_option(label=cast["elder_2"].shown_name)
    seen_at_both(page, "lift")
    press(page, "Show what it changes")
    seen_at_both(page, "lift-check")
    press(page, "Write it down")
    expect(page.get_by_role("status")).to_contain_text("when the other has signed")


def review(page: Page, number: str) -> None:
    page.goto("/desk/retention/")
    seen_at_both(page, "retention")
    expect(page.get_by_role("main")).to_contain_text("Kept back, though their time is over")
    page.locator(f'a[href="/desk/cases/{number}/kept/"]').click()
    page.get_by_role("link", name="Say what becomes of it").click()
    page.get_by_label("It may go when its time is over").check()
    page.get_by_label("Why?").fill("Nobody has asked, and no child is concerned.")
    seen_at_both(page, "review")
    press(page, "Show what it changes")
    seen_at_both(page, "review-check")
    press(page, "Write it down")
    expect(page.get_by_role("main")).to_contain_text("Its time is over")
    seen_at_both(page, "keeping-released")


def erase(page: Page, cast: world.World, numbers: list[str]) -> None:
    page.goto("/desk/retention/")
    press(page, "Show what goes")
    seen_at_both(page, "erase-check")
    expect(page.get_by_role("main")).to_contain_text(numbers[3])
    press(page, "Propose it")
    expect(page.get_by_role("status")).to_contain_text("before a second person has agreed")
    seen_at_both(page, "erasure-list-mine")
    expect(page.get_by_role("main")).to_contain_text("Nobody can agree to it yet")
    press(page, "Take it back")
    with clock.frozen(clock.now() - SEEN_FOR):  # one that has lain open for long enough
        dockets = Docket.objects.filter(number__in=numbers[1:]).values_list("pk", flat=True)
        propose_erasure(dockets=list(dockets), by=cast["owner"])
    sign_in(page, cast["overseer"])
    page.goto("/desk/retention/")
    page.get_by_role("link", name="Look at it", exact=True).first.click()
    expect(page.get_by_role("main")).to_contain_text("3 files of 3")
    seen_at_both(page, "erasure-list")
    press(page, "Agree, and erase")
    expect(page.get_by_role("main")).to_contain_text("Erased")
    seen_at_both(page, "erasure-list-done")
    page.goto("/desk/oversight/")
    expect(page.get_by_role("main")).to_contain_text("Legal holds that run")
    seen_at_both(page, "oversight-retention")


def test_two_erase_what_is_kept_no_longer(page: Page, ground: None) -> None:
    walk(page)
