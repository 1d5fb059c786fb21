"""A TOML text as values, or the one problem for which it is none. Knows nothing of what it says."""

from __future__ import annotations

import tomllib
from typing import Any

from dueprocess.core.errors import Malformed, Problem
from dueprocess.core.saying import say as _


def parsed(text: str) -> dict[str, Any]:
    """Return what a TOML text says. Raises Malformed with one problem, without a line: `tomllib` says it."""
    try:
        text.encode("utf-8")
        return tomllib.loads(text)
    except RecursionError:
        what, mend = _("Lists or tables are nested too deeply."), _("Write them out.")
    except ValueError as error:
        what = _("This is not TOML: %(error)s.", error=error)
        mend = _("Look for a missing quote, bracket or `=`.")
    raise Malformed([Problem("", None, what, mend)])
