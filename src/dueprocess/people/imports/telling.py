"""The words of a difference report: every outcome, refusal and mark, with its sentence. Knows no files."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Outcome(StrEnum):
    """What a list changes."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


class Refusal(StrEnum):
    """Why a row is not taken in, whole."""

    RAGGED = "ragged"
    TOO_LONG = "too_long"
    OPEN_QUOTE = "open_quote"
    BROKEN_QUOTE = "broken_quote"
    NO_KEY = "no_key"
    BAD_KEY = "bad_key"
    DUPLICATE = "duplicate"
    NO_NAME = "no_name"
    LONG_TEXT = "long_text"
    UNKNOWN_WORD = "unknown_word"
    UNKNOWN_UNIT = "unknown_unit"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_OFFICE = "unknown_office"
    UNKNOWN_ROLE = "unknown_role"
    BAD_DATE = "bad_date"
    BAD_NUMBER = "bad_number"
    RING = "ring"
    UNIT_DIFFERS = "unit_differs"
    NUMBER_TAKEN = "number_taken"
    OTHER_PERSON = "other_person"
    OWN_ENTRY = "own_entry"
    OFFICE_DIFFERS = "office_differs"
    HOLDS_ALREADY = "holds_already"
    NO_SEAT = "no_seat"
    LONGER = "longer"
    BY_RULE = "by_rule"
    ERASED = "erased"


class Mark(StrEnum):
    """What was left as it stands in the register, while the rest of the row is taken in."""

    SPREADSHEET_ERROR = "spreadsheet_error"
    UNDECODABLE = "undecodable"
    CONTROL_CHARACTER = "control_character"
    FORMULA = "formula"
    NOT_A_DATE = "not_a_date"
    PARTIAL_DATE = "partial_date"
    TWO_DIGIT_YEAR = "two_digit_year"
    AMBIGUOUS_DATE = "ambiguous_date"
    FAR_DATE = "far_date"
    NO_ADDRESS = "no_address"
    DECIDED = "decided"
    HOLDS_OFFICE = "holds_office"
    OWN_MISSING = "own_missing"
    MERGED = "merged"
    NO_VALUE = "no_value"
    OTHER_SHEET = "other_sheet"
    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_COLUMN = "hidden_column"
    HIDDEN_ROW = "hidden_row"
    ABOVE_HEADER = "above_header"
    AGAIN = "again"


Code = Outcome | Refusal | Mark
UNREAD = frozenset(
    {
        Refusal.RAGGED, Refusal.TOO_LONG, Refusal.OPEN_QUOTE, Refusal.BROKEN_QUOTE, Refusal.NO_KEY,
        Refusal.BAD_KEY,
    }
)  # fmt: skip
"""Refusals after which nobody knows whose row it was: then it is not known either who is missing."""

SENTENCES = {
    Outcome.NEW: _("Not in the register yet."),
    Outcome.CHANGED: _("Known, with other values."),
    Outcome.GONE: _("Listed before and missing now: marked as having left, never deleted."),
    Refusal.RAGGED: _("The row has more or fewer cells than there are columns."),
    Refusal.TOO_LONG: _("A cell is far too long."),
    Refusal.OPEN_QUOTE: _("A quotation is opened and never closed."),
    Refusal.BROKEN_QUOTE: _("A quotation mark inside a quoted cell was not doubled."),
    Refusal.NO_KEY: _("Nothing says whose row it is."),
    Refusal.BAD_KEY: _("The number was spoilt by a spreadsheet and may stand for several."),
    Refusal.DUPLICATE: _("An earlier row of this file is the same."),
    Refusal.NO_NAME: _("The name is empty or cannot be read."),
    Refusal.LONG_TEXT: _("The text is longer than the register keeps."),
    Refusal.UNKNOWN_WORD: _("The map’s vocabulary does not have this word."),
    Refusal.UNKNOWN_UNIT: _("No open unit has this code."),
    Refusal.UNKNOWN_PERSON: _("Nobody is known by this number or key."),
    Refusal.UNKNOWN_OFFICE: _("There is no such office in that unit."),
    Refusal.UNKNOWN_ROLE: _("The rulebook in force has no such role."),
    Refusal.BAD_DATE: _("A day that is needed cannot be read, or the last lies before the first."),
    Refusal.BAD_NUMBER: _("This is not a whole number from 1 to 500."),
    Refusal.RING: _("The unit would lie below itself."),
    Refusal.UNIT_DIFFERS: _("The unit lies elsewhere in the register: it is moved by hand."),
    Refusal.NUMBER_TAKEN: _("Somebody else has this membership number."),
    Refusal.ERASED: _("Erased from the register, and no member: the list should not name them any more."),
    Refusal.OTHER_PERSON: _("Under this number the register knows another name and another day of birth."),
    Refusal.OWN_ENTRY: _("Nobody changes this for themselves: another takes it in."),
    Refusal.OFFICE_DIFFERS: _("The office is another in the register: that is changed by hand."),
    Refusal.HOLDS_ALREADY: _("They hold this office in that time."),
    Refusal.NO_SEAT: _("Every seat of this office is taken in that time."),
    Refusal.LONGER: _("A term that ends is not made longer by a list: begin a new one."),
    Refusal.BY_RULE: _("The register refuses it."),
    Mark.SPREADSHEET_ERROR: _("The spreadsheet itself could not compute this cell."),
    Mark.UNDECODABLE: _("Holds bytes that are no text in this encoding."),
    Mark.CONTROL_CHARACTER: _("Holds characters that cannot be seen (such as NUL)."),
    Mark.FORMULA: _("Begins like a formula of a spreadsheet."),
    Mark.NOT_A_DATE: _("Not a date in any of the formats of the map."),
    Mark.PARTIAL_DATE: _("Only the year, or the month and year, is known."),
    Mark.TWO_DIGIT_YEAR: _("A year of two digits: the map does not say which century."),
    Mark.AMBIGUOUS_DATE: _("Two formats of the map read this as two different days."),
    Mark.FAR_DATE: _("A day outside of what the map holds possible."),
    Mark.NO_ADDRESS: _("This is no e-mail address."),
    Mark.DECIDED: _("Expelled or deceased in the register: a list does not change that."),
    Mark.AGAIN: _("Erased from the register before: comes in as somebody new."),
    Mark.HOLDS_OFFICE: _("Gone, but holds a role or an office: that is ended by hand."),
    Mark.OWN_MISSING: _("You are missing in this list yourself: another marks that."),
    Mark.MERGED: _("Merged with cells of other rows: whether it holds for them is not guessed."),
    Mark.NO_VALUE: _("A formula with which no value was saved."),
    Mark.OTHER_SHEET: _("A sheet of the workbook that was not read."),
    Mark.HIDDEN_SHEET: _("The sheet is hidden in the workbook; it was read."),
    Mark.HIDDEN_COLUMN: _("The column is hidden in the workbook; it was read."),
    Mark.HIDDEN_ROW: _("The row is hidden in the workbook; it was read."),
    Mark.ABOVE_HEADER: _("Stands above the row that names the columns."),
}


def said(code: str) -> str:
    """Return the sentence of a code that was kept by its value, in the language of whoever reads it now."""
    return str(next(sentence for each, sentence in SENTENCES.items() if each.value == code))
