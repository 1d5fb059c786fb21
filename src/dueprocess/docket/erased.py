"""What is known of dockets whose content was erased: when, under which rule, and what their rows still need.

Must not know what any docket was about; nobody knows that any more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dueprocess.docket.models import Docket, Erasure
from dueprocess.kit import keys


@dataclass(frozen=True, slots=True)
class Told:
    """When a docket's content was erased, and under which rule (the legal basis, as it was written)."""

    at: datetime
    basis: str


def told(docket: Docket) -> Told | None:
    """Return when and why the content of a docket was erased; None where it is there."""
    if docket.key_wrapped is not None:
        return None
    row = Erasure.objects.filter(docket=docket).first()
    return Told(row.at, basis(row, docket)) if row is not None else None


def sealed(docket: Docket, basis: str, left: dict[str, Any]) -> bytes:
    """Seal, under the installation's key, what an erasure keeps: its legal basis, and by act what of the
    content the room's rows still need."""
    value = json.dumps({"basis": basis, "left": left}).encode()
    return keys.seal_here(value, _place(docket.pseudonym))


def basis(row: Erasure, docket: Docket) -> str:
    """Return the legal basis. Raises Damaged."""
    return str(_opened(row, docket.pseudonym)["basis"])


def left(row: Erasure) -> dict[str, dict[str, Any]]:
    """Return by act (its number, in text) what of its content the room's rows still need. Raises Damaged."""
    found: dict[str, dict[str, Any]] = _opened(row, row.docket.pseudonym)["left"]
    return found


def _opened(row: Erasure, pseudonym: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(keys.unseal_here(row.sealed, _place(pseudonym)))
    return found


def _place(pseudonym: str) -> str:
    return f"docket/{pseudonym}/erasure"
