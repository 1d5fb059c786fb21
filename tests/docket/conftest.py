"""The federation of `tests/world.py`, on the Monday on which its cases begin."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from dueprocess.kit import clock
from tests import world


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation()
    with clock.frozen(world.MONDAY):
        yield built


@pytest.fixture
def entries_fail(federation: world.World) -> Callable[[], None]:
    """From here on the log takes no entry: the last write of every action fails."""

    def fail() -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(
                    "CREATE TRIGGER no_entry BEFORE INSERT ON ledger_seq "
                    "BEGIN SELECT RAISE(ABORT, 'no entry'); END"
                )
            else:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("ALTER TABLE ledger_seq ADD CONSTRAINT no_entry CHECK (idx < 0) NOT VALID")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    return fail
