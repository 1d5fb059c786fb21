"""After a restore of an older backup: what was signed stands again, what is gone is logged, and nothing else
is believed."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from dueprocess.core.errors import Broken, Refused
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Docket
from dueprocess.kit import clock
from dueprocess.ledger import actions, backups, places, policy, proofs, recovery, signer, state
from dueprocess.ledger.models import Entry, Head, RecordAct
from dueprocess.tlog import checkpoint, reader, tree, verify
from dueprocess.tlog.note import SignerKey
from dueprocess.tlog.period import Granularity
from dueprocess.tlog.policy import Policy as Trust
from tests import world
from tests.databases import in_child
from tests.foreign.switched_off import VERIFIER
from tests.ground import some
from tests.tlog.published import publish

CODES = {"by": "board", "reason": "M-2026-31"}


def checks(folder) -> verify.LogReport:
    return verify.log(reader.Folder(folder), Trust.parse(places.policy().read_bytes()))


@pytest.fixture
def lost(log, tmp_path, elsewhere):
    """A backup, 300 acts more that were sealed, published and proved, and then only the backup is there.

    Answers the old VAR and a proof of one of the lost acts.
    """
    some(2)
    signer.seal()
    backups.backup(tmp_path / "b", tmp_path / "k")
    keys = some(300)
    signer.seal()
    signer.beat(force=True)
    proof = proofs.proof_of(keys[200])
    elsewhere()
    backups.restore(tmp_path / "b", tmp_path / "k")
    assert Head.objects.get().size == 3
    return log, proof


@pytest.mark.both
@pytest.mark.parametrize("mirror", ["sealed", "record"])
def test_what_was_signed_stands_again(lost, tmp_path, mirror):
    old, proof = lost
    made = recovery.put_back(reader.Folder(old / mirror), **CODES)
    assert made == recovery.Recovered(3, 300)
    act = RecordAct.objects.get(kind="payload.lost")
    assert bytes(act.entry.bytes).count(b'"n":300') == 1
    assert list(state.faults(skip=frozenset({"docket.entries"}))) == []
    assert signer.seal().size == 304
    signer.beat(force=True)
    published = checks(places.record())
    assert published.counts == {"log.genesis": 1, "act": 302, "payload.lost": 1}
    kept = verify.receipt(proof, Trust.parse(places.policy().read_bytes()))
    assert bytes(Entry.objects.get(seq__idx=kept.index).bytes) == kept.entry
    with pytest.raises(Refused, match="Nothing is missing"):
        recovery.put_back(reader.Folder(old / mirror), **CODES)


@pytest.mark.both
def test_a_signer_that_remembers_more_goes_on(lost):
    """The disk of the database died, the signer's own is whole: it froze, and signs again afterwards."""
    old, _ = lost
    for name in ("sealed", "signer"):
        shutil.rmtree(places.var() / name)
        shutil.copytree(old / name, places.var() / name)
    with pytest.raises(signer.Frozen, match="rollback"):
        signer.seal()
    call_command("record", "recover", "--by", "board", "--reason", "M-2026-31")
    assert signer.resume().size == 304
    assert signer.load().frozen is None


@pytest.mark.both
def test_only_lost_entries_may_be_without_acts(log, tmp_path, elsewhere):
    backups.backup(tmp_path / "b", tmp_path / "k")
    some(5)
    signer.seal()
    elsewhere()
    backups.restore(tmp_path / "b", tmp_path / "k")
    recovery.put_back(reader.Folder(log / "sealed"), **CODES)
    assert list(state.faults()) == []
    some(1)
    assert [fault.check for fault in state.faults()] == ["docket.entries"]


def test_a_policy_that_was_among_the_lost_holds_again(log, tmp_path, elsewhere):
    backups.backup(tmp_path / "b", tmp_path / "k")
    weekly = policy.Policy(Granularity.WEEK, policy.Publish.ENTRIES, "UTC")
    actions.change_policy(rules=weekly, witnesses=places.policy().read_bytes(), reason="M-1", by="board")
    signer.seal()
    elsewhere()
    backups.restore(tmp_path / "b", tmp_path / "k")
    recovery.put_back(reader.Folder(log / "sealed"), **CODES)
    assert policy.current() == weekly
    assert policy.at(2, policy.history()) == weekly
    assert list(state.faults()) == []
    assert signer.seal().size == 3


def test_a_database_that_went_on_by_itself_is_refused(lost):
    old, _ = lost
    some(1, "received")
    before = Head.objects.get().size
    with pytest.raises(Refused, match="do not belong to one log"):
        recovery.put_back(reader.Folder(old / "sealed"), **CODES)
    assert Head.objects.get().size == before
    assert not RecordAct.objects.filter(kind="payload.lost").exists()


DAMAGED = ["tile/entries/000", "tile/entries/001.p/47", "tile/0/000", "tile/0/001.p/47", "tile/1/000.p/1"]


@pytest.mark.parametrize("mirror", ["sealed", "record"])
@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_or_missing_file_is_refused_by_its_name(lost, name, mirror):
    old, _ = lost
    path = old / mirror / name
    path.chmod(0o600)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(bytes(raw))
    with pytest.raises(Broken, match=f"cannot be put back from there: .*{name}"):
        recovery.put_back(reader.Folder(old / mirror), **CODES)
    path.unlink()
    with pytest.raises(Broken, match=f"cannot be put back from there: .*{name}"):
        recovery.put_back(reader.Folder(old / mirror), **CODES)
    assert Head.objects.get().size == 3
    assert not RecordAct.objects.filter(kind="payload.lost").exists()


def test_another_log_is_refused(lost, tmp_path):
    """A whole one, signed by somebody's key under this log's name and under its own; then what is no log."""
    old, _ = lost
    for name in (signer.public_key().partition("+")[0], "other.example/record"):
        key = SignerKey.generate(name)
        other = publish(tmp_path / name.replace("/", "-"), 400, step=100)
        head = checkpoint.Checkpoint(name, 400, tree.root(400, other.hashes)).sign(key)
        other.write("checkpoint", head.to_bytes())
        with pytest.raises(Broken, match="no trusted key"):
            recovery.put_back(reader.Folder(other.folder), **CODES)
    (old / "sealed" / "checkpoint").write_bytes(b"x")
    with pytest.raises(CommandError, match="cannot be put back"):
        call_command("record", "recover", str(old / "sealed"), "--by", "board", "--reason", "M-1")
    assert Head.objects.get().size == 3


@pytest.mark.both
@pytest.mark.parametrize(("kept", "gone"), [(0, 1), (0, 255), (254, 1), (255, 1), (255, 257), (299, 500)])
def test_wherever_the_backup_ends_and_the_tiles_end(log, tmp_path, elsewhere, kept, gone):
    """Full and partial tiles on either side; the log that stands again continues every published view."""
    some(kept)
    signer.seal()
    signer.beat(force=True)
    seen = [(places.record() / "checkpoint").read_bytes()]
    backups.backup(tmp_path / "b", tmp_path / "k")
    some(gone)
    signer.seal()
    signer.beat(force=True)
    seen.append((places.record() / "checkpoint").read_bytes())
    elsewhere()
    backups.restore(tmp_path / "b", tmp_path / "k")
    assert recovery.put_back(reader.Folder(log / "record"), **CODES) == recovery.Recovered(1 + kept, gone)
    signer.seal()
    signer.beat(force=True)
    trusted = Trust.parse(places.policy().read_bytes())
    after = verify.log(reader.Folder(places.record()), trusted, known=seen)
    assert (after.size, after.counts["payload.lost"]) == (2 + kept + gone, 1)
    for number, data in enumerate(seen):
        (tmp_path / f"seen{number}").write_bytes(data)
    command = [sys.executable, "-I", VERIFIER, "log", places.record(), "--policy", places.policy()]
    command += [word for number in range(2) for word in ("--known", tmp_path / f"seen{number}")]
    told = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    assert (told.returncode, told.stdout.partition(":")[0]) == (0, "VERIFIED"), told.stdout + told.stderr


@pytest.mark.both
def test_killed_in_the_middle_it_is_done_again(log, tmp_path, elsewhere):
    """Whenever it is killed: all or nothing is back, and the next try ends it."""
    backups.backup(tmp_path / "b", tmp_path / "k")
    some(3000)
    signer.seal()
    elsewhere()
    backups.restore(tmp_path / "b", tmp_path / "k")
    chance, tries, before = random.Random(random.SystemRandom().randrange(2**32)), 0, Head.objects.get().size
    began = time.monotonic()
    while Head.objects.get().size == before and tries < 60:
        tries += 1
        connections.close_all()
        if not (pid := os.fork()):
            try:
                in_child()
                recovery.put_back(reader.Folder(log / "sealed"), **CODES)
            finally:
                os._exit(1)
        time.sleep(chance.uniform(0.0, 0.02 * tries))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        assert Head.objects.get().size in (before, before + 3001)
        assert RecordAct.objects.filter(kind="payload.lost").count() == (Head.objects.get().size != before)
    assert tries > 1, f"it was never killed before its end, in {time.monotonic() - began:.1f} s"
    if Head.objects.get().size == before:
        recovery.put_back(reader.Folder(log / "sealed"), **CODES)
    assert list(state.faults()) == []
    assert signer.seal().size == before + 3001


@pytest.mark.both
def test_a_case_goes_on_from_the_last_act_that_is_left(log, tmp_path, elsewhere):
    """Real acts were lost: no fault is found but what the log says itself, and the next act has its chain."""
    cast = world.federation()
    receipt = world.open_case(cast, at=clock.now())
    backups.backup(tmp_path / "b", tmp_path / "k")
    before = Head.objects.get().size
    take_step(docket=receipt.docket, step="acknowledge", by=cast.actor("owner"), at=clock.now())
    world.open_case(cast, at=clock.now())
    lost = Head.objects.get().size - before
    signer.seal()
    elsewhere()
    backups.restore(tmp_path / "b", tmp_path / "k")
    assert recovery.put_back(reader.Folder(log / "sealed"), **CODES).count == lost
    docket = Docket.objects.get()
    assert list(state.faults()) == []
    take_step(docket=docket, step="acknowledge", by=cast.actor("owner"), at=clock.now())
    assert list(state.faults()) == []
    assert signer.seal().size == before + lost + 2


@pytest.mark.both
def test_a_restore_that_hides_something_stays_frozen(log, tmp_path, elsewhere):
    """Database and tiles were set back, and the signer remembers more: nothing brings it to sign."""
    some(2)
    signer.seal()
    backups.backup(tmp_path / "b", tmp_path / "k")
    shutil.copytree(log / "sealed", tmp_path / "early")
    some(40)
    signer.seal()
    shutil.copytree(log / "sealed", tmp_path / "middle")
    some(1, "received")  # this is to be hidden
    signer.seal()
    elsewhere()
    backups.restore(tmp_path / "b", tmp_path / "k")
    shutil.rmtree(places.signer())
    shutil.copytree(log / "signer", places.signer())
    remembered = signer.load().size
    with pytest.raises(signer.Frozen, match="rollback"):
        signer.seal()
    with pytest.raises(Refused, match="Nothing is missing"):
        recovery.put_back(reader.Folder(tmp_path / "early"), **CODES)
    with pytest.raises(signer.Frozen, match="disagreement"):
        signer.resume()
    made = recovery.put_back(reader.Folder(tmp_path / "middle"), **CODES)
    assert made.first + made.count + 1 == remembered == Head.objects.get().size  # as many, of another log
    with pytest.raises(signer.Frozen, match="disagreement"):
        signer.resume()
    some(5)
    with pytest.raises(signer.Frozen, match="disagreement"):
        signer.resume()
    assert signer.load().frozen
    assert signer.load().size == remembered
