"""An officer's login is proposed by one and signed by another; a letter that nobody reads here is posted.
In a browser, on a wide screen and on a phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from dueprocess.docket.actions import take_step
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from tests import world
from tests.journeys.test_desk import press, seen_at_both, sign_in
from tests.journeys.test_portal import cast

__all__ = ["cast"]


def test_a_login_takes_two_and_a_letter_a_stamp(cast: world.World, page: Page) -> None:
    for who in ("leader", "admin"):
        register.grant(
            person=cast[who], power=Power.KEEP_REGISTER, by=None, reason="Elected", from_on=world.ADOPTED
        )
    docket = world.open_case(cast, at=clock.now()).docket
    for step in ("acknowledge", "send"):
        take_step(docket=docket, step=step, by=cast.actor("owner"), at=clock.now())
    sign_in(page, cast["leader"])
    page.goto(f"/desk/people/{cast['elder_1'].pk}/login/")
    page.get_by_label("Email address").fill("esi@example.invalid")
    seen_at_both(page, "login-propose")
    press(page, "Propose it")
    expect(page.get_by_role("status")).to_contain_text("when another has signed")
    sign_in(page, cast["admin"])
    seen_at_both(page, "work-logins")
    page.get_by_role("link", name="Esi Fontaine").click()
    seen_at_both(page, "login-sign")
    press(page, "Sign")
    expect(page.get_by_role("status")).to_contain_text("They can sign in")
    sign_in(page, cast["owner"])
    seen_at_both(page, "work-letters")
    page.goto(f"/desk/cases/{docket.number}/letters/")
    seen_at_both(page, "letters")
    page.goto("/desk/")
    page.get_by_role("link", name="Complaint", exact=True).click()
    expect(page.get_by_role("radio", name="complaint")).to_be_checked()
    page.get_by_label("By post").check()
    press(page, "Write it down")
    expect(page.get_by_role("status")).to_contain_text("Written down")
    page.goto("/desk/")
    expect(page.get_by_text("Letters to send")).to_have_count(0)
