"""A federation whose first quarter is over: complaints, refusals, late entries, a case reopened and an old
register taken over. Its log has a signer of its own, so that it can be published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dueprocess.kit import clock
from dueprocess.ledger.policy import Policy, Publish
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from dueprocess.tlog.period import Granularity
from tests import ground, world
from tests.cases.test_refusals import STEPS, assessed, refused

APRIL = datetime(2026, 4, 20, 9, 0, tzinfo=UTC)
JULY = datetime(2026, 7, 2, 9, 0, tzinfo=UTC)
LONDON = Policy(Granularity.DAY, Publish.ENTRIES, "Europe/London")


def build(settings: Any, *, rules: Policy = LONDON, steps: str = STEPS) -> world.World:
    """Begin the log and build the cast, with somebody who may publish figures."""
    ground.begin(settings, origin="clubs.invalid", rules=rules)
    built = world.federation(f"{world.EXAMPLE.read_text()}\n{steps}")
    register.grant(
        person=built["admin"], power=Power.PUBLISH_FIGURES, by=None, reason="Assembly", from_on=world.ADOPTED
    )
    return built


@pytest.fixture
def federation(db_fresh: None, tmp_path: Path, settings: Any) -> Iterator[world.World]:
    with ground.own_folder(tmp_path / "var", settings), clock.frozen(world.later(days=-1)):
        yield build(settings)


def first_quarter(here: world.World) -> None:
    """What happens in March 2026."""
    with clock.frozen(world.MONDAY):
        for _ in range(6):
            refused(here, "too old to be fair")
        refused(here, "no breach even if true")
        world.import_case("17", received="2024-05-03")
        world.import_case("18", received="2024-05-07", closed="2025-01-09")
        world.open_case(here)
    with clock.frozen(world.later(days=3)):
        world.open_case(here, at=clock.now() - timedelta(hours=3))
        assessed(here, "refer", _late(here))


def _late(here: world.World) -> Any:
    return world.open_case(here, at=clock.now() - timedelta(hours=20)).docket


def second_quarter(here: world.World) -> None:
    """What happens in April 2026."""
    with clock.frozen(APRIL):
        assessed(here, "refer", world.open_case(here, at=APRIL).docket)
        assessed(here, "look", world.open_case(here, at=APRIL).docket)
