"""A complaint names "our treasurer": an officer says who that is, another signs it, oversight sees it; in a
browser, on a wide screen and on a phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from dueprocess.cases import actions as cases
from dueprocess.cases.models import Via
from dueprocess.docket import wall
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from tests import world
from tests.desk.conftest import SHIPPED, staffed
from tests.journeys.test_desk import press, seen_at_both, sign_in


def walk(page: Page) -> None:
    built, holders = staffed((SHIPPED / "small-club.toml").read_text())
    first, second, third = next(people for people in holders.values() if len(people) > 2)
    office = register.add_office(title="Treasurer", roles=[], unit=None, by=None)
    register.begin_term(office=office, person=third, from_on=world.ADOPTED, by=None)
    overseer = built["overseer"]
    register.grant(person=overseer, power=Power.KEEP_REGISTER, by=None, reason="Elected")
    docket = cases.receive_complaint(
        report=cases.Report(
            summary="The cash box was empty.",
            respondents=[PartyIdentity(kind="respondent", name="Our treasurer")],
        ),
        via=Via.PORTAL, by=Actor(), at=clock.now(), unit=None, rulebook=built.rulebook,
    ).docket  # fmt: skip
    assert not wall.sees(docket, third)
    sign_in(page, first)
    page.goto(f"/desk/cases/{docket.number}/parties/")
    seen_at_both(page, "parties-unlinked")
    page.get_by_role("link", name="Say who it is").click()  # of whom stays anonymous, nobody says it
    press(page, "Write it down")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    seen_at_both(page, "who-is-it")
    page.get_by_label(third.full_name).check()
    page.get_by_label("How is that known?").fill("The minutes name one treasurer.")
    page.get_by_label("Who signs it with you?").select_option(label=f"{second.full_name}, {built.union.name}")
    press(page, "Write it down")
    expect(page.get_by_role("status")).to_contain_text("when the other has signed")
    sign_in(page, second)
    page.get_by_role("main").get_by_role("link", name="Read and sign").first.click()
    seen_at_both(page, "sign-who-it-is")
    press(page, "Sign")
    expect(page.get_by_role("status")).to_contain_text("it is done")
    page.goto(f"/desk/cases/{docket.number}/notes/party/")
    seen_at_both(page, "add-party")
    page.request.get("/desk/cases/export.csv")
    sign_in(page, overseer)
    page.get_by_role("link", name="Oversight").first.click()
    expect(page.get_by_role("main")).to_contain_text(third.full_name)
    expect(page.get_by_role("main")).to_contain_text("cases.csv")
    seen_at_both(page, "oversight")


def test_two_say_who_a_party_is(page: Page, ground: None) -> None:
    walk(page)
