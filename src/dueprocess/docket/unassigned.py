"""Open dockets that nobody takes forward: no owner, or one who may not read it or holds no office any more.

A complaint may name everybody who could take it in, and each of them is shut out. Then it goes to oversight,
who are told at once and again each working day (`actions.unassigned`). Reads only; must not judge whether a
complaint is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum

from django.db.models import F, Q, QuerySet

from dueprocess.docket import ties
from dueprocess.docket.models import Docket, Reach
from dueprocess.docket.models.dockets import NO, YES
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock
from dueprocess.ledger import doctor
from dueprocess.ledger.doctor import Finding, Health
from dueprocess.people import holders
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

    What was taken over from an earlier register and stands at no stage is left out. At most six queries and
    four for the officers, each by an index.
    """
    base = dockets.filter(kind="case", is_open__in=YES).exclude(stage="").select_related("case")
    able = officers(on)
    ties_of = ties.of_each({*able, *holders.places(on)}, on=on)  # who was appointed may have a post alone
    tags = {person_tag(pk) for pk in able}
    found: dict[int, tuple[Docket, Why]] = {}

    def put(rows: Iterable[Docket], why: Why) -> None:
        for row in rows:
            found.setdefault(row.pk, (row, why))

    put(base.filter(owner="").order_by("received_at", "pk")[:most], Why.NOBODY)
    if shut := _shut(ties_of):
        put(base.filter(pk__in=shut).order_by("received_at", "pk")[:most], Why.SHUT)
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


def _shut(each: Mapping[int, frozenset[str]]) -> list[int]:
    """Return the open cases that are shut for their owner: under their own tag, or that of a unit in which
    they hold an office; one query."""
    whose: dict[str, set[str]] = {}
    units: set[str] = set()
    for pk, tags in each.items():
        own = person_tag(pk)
        units |= tags - {own}
        for tag in tags:
            whose.setdefault(tag, set()).add(own)
    of_owner = Q(docket__owner=F("tag")) | Q(tag__in=list(units))
    rows = Reach.objects.filter(of_owner, tag__in=list(whose), shuts__in=YES, docket__is_open__in=YES)
    found = rows.values_list("docket", "tag", "docket__owner")
    return [docket for docket, tag, owner in found if owner in whose[tag]]


def why(docket: Docket, *, on: date) -> Why | None:
    """Return why nobody takes this docket forward; None where somebody does, or it is over."""
    if not docket.is_open or not docket.stage or docket.kind != "case":
        return None
    if not docket.owner:
        return Why.NOBODY
    reaches = set(Reach.objects.filter(docket=docket, tag=docket.owner).values_list("shuts", flat=True))
    able = officers(on)
    owner = next((pk for pk in {*able, *holders.places(on)} if person_tag(pk) == docket.owner), None)
    if True in reaches or (owner is not None and _unit_shuts(docket, owner, on)):
        return Why.SHUT
    if False in reaches or owner in able:
        return None
    return Why.ENDED


def _unit_shuts(docket: Docket, owner: int, on: date) -> bool:
    tags = ties.of_each([owner], on=on)[owner]
    return Reach.objects.filter(docket=docket, tag__in=tags, shuts__in=YES).exists()


def hidden_from_all(*, on: date) -> int:
    """Count the open cases that nobody takes forward and that everybody who oversees is shut out of too."""
    overseers = list(Grant.objects.running(on).filter(power=Power.OVERSEE).values_list("person", flat=True))
    each = ties.of_each(overseers, on=on)
    tags = frozenset().union(*each.values())
    shut = Reach.objects.filter(tag__in=list(tags), shuts__in=YES, docket__is_open__in=YES)
    by_docket: dict[int, set[str]] = {}
    for pk, tag in shut.values_list("docket", "tag"):
        by_docket.setdefault(pk, set()).add(tag)
    every = [
        pk for pk, found in by_docket.items() if all(not found.isdisjoint(mine) for mine in each.values())
    ]
    return len(of(Docket.objects.filter(pk__in=every), on=on)) if every else 0


@doctor.check
def _read_by_nobody() -> Iterator[Finding]:
    """Say so where a case is hidden from everybody: whoever runs the machine may be the one to learn it."""
    if hidden := hidden_from_all(on=clock.now().date()):
        what = f"{hidden} open case(s) that nobody takes forward, and nobody who oversees may read"
        yield Finding(Health.LOOK, what, "Give somebody whom no complaint names the power to oversee.")
