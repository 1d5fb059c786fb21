"""Letters as data: what each letter of a rulebook says to whom, with typed fields; and a letter with its
values. Pure.

`load` and `check` read a set of letters; `render` fills one in and names every value that is missing. The
format stands in docs/reference/letters.md. Knows no rulebook by name, and nothing of cases: values come in.
"""

from dueprocess.core.letters.fields import FIELDS, Field, Kind, Value, examples
from dueprocess.core.letters.model import TRUSTED, Letter, Letters, Part
from dueprocess.core.letters.reading import check, load
from dueprocess.core.letters.rendering import Block, Rendered, render
from dueprocess.core.letters.sent import Sent, sent_by
from dueprocess.core.letters.telling import explain, reader

__all__ = [
    "FIELDS",
    "TRUSTED",
    "Block",
    "Field",
    "Kind",
    "Letter",
    "Letters",
    "Part",
    "Rendered",
    "Sent",
    "Value",
    "check",
    "examples",
    "explain",
    "load",
    "reader",
    "render",
    "sent_by",
]
