"""Backup and restore, on both databases and by each of their methods."""

import json
import shutil

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from dueprocess.core.errors import Broken, Refused
from dueprocess.kit import files, keys
from dueprocess.ledger import backups, changing, databases, places, signer, triggers
from dueprocess.ledger.models import Head, RecordAct
from tests.ground import faults, some
from tests.ledger.test_attacks import drop_last

PDF = b"%PDF-1.7\nquince" + bytes(70_000)


def filled() -> tuple[bytes, files.Stored]:
    some(300)
    signer.seal()
    signer.beat()
    some(5)
    key = keys.new_key()
    return keys.wrap(key), files.store(key, [PDF], "p", "a.pdf")


@pytest.mark.both
def test_a_backup_restores_to_the_same_installation(log, tmp_path, elsewhere):
    wrapped, stored = filled()
    made = backups.backup(tmp_path / "b", tmp_path / "k")
    assert (made.entries, made.keys) == (306, True)
    assert backups.verify(tmp_path / "b")["method"] == made.method
    frontier = bytes(Head.objects.get().frontier)
    elsewhere()
    backups.restore(tmp_path / "b", tmp_path / "k")
    assert bytes(Head.objects.get().frontier) == frontier
    assert faults() == []
    assert triggers.missing() == []
    assert b"".join(files.read(keys.unwrap(wrapped), stored.name, "p")) == PDF
    some(3)  # rows that draw their own numbers go on after the highest
    RecordAct.objects.get()
    assert signer.seal().size == 309
    signer.beat(force=True)


@pytest.mark.both
def test_rows_that_are_added_after_a_restore_get_fresh_numbers(log, tmp_path, elsewhere):
    from dueprocess.ledger import actions

    actions.seal_access(period="2026-01", root=bytes(32), count=0)
    backups.backup(tmp_path / "b", tmp_path / "k")
    elsewhere()
    backups.restore(tmp_path / "b", tmp_path / "k")
    act = actions.seal_access(period="2026-02", root=bytes(32), count=0)
    assert act.pk == max(RecordAct.objects.values_list("pk", flat=True))
    assert RecordAct.objects.count() == 3


@pytest.mark.parametrize("engine", ["postgresql"])
def test_without_pg_dump_the_tables_are_copied(log, tmp_path, elsewhere, monkeypatch, engine):
    monkeypatch.setattr(databases, "_program", lambda name: None)
    filled()
    assert backups.backup(tmp_path / "b", tmp_path / "k").method == "copy"
    elsewhere()
    backups.restore(tmp_path / "b", tmp_path / "k")
    assert faults() == []
    assert triggers.missing() == []
    assert signer.seal().size == 306


def test_keys_that_were_copied_once_open_every_later_backup(log, tmp_path, elsewhere):
    """The signer's state is in the daily copy: with an older one it would not find its tiles."""
    signer.seal()
    backups.backup(tmp_path / "first", tmp_path / "k")
    filled()
    backups.backup(tmp_path / "b", None)
    elsewhere()
    backups.restore(tmp_path / "b", tmp_path / "k")
    some(1)
    assert signer.seal().size == 307


def test_keys_and_data_never_lie_together(log, tmp_path):
    filled()
    with pytest.raises(Refused, match="lie apart"):
        backups.backup(tmp_path / "b", tmp_path / "b" / "keys")
    shutil.rmtree(tmp_path / "b")
    backups.backup(tmp_path / "b", None)
    secrets = [path.read_text().strip() for path in (log / "keys").iterdir()]
    secrets.append((places.signer() / "key").read_text().strip())
    for path in (tmp_path / "b").rglob("*"):
        text = path.read_text("latin-1") if path.is_file() else ""
        assert not any(secret in text for secret in secrets)
    assert not list((tmp_path / "b").rglob("*.key"))


def test_nothing_is_overwritten(log, tmp_path):
    filled()
    backups.backup(tmp_path / "b", tmp_path / "k")
    with pytest.raises(Refused, match="not empty"):
        backups.backup(tmp_path / "b", None)
    with pytest.raises(Refused, match="not empty"):
        backups.restore(tmp_path / "b", tmp_path / "k")
    assert faults() == []


def damage_flip(folder):
    path = next((folder / "files").rglob("*[0-9a-f]"))
    path = path if path.is_file() else next(each for each in path.rglob("*") if each.is_file())
    raw = path.read_bytes()
    path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))


def damage_missing(folder):
    (folder / "policy").unlink()


def damage_more(folder):
    (folder / "files" / "extra").write_bytes(b"x")


def damage_manifest(folder):
    (folder / "manifest.json").unlink()


def damage_database(folder):
    path = folder / "database.sqlite3"
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    path.write_bytes(raw)


def damage_root(folder):
    path = folder / "manifest.json"
    manifest = json.loads(path.read_bytes())
    path.write_text(json.dumps(manifest | {"entries": manifest["entries"] - 1}))


@pytest.mark.parametrize(
    ("damage", "says"),
    [(damage_flip, "is damaged"), (damage_missing, "policy is missing"), (damage_more, "not in the manifest"),
     (damage_manifest, "no whole backup"), (damage_database, "database.sqlite3 in"),
     (damage_root, "not the one")],
    ids=lambda each: getattr(each, "__name__", ""),
)  # fmt: skip
def test_a_damaged_backup_is_refused_before_anything_is_replaced(log, tmp_path, elsewhere, damage, says):
    filled()
    backups.backup(tmp_path / "b", tmp_path / "k")
    damage(tmp_path / "b")
    elsewhere()
    with pytest.raises(Broken, match=says):
        backups.restore(tmp_path / "b", tmp_path / "k")
    assert not list((tmp_path / "new").iterdir())
    assert not databases.holds_anything()


def test_an_unsound_database_gives_no_backup(log, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute(
            "INSERT INTO ledger_recordact (kind, recorded_at, period, payload, salt, entry_id) "
            "VALUES ('x', '2026-01-01', 'x', '{}', x'00', 4711)"
        )
    with pytest.raises(Broken, match="not sound"):
        backups.backup(tmp_path / "b", None)
    assert not (tmp_path / "b" / "manifest.json").exists()


def test_a_database_that_lacks_what_was_sealed_gives_no_backup(log, tmp_path):
    """Else a set that was put back, or cut, would be kept as if it were whole."""
    some(3)
    signer.seal()
    drop_last()
    with pytest.raises(Broken, match="run record verify-state"):
        backups.backup(tmp_path / "b", tmp_path / "k")
    with pytest.raises(Broken, match="no whole backup"):
        backups.verify(tmp_path / "b")


def test_the_commands_say_what_they_did(log, tmp_path, elsewhere, capsys):
    filled()
    call_command("backup", tmp_path / "b")
    assert "THE KEYS WERE NOT COPIED" in capsys.readouterr().out
    call_command("backup", tmp_path / "c", keys=tmp_path / "k")
    assert "306 entries" in capsys.readouterr().out
    call_command("backup", tmp_path / "c", check=True)
    assert "all as the manifest says" in capsys.readouterr().out
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", tmp_path / "c", keys=tmp_path / "k")
    elsewhere()
    call_command("restore", tmp_path / "c", keys=tmp_path / "k")
    assert "Restored 306 entries" in capsys.readouterr().out


@pytest.mark.both
def test_a_backup_is_restored_with_the_outer_key_of_its_time_or_not_at_all(log, tmp_path, elsewhere):
    said = {"by": "board", "reason": "M-2026-52"}
    changing.index_key(**said, say=lambda name, done: None)
    name = keys.outer().id
    backups.backup(tmp_path / "b", tmp_path / "k")
    assert json.loads((tmp_path / "b" / "manifest.json").read_text())["outer"] == name
    changing.index_key(**said, say=lambda name, done: None)
    changing.finish_index()
    backups.backup(tmp_path / "b2", tmp_path / "k2")
    elsewhere()
    with pytest.raises(Refused, match=f"the outer key {name}, which is not among the keys"):
        backups.restore(tmp_path / "b", tmp_path / "k2")
    assert not databases.holds_anything()
    assert not (places.var() / "keys" / "index.key").exists()
    backups.restore(tmp_path / "b", tmp_path / "k")
    assert keys.outer().id == name
    assert faults() == []


def test_a_database_of_an_older_version_has_no_outer_key(db_fresh, var):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE kit_outerkey")
    connection.close()
    assert keys.outer().id == ""
