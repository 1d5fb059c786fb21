"""The published figures, looked at by everybody: accessible, on a phone, without scripts, and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dueprocess.kit import clock
from dueprocess.ledger import places, signer
from tests import reported, world
from tests.browser import Live, check_fonts, check_no_sideways_scroll, examine_both
from tests.cases.reports.conftest import APRIL, build
from tests.ground import own_folder


@pytest.fixture
def cast(live: Live, tmp_path: Path, settings: Any) -> Iterator[world.World]:
    """A federation whose first quarter was published, and then corrected."""
    live.at = APRIL
    with own_folder(tmp_path / "var", settings):
        with clock.frozen(world.later(days=-1)):
            built = build(settings)
        with clock.frozen(APRIL):
            first = reported.publish(reported.report(), None)
            again = reported.corrected(first, "Two late entries were missing.", acts=20)
            reported.publish(again, None)
            signer.seal()
            signer.beat(force=True)
            built.reports = (first, again)  # type: ignore[attr-defined]
            yield built


@pytest.mark.parametrize("width", ["page", "page_without_js"])
def test_everybody_reads_the_figures_and_sees_that_they_are_what_was_published(
    cast: world.World, width: str, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(width)
    scripts = width != "page_without_js"
    # given somebody who looks for figures
    page.goto("/")
    page.get_by_role("link", name="Figures").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Our figures")
    look(page, "figures", scripts=scripts)
    # when they open the report that stands
    page.get_by_role("link", name="First quarter of 2026", exact=True).click()
    # then it says what happened, that it is what was published, and of each picture the numbers
    expect(page.get_by_text("49 complaints came in and 74 cases were closed.")).to_be_visible()
    expect(page.get_by_text("Compared with the record")).to_be_visible()
    expect(page.locator("svg.dp-chart")).to_have_count(9)
    expect(page.get_by_role("table", name="Stock and flow, in cases")).to_contain_text("109")
    look(page, "report", scripts=scripts)
    # and the earlier release is still there, and says that it was corrected
    page.get_by_role("link", name=re.compile("^Entry [0-9]+")).click()
    expect(page.get_by_text("A later release corrects this one")).to_be_visible()
    look(page, "report-corrected", scripts=scripts)


def test_everybody_sees_that_a_report_was_changed(cast: world.World, page: Page) -> None:
    _first, again = cast.reports  # type: ignore[attr-defined]
    file = places.record() / "reports" / f"{again.sha256}.json"
    file.write_bytes(file.read_bytes().replace(b'"value":74', b'"value":94'))
    page.goto(f"/figures/{again.sha256}/")
    expect(page.get_by_role("alert")).to_contain_text("This report was changed after it was published")
    expect(page.get_by_text("came in and")).to_have_count(0)
    look(page, "report-changed")


def look(page: Page, name: str, *, scripts: bool = True) -> None:
    check_no_sideways_scroll(page)
    if scripts:
        check_fonts(page)
        examine_both(page, name)
