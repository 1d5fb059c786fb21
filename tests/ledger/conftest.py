"""A log of the test's own, in a fresh database."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.ground import begin, own_folder


@pytest.fixture
def var(tmp_path: Path, settings: Settings):
    """VAR in a folder of this test's own, with fresh keys."""
    with own_folder(tmp_path / "var", settings) as folder:
        yield folder


@pytest.fixture
def log(db_fresh: None, var: Path, settings: Settings) -> Path:
    """A log that has begun under a real origin, in a database that may commit; answers VAR."""
    begin(settings)
    return var
