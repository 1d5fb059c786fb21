"""Rulebooks: an organisation's procedure as data.

`load` gives the rulebook that a TOML text says, or raises Malformed with every problem; `check` lists the
problems and warnings. The format: docs/reference/rulebook.md.
"""

from dueprocess.core.rulebook.loader import check, load
from dueprocess.core.rulebook.model import Rulebook

__all__ = ["Rulebook", "check", "load"]
