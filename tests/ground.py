"""What tests of the ground share: a folder with keys, and a log that has begun."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings as of_all
from django.db import connection, transaction

from dueprocess.kit import keys
from dueprocess.ledger import actions, append, policy, state
from dueprocess.tlog.period import Granularity
from tests import outer, remembered

BEGUN = Path(of_all.DUEPROCESS_VAR) / "begun"
"""Keys and files of the log that `begun_folder` has begun first, until the process ends."""
_begun: list[sqlite3.Connection] = []
DAILY = policy.Policy(Granularity.DAY, policy.Publish.ENTRIES, "UTC")


@contextmanager
def own_folder(folder: Path, settings: Any) -> Iterator[Path]:
    """Let the settings point at `folder`, with fresh keys in it."""
    settings.DUEPROCESS_VAR = folder
    settings.DUEPROCESS_KEYS = str(folder / "keys")
    keys.make_keys(folder / "keys")
    outer.given(folder / "keys")
    yield folder
    keys.forget_ring()


def begin(settings: Any, origin: str = "log.example/record", rules: policy.Policy = DAILY) -> None:
    """Begin a log, one with a real origin unless told otherwise."""
    settings.DUEPROCESS_ORIGIN = origin
    actions.begin(rules=rules)


@contextmanager
def begun_folder(folder: Path, settings: Any) -> Iterator[Path]:
    """Let the settings point at `folder`, with keys and a log that has begun, in the test's own database.

    It begins once in a process. After that its rows and files are put back, so that what tests build on it
    can be put back too (`remembered`).
    """
    if not remembered.own():
        with own_folder(folder, settings):
            begin(settings, origin="tests.invalid")
            yield folder
        return
    if _begun:
        shutil.copytree(BEGUN, folder)
        remembered.put_back(_begun[0])
    with own_folder(folder, settings):
        settings.DUEPROCESS_ORIGIN = "tests.invalid"
        if not _begun:
            begin(settings, origin="tests.invalid")
            shutil.copytree(folder, BEGUN)
            _begun.append(remembered.copied())
            remembered.a_beginning()
        yield folder


def some(count: int, kind: str = "act", at: datetime | None = None) -> list[int]:
    """Append that many entries in one transaction; returns their keys."""
    at = at or datetime.now(UTC)
    fields = {"cm": bytes(32)} | ({"r": at} if kind in ("closed", "reopened") else {})
    new = [append.New(append.new_key(), kind, fields, at) for _ in range(count)]
    with transaction.atomic():
        append.many(new)
    return [each.key for each in new]


def faults(skip: frozenset[str] = frozenset()) -> list[state.Fault]:
    """What the record's own checks find; those of the rooms above would miss the acts behind `some`."""
    rooms = frozenset(name for name in state.names() if "." in name)
    return list(state.faults(skip=skip | rooms))


def failing_trigger(table: str) -> None:
    """Make every insert into a table fail, as a full disk or a damaged page would."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"CREATE TRIGGER full BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'disk full'); END"
            )
        else:
            cursor.execute(
                "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'disk full' USING ERRCODE = '23000'; END $$"
            )
            cursor.execute(f"CREATE TRIGGER full_ BEFORE INSERT ON {table} EXECUTE FUNCTION fail()")
