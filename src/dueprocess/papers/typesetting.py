"""Setting a document by Typst from one of the templates here. Knows fonts and standards; no document's shape.

Words go to the typesetter as data, never as its program. Nothing is asked of the network.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import typst

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
"""Atkinson Hyperlegible Next (SIL Open Font License 1.1, see OFL.txt there)."""


class Lacking(Exception):
    """The standard cannot be claimed: a letter is in none of the fonts, above all."""


def typeset(template: str, told: str, *, standard: bool, system: bool = False) -> bytes:
    """Return a tagged PDF, as PDF/UA-1 where the `standard` is to be claimed: `told` is JSON, which the
    template reads under its own name. With `system` the fonts of the system are there besides ours.

    Raises Lacking where the standard cannot be claimed.
    """
    try:
        found = typst.compile(
            input=HERE / f"{template}.typ",
            root=HERE,
            font_paths=_fonts(system),
            format="pdf",
            sys_inputs={template: told},
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
