"""The commands record, verify, work and doctor."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django_tasks_db.models import DBTaskResult

from dueprocess.kit import jobs, keys
from dueprocess.kit.models import Heartbeat
from dueprocess.ledger import doctor, places, proofs, signer
from dueprocess.ledger.models import Head
from tests.ground import some
from tests.ledger.test_signer import behind


def told(capsys, *command, **options) -> str:
    call_command(*command, **options)
    return capsys.readouterr().out


def test_a_doubter_goes_from_number_to_verified_proof(log, tmp_path, capsys):
    number, key = keys.number(), some(1, "received")[0]
    before = list(proofs._finders)
    proofs.find_with(lambda asked: key if asked == number else None)
    try:
        with pytest.raises(CommandError, match="waits for the signer"):
            call_command("record", "receipt", number)
        assert "sealed: 2 entries, 2 of them new" in told(capsys, "record", "sign", "--once")
        with pytest.raises(CommandError, match="There is no complaint"):
            call_command("record", "receipt", keys.number())
        path = tmp_path / "my.tlog-proof"
        said = told(capsys, "record", "receipt", number.lower(), "--to", str(path))
        assert "in the published record" in said
    finally:
        proofs._finders[:] = before
    assert path.stat().st_mode & 0o777 == 0o600
    listed = tmp_path / "policy"
    listed.write_bytes(places.policy().read_bytes())
    out = told(capsys, "verify", "receipt", str(path), "--policy", str(listed))
    assert "VERIFIED log.example/record: this entry has the index 1 of 2" in out
    path.write_bytes(path.read_bytes().replace(b"index 1", b"index 0"))
    with pytest.raises(CommandError, match="NOT VERIFIED inclusion"):
        call_command("verify", "receipt", str(path), "--policy", str(listed))


def test_a_log_is_published_and_verified(log, tmp_path, capsys):
    assert told(capsys, "record", "key").strip() == signer.public_key()
    told(capsys, "record", "sign", "--once", "--beat")
    mirror = tmp_path / "mirror"
    assert "1 entries of log.example/record" in told(capsys, "record", "publish", str(mirror))
    assert "VERIFIED log.example/record: 1 entries" in told(capsys, "verify", "log", str(mirror))
    with pytest.raises(CommandError, match="NOT VERIFIED dates"):
        call_command("verify", "dates", str(mirror))
    tile = mirror / "tile" / "0" / "000.p" / "1"
    tile.write_bytes(bytes(32))
    with pytest.raises(CommandError, match=r"NOT VERIFIED .*tile/0/000\.p/1"):
        call_command("verify", "log", str(mirror))
    with pytest.raises(CommandError, match="There is no file"):
        call_command("verify", "log", str(mirror), "--policy", str(tmp_path / "none"))


def test_verify_state_names_each_fault(log, capsys):
    out = told(capsys, "record", "verify-state")
    assert "No fault found" in out
    assert "Looked at 1 entries, 0 dockets, 0 acts, 0 files in " in out
    behind("UPDATE ledger_recordact SET payload = '{}'")
    with pytest.raises(CommandError, match="1 faults"):
        call_command("record", "verify-state")
    assert "payload: the payload of log.genesis" in capsys.readouterr().out


def test_a_changed_list_of_keys_is_named_where_it_lies_and_where_it_is_published(log, capsys):
    told(capsys, "record", "sign", "--once", "--beat")
    for path in (places.policy(), places.record() / "policy"):
        kept = path.read_bytes()
        path.write_bytes(bytes([kept[0] ^ 1]) + kept[1:])
        with pytest.raises(CommandError, match="1 faults"):
            call_command("record", "verify-state")
        assert f"keys-and-quorum: {path} is not a list" in capsys.readouterr().out
        path.write_bytes(kept)
    # given a change that is logged, and not yet published
    told(capsys, "record", "policy", "--granularity", "month", "--by", "board", "--reason", "M-1")
    told(capsys, "record", "sign", "--once")
    assert "No fault found" in told(capsys, "record", "verify-state")


def test_a_policy_is_changed_and_a_frozen_signer_resumed(log, capsys):
    told(capsys, "record", "policy", "--granularity", "month", "--by", "board", "--reason", "M-1")
    told(capsys, "record", "sign", "--once", "--beat")
    kept = bytes(Head.objects.get().frontier)
    Head.objects.update(frontier=kept[:-1] + bytes([kept[-1] ^ 1]))
    with pytest.raises(CommandError, match=r"frozen \(disagreement\)"):
        call_command("record", "sign", "--once")
    Head.objects.update(frontier=kept)
    with pytest.raises(CommandError, match="frozen"):
        call_command("record", "sign", "--once")
    assert "2 entries are sealed" in told(capsys, "record", "resume")


def test_the_doctor_names_what_is_wrong(log, capsys, settings):
    signer.seal()
    bad = [each.what for each in doctor.findings() if each.health is doctor.Health.FAIL]
    assert bad == ["SQLite: synchronous is 0"]  # the tests' own setting
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = FULL")
    assert "look  workers alive: 0" in told(capsys, "doctor")
    (places.signer() / "key").chmod(0o644)
    settings.DUEPROCESS_ORIGIN = "other.example"
    (log / "keys" / "index.key").unlink()
    keys.forget_ring()
    with pytest.raises(CommandError, match="3 findings"):
        call_command("doctor")
    out = capsys.readouterr().out
    for expected in ("chmod 600", "names another log", "dueprocess init"):
        assert expected in out


# ── dueprocess work ─────────────────────────────────────────────────────────────────────────────────────


def environment() -> dict[str, str]:
    """The environment in which a command works on this test's database and folder."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{given['NAME']}"
    else:
        host = given["HOST"].replace("/", "%2F")
        url = f"postgresql://{given['USER']}@{host}/{given['NAME']}"
    return os.environ | {
        "DATABASE_URL": url,
        "DUEPROCESS_VAR": str(places.var()),
        "DUEPROCESS_KEYS": str(places.var() / "keys"),
        "DUEPROCESS_ORIGIN": "log.example/record",
        "DJANGO_SETTINGS_MODULE": "dueprocess.conf.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


def until(condition, seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def children(pid: int) -> dict[int, str]:
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
            command = path.with_name("cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == pid:
            found[int(path.parent.name)] = command
    return found


@pytest.mark.both
@pytest.mark.slow
def test_work_runs_jobs_and_signer_restarts_what_dies_and_ends_in_order(log):
    some(3)
    process = subprocess.Popen(
        [sys.executable, "-m", "django", "work", "--every", "1"],
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        jobs.enqueue("kit.prune", key="once")
        until(lambda: DBTaskResult.objects.filter(status="SUCCESSFUL").count() >= 2)
        until(lambda: (places.sealed() / "checkpoint").exists() and signer.load().published == 4)
        before = children(process.pid)
        assert len(before) == 2
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        until(lambda: len(set(children(process.pid)) - set(before)) == 2)
        some(2)
        until(lambda: signer.load().size == 6)
    finally:
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=60)
        print(out)
    assert process.returncode == 0, out
    assert "workers 1" in out
    assert "starting it again" in out
    assert out.rstrip().endswith("stopped")
    assert not children(process.pid)


def test_one_round_of_work_without_processes(log, capsys):
    assert "jobs done" in told(capsys, "work", "--once")
    assert Heartbeat.objects.count() == 0
    old = datetime.now(UTC) - timedelta(days=3)
    Heartbeat.objects.create(name="old", role="worker", started_at=old, beat_at=old)
    jobs.sweep()
    assert jobs.alive() == []
