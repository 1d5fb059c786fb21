"""A list of members is sent in, seen and taken in; then a complaint names somebody of it: in a browser, on a
wide screen and on a phone."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from dueprocess.kit import jobs
from dueprocess.people import actions as register
from dueprocess.people.models import Person, Power
from tests.desk.conftest import SHIPPED, staffed
from tests.journeys.test_desk import press, seen_at_both, sign_in

UNITS = "code,name\nHV,Hollin Vale\n"
PEOPLE = "number,name,unit,email\n101,Wren Abara,HV,wren@example.org\n102,Bo,HV,\n,Nobody Numbered,HV,\n"


def walk(page: Page, folder: Path) -> None:
    built, _ = staffed((SHIPPED / "small-club.toml").read_text())
    keeper = built["overseer"]
    register.grant(person=keeper, power=Power.KEEP_REGISTER, by=None, reason="Elected")
    paths = []
    for name, text in (("units", UNITS), ("people", PEOPLE)):
        paths.append(folder / f"{name}.csv")
        paths[-1].write_text(text)
    sign_in(page, keeper)
    page.goto("/desk/people/")
    page.get_by_role("link", name="Take in a list").click()
    seen_at_both(page, "lists")
    page.get_by_label("Files of the list").set_input_files(paths)
    press(page, "Compare it")
    expect(page.get_by_role("main")).to_contain_text("Being compared")
    seen_at_both(page, "list-comparing")
    jobs.drain()
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing says whose row it is.")
    seen_at_both(page, "list-compared")
    press(page, "Take it in")
    jobs.drain()
    assert Person.objects.filter(member_number="101", unit__code="HV").exists()
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Taken in")
    page.goto("/desk/cases/new/")
    page.get_by_label("Whom is it about?").fill("Wren Abara, Hollin Vale")
    press(page, "Look whom it may mean")
    expect(page.get_by_role("main")).to_contain_text("One person fits by the name and by something else")
    expect(page.get_by_label("Whom is it about?")).to_have_value("Wren Abara, Hollin Vale")
    seen_at_both(page, "new-looked")


def test_a_list_comes_in(page: Page, ground: None, tmp_path: Path) -> None:
    walk(page, tmp_path)
