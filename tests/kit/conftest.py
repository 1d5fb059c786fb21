"""A folder and keys of the test's own."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.ground import own_folder


@pytest.fixture
def var(tmp_path: Path, settings: Settings):
    """VAR in a folder of this test's own, with fresh keys."""
    with own_folder(tmp_path, settings) as folder:
        yield folder
