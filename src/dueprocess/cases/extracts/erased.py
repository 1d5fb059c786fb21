"""What is still told of a case whose content was erased: that it was, when, under which rule, and where a
copy of something may lie that was in it.

Nobody knows any more whom the case was shut to: so these pages hold nothing of its course and its outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from dueprocess.cases.mailbox.models import Arrival
from dueprocess.cases.models import Case, Complaint
from dueprocess.core.errors import Broken
from dueprocess.docket import erased, origins, parted, wall
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.models.dockets import MESSAGE
from dueprocess.people.models import Person


@dataclass(frozen=True, slots=True)
class Copy:
    """A docket in which a copy of something may lie: its number, "" for whoever may not open it; `message`:
    it is a message that was put to the case; `erased`: what it held was erased too."""

    number: str
    message: bool
    erased: bool


@dataclass(frozen=True, slots=True)
class ErasedCase:
    """A case whose content was erased. `acts` is how many entries stay, `basis` the legal basis."""

    number: str
    code_name: str
    received_at: datetime | None
    closed_at: datetime | None
    at: datetime
    basis: str
    acts: int
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class ErasedMatter:
    """The same for a party who comes with a receipt code: `entry` is that of their complaint, `elsewhere`
    says whether a copy of something may lie in a docket that was not erased."""

    number: str
    received_at: datetime | None
    closed_at: datetime | None
    at: datetime
    basis: str
    entry: int
    elsewhere: bool


def erased_case(docket: Docket, person: Person) -> ErasedCase:
    """Return what is told at the desk of a case that was erased. Raises Broken where its key is gone and
    nobody has recorded an erasure: then somebody has buried it."""
    told = _told(docket)
    case = Case.objects.filter(docket=docket).first()
    return ErasedCase(
        docket.number, case.code_name if case else "", docket.received_at, docket.closed_at, told.at,
        told.basis, docket.length, copies(docket, person),
    )  # fmt: skip


def copies(docket: Docket, person: Person | None = None) -> tuple[Copy, ...]:
    """Return the dockets in which something of this one may lie too, or the other way round: other parts,
    what was joined, messages that were put to it. Erasing one does not erase the others."""
    told = [
        act.introduces
        for act in Act.objects.filter(docket=docket).filter(
            Q(introduces__has_key=parted.PARTED_INTO)
            | Q(introduces__has_key=parted.ORIGIN)
            | Q(introduces__has_key="joined_into")
        )
    ]
    pseudonyms = {each[parted.PARTED_INTO]["into"] for each in told if parted.PARTED_INTO in each}
    pseudonyms |= {each[parted.ORIGIN]["c"] for each in told if parted.ORIGIN in each}
    pseudonyms |= {each["joined_into"] for each in told if "joined_into" in each}
    joined = Case.objects.filter(joined_into=docket).values("docket_id")
    put = Arrival.objects.filter(into=docket.pseudonym).values("docket_id")
    found = Docket.objects.filter(Q(pseudonym__in=pseudonyms) | Q(pk__in=joined) | Q(pk__in=put))
    seen = set(wall.visible_to(person, found).values_list("pk", flat=True)) if person is not None else None
    return tuple(
        Copy(
            each.number if seen is None or each.pk in seen else "",
            each.kind == MESSAGE,
            each.key_wrapped is None,
        )
        for each in found.order_by("pk")
    )


def erased_matter(number: str, key: str) -> ErasedMatter | None:
    """Return what a party with a receipt code is told of their matter that was erased; None where it was not,
    or is not theirs."""
    complaint = (
        Complaint.objects.filter(docket__number=number, complainant=key, docket__key_wrapped=None)
        .exclude(receipt=None)
        .select_related("docket")
        .order_by("pk")
        .first()
    )
    if complaint is None:
        return None
    docket, told = complaint.docket, _told(complaint.docket)
    act = Act.objects.get(docket=docket, n=complaint.act)
    return ErasedMatter(
        complaint.number, complaint.received_at, docket.closed_at, told.at, told.basis,
        origins.first_entry(act), any(not each.erased for each in copies(docket)),
    )  # fmt: skip


def _told(docket: Docket) -> erased.Told:
    told = erased.told(docket)
    if told is None:
        raise Broken(
            f"The key of docket {docket.number} is gone, and nothing tells of an erasure. Run "
            "`dueprocess record verify-state`."
        )
    return told
