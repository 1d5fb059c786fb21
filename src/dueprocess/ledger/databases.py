"""Copying whole databases. Knows SQLite's backup interface, pg_dump, and COPY; nothing of what is in them.

| method | how | file |
|---|---|---|
| `sqlite` | SQLite's online backup, then integrity_check | database.sqlite3 |
| `pg_dump` | pg_dump in its custom form, when one is found that is as new as the server | database.dump |
| `copy` | COPY of every table inside one REPEATABLE READ snapshot, when there is no pg_dump | tables/*.copy |

`copy` holds rows, not table definitions: `load` makes the tables with this version's migrations, so it goes
back into the same version of the program only. The manifest says which method was used.
"""

import os
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from dueprocess.core.errors import Broken
from dueprocess.tlog.tree import CompactRange, leaf_hash

from . import triggers

ENTRIES = "SELECT e.bytes FROM ledger_seq s JOIN ledger_entry e ON e.key = s.entry_id ORDER BY s.idx"
_MIGRATIONS = "migrations.txt"


def dump(folder: Path) -> str:
    """Copy the database into `folder`; answers the method."""
    if connection.vendor == "sqlite":
        _dump_sqlite(folder / "database.sqlite3")
        return "sqlite"
    program = _program("pg_dump")
    if program:
        _run(program, "--format=custom", "--no-owner", "--file", str(folder / "database.dump"))
        return "pg_dump"
    _dump_copy(folder)
    return "copy"


def load(folder: Path, method: str) -> None:
    """Put a copy into the empty database of this installation, with its triggers."""
    if (method == "sqlite") != (connection.vendor == "sqlite"):
        raise Broken(f"The backup was made by {method}; DATABASE_URL names a {connection.vendor} database.")
    if method == "sqlite":
        connection.close()
        target = Path(connection.settings_dict["NAME"])
        target.parent.mkdir(parents=True, exist_ok=True)
        for suffix in ("-wal", "-shm"):
            Path(f"{target}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(folder / "database.sqlite3", target)
        target.chmod(0o600)
    elif method == "pg_dump":
        program = _program("pg_restore")
        if not program:
            raise Broken("This backup needs pg_restore, as new as the server: apt install postgresql-client")
        _run(program, "--no-owner", "--single-transaction", "--exit-on-error", "--dbname", _name(),
             str(folder / "database.dump"))  # fmt: skip
    else:
        _load_copy(folder)
    triggers.install()


def log_of(folder: Path, method: str) -> tuple[int, bytes]:
    """Size and root of the log inside a copy, from the bytes of its entries."""
    range_ = CompactRange()
    if method == "sqlite":
        copied = sqlite3.connect(f"file:{folder / 'database.sqlite3'}?mode=ro&immutable=1", uri=True)
        try:
            for (raw,) in copied.execute(ENTRIES):
                range_.append(leaf_hash(raw))
        finally:
            copied.close()
    else:
        for raw in _entries_of_dump(folder, method):
            range_.append(leaf_hash(raw))
    return range_.size, range_.root()


def holds_anything() -> bool:
    """Whether the database of this installation has any table."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    with connection.cursor() as cursor:
        return bool(connection.introspection.table_names(cursor))


def _dump_sqlite(target: Path) -> None:
    connection.ensure_connection()
    copy = sqlite3.connect(target)
    try:
        connection.connection.backup(copy)
        # The copy is one file for itself: without this it would ask for a write-ahead log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        (found,) = copy.execute("PRAGMA integrity_check").fetchone()
        broken = copy.execute("PRAGMA foreign_key_check").fetchone()
    finally:
        copy.close()
    target.chmod(0o600)
    if found != "ok" or broken:
        raise Broken(f"The copy of the database is not sound: {found if found != 'ok' else broken}")


def _program(name: str) -> str | None:
    """pg_dump or pg_restore, if one is found that is at least as new as the server."""
    places = [shutil.which(name), *map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}")))]
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        server = int(cursor.fetchone()[0]) // 10_000
    for place in reversed([each for each in places if each]):
        said = subprocess.run([place, "--version"], capture_output=True, text=True, check=False).stdout
        version = re.search(r"(\d+)", said)
        if version and int(version[1]) >= server:
            return place
    return None


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on our database; the password goes by the environment."""
    given = connection.settings_dict
    env = dict(os.environ, PGDATABASE=_name(), PGUSER=given["USER"], PGPASSWORD=given["PASSWORD"])
    env |= {"PGHOST": given["HOST"], "PGPORT": given["PORT"]}
    told = {name: value for name, value in given["OPTIONS"].items() if name in settings.LIBPQ}
    env |= {f"PG{name.upper()}": str(value) for name, value in told.items()}
    done = subprocess.run(
        [program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={key: value for key, value in env.items() if value},
    )
    if done.returncode:
        raise Broken(f"{Path(program).name} ended with {done.returncode}: {done.stderr.strip()[:500]}")


def _tables(cursor: Any) -> list[str]:
    return sorted(connection.introspection.table_names(cursor))


def _dump_copy(folder: Path) -> None:
    (folder / "tables").mkdir()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for table in _tables(cursor):
            with (
                (folder / "tables" / f"{table}.copy").open("wb") as out,
                cursor.copy(f"COPY {connection.ops.quote_name(table)} TO STDOUT") as rows,
            ):
                for piece in rows:
                    out.write(piece)
    (folder / _MIGRATIONS).write_text("\n".join(_applied()) + "\n")


def _applied() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _load_copy(folder: Path) -> None:
    """Make the tables, then fill them in one transaction; foreign keys are checked at its end."""
    call_command("migrate", verbosity=0, interactive=False)
    if _applied() != (folder / _MIGRATIONS).read_text().split():
        raise Broken("The backup was made by another version of the program; use that version to restore it.")
    with transaction.atomic(), connection.cursor() as cursor:
        tables = _tables(cursor)
        for table in tables:
            cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table)} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {', '.join(map(connection.ops.quote_name, tables))}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for path in sorted((folder / "tables").glob("*.copy")):
            with (
                cursor.copy(f"COPY {connection.ops.quote_name(path.stem)} FROM STDIN") as rows,
                path.open("rb") as source,
            ):
                while piece := source.read(1 << 20):
                    rows.write(piece)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {connection.ops.quote_name(table)} ENABLE TRIGGER USER")
        _sequences(cursor)


def _sequences(cursor: Any) -> None:
    """Let every identity column go on after its highest value."""
    quote = connection.ops.quote_name
    for table in _tables(cursor):
        for each in connection.introspection.get_sequences(cursor, table):
            highest = f"SELECT coalesce(max({quote(each['column'])}), 0) + 1 FROM {quote(table)}"  # noqa: S608
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, %s), ({highest}), false)",
                (quote(table), each["column"]),
            )


def _entries_of_dump(folder: Path, method: str) -> list[bytes]:
    """The bytes of the entries in order, from the text of two copied tables."""
    if method == "copy":
        texts = {name: (folder / "tables" / f"{name}.copy").read_text() for name in _LOG_TABLES}
    else:
        texts = {name: _table_of_dump(folder, name) for name in _LOG_TABLES}
    bodies = {}
    for line in texts["ledger_entry"].splitlines():
        key, raw, _ = line.split("\t")
        bodies[key] = bytes.fromhex(raw.removeprefix("\\\\x"))
    places = sorted((int(index), key) for index, key in map(_split, texts["ledger_seq"].splitlines()))
    return [bodies[key] for _, key in places]


_LOG_TABLES = ("ledger_entry", "ledger_seq")


def _split(line: str) -> tuple[str, str]:
    first, second = line.split("\t")
    return first, second


def _table_of_dump(folder: Path, table: str) -> str:
    """The rows of one table in a custom dump, as COPY text."""
    program = _program("pg_restore")
    if not program:
        raise Broken("Checking this backup needs pg_restore: apt install postgresql-client")
    done = subprocess.run(
        [program, "--data-only", f"--table={table}", "--file=-", str(folder / "database.dump")],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Broken(f"The dump cannot be read: {done.stderr.strip()[:500]}")
    body = re.search(r"^COPY [^\n]* FROM stdin;\n(.*?)^\\\.$", done.stdout, re.DOTALL | re.MULTILINE)
    return body[1] if body else ""
