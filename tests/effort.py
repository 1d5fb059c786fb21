"""How hard tests with chance in them look: a little each time, and long in `make soak`."""

import os

SOAK = bool(os.environ.get("DUEPROCESS_SOAK"))


def examples(few: int) -> int:
    """Return how many examples a property is tried on."""
    return few * 40 if SOAK else few


def seeds(few: int) -> range:
    """Return the seeds of random walks."""
    return range(few * 40 if SOAK else few)
