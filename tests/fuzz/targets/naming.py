"""Names to be screened: files of them, and two names laid on one another."""

import tempfile
from pathlib import Path

from dueprocess.core.errors import Malformed
from dueprocess.names.judging import judge
from dueprocess.names.values import Entry, Query
from dueprocess.people.lists_of_names import Names
from tests.fuzz.running import Target

TABLE = (
    b"\xef\xbb\xbfkey;Name;Aliases;born_on;member_number;unit\n"
    b'K1;Wren Abara;Wrenna|"W. A.";1990-02-03;M-0017;North\n'
    b"K2;\xc5\xbbaneta de la Cruz-O'Neill Jr;;1990;;\nK3;\xe6\x9d\x8e\xe6\x98\x8e\xe9\x9c\x9e;;;;\n"
)


def rows(data: bytes) -> None:
    """Read every row of a table; every name that is read can be screened."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "names.csv"
        path.write_bytes(data)
        for row in Names(path, lambda _: None).rows():
            each = Entry(row.key, (row.name, *row.aliases), row.born_on, row.number, row.unit)
            if judge(Query(row.name, born_on=row.born_on), each) is None:
                raise AssertionError("a name that was read is none")


def two_names(data: bytes) -> None:
    """Lay two names on one another: as good whichever stands first."""
    one, _, other = data.decode("utf-8", "replace").partition("\n")
    there = judge(Query(one), Entry("1", (other,)))
    back = judge(Query(other), Entry("1", (one,)))
    if (there is None) != (back is None) or (there and back and abs(there.score - back.score) > 1e-9):
        raise AssertionError("another score the other way round")


TARGETS = [
    Target("table of names", rows, lambda: [TABLE], (Malformed,)),
    Target(
        "two names",
        two_names,
        lambda: [
            b"Wren Abara\nABARA, Dr. Wren",
            "عبد الرحمن حداد\nAbd al-Rahman Haddad".encode(),
            "李明霞\nLi Ming-xia".encode(),
            b"J.-C. O'Neill-MacArdle III\nJohnClaude Oneill",
        ],
        (),
    ),
]
