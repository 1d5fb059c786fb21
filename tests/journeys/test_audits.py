"""An auditor is accredited by two, a draw is announced, drawn and taken; and somebody who complained asks for
the opening of their own words. In a browser, on a wide screen and on a phone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from dueprocess.cases.audits.models import Draw
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from tests import world
from tests.cases.audits.auditing import VERIFIER, published
from tests.journeys.test_desk import press, seen_at_both, sign_in, sit_down
from tests.journeys.test_portal import cast, complain, examine_both

__all__ = ["cast"]


def verifier(folder: Path, *words: object) -> str:
    """Run the single file as the auditor does."""
    command = [sys.executable, "-I", str(VERIFIER), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder).stdout


def test_an_auditor_looks_at_what_the_lot_draws(cast: world.World, page: Page, tmp_path: Path) -> None:
    auditor = world.person("Ravindra Eskildsen")
    register.grant(
        person=cast["leader"], power=Power.APPOINT, by=None, reason="Elected", from_on=world.ADOPTED
    )
    for summary in ("Shouted down at the meeting.", "The cash box was gone."):
        world.open_case(cast, at=clock.now(), summary=summary)
    # given somebody whom one who appoints proposes, and one who oversees signs
    sign_in(page, cast["leader"])
    page.goto(f"/desk/people/{auditor.pk}/")
    page.get_by_role("link", name="Accredit as an auditor").click()
    press(page, "Propose it")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_label("Which body accredits them?").fill("Chamber of Auditors, decision of 2 March")
    last = page.get_by_role("group", name="Until and including")
    until = clock.now().date().replace(year=clock.now().year + 1, day=1)
    for part, value in (("Day", until.day), ("Month", until.month), ("Year", until.year)):
        last.get_by_label(part).fill(str(value))
    seen_at_both(page, "auditor-propose")
    press(page, "Propose it")
    expect(page.get_by_text("You proposed it")).to_be_visible()
    sign_in(page, cast["overseer"])
    page.goto("/desk/audits/")
    seen_at_both(page, "audits-waiting")
    page.get_by_role("link", name="Look at it").click()
    seen_at_both(page, "auditor-sign")
    press(page, "Sign")
    expect(page.get_by_role("status")).to_contain_text("They are accredited")
    # when a draw is announced with the seal of the auditor's number
    _, number, _, seal = verifier(tmp_path, "number").split()[:4]
    page.goto("/desk/audits/new/")
    page.get_by_label("For which auditor?").select_option(index=1)
    for part, value in (("Day", 1), ("Month", 1), ("Year", 2026)):
        page.get_by_role("group", name="Recorded from").get_by_label(part).fill(str(value))
    page.get_by_label("How many entries are drawn?").fill("40")
    page.get_by_label("The whole file to which it belongs").check()
    page.get_by_label("The seal of the auditor").fill(seal[:-1] + "x")
    press(page, "Announce it")
    expect(page.get_by_role("alert")).to_contain_text("This is no seal")
    page.get_by_label("The seal of the auditor").fill(seal)
    seen_at_both(page, "audit-announce")
    press(page, "Announce it")
    expect(page.get_by_role("status")).to_contain_text("Announced")
    seen_at_both(page, "audit-announced")
    published()
    # then the auditor sees the audits and nothing else of the desk
    sit_down(page, auditor)
    page.goto("/desk/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Audits")
    expect(page.get_by_role("navigation", name="Main").get_by_role("link")).to_have_count(1)
    seen_at_both(page, "audits-auditor")
    assert page.goto("/desk/people/").status == 404  # type: ignore[union-attr]
    page.goto(f"/desk/audits/{Draw.objects.get().code}/")
    page.get_by_label("Your number").fill("0" * 64)
    press(page, "Draw")
    expect(page.get_by_role("alert")).to_contain_text("not the number that was sealed")
    page.get_by_label("Your number").fill(number)
    seen_at_both(page, "audit-draw")
    press(page, "Draw")
    published()
    page.reload()
    seen_at_both(page, "audit-drawn")
    press(page, "Hand it over to me")
    expect(page.get_by_role("alert")).to_contain_text("Tick this box")
    page.get_by_label("I am bound by this").check()
    press(page, "Hand it over to me")
    seen_at_both(page, "audit-package")
    passphrase = page.locator("main strong").first.inner_text()
    with page.expect_download() as download:
        press(page, "Take the package")
    download.value.save_as(tmp_path / "audit.dpp")
    (tmp_path / "code").write_text(passphrase)
    assert "OPENED" in verifier(tmp_path, "unpack", "audit.dpp", "audit", "--passphrase-file", "code")
    said = verifier(
        tmp_path, "openings", "audit", "--log", tmp_path / "var" / "record", "--policy", "audit/policy"
    )
    assert said.startswith("VERIFIED"), said
    page.goto(f"/desk/audits/{Draw.objects.get().code}/")
    page.get_by_text("What stands in the record").click()
    seen_at_both(page, "audit-handed")
    sign_in(page, cast["overseer"])
    page.goto("/desk/audits/")
    seen_at_both(page, "audits")


def test_somebody_asks_for_the_opening_of_their_own_words(cast: world.World, page: Page) -> None:
    complain(page, look=False, named=True)
    published()
    page.goto("/portal/matter/")
    page.get_by_text("Show somebody that you wrote this").click()
    examine_both(page, "matter-opening")
    page.get_by_role("link", name="Ask for the opening").click()
    page.get_by_role("button", name="Hand me the opening").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_label("Only the parts that I tick below").check()
    page.get_by_label("What happened", exact=True).check()
    page.get_by_label("I want this myself").check()
    examine_both(page, "opening-ask")
    page.get_by_role("button", name="Hand me the opening").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The opening you asked for")
    examine_both(page, "opening-laid")
    with page.expect_download() as download:
        page.get_by_role("link", name="the opening of entry 1").click()
    assert download.value.suggested_filename == "opening-1.opening"
