"""Rows read as cases: every kind of dirt stays as it stands, is marked, and is reported."""

from datetime import date

import pytest

from dueprocess.cases.imports.load import load
from dueprocess.cases.imports.reading import Read, Reader, RefusedRowError
from dueprocess.cases.imports.register import Register
from dueprocess.core.errors import Malformed
from tests import workbooks

TODAY = date(2026, 3, 23)
MAP = """
title = "Old register"
[source]
empty = ["NULL"]
[dates]
formats = ["YYYY-MM-DD", "YYYY-MM", "YYYY", "D-Mon-YY"]
[columns]
id = { is = "id" }
received = { is = "received_on" }
closed = { is = "closed_on" }
incident = { is = "incident_on" }
status = { is = "status", words = "status" }
who = { is = "person" }
finding = { is = "finding", words = "finding" }
note = { is = "kept" }
[ignored]
line = "line number"
[words.status]
open = ["Pending", "In  Progress"]
closed = ["CLOSED/FINAL"]
[words.finding]
upheld = ["SU", "Sustained"]
[constants]
unit = "Old office"
[joins.accused]
file = "accused.csv"
id = "case"
optional = true
[joins.accused.columns]
name = { is = "person" }
result = { is = "finding", words = "finding" }
"""
HEAD = "id,received,closed,incident,status,who,finding,note,line\n"


@pytest.fixture
def read(tmp_path):
    """Read one or more rows; a refused one comes back as its code."""

    def reading(text: str, accused: str | None = None) -> list[Read | str]:
        path = tmp_path / "cases.csv"
        path.write_bytes((HEAD + text).encode("utf-8", "surrogateescape"))
        if accused is not None:
            (tmp_path / "accused.csv").write_text(accused)
        found: list[Read | str] = []
        with Register(load(MAP), path) as register:
            reader = Reader(register, TODAY)
            for raw in register.cases():
                try:
                    found.append(reader.read(raw))
                except RefusedRowError as error:
                    found.append(error.remark.code.value)
        return found

    return reading


def cell(read: Read, column: str) -> list[str]:
    return next(cell.plain() for cell in read.cells if cell.column == column)


def test_a_clean_row(read) -> None:
    [case] = read("C1,2001-07-31,2001-08-01,2001-07-26,Closed/Final,Ilse M.,su,said so,7\n")
    assert case.values() == {"received_on": "2001-07-31", "closed_on": "2001-08-01", "status": "closed"}
    assert case.remarks == []
    assert case.origin == ("cases.csv", 2)
    assert [each.plain() for each in case.cells] == [
        ["", "Old office", "unit"],
        ["id", "C1", "id"],
        ["received", "2001-07-31", "received_on"],
        ["closed", "2001-08-01", "closed_on"],
        ["incident", "2001-07-26", "incident_on"],
        ["status", "Closed/Final", "status", "", "closed"],
        ["note", "said so"],
    ]
    [respondent] = case.respondents
    assert respondent.person == "Ilse M."
    assert [each.plain() for each in respondent.cells] == [
        ["who", "Ilse M.", "person"],
        ["finding", "su", "finding", "", "upheld"],
    ]
    assert case.stored == 8


@pytest.mark.parametrize(
    ("row", "column", "code", "values"),
    [
        ("1,2001-07-31,2001-01-01,,,,,,", "closed", "closed_before_received", {"closed_on": "2001-01-01"}),
        ("1,2001-07-31,2040-01-01,,,,,,", "closed", "far_date", {}),
        ("1,2001-07-31,#VALUE!,,,,,,", "closed", "spreadsheet_error", {}),
        ("1,2001-07-31,#######,,,,,,", "closed", "spreadsheet_error", {}),
        ("1,2001-07-31,26-Sep-01,,,,,,", "closed", "two_digit_year", {}),
        ("1,2001-07-31,soon,,,,,,", "closed", "not_a_date", {}),
        ("1,2001-07-31,2001-08,,,,,,", "closed", "partial_date", {"closed_on": "2001-08"}),
        ("1,2001,,,,,,,", "received", "partial_date", {"received_on": "2001"}),
        ("1,,,,,,,,", "received", "received_missing", {"received_on": None}),
        ("1,#N/A,,,,,,,", "received", "spreadsheet_error", {"received_on": None}),
        ("1,2001-07-31,,2001-09-01,,,,,", "incident", "incident_after_received", {}),
        ("1,2001-07-31,,,Mislaid,,,,", "status", "unknown_word", {}),
        ("1,2001-07-31,,,closed/final,,,,", "status", "closed_without_date", {"status": "closed"}),
        (
            "1,2001-07-31,2001-08-01,,in progress,,,,",
            "status",
            "open_with_closing_date",
            {"closed_on": "2001-08-01", "status": "open"},
        ),
        ("1,2001-07-31,,,,X,Guilty,,", "finding", "unknown_word", {}),
        ("1,2001-07-31,,,,,,a\x00b,", "note", "control_character", {}),
        ("1,2001-07-31,,,,,,=1+1,", "note", "formula", {}),
        ("1,2001-07-31,,,,,,@SUM(A1),", "note", "formula", {}),
        ("1,2001-07-31,,,,,,caf\udce9,", "note", "undecodable", {}),
        ("1,2001-07-31,,,,,,Err:502,", "note", "spreadsheet_error", {}),
    ],
)
def test_each_kind_of_dirt_is_marked_and_kept(read, row, column, code, values) -> None:
    [case] = read(row + "\n")
    expected = {"received_on": "2001-07-31", "marks": [code]} | values
    if code in {"received_missing"} or values.get("received_on", 1) is None:
        expected = {"marks": sorted({code, "received_missing"})}
    assert case.values() == expected
    told = [(remark.row, remark.column, remark.code.value) for remark in case.remarks]
    assert (2, column, code) in told
    texts = [each.text for group in (case.cells, *(r.cells for r in case.respondents)) for each in group]
    assert len(texts) == case.stored + 1  # and the constant


@pytest.mark.parametrize(
    "text",
    ["-5", "- said nothing", "+44 20 7946 0000", "-", "--", "<b>x</b>", "#1 priority", "# 5", "1.000,5", "E"],
)
def test_ordinary_text_is_not_marked(read, text) -> None:
    [case] = read(f'1,2001-07-31,,,,,,"{text}",\n')
    assert case.remarks == []
    assert cell(case, "note") == ["note", text]


def test_undecodable_bytes_and_other_forms_of_letters_are_kept_readably(read) -> None:
    first, second = read("1,2001-07-31,,,,,,caf\udce9,\n2,2001-07-31,,,,,,Zo\u0308e,\n")
    assert cell(first, "note") == ["note", "caf\\xe9", "kept", "undecodable"]
    assert cell(second, "note") == ["note", "Zöe"]


def test_texts_that_say_nothing_are_empty(read) -> None:
    [case] = read("1,2001-07-31,null,  ,NULL,,,NULL ,\n")
    assert case.stored == 2
    assert case.remarks == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",2001-07-31,,,,,,,", "no_id"),
        ("NULL,2001-07-31,,,,,,,", "no_id"),
        ("1.2E+07,2001-07-31,,,,,,,", "bad_id"),
        ("#REF!,2001-07-31,,,,,,,", "bad_id"),
        ("A\udcff,2001-07-31,,,,,,,", "bad_id"),
        ("1,2001-07-31", "ragged"),
        ("1,2001-07-31,,,,,,,,9", "ragged"),
    ],
)
def test_rows_that_are_refused(read, row, code) -> None:
    assert read(row + "\n2,2001-07-31,,,,,,,\n")[0] == code


def test_the_second_row_with_an_id_is_refused(read) -> None:
    first, second = read("1,2001-07-31,,,,,,a,\n 1 ,2001-07-31,,,,,,b,\n")
    assert first.id == "1"
    assert second == "duplicate_id"


def test_joined_rows_come_with_their_case(read) -> None:
    [one, two] = read(
        "1,2001-07-31,,,,Own,,,\n2,2001-07-31,,,,,,,\n",
        "case,name,result\n1,Ann,SU\n2,Ben,??\n1,,sustained\n9,Nobody,SU\n",
    )
    assert [(each.person, each.origin) for each in one.respondents] == [
        ("Own", ("cases.csv", 2)),
        ("Ann", ("accused.csv", 2)),
        ("", ("accused.csv", 4)),
    ]
    assert [(r.file, r.row, r.column, r.code.value) for r in two.remarks] == [
        ("accused.csv", 3, "result", "unknown_word")
    ]


def test_no_text_but_dates_and_status_is_shown(read) -> None:
    [case] = read("1,2001-07-31,31.12.2001,,Mislaid,X,Secret finding,=secret,\n")
    shown = {remark.column: remark.detail for remark in case.remarks}
    assert shown == {
        "closed": "31.12.2001 is not a date in any of the formats given",
        "status": "Mislaid",
        "finding": "",
        "note": "",
    }


def test_a_name_in_a_date_column_is_not_shown(read) -> None:
    [case] = read("1,2001-07-31,Wren Abara,,,,,,\n")
    assert "Wren" not in str(case.remarks)


@pytest.mark.parametrize(
    ("head", "named"),
    [
        (HEAD.replace("note", "notes"), ["'notes'", "'note'"]),
        (HEAD.replace(",line", ",line,extra"), ["'extra'"]),
    ],
)
def test_columns_that_map_and_file_do_not_share_stop_the_import(tmp_path, head, named) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(head)
    with pytest.raises(Malformed) as error:
        Register(load(MAP), path)
    assert [problem.path for problem in error.value.problems] == [
        f"cases.csv, column {name}" for name in named
    ]


def test_a_join_that_must_be_there(tmp_path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(HEAD)
    with pytest.raises(Malformed):
        Register(load(MAP.replace("optional = true\n[joins", "[joins")), path)
    with pytest.raises(Malformed):
        Register(load(MAP), path, {"acused": path})


def test_a_workbook_is_read_with_what_its_cells_are_marked_with(tmp_path) -> None:
    cell = workbooks.cell
    names = zip("ABC", ("id", "day", "text"), strict=True)
    rows = f'<row r="1">{"".join(cell(f"{column}1", name, kind="str") for column, name in names)}</row>'
    rows += f'<row r="2">{cell("A2", "7")}{cell("B2", "37103", style=1)}{cell("C2", "said", kind="str")}'
    rows += f'</row><row r="3" hidden="1">{cell("A3", "8")}<c r="B3"><f>TODAY()</f></c></row>'
    rows += '<row r="4"><c r="A4"><f>A3+1</f></c></row>'
    rows += f'<row r="5">{cell("A5", "12345678901234567890")}</row>'
    merged = '<mergeCells><mergeCell ref="C2:C3"/></mergeCells>'
    path = workbooks.book(tmp_path / "x.xlsx", rows, after=merged)
    columns = 'id = { is = "id" }\nday = { is = "received_on" }\ntext = { is = "summary" }\n'
    text = f'title = "X"\n[columns]\n{columns}'
    with Register(load(text), path) as register:
        reader, told = Reader(register, date(2026, 3, 23)), []
        for raw in register.cases():
            try:
                told.append(reader.read(raw))
            except RefusedRowError as error:
                told.append(error.remark.code.value)
    first, second, *refused = told
    assert (first.received_on, first.values()["marks"]) == ("2001-07-31", ["merged"])
    assert second.values() == {"marks": ["merged", "no_value", "received_missing"]}
    assert [each.plain() for each in second.cells] == [
        ["id", "8", "id"],
        ["day", "=TODAY()", "received_on", "no_value"],
    ]
    assert refused == ["bad_id", "bad_id"]
