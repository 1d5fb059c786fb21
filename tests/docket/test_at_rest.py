"""Nothing that people wrote lies open on the disk: a marker in every text field is looked for everywhere."""

import json
import logging
import shutil
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from dueprocess.cases import extracts
from dueprocess.docket.actions import record_lapses
from dueprocess.docket.search import Filters
from dueprocess.kit import clock
from tests import world
from tests.docket.planting import MARKER, everything, forms, on_disk, plant


@pytest.fixture
def cast(db_fresh):
    with clock.frozen(world.later(days=-1)):
        built = world.federation()
    with clock.frozen(world.MONDAY):
        yield built


def test_the_search_itself_finds_what_lies_open(cast: world.World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kit_once (token, used_at, answer) VALUES (%s, '2026-01-01', '')", [MARKER]
        )
    assert forms(MARKER)["UTF-8"] in on_disk()


def test_no_marker_lies_open(
    cast: world.World, caplog: pytest.LogCaptureFixture, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    caplog.set_level(logging.DEBUG)
    docket = plant(cast)
    with clock.frozen(world.later(40)):
        record_lapses(docket)
        page = extracts.case_page(docket, viewer=cast.actor("owner"))
        found = extracts.queue(cast["owner"], Filters(text=MARKER, is_open=None))
    assert MARKER in repr(page)
    assert len(found.lines) == 3  # the one, the one that a message was put into, and the one it became
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(FULL)")
    logs = json.dumps(
        [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    )
    places = {
        "database": on_disk(),
        "uploads and the rest of VAR": everything(Path(str(settings.DUEPROCESS_VAR))),
        "temporary files": everything(tmp_path),
        "logs": logs.encode(),
    }
    for form, raw in forms(MARKER).items():
        for place, content in places.items():
            if form == "lower case":
                content = content.lower()
            assert raw not in content, f"{form} in the {place}"
    shutil.rmtree(tmp_path)
