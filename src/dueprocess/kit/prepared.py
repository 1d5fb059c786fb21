"""Statements that come again and again, word for word: made ready once and then only carried out.

Knows both databases and nothing of what a statement means. SQLite keeps statements ready by itself;
PostgreSQL plans every one anew unless it is asked to keep the plan, which took a third of its part of an act.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

_SHARED = "dueprocess_cursor"


def run(text: str, values: Sequence[Any] = ()) -> Any:
    """Execute one statement and return its cursor, which the next one takes.

    All statements of a transaction share it: to make a cursor costs as much as what is asked of it.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    shared: tuple[Any, Any] = getattr(connection, _SHARED, (None, None))
    if shared[1] != (connection.connection, connection.queries_logged) or not connection.in_atomic_block:
        cursor = _cursor(connection)
        shared = (cursor, (connection.connection, connection.queries_logged))
        setattr(connection, _SHARED, shared)
    shared[0].execute(text, values)
    return shared[0]


def _cursor(connection: Any) -> Any:
    """Return a cursor. On PostgreSQL one that sends the values beside the text: only so a plan is kept, from
    as many times on as the settings say (`prepare_threshold`)."""
    if connection.vendor != "postgresql" or connection.queries_logged:  # a log needs the statement as sent
        return connection.cursor()
    connection.ensure_connection()
    return connection.make_cursor(psycopg.Cursor(connection.connection))
