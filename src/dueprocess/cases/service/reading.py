"""What a case has noted of one letter to one reader: each sending, what proves it, and its arrival. Read from
its acts alone; it asks nothing and writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

from dueprocess.docket import house

WORDS = "what is known of it"
"""The content field in which it is said by whom, to whom, where: people are named there and nowhere else."""
HAND = "hand"
"""The channel of what is handed over."""


class Proof(models.TextChoices):
    """What a note of service says of one sending. The machine alone says `ACCEPTED`."""

    POSTED = "posted", _("It was posted: proof of posting")
    DELIVERED = "delivered", _("Whoever carries it says that it was delivered")
    HANDED = "handed", _("It was handed to them in person")
    LEFT = "left", _("It was left for them: with somebody else, or in their letterbox")
    REFUSED = "refused", _("They would not take it")
    BACK = "back", _("It came back")
    ACCEPTED = "accepted", _("The mail server took the mail that tells of it")


class Row(Protocol):
    """An act, as much of it as is read here."""

    n: int
    name: str
    is_note: bool
    by_key: str
    at: datetime
    facts: Mapping[str, Any]
    introduces: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Proved:
    """One note of service: by which entry, of which sending (`sent`, its entry), what, and on which day."""

    n: int
    sent: int
    how: str
    on: str


@dataclass(frozen=True, slots=True)
class Sending:
    """One time that the letter went out: by which entry, when, by which channel; `again`: not the first."""

    n: int
    at: datetime
    channel: str
    again: bool


@dataclass(frozen=True, slots=True)
class Service:
    """All that was noted of one letter to one reader, in the order in which it happened. `got`: when somebody
    noted that it arrived, `own`: they opened it themselves."""

    sendings: tuple[Sending, ...] = ()
    proofs: tuple[Proved, ...] = ()
    got: datetime | None = None
    own: bool = False

    def proved(self, sent: int) -> set[str]:
        """Return what is proved of one sending."""
        return {each.how for each in self.proofs if each.sent == sent}


def service(acts: Iterable[Any], annulled: Collection[int], of: int, to: str) -> Service:
    """Return what was noted of the letter about act `of` to `to` (local key); sendings that were annulled,
    and what was said of them, never were."""
    sendings: list[Sending] = []
    proofs: list[Proved] = []
    got: datetime | None = None
    own = False
    row: Row
    for row in acts:
        if not row.is_note or row.n in annulled or row.facts.get("of") != of:
            continue
        if to not in (row.facts.get("to") or ()):
            continue
        if row.name == "sent":
            again = house.SERVED_AGAIN in row.introduces
            sendings.append(Sending(row.n, row.at, str(row.facts.get("by") or ""), again))
        elif row.name == house.SERVICE:
            proofs.append(Proved(row.n, int(row.facts["sent"]), str(row.facts["how"]), str(row.facts["on"])))
        elif row.name == "received" and got is None:
            got, own = row.at, row.by_key == to
    there = {each.n for each in sendings}
    return Service(tuple(sendings), tuple(each for each in proofs if each.sent in there), got, own)
