"""Every component as a person meets it: accessible, on a phone, without scripts, painted in our font."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import check_axe, check_fonts, check_no_sideways_scroll, shot


@pytest.fixture(autouse=True)
def gallery(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.project.gallery"


@pytest.mark.parametrize("address", ["/gallery/", "/gallery/portal/", "/nowhere/", "/account/sign-in/"])
def test_pages_are_accessible_at_both_widths(page: Page, phone: Page, address: str) -> None:
    for width in (page, phone):
        width.goto(address)
        check_axe(width)
        check_no_sideways_scroll(width)
        check_fonts(width)
        shot(width, "gallery" + address.replace("/", "-").rstrip("-"))


def test_a_form_names_every_fault_and_leads_to_its_box(page: Page) -> None:
    page.goto("/gallery/")
    page.get_by_label("Day", exact=True).first.fill("31")
    page.get_by_role("button", name="Extend the time").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("The date must include a month and a year.")
    expect(summary).to_contain_text("Tick this box to go on.")
    check_axe(page)
    shot(page, "gallery-faults")
    summary.get_by_role("link", name="The date must include").click()
    expect(page.locator("#id_on_day")).to_be_focused()
    expect(page.locator("#id_on_day")).to_have_value("31")


def test_the_form_works_without_scripts(page_without_js: Page) -> None:
    page = page_without_js
    page.goto("/gallery/")
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    page.get_by_label("Why is the time extended?").fill("Illness of a witness, Łódź")
    page.get_by_role("button", name="Extend the time").click()
    expect(page.get_by_label("Why is the time extended?")).to_have_value("Illness of a witness, Łódź")


def test_a_code_can_be_copied_and_the_page_left_at_once(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/gallery/portal/")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "K7F3-2QX9-MM4T-PPLC-9W"
    page.route("https://www.wikipedia.org/**", lambda route: route.fulfill(body="elsewhere"))
    for _ in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url("https://www.wikipedia.org/")


def test_files_are_sent_with_progress_and_faults_come_back_whole(page: Page) -> None:
    page.goto("/gallery/")
    page.get_by_label("Why is the time extended?").fill("Illness of a witness")
    page.locator("#id_files").set_input_files(
        [{"name": "letter.txt", "mimeType": "text/plain", "buffer": b"x" * 300_000}]
    )
    page.get_by_role("button", name="Extend the time").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick this box to go on.")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.get_by_label("Why is the time extended?")).to_have_value("Illness of a witness")
    check_axe(page)


def test_a_broken_connection_loses_nothing_that_was_typed(page: Page) -> None:
    page.goto("/gallery/")
    page.get_by_label("Why is the time extended?").fill("Illness of a witness")
    page.locator("#id_files").set_input_files([{"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"}])
    page.route("**/gallery/", lambda route: route.abort())
    page.get_by_role("button", name="Extend the time").click()
    expect(page.get_by_text("The connection broke. Nothing was lost")).to_be_visible()
    expect(page.get_by_label("Why is the time extended?")).to_have_value("Illness of a witness")
    page.unroute("**/gallery/")
    page.wait_for_timeout(1_100)  # within a second a button takes no second press
    page.get_by_role("button", name="Extend the time").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick this box to go on.")
