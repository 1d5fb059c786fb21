"""The register's tests stand on a log that has begun: each change to the register is bound to it."""

import pytest

from tests import world


@pytest.fixture(autouse=True)
def _ground(db: None) -> None:
    world.ground()
