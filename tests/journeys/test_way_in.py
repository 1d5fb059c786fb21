"""A respondent from outside: an officer hands them a code, they open it, read their letter, set up a passkey,
and come back by it; the officer sees that it was opened."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dueprocess.kit import clock
from tests import world
from tests.cases.test_ways import told
from tests.journeys.test_desk import looked_at, sign_in


def authenticator(page: Page) -> None:
    """Give the browser a device that keeps passkeys and verifies whoever holds it."""
    key = page.context.new_cdp_session(page)
    key.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    key.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.usefixtures("ground")
def test_a_respondent_from_outside_comes_in_and_comes_back(page: Page, phone: Page, live: Any) -> None:
    with clock.frozen(world.later(days=-1)):
        built = world.federation()
    live.at = world.MONDAY
    with clock.frozen(live.at):
        docket = told(built)
        sign_in(page, built["owner"])
        page.goto(f"/desk/cases/{docket.number}/parties/")
        page.get_by_role("link", name="Give a one-time link").first.click()
        page.get_by_label("I hand it over").check()
        looked_at(page, "way-give")
        page.get_by_role("button", name="Give the link").click()
        expect(page.get_by_role("heading", name="The link, shown once")).to_be_visible()
        looked_at(page, "way-shown-once")
        address = page.locator("code.dp-hash").first.inner_text()

        authenticator(phone)
        phone.goto("/portal/in/" + address.split("/portal/in/")[1])
        looked_at(phone, "way-link")
        phone.get_by_role("button", name="Open it now").click()
        expect(phone.get_by_text("Your link is used up")).to_be_visible()
        looked_at(phone, "way-matter")
        phone.get_by_role("link", name="Set up a passkey").first.click()
        looked_at(phone, "way-passkey")
        phone.get_by_role("button", name="Go on").click()
        phone.get_by_label("A name to know it by").fill("My phone")
        looked_at(phone, "way-passkey-new")
        phone.get_by_role("button", name="Set it up").click()
        expect(phone.get_by_role("heading", name="How you come in")).to_be_visible()
        looked_at(phone, "way-every-phone")

        phone.context.clear_cookies()
        phone.goto("/portal/follow/")
        phone.get_by_role("link", name="sign in with a passkey").click()
        phone.get_by_role("button", name="Sign in with a passkey").click()
        expect(phone.get_by_role("heading", name="Your matters")).to_be_visible()
        looked_at(phone, "way-mine")
        phone.get_by_role("link", name=docket.number).click()
        expect(phone.get_by_text("Your link is used up")).to_have_count(0)
        phone.get_by_role("link", name="Read it").first.click()
        expect(phone.get_by_role("heading", level=1)).to_be_visible()

        phone.goto("/portal/with-you/")
        phone.get_by_label("Somebody acts for me").check()
        phone.get_by_label("Their name").fill("Quill and Partners")
        phone.get_by_label("They read my letters and receive them for me").check()
        looked_at(phone, "with-you")
        phone.get_by_role("button", name="Send it").click()
        expect(phone.get_by_text("Waits for an answer")).to_be_visible()
        looked_at(phone, "with-you-asked")
        page.goto(f"/desk/cases/{docket.number}/present/")
        looked_at(page, "present")
        page.get_by_role("link", name="Somebody who acts for them").click()
        page.get_by_label("It is granted").check()
        page.get_by_label("Why?").fill("A lawyer whom they chose.")
        looked_at(page, "present-one")
        page.get_by_role("button", name="Answer it").click()
        expect(page.get_by_role("link", name="How they come in")).to_be_visible()

        page.goto(f"/desk/cases/{docket.number}/parties/R1/way/")
        expect(page.get_by_text("set up by them")).to_be_visible()
        looked_at(page, "way-every-desk")
        page.goto("/portal/in/" + address.split("/portal/in/")[1])
        page.get_by_role("button", name="Open it now").click()
        expect(page.get_by_role("heading", name="This address opens nothing")).to_be_visible()
        looked_at(page, "way-spent")
