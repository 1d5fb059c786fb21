"""An import that is killed again and again goes on where it stopped, and ends with every row once."""

import os
import random
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dueprocess.cases.imports.actions import bringing, import_cases
from dueprocess.cases.imports.load import load
from dueprocess.cases.imports.models import ImportedRow
from dueprocess.cases.imports.register import Register
from dueprocess.cases.imports.report import Report
from dueprocess.docket import verify
from dueprocess.docket.models import Act, Docket
from dueprocess.kit import clock
from dueprocess.ledger import state
from dueprocess.ledger.models import Head
from tests import world
from tests.crash.killing import forked

MAP = """
title = "Old"
[columns]
id = { is = "id" }
received = { is = "received_on" }
who = { is = "person" }
"""
ROWS = 600
MOMENT = datetime(2026, 3, 23, 10, 0, tzinfo=UTC)


def bring(path: Path, progress=lambda rows, part: None) -> Report:
    mapping = load(MAP)
    with Register(mapping, path) as register, clock.frozen(MOMENT):
        return import_cases(register, report=Report(mapping.title), progress=progress)


def start(path: Path) -> tuple[int, int]:
    """Fork a process that imports; its pipe gives one byte for each batch that is in."""
    return forked(lambda told: bring(path, lambda rows, part: told()))


@pytest.mark.both
def test_killed_and_begun_again(db_fresh, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(bringing, "BATCH", 20)
    with clock.frozen(MOMENT):
        world.ground()
        world.adopt()
    before = Head.objects.get().size
    path = tmp_path / "cases.csv"
    lines = [f"C{number},2001-07-{number % 28 + 1:02},Person {number}" for number in range(ROWS)]
    path.write_text("\n".join(["id,received,who", *lines]) + "\n")
    chance = random.Random(random.SystemRandom().randrange(2**32))
    stages = []
    for _ in range(8):
        pid, pipe = start(path)
        os.read(pipe, 1)  # the first batch is in, or was in already
        time.sleep(chance.uniform(0.0, 0.04))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(pipe)
        count = ImportedRow.objects.count()
        stages.append(count)
        assert count == Docket.objects.count() == Act.objects.count() == Head.objects.get().size - before
        assert count % 20 == 0
    assert stages == sorted(stages)
    assert 0 < stages[0] < ROWS, stages
    counts = bring(path).files["cases.csv"]
    assert (counts.read, counts.made + counts.unchanged, counts.refused) == (ROWS, ROWS, 0)
    assert counts.unchanged == stages[-1]
    assert ImportedRow.objects.count() == Head.objects.get().size - before == ROWS
    assert list(state.faults()) == []
    assert [fault for docket in Docket.objects.all()[:50] for fault in verify.one(docket)] == []
