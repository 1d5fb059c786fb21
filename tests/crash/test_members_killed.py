"""A member list whose taking in is killed again and again goes on where it stopped: nobody twice, nothing
half-written, and every row in the journal that the log binds."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from dueprocess.kit import clock
from dueprocess.ledger import state
from dueprocess.people.imports.actions import people, take_in
from dueprocess.people.imports.lists import Lists
from dueprocess.people.imports.load import load
from dueprocess.people.imports.mapping import Kind
from dueprocess.people.imports.report import Report
from dueprocess.people.journal import LIST_TAKEN
from dueprocess.people.models import Change, Listing, NameKey, Person
from tests import world
from tests.crash.killing import forked

MAP = (
    'title = "Members"\n[people]\nfile = "people.csv"\n[people.columns]\nnumber = { is = "number" }\n'
    'name = { is = "name" }\n'
)
ROWS, BATCH, KILLS = 400, 20, 5


def bring(path: Path, progress: Callable[[int, float], None] = lambda rows, part: None) -> Report:
    with clock.frozen(world.MONDAY):
        lists, report = partial(Lists, load(MAP), [path]), Report("Members")
        return take_in(lists, by=None, report=report, roles=(), progress=progress)


def start(path: Path) -> tuple[int, int]:
    """Fork a process that takes it in; its pipe gives a byte for each batch that was compared or written."""
    return forked(lambda told: bring(path, lambda rows, part: told()))


def whole() -> int:
    """Return how many came in, once it is sure that what is there is whole."""
    pks = set(Person.objects.values_list("pk", flat=True))
    assert set(Listing.objects.values_list("person", flat=True)) == pks
    assert set(NameKey.objects.values_list("person", flat=True)) == pks, "nobody is in who cannot be found"
    lines = Change.objects.filter(verb="rows taken in").values_list("values", flat=True)
    told = [pk for each in lines for pk in range(each["new"][0], each["new"][1] + 1)]
    assert sorted(told) == sorted(pks), "each stands in the journal once"
    assert len(pks) % BATCH == 0
    return len(pks)


@pytest.mark.both
@pytest.mark.usefixtures("db_fresh")
def test_killed_and_begun_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "BATCH", BATCH)
    with clock.frozen(world.MONDAY):
        world.ground()
    path = tmp_path / "people.csv"
    path.write_text("number,name\n" + "".join(f"{n},Robin Ash{n}\n" for n in range(ROWS)))
    chance, stages = random.Random(random.SystemRandom().randrange(2**32)), []
    for _ in range(KILLS):
        pid, pipe = start(path)
        for _batch in range(ROWS // BATCH + 1):  # all are compared first; then the first one is written
            assert os.read(pipe, 1) == b"."
        time.sleep(chance.uniform(0.0, 0.04))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(pipe)
        stages.append(whole())
        assert not Change.objects.filter(verb=LIST_TAKEN).exists(), "it is not taken in as a whole"
    assert stages == sorted(stages)
    assert 0 < stages[0] < ROWS, stages
    counts = bring(path).counts[Kind.PEOPLE]
    assert (counts.read, counts.new, counts.unchanged) == (ROWS, ROWS - stages[-1], stages[-1])
    assert whole() == ROWS
    assert Change.objects.filter(verb=LIST_TAKEN).count() == 1
    assert list(state.faults()) == []
