"""A name as a value. Must not know how names are made up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """A whole name as its owner writes it; how they are called where others cannot read it; how it sorts.

    `also` are other names they have gone by: before a marriage, or in another script.
    """

    full: str
    known_as: str = ""
    sorts: str = ""
    language: str = "en"
    also: tuple[str, ...] = ()
