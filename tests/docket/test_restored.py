"""An older backup that is put back brings nothing back that was erased since; and nothing is served where
that is not sure. What was cut short is finished."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from dueprocess.cases import actions as cases
from dueprocess.core.errors import Broken, Refused
from dueprocess.docket.actions.erasing import again, finishing
from dueprocess.docket.actions.erasing.people import erase_people
from dueprocess.docket.models import Act, Content, Docket, Erasure, File
from dueprocess.docket.needs import Actor, Upload
from dueprocess.kit import clock, files, jobs
from dueprocess.ledger import backups, doctor, erasures, places, proofs, recovery, signer, state
from dueprocess.ledger.models import RecordAct
from dueprocess.people.models import Person
from dueprocess.tlog import reader
from tests import retaining, world
from tests.databases import in_child
from tests.docket.test_erasing import LATER, closed, erase
from tests.docket.test_nothing_left import rulebook_of as former_go
from tests.ground import begin, own_folder
from tests.ledger.conftest import elsewhere  # noqa: F401
from tests.retaining import DIRECT

VERIFIER = Path(__file__).parents[2] / "verifier" / "verify.py"
CODES = {"by": "board", "reason": "M-2027-4"}


@pytest.fixture
def cast(db_fresh: None, tmp_path: Path, settings: Any) -> Iterator[world.World]:
    with own_folder(tmp_path / "var", settings):
        with clock.frozen(world.later(days=-1)):
            begin(settings, origin="tests.invalid")
            built = world.federation()
        yield built


@pytest.fixture
def docket(cast: world.World) -> Docket:
    """A closed case with a file, whose acts are published."""
    with clock.frozen(world.MONDAY):
        found = world.open_case(cast).docket
        film = Upload("film.txt", [b"frames"])
        cases.add_information(docket=found, by=Actor(key="C1"), text="A film.", files=[film])
    found = closed(cast, found)
    with clock.frozen(LATER):
        signer.seal(LATER)
        signer.beat(LATER, force=True)
    return found


def publish() -> None:
    with clock.frozen(LATER):
        signer.seal(LATER)
        signer.beat(LATER, force=True)


def verified(*words: object) -> str:
    """Run the verifier that others run."""
    command = [sys.executable, "-I", VERIFIER, *words, "--policy", places.policy()]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.both
def test_every_old_proof_and_the_whole_log_still_verify(
    cast: world.World, docket: Docket, tmp_path: Path
) -> None:
    for act in Act.objects.filter(docket=docket):
        (tmp_path / f"{act.n}.tlog-proof").write_bytes(proofs.proof_of(act.entry_id) or b"")
    erase(cast, docket)
    finishing.finish()
    publish()
    assert "payload.erased" in verified("log", places.record())
    for act in Act.objects.filter(docket=docket):
        verified("receipt", tmp_path / f"{act.n}.tlog-proof")
    receipt = proofs.proof_of(Act.objects.get(docket=docket, n=1).entry_id)
    (tmp_path / "after.tlog-proof").write_bytes(receipt or b"")
    verified("receipt", tmp_path / "after.tlog-proof")
    number = docket.number
    call_command("record", "receipt", number, to=tmp_path / "by-number")
    verified("receipt", tmp_path / "by-number")
    with pytest.raises(Refused, match="was erased"):
        call_command("authority", number)
    assert list(state.faults(skip=DIRECT)) == []


Move = Callable[[], None]


@pytest.fixture
def restored(cast: world.World, docket: Docket, tmp_path: Path, elsewhere: Move) -> Callable[..., Path]:  # noqa: F811
    """A backup that is older than an erasure, ready to be put back; answers the old VAR."""
    backups.backup(tmp_path / "b", tmp_path / "k")
    erase(cast, docket)
    finishing.finish()
    publish()

    def put(*, listed: bool) -> Path:
        old = places.var()
        elsewhere()
        if listed:
            shutil.copytree(old / "erasures", places.erasures())
        backups.restore(tmp_path / "b", tmp_path / "k")
        return old

    return put


def is_here(docket: Docket) -> bool:
    return (
        Docket.objects.get(pk=docket.pk).key_wrapped is not None
        or Content.objects.filter(act__docket=docket).exists()
        or File.objects.filter(act__docket=docket).exists()
        or any(path.is_file() for path in (places.var() / "files").rglob("*"))
    )


@pytest.mark.both
def test_a_restore_erases_again_before_anything_is_served(
    restored: Callable[..., Path], docket: Docket
) -> None:
    restored(listed=True)
    assert not is_here(docket)
    erasures.ready()
    [fault] = state.faults(skip=DIRECT)
    assert "no entry tells so yet" in fault.what
    with clock.frozen(LATER):
        again.log_again()
        again.log_again()
    assert list(state.faults(skip=DIRECT)) == []
    act = RecordAct.objects.get(kind="payload.erased")
    assert act.payload["again"] in erasures.commitments()
    assert Erasure.objects.get().entry_id == act.entry_id


@pytest.mark.both
def test_the_lost_entry_comes_back_with_its_payload(restored: Callable[..., Path], docket: Docket) -> None:
    old = restored(listed=True)
    recovery.put_back(reader.Folder(old / "record"), **CODES)
    assert list(state.faults(skip=DIRECT)) == []
    act = RecordAct.objects.get(kind="payload.erased")
    assert "again" not in act.payload
    assert Erasure.objects.get().entry_id == act.entry_id
    again.log_again()
    assert RecordAct.objects.filter(kind="payload.erased").count() == 1
    erasures.ready()


def test_without_the_list_nothing_is_served(restored: Callable[..., Path], docket: Docket) -> None:
    old = restored(listed=False)
    assert is_here(docket)  # nobody can know it yet
    shutil.rmtree(places.sealed())
    shutil.copytree(old / "sealed", places.sealed())
    for command in ("serve", "work"):
        with pytest.raises(Refused) as refused:  # the log as it was sealed tells of it
            call_command(command, *(["--once"] if command == "work" else []))
        assert refused.value.code == "erasures.unknown"
        assert "erasures take" in refused.value.reason
    recovery.put_back(reader.Folder(old / "record"), **CODES)
    with pytest.raises(Refused) as refused:  # and so do the entries that came back
        erasures.ready()
    assert refused.value.code == "erasures.unknown"
    call_command("erasures", "take", old / "erasures")
    assert not is_here(docket)
    erasures.ready()
    assert list(state.faults(skip=DIRECT)) == []


def test_where_the_list_is_lost_somebody_says_so_in_the_log(
    restored: Callable[..., Path], docket: Docket, capsys: pytest.CaptureFixture[str]
) -> None:
    old = restored(listed=False)
    recovery.put_back(reader.Folder(old / "record"), **CODES)
    call_command("erasures", "list")
    assert "1 erasures of which the log tells" in capsys.readouterr().out
    call_command("erasures", "lost", "--by", "board", "--reason", "M-2027-4")
    erasures.ready()
    said = RecordAct.objects.get(kind=erasures.LOST).payload
    assert (said["by"], len(said["erasures"])) == ("board", 1)
    assert is_here(docket)


def test_a_database_that_was_copied_back_by_hand_is_not_served(
    cast: world.World, docket: Docket, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(str(connections["default"].settings_dict["NAME"]))
    call_command("erasures", "list")
    finishing.clean()
    connections["default"].close()
    shutil.copyfile(path, tmp_path / "copy")
    erase(cast, docket)
    connections["default"].close()
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    shutil.copyfile(tmp_path / "copy", path)
    with pytest.raises(Refused) as refused:
        erasures.ready()
    assert refused.value.code == "erasures.outstanding"
    call_command("erasures", "again")
    assert "1 dockets and people erased again" in capsys.readouterr().out
    assert not is_here(docket)
    erasures.ready()


def test_a_newer_list_is_given_to_the_restore(
    cast: world.World,
    docket: Docket,
    tmp_path: Path,
    elsewhere: Move,  # noqa: F811
) -> None:
    backups.backup(tmp_path / "old", tmp_path / "k")
    erase(cast, docket)
    finishing.finish()
    backups.backup(tmp_path / "newer", tmp_path / "later keys")
    assert len(list((tmp_path / "later keys" / "erasures").iterdir())) == 1
    elsewhere()
    backups.restore(tmp_path / "old", tmp_path / "k", tmp_path / "newer")
    assert not is_here(docket)


@pytest.mark.both
def test_what_was_killed_right_after_the_commit_is_finished(cast: world.World, docket: Docket) -> None:
    connections.close_all()
    if not (pid := os.fork()):
        in_child()
        with transaction.atomic():
            transaction.on_commit(lambda: os._exit(9))  # before anything that follows the commit
            erase(cast, docket)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
    row = Erasure.objects.get()
    assert row.done_at is None
    assert all(files.path_of(name).exists() for name in row.files)
    assert len(row.files) == 1
    assert erasures.listed() == []  # a draft, which the log makes true
    assert jobs.drain() >= 1
    assert not is_here(docket)
    assert [each.pseudonyms for each in erasures.listed()] == [[docket.pseudonym]]
    row.refresh_from_db()
    assert (row.files, row.done_at is not None) == ([], True)
    assert list(state.faults(skip=DIRECT)) == []


def test_a_list_that_was_damaged_is_named(cast: world.World, docket: Docket) -> None:
    erase(cast, docket)
    [path] = list(places.erasures().iterdir())
    path.write_bytes(path.read_bytes().replace(b'"sealed": "', b'"sealed": "00'))
    with pytest.raises(CommandError, match="damaged"):
        call_command("erasures", "list")
    path.unlink()
    assert ["not in the list apart" in each.what for each in state.faults(skip=DIRECT)] == [True]
    call_command("erasures", "write")
    assert list(state.faults(skip=DIRECT)) == []
    assert erasures.listed()[0].pseudonyms == [docket.pseudonym]
    again.again()


def test_a_reader_keeps_the_log_of_sqlite_and_the_job_comes_again(cast: world.World, docket: Docket) -> None:
    name = str(connections["default"].settings_dict["NAME"])
    with connections["default"].cursor() as cursor:
        cursor.execute("UPDATE docket_docket SET stage = stage")  # its old page is in the log of SQLite
    key = bytes(docket.key_wrapped or b"")
    reading = sqlite3.connect(name)
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM docket_docket").fetchone()
    erase(cast, docket)
    with connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 100")
    with pytest.raises(Broken, match="write-ahead log"):
        finishing.finish()
    assert Erasure.objects.get().done_at is None
    log = Path(f"{name}-wal")
    assert key in log.read_bytes()
    with clock.frozen(LATER + timedelta(days=2)):
        found = [each for each in doctor.findings() if "still on the disk" in each.what]
    assert [each.health for each in found] == [doctor.Health.LOOK]
    reading.close()
    finishing.finish()
    assert Erasure.objects.get().done_at is not None
    assert key not in log.read_bytes()


@pytest.mark.both
@pytest.mark.parametrize("known", [True, False], ids=["of before", "entered since"])
def test_a_restore_erases_people_again_and_gives_nobody_their_key(
    cast: world.World,
    tmp_path: Path,
    elsewhere: Move,  # noqa: F811
    known: bool,
) -> None:
    """Whoever was erased after the backup is erased again; also somebody who came after it, so that the next
    who joins is not taken for them."""
    with clock.frozen(LATER - timedelta(days=60)):
        retaining.adopt(former_go(cast))
        stays = world.person("Rune Oyelaran")
        people = two_who_left() if known else []
        signer.seal(clock.now())
    backups.backup(tmp_path / "b", tmp_path / "k")
    with clock.frozen(LATER - timedelta(days=59)):
        people = people or two_who_left()
    with clock.frozen(LATER):
        by = [cast.actor("overseer"), cast.actor("leader")]
        basis = {each.pk: "Schedule 3" for each in people}
        erase_people(people=list(basis), by=by, at=LATER, basis=basis)
    finishing.finish()
    publish()
    old = places.var()
    elsewhere()
    shutil.copytree(old / "erasures", places.erasures())
    backups.restore(tmp_path / "b", tmp_path / "k")
    erasures.ready()
    for each in people:
        row = Person.objects.get(pk=each.pk)
        assert row.full_name == ""
        assert row.erasure.entry_id is None
    assert Person.objects.get(pk=stays.pk).full_name == "Rune Oyelaran"
    with clock.frozen(LATER):
        again.log_again()
        again.log_again()
        assert again.again() == 0
    assert world.person("Sael Ibarra").pk not in basis
    assert list(state.faults()) == []
    assert RecordAct.objects.get(kind="payload.erased").payload["again"] in erasures.commitments()


def two_who_left() -> list[Person]:
    left = {"status": "left", "left_on": clock.now().date() - timedelta(days=90)}
    return [world.person(name, **left) for name in ("Odile Vantongeren", "Quill Zabriskie")]
