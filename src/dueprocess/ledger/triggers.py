"""Append-only tables, held by the database itself. Knows SQL; nothing of what the tables mean.

A room registers its table with `append_only("docket_act")`; one idempotent installer runs after every
migration (SQLite drops triggers when Django rebuilds a table), and `doctor` asks `missing()`.
SQLite's INSERT OR REPLACE passes delete triggers unless `recursive_triggers` is on, so inserts are
guarded too: a row whose primary or unique key is taken is refused before it can replace anything.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

_tables: dict[str, None] = {}
_FUNCTION = "dueprocess_append_only"


def append_only(table: str) -> None:
    """Forbid update, delete, replacement and truncation of `table` from the next migration on."""
    _tables[table] = None


def registered() -> list[str]:
    """The tables that are append-only, in the order of registration."""
    return list(_tables)


def install(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Put the triggers on every registered table that exists; may run any number of times."""
    connection = connections[using]
    statements = _sqlite if connection.vendor == "sqlite" else _postgresql
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for table in _tables:
            if table in tables:
                for statement in statements(connection, cursor, table):
                    cursor.execute(statement)


@contextmanager
def lifted(tables: Iterable[str]) -> Iterator[None]:
    """Take the guard off some tables for a while inside a transaction: whoever does so writes columns anew
    that say the same as before (`retag`), and undoing the transaction puts the guard back too."""
    connection = connections[DEFAULT_DB_ALIAS]
    guarded = [table for table in tables if table in _tables]
    quote = connection.ops.quote_name
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        for table in guarded:
            for kind in ("insert", "update", "delete") if sqlite else ("row", "truncate"):
                on = "" if sqlite else f" ON {quote(table)}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {quote(_name(table, kind))}{on}")
    yield
    install()


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Names of the triggers that ought to be there and are not (or are switched off)."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            kinds: Iterable[str] = ("insert", "update", "delete")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
            kinds = ("row", "truncate")
        there = {name for (name,) in cursor.fetchall()}
    return [name for table in _tables for kind in kinds if (name := _name(table, kind)) not in there]


def _name(table: str, kind: str) -> str:
    return f"append_only_{table}_{kind}"


def _unique_keys(connection: BaseDatabaseWrapper, cursor: Any, table: str) -> list[list[str]]:
    constraints = connection.introspection.get_constraints(cursor, table).values()
    return [each["columns"] for each in constraints if each["primary_key"] or each["unique"]]


def _sqlite(connection: BaseDatabaseWrapper, cursor: Any, table: str) -> Iterable[str]:
    quote = connection.ops.quote_name
    taken = " OR ".join(
        f"EXISTS (SELECT 1 FROM {quote(table)} WHERE "  # noqa: S608 (names of our own tables)
        + " AND ".join(f"{quote(column)} = NEW.{quote(column)}" for column in columns)
        + ")"
        for columns in _unique_keys(connection, cursor, table)
    )
    whens = {
        "insert": f"WHEN {taken} " if taken else "WHEN 0 ",
        "update": "",
        "delete": "",
    }
    for kind, when in whens.items():
        name = quote(_name(table, kind))
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield (
            f"CREATE TRIGGER {name} BEFORE {kind.upper()} ON {quote(table)} {when}"
            f"BEGIN SELECT RAISE(ABORT, 'append-only table: {table} ({kind})'); END"
        )


def _postgresql(connection: BaseDatabaseWrapper, cursor: Any, table: str) -> Iterable[str]:
    quote = connection.ops.quote_name
    yield (
        f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'append-only table: % (%)', TG_TABLE_NAME, lower(TG_OP) "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for kind, event in (
        ("row", "BEFORE UPDATE OR DELETE ON {} FOR EACH ROW"),
        ("truncate", "BEFORE TRUNCATE ON {} FOR EACH STATEMENT"),
    ):
        name = quote(_name(table, kind))
        yield f"DROP TRIGGER IF EXISTS {name} ON {quote(table)}"
        yield f"CREATE TRIGGER {name} {event.format(quote(table))} EXECUTE FUNCTION {_FUNCTION}()"
