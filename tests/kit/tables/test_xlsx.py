"""Workbooks with their own kinds of dirt. They are written part by part (`tests.workbooks`)."""

import time
import zipfile
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.core.errors import Malformed
from dueprocess.kit.tables.opening import opened
from dueprocess.kit.tables.sources import LARGEST_CELL, Form, Row
from dueprocess.kit.tables.xlsx import Xlsx, sheets
from dueprocess.kit.tables.xlsx.sheet import place
from dueprocess.kit.tables.xlsx.styles import Kind, plain, style_of
from tests.workbooks import book, cell

HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="str"><v>when</v></c></row>'


def read(path: Path, **form: object) -> list[Row]:
    source = Xlsx(path, Form(**form))  # type: ignore[arg-type]
    try:
        return list(source.rows())
    finally:
        source.close()


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        ("37103", 1, "2001-07-31"),
        ("37103.5", 2, "2001-07-31 12:00:00"),
        ("37103.999999", 5, "2001-08-01"),
        ("61", 1, "1900-03-01"),
        ("60", 1, "60"),
        ("1", 1, "1"),
        ("-5", 1, "-5"),
        ("3000000", 1, "3000000"),
        ("37073", 8, "2001-07-01"),
        ("0.5", 10, "12:00:00"),
        ("0.75", 9, "18:00:00"),
        ("37103.75", 9, "2001-07-31 18:00:00"),
        ("1.5", 6, "36:00:00"),
        ("0.255", 3, "25.5%"),
        ("0.25", 7, "25%"),
        ("123", 4, "00123"),
        ("123456", 4, "123456"),
        ("12345", 0, "12345"),
        ("1.2E+7", 0, "12000000"),
        ("1234567890123456789", 0, "1.23456789012346E+18"),
        ("0.1", 0, "0.1"),
        ("1E-7", 0, "0.0000001"),
        ("-0", 0, "0"),
    ],
)
def test_numbers_are_what_their_format_makes_of_them(tmp_path, value, style, text) -> None:
    rows = read(book(tmp_path / "x.xlsx", HEAD + f'<row r="2">{cell("B2", value, style=style)}</row>'))
    assert [list(row.cells) for row in rows] == [["", text]]


def test_days_of_the_system_of_1904(tmp_path) -> None:
    rows = HEAD + f'<row r="2">{cell("B2", "35641", style=1)}{cell("A2", "0", style=1)}</row>'
    path = book(tmp_path / "x.xlsx", rows, properties='<workbookPr date1904="1"/>')
    assert [list(row.cells) for row in read(path)] == [["1904-01-01", "2001-07-31"]]


def test_texts_of_every_kind(tmp_path) -> None:
    texts = [
        "<t>00123</t>",
        "<r><rPr><b/></rPr><t>two </t></r><r><t>runs</t></r><rPh><t>aloud</t></rPh>",
        "<t xml:space='preserve'> a_x000A_b </t>",
        "<t>31/07/2001</t>",
    ]
    rows = HEAD + "".join(
        f'<row r="{at + 2}">{cell(f"A{at + 2}", str(at), kind="s")}</row>' for at in range(len(texts))
    )
    rows += '<row r="8"><c r="A8" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c></row>'
    rows += f'<row r="9">{cell("A9", "1", kind="b")}{cell("B9", "2001-07-31", kind="d")}</row>'
    rows += f'<row r="10">{cell("A10", "#REF!", kind="e")}'
    rows += f"{cell('B10', 'yes', kind='str', formula='IF(1,2)')}</row>"
    rows += f'<row r="11">{cell("A11", "2001-07-31T00:00:00Z", kind="d")}'
    rows += f"{cell('B11', '2001-07-31T14:30:00.500', kind='d')}</row>"
    found = [(row.number, list(row.cells)) for row in read(book(tmp_path / "x.xlsx", rows, texts=texts))]
    assert found == [
        (2, ["00123", ""]),
        (3, ["two runs", ""]),
        (4, [" a\nb ", ""]),
        (5, ["31/07/2001", ""]),
        (8, ["inline", ""]),
        (9, ["true", "2001-07-31"]),
        (10, ["#REF!", "yes"]),
        (11, ["2001-07-31", "2001-07-31 14:30:00"]),
    ]


def test_a_formula_gives_its_saved_value_or_is_named(tmp_path) -> None:
    rows = (
        HEAD
        + f'<row r="2">{cell("A2", "37103", style=1, formula="A1+1")}<c r="B2"><f>SUM(A1:A2)</f></c></row>'
    )
    [row] = read(book(tmp_path / "x.xlsx", rows))
    assert list(row.cells) == ["2001-07-31", "=SUM(A1:A2)"]
    assert row.marks == {1: "no_value"}


def test_a_formula_whose_value_was_left_empty_is_named_but_not_one_that_gave_an_empty_text(tmp_path) -> None:
    rows = (
        HEAD
        + f'<row r="2">{cell("A2", "", formula="C2-B2")}{cell("B2", "", kind="str", formula="T(A1)")}</row>'
    )
    [row] = read(book(tmp_path / "x.xlsx", rows))
    assert list(row.cells) == ["=C2-B2", ""]
    assert row.marks == {0: "no_value"}


def test_cells_merged_over_rows_are_marked_in_each_of_them(tmp_path) -> None:
    rows = HEAD + "".join(
        f'<row r="{at}">{cell(f"A{at}", str(at))}' + (cell("B2", "7") if at == 2 else "") + "</row>"
        for at in range(2, 6)
    )
    merged = '<mergeCells count="2"><mergeCell ref="B2:B4"/><mergeCell ref="A5:B5"/></mergeCells>'
    found = read(book(tmp_path / "x.xlsx", rows, after=merged))
    assert [(list(row.cells), row.marks) for row in found] == [
        (["2", "7"], {1: "merged"}),
        (["3", ""], {1: "merged"}),
        (["4", ""], {1: "merged"}),
        (["5", ""], {}),
    ]


def test_hidden_rows_columns_and_sheets_are_read_and_told(tmp_path) -> None:
    hidden = '<cols><col min="2" max="2" hidden="1"/><col min="3" max="16384" hidden="1"/></cols>'
    rows = (
        HEAD
        + f'<row r="2" hidden="1">{cell("A2", "1")}{cell("B2", "2")}</row><row r="3">{cell("A3", "3")}</row>'
    )
    named = [("Old", 'state="hidden"'), ("Notes &amp; more", "")]
    path = book(tmp_path / "x.xlsx", rows, before=hidden, named=named)
    source = Xlsx(path, Form(sheet="Old"))
    assert [(row.number, row.hidden) for row in source.rows()] == [(2, True), (3, False)]
    assert [(told.code, told.column, told.detail) for told in source.told] == [
        ("hidden_sheet", "", "Old"),
        ("other_sheet", "", "Notes & more"),
        ("hidden_column", "when", ""),
    ]
    assert source.fraction() == 1.0
    source.close()
    assert [(each.name, each.hidden) for each in sheets(path)] == [("Old", True), ("Notes & more", False)]


@pytest.mark.parametrize("sheet", ["", "Casos"])
def test_one_of_several_sheets_must_be_named(tmp_path, sheet) -> None:
    path = book(tmp_path / "x.xlsx", HEAD, named=[("Cases", ""), ("People", "")])
    with pytest.raises(Malformed) as error:
        Xlsx(path, Form(sheet=sheet))
    [problem] = error.value.problems
    assert "'Cases', 'People'" in problem.what + problem.mend


def test_the_names_need_not_stand_in_row_1(tmp_path) -> None:
    rows = f'<row r="2">{cell("C2", "7")}</row><row r="3"><c r="A3"/></row>'
    rows += HEAD.replace('r="1"', 'r="5"').replace("A1", "A5").replace("B1", "C5")
    rows += f'<row r="6">{cell("A6", "1")}</row>'
    source = Xlsx(book(tmp_path / "x.xlsx", rows), Form(header=5))
    assert (source.before, source.columns) == ([2], ["id", "column 2", "when"])
    assert [row.number for row in source.rows()] == [6]
    source.close()
    for header in (3, 9):
        with pytest.raises(Malformed):
            Xlsx(tmp_path / "x.xlsx", Form(header=header))


def test_cells_beyond_the_names_are_refused_and_blank_ones_are_not(tmp_path) -> None:
    rows = (
        HEAD
        + f'<row r="2">{cell("D2", "1")}</row>'
        + f'<row r="3">{cell("A3", "1")}<c r="D3" t="str"><v> </v></c></row>'
    )
    rows += f'<row r="4">{cell("A4", "x" * (LARGEST_CELL + 1), kind="str")}</row>'
    found = read(book(tmp_path / "x.xlsx", rows))
    assert [(row.number, row.fault[0] if row.fault else "") for row in found] == [
        (2, "ragged"), (3, ""), (4, "too_long"),
    ]  # fmt: skip


def test_empty_rows_by_the_ten_thousand_cost_nothing(tmp_path) -> None:
    empty = "".join(
        f'<row r="{at}"><c r="A{at}" s="1"/><c r="B{at}" s="2"/></row>' for at in range(3, 30_000)
    )
    path = book(tmp_path / "x.xlsx", HEAD + f'<row r="2">{cell("A2", "1")}</row>' + empty)
    began = time.process_time()
    assert [row.number for row in read(path)] == [2]
    assert time.process_time() - began < 5


def test_cells_and_rows_without_references_follow_one_another(tmp_path) -> None:
    rows = "<row><c t='str'><v>id</v></c><c t='str'><v>when</v></c></row>"
    rows += "<row><c><v>1</v></c><c><v>2</v></c></row>"
    assert [(row.number, list(row.cells)) for row in read(book(tmp_path / "x.xlsx", rows))] == [
        (2, ["1", "2"])
    ]


def refused(path: Path) -> str:
    with pytest.raises(Malformed) as error, closing(opened(path, Form())) as source:
        list(source.rows())
    [problem] = error.value.problems
    assert problem.path == path.name
    return problem.what


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("x.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 4_000, "old kind (.xls)"),
        (
            "x.xlsx",
            bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * (1 << 20) + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        ("x.xlsx", b"id,when\n1,2\n", "not a whole workbook"),
        ("x.xlsx", b"", "not a whole workbook"),
        ("x.xlsx", b"PK\x03\x04" + b"\0" * 100, "not a whole workbook"),
    ],
)
def test_what_is_no_workbook_is_refused_by_name(tmp_path, name, content, what) -> None:
    (tmp_path / name).write_bytes(content)
    assert what in refused(tmp_path / name)


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        ({"xl/workbook.bin": b""}, ".xlsb"),
        ({"mimetype": b"", "content.xml": b""}, ".ods"),
        ({"word/document.xml": b""}, "holds no workbook"),
    ],
)
def test_other_archives_are_refused_by_name(tmp_path, parts, what) -> None:
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert what in refused(tmp_path / "x.xlsx")


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
BROKEN = {
    "row order": HEAD + '<row r="1"/>',
    "a row too deep": HEAD + '<row r="1048577"/>',
    "a column too far": HEAD + f'<row r="2">{cell("XFE2", "1")}</row>',
    "no reference": HEAD + f'<row r="2">{cell("2A", "1")}</row>',
    "no such text": HEAD + f'<row r="2">{cell("A2", "99", kind="s")}</row>',
    "no number": HEAD + f'<row r="2">{cell("A2", "abc")}</row>',
    "not finite": HEAD + f'<row r="2">{cell("A2", "NaN")}</row>',
    "no markup": HEAD + "<row",
}


@pytest.mark.parametrize("rows", BROKEN.values(), ids=BROKEN)
def test_broken_markup_is_told_as_damage(tmp_path, rows) -> None:
    assert "damaged" in refused(book(tmp_path / "x.xlsx", rows))


def test_declared_entities_are_never_expanded(tmp_path) -> None:
    also = {"xl/worksheets/sheet1.xml": f"{ENTITIES}<worksheet><sheetData><row/></sheetData></worksheet>"}
    assert "damaged" in refused(book(tmp_path / "x.xlsx", HEAD, also=also))


def test_links_to_other_files_are_refused(tmp_path) -> None:
    path = book(tmp_path / "x.xlsx", HEAD, also={"xl/externalLinks/externalLink1.xml": "<x/>"})
    assert "other files" in refused(path)


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_what_unpacks_to_far_too_much_is_refused_before_it_does(tmp_path, part) -> None:
    path = book(tmp_path / "x.xlsx", HEAD, also={part: b" " * (60 << 20)})
    assert path.stat().st_size < 200_000
    began = time.process_time()
    assert "unpacks to far more" in refused(path)
    assert time.process_time() - began < 2


def test_merged_cells_beyond_measure_are_damage(tmp_path) -> None:
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    assert "damaged" in refused(book(tmp_path / "x.xlsx", HEAD, after=merged))


def test_a_cut_workbook_is_refused(tmp_path) -> None:
    rows = HEAD + "".join(f'<row r="{at}">{cell(f"A{at}", str(at * 7919))}</row>' for at in range(2, 4_000))
    path = book(tmp_path / "x.xlsx", rows)
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    path.write_bytes(whole)
    assert "damaged" in refused(path)


@pytest.mark.parametrize(
    ("reference", "found"), [("A1", (0, 1)), ("$AB$12", (27, 12)), ("XFD1048576", (16_383, 1_048_576))]
)
def test_references(reference, found) -> None:
    assert place(reference) == found


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("General", Kind.NUMBER),
        ("#,##0.00", Kind.NUMBER),
        ('0 "days"', Kind.NUMBER),
        ("[Red]0;[Blue]-0", Kind.NUMBER),
        ("[$-409]d mmm yyyy;@", Kind.DAY),
        ("yyyy\\-mm\\-dd", Kind.DAY),
        ("mmm", Kind.DAY),
        ("mm:ss.0", Kind.TIME),
        ("[mm]:ss", Kind.ELAPSED),
        ("0.00E+00", Kind.NUMBER),
        ('"Nr. "000', Kind.DIGITS),
        ("0%", Kind.PERCENT),
    ],
)
def test_formats(code, kind) -> None:
    assert style_of(200, code).kind is kind


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_whole_numbers_keep_every_digit(number) -> None:
    assert plain(Decimal(number)) == str(number)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e14, max_value=1e14))
def test_other_numbers_are_the_same_number(number) -> None:
    assert float(plain(Decimal(repr(number)))) == number
