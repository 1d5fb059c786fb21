"""The words of an import's report: every mark on a cell and every refusal of a row, with its sentence.

Knows no files. A *mark* stays with the cell for ever; a *refusal* leaves the row out, for somebody to mend; a
*change* is what a later release of the register says otherwise.
"""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Mark(StrEnum):
    """What is wrong with a cell that was kept as it stands."""

    SPREADSHEET_ERROR = "spreadsheet_error"
    NOT_A_DATE = "not_a_date"
    PARTIAL_DATE = "partial_date"
    TWO_DIGIT_YEAR = "two_digit_year"
    AMBIGUOUS_DATE = "ambiguous_date"
    FAR_DATE = "far_date"
    CLOSED_BEFORE_RECEIVED = "closed_before_received"
    INCIDENT_AFTER_RECEIVED = "incident_after_received"
    CLOSED_WITHOUT_DATE = "closed_without_date"
    OPEN_WITH_CLOSING_DATE = "open_with_closing_date"
    RECEIVED_MISSING = "received_missing"
    UNKNOWN_WORD = "unknown_word"
    CONTROL_CHARACTER = "control_character"
    UNDECODABLE = "undecodable"
    FORMULA = "formula"
    MERGED = "merged"
    NO_VALUE = "no_value"


class Refusal(StrEnum):
    """Why a row was not taken in."""

    RAGGED = "ragged"
    TOO_LONG = "too_long"
    OPEN_QUOTE = "open_quote"
    BROKEN_QUOTE = "broken_quote"
    NO_ID = "no_id"
    BAD_ID = "bad_id"
    DUPLICATE_ID = "duplicate_id"
    OLDER_RELEASE = "older_release"
    WORKED_ON = "worked_on"
    ERASED = "erased"
    ORPHAN = "orphan"
    CASE_REFUSED = "case_refused"


class Change(StrEnum):
    """What a later release of the register says otherwise of a case that is in."""

    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    ADDED = "added"
    RESPONDENT_CAME = "respondent_came"
    RESPONDENT_LEFT = "respondent_left"
    RETURNED = "returned"
    MISSING = "missing"


class Left(StrEnum):
    """What was left out of the import on purpose, or taken in though the spreadsheet hides it."""

    ABOVE_HEADER = "above_header"
    IGNORED_COLUMN = "ignored_column"
    OTHER_SHEET = "other_sheet"
    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_COLUMN = "hidden_column"
    HIDDEN_ROW = "hidden_row"


SENTENCES = {
    Mark.SPREADSHEET_ERROR: _("The spreadsheet itself could not compute this cell."),
    Mark.NOT_A_DATE: _("Not a date in any of the formats of the map."),
    Mark.PARTIAL_DATE: _("Only the year, or the month and year, is known."),
    Mark.TWO_DIGIT_YEAR: _("A year of two digits: the map does not say which century."),
    Mark.AMBIGUOUS_DATE: _("Two formats of the map read this as two different days."),
    Mark.FAR_DATE: _("A day outside of what the map holds possible."),
    Mark.CLOSED_BEFORE_RECEIVED: _("Closed before it was received."),
    Mark.INCIDENT_AFTER_RECEIVED: _("Happened after it was reported."),
    Mark.CLOSED_WITHOUT_DATE: _("Said to be closed, but with no readable closing date: it counts as open."),
    Mark.OPEN_WITH_CLOSING_DATE: _(
        "Said to be open, but with a closing date: it counts as closed on that day."
    ),
    Mark.RECEIVED_MISSING: _("No readable date of receipt: the case is in no figure by date."),
    Mark.UNKNOWN_WORD: _("A word that the map's vocabulary does not have."),
    Mark.CONTROL_CHARACTER: _("Holds characters that cannot be seen (such as NUL)."),
    Mark.UNDECODABLE: _("Holds bytes that are no text in this encoding; they are kept as \\xNN."),
    Mark.FORMULA: _("Begins like a formula of a spreadsheet: kept as text, never run."),
    Mark.MERGED: _("Merged with cells of other rows: whether it holds for them is not guessed."),
    Mark.NO_VALUE: _("A formula with which no value was saved: kept as text."),
    Refusal.RAGGED: _("The row has more or fewer cells than there are columns."),
    Refusal.TOO_LONG: _("A cell is far too long."),
    Refusal.OPEN_QUOTE: _("A quotation is opened and never closed."),
    Refusal.BROKEN_QUOTE: _("A quotation mark inside a quoted cell was not doubled."),
    Refusal.NO_ID: _("The row has no id."),
    Refusal.BAD_ID: _("The id was spoilt by a spreadsheet and may stand for several cases."),
    Refusal.DUPLICATE_ID: _("An earlier row of this file has the same id."),
    Refusal.OLDER_RELEASE: _("A newer release said something else already; it stands."),
    Refusal.WORKED_ON: _(
        "Changed in the register, but the case is worked on here: somebody has to look at it."
    ),
    Refusal.ERASED: _("Changed in the register, but what was taken in was erased."),
    Refusal.ORPHAN: _("No case in the main file has this id."),
    Refusal.CASE_REFUSED: _("The case it belongs to was refused."),
    Change.CHANGED: _("Says something else than before."),
    Change.WITHDRAWN: _("Said something before, and nothing now."),
    Change.ADDED: _("Said nothing before."),
    Change.RESPONDENT_CAME: _("A respondent who was not named before."),
    Change.RESPONDENT_LEFT: _("A respondent who is no longer named."),
    Change.RETURNED: _("Missing in an earlier release, and there again."),
    Change.MISSING: _("The file no longer has this case; it stays as it is."),
    Left.ABOVE_HEADER: _("Stands above the row that names the columns."),
    Left.IGNORED_COLUMN: _("The map leaves this column out."),
    Left.OTHER_SHEET: _("A sheet of the workbook that the map does not name: not read."),
    Left.HIDDEN_SHEET: _("The sheet is hidden in the workbook; it was read."),
    Left.HIDDEN_COLUMN: _("The column is hidden in the workbook; it was read."),
    Left.HIDDEN_ROW: _("The row is hidden in the workbook; it was read."),
}
