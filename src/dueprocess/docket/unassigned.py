"""Open dockets that nobody takes forward: no owner, or one who may not read it or holds no office any more.

A complaint may name everybody who could take it in, and each of them is shut out. Then it goes to oversight,
who are told at once and again each working day (`actions.unassigned`). Reads only; must not judge whether a
complaint is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum

from django.db.models import F, QuerySet

from dueprocess.docket.models import Docket, Reach
from dueprocess.docket.models.dockets import NO, YES
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock
from dueprocess.ledger import doctor
from dueprocess.ledger.doctor import Finding, Health
from dueprocess.people.models import Appointment, Delegation, Grant, Power

MOST = 100


class Why(StrEnum):
    """Why nobody takes a docket forward."""

    NOBODY = "nobody"
    SHUT = "shut"
    ENDED = "ended"


def officers(on: date) -> set[int]:
    """Return the keys of all who hold a role on that day, or exercise one for somebody."""
    held = Appointment.objects.running(on).values_list("person", flat=True)
    lent = Delegation.objects.running(on).values_list("to", flat=True)
    return {*held, *lent}


def of(dockets: QuerySet[Docket], *, on: date, most: int = MOST) -> list[tuple[Docket, Why]]:
    """Return the open cases among these that nobody takes forward, oldest first; of each kind at most `most`.

    What was taken over from an earlier register and stands at no stage is left out. Four queries and two for
    the officers, each by an index.
    """
    base = dockets.filter(kind="case", is_open__in=YES).exclude(stage="").select_related("case")
    tags = {person_tag(pk) for pk in officers(on)}
    found: dict[int, tuple[Docket, Why]] = {}

    def put(rows: Iterable[Docket], why: Why) -> None:
        for row in rows:
            found.setdefault(row.pk, (row, why))

    put(base.filter(owner="").order_by("received_at", "pk")[:most], Why.NOBODY)
    shut = Reach.objects.filter(tag__in=list(tags), shuts__in=YES, docket__owner=F("tag"))
    put(base.filter(pk__in=shut.values("docket")).order_by("received_at", "pk")[:most], Why.SHUT)
    owners = Docket.objects.filter(kind="case", is_open__in=YES).order_by().values_list("owner", flat=True)
    gone = set(owners.distinct()) - tags - {""}
    ended = base.filter(owner__in=list(gone)).order_by("received_at", "pk")[:most] if gone else []
    appointed = set(
        Reach.objects.filter(docket__in=[each.pk for each in ended], tag__in=list(gone), shuts__in=NO)
        .filter(docket__owner=F("tag"))
        .values_list("docket", flat=True)
    )
    put((each for each in ended if each.pk not in appointed), Why.ENDED)
    return sorted(found.values(), key=lambda pair: (pair[0].received_at is not None, pair[0].received_at))


def why(docket: Docket, *, on: date) -> Why | None:
    """Return why nobody takes this docket forward; None where somebody does, or it is over."""
    if not docket.is_open or not docket.stage or docket.kind != "case":
        return None
    if not docket.owner:
        return Why.NOBODY
    reaches = set(Reach.objects.filter(docket=docket, tag=docket.owner).values_list("shuts", flat=True))
    if True in reaches:
        return Why.SHUT
    if False in reaches or docket.owner in {person_tag(pk) for pk in officers(on)}:
        return None
    return Why.ENDED


def hidden_from_all(*, on: date) -> int:
    """Count the open cases that nobody takes forward and that everybody who oversees is shut out of too."""
    overseers = list(Grant.objects.running(on).filter(power=Power.OVERSEE).values_list("person", flat=True))
    tags = {person_tag(pk) for pk in overseers}
    shut = Reach.objects.filter(tag__in=list(tags), shuts__in=YES, docket__is_open__in=YES)
    by_docket: dict[int, set[str]] = {}
    for pk, tag in shut.values_list("docket", "tag"):
        by_docket.setdefault(pk, set()).add(tag)
    every = [pk for pk, found in by_docket.items() if found == tags]
    return len(of(Docket.objects.filter(pk__in=every), on=on)) if every else 0


@doctor.check
def _read_by_nobody() -> Iterator[Finding]:
    """Say so where a case is hidden from everybody: whoever runs the machine may be the one to learn it."""
    if hidden := hidden_from_all(on=clock.now().date()):
        what = f"{hidden} open case(s) that nobody takes forward, and nobody who oversees may read"
        yield Finding(Health.LOOK, what, "Give somebody whom no complaint names the power to oversee.")
