"""What every journey stands on: a served installation whose log has begun, with its own folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ground import begun_folder


@pytest.fixture
def ground(live: Any, tmp_path: Path, settings: Any) -> Iterator[None]:
    with begun_folder(tmp_path / "var", settings):
        yield
