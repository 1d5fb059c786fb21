"""Many rows into one table with one statement. Knows tables and both databases; not what a row means.

Django's own bulk_create makes a model instance for each row and takes three times as long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

from .tags import rows_stored

_PAGES, _USUAL = 64_000, 1_000
"""Pages of SQLite's write-ahead log (of 4 KiB) after which it is carried over into the file."""


@contextmanager
def seldom_carried_over() -> Iterator[None]:
    """While many large transactions follow one another: on SQLite a page that each of them changes is carried
    from the write-ahead log into the file once for all, not once for each. The log then grows to 256 MB, and
    is emptied at the end. Each transaction is as safe as ever: it is flushed with the log."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA wal_autocheckpoint = {_PAGES}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA wal_autocheckpoint = {_USUAL}")
            if not connection.in_atomic_block:
                # Whoever reads meanwhile holds it up: then it stays as large as it is, and no harm is done.
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def reserve(model: type[models.Model], count: int) -> range | list[int]:
    """Keys for `count` new rows, from the table's own sequence. Call inside a transaction."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [key for (key,) in cursor.fetchall()]
        # The transaction is IMMEDIATE, so nobody else writes; inserting moves the sequence on.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        start = (row[0] if row else 0) + 1
        return range(start, start + count)


def insert(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of plain values (moments by `moment`, JSON as text) in the order of `fields`."""
    quote = connection.ops.quote_name
    named = [model._meta.get_field(name) for name in fields]
    columns = ", ".join(quote(str(field.column)) for field in named)  # type: ignore[union-attr]
    rows = rows_stored(named, rows)
    into = f"{quote(model._meta.db_table)} ({columns})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {into} VALUES ({places})", list(rows))  # noqa: S608 (no value in it)


def update(
    model: type[models.Model], fields: Sequence[str], key: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Write columns of rows that are there: each row gives the values of `fields`, then those of `key`."""
    if not rows:
        return
    quote = connection.ops.quote_name

    def named(names: Sequence[str], between: str) -> str:
        columns = (model._meta.get_field(name).column for name in names)  # type: ignore[union-attr]
        return between.join(f"{quote(str(column))} = %s" for column in columns)

    text = f"UPDATE {quote(model._meta.db_table)} SET {named(fields, ', ')} WHERE {named(key, ' AND ')}"  # noqa: S608
    each = [model._meta.get_field(name) for name in (*fields, *key)]
    with connection.cursor() as cursor:
        cursor.executemany(text, list(rows_stored(each, rows)))


def moment(value: Any) -> Any:
    """A moment as the database takes it."""
    return connection.ops.adapt_datetimefield_value(value)
