"""Which outer key the tags of a database lie under. Knows one row of it; nothing of the tables that hold
tags.

The row is read once in the life of a connection. That is enough, since the key is changed only while no
other connection is open (`ledger.alone`): whoever connects afterwards reads the new row, and a process that
still has the former key finds the new one where keys lie, or says that it cannot go on.
"""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from dueprocess.core.errors import Broken

from .permuting import Outer
from .ring import forget_ring, ring

TABLE = "kit_outerkey"
_HELD = "dueprocess_outer"
_ROW = f"SELECT key FROM {TABLE} WHERE id = 1"  # noqa: S608 (a name of our own)
_THERE = {
    "sqlite": f"SELECT name FROM sqlite_master WHERE name = '{TABLE}'",  # noqa: S608
    "postgresql": f"SELECT to_regclass('{TABLE}')",
}


class UnknownOuter(Broken):
    """The tags of this database lie under an outer key that this installation does not have."""


def outer(connection: Any = None) -> Outer:
    """The outer key under which the tags of this database lie.

    Raises UnknownOuter where that key is not among those of this installation, saying what to do.
    """
    connection = connection or connections[DEFAULT_DB_ALIAS]
    held: tuple[Any, Outer] | None = connection.__dict__.get(_HELD)
    if held is None or held[0] is not connection.connection:
        connection.ensure_connection()
        held = (connection.connection, _named(stated(connection.connection, connection.vendor)))
        connection.__dict__[_HELD] = held
    return held[1]


def stated(raw: Any, vendor: str) -> str:
    """The id of the outer key that the database names ("" for none), by the driver's own connection: no query
    of Django's, so that the first tag that is asked for does not count as one."""
    there = raw.execute(_THERE[vendor]).fetchone()
    row = raw.execute(_ROW).fetchone() if there and there[0] else None
    return str(row[0]) if row else ""


def state(name: str) -> None:
    """Let the database name another outer key ("" for none), in the transaction that stores the tags under
    it. Whoever undoes that transaction closes the connection too."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608
        if name:
            cursor.execute(f"INSERT INTO {TABLE} (id, key) VALUES (1, %s)", [name])  # noqa: S608
    connections[DEFAULT_DB_ALIAS].__dict__.pop(_HELD, None)


def _named(name: str) -> Outer:
    if not name:
        return Outer()
    if name not in ring().outers:
        forget_ring()  # it was changed since this process read the keys
    found = ring().outers.get(name)
    if found is None:
        raise UnknownOuter(
            f"The tags of this database lie under the outer key {name}, which is not among the keys of this "
            "installation. After a rotation elsewhere: put the newer index.key here, and restart. After an "
            "older backup was put back: add the outer key of its time, which was kept with it, as a further "
            "line of index.key (docs/how-to/rotate-keys.md)."
        )
    return found
