"""The federation of `tests/world.py` with a mailbox, and two secretaries for the whole of it."""

import pytest

from dueprocess.kit import clock
from tests import world
from tests.cases.mailbox.mails import HOME

PRESUMED = 'received = { portal = "same day", email = "same day" }\n[roles]'
"""What was mailed counts as received on the same day, unless it comes back."""


def build(more=""):
    with clock.frozen(world.later(days=-1)):
        cast = world.federation(world.EXAMPLE.read_text().replace("[roles]", PRESUMED, 1) + more)
        for name in ("owner", "second"):
            world.appoint(cast[name], "secretary")
        for name, who in cast.people.items():
            who.email = f"{name}@example.org"
            who.save(update_fields=["email"])
    return cast


@pytest.fixture
def house(settings, tmp_path):
    settings.DUEPROCESS_MAILBOX = HOME
    settings.DEFAULT_FROM_EMAIL = HOME


@pytest.fixture
def federation(db, house):
    cast = build()
    with clock.frozen(world.MONDAY):
        yield cast
