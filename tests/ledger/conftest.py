"""A log of the test's own, in a fresh database."""

from pathlib import Path

import pytest
from pytest_django import Settings

from dueprocess.kit import keys
from tests.conftest import DATABASES
from tests.databases import point_at
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


@pytest.fixture
def elsewhere(tmp_path, settings):
    """Point at an empty installation on another machine: no database tables, an empty VAR."""
    made = []

    def move():
        engine = DATABASES.engine
        if engine.vendor == "sqlite":
            values = engine.values(tmp_path / "new.sqlite3")
        else:
            engine.sql(f'CREATE DATABASE "{engine.prefix}_empty"')
            engine.made.add(f"{engine.prefix}_empty")
            values = engine.values(f"{engine.prefix}_empty")
        point_at(values)
        made.append((engine, values))
        settings.DUEPROCESS_VAR = tmp_path / "new"
        settings.DUEPROCESS_KEYS = str(tmp_path / "new" / "keys")
        (tmp_path / "new").mkdir()
        keys.forget_ring()

    yield move
    for engine, values in made:
        point_at(engine.shared or values)
        engine.drop(values)
