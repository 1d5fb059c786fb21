"""A connection that goes, breaks on the last button, or carries fourteen files: no word is lost."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from dueprocess.docket.models import Docket
from tests import world
from tests.journeys.test_portal import PNG, SAID, cast, examine, press

__all__ = ["cast"]  # the fixture


def test_a_lost_connection_loses_no_word(cast: world.World, page: Page) -> None:
    # given somebody who writes, and whose words are kept a moment after the last key
    words = "It began in March. Every Tuesday somebody took the boat and laughed."
    page.goto("/portal/complain/")
    press(page, "Begin")
    box = page.get_by_label("What happened?")
    box.fill(words)
    expect(page.get_by_text("Kept at")).to_be_visible()
    # when the connection goes while they write on
    page.context.set_offline(True)
    box.fill(words + " Nobody did anything.")
    expect(page.get_by_text("There is no connection")).to_be_visible()
    examine(page, "offline")
    # then the page stays, also when they press the button, and so do the words
    press(page, "Go on")
    expect(page.get_by_text("The connection broke. Nothing was lost")).to_be_visible()
    expect(box).to_have_value(words + " Nobody did anything.")
    # and they are kept when the connection is back, without another key
    page.context.set_offline(False)
    expect(page.get_by_text("Kept at")).to_be_visible()
    expect(page.get_by_text("There is no connection")).to_be_hidden()
    again = page.context.new_page()
    page.close()
    again.goto("/portal/complain/what/")
    expect(again.get_by_label("What happened?")).to_have_value(words + " Nobody did anything.")
    press(again, "Go on")
    expect(again.get_by_role("heading", level=1)).to_have_text("Who was affected")


def test_a_connection_that_breaks_on_the_last_button_makes_one_complaint(
    cast: world.World, page: Page
) -> None:
    # given a complaint ready to be sent
    page.goto("/portal/complain/")
    press(page, "Begin")
    page.get_by_label("What happened?").fill(SAID)
    press(page, "Go on")
    page.goto("/portal/complain/you/")
    page.get_by_label("No, I want to stay anonymous").check()
    press(page, "Go on")
    # when the answer to the first press never arrives, though the server had the complaint
    cut = [1]

    def once_lost(route: Any) -> None:
        if cut and route.request.method == "POST":
            cut.pop()
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/portal/complain/review/", once_lost)
    press(page, "Send the complaint")
    expect(page.get_by_text("The connection broke. Nothing was lost")).to_be_visible()
    press(page, "Send the complaint")
    # then pressing it once more leads to the code of the one complaint
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your complaint")
    assert Docket.objects.count() == 1


def test_fourteen_files_with_their_progress(cast: world.World, page: Page) -> None:
    page.goto("/portal/complain/")
    press(page, "Begin")
    page.goto("/portal/complain/files/")
    page.get_by_label("Who else saw").fill("Everybody on the jetty.")
    page.get_by_label("Add files").set_input_files(
        [
            {"name": f"photo {n}.png", "mimeType": "image/png", "buffer": PNG + bytes([n]) * 200_000}
            for n in range(14)
        ]
    )
    page.evaluate(
        """() => { window.seen = []; new MutationObserver(() => {
            const words = document.querySelector('.dp-progress span');
            if (words) window.seen.push(words.textContent);
        }).observe(document.body, {subtree: true, childList: true, characterData: true}); }"""
    )
    page.route("**/*", lambda route: route.continue_())
    press(page, "Add and stay here")
    expect(page.get_by_text("photo 13.png").first).to_be_visible()
    assert any("Sending" in words and "%" in words for words in page.evaluate("window.seen"))
    expect(page.get_by_label("Who else saw")).to_have_value("Everybody on the jetty.")
    examine(page, "files-fourteen")
    page.get_by_role("button", name="Take out photo 3.png").click()
    expect(page.get_by_text("photo 3.png", exact=True)).to_have_count(0)
    expect(page.get_by_label("Who else saw")).to_have_value("Everybody on the jetty.")
