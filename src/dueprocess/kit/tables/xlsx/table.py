"""A sheet as a source of rows: the row of names found, every other row as wide as it."""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.core.errors import Malformed
from dueprocess.kit.tables.sources import LARGEST_CELL, File, Form, Row, Told, distinct
from dueprocess.kit.tables.xlsx.parts import Archive, Named
from dueprocess.kit.tables.xlsx.sheet import Line, Sheet


class Xlsx:
    """One sheet of a workbook (.xlsx). See `Source`.

    Days come as ISO text, as with Parquet; other numbers as they are meant; a formula gives the value that
    was saved with it. Rows in which nothing stands are passed over. Raises Malformed for what is no workbook
    that can be read, and where the workbook has several sheets and the form names none of them.
    """

    def __init__(self, path: File, form: Form) -> None:
        self.name = path.name
        self.before: list[int] = []
        self.told: list[Told] = []
        self._archive = Archive(path)
        try:
            named = self._chosen(form)
            self._sheet = Sheet(self._archive, named)
            self._lines = self._sheet.lines()
            self.columns = self._header(form)
            self._tell(named)
        except Malformed:
            self.close()
            raise

    def _chosen(self, form: Form) -> Named:
        sheets = self._archive.sheets
        listed = ", ".join(repr(each.name) for each in sheets)
        if form.sheet:
            for each in sheets:
                if each.name == form.sheet:
                    return each
            raise self._archive.refusal(
                f"The workbook has no sheet {form.sheet!r}.", f"Set source.sheet: it has {listed}."
            )
        if len(sheets) > 1:
            raise self._archive.refusal(
                f"The workbook has {len(sheets)} sheets: {listed}.", "Set source.sheet to one of them."
            )
        return sheets[0]

    def _header(self, form: Form) -> list[str]:
        for line in self._lines:
            if line.number == form.header:
                width = max((at for at, text in line.cells.items() if text.strip()), default=-1) + 1
                return distinct([line.cells.get(at, "") for at in range(width)])
            if line.number > form.header:
                break
            self.before.append(line.number)
        raise self._archive.refusal(
            f"There is no row {form.header} with the names of columns.", "Set source.header."
        )

    def _tell(self, named: Named) -> None:
        if named.hidden:
            self.told.append(Told("hidden_sheet", detail=named.name))
        for each in self._archive.sheets:
            if each is not named:
                self.told.append(Told("other_sheet", detail=each.name))
        for at in sorted(self._sheet.hidden):
            if at < len(self.columns):
                self.told.append(Told("hidden_column", column=self.columns[at]))

    def rows(self) -> Iterator[Row]:
        """See `Source.rows`."""
        for line in self._lines:
            yield self._row(line)

    def _row(self, line: Line) -> Row:
        width = len(self.columns)
        cells = [line.cells.get(at, "") for at in range(width)]
        beyond = [at for at, text in line.cells.items() if at >= width and text.strip()]
        if beyond:
            what = f"has a cell in column {max(beyond) + 1} where {width} columns are named"
            return Row(line.number, (), ("ragged", what), hidden=line.hidden)
        if max(map(len, cells)) > LARGEST_CELL:
            what = f"has a cell longer than {LARGEST_CELL:,} characters"
            return Row(line.number, (), ("too_long", what), hidden=line.hidden)
        return Row(line.number, cells, marks=line.marks, hidden=line.hidden)

    def fraction(self) -> float:
        """See `Source.fraction`."""
        return self._sheet.fraction()

    def close(self) -> None:
        """See `Source.close`."""
        self._archive.close()
