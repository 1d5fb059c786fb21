"""A witness states something: it is written down at the desk, they come in by a one-time link on a phone,
read it, correct it in a copy and sign that; the office sees both versions, and who knew what since when."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dueprocess.cases.actions import add_party
from dueprocess.docket.needs import PartyIdentity
from dueprocess.kit import clock
from tests import world
from tests.cases.test_ways import give, told
from tests.journeys.test_desk import looked_at, sign_in

STATED = "The door stood open.\nSomebody shouted twice.\nI left at nine."


@pytest.mark.usefixtures("ground")
def test_a_witness_corrects_and_signs_what_was_written_down(page: Page, phone: Page, live: Any) -> None:
    with clock.frozen(world.later(days=-1)):
        built = world.federation()
    live.at = world.MONDAY
    with clock.frozen(live.at):
        docket = told(built)
        witness = PartyIdentity(kind="witness", name="Wim Zeeman")
        add_party(docket=docket, identity=witness, by=built.actor("owner"), reason="Was there.")
        code = give(built, world.fresh(docket), "W1")
        sign_in(page, built["owner"])

        page.goto(f"/desk/cases/{docket.number}/witnesses/new/")
        page.get_by_label("Who?").select_option(label="Wim Zeeman")
        page.get_by_label("They saw it").check()
        for name, value in (("Day", "20"), ("Month", "2"), ("Year", "2026")):
            page.get_by_label(name, exact=True).fill(value)
        page.get_by_label("What are they said to know").fill("Stood in the corridor, says the complaint.")
        looked_at(page, "witness-new")
        page.get_by_role("button", name="Write it down").click()
        expect(page.get_by_role("table", name="Possible witnesses")).to_be_visible()
        looked_at(page, "witnesses")

        page.get_by_role("link", name="Write down a statement").click()
        page.get_by_label("In an interview, face to face").check()
        when = page.get_by_role("group", name="When?")
        for name, value in (("Day", "28"), ("Month", "2"), ("Year", "2026"), ("Time", "18:30")):
            when.get_by_label(name).fill(value)
        page.get_by_label("What do they state?").fill(STATED)
        page.get_by_label("Who interpreted").fill("Jo Lingua, Portuguese")
        looked_at(page, "statement-new")
        page.get_by_role("button", name="Write it down and offer it").click()
        expect(page.get_by_text("Not signed: it waits for them to read it")).to_be_visible()

        phone.goto(f"/portal/in/{code}/")
        phone.get_by_role("button", name="Open it now").click()
        looked_at(phone, "statement-matter")
        phone.get_by_role("link", name="What you stated on").click()
        expect(phone.get_by_text("interpreted by Jo Lingua, Portuguese")).to_be_visible()
        looked_at(phone, "statement-read")
        phone.get_by_role("link", name="Dispute it").click()
        looked_at(phone, "statement-dispute")
        phone.go_back()
        phone.get_by_role("link", name="Correct it in a copy").click()
        phone.get_by_label("What you stated").fill(STATED.replace("nine", "half past nine"))
        phone.get_by_label("Your name, as your signature").fill("Wim Zeeman")
        looked_at(phone, "statement-correct")
        phone.get_by_role("button", name="Sign my copy").click()
        expect(phone.get_by_text("Your corrected copy is signed and entered.")).to_be_visible()
        looked_at(phone, "statement-signed")

        page.reload()
        expect(page.get_by_role("heading", name="What changed in the last version")).to_be_visible()
        looked_at(page, "statement-versions")
        page.goto(f"/desk/cases/{docket.number}/statements/")
        looked_at(page, "statements")

        phone.goto("/portal/matter/")
        phone.get_by_label("If this is evidence: what does it show?").fill("That the lights were on.")
        phone.get_by_role("button", name="Send", exact=True).click()
        phone.get_by_role("link", name="Whether it was admitted, and why").click()
        expect(phone.get_by_text("Waits for a ruling")).to_be_visible()
        looked_at(phone, "offered")

        page.goto(f"/desk/cases/{docket.number}/knew/")
        expect(page.get_by_role("table", name="Who knew, the earliest first")).to_be_visible()
        looked_at(page, "knew")
        page.set_viewport_size({"width": 390, "height": 844})
        looked_at(page, "knew")
        page.goto(f"/desk/cases/{docket.number}/statements/s1/")
        looked_at(page, "statement-versions")
        page.goto(f"/desk/cases/{docket.number}/witnesses/")
        looked_at(page, "witnesses")
