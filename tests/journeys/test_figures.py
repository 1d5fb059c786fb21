"""A quarter's figures, counted, looked at and published at the desk, in a browser: on a wide screen and on a
phone. Then they are corrected, and a file that was changed behind everybody's back is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dueprocess.cases.reports import extracts
from dueprocess.kit import clock
from dueprocess.ledger import places
from tests import ground as grounds
from tests import world
from tests.cases.reports.conftest import build, first_quarter
from tests.journeys.test_desk import press, seen_at_both, sign_in


@pytest.fixture
def begun(live: Any, tmp_path: Path, settings: Any) -> Iterator[world.World]:
    """A record that began in the first quarter of the year that the server lives in."""
    with grounds.own_folder(tmp_path / "var", settings):
        with clock.frozen(datetime(2026, 3, 22, 10, 0, tzinfo=UTC)):
            built = build(settings)
            first_quarter(built)
        yield built


def walk(page: Page, here: world.World) -> None:
    sign_in(page, here["admin"])
    page.goto("/desk/record/")
    page.get_by_role("link", name="Published figures").click()
    seen_at_both(page, "figures")
    page.get_by_role("link", name="Prepare it 2026-Q1").click()
    seen_at_both(page, "figures-prepare")
    press(page, "Count and show me")
    expect(page.get_by_role("main")).to_contain_text("Nothing is published yet")
    expect(page.get_by_role("main")).to_contain_text("hidden")
    seen_at_both(page, "figures-prepared")
    assert not extracts.published()
    press(page, "Publish it")
    expect(page.get_by_role("status")).to_contain_text("2026-Q1 is published")
    seen_at_both(page, "figures-published")
    (release,) = extracts.published()
    # a correction says what it puts right
    page.get_by_role("link", name="Correct it 2026-Q1").click()
    press(page, "Count and show me")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    seen_at_both(page, "figures-correct")
    # somebody changes the file
    file = places.record() / "reports" / f"{release.sha256}.json"
    file.write_bytes(file.read_bytes().replace(b'"value":10', b'"value":9', 1))
    page.goto("/desk/figures/")
    expect(page.get_by_role("main")).to_contain_text("The file was changed")
    seen_at_both(page, "figures-changed")


def test_figures_are_published(page: Page, begun: world.World) -> None:
    walk(page, begun)
