"""Bringing an old register in: rows read, known ones left alone, new ones written a thousand at a time."""

from dueprocess.cases.imports.actions.bringing import import_cases

__all__ = ["import_cases"]
