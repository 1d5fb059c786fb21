"""The consistency report at the desk: who reads it, and what it says where there is nothing to read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dueprocess.kit import clock
from tests import ground, world
from tests.cases.approaches import entered
from tests.cases.reports.test_consistency import build, six_decided
from tests.desk.conftest import SignIn
from tests.desk.working import text

Q2 = "/desk/figures/consistency/2026-Q2/"
JULY = datetime(2026, 7, 8, 9, 0, tzinfo=UTC)


@pytest.fixture
def federation(db: None, tmp_path: Path, settings: Any) -> Iterator[world.World]:
    with ground.own_folder(tmp_path / "var", settings), clock.frozen(world.later(days=-1)):
        built = build(settings)
        six_decided(built)
        with clock.frozen(world.later(31)):
            entered(built)
        with clock.frozen(JULY):
            yield built


def test_oversight_and_whoever_publishes_read_it_and_nobody_else(
    federation: world.World, sign_in: SignIn
) -> None:
    overseer = sign_in(federation["overseer"])
    page = overseer.get(Q2)
    assert "Are like cases decided alike?" in text(page)
    assert "Insulting words" in text(page)
    assert "not told" in text(page)
    assert "Did anybody try to interfere?" in text(page)
    assert 'class="dp-chart"' in page.content.decode()
    assert "prepare them" not in text(page)
    assert Q2 in overseer.get("/desk/figures/").content.decode()
    assert "is not over" in text(overseer.get("/desk/figures/consistency/2026-Q3/"))
    assert "Nothing was decided by the guidance" in text(overseer.get("/desk/figures/consistency/2026-Q1/"))
    assert overseer.get("/desk/figures/consistency/2025-Q4/").status_code == 404
    assert "prepare them" in text(sign_in(federation["admin"]).get(Q2))
    owner = sign_in(federation["owner"])
    assert owner.get(Q2).status_code == 403
    assert Q2 not in owner.get("/desk/figures/").content.decode()


def test_its_cost_does_not_grow_with_the_cases(federation: world.World, sign_in: SignIn) -> None:
    client = sign_in(federation["overseer"])
    client.get(Q2)
    with CaptureQueriesContext(connection) as few:
        client.get(Q2)
    with clock.frozen(world.later(31)):
        for _ in range(4):
            entered(federation)
    client.get(Q2)
    with CaptureQueriesContext(connection) as more:
        client.get(Q2)
    assert len(more) <= len(few)
