"""Interim measures in a browser, on a wide screen and on a phone: the board, what one touches before it is
ordered, and what is said when it is undone."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from dueprocess.cases.actions import Report, receive_complaint
from dueprocess.cases.models import Via
from dueprocess.docket.actions import propose_annulment, record_lapses, sign, take_note, take_step
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.kit import clock
from dueprocess.people import actions as register
from tests import world
from tests.desk.test_measures import RULES
from tests.journeys.test_desk import seen_at_both, sign_in


def ordered(built: world.World, *, days: int, measure: str = "away") -> Docket:
    """A case in which the respondent has been under a measure for so many days."""
    with clock.frozen(clock.now() - timedelta(days=days, minutes=5)):
        docket = world.open_case(built, at=clock.now()).docket
        needs = Needs(
            act={"starts": [{"measure": measure, "on": "R1"}]},
            content={"letter": "Until further notice you stay away from the club house."},
        )
        take_step(docket=docket, step="protect", by=built.actor("owner"), at=clock.now(), needs=needs)
    return docket


def against_a_unit(built: world.World) -> Docket:
    """A case against a club."""
    return receive_complaint(
        report=Report(
            summary="The club keeps no minutes.",
            reporter=PartyIdentity(kind="complainant", person=built["complainant"].pk),
            respondents=[PartyIdentity(kind="respondent", unit=built.club.pk, name=built.club.name)],
        ),
        via=Via.PORTAL, by=Actor(), at=clock.now(), unit=built.north, rulebook=built.rulebook,
    ).docket  # fmt: skip


def annulled_and_told(built: world.World, docket: Docket) -> None:
    """A measure is ordered by mistake, told to the club and the public, and annulled by two."""
    needs = Needs(
        act={"starts": [{"measure": "away", "on": "R1"}]}, content={"letter": "No meetings for now."}
    )
    take_step(docket=docket, step="protect", by=built.actor("owner"), at=clock.now(), needs=needs)
    sent = Needs(act={"of": 2, "to": ["R1", "public"], "by": "post"})
    take_note(docket=world.fresh(docket), note="sent", by=built.actor("owner"), at=clock.now(), needs=sent)
    proposal = propose_annulment(
        docket=world.fresh(docket), n=2, by=built.actor("owner"), reason="Wrong club.", signer=built["second"]
    )
    sign(proposal=proposal, by=built.actor("second"))


def test_measures_are_seen_decided_and_undone(ground: None, page: Page) -> None:
    with clock.frozen(clock.now() - timedelta(days=120)):
        built = world.federation(world.EXAMPLE.read_text() + RULES)
    office = register.add_office(title="Treasurer", unit=built.club, roles=["elder"], seats=1, by=None)
    register.begin_term(
        office=office, person=built["respondent"], from_on=world.ADOPTED, by=None, reason="Elected"
    )
    sign_in(page, built["owner"])
    page.goto("/desk/board/measures/")
    seen_at_both(page, "measures-none")
    every = ((72, "away"), (40, "away"), (12, "apart"), (3, "away"))
    *_earlier, apart, docket = [ordered(built, days=days, measure=measure) for days, measure in every]
    page.goto("/desk/board/")
    page.get_by_role("link", name="Interim measures").click()
    expect(page.get_by_role("main")).to_contain_text("4 measures in force, 2 with a review that is overdue")
    seen_at_both(page, "measures")
    page.get_by_role("link", name="Ends within 28 days").click()
    expect(page.get_by_role("row")).to_have_count(2)
    page.goto(f"/desk/cases/{apart.number}/steps/protect/1/")
    page.locator("summary", has_text="Staying away").click()
    expect(page.get_by_role("main")).to_contain_text("Could not be exercised while the measure lasts")
    seen_at_both(page, "measure-touches")
    page.goto(f"/desk/cases/{docket.number}/effect/")
    seen_at_both(page, "measure-reviews")
    take_step(docket=docket, step="withdraw", by=Actor(key="C1"), at=clock.now())
    record_lapses(world.fresh(docket))
    page.goto(f"/desk/cases/{docket.number}/letters/")
    expect(page.get_by_role("main")).to_contain_text("The public was told of it")
    seen_at_both(page, "measure-undone")
    other = against_a_unit(built)
    page.goto(f"/desk/cases/{other.number}/steps/protect/0/")
    page.locator("summary", has_text="Staying away").click()
    expect(page.get_by_role("main")).to_contain_text("Treasurer (Elder), held by")
    seen_at_both(page, "measure-touches-unit")
    annulled_and_told(built, other)
    page.goto(f"/desk/cases/{other.number}/letters/")
    expect(page.get_by_role("main")).to_contain_text("counts as never ordered")
    seen_at_both(page, "measure-annulled")
    sign_in(page, built["overseer"])
    page.goto("/desk/oversight/")
    expect(page.get_by_role("main")).to_contain_text("3 interim measures in force")
    seen_at_both(page, "oversight-measures")
