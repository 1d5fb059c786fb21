"""Storing every tag under another outer key. Knows the tables with tags in them and both databases; no tag is
made anew from what it stands for, and nothing sealed is opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from dueprocess.core.errors import Broken
from dueprocess.kit.keys import Outer, outer
from dueprocess.kit.keys.inforce import state
from dueprocess.kit.tags import Table, tables, turned

_AT_ONCE = 20_000


def move(to: Outer, say: Callable[[str, int], None]) -> int:
    """Store every tag under `to`, in the transaction of the caller, who is alone in the database (`alone`)
    and has taken the guard off append-only tables. Returns how many rows were written; `say` hears each
    table with the number so far. Raises Broken where a column holds what is no tag, naming it.
    """
    if not connection.in_atomic_block:
        raise Broken("Tags are moved in one transaction; this was called outside any.")
    was, done = outer(), 0
    for table in tables():
        done += _move(table, was, to)
        say(table.name, done)
    state(to.id)
    return done


def _move(table: Table, was: Outer, to: Outer) -> int:
    quote = connection.ops.quote_name
    names = [*table.tags, *table.words, *table.json]
    chosen = ", ".join(quote(name) for name in (table.key, *names))
    text = f"SELECT {chosen} FROM {quote(table.name)}"  # noqa: S608 (names of our own tables)
    order = f" ORDER BY {quote(table.key)} LIMIT {_AT_ONCE}"
    last, done = None, 0
    with connection.cursor() as cursor:
        while True:
            after = "" if last is None else f" WHERE {quote(table.key)} > %s"
            rows = cursor.execute(text + after + order, [] if last is None else [last]).fetchall()
            if not rows:
                return done
            last = rows[-1][0]
            keys, *columns = zip(*rows, strict=True)
            moved = [
                _column(f"{table.name}.{name}", name, table, column, was, to)
                for name, column in zip(names, columns, strict=True)
            ]
            kept = [place for place in range(len(keys)) if any(column[place] for column in columns)]
            _write(cursor, table, names, [[keys[place], *(each[place] for each in moved)] for place in kept])
            done += len(kept)


def _column(
    place: str, name: str, table: Table, values: Sequence[Any], was: Outer, to: Outer
) -> list[str | None]:
    """Return the values of a column as they are stored under the other key."""
    if name in table.json:
        return [None if each is None else _json(each, was, to) for each in values]
    held = [each for each in values if each]
    try:
        made = iter(was.moved(held, to, words=name in table.words))
    except ValueError as error:
        raise Broken(f"{place} holds what is no tag ({error}); nothing was changed.") from None
    return [next(made) if each else each for each in values]


def _json(text: str, was: Outer, to: Outer) -> str:
    return turned(text, lambda tag: to.stored(was.inner(tag)))


def _write(cursor: Any, table: Table, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    if not rows:
        return
    quote = connection.ops.quote_name
    if connection.vendor == "sqlite":
        sets = ", ".join(f"{quote(name)} = %s" for name in names)
        text = f"UPDATE {quote(table.name)} SET {sets} WHERE {quote(table.key)} = %s"  # noqa: S608
        cursor.executemany(text, [[*values, key] for key, *values in rows])
        return
    casts = {name: "::jsonb" if name in table.json else "" for name in names}
    sets = ", ".join(f"{quote(name)} = new.n{place}{casts[name]}" for place, name in enumerate(names))
    columns = ", ".join(f"n{place}" for place in range(len(names)))
    arrays = ", ".join(["%s::bigint[]", *["%s::text[]"] * len(names)])
    cursor.execute(
        f"UPDATE {quote(table.name)} old SET {sets} FROM unnest({arrays}) AS new(key, {columns}) "  # noqa: S608
        f"WHERE old.{quote(table.key)} = new.key",
        [list(column) for column in zip(*rows, strict=True)],
    )


def forget_dead_rows() -> None:
    """Write the tables anew on PostgreSQL, where the rows before the change lie until then; SQLite has
    overwritten them (`secure_delete`). Outside a transaction."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"VACUUM (FULL, ANALYZE) {connection.ops.quote_name(table.name)}")
