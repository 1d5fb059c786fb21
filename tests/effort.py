"""How hard tests with chance in them look: a little each time, and long in `make soak`."""

import os
from collections.abc import Callable
from typing import Any

from hypothesis import settings

SOAK = os.environ.get("DUEPROCESS_SOAK", "")
"""In `make soak` the minutes that a run by the clock is to take, else empty."""


def seconds() -> float:
    """Return how long a run by the clock is to take in `make soak`."""
    return float(SOAK) * 60


def examples(few: int) -> int:
    """Return how many examples a property is tried on."""
    return few * 40 if SOAK else few


def brief(few: int) -> Callable[[Any], Any]:
    """Try a property on so many examples; how long one may take is not what it tests."""
    return settings(max_examples=examples(few), deadline=None)


def seeds(few: int) -> range:
    """Return the seeds of random walks."""
    return range(few * 40 if SOAK else few)
