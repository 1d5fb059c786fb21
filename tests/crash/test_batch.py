"""A worker that is killed again and again in the middle of work on several cases: each party is written to
once, and nothing is left out."""

import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from dueprocess.cases.batches import actions, doing
from dueprocess.cases.batches.models import Batch, BatchPart
from dueprocess.docket.models import Act
from dueprocess.kit import clock
from dueprocess.kit.models import OutgoingMail
from dueprocess.ledger import state
from tests import world
from tests.databases import in_child
from tests.desk.test_batches import NEWS
from tests.ground import begin, own_folder

CASES, KILLS = 24, 4


def two_at_once(batch: Batch) -> None:
    """Let two workers go on with it at the same time, to the end of the round."""
    connections.close_all()
    children = []
    for _ in range(2):
        if not (pid := os.fork()):
            failed = 1
            try:
                in_child()
                actions.carry_on(Batch.objects.get(pk=batch.pk))
                failed = 0
            finally:
                os._exit(failed)
        children.append(pid)
    assert [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children] == [0, 0]


def cut_short(batch: Batch, chance: random.Random) -> None:
    """Let a worker go on with it in a process of its own, and kill that soon after it has crossed off a case:
    before it says that it is done."""
    before = ahead(batch)
    connections.close_all()
    if not (pid := os.fork()):
        try:
            in_child()
            actions.carry_on(Batch.objects.get(pk=batch.pk))
            time.sleep(60)  # it never comes to say that its job is done
        finally:
            os._exit(1)
    until = time.monotonic() + 20
    while ahead(batch) == before and time.monotonic() < until:
        time.sleep(0.002)
    time.sleep(chance.uniform(0, 0.03))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def ahead(batch: Batch) -> int:
    """How many cases wait for their turn."""
    state = Batch.objects.get(pk=batch.pk).state
    waits = BatchPart.State.WAITS if state == Batch.State.CHECKING else BatchPart.State.ABLE
    return batch.parts.filter(state=waits).count()


@pytest.mark.both
def test_a_killed_worker_writes_to_nobody_twice(db_fresh: None, tmp_path: Path, settings: Any) -> None:
    chance = random.Random(random.SystemRandom().randrange(2**32))
    with own_folder(tmp_path / "var", settings):
        begin(settings, origin="tests.invalid")
        built = world.federation()
        world.log_in(built["complainant"])
        dockets = [world.open_case(built, at=clock.now()).docket for _ in range(CASES)]
        batch = actions.begin(kind=Batch.Kind.WRITE, dockets=dockets, by=built["owner"])
        told = doing.Told(how="message:complainant", text="About {case}")
        actions.say(batch=batch, told=told, by=built["owner"])
        seen = set()
        for _ in range(KILLS):
            cut_short(batch, chance)
        while Batch.objects.get(pk=batch.pk).state == Batch.State.CHECKING:
            actions.carry_on(Batch.objects.get(pk=batch.pk))
        assert not Act.objects.filter(name="message").exists()
        only = list(batch.parts.filter(state=BatchPart.State.ABLE).values_list("pk", flat=True))
        assert len(only) == CASES
        actions.start(batch=batch, by=built["owner"], only=only)
        for _ in range(KILLS):
            cut_short(batch, chance)
            seen.add(Act.objects.filter(name="message").count())
        while Batch.objects.get(pk=batch.pk).state == Batch.State.WORKING:
            two_at_once(batch)
        assert seen - {0, CASES}, seen  # some were killed on the way
        written = list(Act.objects.filter(name="message").values_list("docket", flat=True))
        assert sorted(written) == sorted(each.pk for each in dockets)
        assert set(batch.parts.values_list("state", flat=True)) == {BatchPart.State.DONE}
        assert list(state.faults()) == []


def test_a_killed_worker_sends_no_letter_twice(db_fresh: None, tmp_path: Path, settings: Any) -> None:
    cases, chance = 8, random.Random(random.SystemRandom().randrange(2**32))
    with own_folder(tmp_path / "var", settings):
        begin(settings, origin="tests.invalid")
        built = world.federation(world.EXAMPLE.read_text() + NEWS)
        world.log_in(built["complainant"])
        dockets = [world.open_case(built, at=clock.now()).docket for _ in range(cases)]
        batch = actions.begin(kind=Batch.Kind.LETTER, dockets=dockets, by=built["owner"])
        actions.say(batch=batch, told=doing.Told(how="letter:update", text="{stage}"), by=built["owner"])
        while Batch.objects.get(pk=batch.pk).state == Batch.State.CHECKING:
            actions.carry_on(Batch.objects.get(pk=batch.pk))
        only = list(batch.parts.values_list("pk", flat=True))
        mails = OutgoingMail.objects.count()
        actions.start(batch=batch, by=built["owner"], only=only)
        for _ in range(2):
            cut_short(batch, chance)
        while Batch.objects.get(pk=batch.pk).state == Batch.State.WORKING:
            two_at_once(batch)
        for name in ("update", "sent"):
            written = list(Act.objects.filter(name=name).values_list("docket", flat=True))
            assert sorted(written) == sorted(each.pk for each in dockets), name
        assert OutgoingMail.objects.count() == mails + cases
        assert list(state.faults()) == []
