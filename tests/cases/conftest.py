"""The federation of `tests/world.py`, on the Monday on which its cases begin."""

from collections.abc import Iterator

import pytest

from dueprocess.kit import clock
from tests import world


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation()
    with clock.frozen(world.MONDAY):
        yield built
