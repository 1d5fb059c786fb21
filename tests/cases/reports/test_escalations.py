"""Escalations that nobody answers are published, by definitions that every verifier knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dueprocess.cases.reports import composing, defined
from dueprocess.core.reports import Report
from dueprocess.docket.actions import record_lapses, take_step
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Needs
from dueprocess.kit import clock
from dueprocess.ledger import places
from dueprocess.tlog.verify.reports import KNOWN
from tests import world
from tests.cases.reports.conftest import build
from tests.cases.reports.test_publishing import outside, published
from tests.ground import own_folder

STEPS = """
[steps.report_delay]
title = "Report the delay"
clause = "9"
stage = "any"
by = ["secretary"]
again = true
needs = ["reasons"]
due = { within = "4 months", after = "complain" }
"""
VERIFIER = Path(__file__).parents[3] / "verifier"
AUGUST, OCTOBER = datetime(2026, 8, 3, 9, 0, tzinfo=UTC), datetime(2026, 10, 8, 9, 0, tzinfo=UTC)
JANUARY = datetime(2027, 1, 8, 9, 0, tzinfo=UTC)


@pytest.fixture
def federation(db_fresh: None, tmp_path: Path, settings: Any) -> Iterator[world.World]:
    with own_folder(tmp_path / "var", settings), clock.frozen(world.later(days=-1)):
        yield build(settings, steps=STEPS)


def told(report: Report) -> tuple[dict[str, int | None], dict[str, int | None]]:
    return tuple(report.by_id[f"escalations.{name}"].values for name in ("answered", "unanswered"))  # type: ignore[return-value]


def test_what_nobody_answers_is_counted_until_somebody_does(federation: world.World) -> None:
    with clock.frozen(world.MONDAY):
        dockets = [world.open_case(federation).docket for _ in range(3)]
    with clock.frozen(AUGUST):
        needs = Needs(content={"reasons": "A witness was ill."})
        owner = federation.actor("owner")
        take_step(docket=dockets[0], step="report_delay", by=owner, at=AUGUST, needs=needs)
        for docket in Docket.objects.all():
            record_lapses(docket)
    with clock.frozen(OCTOBER):
        before = composing.compose("2026-Q2")  # their day was not come then
        assert told(before) == ({}, {})
        made = composing.compose("2026-Q3")
        assert told(made) == ({"report_delay": 1}, {"report_delay": 2})
        assert made.by_id["escalations.unanswered"].cells[0].label == "Report the delay"
        report = published(quarter="2026-Q3")  # two are few: the number is hidden, and says so
        [cell] = report.by_id["escalations.unanswered"].cells
        assert (cell.value, str(cell.state)) == (None, "hidden")
        assert outside(str(places.record()))[0] == 0
    with clock.frozen(JANUARY):
        assert told(composing.compose("2026-Q4")) == ({}, {"report_delay": 2})  # still nobody has
        Docket.objects.filter(pk=dockets[1].pk).update(is_open=False)
        assert told(composing.compose("2026-Q4")) == ({}, {"report_delay": 1})  # what is closed asks no more


def test_each_verifier_knows_every_version_that_was_shipped() -> None:
    shipped = {each.sha256: each.version for each in defined.versions()}
    assert shipped == KNOWN
    assert sorted(shipped.values()) == ["1", "2"]
    for name in ("verify.py", "verify.html"):
        text = (VERIFIER / name).read_text(encoding="utf-8")
        for sha256, version in shipped.items():
            assert f'"{sha256}": "{version}"' in text, name
