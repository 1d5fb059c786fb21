"""A case was erased: what an officer and whoever kept the receipt code see of it, wide and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dueprocess.cases.mailbox import actions as mailbox
from dueprocess.docket.models import Docket
from dueprocess.kit import clock
from dueprocess.ledger import signer
from tests import world
from tests.cases.mailbox.taking import take
from tests.docket.test_erasing import LATER, closed, erase
from tests.ground import begin, own_folder
from tests.journeys.test_desk import seen_at_both, sign_in


@pytest.fixture
def early(live: Any, tmp_path: Path, settings: Any) -> Iterator[None]:
    """A log that has begun before its first case: then the signer seals it."""
    with own_folder(tmp_path / "var", settings), clock.frozen(world.later(days=-1)):
        begin(settings, origin="tests.invalid")
        yield


def walk(page: Page, live: Any) -> None:
    with clock.frozen(world.later(days=-1)):
        built = world.federation()
    with clock.frozen(world.MONDAY):
        receipt = world.open_case(built)
    docket = closed(built, receipt.docket)
    live.at = LATER
    with clock.frozen(live.at):
        for name in ("owner", "second"):
            world.appoint(built[name], "secretary")
        message = Docket.objects.get(number=take().number)
        mailbox.place(docket=message, case=docket, party="C1", by=built.actor("owner"))
        mailbox.confirm(docket=message, by=built.actor("second"))
        world.open_case(built, at=live.at)
        erase(built, docket)
        signer.seal(live.at)
        sign_in(page, built["owner"])
        page.goto("/desk/cases/?state=all")
        expect(page.get_by_text("Erased", exact=True)).to_be_visible()
        seen_at_both(page, "erased-list")
        page.goto(f"/desk/cases/{docket.number}/")
        expect(page.get_by_text("What was written in this case was erased on")).to_be_visible()
        expect(page.get_by_role("link", name=f"Message {message.number}")).to_be_visible()
        seen_at_both(page, "erased-case")
        page.goto(f"/desk/cases/{docket.number}/parties/")
        expect(page.get_by_text("What was written in this was erased.")).to_be_visible()
        seen_at_both(page, "erased-refused")
        page.context.clear_cookies()
        page.goto("/portal/follow/")
        page.get_by_role("textbox").first.fill(receipt.code)
        page.get_by_role("main").get_by_role("button").first.click()
        expect(page.get_by_text("What was written about it was erased on")).to_be_visible()
        expect(page.get_by_text("What came to us by mail")).to_be_visible()
        expect(page.get_by_role("heading", name="Receipt to show to somebody")).to_be_visible()
        seen_at_both(page, "erased-matter")
        with page.expect_download() as taken:
            page.get_by_role("link", name="Take the proof file").click()
        assert taken.value.suggested_filename == f"{receipt.number}.tlog-proof"


@pytest.mark.usefixtures("early")
def test_erased_on_a_wide_screen(page: Page, live: Any) -> None:
    walk(page, live)
