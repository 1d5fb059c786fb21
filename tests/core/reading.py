"""Rulebooks read once, however many tests use them."""

from functools import cache

from dueprocess.core.rulebook import Rulebook, load


@cache
def loaded(text: str) -> Rulebook:
    """The rulebook of a text. Values: nobody can change one for the next test."""
    return load(text)
