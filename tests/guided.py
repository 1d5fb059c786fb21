"""What tests of sanctions guidance share: the example's rules, its code and its guidance, adopted."""

from __future__ import annotations

from typing import Any

from dueprocess.rules import actions
from dueprocess.rules.models import GuidanceVersion
from tests import world
from tests.core.guidance.wording import CODE, RULES, TEXT

__all__ = ["CODE", "RULES", "TEXT", "adopt"]


def adopt(text: str = TEXT, **more: Any) -> GuidanceVersion:
    """Adopt the code that the guidance names, and the guidance, on the server."""
    given: dict[str, Any] = {"adopted_by": "Board", "adopted_on": world.MONDAY.date(), "by": None}
    actions.adopt_code(text=CODE, **(given | more))
    return actions.adopt_guidance(text=text, **(given | more))
