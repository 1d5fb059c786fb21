"""Messages that somebody put to a case: those that wait for whoever reads this, and all for oversight.

Behind the wall: what waits is there for who may see the case, unless the message is shut to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from dueprocess.cases.mailbox.actions import placing
from dueprocess.cases.mailbox.extracts import lists
from dueprocess.cases.mailbox.models import Arrival, State
from dueprocess.docket import house, wall
from dueprocess.docket.models import Act, Docket, PersonKey
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.people.models import Person

BEGINNING = 400
"""Characters of a message that a list shows."""


@dataclass(frozen=True, slots=True)
class Put:
    """A message that was put to a case: its number and the case's ("" for who may not see that), what it says
    at its beginning (`cut`: there is more), who put it there and when, who took it in ("" while nobody has).
    `alone`: the case's owner put it there without anybody else."""

    docket: Docket
    number: str
    case: str
    subject: str
    sender: str
    text: str
    cut: bool
    by: str
    at: datetime
    taken_by: str
    alone: bool


@dataclass(frozen=True, slots=True)
class PutPage:
    """One page of the messages that were put to cases, newest first; `more` is where the next begins."""

    lines: tuple[Put, ...]
    more: str


def to_confirm(person: Person) -> tuple[Put, ...]:
    """Return the messages that wait for this person to take them into a case, oldest first; a page."""
    into = wall.visible_to(person).filter(kind="case", pseudonym=OuterRef("into"))
    rows = Arrival.objects.filter(Exists(into), state=State.PLACED, act=1, docket__key_wrapped__isnull=False)
    found = rows.select_related("docket").order_by("arrived_at", "pk")[: lists.SIZE * 4]
    cases = _cases(found)
    mine = [
        row
        for row in found
        if placing.may_judge(row.docket, cases[row.into], placing.placed(row.docket), person)
    ]
    return tuple(_lines(mine[: lists.SIZE], person))


def put_to(person: Person) -> QuerySet[Arrival]:
    """Return the messages that were put to cases of which this person is the owner, by whomever; to be
    counted."""
    owned = Docket.objects.filter(pseudonym=OuterRef("into"), owner=person_tag(person.pk))
    return Arrival.objects.filter(Exists(owned), state=State.PLACED, act=1)


def count_to_confirm(person: Person) -> int:
    """Return how many messages others have put to cases that this person owns, counted up to a hundred; one
    query where there is none."""
    rows = put_to(person).select_related("docket")[: lists.SIZE * 4]
    dockets = {row.docket_id: row.docket for row in rows if row.docket.key_wrapped is not None}
    if not dockets:
        return 0
    notes = Act.objects.filter(docket__in=dockets, name=house.CLASSIFIED).order_by("docket_id", "n")
    last = {act.docket_id: act.by_key for act in notes}
    return sum(Vault.of(each).local(person.pk) != last[pk] for pk, each in dockets.items())


def put(person: Person, *, after: str = "") -> PutPage:
    """Return a page of the messages that were put to cases, by whom and with whom, newest first."""
    seen = wall.visible_to(person).filter(pk=OuterRef("docket_id"), key_wrapped__isnull=False)
    rows: QuerySet[Arrival] = Arrival.objects.filter(
        Exists(seen), act=1, state=State.PART, settled_at__isnull=False
    ).exclude(into="")
    rows = lists.beyond(rows, rows, "settled_at", after, rising=False)
    found = list(rows.select_related("docket").order_by("-settled_at", "-pk")[: lists.SIZE + 1])
    shown = found[: lists.SIZE]
    return PutPage(tuple(_lines(shown, person)), str(shown[-1].pk) if len(found) > len(shown) else "")


def _cases(rows: Iterable[Arrival]) -> dict[str, Docket]:
    cases = Docket.objects.filter(pseudonym__in={row.into for row in rows})
    return {case.pseudonym: case for case in cases}


def _lines(rows: list[Arrival], person: Person) -> Iterator[Put]:
    seen = set(wall.visible_to(person, Docket.objects.filter(pseudonym__in=[row.into for row in rows])))
    cases = {case.pseudonym: case.number for case in seen}
    said = lists.opened(rows, ("subject", "from", "text"))
    acts: dict[int, list[Act]] = {}
    notes = Act.objects.filter(docket__in=[row.docket_id for row in rows], name=house.CLASSIFIED)
    for act in notes.order_by("docket_id", "n"):
        acts.setdefault(act.docket_id, []).append(act)
    names = _names(rows)
    for row in rows:
        former, last = [None, *acts[row.docket_id]][-2:]
        assert last is not None
        waits = row.state == State.PLACED
        first = last if waits or former is None or former.facts["as"] != State.PLACED else former
        text = said.get((row.docket_id, row.act), {})
        words = str(text.get("text", ""))
        yield Put(
            row.docket, row.docket.number, cases.get(row.into, ""), str(text.get("subject", "")),
            str(text.get("from", "")), words[:BEGINNING], len(words) > BEGINNING,
            names.get((row.docket_id, first.by_key), ""), first.at,
            "" if waits else names.get((row.docket_id, last.by_key), ""), not waits and first is last,
        )  # fmt: skip


def _names(rows: list[Arrival]) -> dict[tuple[int, str], str]:
    """Return who stands behind the local keys of officers in these dockets."""
    vaults = {row.docket_id: Vault.of(row.docket) for row in rows}
    found = PersonKey.objects.filter(docket__in=vaults, key__startswith="O")
    return {
        (row.docket_id, row.key): str(vaults[row.docket_id].identity(row).get("name", "")) for row in found
    }


__all__ = ["Put", "PutPage", "count_to_confirm", "put", "put_to", "to_confirm"]
