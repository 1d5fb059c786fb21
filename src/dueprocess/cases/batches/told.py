"""What is to be done in several cases, in the words of whoever began it, and what came of it in one. Plain
values; knows nothing of cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

STEP, MESSAGE, UNTOLD = "step:", "message:", "untold"
"""How a text goes out: by a step of the rules (its id follows), in a message to each party of a kind (which
follows), in one to each party who has had no letter since the start-up plan began."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be done: among whom the cases are shared (`to`, keys of the register), as what (`role`: they
    are appointed to it by a step of the rules; "": each comes to own it) and why; or how it is written and
    the text with its fields."""

    to: tuple[int, ...] = ()
    role: str = ""
    reason: str = ""
    how: str = ""
    text: str = ""

    @property
    def each(self) -> bool:
        """Whether each reader gets a message of their own."""
        return self.how == UNTOLD or self.how.startswith(MESSAGE)

    def plain(self) -> dict[str, Any]:
        """Return it as it is sealed."""
        return {
            "to": list(self.to), "role": self.role, "reason": self.reason, "how": self.how, "text": self.text
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it in one case: who got it (a key of the register; None where nobody gets any), and what
    is to be known: who was passed over, who is still to be written to by hand. `stays`: they had it already,
    and nothing was done."""

    to: int | None = None
    note: str = ""
    stays: bool = False
