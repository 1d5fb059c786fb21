"""The register of standing in a browser, wide and on a phone: somebody kept away reads what it means and
contests it; a list of another body is taken in, a match confirmed, and the contest of it upheld."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from tests import world
from tests.journeys.test_desk import press, seen_at_both, sign_in, sit_down
from tests.standing.conftest import CSV, RULES, kept_away


def test_a_list_is_taken_in_a_match_confirmed_and_contested(page: Page, live: Any, tmp_path: Any) -> None:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(world.EXAMPLE.read_text() + RULES)
        for who in ("third", "second"):
            register.grant(
                person=built[who], power=Power.STANDING, by=None, reason="Elected", from_on=world.ADOPTED
            )
    kept_away(built)
    issue = tmp_path / "issue.csv"
    issue.write_text(CSV, encoding="utf-8")
    live.at = world.MONDAY + timedelta(hours=3)
    with clock.frozen(live.at):
        sign_in(page, built["third"])
        page.goto("/desk/standing/")
        expect(page.get_by_role("link", name="Ilse Marchetti")).to_be_visible()
        seen_at_both(page, "standing")
        page.get_by_role("link", name="Ilse Marchetti").click()
        seen_at_both(page, "standing-person")
        page.goto("/desk/standing/lists/")
        seen_at_both(page, "standing-no-list")
        page.get_by_role("link", name="New list").first.click()
        press(page, "Make it")
        seen_at_both(page, "standing-new-list")
        page.get_by_label("Name of the list").fill("Barred coaches")
        page.get_by_label("Whose list is it?").fill("League of Clubs")
        page.get_by_label("Lawful basis").fill("Statute 12 of the League, agreed in 2024")
        page.get_by_label("What is it used for?").fill("Nobody who is barred there speaks at our events")
        page.get_by_label("Barred from speaking").check()
        page.get_by_label("Scope").fill("platforms, youth events")
        for part, value in (("Day", "1"), ("Month", "12"), ("Year", "2026")):
            page.get_by_label(part, exact=True).fill(value)
        press(page, "Make it")
        page.get_by_role("link", name="Send an issue in").click()
        page.get_by_label("The file").set_input_files(issue)
        press(page, "Compare it")
        seen_at_both(page, "standing-issue")
        press(page, "Take it in")
        seen_at_both(page, "standing-list")
        page.get_by_role("link", name="Noor Whitlock").first.click()
        seen_at_both(page, "standing-match")
        page.get_by_label("Yes, it is them").check()
        page.get_by_label("By what do you know?").fill("The League sent her picture, and she is known here")
        press(page, "Write it down")
        expect(page.get_by_text("Written down.")).to_be_visible()
        sit_down(page, built["stranger"])
        page.goto("/portal/mine/")
        page.get_by_role("link", name="Your standing").click()
        seen_at_both(page, "standing-own")
        page.get_by_role("link", name="Contest it").click()
        page.get_by_label("What is wrong?").fill("She was born in 1980, I was born in 1991.")
        seen_at_both(page, "standing-contesting")
        press(page, "Send it")
        sign_in(page, built["second"])
        page.goto("/desk/")
        page.get_by_role("link", name="Decide 1 contest").click()
        seen_at_both(page, "standing-contests")
        page.get_by_role("link", name="Noor Whitlock").click()
        page.get_by_label("They are right").check()
        page.get_by_label("Reasons").fill("The days of birth differ.")
        seen_at_both(page, "standing-contest")
        press(page, "Show what it changes")
        press(page, "Decide it so")
        sit_down(page, built["stranger"])
        page.goto("/portal/standing/")
        expect(page.get_by_text("You were right: it ended")).to_be_visible()
        seen_at_both(page, "standing-cleared")
