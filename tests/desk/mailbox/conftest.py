"""The federation with a mailbox, and an officer of it at the desk."""

import pytest

from dueprocess.kit import clock
from tests import world
from tests.cases.mailbox import mails
from tests.cases.mailbox.conftest import build
from tests.desk.conftest import signed_in


@pytest.fixture
def federation(db, settings):
    settings.DUEPROCESS_MAILBOX = settings.DEFAULT_FROM_EMAIL = mails.HOME
    cast = build()
    with clock.frozen(world.MONDAY):
        yield cast


@pytest.fixture
def owner(federation):
    return signed_in(federation["owner"])
