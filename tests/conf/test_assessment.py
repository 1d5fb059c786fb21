"""The data-protection assessment: nothing that is kept is left out of it, and what is known stands in it."""

from __future__ import annotations

import importlib.resources
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import models

from dueprocess.conf import assessment
from dueprocess.docket.models import Content
from dueprocess.rules import actions
from tests import world


def test_every_table_and_column_has_its_place() -> None:
    assert assessment.faults() == []


def test_a_new_column_or_table_without_a_place_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    told = assessment.tables()
    short = tuple(each for each in told if each.name != "docket.File")
    monkeypatch.setattr(assessment, "tables", lambda: short)
    assert assessment.faults() == ["docket.File: not in the inventory"]
    monkeypatch.setattr(assessment, "tables", lambda: told)
    more = models.CharField(max_length=3, name="more", db_column="more")
    monkeypatch.setattr(Content._meta, "concrete_fields", (*Content._meta.concrete_fields, more))
    assert assessment.faults() == ["docket.Content.more: not in the inventory"]


def test_what_is_sealed_bytes_is_nowhere_called_readable_or_plain() -> None:
    told = {table.name: table.columns for table in assessment.tables()}
    sealed = {(name, column) for name, kinds in told.items() for column in kinds.get("sealed", ())}
    for name, kinds in told.items():
        for column in (*kinds.get("personal", ()), *kinds.get("plain", ())):
            assert not column.startswith("sealed"), f"{name}.{column}"
    assert {
        ("docket.Content", "sealed"),
        ("docket.PersonKey", "sealed"),
        ("portal.Draft", "sealed"),
    } <= sealed


def test_without_an_installation_every_mark_is_a_blank() -> None:
    text = assessment.written({})
    assert "[[" not in text
    assert f"| Organisation | {assessment.BLANK} |" in text


@pytest.mark.both
def test_what_the_installation_knows_is_filled_in_and_nothing_else(db_fresh: None) -> None:
    world.federation()
    actions.describe(
        by=None, name="Rowers | Union", controller="The board", lawful_bases=["6(1)(f)", "9(2)(d)"]
    )
    out = StringIO()
    call_command("assessment", stdout=out)
    text = out.getvalue()
    assert "| Controller (Art. 4(7)) | The board |" in text
    assert "| All personal data (Art. 6(1)) | 6(1)(f); 9(2)(d) |" in text
    assert r"| Organisation | Rowers \| Union |" in text
    assert f"Decided by: {assessment.BLANK}" in text
    assert "`docket.Content`" in text
    assert "Ilse Marchetti" not in text


def test_a_schedule_stands_in_it_class_by_class(db_fresh: None) -> None:
    world.federation()
    assert "| class | for | kept | why |" not in assessment.written(assessment.known())
    call_command("rulebook", "adopt", "standard", "--by", "Congress", stdout=StringIO())
    code = importlib.resources.files("dueprocess.rules") / "shipped" / "conduct.toml"
    actions.adopt_code(text=code.read_text("utf-8"), adopted_by="Congress", adopted_on=world.ADOPTED, by=None)
    call_command("retention", "adopt", "standard", "--by", "Congress", stdout=StringIO())
    assert "| class | for | kept | why |" in assessment.written(assessment.known())


def test_a_file_that_is_there_is_left_alone(db_fresh: None, tmp_path: Path) -> None:
    place = tmp_path / "assessment.md"
    call_command("assessment", "--to", str(place), stdout=StringIO())
    place.write_text("signed")
    with pytest.raises(CommandError, match="is there already; nothing was written"):
        call_command("assessment", "--to", str(place), stdout=StringIO())
    assert place.read_text() == "signed"
    with pytest.raises(CommandError, match="No such file"):
        call_command("assessment", "--to", str(tmp_path / "none" / "a.md"), stdout=StringIO())
