"""Registers and member lists: their maps, CSV, workbooks and Parquet files, and every row read as a case or a
member."""

import contextlib
import io
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import duckdb

from dueprocess.cases.imports import load as cases_load
from dueprocess.cases.imports import reading as cases_reading
from dueprocess.cases.imports.register import Register
from dueprocess.core.errors import Malformed
from dueprocess.kit.tables import dates
from dueprocess.kit.tables.opening import opened
from dueprocess.kit.tables.sources import Form
from dueprocess.people.imports import lists as people_lists
from dueprocess.people.imports import load as people_load
from dueprocess.people.imports import reading as people_reading
from tests.fuzz.mutating import of_zip
from tests.fuzz.running import Target
from tests.fuzz.targets.rules import text
from tests.workbooks import book, cell

ROOT = Path(__file__).resolve().parents[3] / "src" / "dueprocess"
BAD = (Malformed,)
TODAY = date(2026, 3, 23)
CASES = b"""title = "Old register"
[source]
empty = ["NULL"]
short_rows = true
[dates]
formats = ["YYYY-MM-DD", "YYYY-MM", "YYYY", "D-Mon-YY", "D.M.YYYY hh:mm", "excel"]
century_from = 1950
[columns]
id = { is = "id" }
received = { is = "received_on" }
closed = { is = "closed_on" }
status = { is = "status", words = "status" }
who = { is = "person" }
note = { is = "kept" }
[words.status]
open = ["Pending", "In  Progress"]
closed = ["CLOSED/FINAL"]
[constants]
unit = "Old office"
[joins.accused]
file = "accused.csv"
id = "case"
optional = true
[joins.accused.columns]
name = { is = "person" }
"""
HEAD = b"id,received,closed,status,who,note\n"
ROWS = HEAD + (
    b'1,2001-07-31,2001-08,Pending,"Abara, Wren",said\n2,1-Jan-03,NULL,closed/final,Ilse,"two\nlines"\n'
    b'3,37103,12.5.2004 10:30,In Progress,,"a ""quote"""\n4,2001\n'
)
MEMBERS = b"""title = "Members"
[dates]
formats = ["YYYY-MM-DD", "DD.MM.YYYY"]
[words.status]
member = ["active"]
lapsed = ["lapsed"]
[people]
file = "*"
[people.columns]
number = { is = "number" }
name = { is = "name" }
also = { is = "alias", split = ";", optional = true }
status = { is = "status", words = "status", optional = true }
born = { is = "born_on", optional = true }
email = { is = "email", optional = true }
"""
PEOPLE = (
    b"number,name,also,status,born,email\n1,Wren Abara,Wrenna;W. A.,active,1990-02-03,wren@example.org\n"
    b"2,\xc5\xbbaneta,,lapsed,03.02.1990,\n3,Mono,,,,\n"
)


class Held:
    """A file that lies in memory."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name, self.suffix, self.data = name, Path(name).suffix, data

    def open(self, _: str) -> io.BytesIO:
        return io.BytesIO(self.data)


def all_rows(name: str, **form: object) -> Callable[[bytes], None]:
    """Read every row of a file of that name."""

    def call(data: bytes) -> None:
        source = opened(Held(name, data), Form(**form))  # type: ignore[arg-type]
        try:
            for row in source.rows():
                if not row.fault and len(row.cells) != len(source.columns):
                    raise AssertionError("a row of another length than the columns")
            source.fraction()
        finally:
            source.close()

    return call


def parquet(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.parquet"
        path.write_bytes(data)
        source = opened(path, Form())
        try:
            for _ in source.rows():
                pass
        finally:
            source.close()


@cache
def _parquet() -> bytes:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "x.parquet"
        connection.sql(
            "SELECT i AS n, 'Żuk ' || i AS s, DATE '2001-07-31' + i::INT AS d, [i, 2] AS l, i / 3.0 AS f, "
            "NULL AS z FROM range(40) t(i)"
        ).write_parquet(str(path))
        return path.read_bytes()


@cache
def _books() -> tuple[bytes, ...]:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="s"><v>0</v></c></row>'
    rows += "".join(
        f'<row r="{at}">{cell(f"A{at}", str(at))}{cell(f"B{at}", "37103.5", style=2)}</row>' for at in (2, 3)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = book(
            Path(folder) / "x.xlsx", rows, texts=["<t>when</t>"],
            after='<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>',
        )  # fmt: skip
        return (path.read_bytes(),)


def rows_of_cases(data: bytes) -> None:
    """A register in a folder, without the file that may be joined."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.csv"
        path.write_bytes(data)
        with Register(_cases_map(), path) as register:
            reader = cases_reading.Reader(register, TODAY)
            for raw in register.cases():
                try:
                    reader.read(raw).values()
                except cases_reading.RefusedRowError:
                    continue
            list(register.left())


@cache
def _cases_map():
    return cases_load.load(CASES.decode())


@cache
def _members_map():
    return people_load.load(MEMBERS.decode())


def rows_of_members(data: bytes) -> None:
    refused: list[object] = []
    with people_lists.Lists(_members_map(), [Held("people.csv", data)]) as given:
        for sheet in given.sheets.values():
            reader = people_reading.Reader(_members_map(), sheet, TODAY)
            for _ in reader.rows(refused.append, lambda: None):
                pass


def a_date(data: bytes) -> None:
    """A cell read by every format there is."""
    forms = ("YYYY-MM-DD", "YYYY-MM", "YYYY", "D-Mon-YY", "D. Month YYYY", "MM/DD/YYYY hh:mm:ss", "excel")
    reader = dates.Reader(tuple(map(dates.Format.of, forms)), 1950)
    found = reader.read(text(data), TODAY)
    if not found.isascii():
        raise AssertionError(f"read as {found!r}")


def a_format(data: bytes) -> None:
    """What it makes of a date is a date or a mark."""
    reader = dates.Reader((dates.Format.of(text(data)),))
    with contextlib.suppress(dates.UnreadableError):
        reader.read("2001-07-31", TODAY)


def maps(*names: str) -> Callable[[], Sequence[bytes]]:
    return lambda: [(ROOT / name).read_bytes() for name in names]


def cases_maps() -> list[bytes]:
    return [CASES, *maps("cases/imports/maps/generic-cases.toml", "cases/imports/maps/spreadsheet.toml")()]


TARGETS = [
    Target(
        "map of a register",
        lambda data: cases_load.load(text(data)),
        cases_maps,
        BAD,
        ("dueprocess.cases.imports.load.load", "dueprocess.kit.tables.maps.parsed"),
    ),
    Target(
        "map of members",
        lambda data: people_load.load(text(data)),
        lambda: [MEMBERS, *maps("people/imports/maps/members.toml")()],
        BAD,
        ("dueprocess.people.imports.load.load",),
    ),
    Target("CSV", all_rows("x.csv"), lambda: [ROWS], BAD),
    Target(
        "CSV in UTF-16", all_rows("x.csv", encoding="utf-16"), lambda: [ROWS.decode().encode("utf-16")], BAD
    ),
    Target("workbook", all_rows("x.xlsx"), lambda: list(_books()), BAD, mutation=of_zip),
    Target("Parquet", parquet, lambda: [_parquet()], BAD, few=15),
    Target(
        "rows of a register",
        rows_of_cases,
        lambda: [ROWS],
        BAD,
        ("dueprocess.cases.imports.reading.Reader.read",),
    ),
    Target(
        "rows of a member list",
        rows_of_members,
        lambda: [PEOPLE],
        BAD,
        ("dueprocess.people.imports.reading.Reader.read",),
    ),
    Target(
        "date in a cell",
        a_date,
        lambda: [b"2001-07-31", b"2001-07", b"3-Feb-01", b"07/31/2001 10:30:00", b"37103.5"],
        (dates.UnreadableError,),
        ("dueprocess.kit.tables.dates.Reader.read",),
    ),
    Target("format of dates", a_format, lambda: [b"YYYY-MM-DD", b"YYYY-MM-DDThh:mm:ss"], (ValueError,)),
]
