"""The demonstration in a database and folder of the test's own; loaded once a run for whoever only wants one.

A load is the dearest thing that the tests do. What one test has loaded lies beside the run's temporary
folders, for every process of the run: the next test takes a copy of it and may change it as it likes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from dueprocess.demo import loading
from dueprocess.kit import clock, keys
from tests import outer

TODAY = datetime(2026, 11, 19, 14, 30, tzinfo=UTC)
DATABASE = "database"


@pytest.fixture
def folder(db_fresh: None, tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Give the demonstration a database and a folder of its own."""
    settings.DUEPROCESS_VAR = tmp_path
    settings.DUEPROCESS_KEYS = str(tmp_path / "keys")
    settings.DUEPROCESS_ORIGIN = "demo.invalid"
    outer.without()  # the demonstration makes keys of its own
    yield tmp_path
    keys.forget_ring()


def load(now: datetime = TODAY) -> loading.Loaded | None:
    """Load it as on that day."""
    with clock.frozen(now):
        return loading.load(say=lambda words: None)


@pytest.fixture
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where what was loaded first lies, for all processes of this run."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "loaded-demo"


def keep(kept: Path, folder: Path) -> None:
    """Keep what has just been loaded, unless another test has done so."""
    if connection.vendor != "sqlite" or kept.exists():
        return
    connection.close()  # the last to close an SQLite file writes all of it into that file
    draft = kept.with_name(f"{kept.name}-{os.getpid()}")
    shutil.copytree(folder, draft)
    shutil.copyfile(connection.settings_dict["NAME"], draft / DATABASE)
    try:
        draft.rename(kept)
    except OSError:  # another process was first
        shutil.rmtree(draft)


@pytest.fixture
def loaded(folder: Path, kept: Path) -> Path:
    """The demonstration as it is loaded on TODAY: a copy, where it was loaded before. Returns its folder."""
    if connection.vendor == "sqlite" and kept.exists():
        connection.close()
        shutil.copytree(kept, folder, dirs_exist_ok=True)
        (folder / DATABASE).replace(connection.settings_dict["NAME"])
        keys.forget_ring()
    else:
        load()
        keep(kept, folder)
    return folder
