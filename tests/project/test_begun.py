"""A log that has begun, and what was built on it, are put back as they were: rows, keys and files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection

from dueprocess.kit import clock
from dueprocess.ledger.models import Entry
from dueprocess.people.models import Person
from tests import remembered, world
from tests.conftest import DATABASES
from tests.databases import point_at
from tests.ground import begun_folder, faults

TEXT = world.EXAMPLE.read_text() + "\n# Nobody else begins with this one, on a log that has begun.\n"


def on_a_copy(folder: Path, settings: Any) -> tuple[world.World, remembered.Rows, dict[str, bytes]]:
    """The federation on a log that has begun, in a database and folder of its own, with all rows and files;
    then a case, to see that all of it works."""
    was = dict(connection.settings_dict)
    values = DATABASES.engine.copy()
    point_at(values)
    try:
        with begun_folder(folder, settings):
            with clock.frozen(world.later(days=-1)):
                cast = world.federation(TEXT)
            rows = remembered.rows()
            files = {
                str(path.relative_to(folder)): path.read_bytes()
                for path in folder.rglob("*")
                if path.is_file()
            }
            with clock.frozen(world.MONDAY):
                assert world.open_case(cast).docket.length == 1
                assert faults() == []
            with pytest.raises(IntegrityError, match="append-only"):
                Entry.objects.update(bytes=b"")
        return cast, rows, files
    finally:
        point_at(was)
        DATABASES.engine.drop(values)


def test_the_same_rows_and_files_stand_there_a_second_time(
    db_fresh: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a whole database is put back on SQLite alone")
    first, there, files = on_a_copy(tmp_path / "first", settings)
    monkeypatch.setattr(world, "adopt", None)  # what builds would stop here
    second, again, same = on_a_copy(tmp_path / "second", settings)
    assert again == there
    assert same == files
    assert {name.split("/")[0] for name in files} >= {"keys", "signer"}
    assert second == first
    assert second is not first


def test_where_more_than_the_beginning_is_there_it_is_built_beside_it(
    db_fresh: None, tmp_path: Path, settings: Any
) -> None:
    with begun_folder(tmp_path / "var", settings), clock.frozen(world.later(days=-1)):
        before = world.register.add_unit(name="Here before", by=None)
        built = world.federation()
        assert before.pk < built.union.pk
        assert Person.objects.count() == 14
        assert faults() == []
