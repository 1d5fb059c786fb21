"""The log's key is changed: the log says so, old proofs hold, and a change that is killed goes on."""

import os
import shutil
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from dueprocess.core.errors import Broken, Refused
from dueprocess.ledger import (
    actions,
    backups,
    changing,
    doctor,
    extracts,
    places,
    policy,
    proofs,
    recovery,
    signer,
)
from dueprocess.ledger.models import Entry, Head, RecordAct
from dueprocess.ledger.signer import state as memory
from dueprocess.tlog import note, reader, verify
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.note import SignerKey, VerifierKey
from dueprocess.tlog.policy import Policy as Trust
from dueprocess.witness.folder import Folder
from tests.browser import ROOT
from tests.ground import begin, faults, some
from tests.ledger.test_append import failing_trigger
from tests.ledger.test_witnesses import adopt, key_of, listed, trust
from tests.witness.serving import serving

SAID = {"by": "board", "reason": "M-2026-40"}


def published(known: tuple[bytes, ...] = (), trusted: Trust | None = None) -> verify.LogReport:
    return verify.log(reader.Folder(places.record()), trusted or trust(), known=known)


def by_the_single_file(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, ROOT / "verifier" / "verify.py", *words]
    return subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)


def signers(path: str = "checkpoint") -> list[str]:
    """The ids of the keys that signed what is published, in the order of the lines."""
    lines = note.Note.parse((places.record() / path).read_bytes()).signatures
    return [each.key_id.hex() for each in lines]


def id_of(key: str) -> str:
    return VerifierKey.parse(key).id.hex()


def changed_and_sealed() -> None:
    changing.log_key(**SAID)
    signer.seal()


def beat(count: int = 2) -> None:
    some(count)
    signer.seal()
    assert signer.beat(force=True)


@pytest.mark.both
def test_the_record_goes_on_under_a_new_key_and_old_proofs_hold(log, tmp_path):
    keys = some(3)
    signer.seal()
    sealed = proofs.proof_of(keys[0])
    signer.beat()
    witnessed, old = proofs.proof_of(keys[0]), memory.public_key()
    before = (places.record() / "checkpoint").read_bytes()
    changed = changing.log_key(**SAID)
    assert changed.old == old != changed.new
    assert memory.public_key() == old  # the signer follows with its next seal
    beat()
    assert memory.public_key() == changed.new == policy.signing_keys()[-1]
    assert signers() == [id_of(changed.new), id_of(old)]
    report = published(known=(before,))
    assert report.counts["key.rotated"] == 1
    for proof in (sealed, witnessed, proofs.proof_of(some(1)[0]) or sealed):
        assert verify.receipt(proof, trust()).origin == "log.example/record"
    done = by_the_single_file("log", places.record(), "--policy", places.record() / "policy")
    assert done.returncode == 0, done.stdout + done.stderr
    (tmp_path / "old.tlog-proof").write_bytes(witnessed)
    done = by_the_single_file(
        "receipt",
        tmp_path / "old.tlog-proof",
        "--log",
        places.record(),
        "--policy",
        places.record() / "policy",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    # who trusts one of the two keys alone is told so
    for key, check in ((old, "log-key"), (changed.new, "history")):
        with pytest.raises(NotVerified) as caught:
            published(trusted=Trust.of_key(VerifierKey.parse(key)))
        assert caught.value.check == check
    assert faults() == []
    assert any("former key signs too" in each.what for each in doctor.findings())
    assert signer.retire_key() == old
    beat()
    assert signers() == [id_of(changed.new)]
    assert published(known=(before,)).size == Head.objects.get().size
    record = extracts.record()
    assert (record.key, record.changed_key) == (changed.new, True)
    assert faults() == []
    third = changing.log_key(**SAID)
    beat()
    assert policy.signing_keys() == [old, changed.new, third.new]
    assert published(known=(before,)).counts["key.rotated"] == 2


@pytest.mark.both
@pytest.mark.parametrize("table", ["ledger_entry", "ledger_seq"])
def test_where_the_entry_fails_nothing_is_changed(log, table):
    key, listed_before = signer.prepare_key(), places.policy().read_bytes()
    failing_trigger(table)
    with pytest.raises(IntegrityError, match="disk full"):
        actions.rotate_key(key=key, **SAID)
    assert RecordAct.objects.count() == Entry.objects.count() == Head.objects.get().size == 1
    assert places.policy().read_bytes() == listed_before


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("dueprocess.ledger.actions.places.write", "policy"),  # logged, and the list of keys not yet there
        ("dueprocess.ledger.signer.state.settle_keys", ""),
        ("dueprocess.ledger.signer.sealing._sign", ""),
    ],
)
def test_a_change_that_is_killed_goes_on(log, monkeypatch, module, name):
    """At each step; what is found after it is asked for again is one change, not two."""
    beat()
    old = memory.public_key()

    def killed(*args, **kwargs):
        if not name or args[0].name == name:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    real = places.write
    monkeypatch.setattr(module, killed)
    with pytest.raises(KeyboardInterrupt):
        changed_and_sealed()
    monkeypatch.undo()
    waiting = signer.next_key()
    if waiting and memory.public_key() == old:
        assert changing.log_key(**SAID).new == waiting
    beat()
    new = memory.public_key()
    assert new != old
    assert signers() == [id_of(new), id_of(old)]
    assert RecordAct.objects.filter(kind="key.rotated").count() == 1
    assert published().counts["key.rotated"] == 1
    assert faults() == []


def test_a_signer_killed_between_the_names_of_its_keys_finds_them(log):
    """The former key was put aside and the new one not yet in its place."""
    beat()
    old, new = memory.public_key(), changing.log_key(**SAID).new
    signer.seal()
    folder = places.signer()
    (folder / "key").replace(folder / "key.next")  # as it is after the first of the two renames
    assert signer.seal().new == 0
    beat()
    assert signers() == [id_of(new), id_of(old)]


def test_a_second_change_waits_for_the_first_to_be_finished(log):
    beat()
    changing.log_key(**SAID)
    signer.seal()
    with pytest.raises(Refused, match="still signs"):
        changing.log_key(**SAID)
    signer.retire_key()
    with pytest.raises(Refused, match="No former key"):
        signer.retire_key()
    changing.log_key(**SAID)


def test_a_key_that_is_another_logs_or_was_used_before_is_refused(log):
    beat()
    old = memory.public_key()
    with pytest.raises(BadBytes, match="has its name"):
        actions.rotate_key(key=str(SignerKey.generate("other.example/log").verifier), **SAID)
    with pytest.raises(BadBytes):
        actions.rotate_key(key="nonsense", **SAID)
    changing.log_key(**SAID)
    signer.seal()
    with pytest.raises(Refused, match="does not come back"):
        actions.rotate_key(key=old, **SAID)
    assert RecordAct.objects.filter(kind="key.rotated").count() == 1


def test_an_edited_list_of_keys_is_not_carried_on(log):
    beat()
    path = places.policy()
    path.write_bytes(path.read_bytes().replace(b"quorum none", b"# nobody asked for\nquorum none"))
    with pytest.raises(Broken, match="not the list of keys that the log states"):
        changing.log_key(**SAID)
    assert RecordAct.objects.count() == 1


# ── attack 17: whoever has the database or an old key changes nothing ───────────────────────────────────────


@pytest.mark.parametrize("off", [False, True], ids=["caught", "switched-off"])
def test_a_key_that_the_signer_did_not_make_is_not_followed(log, off):
    beat()
    mine = str(SignerKey.generate("log.example/record").verifier)
    actions.rotate_key(key=mine, **SAID)
    if off:
        assert signer.seal(without=frozenset({"key"})).new == 2
        return
    with pytest.raises(signer.Frozen) as caught:
        signer.seal()
    assert caught.value.check == "key"


@pytest.mark.parametrize("off", [False, True], ids=["caught", "switched-off"])
def test_a_stolen_former_key_signs_nothing_that_verifies(log, off):
    beat()
    stolen = SignerKey.parse((places.signer() / "key").read_text().strip())
    changing.log_key(**SAID)
    beat()
    signer.retire_key()
    beat()
    honest = note.Note.parse((places.record() / "checkpoint").read_bytes())
    forged = note.Note(honest.text, (stolen.sign(honest.text),)).to_bytes()
    places.write(places.record() / "checkpoint", forged)
    if off:
        skip = frozenset({"log-key"})
        assert verify.log(reader.Folder(places.record()), trust(), skip=skip).size == 9
        return
    with pytest.raises(NotVerified) as caught:
        published()
    assert caught.value.check == "log-key"


# ── witnesses, backups, commands ────────────────────────────────────────────────────────────────────────────


def test_a_witness_goes_on_before_and_after_it_hears_of_the_new_key(log, tmp_path):
    folder = Folder(tmp_path / "press")
    folder.make_key("press.example/witness")
    with serving(folder.path, "--log", memory.public_key(), places.record()) as press:
        adopt(listed(("press", key_of(press), press.url)))
        beat()
        new = changing.log_key(**SAID).new
        beat()  # it knows the former key only
        assert published().times.keys() == {"press"}
    with serving(folder.path, "--log", new) as press:
        where = next(iter(trust().witnesses.values())).url
        adopt(trust().to_bytes().replace(where.encode(), press.url.encode()))
        beat()
        signer.retire_key()
        beat()
        assert published().times.keys() == {"press"}
        assert len(Folder(folder.path).logs()["log.example/record"].keys) == 2


def test_a_backup_from_before_the_change_is_brought_up_to_the_record(log, tmp_path, elsewhere):
    beat()
    backups.backup(tmp_path / "b", tmp_path / "k")
    new = changing.log_key(**SAID).new
    beat()
    signer.retire_key()
    beat()
    shutil.copytree(places.sealed(), tmp_path / "sealed")
    shutil.copytree(places.signer(), tmp_path / "signer")
    listed = places.policy().read_bytes()
    elsewhere()
    backups.restore(tmp_path / "b", tmp_path / "k")
    for name in ("sealed", "signer"):
        shutil.rmtree(places.var() / name)
        shutil.copytree(tmp_path / name, places.var() / name)
    recovery.put_back(reader.of(str(places.sealed())), by="board", reason="M")
    assert policy.signing_keys()[-1] == new
    assert [each.check for each in faults()] == ["keys-and-quorum"]  # a sealed log has no list of keys
    places.policy().write_bytes(listed)
    assert faults() == []
    assert signer.seal().new == 1


@pytest.mark.both
def test_changes_that_were_lost_are_put_back_in_their_order_and_another_follows(log, tmp_path, elsewhere):
    """Two changes of the key among the lost entries, each finished: the last key alone signed the log."""
    [first] = policy.signing_keys()
    beat()
    backups.backup(tmp_path / "b", tmp_path / "k")
    lost = []
    for _ in range(2):
        lost.append(changing.log_key(**SAID).new)
        beat()
        signer.retire_key()
        beat()
    for name in ("sealed", "signer", "record"):
        shutil.copytree(places.var() / name, tmp_path / name)
    elsewhere()
    backups.restore(tmp_path / "b", tmp_path / "k")
    with pytest.raises(Broken, match="cannot be put back from there"):  # the backup's key does not vouch
        recovery.put_back(reader.of(str(tmp_path / "record")), by="board", reason="M")
    for name in ("sealed", "signer"):
        shutil.rmtree(places.var() / name)
        shutil.copytree(tmp_path / name, places.var() / name)
    recovery.put_back(reader.of(str(tmp_path / "record")), by="board", reason="M")
    assert policy.signing_keys() == [first, *lost]
    assert places.policy().read_bytes() == (tmp_path / "record" / "policy").read_bytes()
    assert faults() == []
    assert signer.seal().new == 1
    newest = changing.log_key(**SAID).new
    assert policy.signing_keys() == [first, *lost, newest]  # what was lost came before it
    beat()
    assert faults() == []
    assert published().size == Head.objects.get().size
    with pytest.raises(Refused, match="does not come back"):
        actions.rotate_key(key=lost[0], **SAID)


def test_keys_of_a_change_are_in_the_backup_of_keys(log, tmp_path):
    beat()
    changing.log_key(**SAID)
    backups.backup(tmp_path / "a", tmp_path / "ka")
    assert {path.name for path in (tmp_path / "ka").glob("signer.*")} == {"signer.key", "signer.key.next"}
    signer.seal()
    backups.backup(tmp_path / "b", tmp_path / "kb")
    assert {path.name for path in (tmp_path / "kb").glob("signer.*")} == {"signer.key", "signer.key.old"}


def test_the_commands(log, capsys):
    beat()
    with pytest.raises(Refused, match="--by and --reason"):
        call_command("keys", "rotate", "log")
    call_command("keys", "prepare")
    prepared = capsys.readouterr().out.strip()
    call_command("keys", "rotate", "log", "--key", prepared, "--by", "board", "--reason", "M")
    assert prepared in capsys.readouterr().out
    signer.seal()
    call_command("keys", "show")
    shown = capsys.readouterr().out
    assert f"log: {prepared}, 1 before it" in shown
    assert "signs beside it" in shown
    call_command("record", "key")
    assert capsys.readouterr().out.strip() == prepared
    call_command("keys", "finish", "log")
    assert "signs no more" in capsys.readouterr().out


def test_no_private_key_is_shown(log, capsys):
    beat()
    changing.log_key(**SAID)
    signer.seal()
    call_command("keys", "show")
    assert "PRIVATE" not in capsys.readouterr().out
    for path in log.rglob("*"):
        if path.is_file() and path.parent != places.signer():
            assert "PRIVATE+KEY" not in path.read_text("latin-1")


def test_the_secret_is_changed_and_the_former_one_holds_until_it_is_dropped(log, capsys):
    path = log / "secret-key"
    path.write_text("first\n")
    call_command("keys", "rotate", "secret")
    assert "2 secrets hold" in capsys.readouterr().out
    new, old = path.read_text().split()
    assert old == "first"
    assert len(new) > 60
    assert path.stat().st_mode & 0o777 == 0o600
    script = "from dueprocess.conf import settings as s; print(s.SECRET_KEY, *s.SECRET_KEY_FALLBACKS)"
    ran = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"DUEPROCESS_VAR": str(log)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == [new, "first"]
    call_command("keys", "finish", "secret")
    assert path.read_text().split() == [new]


def test_begin_is_needed_first(db_fresh, var, settings):
    with pytest.raises(CommandError, match="dueprocess init"):
        call_command("keys", "show")
    begin(settings)
    call_command("keys", "show")
