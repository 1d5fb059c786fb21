"""What was proposed at the desk to adopt: by whom, who settled it, what its text changes, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from difflib import unified_diff

from dueprocess.kit import clock
from dueprocess.rules.actions.adopting import WAITS
from dueprocess.rules.adoptable import ADOPTABLE
from dueprocess.rules.models import Adoption

PROPOSED, LAPSED, DECLINED, AGREED = "proposed", "lapsed", "declined", "agreed"
AROUND = 2  # unchanged lines shown before and after each that changed


@dataclass(frozen=True, slots=True)
class AdoptionPage:
    """One proposal. `state`: proposed (it waits until `waits_until`), lapsed, declined or agreed;
    `called`: what is adopted, in words. `by_day`: it is in force from a day that is given with it,
    `in_force_from` (None: the day on which it is agreed to); else its text says that itself."""

    pk: int
    what: str
    called: str
    by_day: bool
    title: str
    version: str
    hash: str
    text: str
    adopted_by: str
    adopted_on: date
    in_force_from: date | None
    proposer: int
    proposed_by: str
    proposed_at: datetime
    waits_until: datetime
    settled_by: str
    settled_at: datetime | None
    state: str


def adoptions(pk: int | None = None) -> tuple[AdoptionPage, ...]:
    """Return everything that was proposed, or the one with this key, the latest first."""
    rows = Adoption.objects.select_related("proposed_by", "settled_by").order_by("-pk")
    return tuple(
        AdoptionPage(
            pk=row.pk, what=row.what, called=str(ADOPTABLE[row.what].title),
            by_day=bool(ADOPTABLE[row.what].governs), title=row.title,
            version=row.version, hash=row.hash, text=row.text,
            adopted_by=row.adopted_by, adopted_on=row.adopted_on,
            in_force_from=row.in_force_from, proposer=row.proposed_by_id,
            proposed_by=row.proposed_by.shown_name, proposed_at=row.recorded_at,
            waits_until=row.recorded_at + WAITS,
            settled_by=row.settled_by.shown_name if row.settled_by else "", settled_at=row.settled_at,
            state=_state(row, clock.now()),
        )
        for row in (rows if pk is None else rows.filter(pk=pk))
    )  # fmt: skip


def changed_lines(text: str, what: str) -> str:
    """Return how a text differs from the version of the same text (`what` it is: `rules.adoptable`) that was
    adopted last: lines that begin with "+ " come, with "- " go, and some around them stay. "" where it
    replaces none.

    Raises Malformed for a text that cannot be read.
    """
    before = ADOPTABLE[what].versions(text).values_list("text", flat=True).first()
    if before is None:
        return ""
    found = unified_diff(before.splitlines(), text.splitlines(), n=AROUND, lineterm="")
    lines = list(found)[2:]  # the first two name files
    return "\n".join("…" if line.startswith("@@") else f"{line[:1]} {line[1:]}" for line in lines)


def _state(row: Adoption, now: datetime) -> str:
    if row.settled_at is not None:
        return AGREED if row.agreed else DECLINED
    return PROPOSED if row.recorded_at + WAITS > now else LAPSED
