"""What a cast's building wrote, kept for the next test of this process that begins with the same.

Most tests begin with a federation, and building it through the actions took a third of their time. It is
built once for each rulebook, moment, origin and set of keys; after that its rows are put back as they were,
ids and sequences too. `tests/project/test_remembered.py` holds that they are those that building makes.
Knows tables; nothing of what is built.
"""

from __future__ import annotations

import functools
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db import connection, transaction

from dueprocess.kit import clock
from dueprocess.kit.keys.ring import make_keys, ring

Built = TypeVar("Built")
Rows = dict[str, list[tuple[Any, ...]]]

MIGRATED = frozenset({"django_migrations", "django_content_type", "auth_permission"})
"""Tables in which every database of the tests has rows from its beginning."""
SEQUENCES = "sqlite_sequence"
_NUMBERS = f"SELECT name, seq FROM {SEQUENCES} ORDER BY rowid"

_kept: dict[tuple[Any, ...], tuple[Rows, bytes]] = {}


def once(build: Callable[..., Built]) -> Callable[..., Built]:
    """Let `build` work the first time; then its rows are put back, and a copy of its answer is returned.

    It works every time on PostgreSQL, and where the database holds something already.
    """

    @functools.wraps(build)
    def kept(*given: Any, **named: Any) -> Built:
        if connection.vendor != "sqlite" or not untouched():
            return build(*given, **named)
        make_keys(Path(settings.DUEPROCESS_KEYS))
        under = (ring().current, ring().index, settings.DUEPROCESS_ORIGIN)
        key = (build, given, tuple(sorted(named.items())), clock._set_to.get(), *under)
        if key in _kept:
            there, answer = _kept[key]
            put_back(there)
            return cast(Built, pickle.loads(answer))
        found = build(*given, **named)
        _kept[key] = rows(), pickle.dumps(found)
        return found

    return kept


def untouched() -> bool:
    """Whether no table has a row that was not there from the beginning."""
    return not any(_query(f'SELECT EXISTS (SELECT 1 FROM "{name}")')[0][0] for name in _tables())


def rows() -> Rows:
    """All rows of all tables, as they are stored, but for those that were there from the beginning."""
    found = {name: _query(f'SELECT {_as_stored(name)} FROM "{name}" ORDER BY rowid') for name in _tables()}
    return {name: rows for name, rows in found.items() if rows} | {SEQUENCES: _query(_NUMBERS)}


def put_back(there: Rows) -> None:
    """Write such rows into a database that is untouched."""
    with transaction.atomic():
        for name, rows in there.items():
            if name == SEQUENCES:
                _query(f"DELETE FROM {SEQUENCES}")  # what the rows before have numbered
            marks = ", ".join("?" * len(rows[0]))
            connection.connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)


def _tables() -> list[str]:
    names = (name for (name,) in _query("SELECT name FROM sqlite_schema WHERE type = 'table'"))
    return sorted(set(names) - MIGRATED - {SEQUENCES})


def _as_stored(table: str) -> str:
    """The columns of a table, each behind a plus sign: it changes nothing, and keeps Django's converters
    away, which go by a column's type."""
    return ", ".join(f'+"{name}"' for (name,) in _query(f"SELECT name FROM pragma_table_info('{table}')"))


def _query(sql: str) -> list[tuple[Any, ...]]:
    connection.ensure_connection()
    return connection.connection.execute(sql).fetchall()  # type: ignore[no-any-return]
