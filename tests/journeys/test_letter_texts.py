"""What letters say, in a browser: the list, a letter to each side, its PDF; on a wide screen and on a
phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from dueprocess.kit import clock
from dueprocess.rules import actions as rules
from tests import world
from tests.desk.conftest import SHIPPED
from tests.journeys.test_desk import seen_at_both, sign_in


def walk(page: Page) -> None:
    with clock.frozen(world.later(-1)):
        cast = world.federation((SHIPPED / "small-club.toml").read_text())
    sign_in(page, cast["owner"])
    page.goto("/desk/rules/letters/")
    expect(page.get_by_role("main")).to_contain_text("No letters were adopted")
    seen_at_both(page, "letter-texts-none")
    with clock.frozen(world.later(-1)):
        rules.adopt_letters(
            text=(SHIPPED / "letters" / "small-club.toml").read_text(), adopted_by="Assembly",
            adopted_on=world.ADOPTED, by=None,
        )  # fmt: skip
    page.goto("/desk/rules/")
    page.get_by_role("link", name="What letters say").click()
    expect(page.get_by_role("main")).to_contain_text("Letters of the club")
    seen_at_both(page, "letter-texts")
    page.get_by_role("link", name="A complaint that concerns you").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing has been decided")
    expect(page.get_by_role("article")).to_contain_text("you may always talk to")
    seen_at_both(page, "letter-text")
    with page.expect_download() as found:
        page.get_by_role("link", name="Take it as PDF").click()
    assert found.value.suggested_filename == "complaint_against_you-respondent.pdf"


def test_what_letters_say(page: Page, ground: None) -> None:
    walk(page)
