"""After a restore of an older backup: what was signed stands again, what is gone is logged, and nothing else
is believed."""

import shutil

import pytest
from django.core.management import CommandError, call_command

from dueprocess.core.errors import Broken, Refused
from dueprocess.ledger import actions, backups, places, policy, proofs, recovery, signer, state
from dueprocess.ledger.models import Entry, Head, RecordAct
from dueprocess.tlog import reader, verify
from dueprocess.tlog.period import Granularity
from dueprocess.tlog.policy import Policy as Trust
from tests.ground import some

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


def test_another_log_or_a_damaged_one_is_refused(lost, tmp_path, settings):
    old, _ = lost
    path = old / "sealed" / "tile" / "entries" / "000"
    raw = bytearray(path.read_bytes())
    raw[2000] ^= 1
    path.write_bytes(bytes(raw))
    with pytest.raises((Refused, Broken)):
        recovery.put_back(reader.Folder(old / "sealed"), **CODES)
    path.unlink()
    with pytest.raises(Broken, match="tile/entries/000"):
        recovery.put_back(reader.Folder(old / "sealed"), **CODES)
    (old / "sealed" / "checkpoint").write_bytes(b"x")
    with pytest.raises(CommandError, match="cannot be put back"):
        call_command("record", "recover", str(old / "sealed"), "--by", "board", "--reason", "M-1")
    assert Head.objects.get().size == 3
