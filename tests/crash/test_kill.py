"""Processes that are killed at random moments: nothing acknowledged is lost, no act stands without its
entry, the log never forks."""

import os
import random
import signal
import time

import pytest
from django.db import connection, connections

from dueprocess.ledger import append, places, signer, state
from dueprocess.ledger.models import Head, RecordAct, Seq
from dueprocess.tlog import checkpoint, reader, verify
from dueprocess.tlog.policy import Policy as Trust
from dueprocess.tlog.tree import CompactRange
from tests.crash.killing import kill_many
from tests.crash.scenarios import Complaints, RecordActs, Scenario
from tests.databases import in_child
from tests.effort import SOAK
from tests.ground import begin, faults, own_folder, some
from tests.soak import rows


@pytest.fixture
def log(db_fresh, tmp_path, settings):
    with own_folder(tmp_path / "var", settings) as folder:
        begin(settings, origin="tests.invalid")
        yield folder


def check_sixty_kills(scenario: Scenario) -> None:
    """Kill sixty writers (in `make soak` three hundred); compare what they acknowledged with what is there;
    publish and verify."""
    seed = random.SystemRandom().randrange(2**32)
    kills = 300 if SOAK else 60
    outcome = kill_many(scenario, kills=kills, writers=8, seed=seed)
    kept = scenario.kept()
    told = f"seed {seed}: {outcome.kills} kills, {outcome.inside} inside a transaction, "
    told += f"{len(outcome.acknowledged)} acknowledged, {len(kept)} kept ({connection.vendor})"
    print(told)
    rows.add(
        "kills",
        scene=scenario.name,
        engine=connection.vendor,
        kills=outcome.kills,
        inside=outcome.inside,
        acknowledged=len(outcome.acknowledged),
        lost=len(set(outcome.acknowledged) - kept),
        seed=seed,
    )
    assert outcome.kills == kills
    assert outcome.inside >= kills // 10, told
    assert len(outcome.acknowledged) >= 30, told
    assert set(outcome.acknowledged) <= kept, told
    assert len(set(outcome.acknowledged)) == len(outcome.acknowledged)
    assert len(kept | own()) == Seq.objects.count() == Head.objects.get().size
    assert faults() == [], told
    signer.seal()
    signer.beat(force=True)
    trust = Trust.parse(places.policy().read_bytes())
    assert verify.log(reader.Folder(places.record()), trust).size == len(kept | own())


def own() -> set[str]:
    """The keys of the record's own entries."""
    return {str(key) for key in RecordAct.objects.values_list("entry_id", flat=True)}


@pytest.mark.both
def test_sixty_kills_of_the_log_lose_nothing(log):
    signer.seal()
    check_sixty_kills(RecordActs())


@pytest.mark.both
def test_sixty_kills_of_real_acts_lose_nothing(log):
    scenario = Complaints()
    signer.seal()
    check_sixty_kills(scenario)
    assert list(state.faults()) == []


def test_a_killed_signer_goes_on_with_the_same_log(log):
    """The signer is killed while it seals and publishes; whatever it signed stays true."""
    chance = random.Random(random.SystemRandom().randrange(2**32))
    trust = Trust.parse(places.policy().read_bytes())
    seen: dict[int, bytes] = {}
    cut_short = 0
    for _ in range(40):
        some(chance.choice([1, 3, 200, 300]))
        connections.close_all()
        pid = os.fork()
        if not pid:
            try:
                in_child()
                while True:
                    signer.seal()
                    signer.beat(force=True)
            finally:
                os._exit(1)
        time.sleep(chance.uniform(0.0, 0.04))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        cut_short += signer.load().size < Head.objects.get().size
        for folder in (places.sealed(), places.record()):
            if (folder / "checkpoint").exists():
                head = checkpoint.parse((folder / "checkpoint").read_bytes())[0]
                assert seen.setdefault(head.size, head.root) == head.root
        if (places.record() / "checkpoint").exists():
            verify.log(reader.Folder(places.record()), trust)
    assert cut_short
    signer.seal()
    signer.beat(force=True)  # a beat that was begun and killed ends with the size it began with
    signer.beat(force=True)
    report = verify.log(reader.Folder(places.record()), trust)
    assert report.size == Head.objects.get().size
    edge = [leaf for _, _, leaf in append.entries(0, report.size)]
    for size, root in seen.items():
        assert _root(edge[:size]) == root


def _root(leaves: list[bytes]) -> bytes:
    edge = CompactRange()
    edge.extend(leaves)
    return edge.root()
