"""Adoptions are bound to the log: it has begun."""

import pytest

from tests import world


@pytest.fixture
def log(db: None) -> None:
    world.ground()
