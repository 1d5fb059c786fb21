"""Workbooks of spreadsheets (ECMA-376), read row by row. Knows cells as text; not what a column means.

`parts` opens the archive or says why not, `styles` tells how a number is meant, `sheet` reads the rows,
`table` is the source of rows.
"""

from dueprocess.kit.tables.xlsx.parts import sheets
from dueprocess.kit.tables.xlsx.table import Xlsx

__all__ = ["Xlsx", "sheets"]
