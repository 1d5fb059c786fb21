"""Bringing an old register in: rows read, known ones left alone, new ones written a thousand at a time."""

from dueprocess.cases.imports.actions.bringing import import_cases
from dueprocess.cases.imports.actions.preparing import lay_out, settle, start, take_in, throw_away

__all__ = ["import_cases", "lay_out", "settle", "start", "take_in", "throw_away"]
