"""What a cast's building wrote, kept for the next test of this process that begins with the same.

Most tests begin with a federation, and building it through the actions took a third of their time. It is
built once for each rulebook, moment, origin and set of keys; after that its rows are put back as they were,
ids and sequences too. `tests/project/test_remembered.py` holds that they are those that building makes.
Where a log has begun before (`a_beginning`), a test's own SQLite database is put back whole.
Knows tables; nothing of what is built.
"""

from __future__ import annotations

import functools
import pickle
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db import connection, transaction

from dueprocess.kit import clock
from dueprocess.kit.keys.ring import make_keys, ring
from tests import outer

Built = TypeVar("Built")
Rows = dict[str, Any]
"""By table: its rows on SQLite, on PostgreSQL the bytes in which the server hands them out."""

MIGRATED = frozenset({"django_migrations", "django_content_type", "auth_permission", "kit_outerkey"})
"""Tables in which every database of the tests has rows from its beginning."""
SEQUENCES = "sqlite_sequence"

_kept: dict[tuple[Any, ...], tuple[Rows, list[Any], bytes]] = {}
_wholly: dict[tuple[Any, ...], tuple[sqlite3.Connection, bytes]] = {}
_beginnings: list[Rows] = []


def a_beginning() -> None:
    """Let what the database holds now be a beginning too: what is built on the same rows is remembered."""
    _beginnings.append(rows())


def once(build: Callable[..., Built]) -> Callable[..., Built]:
    """Let `build` work the first time; then its rows are put back, and a copy of its answer is returned.

    It works every time where the database holds something already that is no beginning.
    """

    @functools.wraps(build)
    def kept(*given: Any, **named: Any) -> Built:
        if not untouched():
            if not own() or (there := rows()) not in _beginnings:
                return build(*given, **named)
            return _on_a_beginning(_beginnings.index(there), build, given, named)
        make_keys(Path(settings.DUEPROCESS_KEYS))
        outer.given(Path(settings.DUEPROCESS_KEYS))
        key = (*_asked(build, given, named), connection.vendor)
        if key in _kept:
            there, numbers, answer = _kept[key]
            with transaction.atomic():
                _side().put_back(there, numbers)
            return cast(Built, pickle.loads(answer))
        found = build(*given, **named)
        _kept[key] = rows(), _side().numbers(), pickle.dumps(found)
        return found

    return kept


def _asked(build: Callable[..., Any], given: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
    """All that decides what will be built."""
    under = (ring().current, ring().index, settings.DUEPROCESS_ORIGIN)
    return (build, given, tuple(sorted(named.items())), clock._set_to.get(), *under)


def _on_a_beginning(
    beginning: int, build: Callable[..., Built], given: tuple[Any, ...], named: dict[str, Any]
) -> Built:
    key = (*_asked(build, given, named), beginning)
    if key in _wholly:
        copy, answer = _wholly[key]
        put_back(copy)
        return cast(Built, pickle.loads(answer))
    found = build(*given, **named)
    _wholly[key] = copied(), pickle.dumps(found)
    return found


def own() -> bool:
    """Whether the database is an SQLite file of the test's own, in which nothing is half done."""
    return connection.vendor == "sqlite" and not connection.in_atomic_block


def copied() -> sqlite3.Connection:
    """Return a copy of the whole database, in memory."""
    copy = sqlite3.connect(":memory:")
    connection.ensure_connection()
    connection.connection.backup(copy)
    return copy


def put_back(copy: sqlite3.Connection) -> None:
    """Let the database hold what its copy holds."""
    connection.ensure_connection()
    copy.backup(connection.connection)


def untouched() -> bool:
    """Whether no table has a row that was not there from the beginning."""
    any_row = " OR ".join(f'EXISTS (SELECT 1 FROM "{name}")' for name in _tables())
    return not _query(f"SELECT {any_row}")[0][0]


def rows() -> Rows:
    """All rows of all tables, as they are stored, but for those that were there from the beginning."""
    found = {name: _side().rows(name) for name in _tables()}
    return {name: rows for name, rows in found.items() if rows}


class _Sqlite:
    """Rows as SQLite has them, past Django's converters, and its one table of sequences."""

    @staticmethod
    def rows(table: str) -> list[Any]:
        # The plus sign changes nothing, and keeps away the converters, which go by a column's type.
        names = ", ".join(
            f'+"{name}"' for (name,) in _query(f"SELECT name FROM pragma_table_info('{table}')")
        )
        return _query(f'SELECT {names} FROM "{table}" ORDER BY rowid')

    @staticmethod
    def numbers() -> list[Any]:
        return _query(f"SELECT name, seq FROM {SEQUENCES}")

    @staticmethod
    def put_back(there: Rows, numbers: list[Any]) -> None:
        for name, rows in there.items():
            marks = ", ".join("?" * len(rows[0]))
            connection.connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)
        _query(f"DELETE FROM {SEQUENCES}")
        connection.connection.executemany(f"INSERT INTO {SEQUENCES} VALUES (?, ?)", numbers)


class _Postgresql:
    """Rows as PostgreSQL copies them. Its sequences are no part of a transaction, and only ever go on."""

    @staticmethod
    def rows(table: str) -> bytes:
        # In the order of their keys: that in which they lie on its pages is the server's own affair.
        all_of = f'COPY (SELECT * FROM "{table}" ORDER BY 1) TO STDOUT'
        with connection.connection.cursor() as cursor, cursor.copy(all_of) as copy:
            return b"".join(bytes(part) for part in copy)

    @staticmethod
    def numbers() -> list[Any]:
        return _query("SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL")

    @staticmethod
    def put_back(there: Rows, numbers: list[Any]) -> None:
        for name, rows in there.items():
            with connection.connection.cursor() as cursor, cursor.copy(f'COPY "{name}" FROM STDIN') as copy:
                copy.write(rows)
        values = ", ".join(f"('{name}', {number})" for name, number in numbers)
        _query(
            "SELECT setval(quote_ident(name)::regclass, number) FROM pg_sequences "
            f"JOIN (VALUES {values}) AS kept (name, number) ON name = sequencename "
            "WHERE coalesce(last_value, 0) < number"
        )


def _side() -> type[_Sqlite | _Postgresql]:
    return _Sqlite if connection.vendor == "sqlite" else _Postgresql


def _tables() -> list[str]:
    lists = {
        "sqlite": "SELECT name FROM sqlite_schema WHERE type = 'table'",
        "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    }
    return sorted({name for (name,) in _query(lists[connection.vendor])} - MIGRATED - {SEQUENCES})


def _query(sql: str) -> list[Any]:
    """Ask the driver itself: what is looked at here is no part of what a test counts."""
    connection.ensure_connection()
    done = connection.connection.execute(sql)
    return list(done.fetchall()) if done.description else []
