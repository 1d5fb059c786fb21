"""What the demonstration keeps beside the database, in VAR/demo.json: that it is one, since when, and the
receipt codes of two complainants, which are stored nowhere else.

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
    """Return what was kept, or None where no demonstration was loaded to its end."""
    try:
        found: dict[str, Any] = json.loads(path().read_text("utf-8"))
    except FileNotFoundError:
        return None
    return found


def write(*, today: date, receipts: dict[str, dict[str, str]]) -> None:
    """Keep it; the file is made whole or not at all, readable by its owner alone."""
    draft = path().with_suffix(".draft")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps({"loaded_on": today.isoformat(), "receipts": receipts}, indent=1), "utf-8")
    draft.replace(path())
