"""The words of the desk's filters: a row of an earlier register told cell by cell."""

from __future__ import annotations

from dueprocess.cases.imports.marks import SENTENCES, Mark
from dueprocess.desk.templatetags.desk import OldCell, old_row


def test_a_row_of_an_earlier_register_is_told_cell_by_cell() -> None:
    row = old_row(
        {
            "register": "Old register", "file": "cases.csv", "row": 2,
            "cells": [
                ["Note", "Phoned twice"],
                ["Received", "03/02/2024", "received_on", "", "2024-02-03"],
                ["Incident", "2001", "incident_on", "partial_date"],
            ],
        }
    )  # fmt: skip
    assert row is not None
    assert (row.register, row.file, row.row) == ("Old register", "cases.csv", 2)
    assert row.cells == (
        OldCell("Note", "Phoned twice", "", ""),
        OldCell("Received", "03/02/2024", "2024-02-03", ""),
        OldCell("Incident", "2001", "", SENTENCES[Mark.PARTIAL_DATE]),
    )


def test_every_mark_of_the_import_has_its_sentence() -> None:
    for mark in Mark:
        row = old_row({"register": "", "file": "", "row": 1, "cells": [["A", "b", "kept", mark.value]]})
        assert row is not None
        assert row.cells[0].odd.endswith(".")


def test_what_is_not_a_row_is_left_as_it_is() -> None:
    assert old_row("Reasons in words.") is None
    assert old_row({"name": "Wren Abara"}) is None
