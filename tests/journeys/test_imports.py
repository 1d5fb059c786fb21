"""A list from an earlier program is imported in a browser: on a phone, and without scripts."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from dueprocess.kit.jobs import drain
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from tests import world
from tests.journeys.test_desk import looked_at, press, sign_in

LIST = """Complaints of the old office,,,
No,Received,Closed,State
1,03/02/2023,,pending
2,13/02/2023,01/04/2023,Done
3,31/02/2023,,pending
"""


def test_a_list_becomes_cases_on_a_phone(phone: Page, ground: None, tmp_path: Path) -> None:
    built = world.federation()
    register.grant(person=built["owner"], power=Power.IMPORT, by=None, reason="Board")
    (tmp_path / "old.csv").write_text(LIST)
    page = phone
    sign_in(page, built["owner"])
    page.goto("/desk/imports/")
    looked_at(page, "imports-none")
    page.get_by_label("The list of cases").set_input_files(tmp_path / "old.csv")
    press(page, "Send the file")
    page.get_by_role("link", name="Go on: where the table begins").click()
    looked_at(page, "import-layout")
    page.get_by_label("Which row names the columns?").fill("2")
    press(page, "Look at the columns")
    expect(page.get_by_label("No", exact=True)).to_have_value("id")
    expect(page.get_by_label("“pending” (in 2 rows) means")).to_have_value("open")
    looked_at(page, "import-columns")
    press(page, "Check the whole file")
    expect(page.get_by_role("main")).to_contain_text("is being checked")
    looked_at(page, "import-checking")
    drain()
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("main")).to_contain_text("Not a date in any of the formats of the map. (1)")
    looked_at(page, "import-checked")
    press(page, "Import")
    drain()
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("main")).to_contain_text("imported")
    looked_at(page, "import-done")
    page.goto("/desk/imports/")
    looked_at(page, "imports")
