"""`dueprocess doctor`: is this installation fit to be relied on? Knows settings, disks and processes; rooms
add findings of their own (`check`).
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from dueprocess.core.errors import Broken, Refused
from dueprocess.kit import jobs, keys, outbox

from . import erasures, places, signer, triggers
from .models import Head


class Health(StrEnum):
    """How a finding is to be taken."""

    OK = "ok"
    LOOK = "look"
    FAIL = "FAIL"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: how it is, what was found, and what to do where that is not good."""

    health: Health
    what: str
    mend: str = ""


Check = Callable[[], Iterable[Finding]]
_checks: list[Check] = []
_LEAST_FREE = 2 * 1024**3
_OLD_BACKUP_DAYS = 7


def check(find: Check) -> Check:
    """Register something that the doctor looks at."""
    _checks.append(find)
    return find


def findings() -> Iterator[Finding]:
    """Everything that was looked at, in order. What cannot be looked at without the outer key of the tags is
    left out: that it is missing is a finding of its own."""
    for find in _checks:
        with suppress(keys.UnknownOuter):
            yield from find()


def _judge(good: bool, what: str, mend: str, otherwise: Health = Health.FAIL) -> Finding:
    return Finding(Health.OK, what) if good else Finding(otherwise, what, mend)


@check
def _database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for pragma, wanted in (("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)):
                cursor.execute(f"PRAGMA {pragma}")
                (found,) = cursor.fetchone()
                yield _judge(
                    int(found) >= wanted,
                    f"SQLite: {pragma} is {found}",
                    f"Set {pragma} to {wanted} in the database options: without it entries can be lost.",
                )
            cursor.execute("PRAGMA journal_mode")
            (mode,) = cursor.fetchone()
            yield _judge(mode == "wal", f"SQLite: journal_mode is {mode}", "Set it to WAL.")
            immediate = getattr(connection, "transaction_mode", None) == "IMMEDIATE"
            yield _judge(immediate, "SQLite: transactions lock at once", "Set transaction_mode to IMMEDIATE.")
        else:
            for name, bad in (("synchronous_commit", "off"), ("fsync", "off"), ("full_page_writes", "off")):
                cursor.execute(f"SHOW {name}")
                (found,) = cursor.fetchone()
                mend = f"Set {name} to on: with it off a power cut loses what was acknowledged."
                yield _judge(found != bad, f"PostgreSQL: {name} is {found}", mend)


@check
def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield _judge(not missing, f"migrations waiting: {len(missing)}", "Run: dueprocess migrate")
    absent = triggers.missing()
    what = f"append-only tables: {len(triggers.registered())}, triggers missing: {len(absent)}"
    yield _judge(not absent, what, "Run: dueprocess migrate (it puts them back), then record verify-state.")


@check
def _keys() -> Iterator[Finding]:
    try:
        ring = keys.ring()
        yield Finding(Health.OK, f"keys: {len(ring.wrapping)} wrapping, 1 index, from {_source()}")
        yield from _outer(ring)
    except (ImproperlyConfigured, ValueError) as error:
        yield Finding(Health.FAIL, "keys cannot be read", str(error))
    except keys.UnknownOuter as error:
        yield Finding(Health.FAIL, "the tags lie under an outer key that is not here", str(error))
    for path in (*(places.signer() / name for name in signer.KEY_FILES), places.var() / "secret-key"):
        if path.exists():
            closed = not path.stat().st_mode & 0o077
            yield _judge(closed, f"{path.name} is readable by its owner only", f"Run: chmod 600 {path}")


def _outer(ring: keys.Ring) -> Iterator[Finding]:
    """The outer key of the tags, and those that wait or are still kept."""
    in_force = keys.outer().id
    what = f"index key: the tags lie under {f'the outer key {in_force}' if in_force else 'no outer key'}"
    mend = f"{ring.newest.id or 'none'} is the newest. Run: dueprocess keys rotate index"
    yield _judge(in_force == ring.newest.id, what, mend, Health.LOOK)
    if len(ring.outers) > 1:
        yield Finding(
            Health.OK, f"former outer keys: {len(ring.outers) - 1}; ends with: dueprocess keys finish index"
        )


def _source() -> str:
    return str(settings.DUEPROCESS_KEYS).split(":")[0].split(" ")[0]


@check
def _signer() -> Iterator[Finding]:
    head = Head.objects.filter(id=1).first()
    if head is None:
        yield Finding(Health.FAIL, "the log has no beginning", "Run: dueprocess init")
        return
    if not os.access(places.signer(), os.R_OK):
        yield Finding(Health.OK, "the signer runs as another user")
        return
    try:
        state = signer.load()
    except Broken as error:
        yield Finding(Health.FAIL, "the signer has no state", str(error))
        return
    if state.frozen:
        what = f"the signer is frozen ({state.frozen['check']}): {state.frozen['reason']}"
        yield Finding(Health.FAIL, what, "See docs/how-to/run-the-signer.md before doing anything.")
    same = state.origin == settings.DUEPROCESS_ORIGIN
    yield _judge(same, f"origin of the log: {state.origin}", "DUEPROCESS_ORIGIN names another log.")
    if signer.former_key():
        yield Finding(Health.OK, "the log's former key signs too; ends with: dueprocess keys finish log")
    lag = head.size - state.size
    yield _judge(lag < 1000, f"entries not sealed yet: {lag}", "Is `dueprocess work` running?", Health.LOOK)
    if state.pending is not None:
        mend = "Look at the signer's log: which witnesses do not answer?"
        yield Finding(Health.LOOK, f"a beat of {state.pending} entries waits for witnesses", mend)
    yield from _witnesses(state)


def _witnesses(state: signer.State) -> Iterator[Finding]:
    """Each log witness, as the signer met it when it last asked."""
    if not state.heard and state.published and not state.origin.endswith(".invalid"):
        mend = "Ask two organisations that have no reason to please yours: docs/how-to/be-a-witness.md."
        yield Finding(Health.LOOK, "no outside witness is asked: two readers could be shown two logs", mend)
    mend = "Ask the people behind it. See docs/how-to/run-the-signer.md."
    for name, heard in sorted(state.heard.items()):
        each = signer.Heard(**heard)
        if not each.why:
            yield Finding(Health.OK, f"witness {name}: cosigned {each.size} entries")
            continue
        what = f"witness {name}: {each.why} ({each.missed} beats without it, cosigned {each.size} entries)"
        yield Finding(Health.FAIL if each.silent else Health.LOOK, what, mend)


@check
def _work() -> Iterator[Finding]:
    roles = [each.role for each in jobs.alive()]
    for role in ("worker", "signer"):
        running = roles.count(role)
        yield _judge(running > 0, f"{role}s alive: {running}", "Run: dueprocess work", Health.LOOK)
    failed = jobs.failed()
    names = ", ".join(sorted({name for name, _, _ in failed}))
    yield _judge(not failed, f"jobs given up: {len(failed)} {names}".strip(), "See the log.", Health.LOOK)
    waiting = outbox.waiting()
    yield _judge(waiting < 100, f"mail waiting: {waiting}", "Is the mail server reachable?", Health.LOOK)
    troubled = outbox.troubled()
    codes = ", ".join(sorted({each.why for each in troubled}))
    what = f"mail that somebody has to look at: {len(troubled)} {codes}".strip()
    yield _judge(not troubled, what, "Decide on it at the desk, under Mailbox.", Health.LOOK)


@check
def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(places.var()).free
    what = f"free space below {places.var()}: {free / 1e9:,.1f} GB"
    yield _judge(free > _LEAST_FREE, what, "Make room: with a full disk no complaint can be taken in.")
    if Path(settings.DUEPROCESS_VAR).stat().st_mode & 0o002:
        yield Finding(Health.FAIL, f"{places.var()} can be written by everyone", f"chmod o-w {places.var()}")


@check
def _backup() -> Iterator[Finding]:
    path = places.var() / "last-backup"
    if not path.exists():
        mend = "Run: dueprocess backup FOLDER --keys OTHER_FOLDER"
        yield Finding(Health.LOOK, "no backup was made yet", mend)
        return
    made = datetime.fromisoformat(path.read_text().strip())
    days = (datetime.now(UTC) - made).days
    what = f"days since the last backup: {days}"
    yield _judge(days < _OLD_BACKUP_DAYS, what, "Run: dueprocess backup", Health.LOOK)


@check
def _erasures() -> Iterator[Finding]:
    if not Head.objects.exists():
        return
    try:
        erasures.ready()
        count = len(erasures.listed())
    except (Refused, Broken) as error:
        yield Finding(Health.FAIL, "something that was erased may be here", str(error))
        return
    yield Finding(Health.OK, f"erasures in the list apart: {count}")
