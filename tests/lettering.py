"""What tests of letters share: the example's rules with a letter more, and what its letters say."""

from __future__ import annotations

from typing import Any

from dueprocess.rules import actions
from dueprocess.rules.models import LettersVersion
from tests import world
from tests.core.letters.wording import RULES, TEXT

__all__ = ["RULES", "TEXT", "adopt"]


def adopt(text: str = TEXT, **more: Any) -> LettersVersion:
    """Adopt a set of letters on the server."""
    given: dict[str, Any] = {"adopted_by": "Board", "adopted_on": world.MONDAY.date(), "by": None}
    return actions.adopt_letters(text=text, **(given | more))
