"""The messy start of an organisation, in a browser: a mailbox with dozens of copies of one letter, two lists
of the same cases that contradict each other. At its end nothing waits for somebody to take it on, every
message is accounted for, and every case has a date. In `make soak` with 300 messages and seventy cases."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from dueprocess.cases.imports.models import ImportedRow
from dueprocess.cases.mailbox.models import Arrival
from dueprocess.cases.models import Case
from dueprocess.docket import replies
from dueprocess.kit import clock, mail, outbox
from dueprocess.kit.jobs import drain
from dueprocess.people import actions as register
from dueprocess.people.models import Person, Power
from tests import world
from tests.cases.mailbox import mails
from tests.desk.conftest import SHIPPED, staffed
from tests.ground import faults
from tests.journeys import messy
from tests.journeys.test_desk import looked_at, press, sign_in

STOCK = """() => {
  const tick = (name, value) => { document.querySelector(`[name=${name}][value=${value}]`).checked = true };
  tick("found", "lost"); tick("looked", "mail"); tick("conflict", "none"); tick("suspended", "none");
  tick("urgency", "turn");
  const day = [...document.querySelectorAll("[name^=on_]")];
  [4, 5, 2026].forEach((value, n) => { day[n].value = value });
}"""
"""The answers of a case of which only the entry is there, and its day, typed at once."""


@pytest.fixture
def mailed(ground: None, settings: Any) -> None:
    settings.DUEPROCESS_MAILBOX = settings.DEFAULT_FROM_EMAIL = mails.HOME


@pytest.mark.slow
def test_a_messy_start_ends_with_a_dated_plan(mailed: None, live: Any, page: Page, tmp_path: Path) -> None:
    with clock.frozen(world.later(days=-1)):
        built, holders = staffed((SHIPPED / "standard.toml").read_text(), each=2)
        one, two = holders["intake_officer"]
        world.plans(built)
        register.grant(person=one, power=Power.IMPORT, by=None, reason="Board")
    live.at = world.MONDAY
    with clock.frozen(live.at):
        code = mail.notice("all@example.org", path="/", house="The federation")
        fetch(messy.mailbox(tmp_path / "box", f"<{code}@{outbox.domain()}>"))
        sign_in(page, one)
        lists(page, tmp_path)
        sort(page, two)
        fetch(messy.deliver(tmp_path / "box", messy.further(acknowledged())))
        page.goto("/desk/mailbox/")
        expect(page.get_by_text(f"{messy.MESSAGES} messages arrived")).to_be_visible()
        expect(page.get_by_role("heading", name="No message waits")).to_be_visible()
        give(page, two)
    live.at = world.MONDAY + timedelta(days=2)
    with clock.frozen(live.at):
        sign_in(page, built["lead"])
        page.goto("/desk/plan/")
        press(page, "Begin the plan")
        page.get_by_role("textbox", name="Where the backlog lies").fill("In a mailbox and two lists.")
        press(page, "Begin the plan")
        expect(page.get_by_role("status")).to_be_visible()
        sign_in(page, two)
        dates(page)
        page.goto("/desk/mailbox/unassigned/")
        expect(page.get_by_role("heading", name="No message waits too long")).to_be_visible()
        expect(page.get_by_role("heading", name="Every case has its owner")).to_be_visible()
        looked_at(page, "messy-unassigned")
    assert not Arrival.objects.filter(state="waiting").exists()
    assert Arrival.objects.count() == messy.MESSAGES
    assert faults() == []


def fetch(box: Path) -> None:
    for path in (box / "new").iterdir():
        os.utime(path, (world.MONDAY.timestamp() - 3600,) * 2)
    call_command("mailbox", "fetch", "--maildir", str(box), verbosity=0)


def lists(page: Page, folder: Path) -> None:
    """Two lists of the same cases: what the second says otherwise is shown with both."""
    for path in (messy.first_list(folder), messy.second_list(folder)):
        page.goto("/desk/imports/")
        page.get_by_label("The list of cases").set_input_files(path)
        press(page, "Send the file")
        page.get_by_role("link", name="Go on: where the table begins").click()
        press(page, "Look at the columns")
        page.get_by_label("Name of the register").fill("Old cases")
        looked_at(page, f"messy-columns-{path.suffix[1:]}")
        press(page, "Check the whole file")
        drain()
        page.get_by_role("link", name="Look again").click()
        looked_at(page, f"messy-checked-{path.suffix[1:]}")
        press(page, "Import")
        drain()
        page.get_by_role("link", name="Look again").click()
        looked_at(page, f"messy-imported-{path.suffix[1:]}")
    assert Case.objects.filter(docket__kind="case").count() == messy.CASES


def sort(page: Page, two: Person) -> None:
    """Every message gets its answer."""
    page.goto("/desk/mailbox/")
    looked_at(page, "messy-mailbox")
    page.get_by_role("link", name="Written by a machine").click()
    several(page, "They were written by machines", f"File {messy.MACHINES} messages")
    letters(page)
    for subject in messy.SUBJECTS:
        complaint(page, subject)
    for n in range(1, messy.ABOUT_CASES + 1):
        put(page, f"Complaint {n}", imported(n))
    page.goto("/desk/mailbox/")
    page.get_by_label("All that stand in this list", exact=False).check()
    press(page, "They are not complaints")
    page.get_by_label("Why are they not complaints?").fill("Advertising")
    page.get_by_label("Who is to sign it with you?").select_option(value=str(two.pk))
    press(page, "See what it would do")
    looked_at(page, "messy-advertising")
    press(page, f"Ask them to sign {messy.ADVERTISING} messages")
    expect(page.get_by_role("status")).to_be_visible()
    sign_in(page, two)
    page.goto("/desk/mailbox/signatures/")
    looked_at(page, "messy-signatures")
    while page.get_by_role("button", name="Sign those that are ticked").count():
        for box in page.get_by_label("I say so too", exact=False).all():
            box.check()
        press(page, "Sign those that are ticked")
        expect(page.get_by_role("status")).to_be_visible()
    page.goto("/desk/mailbox/put/")
    looked_at(page, "messy-put")
    for _each in range(messy.ABOUT_CASES):
        page.get_by_role("button", name="Take it into the case").first.click()
        expect(page.get_by_role("status")).to_contain_text("It stands in the case now.")
    expect(page.get_by_role("heading", name="Nothing waits for you here")).to_be_visible()
    page.goto("/desk/mailbox/signatures/")
    expect(page.get_by_role("heading", name="Nothing waits for your signature here")).to_be_visible()
    page.goto("/desk/mailbox/")
    expect(page.get_by_role("heading", name="No message waits")).to_be_visible()


def several(page: Page, answer: str, do: str, **typed: str) -> None:
    """One answer for all that are listed."""
    page.get_by_label("All that stand in this list", exact=False).check()
    press(page, answer)
    for label, value in typed.items():
        page.get_by_label(label.replace("_", " "), exact=False).fill(value)
    press(page, "See what it would do")
    press(page, do)


def letters(page: Page) -> None:
    page.goto("/desk/mailbox/")
    page.get_by_role("link", name="Our field").first.click()
    page.get_by_role("link", name="other messages that wait").click()
    several(page, "They are complaints about the same", f"Open {messy.LETTERS} cases")
    which = page.get_by_role("group", name="Which of them belong into this case?")
    for box in which.get_by_role("checkbox").all():  # also those who add a sentence of their own
        box.check()
    page.get_by_label("Why do they belong together?").fill("One letter, many times")
    press(page, "Show what it changes")
    press(page, "Join them")
    drain()
    assert Case.objects.order_by("-complaints")[0].complaints == messy.LETTERS


def complaint(page: Page, subject: str) -> None:
    """A message of its own becomes a case."""
    page.goto("/desk/mailbox/")
    page.get_by_role("link", name=subject, exact=True).click()
    page.get_by_role("link", name="A complaint", exact=True).click()
    page.get_by_label("Whom is it about?").fill("A member of the committee")
    press(page, "Continue")
    press(page, "Open the case")
    expect(page.get_by_text("The code is shown only now")).to_be_visible()


def put(page: Page, subject: str, number: str) -> None:
    """Somebody asks for a case of the old list: their words go there, once a second person agrees."""
    page.goto("/desk/mailbox/")
    page.get_by_role("link", name=subject, exact=True).click()
    page.get_by_role("link", name="Part of a case", exact=True).click()
    page.get_by_label("Number of the case or complaint").fill(number)
    press(page, "Continue")
    page.get_by_label("From somebody who is no party", exact=False).check()
    press(page, "Continue")
    press(page, "Put it there")
    expect(page.get_by_role("status")).to_contain_text("somebody else has taken it in")


def imported(n: int) -> str:
    """The number here of a case of the old lists."""
    return str(ImportedRow.objects.get(docket__received_at__date=messy.came(n)).docket.number)


def acknowledged() -> list[str]:
    """The addresses to which the first senders of the letter may answer."""
    before = messy.OWN + messy.ABOUT_CASES
    rows = Arrival.objects.order_by("pk").select_related("docket")[before : before + messy.FURTHER]
    found = [row.docket for row in rows]
    return [replies.address(replies.token(docket, "sender")) for docket in found]


def give(page: Page, two: Person) -> None:
    """Every case that nobody owns, to one officer."""
    page.goto("/desk/cases/?unowned=on")
    which = page.get_by_label("Which", exact=True)
    which.select_option(which.locator("option").last.inner_text())
    press(page, "Give them to somebody")
    page.get_by_role("checkbox", name=two.shown_name, exact=True).check()
    page.get_by_label("Why?").fill("So that none is lost.")
    press(page, "Check each case")
    drain()
    page.get_by_role("link", name="Look again").click()
    looked_at(page, "messy-given")
    press(page, "Give them those that are ticked")
    drain()
    page.goto("/desk/cases/?unowned=on")
    expect(page.get_by_role("main")).to_contain_text("No case")


def dates(page: Page) -> None:
    """Stock is taken of every case, and each gets its day."""
    page.goto("/desk/plan/")
    looked_at(page, "messy-plan")
    page.get_by_role("link", name="Take stock").first.click()
    while page.get_by_role("heading", name="Take stock").count():
        page.evaluate(STOCK)
        press(page, "Write it down, and on to the next")
        expect(page.get_by_role("status")).to_contain_text("Stock is taken of case")
    page.goto("/desk/plan/?lack=date")
    expect(page.get_by_text("There is no such case")).to_be_visible()
    looked_at(page, "messy-dated")
