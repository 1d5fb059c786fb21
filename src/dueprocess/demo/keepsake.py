"""What the demonstration keeps beside the database, in VAR/demo.json: that it is one, since when, and the
receipt codes of three complainants, which are stored nowhere else, and under which names the cases go that
somebody is asked to look at.

Only the demonstration may do this: a real installation never keeps a code.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings


def path() -> Path:
    """Return where the file lies."""
    return Path(settings.DUEPROCESS_VAR) / "demo.json"


def read() -> dict[str, Any] | None:
    """Return what was kept ({} while a load runs or was interrupted); None without a demonstration."""
    try:
        found: dict[str, Any] = json.loads(path().read_text("utf-8"))
    except FileNotFoundError:
        return None
    return found


def begin() -> None:
    """Mark the folder as that of a demonstration, before anything is made."""
    path().parent.mkdir(parents=True, exist_ok=True)
    _keep({})


def write(*, today: date, receipts: dict[str, dict[str, str]], names: dict[str, str]) -> None:
    """Keep it, now that all is loaded. `names`: the code name of a case, by the code of its story."""
    _keep({"loaded_on": today.isoformat(), "receipts": receipts, "names": names})


def _keep(values: dict[str, Any]) -> None:
    """Write the file whole or not at all, readable by its owner alone."""
    draft = path().with_suffix(".draft")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(values, indent=1), "utf-8")
    draft.replace(path())
