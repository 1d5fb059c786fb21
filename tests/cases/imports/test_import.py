"""A register goes in once: cases, seals and entries as the one write path makes them, and nothing twice."""

import json
import sqlite3
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection

from dueprocess.cases import figures
from dueprocess.cases.imports.actions import bringing, import_cases, rows
from dueprocess.cases.imports.load import load
from dueprocess.cases.imports.models import ImportedRow
from dueprocess.cases.imports.register import Register
from dueprocess.cases.imports.report import HEADER, Report
from dueprocess.cases.models import Case, Complaint
from dueprocess.core.errors import Refused
from dueprocess.core.statistics import Times
from dueprocess.docket import verify
from dueprocess.docket.actions import rebuild, take_note
from dueprocess.docket.models import Act, Content, Docket, Party, PersonKey, Word
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, words
from dueprocess.kit.tables.sink import Sink
from dueprocess.ledger import append, state
from dueprocess.ledger.models import Head
from dueprocess.tlog import entry as entries
from tests import world

MAP = """
title = "Old register"
[source]
empty = ["NULL"]
[dates]
formats = ["YYYY-MM-DD", "YYYY-MM", "YYYY"]
[columns]
id = { is = "id" }
received = { is = "received_on" }
closed = { is = "closed_on" }
note = { is = "kept" }
[ignored]
line = "running number"
[joins.accused]
file = "accused.csv"
id = "case"
[joins.accused.columns]
name = { is = "person" }
result = { is = "finding" }
"""
CASES = """id,received,closed,note,line
A1,2001-07-31,2001-08-10,Żółw said =1+1 <b>,1
A2,2001-07-31,,"two
lines",2
A3,2002-02,2001-01-01,NULL,3
A4,,2001-05-05,#VALUE!,4
A2,2001-07-31,,again,5
A5,2003-01-01
A6,2001,2040-01-01,,
"""
ACCUSED = """case,name,result
A1,Ilse Marchetti,SU
A1,Wren Abara,
A5,Nobody,SU
A3,Ilse Marchetti,NS
ZZ,Orphan,NS
"""
MOMENT = datetime(2026, 3, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def register(tmp_path):
    """Write the files of a register; a function that opens and imports it."""
    (tmp_path / "cases.csv").write_text(CASES, encoding="utf-8")
    (tmp_path / "accused.csv").write_text(ACCUSED, encoding="utf-8")

    def bring(*, text: str | None = None, text_of_map: str = MAP, **options) -> Report:
        if text is not None:
            (tmp_path / "cases.csv").write_text(text, encoding="utf-8")
        mapping = load(text_of_map)
        report = Report(mapping.title, kept=None, sink=options.pop("sink", None))
        report.dry_run = options.get("dry_run", False)
        with Register(mapping, tmp_path / "cases.csv") as opened, clock.frozen(MOMENT):
            return import_cases(opened, report=report, **options)

    return bring


@pytest.fixture
def ground(db_fresh):
    with clock.frozen(MOMENT):
        world.ground()
        world.adopt()


def rows_of(*models) -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in models}


BEFORE = 2
"""Entries before anything is imported: the log's beginning and the adoption of the rulebook."""


def everything() -> dict[str, int]:
    return rows_of(Docket, Act, Content, PersonKey, Party, Word, Case, Complaint, ImportedRow) | {
        "entries": Head.objects.get().size
    }


def docket_of(number: str) -> Docket:
    for docket in Docket.objects.all():
        vault = Vault.of(docket)
        row = Content.objects.get(act__docket=docket, field="row")
        cells = vault.content(row, 1)["cells"]
        if [cell[1] for cell in cells if cell[0] == "id"] == [number]:
            return docket
    raise LookupError(number)


@pytest.mark.both
def test_rows_read_are_made_unchanged_or_refused(ground, register) -> None:
    report = register()
    counts = report.files["cases.csv"]
    assert (counts.read, counts.made, counts.unchanged, counts.refused) == (7, 5, 0, 2)
    joined = report.files["accused.csv"]
    assert (joined.read, joined.made, joined.unchanged, joined.refused) == (5, 3, 0, 2)
    codes = Counter(code for (code, _), number in report.codes.items() for _ in range(number))
    assert codes == {
        "closed_before_received": 1,
        "received_missing": 1,
        "spreadsheet_error": 1,
        "partial_date": 2,
        "far_date": 1,
        "duplicate_id": 1,
        "ragged": 1,
        "orphan": 2,
    }
    assert report.ignored == {("cases.csv", "line"): 5}
    assert report.stored == 4 + 3 + 3 + 3 + 3 + 2 + 1 + 2
    assert everything() == {
        "Docket": 5, "Act": 5, "Content": 8, "PersonKey": 3, "Party": 3, "Case": 5, "Complaint": 5,
        "ImportedRow": 5, "Word": Word.objects.count(), "entries": BEFORE + 5,
    }  # fmt: skip


@pytest.mark.both
def test_the_same_file_again_changes_nothing(ground, register) -> None:
    register()
    before = everything()
    report = register()
    counts = report.files["cases.csv"]
    assert (counts.made, counts.unchanged, counts.refused) == (0, 5, 2)
    assert report.files["accused.csv"].unchanged == 3
    assert everything() == before


@pytest.mark.both
def test_a_dry_run_says_the_same_and_writes_nothing(ground, register) -> None:
    before = everything()
    dry = register(dry_run=True)
    assert everything() == before
    wet = register()
    assert dry.plain() | {"dry_run": False, "seconds": 0} == wet.plain() | {"seconds": 0}
    assert dry.lines == wet.lines


@pytest.mark.both
def test_every_check_of_the_stored_state_passes(ground, register) -> None:
    register()
    assert [fault for docket in Docket.objects.all() for fault in verify.one(docket)] == []
    assert list(state.faults()) == []


def test_every_cell_is_sealed_with_its_origin(ground, register) -> None:
    register()
    docket = docket_of("A1")
    vault = Vault.of(docket)
    act = Act.objects.get(docket=docket)
    found = {row.field: vault.content(row, 1) for row in Content.objects.filter(act=act)}
    assert found["row"] == {
        "register": "Old register",
        "file": "cases.csv",
        "row": 2,
        "cells": [
            ["id", "A1", "id"],
            ["received", "2001-07-31", "received_on"],
            ["closed", "2001-08-10", "closed_on"],
            ["note", "Żółw said =1+1 <b>"],
        ],
    }
    assert found["respondent.R2"]["cells"] == [["name", "Wren Abara", "person"]]
    assert (found["respondent.R2"]["file"], found["respondent.R2"]["row"]) == ("accused.csv", 3)
    people = {row.key: vault.identity(row) for row in PersonKey.objects.filter(docket=docket)}
    assert people["R1"] == {"kind": "respondent", "name": "Ilse Marchetti"}
    assert act.facts == {
        "note": "imported",
        "values": {"received_on": "2001-07-31", "closed_on": "2001-08-10"},
        "origin": {"row": 2},
    }


def test_the_entries_tell_receipt_and_closing_and_nothing_else(ground, register) -> None:
    register()
    public = [entries.parse(raw) for _, raw, _ in append.entries(BEFORE, 100)]
    dates = [{key: value for key, value in each.items() if key not in ("cm", "v")} for each in public]
    assert dates == [
        {"t": "imported", "d": "2026-03-23", "r": "2001-07-31", "x": "2001-08-10"},
        {"t": "imported", "d": "2026-03-23", "r": "2001-07-31"},
        {"t": "imported", "d": "2026-03-23", "r": "2002-02", "x": "2001-01-01"},
        {"t": "imported", "d": "2026-03-23", "x": "2001-05-05"},
        {"t": "imported", "d": "2026-03-23"},
    ]


def test_a_case_without_a_closing_date_is_open(ground, register) -> None:
    register()
    assert {name: docket_of(name).is_open for name in ("A1", "A2", "A6")} == {
        "A1": False,
        "A2": True,
        "A6": True,
    }
    docket = docket_of("A1")
    assert docket.received_at is not None
    assert docket.received_at.astimezone(ZoneInfo("Europe/London")) == datetime(
        2001, 7, 31, tzinfo=ZoneInfo("Europe/London")
    )
    assert docket_of("A4").received_at is None


def test_bulk_rows_are_those_that_saving_a_model_makes(ground, register) -> None:
    """Every column reads back as Django's own saving would have stored it."""
    register()
    for model in rows.TABLES:
        for row in model.objects.all():  # type: ignore[attr-defined]
            row.full_clean(validate_unique=False, validate_constraints=False, exclude=_may_be_blank(row))
    docket = docket_of("A1")
    twin = Docket(
        **{f.attname: getattr(docket, f.attname) for f in Docket._meta.concrete_fields if f.name != "id"}
        | {"number": "TWIN", "pseudonym": "0" * 32}
    )
    twin.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM docket_docket WHERE id IN (%s, %s) ORDER BY id", [docket.pk, twin.pk])
        names = [column[0] for column in cursor.description]
        first, second = (dict(zip(names, row, strict=True)) for row in cursor.fetchall())
    own = {"id", "number", "pseudonym"}
    assert {k: v for k, v in first.items() if k not in own} == {
        k: v for k, v in second.items() if k not in own
    }


def _may_be_blank(row) -> list[str]:
    return [f.name for f in row._meta.fields if getattr(row, f.attname) in ("", None, {}, [], b"")]


def test_rebuild_and_later_rows_get_fresh_keys(ground, register) -> None:
    register()
    assert [rebuild.docket(docket.pk) for docket in Docket.objects.all()] == [0] * 5
    last = max(Docket.objects.values_list("pk", flat=True))
    version = Docket.objects.first().rulebook  # type: ignore[union-attr]
    later = Docket.objects.create(number="LATER", kind="case", rulebook=version, pseudonym="1" * 32)
    assert later.pk == last + 1


def test_an_act_on_an_imported_case_leaves_it_as_the_register_did(ground, register) -> None:
    register()
    for name, is_open in (("A3", False), ("A1", False)):
        docket = docket_of(name)
        act = Needs(act={"by": "R1"}, content={"text": "I found the old letter."})
        with clock.frozen(MOMENT):
            made = take_note(docket=docket, note="information", by=Actor(key="R1"), at=MOMENT, needs=act)
        docket.refresh_from_db()
        assert (docket.is_open, docket.length, made.entry_type) == (is_open, 2, "act")
        assert docket.closed_at is not None
        assert list(verify.one(docket)) == []
        assert Party.objects.filter(docket=docket).count() == Case.objects.get(docket=docket).respondents


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("UPDATE docket_docket SET closed_at = NULL, is_open = true WHERE id = %s", "copies"),
        ("UPDATE docket_docket SET received_at = closed_at WHERE id = %s", "copies"),
        ("UPDATE docket_docket SET number = 'x' WHERE id = %s", "docket-number"),
        ("UPDATE docket_docket SET kind = 'opening' WHERE id = %s", "docket-kind"),
        ("UPDATE cases_complaint SET received_at = '2020-01-01' WHERE docket_id = %s", "copies"),
        ("UPDATE cases_case SET respondents = 7 WHERE docket_id = %s", "copies"),
        ("DELETE FROM docket_party WHERE docket_id = %s", "copies"),
    ],
)
@pytest.mark.both
def test_what_was_imported_cannot_be_edited_unseen(ground, register, statement: str, check: str) -> None:
    register()
    docket = docket_of("A1")
    with connection.cursor() as cursor:
        cursor.execute(statement, [docket.pk])
    docket.refresh_from_db()
    assert check in {fault.check for fault in verify.one(docket)}


def test_words_find_a_case_by_its_old_number_and_its_people(ground, register) -> None:
    register()
    one = docket_of("A1").pk
    three = docket_of("A3").pk
    assert found("A1") == {one}
    assert found("marchetti") == {one, three}
    assert found("żółw") == set()  # what is merely kept is not indexed


def found(text: str) -> set[int]:
    tags = words.tags(text)
    return {row.docket_id for row in Word.objects.filter(tag__in=tags)}


def test_another_value_under_a_known_id_is_corrected(ground, register) -> None:
    register()
    report = register(text=CASES.replace("2001-08-10", "2001-08-11"))
    counts = report.files["cases.csv"]
    assert (counts.made, counts.changed, counts.unchanged, counts.refused) == (0, 1, 4, 2)
    [changed] = report.lines["changed"]
    assert (changed.file, changed.row, changed.column) == ("cases.csv", 2, "closed")


def test_rows_are_known_again_in_another_order_and_file(ground, register, tmp_path) -> None:
    register()
    head, *lines = CASES.replace('"two\nlines"', "x").splitlines()
    report = register(text="\n".join([head, *reversed(lines)]) + "\n")
    assert report.files["cases.csv"].unchanged == 4


def test_another_register_may_use_the_same_ids(ground, register) -> None:
    register()
    report = register(text_of_map=MAP.replace('"Old register"', '"Other register"'))
    assert report.files["cases.csv"].made == 5


@pytest.mark.both
def test_a_failed_entry_saves_nothing_of_its_batch(ground, register, monkeypatch) -> None:
    monkeypatch.setattr(bringing, "BATCH", 2)
    before = everything()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "CREATE TRIGGER stop BEFORE INSERT ON ledger_seq WHEN NEW.idx > 4 "
                "BEGIN SELECT RAISE(ABORT, 'stopped'); END"
            )
        else:
            cursor.execute(
                "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.idx > 4 THEN "
                "RAISE EXCEPTION 'stopped' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                "RETURN NEW; END $$"
            )
            cursor.execute(
                "CREATE TRIGGER stop BEFORE INSERT ON ledger_seq FOR EACH ROW EXECUTE FUNCTION stop()"
            )
    with pytest.raises(IntegrityError):
        register()
    after = everything()
    assert after["Docket"] == after["Act"] == after["entries"] - BEFORE == before["Docket"] + 2
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER stop" + ("" if connection.vendor == "sqlite" else " ON ledger_seq"))
    report = register()
    counts = report.files["cases.csv"]
    assert (counts.made, counts.unchanged) == (3, 2)
    assert list(state.faults()) == []


def test_nothing_of_a_register_lies_in_the_database_in_the_clear(ground, register, tmp_path) -> None:
    register()
    name = connection.settings_dict["NAME"]
    copy = tmp_path / "copy.sqlite3"
    with sqlite3.connect(name) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    raw = copy.read_bytes() + b"".join(
        path.read_bytes() for path in Path(name).parent.glob(f"{Path(name).name}-*")
    )
    for text in ("Marchetti", "Abara", "Żółw", "two\nlines", "Old register", "accused.csv"):
        assert text.encode() not in raw
    assert b"2001-08-10" in raw


def test_without_a_rulebook_nothing_is_taken_in(db_fresh, register) -> None:
    with clock.frozen(MOMENT):
        world.ground()
    with pytest.raises(Refused) as refusal:
        register()
    assert refusal.value.code == "no_rulebook"


def test_figures_count_imported_and_native_cases_alike(ground, register) -> None:
    register()
    with clock.frozen(MOMENT):
        built = world.federation()
        world.open_case(built, at=MOMENT)
    tally, left_out = figures.tally(ZoneInfo("Europe/London"), ages_at=[date(2026, 3, 23)])
    assert (tally.cases, left_out) == (5, 1)
    assert tally.quality == {"exact": 3, "contradictory": 1, "partial": 1}
    assert tally.open_at(date(2001, 12, 31)) == 2
    assert tally.open_at(date(2026, 3, 23)) == 3
    assert tally.times() == Times(1, 10, 10, 10)


def test_the_report_file_has_every_line_and_runs_no_formula(ground, register, tmp_path) -> None:
    text = CASES.replace("note,line", "=note,line")
    dirty = MAP.replace("note = {", '"=note" = {')
    register(text=text, text_of_map=dirty, sink=Sink(tmp_path / "report.csv", HEADER), dry_run=True)
    written = (tmp_path / "report.csv").read_text(encoding="utf-8")
    assert "'=note" in written
    assert ",=note" not in written
    assert (tmp_path / "report.csv").stat().st_mode & 0o077 == 0
    report = register(text=text, text_of_map=dirty, sink=Sink(tmp_path / "report.json", HEADER))
    told = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert told["summary"] == report.plain()
    assert len(told["lines"]) == sum(report.codes.values()) == written.count("\n") - 1
    assert told["lines"][0]["meaning"]
