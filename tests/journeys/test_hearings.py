"""A hearing from the hour that suits to the record of the day, at the desk and on a party's own pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from dueprocess.cases import actions as cases
from dueprocess.cases.hearings import actions
from dueprocess.cases.hearings.actions import Plan
from dueprocess.docket.actions import take_step
from dueprocess.docket.hearings import Mode, Special
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Needs
from dueprocess.kit import clock
from tests import world
from tests.browser import check_axe, check_no_sideways_scroll, shot
from tests.cases.hearings.conftest import RULES, key
from tests.journeys.test_desk import press, sit_down

ZONE = ZoneInfo("Europe/London")


def looked_at(page: Page, name: str, *widths: int) -> None:
    """At these widths, both where none is said."""
    for width in widths or (390, 1400):
        page.set_viewport_size({"width": width, "height": 900})
        check_axe(page)
        check_no_sideways_scroll(page)
        shot(page, f"hearing-{name}")


def heard_today(here: world.World, docket: Docket, at: datetime) -> None:
    """Six weeks ago the day was fixed for today, and the hearing set for this hour."""
    owner = here.actor("owner")
    with clock.frozen(clock.now() - timedelta(days=42)):
        for step in ("acknowledge", "send"):
            sent = take_step(docket=docket, step=step, by=owner, at=clock.now())
        cases.confirm_sent(docket=docket, of=sent.n, to=["R1"], channel="post", by=owner)
        needs = Needs(act={"facts": {"hearing": at.date().isoformat()}})
        take_step(docket=docket, step="fix_hearing", by=owner, at=clock.now(), needs=needs)
        plan = Plan(
            from_at=at, to_at=at + timedelta(hours=4), mode=Mode.BOTH, place="Example Hall, room 2",
            invited=("R1", "C1", *(key(here, docket, name) for name in ("owner", "second", "third"))),
            link="https://meet.example.invalid/abc", agenda="Both sides are heard. You have the last word.",
            despite="It is the only day on which the hall is free.",
        )  # fmt: skip
        actions.set_up(docket=docket, plan=plan, by=owner)
        actions.special(
            docket=docket, hearing="h1", key="R1", what=Special.BREAKS, reason="Pain when sitting.",
            words="Ten minutes each hour.", by=owner,
        )  # fmt: skip


@pytest.mark.usefixtures("ground")
def test_a_hearing_from_the_hour_to_the_record(page: Page) -> None:
    now = clock.now().astimezone(ZONE)
    with clock.frozen(clock.now() - timedelta(days=43)):
        here = world.federation(world.EXAMPLE.read_text() + RULES)
        docket = world.open_case(here, at=clock.now()).docket
    at = now.replace(minute=0, second=0, microsecond=0)
    heard_today(here, docket, at)
    # the respondent reads it, answers, and says when they cannot
    world.log_in(here["respondent"])
    sit_down(page, here["respondent"])
    page.goto(f"/portal/mine/{docket.number}/")
    page.get_by_role("link", name="Hearings, and days on which you cannot").click()
    page.get_by_role("link", name="Hearing 1").click()
    expect(page.get_by_role("main")).to_contain_text("Ten minutes each hour.")
    page.get_by_label("I cannot on that day").check()
    press(page, "Send your answer")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_label("I come").check()
    page.get_by_label("What do you need there?").fill("A chair with arms.")
    press(page, "Send your answer")
    expect(page.get_by_role("main")).to_contain_text("You have answered")
    looked_at(page, "party", 390)
    # the officer looks at it, and for a further hour
    sit_down(page, here["owner"])
    page.goto(f"/desk/cases/{docket.number}/")
    page.get_by_role("navigation", name="Case").get_by_role("link", name="Hearing").click()
    looked_at(page, "tab", 1400)
    page.goto(f"/desk/cases/{docket.number}/hearings/hours/?hearing=h1")
    for label in ("Ilse Marchetti", "Suryani"):
        page.get_by_label(label).check()
    press(page, "Look")
    expect(page.get_by_role("main")).to_contain_text("Hours that suit best")
    looked_at(page, "hours", 390)
    page.goto(f"/desk/cases/{docket.number}/hearings/new/")
    looked_at(page, "new", 1400)
    page.goto(f"/desk/cases/{docket.number}/hearings/h1/")
    expect(page.get_by_role("main")).to_contain_text("A chair with arms.")
    looked_at(page, "one", 390)
    # on the day, with a phone: what is typed stays though the page is left
    page.get_by_role("link", name="Attendance and record").click()
    page.get_by_label("In words").fill("The chair opens the hearing and names all who are there.")
    page.wait_for_selector(".dp-keeping:has-text('Kept at')")
    page.reload()
    expect(page.get_by_label("In words")).to_have_value(
        "The chair opens the hearing and names all who are there."
    )
    press(page, "Write it down")
    page.get_by_label("In words").fill("The respondent answers.")
    press(page, "Write it down")
    page.get_by_role("checkbox", name="Ilse Marchetti").check()
    press(page, "Note who is there")
    looked_at(page, "day", 390)
    page.get_by_label("Closed").check()
    press(page, "Write it down")
    expect(page.get_by_role("main")).to_contain_text("The record is closed")
    page.get_by_role("link", name="Back to the hearing").click()
    page.goto(f"/desk/cases/{docket.number}/hearings/publicity/")
    looked_at(page, "publicity", 1400)
