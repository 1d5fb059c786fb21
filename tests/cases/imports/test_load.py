"""Mapping files: what is read from a good one, and every fault named with its line."""

import pytest

from dueprocess.cases.imports.load import load
from dueprocess.cases.imports.mapping import Field
from dueprocess.core.errors import Malformed

GOOD = """
title = "Register of the old office"

[source]
encoding = "windows-1252"
delimiter = "semicolon"
header = 3
empty = ["NULL", "n/a"]

[dates]
formats = ["DD/MM/YYYY", "D Mon YY"]
century_from = 1960
earliest = 1960-01-01
latest = 2019-12-31

[columns]
"Case No" = { is = "id" }
Received = { is = "received_on" }
Closed = { is = "closed_on", formats = ["YYYY-MM-DD"] }
Status = { is = "status", words = "status", optional = true }
Remark = { is = "kept" }

[ignored]
Line = "number of the line on the sheet"

[words.status]
open = ["Pending"]
closed = ["Closed / Final", "DONE"]

[constants]
unit = "Old office"

[joins.accused]
file = "accused.csv"
id = "Case No"

[joins.accused.columns]
Name = { is = "person" }
Result = { is = "finding" }
"""


def problems(text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(Malformed) as error:
        load(text)
    return [(problem.line, problem.path) for problem in error.value.problems]


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) >= 1
    return GOOD.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_good_map_is_read() -> None:
    mapping = load(GOOD)
    assert (mapping.title, mapping.id_column) == ("Register of the old office", "Case No")
    form = mapping.table.form
    assert (form.encoding, form.delimiter, form.header, form.empty) == ("cp1252", ";", 3, {"null", "n/a"})
    received, closed = mapping.table.columns[1:3]
    assert received.dates is not None
    assert closed.dates is not None
    assert [each.text for each in received.dates.formats] == ["DD/MM/YYYY", "D Mon YY"]
    assert [each.text for each in closed.dates.formats] == ["YYYY-MM-DD"]
    assert closed.dates.century_from == 1960
    assert mapping.words["status"] == {"pending": "open", "closed / final": "closed", "done": "closed"}
    assert mapping.constants == {Field.UNIT: "Old office"}
    assert [(join.name, join.file, join.id) for join in mapping.joins] == [
        ("accused", "accused.csv", "Case No")
    ]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('title = "Register of the old office"', 'title = ""', "title"),
        ('title = "Register', 'titel = "x"\ntitle = "Register', "titel"),
        ('"semicolon"', '"; "', "source.delimiter"),
        ('"windows-1252"', '"windows-1999"', "source.encoding"),
        ("header = 3", "header = 0", "source.header"),
        ("header = 3", "header = true", "source.header"),
        ('empty = ["NULL", "n/a"]', "empty = [1]", "source.empty"),
        ('"D Mon YY"]', '"DD/mm/YYYY"]', "dates.formats[1]"),
        ("century_from = 1960", "century_from = 60", "dates.century_from"),
        ("latest = 2019-12-31", 'latest = "2019"', "dates.latest"),
        ("latest = 2019-12-31", "latest = 1950-12-31", "dates.latest"),
        ('Remark = { is = "kept" }', 'Remark = { is = "remark" }', "columns.Remark.is"),
        ('Remark = { is = "kept" }', 'Remark = "kept"', "columns.Remark"),
        ('Remark = { is = "kept" }', 'Remark = { is = "kept", format = "x" }', "columns.Remark.format"),
        (
            'Remark = { is = "kept" }',
            'Remark = { is = "kept", formats = ["YYYY"] }',
            "columns.Remark.formats",
        ),
        ('Remark = { is = "kept" }', 'Remark = { is = "closed_on" }', "columns.Remark"),
        ('words = "status"', 'words = "states"', "columns.Status.words"),
        (', words = "status"', "", "columns.Status"),
        ('open = ["Pending"]', 'running = ["Pending"]', "words.status.running"),
        ('open = ["Pending"]', 'open = ["Pending", "done"]', "words.status.closed"),
        ('Line = "number of the line on the sheet"', 'Line = ""', "ignored.Line"),
        ("[ignored]\n", '[ignored]\nRemark = "twice"\n', "ignored.Remark"),
        ('unit = "Old office"', 'closed_on = "2001-01-01"', "constants.closed_on"),
        ('file = "accused.csv"', 'file = "../accused.csv"', "joins.accused.file"),
        ('id = "Case No"', 'id = ""', "joins.accused.id"),
        ('id = "Case No"', 'id = "Name"', "joins.accused.id"),
        ('Result = { is = "finding" }', 'Result = { is = "closed_on" }', "joins.accused.columns.Result.is"),
        ('"Case No" = { is = "id" }', '"Case No" = { is = "kept" }', "columns"),
    ],
)
def test_each_fault_is_named_with_its_line(old, new, path) -> None:
    text = changed(old, new)
    found = problems(text)
    assert path in [where for _, where in found], found
    assert all(line is not None for line, where in found if where != "title"), found


def test_all_faults_are_told_at_once() -> None:
    text = (
        changed('"semicolon"', '"; "')
        .replace("header = 3", "header = 0")
        .replace('Name = { is = "person" }', "")
    )
    assert {path for _, path in problems(text)} >= {"source.delimiter", "source.header"}


def test_a_line_is_that_of_the_fault() -> None:
    text = changed('Remark = { is = "kept" }', 'Remark = { is = "remark" }')
    assert problems(text) == [(line_of(text, "Remark"), "columns.Remark.is")]


def test_what_is_no_toml_is_refused() -> None:
    assert problems("title = ") == [(None, "map")]


@pytest.mark.parametrize("text", ['"2020-07"', "2020-07-31", '"2020"'])
def test_a_release_is_a_day_a_month_or_a_year(text) -> None:
    mapping = load(f"release = {text}\n" + GOOD)
    assert mapping.release == text.strip('"')


@pytest.mark.parametrize("text", ['"2020-7"', '"July"', "2020", '"2020-02-30"', '"20200731"'])
def test_what_is_no_date_of_a_release_is_told(text) -> None:
    with pytest.raises(Malformed) as error:
        load(f"release = {text}\n" + GOOD)
    assert [(problem.path, problem.line) for problem in error.value.problems] == [("release", 1)]
