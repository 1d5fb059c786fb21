"""Guesses about columns: from names and all values, with a reason; days that can be read twice are said."""

import pytest

from dueprocess.cases.imports.guessing import Profile, profiles, says_closed
from dueprocess.cases.imports.load import load
from dueprocess.cases.imports.wording import IGNORED, Choice, dated, text, toml


def guessed(columns: list[str], *rows: list[str]) -> dict[str, Profile]:
    return {each.name: each for each in profiles(columns, rows)}


def test_names_and_values_tell_together() -> None:
    found = guessed(
        ["Case No", "Date received", "Closed", "Status", "Respondent", "Remarks"],
        ["7", "31/07/2001", "2.8.2001", "Open", "Wren", "x"],
        ["8", "01/08/2001", "", "Closed / final", "Odd", "y"],
        ["9", "01/08/2001", "n/a", "Open", "Odd", ""],
    )
    assert {name: (each.guess, each.why) for name, each in found.items()} == {
        "Case No": ("id", "name"),
        "Date received": ("received_on", "name"),
        "Closed": ("closed_on", "name"),
        "Status": ("status", "name"),
        "Respondent": ("person", "name"),
        "Remarks": ("kept", "nothing"),
    }
    assert found["Date received"].formats == ["DD/MM/YYYY"]
    assert (found["Closed"].formats, found["Closed"].unread) == (["D.M.YYYY"], 1)
    assert found["Status"].words == {"Open": 2, "Closed / final": 1}
    assert (found["Remarks"].filled, found["Remarks"].samples) == (2, ["x", "y"])


def test_a_name_alone_is_not_believed() -> None:
    found = guessed(["number", "received", "key"], ["1", "soon", "a"], ["1", "soon", "b"])
    assert {name: (each.guess, each.why) for name, each in found.items()} == {
        "number": ("kept", "nothing"),
        "received": ("kept", "nothing"),
        "key": ("id", "different"),
    }


@pytest.mark.parametrize(
    ("values", "formats", "ambiguous"),
    [
        (["2001-07-31", "2001-08-01"], ["YYYY-MM-DD"], 0),
        (["01/02/2001", "03/04/2001", "05/05/2001"], ["DD/MM/YYYY", "MM/DD/YYYY"], 2),
        (["01/02/2001", "31/04/2002", "31/03/2001"], ["DD/MM/YYYY"], 0),
        (["01/02/2001", "03/31/2001"], ["MM/DD/YYYY"], 0),
        (["1/2/2001", "11/12/2001", "13/12/2001"], ["D/M/YYYY"], 0),
        (["2001-07-31", "2001", "2001-05"], ["YYYY-MM-DD", "YYYY-MM", "YYYY"], 0),
        (["7 Sep 2001", "12-Oct-2001"], ["D Mon YYYY", "D-Mon-YYYY"], 0),
    ],
)
def test_formats_come_from_all_values(values, formats, ambiguous) -> None:
    found = guessed(["d"], *([value] for value in values))["d"]
    assert sorted(found.formats) == sorted(formats)
    assert found.ambiguous == ambiguous
    assert (found.guess, found.why) == ("received_on", "days")


def test_words_of_an_end_are_known() -> None:
    assert [says_closed(word) for word in ("Closed / final", "Resolved", "pending", "In progress")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_what_was_chosen_is_a_map_that_is_read() -> None:
    choices = [
        Choice('No "1"', "id"),
        Choice("In", "received_on", ["D/M/YYYY", "YYYY"]),
        Choice("State", "status", words={"Open": "open", "Zu\\m Ende": "closed"}),
        Choice("Line\t#", IGNORED, reason="running number"),
        Choice("Ünder", "kept"),
    ]
    source = {"format": "csv", "header": 3, "delimiter": ";"}
    written = toml("Old \x7f register", "2020-07", source, choices)
    mapping = load(written)
    assert (mapping.title, mapping.release) == ("Old \x7f register", "2020-07")
    assert (mapping.table.form.header, mapping.table.form.delimiter) == (3, ";")
    assert [(each.name, each.field.value) for each in mapping.table.columns] == [
        ('No "1"', "id"), ("In", "received_on"), ("State", "status"), ("Ünder", "kept"),
    ]  # fmt: skip
    assert mapping.words["status"] == {"open": "open", "zu\\m ende": "closed"}
    assert dict(mapping.table.ignored) == {"Line #": "running number"}
    later = load(dated(written, "2021"))
    assert (later.release, later.title, later.table) == ("2021", mapping.title, mapping.table)
    assert text("\x7f") == '"\\u007F"'
