"""What is to be done in several cases, in the words of whoever began it, and what came of it in one. Plain
values; knows nothing of cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dueprocess.core.letters import Rendered

STEP, MESSAGE, UNTOLD, LETTER, WAITS = "step:", "message:", "untold", "letter:", "waits:"
"""How a text goes out: by a step of the rules (its id follows), in a message to each party of a kind (which
follows), in one to each party who has had no letter since the start-up plan began; or as a letter of the
rules (its name follows) in the words that were adopted for it, by its step, or one that waits already."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be done: among whom the cases are shared (`to`, keys of the register), as what (`role`: they
    are appointed to it by a step of the rules; "": each comes to own it) and why; or how it is written and
    the text with its fields. Of a letter, `papers` are the words that its step asks for, by what they are; of
    one that waits, `channel` is how it goes, or went."""

    to: tuple[int, ...] = ()
    role: str = ""
    reason: str = ""
    how: str = ""
    text: str = ""
    papers: Mapping[str, str] = field(default_factory=dict)
    channel: str = ""

    @property
    def letter(self) -> str:
        """The name of the letter that goes out; "" where it is none of the rules."""
        return next((self.how.removeprefix(way) for way in (LETTER, WAITS) if self.how.startswith(way)), "")

    @property
    def waits(self) -> bool:
        """Whether it is a letter that waits already."""
        return self.how.startswith(WAITS)

    @property
    def each(self) -> bool:
        """Whether each reader gets a message of their own."""
        return self.how == UNTOLD or self.how.startswith(MESSAGE)

    def plain(self) -> dict[str, Any]:
        """Return it as it is sealed."""
        return {
            "to": list(self.to), "role": self.role, "reason": self.reason, "how": self.how,
            "text": self.text, "papers": dict(self.papers), "channel": self.channel,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Going:
    """A letter as it would go out in one case: to whom, and as it is read (`shown`); where no words were
    adopted for it, what was written (`text`)."""

    to: str
    shown: Rendered | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it in one case: who got it (a key of the register; None where nobody gets any), and what
    is to be known: who was passed over, who is still to be written to by hand. `stays`: they had it already,
    and nothing was done. `letters`: those that go out."""

    to: int | None = None
    note: str = ""
    stays: bool = False
    letters: tuple[Going, ...] = ()
