"""Being the only one who is connected to the database, for one transaction. Knows both databases and nothing
of what is done meanwhile.

| database | how it is known that nobody else is there | who comes meanwhile |
|---|---|---|
| SQLite | the write-ahead log is given up, which needs that no other connection is open | is turned away |
| PostgreSQL | `pg_stat_activity` names no other session of this database | waits, once it asks for a tag |
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

from dueprocess.core.errors import Broken, Refused
from dueprocess.kit.keys.inforce import TABLE

_WAIT = 3_000  # milliseconds for somebody who is about to leave
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND coalesce(backend_type, 'client backend') = 'client backend'"
)


@contextmanager
def alone() -> Iterator[None]:
    """Do something in one transaction while nobody else is connected; the connection is closed at the end.

    Raises Refused("database.in_use") before anything is done where somebody is; Broken inside a transaction.
    """
    if connection.in_atomic_block:
        raise Broken("To be alone in the database takes a transaction of its own; this was called in one.")
    connection.close()  # whatever this process knew of the database is read anew
    try:
        if connection.vendor == "sqlite":
            _shut_out()
        with transaction.atomic():
            if connection.vendor == "postgresql":
                _alone_here()
            yield
    finally:
        _let_in()
        connection.close()


def _shut_out() -> None:
    """Take the file's exclusive lock, and keep it until the connection is closed."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {_WAIT}")
        cursor.execute("PRAGMA locking_mode = EXCLUSIVE")
        try:
            (mode,) = cursor.execute("PRAGMA journal_mode = DELETE").fetchone()
        except OperationalError:
            mode = "locked"
        if mode != "delete":
            raise _in_use("other processes have")
        cursor.execute("PRAGMA cache_size = -256000")


def _let_in() -> None:
    """Give the exclusive lock back: a statement that somebody still holds, as of an error on its way out,
    would keep it after the connection is closed. The next one to open turns the log on again."""
    if connection.vendor == "sqlite" and connection.connection is not None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA locking_mode = NORMAL")
            cursor.execute("SELECT count(*) FROM sqlite_master").fetchall()


def _alone_here() -> None:
    """Hold up whoever connects from now on, then see that nobody was there before."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {_WAIT}")
        try:
            cursor.execute(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")
        except OperationalError:
            raise _in_use("other sessions have") from None
        cursor.execute("SET LOCAL lock_timeout = 0")
        cursor.execute(_OTHERS)
        (count,) = cursor.fetchone()
    if count:
        raise _in_use(f"{count} other session{'s have' if count > 1 else ' has'}")


def _in_use(who: str) -> Refused:
    return Refused(
        "database.in_use",
        f"Nothing was changed: {who} this database open. Stop everything that works with it (serve, work, "
        "the signer, a pooler, any shell of the database), and run this again.",
        None,
    )
