"""Files of every kind of dirt, split into rows: nothing is lost, what cannot be split is said."""

import csv
import decimal
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.core.errors import Malformed
from dueprocess.kit.tables.delimited import Delimited
from dueprocess.kit.tables.parquet import Parquet, written
from dueprocess.kit.tables.sources import LARGEST_CELL, Form, distinct


def rows(path: Path, **form) -> list[tuple[int, list[str], str]]:
    source = Delimited(path, Form(**form))
    try:
        return [(row.number, list(row.cells), row.fault[0] if row.fault else "") for row in source.rows()]
    finally:
        source.close()


@pytest.fixture
def made(tmp_path):
    def make(text: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / "register.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return make


@pytest.mark.parametrize(
    ("text", "encoding", "form"),
    [
        ("id,más\r\n1,Żółć\r\n", "utf-8", {}),
        ("id,más\n1,Żółć", "utf-8-sig", {}),
        ("id;más\n1;Żółć\n", "utf-16", {"encoding": "utf-16", "delimiter": ";"}),
        ("id\tmás\r1\tŻółć\r", "cp1250", {"encoding": "cp1250", "delimiter": "\t"}),
    ],
)
def test_encodings_delimiters_line_ends_and_byte_order_marks(made, text, encoding, form) -> None:
    source = Delimited(made(text, encoding), Form(**form))
    assert source.columns == ["id", "más"]
    assert [list(row.cells) for row in source.rows()] == [["1", "Żółć"]]
    assert source.fraction() == 1.0
    source.close()


def test_quoted_line_breaks_quotes_formulas_markup_and_nuls_come_through(made) -> None:
    path = made('id,text\n1,"two\nlines, ""quoted"""\n2,<b>=1+1</b>\n3,a\x00b\n\n4,=HYPERLINK("x")\n')
    assert rows(path) == [
        (2, ["1", 'two\nlines, "quoted"'], ""),
        (3, ["2", "<b>=1+1</b>"], ""),
        (4, ["3", "a\x00b"], ""),
        (6, ["4", '=HYPERLINK("x")'], ""),
    ]


def test_ragged_rows_are_refused_unless_only_empty_cells_are_too_many(made) -> None:
    path = made("a,b,c\n1,2,3,,\n1,2,3,4\n1,2\n1,2,3\n")
    assert rows(path) == [
        (2, ["1", "2", "3"], ""),
        (3, [], "ragged"),
        (4, [], "ragged"),
        (5, ["1", "2", "3"], ""),
    ]
    assert rows(path, short_rows=True)[2] == (4, ["1", "2", ""], "")


def test_broken_quotes_are_refused_and_reading_goes_on(made) -> None:
    path = made('a,b\n1,"x" y\n2,ok\n3,"never closed\n4,lost\n')
    assert [(number, fault) for number, _, fault in rows(path)] == [
        (2, "broken_quote"),
        (3, ""),
        (4, "open_quote"),
    ]


def test_without_quotes_a_quotation_mark_is_a_character(made) -> None:
    assert rows(made('a|b\n"x|y"\n'), delimiter="|", quote="") == [(2, ['"x', 'y"'], "")]


def test_a_huge_cell_is_refused(made) -> None:
    text = "a,b\n1," + "x" * (LARGEST_CELL + 1) + "\n2,ok\n"
    found = rows(made(text))
    assert found[0][2] == "too_long"
    assert found[-1][1:] == (["2", "ok"], "")


def test_rows_above_the_header_are_told(made) -> None:
    source = Delimited(made("Complaints 2019\n\n,,\nid,when\n1,x\n"), Form(header=4))
    assert (source.columns, source.before) == (["id", "when"], [1])
    assert [row.number for row in source.rows()] == [5]
    source.close()


def test_bytes_of_another_encoding_become_lone_surrogates(made) -> None:
    assert rows(made(b"a,b\n1,caf\xe9\n"))[0][1] == ["1", "caf\udce9"]
    source = Delimited(made(b"a,caf\xe9\n1,2\n"), Form())
    assert source.columns == ["a", "caf\\xe9"]
    source.close()


@pytest.mark.parametrize(
    ("text", "form"), [("", {}), ("a,b\n", {"header": 5}), (b"\xff\xfea\x00\x00", {"encoding": "utf-16"})]
)
def test_what_is_no_table_is_refused_whole(made, text, form) -> None:
    with pytest.raises(Malformed):
        rows(made(text), **form)


def test_a_missing_file_is_refused(tmp_path) -> None:
    for source in (lambda path: Delimited(path, Form()), Parquet):
        with pytest.raises(Malformed):
            source(tmp_path / "none")


def test_names_are_made_distinct() -> None:
    assert distinct(["Name", " Name ", "", "a\n b", "Name (2)"]) == [
        "Name",
        "Name (2)",
        "column 3",
        "a b",
        "Name (2) (2)",
    ]


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=20),
            min_size=3,
            max_size=3,
        ).filter(any),
        max_size=20,
    )
)
def test_whatever_is_written_is_read_back(tmp_path_factory, cells) -> None:
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows([["a", "b", "c"], *cells])
    assert [found for _, found, _ in rows(path)] == cells


def test_parquet_values_are_written_as_text(tmp_path) -> None:
    path = tmp_path / "a*[b]?'.parquet"
    (tmp_path / "aX[b]Y'.parquet").write_bytes(b"not parquet")
    with duckdb.connect() as connection:
        relation = connection.sql(
            "SELECT * FROM (VALUES (1::BIGINT, 'Ż', DATE '2001-07-31', TIMESTAMP '2001-07-31 00:00:00', "
            "600.0::DOUBLE, 1.50::DECIMAL(5,2), true, ['a','b'], NULL), (2, NULL, NULL, "
            "TIMESTAMP '2001-07-31 12:30:00', 'nan'::DOUBLE, NULL, false, NULL, NULL)) "
            "t(n, s, d, t, f, x, b, l, z)"
        )
        relation.write_parquet(str(tmp_path / "plain.parquet"))
    (tmp_path / "plain.parquet").rename(path)
    source = Parquet(path)
    assert source.columns == ["n", "s", "d", "t", "f", "x", "b", "l", "z"]
    assert [(row.number, list(row.cells)) for row in source.rows()] == [
        (1, ["1", "Ż", "2001-07-31", "2001-07-31", "600.0", "1.50", "true", '["a", "b"]', ""]),
        (2, ["2", "", "", "2001-07-31 12:30:00", "", "", "false", "", ""]),
    ]
    assert source.fraction() == 1.0
    source.close()


def test_a_cut_parquet_file_is_refused(tmp_path) -> None:
    path = tmp_path / "x.parquet"
    with duckdb.connect() as connection:
        connection.sql("SELECT range AS n FROM range(1000)").write_parquet(str(path))
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(Malformed):
        Parquet(path)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (date(2001, 1, 2), "2001-01-02"),
        (datetime(2001, 1, 2, 3, 4), "2001-01-02 03:04:00"),  # noqa: DTZ001 (files have moments without a zone)
        (decimal.Decimal("1.10"), "1.10"),
        (b"\x00\xff", "00ff"),
        ({"a": date(2001, 1, 2)}, '{"a": "2001-01-02"}'),
    ],
)
def test_written(value, text) -> None:
    assert written(value) == text
