"""Forms of the imports: the file, where its table begins, what its columns are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dueprocess.cases.imports.guessing import Profile, Why, says_closed
from dueprocess.cases.imports.load import is_release
from dueprocess.cases.imports.mapping import DATES, ONCE, Field
from dueprocess.cases.imports.prepared import Look, Prepared
from dueprocess.cases.imports.wording import IGNORED, Choice
from dueprocess.kit import fields
from dueprocess.kit.tables.maps import DELIMITERS

FIELDS = {
    Field.ID: gettext_lazy("Number of the case there"),
    Field.RECEIVED_ON: gettext_lazy("Day of receipt"),
    Field.CLOSED_ON: gettext_lazy("Day of closing"),
    Field.INCIDENT_ON: gettext_lazy("Day of what happened"),
    Field.STATUS: gettext_lazy("Open or closed"),
    Field.UNIT: gettext_lazy("Branch"),
    Field.CATEGORY: gettext_lazy("Kind of matter"),
    Field.CHANNEL: gettext_lazy("How it came in"),
    Field.COMPLAINANT: gettext_lazy("Complainant"),
    Field.SUMMARY: gettext_lazy("What it is about"),
    Field.OUTCOME: gettext_lazy("How it ended"),
    Field.PERSON: gettext_lazy("Respondent"),
    Field.ROLE: gettext_lazy("Respondent's role"),
    Field.FINDING: gettext_lazy("Finding on the respondent"),
    Field.SANCTION: gettext_lazy("Sanction on the respondent"),
    Field.KEPT: gettext_lazy("Kept as it stands"),
}
REASONS = {
    Why.NAME: gettext_lazy("Guessed from its name and its values"),
    Why.DIFFERENT: gettext_lazy("Guessed because every row has one and no two are the same"),
    Why.DAYS: gettext_lazy("Guessed because its values are days"),
    Why.NOTHING: gettext_lazy("Nothing tells what it is"),
}


class Send(fields.Form):
    """A file, and the map that goes with it, where there is one."""

    def __init__(self, earlier: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = fields.FilesField(
            label=_("The list of cases"), most=1, required=True,
            hint=_("A workbook (.xlsx), CSV or Parquet, up to 25 MB. It is sealed, and thrown away after."),
        )  # fmt: skip
        if earlier:
            self.fields["earlier"] = fields.SelectField(
                label=_("Use the map of an earlier import"), options=list(earlier), required=False
            )
        self.fields["map"] = fields.FilesField(
            label=_("Or a map as a file (.toml)"), most=1,
            hint=_("Leave it empty to be asked column by column."),
        )  # fmt: skip
        self.fields["release"] = fields.TextField(
            label=_("Of which day, month or year is the list?"), required=False, width=10,
            hint=_("Such as 2020-07. Of two lists of one register the later one holds."),
        )  # fmt: skip

    def clean_release(self) -> str:
        """The date of the release, if any."""
        return _release(self)


class Layout(fields.Form):
    """Where the table begins, and how a text file is written."""

    def __init__(self, prepared: Prepared, look: Look, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = prepared.form
        if len(look.sheets) > 1:
            self.fields["sheet"] = fields.SelectField(
                label=_("Which sheet?"), options=[(name, name) for name in look.sheets],
                initial=given.get("sheet") or look.sheets[0],
            )  # fmt: skip
        if prepared.format != "parquet":
            self.fields["header"] = fields.NumberField(
                label=_("Which row names the columns?"), initial=given.get("header") or _fullest(look)
            )
        if prepared.format == "csv":
            marks = {mark: name for name, mark in DELIMITERS.items()}
            self.fields["delimiter"] = fields.SelectField(
                label=_("What stands between two cells?"),
                options=[
                    ("comma", _("comma")), ("semicolon", _("semicolon")), ("tab", _("tab")), ("pipe", "|"),
                ],
                initial=marks.get(given.get("delimiter", ","), "comma"),
            )  # fmt: skip
            self.fields["encoding"] = fields.TextField(
                label=_("Encoding"), width=10, initial=given.get("encoding", "utf-8"),
                hint=_("Where letters look wrong, try windows-1252 or utf-16."),
            )  # fmt: skip

    def form(self) -> dict[str, str | int]:
        """How the file is written, as `Form` takes it."""
        found = dict(self.cleaned_data)
        if "delimiter" in found:
            found["delimiter"] = DELIMITERS[found["delimiter"]]
        return found


class Columns(fields.Form):
    """What each column is. The fields of column 3 are `is_3`, `formats_3`, `reason_3`, `word_3_0` …"""

    def __init__(self, columns: Sequence[Profile], title: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.data
        self.columns = columns
        self.fields["title"] = fields.TextField(
            label=_("Name of the register"), initial=title,
            hint=_("Numbers are unique within it. Another list with the same name is its next release."),
        )  # fmt: skip
        self.fields["release"] = fields.TextField(
            label=_("Of which day, month or year is the list?"), required=False, width=10
        )
        options = [(is_.value, label) for is_, label in FIELDS.items()] + [(IGNORED, _("Left out"))]
        for at, column in enumerate(columns):
            self.fields[f"is_{at}"] = fields.SelectField(
                label=column.name, options=options, initial=column.guess, hint=self.told(column)
            )
            if column.formats:
                self.fields[f"formats_{at}"] = fields.TextField(
                    label=_("How days are written in {column}").format(column=column.name), required=False,
                    initial=", ".join(column.formats), hint=self.days(column),
                )  # fmt: skip
            if given.get(f"is_{at}", column.guess) == Field.STATUS:
                for place, (word, count) in enumerate(column.words.items()):
                    self.fields[f"word_{at}_{place}"] = fields.SelectField(
                        label=ngettext(
                            "“{word}” (in {n} row) means", "“{word}” (in {n} rows) means", count
                        ).format(word=word, n=count),
                        options=[("open", _("open")), ("closed", _("closed"))],
                        initial="closed" if says_closed(word) else "open",
                    )  # fmt: skip
            self.fields[f"reason_{at}"] = fields.TextField(
                label=_("Why {column} is left out").format(column=column.name), required=False
            )

    def groups(self) -> list[tuple[list[BoundField], BoundField]]:
        """For each column, the fields about it, and the one that asks why it is left out."""
        return [
            (
                [
                    self[name]
                    for name in self.fields
                    if name in (f"is_{at}", f"formats_{at}") or name.startswith(f"word_{at}_")
                ],
                self[f"reason_{at}"],
            )
            for at in range(len(self.columns))
        ]

    @staticmethod
    def told(column: Profile) -> str:
        """The guess's reason, how many rows say something, and some values."""
        samples = " · ".join(column.samples)
        return ngettext(
            "{reason}; {n} row says something: {samples}",
            "{reason}; {n} rows say something: {samples}",
            column.filled,
        ).format(reason=REASONS[Why(column.why)], n=column.filled, samples=samples or "–")

    @staticmethod
    def days(column: Profile) -> str:
        """What is to be known of how its days are written."""
        told = [_("Read from all values.")]
        if column.ambiguous:
            told.append(
                ngettext(
                    "{n} value may be two days, by day first or month first: leave only what is true.",
                    "{n} values may be two days, by day first or month first: leave only what is true.",
                    column.ambiguous,
                ).format(n=column.ambiguous)
            )
        if column.unread:
            told.append(
                ngettext(
                    "{n} value is no day in any of these.",
                    "{n} values are no day in any of these.",
                    column.unread,
                ).format(n=column.unread)
            )
        return " ".join(told)

    def clean_release(self) -> str:
        """The date of the release, if any."""
        return _release(self)

    def clean(self) -> dict[str, Any]:
        """A case needs its number and its day of receipt; most fields are one column; a reason for each that
        is left out."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        seen: dict[str, str] = {}
        for at, column in enumerate(self.columns):
            chosen = typed.get(f"is_{at}", "")
            if chosen in ONCE and (other := seen.get(chosen)):
                self.add_error(f"is_{at}", _("That is {column} already.").format(column=other))
            if chosen == IGNORED and not typed.get(f"reason_{at}", "").strip():
                self.add_error(f"reason_{at}", _("Say why it is left out."))
            seen.setdefault(chosen, column.name)
        for needed in (Field.ID, Field.RECEIVED_ON):
            if needed not in seen:
                self.add_error(None, _("No column is chosen as: {field}.").format(field=FIELDS[needed]))
        return typed

    def choices(self) -> list[Choice]:
        """What was chosen, column by column."""
        found, typed = [], self.cleaned_data
        for at, column in enumerate(self.columns):
            words = {word: typed.get(f"word_{at}_{place}") or "" for place, word in enumerate(column.words)}
            formats = [each.strip() for each in typed.get(f"formats_{at}", "").split(",") if each.strip()]
            if typed[f"is_{at}"] in DATES and not formats:
                formats = ["YYYY-MM-DD"]
            reason = typed.get(f"reason_{at}", "")
            found.append(Choice(column.name, typed[f"is_{at}"], formats, reason, words))
        return found


def _fullest(look: Look) -> int:
    """The first of the rows in which most cells say something: above it stand titles, below it the cases."""
    filled = [(sum(1 for cell in cells if cell.strip()), -number) for number, cells in look.rows]
    return -max(filled)[1] if filled else 1


def _release(form: fields.Form) -> str:
    text = str(form.cleaned_data.get("release") or "").strip()
    if text and not is_release(text):
        form.add_error("release", _("Write a day, month or year: 2020-07-31, 2020-07 or 2020."))
    return text
