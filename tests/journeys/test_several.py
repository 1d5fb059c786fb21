"""Several cases at once in a browser, wide and on a phone: a view kept, cases given to somebody, and a letter
that goes out in each of them; and without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dueprocess.cases import actions
from dueprocess.docket.actions import take_step
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from tests import world
from tests.desk.test_batches import NEWS
from tests.journeys.test_desk import press, seen_at_both, sign_in


def walk(page: Page, live: Any) -> None:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(world.EXAMPLE.read_text() + NEWS)
    dockets = []
    for days in (210, 190, 30, 1):
        with clock.frozen(world.later(days=-days)):
            dockets.append(world.open_case(built, at=clock.now()).docket)
    live.at = world.MONDAY
    with clock.frozen(live.at):
        actions.save_view(by=built["owner"], name="Late ones", query={"late": "on"}, role="secretary")
        sign_in(page, built["owner"])
        keeping(page)
        giving(page)
        writing(page, built, dockets[2])


def keeping(page: Page) -> None:
    page.goto("/desk/cases/")
    page.get_by_text("Narrow the list").click()
    page.get_by_label("Of age").select_option("older than 6 months")
    press(page, "Show")
    page.get_by_role("link", name="Keep this view").click()
    seen_at_both(page, "several-view")
    page.get_by_label("What do you call it?").fill("The old ones")
    press(page, "Keep it")
    expect(page.get_by_role("navigation", name="Kept views")).to_contain_text("Open, older than 6 months")
    page.get_by_role("link", name="Change The old ones").click()
    seen_at_both(page, "several-view-change")


def giving(page: Page) -> None:
    page.goto("/desk/cases/?age=182-&sort=due&state=open")
    for box in page.get_by_role("checkbox", name="Tick ").all():
        box.check()
    seen_at_both(page, "several-queue")
    press(page, "Give them to somebody")
    press(page, "Check each case")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    for name in ("李 明霞", "Suryani"):
        page.get_by_role("checkbox", name=name).check()
    page.get_by_label("Why?").fill("Tamsin is away until Easter.")
    seen_at_both(page, "several-give")
    press(page, "Check each case")
    expect(page.get_by_role("heading", level=1)).to_have_text("0 of 2 checked")
    drain()
    page.get_by_role("link", name="Look again").click()
    for name in ("李 明霞", "Suryani"):  # one each
        expect(page.get_by_role("row").filter(has_text=name)).to_have_count(1)
    seen_at_both(page, "several-give-check")
    press(page, "Give them those that are ticked")
    expect(page.get_by_role("heading", level=1)).to_have_text("0 of 2 carried out")
    seen_at_both(page, "several-working")
    drain()
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Done in 2 of 2")


def writing(page: Page, built: world.World, moved: Any) -> None:
    page.goto("/desk/cases/")
    page.get_by_label("Which", exact=True).select_option("the 4 cases on this page")
    press(page, "Write to their parties")
    page.get_by_label("Say how it stands").check()
    page.get_by_label("What do they read?").fill(
        "Your complaint came on {received}. It is at the stage “{stage}”, and {owner} deals with it. "
        "What we have to do next: {next}, by {due}."
    )
    seen_at_both(page, "several-write")
    press(page, "Check each case")
    drain()
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("main")).to_contain_text("Your complaint came on 25 August 2025.")
    seen_at_both(page, "several-write-check")
    take_step(docket=moved, step="acknowledge", by=built.actor("owner"), at=clock.now())
    press(page, "Send it in those that are ticked")
    drain()
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Done in 3 of 4")
    expect(page.get_by_role("main")).to_contain_text("since it was checked")
    seen_at_both(page, "several-done")
    page.goto("/desk/several/")
    seen_at_both(page, "several-every")


@pytest.mark.usefixtures("ground")
def test_several_on_a_wide_screen(page: Page, live: Any) -> None:
    walk(page, live)
