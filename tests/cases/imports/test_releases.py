"""The next release of a register: notes `corrected` where values differ, and totals that stay right."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection

from dueprocess.cases import figures
from dueprocess.cases.imports import history
from dueprocess.cases.imports.actions import import_cases
from dueprocess.cases.imports.load import load
from dueprocess.cases.imports.models import ImportedRow
from dueprocess.cases.imports.register import Register
from dueprocess.cases.imports.report import HEADER, Report
from dueprocess.cases.models import Case, Complaint
from dueprocess.docket import verify
from dueprocess.docket.actions import rebuild, take_note
from dueprocess.docket.models import Act, Content, Docket, Party, Word
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, words
from dueprocess.kit.tables.sink import Sink
from dueprocess.ledger import append, state
from dueprocess.tlog import entry as entries
from tests import world

MAP = """
title = "Old register"
[columns]
id = { is = "id" }
received = { is = "received_on" }
closed = { is = "closed_on" }
status = { is = "status", words = "status", optional = true }
about = { is = "summary" }
[words.status]
open = ["pending"]
closed = ["done"]
[joins.accused]
file = "accused.csv"
id = "case"
[joins.accused.columns]
name = { is = "person" }
result = { is = "finding" }
"""
FIRST = """id,received,closed,status,about
A1,2001-07-31,2001-08-10,done,shouting
A2,2001-07-31,,pending,pushing
A3,2002-02-01,2002-03-01,done,late
A4,2003-01-01,2003-02-01,done,rude
A5,,2003-02-01,done,lost
"""
SECOND = """id,received,closed,status,about
A5,2003-01-15,2003-02-01,done,lost
A4,2003-01-01,2003-02-01,done,rude
A2,2001-07-31,2001-12-24,done,pushing
A1,2001-07-31,,pending,shouting and swearing
A6,2004-01-01,,pending,new
"""
ACCUSED = "case,name,result\nA1,Ilse Marchetti,SU\nA1,Wren Abara,\nA4,Odd Berg,NS\n"
ACCUSED_2 = "case,name,result\nA1,Wren Abara,SU\nA1,Nils Aho,NS\nA4,Odd Berg,NS\nA2,Late Comer,\n"
MOMENT = datetime(2026, 3, 23, 10, 0, tzinfo=UTC)
LATER = MOMENT + timedelta(days=9)
ZONE = ZoneInfo("Europe/London")


@pytest.fixture
def bring(tmp_path):
    """Write the files of a release and bring them in."""

    def now(text: str, accused: str = "case,name,result\n", *, at=MOMENT, release="", **options) -> Report:
        (tmp_path / "cases.csv").write_text(text, encoding="utf-8")
        (tmp_path / "accused.csv").write_text(accused, encoding="utf-8")
        mapping = load((f'release = "{release}"\n' if release else "") + MAP)
        report = Report(mapping.title, kept=None, sink=options.pop("sink", None))
        report.dry_run = options.get("dry_run", False)
        with Register(mapping, tmp_path / "cases.csv") as opened, clock.frozen(at):
            return import_cases(opened, report=report, **options)

    return now


@pytest.fixture
def ground(db_fresh):
    with clock.frozen(MOMENT):
        world.ground()
        world.adopt()


def docket_of(number: str) -> Docket:
    for docket in Docket.objects.all():
        content = Content.objects.get(act__docket=docket, act__n=1, field="row")
        if ["id", number, "id"] in Vault.of(docket).content(content, 1)["cells"]:
            return docket
    raise LookupError(number)


def counts(report: Report, file: str = "cases.csv") -> tuple[int, ...]:
    found = report.files[file]
    return (found.read, found.made, found.changed, found.unchanged, found.refused)


def changes(report: Report) -> dict[tuple[str, str], int]:
    return {(each["code"], each["column"]): each["number"] for each in report.plain()["changes"]}


def everything() -> list[object]:
    models = (Docket, Act, Content, Party, Word, Case, Complaint, ImportedRow)
    return [list(model.objects.order_by("pk").values()) for model in models]


def public() -> list[dict[str, object]]:
    return [entries.parse(raw) for _, raw, _ in append.entries(0, 1_000)]


def recomputed() -> Counter[tuple[object, object]]:
    """Every imported case as public entries tell it: its periods of receipt and closing, corrected."""
    found: Counter[tuple[object, object]] = Counter()
    for each in public():
        if each["t"] == "imported":
            found[each.get("r"), each.get("x")] += 1
        elif each["t"] == "imported.corrected" and {"r", "x", "r2", "x2"} & set(each):
            found[each.get("r"), each.get("x")] -= 1
            found[each.get("r2"), each.get("x2")] += 1
    return +found


def stored() -> Counter[tuple[object, object]]:
    found: Counter[tuple[object, object]] = Counter()
    for before in history.read(list(Docket.objects.values_list("pk", flat=True)), lock=False).values():
        found[before.values.get("received_on"), before.values.get("closed_on")] += 1
    return found


def sound() -> None:
    """Each check of the stored state passes, and rebuilding changes nothing."""
    assert list(state.faults()) == []
    assert [rebuild.docket(pk) for pk in Docket.objects.values_list("pk", flat=True)] == [
        0 for _ in Docket.objects.all()
    ]


@pytest.mark.both
def test_the_next_release_corrects_what_differs_and_makes_what_is_new(ground, bring) -> None:
    bring(FIRST, ACCUSED, release="2016-11")
    report = bring(SECOND, ACCUSED_2, at=LATER, release="2020-07")
    assert counts(report) == (5, 1, 3, 1, 0)
    assert counts(report, "accused.csv") == (4, 2, 1, 1, 0)
    assert changes(report) == {
        ("added", "closed"): 1,
        ("added", "received"): 1,
        ("added", "result"): 1,
        ("changed", "about"): 1,
        ("changed", "status"): 2,
        ("missing", "id"): 1,
        ("respondent_came", ""): 2,
        ("respondent_left", ""): 1,
        ("withdrawn", "closed"): 1,
    }
    [gone] = report.lines["withdrawn"]
    assert (gone.file, gone.row, gone.detail, gone.was) == ("cases.csv", 5, "2001-08-10", ("cases.csv", 2))
    [missing] = report.lines["missing"]
    assert (missing.file, missing.row) == ("cases.csv", 4)
    assert not any("swearing" in str(line) for lines in report.lines.values() for line in lines)
    one, two, three = docket_of("A1"), docket_of("A2"), docket_of("A3")
    assert (one.is_open, one.closed_at, one.length) == (True, None, 2)
    assert (two.is_open, three.is_open, three.length) == (False, False, 1)
    assert Act.objects.get(docket=one, n=2).facts == {
        "note": "corrected",
        "values": {"received_on": "2001-07-31", "status": "open"},
        "origin": {"row": 5, "release": "2020-07"},
    }
    parties = {(each.key, each.since, each.status) for each in Party.objects.filter(docket=one)}
    assert parties == {("R1", 1, "left"), ("R2", 1, ""), ("R3", 2, "")}
    assert (Case.objects.get(docket=one).respondents, Case.objects.get(docket=two).respondents) == (2, 1)
    five = docket_of("A5")
    assert (
        five.received_at
        == datetime(2003, 1, 15, tzinfo=ZONE)
        == Complaint.objects.get(docket=five).received_at
    )
    assert list(Word.objects.filter(docket=one, tag__in=words.tags("swearing"))) != []
    assert list(Word.objects.filter(docket=two, tag__in=words.tags("Comer"))) != []
    sound()


@pytest.mark.both
def test_totals_recomputed_from_public_entries_stay_right(ground, bring) -> None:
    bring(FIRST, release="2016")
    assert recomputed() == stored()
    bring(SECOND, at=LATER, release="2020")
    assert recomputed() == stored()
    corrected = [each for each in public() if each["t"] == "imported.corrected"]
    assert [
        {key: value for key, value in each.items() if key not in ("v", "t", "cm")} for each in corrected
    ] == [
        {"d": "2026-04-01", "x": "2003-02-01", "r2": "2003-01-15", "x2": "2003-02-01"},
        {"d": "2026-04-01", "r": "2001-07-31", "r2": "2001-07-31", "x2": "2001-12-24"},
        {"d": "2026-04-01", "r": "2001-07-31", "x": "2001-08-10", "r2": "2001-07-31"},
    ]
    bring(FIRST, at=LATER, release="2021")
    assert recomputed() == stored()
    tally, left_out = figures.tally(ZONE, ages_at=[date(2026, 3, 23)])
    assert (tally.cases, left_out) == (5, 1)
    assert tally.open_at(date(2026, 3, 23)) == 2 == Docket.objects.filter(is_open=True).count()


@pytest.mark.both
def test_the_same_release_again_changes_nothing(ground, bring) -> None:
    bring(FIRST, ACCUSED, release="2016-11")
    bring(SECOND, ACCUSED_2, release="2020-07")
    before = everything()
    report = bring(SECOND, ACCUSED_2, at=LATER, release="2020-07")
    assert (counts(report), counts(report, "accused.csv")) == ((5, 0, 0, 5, 0), (4, 0, 0, 4, 0))
    assert everything() == before


def test_a_dry_run_says_the_same_and_writes_nothing(ground, bring) -> None:
    bring(FIRST, ACCUSED)
    before = everything()
    dry = bring(SECOND, ACCUSED_2, dry_run=True, note_missing=True)
    assert everything() == before
    wet = bring(SECOND, ACCUSED_2, note_missing=True)
    assert dry.plain() | {"dry_run": False, "seconds": 0} == wet.plain() | {"seconds": 0}
    assert dry.lines == wet.lines


def test_what_was_taken_in_first_stays_and_each_value_has_its_origin(ground, bring) -> None:
    bring(FIRST, ACCUSED)
    bring(SECOND, ACCUSED_2, at=LATER)
    docket = docket_of("A1")
    vault = Vault.of(docket)
    found = {
        (row.act.n, row.field): vault.content(row, row.act.n)
        for row in Content.objects.filter(act__docket=docket)
    }
    assert set(found) == {
        (1, "row"), (1, "respondent.R1"), (1, "respondent.R2"),
        (2, "row"), (2, "respondent.R2"), (2, "respondent.R3"),
    }  # fmt: skip
    assert ["closed", "2001-08-10", "closed_on"] in found[1, "row"]["cells"]
    assert found[2, "row"] == {
        "register": "Old register",
        "file": "cases.csv",
        "row": 5,
        "cells": [
            ["id", "A1", "id"],
            ["received", "2001-07-31", "received_on"],
            ["status", "pending", "status", "", "open"],
            ["about", "shouting and swearing", "summary"],
        ],
    }
    assert found[2, "respondent.R2"]["cells"] == [
        ["name", "Wren Abara", "person"],
        ["result", "SU", "finding"],
    ]


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [
        ("2016-11", "2020-07", False),
        ("2020-07", "2016-11", True),
        ("2020-07", "2020-07", False),
        ("2020-07", "2020", False),
        ("2020", "2020-07", True),
        ("2020-07", "", True),
        ("", "2020-07", False),
        ("", "", False),
    ],
)
def test_an_older_release_never_overwrites_a_newer_one(ground, bring, first, second, stands) -> None:
    bring(FIRST, release=first)
    report = bring(FIRST.replace("2001-08-10", "2001-08-11"), release=second)
    assert counts(report) == ((5, 0, 0, 4, 1) if stands else (5, 0, 1, 4, 0))
    assert [line.row for line in report.lines.get("older_release", [])] == ([2] if stands else [])
    assert docket_of("A1").length == (1 if stands else 2)


def test_unless_it_is_told_to(ground, bring) -> None:
    bring(FIRST, release="2020-07")
    older = bring(FIRST.replace("2001-08-10", "2001-08-11"), release="2016", overwrite=True)
    assert counts(older) == (5, 0, 1, 4, 0)
    assert "missing" not in bring("id,received,closed,status,about\n", release="2015").lines
    sound()


def test_a_case_that_is_worked_on_here_is_named_and_left_for_a_person(ground, bring) -> None:
    bring(FIRST)
    with clock.frozen(MOMENT):
        built = world.federation()
        opened = world.open_case(built, at=MOMENT).docket
    one = docket_of("A1")
    row = ImportedRow.objects.get(docket=one)
    ImportedRow.objects.filter(pk=row.pk).delete()
    ImportedRow.objects.create(docket=opened, tag=row.tag, digest=row.digest, register=row.register)
    before = everything()
    report = bring(SECOND, dry_run=True)
    assert everything() == before
    [line] = report.lines["worked_on"]
    assert (line.row, line.detail) == (5, f"{opened.number} here")
    assert counts(report) == (5, 1, 2, 1, 1)


def test_notes_made_meanwhile_stay_and_the_next_act_still_fits(ground, bring) -> None:
    bring(FIRST, ACCUSED)
    docket = docket_of("A1")
    told = Needs(act={"by": "R1"}, content={"text": "I found the old letter."})
    with clock.frozen(LATER):
        take_note(docket=docket, note="information", by=Actor(key="R1"), at=LATER, needs=told)
    report = bring(SECOND, ACCUSED_2, at=MOMENT)  # began before that note was made
    assert report.files["cases.csv"].changed == 3
    docket.refresh_from_db()
    assert (docket.length, docket.is_open) == (3, True)
    sound()
    with clock.frozen(LATER):
        take_note(docket=docket, note="information", by=Actor(key="R2"), at=LATER, needs=told)
    sound()
    assert Party.objects.filter(docket=docket).count() == 3


@pytest.mark.both
def test_what_is_missing_is_counted_and_noted_once_where_asked(ground, bring) -> None:
    bring(FIRST, release="2016")
    assert counts(bring(SECOND, release="2020", note_missing=True)) == (5, 1, 3, 1, 0)
    docket = docket_of("A3")
    act = Act.objects.get(docket=docket, n=2)
    assert (act.name, act.facts["origin"]) == ("corrected", {"missing": True, "release": "2020"})
    assert (docket.is_open, docket.length) == (False, 2)
    again = bring(SECOND, release="2020", note_missing=True)
    assert (counts(again), len(again.lines["missing"])) == ((5, 0, 0, 5, 0), 1)
    docket.refresh_from_db()
    assert docket.length == 2
    line = FIRST.splitlines()[3]
    back = bring(f"{SECOND}{line}\n", release="2021")
    assert changes(back) == {("returned", "id"): 1}
    assert counts(back) == (6, 0, 1, 5, 0)
    sound()


def test_another_spelling_of_the_same_is_no_change(ground, bring) -> None:
    bring(FIRST)
    before = Act.objects.count()
    report = bring(FIRST.replace("done", "DONE").replace("pending", "Pending"))
    assert counts(report) == (5, 0, 0, 5, 0)
    assert Act.objects.count() == before


@pytest.mark.both
def test_a_failed_entry_saves_nothing_of_its_batch(ground, bring) -> None:
    bring(FIRST, ACCUSED)
    before = everything()
    with Stopped(), pytest.raises(IntegrityError):
        bring(SECOND, ACCUSED_2)
    assert everything() == before
    assert counts(bring(SECOND, ACCUSED_2)) == (5, 1, 3, 1, 0)
    sound()


class Stopped:
    """The log takes no further entry."""

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(
                    "CREATE TRIGGER stop BEFORE INSERT ON ledger_seq WHEN NEW.idx > 8 "
                    "BEGIN SELECT RAISE(ABORT, 'stopped'); END"
                )
                return
            cursor.execute(
                "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.idx > 8 THEN "
                "RAISE EXCEPTION 'stopped' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
                "RETURN NEW; END $$"
            )
            cursor.execute(
                "CREATE TRIGGER stop BEFORE INSERT ON ledger_seq FOR EACH ROW EXECUTE FUNCTION stop()"
            )

    def __exit__(self, *_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER stop" + ("" if connection.vendor == "sqlite" else " ON ledger_seq"))


def test_an_edited_copy_of_a_corrected_case_is_found(ground, bring) -> None:
    bring(FIRST, ACCUSED)
    bring(SECOND, ACCUSED_2)
    docket = docket_of("A1")
    edits = {
        "UPDATE docket_docket SET is_open = false, closed_at = received_at WHERE id = %s": "copies",
        "UPDATE docket_party SET status = '' WHERE docket_id = %s AND key = 'R1'": "copies",
        "UPDATE cases_case SET respondents = 3 WHERE docket_id = %s": "copies",
    }
    for statement, check in edits.items():
        with connection.cursor() as cursor:
            cursor.execute(statement, [docket.pk])
        assert check in {fault.check for fault in verify.one(docket)}
        rebuild.docket(docket.pk)
        assert list(verify.one(docket)) == []


def test_the_report_names_old_and_new_origin(ground, bring, tmp_path) -> None:
    bring(FIRST)
    bring(SECOND, sink=Sink(tmp_path / "r.json", HEADER), dry_run=True)
    told = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    line = next(each for each in told["lines"] if each["code"] == "withdrawn")
    assert (line["row"], line["was_file"], line["was_row"]) == (5, "cases.csv", 2)
    bring(SECOND, sink=Sink(tmp_path / "r.csv", HEADER))
    assert "cases.csv,5,closed,withdrawn," in (tmp_path / "r.csv").read_text(encoding="utf-8")


def test_the_printed_report_counts_by_column(ground, bring) -> None:
    bring(FIRST)
    text = "\n".join(bring(SECOND).text())
    assert "5 rows read = 1 made + 3 changed + 1 unchanged + 0 refused" in text
    assert "  2 in column 'status'" in text
    assert "cases.csv row 5, column 'closed': 2001-08-10 (before: cases.csv row 2)" in text
