"""Issues of outside lists as CSV: what is read, and every fault by its line."""

from __future__ import annotations

import pytest

from dueprocess.core.errors import Malformed
from dueprocess.standing.listing import Entry, read


def test_a_whole_issue_is_read() -> None:
    found = read(
        "\ufeffKey,Name,aliases,born_on,number,until_on\n"
        '7,"Ilse, the elder",A|B | ,1980-02-03,n1,2026-06-30\n\n'
        "8,李 明霞,,,,\n".encode()
    )
    assert found == (
        Entry("7", "Ilse, the elder", ("A", "B"), "1980-02-03", "n1", "2026-06-30"), Entry("8", "李 明霞"),
    )  # fmt: skip
    assert Entry.of(found[0].plain()) == found[0]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", [("file", 1), ("file", 1)]),
        (b"key,name,shoe\n", [("file", 1)]),
        (b"key,name\n", [("file", None)]),
        (b"key,name\n1,A\n1,B\n,C\n", [("key", 3), ("key", 4)]),
        (b"key,name,born_on\n1,A,3.2.1980\n2,B,1980-02-30\n", [("born_on", 2), ("born_on", 3)]),
        (b"key,name\n1,A,B\n2,C\n", [("file", 2)]),
        (b"key,name\n1,A\n2,\xff\n", [("file", 3)]),
        (b'key,name\n1,"A\n', [("file", 2)]),
        (b"key,name\n1,A\x07\n", [("name", 2)]),
        (b"key,name\n1," + b"x" * 301, [("name", 2)]),
    ],
)
def test_each_fault_is_named_by_its_line(data: bytes, told: list[tuple[str, int | None]]) -> None:
    with pytest.raises(Malformed) as caught:
        read(data)
    assert [(each.path, each.line) for each in caught.value.problems] == told


def test_too_many_rows_are_refused() -> None:
    rows = "".join(f"{n},Somebody\n" for n in range(20_002))
    with pytest.raises(Malformed, match="more than"):
        read(f"key,name\n{rows}".encode())
