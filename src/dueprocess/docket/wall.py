"""The wall: who may read which docket. Every door asks here, from its first query on.

A file opens for whoever holds a role that may act under its rulebook, for a unit at or above the file's;
for those appointed in it; for those to whom a decision opened it; and for oversight. It stays shut,
whatever else holds, for its parties and those whom a party's bare name may mean, for the officers of a unit
that is a respondent and of those below it, for those with a conflict that bars sight, and for those to whom a
decision shut it. A closed circle (`docket.circles`) no role opens. Whoever may not see a file cannot tell it
from one that does not exist.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Min, Q, QuerySet

from dueprocess.docket import apart, by_roles, conditions, house, kinds, parted, payload, ties
from dueprocess.docket.models import Act, Docket, Reach, Read
from dueprocess.docket.models.dockets import NO, OPENING, YES, DocketQuerySet
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock, keys
from dueprocess.kit.http import Hidden, keep
from dueprocess.people import holders
from dueprocess.people.models import Person, Power
from dueprocess.tlog import entry as entries


def visible_to(
    person: Person | None, dockets: QuerySet[Docket] | None = None, *, on: date | None = None
) -> DocketQuerySet:
    """Return the dockets somebody may read, as an indexed filter; nothing for nobody.

    Two small queries work out what their roles open; the filter itself is lazy, so that one page can narrow
    it several times.
    """
    every = Docket.objects.all() if dockets is None else dockets
    if person is None:
        return every.none()  # type: ignore[return-value]
    on = on or clock.now().date()
    standing = holders.standing(person, on)
    tag = person_tag(person.pk)
    shut = Q(conditions.shut(ties.tags(person.pk, standing.place)))
    if Power.OVERSEE in standing.powers:
        return every.filter(~shut)  # type: ignore[return-value]
    opens = by_roles.by_role(standing.held)
    shut |= Q(conditions.apart()) | Q(conditions.circled(tag))
    unshut = ~shut
    if opens is None:
        return every.filter(unshut)  # type: ignore[return-value]
    found = Q(*(each.plain for each in opens), conditions.reached(tag), _connector=Q.OR)
    # One condition, so that what shuts is asked of what opens alone: of two, SQLite asks it of every docket.
    seen: DocketQuerySet = every.filter(~(~found | shut))  # type: ignore[assignment]
    if dockets is None:
        seen.unshut, seen.unroled = unshut, Q(*(each.shut for each in opens))
    seen.opened_by = (
        Reach.objects.filter(tag=tag, shuts__in=NO).values("docket_id"),
        *(
            Docket.objects.filter(each.indexed, *(other.shut for other in opens[:n]))
            for n, each in enumerate(opens)
        ),
    )
    return seen


def opens_any(person: Person, *, on: date | None = None) -> bool:
    """Tell whether somebody's roles or powers open dockets at all, beside those in which they are named."""
    standing = holders.standing(person, on or clock.now().date())
    return Power.OVERSEE in standing.powers or by_roles.by_role(standing.held) != []


def by_their_roles(person: Person, dockets: QuerySet[Docket], *, on: date | None = None) -> QuerySet[Docket]:
    """Return those of these dockets that somebody's roles open: where they may have something to do, and do
    not only look on."""
    opens = by_roles.by_role(holders.standing(person, on or clock.now().date()).held)
    if opens is None:
        return dockets
    if not opens:
        return dockets.none()
    return dockets.filter(Q(*(each.plain for each in opens), _connector=Q.OR))


def roles_of(person: Person, on: date) -> set[str]:
    """Return the roles somebody holds or exercises for somebody on that day, whatever their unit."""
    return {role for role, _ in holders.standing(person, on).held}


def sees(docket: Docket, person: Person | None) -> bool:
    """Tell whether somebody may read this docket now; three or four queries."""
    kind = kinds.of(docket)
    if kind.by_office or kind.apart:
        reads = apart.reads if kind.apart else _reads_by_office
        return person is not None and reads(docket, person)
    return visible_to(person, Docket.objects.filter(pk=docket.pk)).exists()


def shuts(docket: Docket, person: Person) -> bool:
    """Tell whether something about somebody shuts this docket for them, whatever else might open it."""
    return Reach.objects.filter(docket=docket, tag__in=ties.of(person), shuts__in=YES).exists()


def _reads_by_office(docket: Docket, person: Person) -> bool:
    """Tell whether somebody reads a docket that concerns nobody, such as a plan: whoever may act in it,
    wherever their office is, and oversight."""
    standing = holders.standing(person, clock.now().date())
    acting = by_roles.opening_roles(docket.rulebook_id)
    return Power.OVERSEE in standing.powers or any(role in acting for role, _path in standing.held)


def open(  # noqa: A001 (what a door says: wall.open)
    number: str,
    person: Person | None,
    purpose: str,
    *,
    what: str = "docket",
    again: timedelta | None = None,
) -> Docket:
    """Return the docket of that number and write the read journal, or raise Hidden.

    Absent and hidden are answered alike. The line stays though the form that it came with is refused. `what`
    is a code of the page or file that is read, `purpose` is free text and sealed; within `again` of such a
    line of theirs it is the same look (a player fetches a recording in many pieces). A docket that was only
    set aside is nothing yet, but for those who are to sign it.
    """
    named = Docket.objects.filter(number=keys.normal(number)).select_related("unit")
    found = visible_to(person, named).first()
    if found is None or kinds.of(found).by_office or kinds.of(found).apart:
        found = named.filter(Q(rulebook__kind__in=kinds.BY_OFFICE) | Q(kind__in=kinds.APART)).first()
        found = found if found is not None and sees(found, person) else None
    if found is not None and not _shown(found.kind, what):
        found = None
    if found is None or person is None:
        raise Hidden("nothing here")
    if again is None or not looked_since(found, person_tag(person.pk), what, again):
        looked(found, person, what, purpose)
    return found


def erased(number: str, person: Person) -> Docket | None:
    """Return the docket of that number where its content was erased and this person may know that it was
    there; else None. Nothing of it can be read, so no journal is kept."""
    named = Docket.objects.filter(number=keys.normal(number), key_wrapped=None)
    return visible_to(person, named).filter(kind__in=kinds.SHOWN_AS_CASES).first()


def looked(docket: Docket, person: Person, what: str, purpose: str) -> None:
    """Write in the read journal that something of a docket was shown to somebody whom the wall lets in; the
    line stays though the form that it came with is refused."""
    reader: dict[str, object] = {"person": person.pk, "name": person.shown_name}
    keep(partial(journal, docket, person_tag(person.pk), reader, what, purpose))


def looked_since(docket: Docket, tag: str, what: str, within: timedelta) -> bool:
    """Tell whether a line of the read journal says that somebody (by tag) read this so short a while ago."""
    since = clock.now() - within
    return Read.objects.filter(docket=docket, tag=tag, what=what, at__gte=since).exists()


def moved_out(docket: Docket, person: Person, acts: Iterable[Act] | None = None) -> frozenset[int]:
    """Return the acts of a docket of which everything went into another that this person may not read: what
    was written in them is that one's. `acts`: those of the docket, where they were read already."""
    if acts is None:
        acts = Act.objects.filter(docket=docket, introduces__has_key=parted.PARTED_INTO)
    found: set[int] = set()
    for act in acts:
        told = act.introduces.get(parted.PARTED_INTO)
        if not told or not told["acts"]:
            continue
        if not visible_to(person, Docket.objects.filter(pseudonym=told["into"])).exists():
            found.update(told["acts"])
    return frozenset(found | _bundled(docket, found)) if found else frozenset()


def _bundled(docket: Docket, moved: Collection[int]) -> set[int]:
    """Return the notes by which bundles were served that hold a paper of one of these acts."""
    notes = Act.objects.filter(docket=docket, is_note=True, name=house.BUNDLE_SERVED)
    return {
        n
        for n, facts in notes.values_list("n", "facts")
        if any(int(paper.split("/")[0]) in moved for paper in facts["papers"])
    }


EVERYWHERE = ("proposal", "keeping")
"""Pages that dockets of every kind have."""


def _shown(kind: str, what: str) -> bool:
    """Tell whether a page is one of this kind of docket."""
    if what in EVERYWHERE:
        return what == "proposal" or kind != OPENING
    return kinds.KINDS[kind].shows(what)


def journal(docket: Docket, tag: str, reader: dict[str, object], what: str, purpose: str) -> None:
    """Write one line of the read journal: who (sealed and by tag), what, when, for what (sealed).

    `line` commits to it; the root over a period's lines goes into the record (`access.sealed`).
    """
    if docket.key_wrapped is None:
        return
    at, what = clock.now(), what[:40]
    value = entries.normal({"reader": reader, "purpose": purpose})
    salt = keys.salt()
    Read.objects.create(
        docket=docket,
        tag=tag,
        at=at,
        what=what,
        salt=salt,
        sealed=Vault.of(docket).seal(value, _place(at, tag)),
        line=entries.commit_field(_committed(docket, at, what, value), salt),
    )


def take_out(person: Person, what: str, said: str, count: int, *, more: bool = False) -> None:
    """Write in the read journal that somebody took a list out of the system: which (`what`, a code), narrowed
    how (`said`), how many lines (`more`: at least). It stands there before the first line goes out."""
    at, tag = clock.now(), person_tag(person.pk)
    value = entries.normal(
        {"reader": {"person": person.pk, "name": person.shown_name}, "purpose": said, "count": count,
         "more": more}
    )  # fmt: skip
    salt = keys.salt()
    Read.objects.create(
        tag=tag, at=at, what=what[:40], salt=salt,
        sealed=keys.seal_here(entries.canonical(value), _place(at, tag)),
        line=entries.commit_field(_committed(None, at, what[:40], value), salt),
    )  # fmt: skip


LINES, READS = 100, 200
"""Of lists that were taken out, and of one file's read journal, on one page."""


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A list that was taken out: who, when, what, narrowed how, how many lines (`more`: at least)."""

    pk: int
    name: str
    at: datetime
    what: str
    said: str
    count: int
    more: bool


def taken_out(*, before: int | None = None, limit: int = LINES) -> tuple[TakenOut, ...]:
    """Return what was taken out in lists, newest first, or what was `before` a line. For oversight."""
    found = []
    rows = Read.objects.filter(docket=None)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    for row in rows.order_by("-pk")[:limit]:
        value = _opened(row)
        count, more = value["count"], value["more"]
        name, said = value["reader"]["name"], value["purpose"]
        found.append(TakenOut(row.pk, name, row.at, row.what, said, count, more))
    return tuple(found)


def list_taken(row: Read) -> dict[str, object]:
    """Return what a line of the read journal about a list commits to. Raises Broken if it does not open."""
    return _committed(None, row.at, row.what, _opened(row))


def _opened(row: Read) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(keys.unseal_here(bytes(row.sealed), _place(row.at, row.tag)))
    return value


def line(docket: Docket, vault: Vault, row: Read) -> dict[str, object]:
    """Return what a line of the read journal commits to, from its row. Raises Broken where it does not
    open."""
    return _committed(docket, row.at, row.what, vault.open(row.sealed, _place(row.at, row.tag)))


def _committed(docket: Docket | None, at: datetime, what: str, value: object) -> dict[str, object]:
    pseudonym = docket.pseudonym if docket else ""
    return {"docket": pseudonym, "at": payload.moment(at), "what": what, "value": value}


def _place(at: datetime, tag: str) -> str:
    return f"read/{payload.moment(at)}/{tag}"


def first_looks(docket: Docket) -> list[tuple[str, str, str, str]]:
    """Return when each officer first opened a docket: moment (ISO), local key, name, code of the page."""
    vault, lines = Vault.of(docket), Read.objects.filter(docket=docket).exclude(tag="")
    first = lines.order_by().values("tag").annotate(first=Min("pk")).values("first")
    found = []
    for row in Read.objects.filter(pk__in=first).order_by("pk"):
        reader = vault.open(row.sealed, _place(row.at, row.tag))["reader"]
        if person := reader.get("person"):
            found.append((row.at.isoformat(), vault.local(person), str(reader["name"]), row.what))
    return found


def readers(
    docket: Docket,
    *,
    before: int | None = None,
    limit: int = READS,
    what: Collection[str] | None = None,
) -> list[tuple[int, str, str, str, str]]:
    """Return the read journal of a docket, newest first, or what was `before` a line: its place, moment
    (ISO), name, what, purpose. `what`: only lines of these codes."""
    vault = Vault.of(docket)
    found = []
    rows = Read.objects.filter(docket=docket)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    if what is not None:
        rows = rows.filter(what__in=what)
    for row in rows.order_by("-pk")[:limit]:
        value = vault.open(row.sealed, _place(row.at, row.tag))
        reader = value["reader"]
        found.append(
            (
                row.pk, row.at.isoformat(), str(reader.get("name") or reader.get("key", "")), row.what,
                value["purpose"],
            )
        )  # fmt: skip
    return found
