"""Whether a rulebook makes sense."""

from collections.abc import Collection, Mapping
from typing import Any

from dueprocess.core.errors import Problem
from dueprocess.core.rulebook.locate import Lines
from dueprocess.core.rulebook.model import Rulebook


def check_sense(
    rulebook: Rulebook, raw: Mapping[str, Any], lines: Lines, doubts: Collection[str]
) -> list[Problem]:
    """Problems of the whole."""
    return []
