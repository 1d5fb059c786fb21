"""Rulebooks: an organisation's procedure as data.

`load` gives the rulebook that a TOML text says, or raises Malformed with every problem; `check` lists the
problems and warnings; `explain`, `sections` and the diagrams
say it to people. The format: docs/reference/rulebook.md.
"""

from dueprocess.core.rulebook.diagram import diagram_mermaid, diagram_svg, diagram_words
from dueprocess.core.rulebook.loader import check, load
from dueprocess.core.rulebook.model import Rulebook
from dueprocess.core.rulebook.prose import Section, explain, sections
from dueprocess.core.rulebook.schema import rulebook_schema

__all__ = [
    "Rulebook",
    "Section",
    "check",
    "diagram_mermaid",
    "diagram_svg",
    "diagram_words",
    "explain",
    "load",
    "rulebook_schema",
    "sections",
]
