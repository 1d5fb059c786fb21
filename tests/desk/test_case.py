"""An ordinary case from receipt to its end, through the desk's own pages, each officer under their login."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dueprocess.cases import actions as cases
from dueprocess.cases.models import Via
from dueprocess.docket import extracts
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.kit import clock
from dueprocess.people.models import Person
from tests import world
from tests.desk.conftest import SHIPPED, SignIn, staffed
from tests.desk.working import Desk, text, token

BEGIN = world.MONDAY


def complaint(built: world.World, days: int = 0) -> Docket:
    """A complaint with one allegation under a clause."""
    report = cases.Report(
        summary="Shouted down at the meeting.",
        reporter=PartyIdentity(kind="complainant", person=built["complainant"].pk, name="Wren Abara"),
        respondents=[PartyIdentity(kind="respondent", person=built["stranger"].pk, name="Noor Whitlock")],
        allegations=[cases.Alleged(conduct_from=BEGIN.date(), text="Shouted at Wren Abara.")],
    )
    at = BEGIN + timedelta(days=days)
    with clock.frozen(at):
        return cases.receive_complaint(
            report=report, via=Via.PORTAL, by=Actor(), at=at, unit=built.club, rulebook=built.rulebook
        ).docket


@pytest.fixture
def standard(db):
    with clock.frozen(world.later(days=-1)):
        built, holders = staffed((SHIPPED / "standard.toml").read_text())
    return built, holders


def test_the_standard_rulebook_from_receipt_to_closure(standard) -> None:
    built, holders = standard
    docket = complaint(built)
    desk = Desk(docket, holders["intake_officer"][0])

    def on(days: float) -> object:
        return BEGIN + timedelta(days=days)

    desk.take("screen", on(0.1))
    desk.take("acknowledge", on(0.2))
    desk.take("appoint_handlers", on(1))
    facts = {"fact_0": "standard", "fact_1": "no"}
    desk.take("assess", on(2), "investigate", **facts)
    desk.take("give_notice", on(3))
    desk.take("reply", on(8))
    desk.take("begin_investigation", on(20))
    desk.take("plan", on(21))
    desk.take("interview", on(22))
    desk.take("send_draft", on(25))
    desk.take("comment", on(27))
    desk.take("final_report", on(36))
    desk.take("appoint_examiners", on(36.1))
    desk.take("examine", on(37), "charge")
    desk.take("fix_hearing", on(38))
    desk.take("serve_bundle", on(38.1))
    day = extracts.opened(Docket.objects.get(pk=docket.pk)).state.facts["hearing"]
    held = clock.now().replace(year=day.year, month=day.month, day=day.day, hour=10, minute=0)
    desk.take("hear", held)
    desk.take("find", held + timedelta(hours=4))
    desk.take("decide", held + timedelta(hours=5), "breach", chosen={"suspension": "3 months"})
    desk.take("give_reasons", held + timedelta(days=3))
    page = extracts.page(Docket.objects.get(pk=docket.pk), viewer=Actor(person=built["owner"]))
    assert page.sanctions
    shown = text(desk.able("update")[0].get(f"/desk/cases/{docket.number}/allegations/"))
    assert "Found: proved" in shown
    assert "Two witnesses say the same." in shown
    done = desk.finish(held + timedelta(days=40))
    assert not done.is_open


def test_a_refusal_needs_the_second_person_who_may_decline(standard) -> None:
    built, holders = standard
    desk = Desk(complaint(built), holders["intake_officer"][0])
    for step, days in (("screen", 0.1), ("acknowledge", 0.2), ("appoint_handlers", 1)):
        desk.take(step, BEGIN + timedelta(days=days))
    desk.take("assess", BEGIN + timedelta(days=2), "refuse")
    at = BEGIN + timedelta(days=3)
    page = extracts.page(Docket.objects.get(pk=desk.docket.pk), viewer=Actor(person=built["owner"]), at=at)
    assert [each.stage for each in page.strands if each.parent is None] == ["refused"]
    assert any(label == "Countersigned by" for row in page.timeline for label, _ in row.details)


def test_both_sides_agree_and_the_case_is_settled(
    standard: tuple[world.World, dict[str, list[Person]]],
) -> None:
    built, holders = standard
    desk = Desk(complaint(built), holders["intake_officer"][0])
    for step, days in (("screen", 0.1), ("acknowledge", 0.2), ("appoint_handlers", 1)):
        desk.take(step, BEGIN + timedelta(days=days))
    desk.consent("assess", ("C1", "R1"), BEGIN + timedelta(days=1.5))
    desk.take("assess", BEGIN + timedelta(days=2), "informal", fact_0="simple", fact_1="no")
    desk.consent("settle", ("C1", "R1"), BEGIN + timedelta(days=4))
    desk.take("settle", BEGIN + timedelta(days=5), "agreed", finding_0="not decided")
    at = BEGIN + timedelta(days=6)
    page = extracts.page(Docket.objects.get(pk=desk.docket.pk), viewer=Actor(person=built["owner"]), at=at)
    assert [each.stage for each in page.strands if each.parent is None] == ["carrying_out"]


def test_two_cases_become_one(standard) -> None:
    built, holders = standard
    first, second = complaint(built), complaint(built, days=1)
    clerk = holders["intake_officer"][0]
    desk = Desk(first, clerk)
    with clock.frozen(BEGIN + timedelta(days=1.2)):
        client, _party, strand = desk.able("take_in")
        address = f"/desk/cases/{first.number}/join/take_in/{strand}/"
        page = client.get(address)
        assert page.status_code == 200, text(page)[:400]
        answer = client.post(address, {"other": second.number, "reason": "The same evening.", **token(page)})
        assert answer.status_code == 302, text(answer)[:800]
        second.refresh_from_db()
        assert not second.is_open
        shown = text(client.get(f"/desk/cases/{second.number}/"))
        assert "This case was joined to another" in shown
        parties = text(client.get(f"/desk/cases/{first.number}/parties/"))
        assert parties.count("Stands") == 2


def test_the_clocks_that_a_step_starts_stand_before_the_button(db: None, sign_in: SignIn) -> None:
    """On the form by the rules, on the page of checking with their days where these are known."""
    tell = """[steps.tell_the_board]
title = "Tell the board"
clause = "8"
stage = "reply"
by = ["secretary"]
due = { within = "3 days", after = "send" }
"""
    with clock.frozen(world.later(days=-1)):
        built = world.federation(world.EXAMPLE.read_text().replace("[pauses]", f"{tell}[pauses]"))
    with clock.frozen(world.MONDAY):
        docket = world.open_case(built).docket
        take_step(docket=docket, step="acknowledge", by=built.actor("owner"), at=clock.now())
        client = sign_in(built["owner"])
        address = f"/desk/cases/{docket.number}/steps/send/1/"
        asked = client.get(address)
        sent = "“Send the complaint to the respondent”"
        answer = (
            f"Then runs: Answer, 10 working days from when the notice of {sent} was received, rule 4"
            " (may, need not)."
        )
        assert answer in text(asked)
        assert f"Then runs: Tell the board, 3 days from when {sent} was done, rule 8." in text(asked)
        checked = text(client.post(address, token(asked)))
        assert "Check it before it is entered" in checked
        assert answer in checked
        assert (
            f"Then runs: Tell the board. Rule 8: 3 days after {sent} was done on 23 March 2026; due by the"
            " end of 26 March 2026."
        ) in checked
        assert checked.count("Tell the board") == 1
