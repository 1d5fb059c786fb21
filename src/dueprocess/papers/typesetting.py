"""Setting a document by one of our own Typst programs. Knows fonts and standards; no document's shape.

Words go to the typesetter as data, never as its program. Nothing is asked of the network.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import typst

FONTS = Path(__file__).parent / "fonts"
"""Atkinson Hyperlegible Next (SIL Open Font License 1.1, see OFL.txt there)."""


class Lacking(Exception):
    """The standard cannot be claimed: a letter is in none of the fonts, above all."""


def typeset(program: Path, told: object, *, standard: bool = False, system: bool = False) -> bytes:
    """Set `told`, which the program reads as JSON under this name, and return a tagged PDF, as PDF/UA-1 where
    the `standard` is to be claimed. The same values give the same bytes with the same fonts: only ours, but
    with `system` those of the machine too.

    Raises Lacking where the standard cannot be claimed.
    """
    try:
        found = typst.compile(
            input=program,
            root=program.parent,
            font_paths=_fonts(system),
            format="pdf",
            sys_inputs={"told": json.dumps(told)},
            pdf_standards=["ua-1"] if standard else [],
            timestamp=datetime.fromtimestamp(0, UTC),
        )
    except typst.TypstError as error:
        if standard:
            raise Lacking from error
        raise
    assert isinstance(found, bytes)
    return found


@lru_cache(maxsize=2)
def _fonts(system: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=system, font_paths=[FONTS])
