"""Reading who a docket is about from JSON: parties, people, complaints, earlier sanctions.

Knows the JSON keys of docs/reference/docket.schema.json and the values of `rows`. Must not know rulebooks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from dueprocess.core.engine.reading import Reader
from dueprocess.core.engine.reading import at as _at
from dueprocess.core.engine.rows import Complaint, EarlierSanction, Held, Origin, Party, Person


def parties_of(read: Reader, values: Any, path: str) -> dict[str, Party]:
    """The parties of a docket, by their keys."""
    found = {}
    keys = frozenset({"is", "person", "unit", "status"})
    for id_, where in read.keys({path: values}, "", path):
        value = values[id_]
        if not isinstance(value, Mapping):
            read.wrong(where, "It is no object.", 'Write {"is": "respondent"}.')
            continue
        read.known(value, where, keys)
        kind = read.name(value, where, "is", required=True)
        found[id_] = Party(
            id_,
            kind or "",
            read.text(value, where, "person"),
            read.text(value, where, "unit"),
            read.text(value, where, "status"),
        )
    return found


def people_of(read: Reader, values: Any, path: str) -> dict[str, Person]:
    """The people of the register as far as the docket needs them, in register order.

    Most acts of a docket were judged with the same register, or nearly the same: each is read once.
    """
    for known, people in read.registers:
        if known is values:
            return people
    for known, people in read.registers:
        if known == values:
            read.registers.append((values, people))
            return people
    faults = len(read.problems)
    before, known_people = read.registers[-1] if read.registers else ({}, {})
    found = {}
    for id_, where in read.keys({path: values}, "", path):
        value = values[id_]
        if id_ in known_people and before[id_] == value:
            found[id_] = known_people[id_]
        elif isinstance(value, Mapping):
            found[id_] = _person(read, id_, value, where)
        else:
            read.wrong(where, "It is no object.", 'Write {"roles": ["secretary"]}.')
    if len(read.problems) == faults:
        read.registers.append((values, found))
    return found


_PERSON = frozenset({"roles", "training", "has", "unit", "offices_in", "sits_in"})


def _person(read: Reader, id_: str, value: Mapping[str, Any], where: str) -> Person:
    read.known(value, where, _PERSON)
    held = []
    for index, role in enumerate(read.values(value, where, "roles")):
        if isinstance(role, str):
            held.append(_held(role, None))
        elif isinstance(role, Mapping) and isinstance(role.get("role"), str):
            held.append(_held(role["role"], read.text(role, f"{where}.roles[{index}]", "unit")))
        else:
            read.wrong(f"{where}.roles[{index}]", "It is no role.", 'Write a name or {"role", "unit"}.')
    training: dict[str, date] = {}
    for name, _ in read.keys(value, where, "training"):
        training[name] = read.day(value["training"], f"{where}.training", name, required=True) or date.min
    has = frozenset(read.texts(value, where, "has")) if value.get("has") else _NOTHING
    offices_in = read.texts(value, where, "offices_in") if value.get("offices_in") else ()
    sits_in: dict[str, int] = {}
    for name, place in read.keys(value, where, "sits_in"):
        number = value["sits_in"][name]
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            read.wrong(place, "It is no number.", "Write in how many cases, as a number.")
        else:
            sits_in[name.replace(" ", "_")] = number
    unit = read.text(value, where, "unit")
    return Person(id_, tuple(held), training, has, unit, offices_in, sits_in)


_NOTHING: frozenset[str] = frozenset()


@lru_cache(maxsize=4096)
def _held(role: str, unit: str | None) -> Held:
    return Held(role.replace(" ", "_"), unit)


def complaints_of(read: Reader, values: Any, path: str) -> dict[str, Complaint]:
    """The complaints of a docket: a list of keys, or each with its own moment, makers and steps done."""
    if isinstance(values, list | tuple):
        return {id_: Complaint(id_) for id_ in read.texts({path: values}, "", path)}
    found = {}
    keys = frozenset({"at", "by", "done"})
    for id_, where in read.keys({path: values}, "", path):
        value = values[id_]
        if not isinstance(value, Mapping):
            read.wrong(where, "It is no object.", 'Write {"at": …} or {}.')
            continue
        read.known(value, where, keys)
        found[id_] = Complaint(
            id_,
            read.moment(value, where, "at"),
            read.texts(value, where, "by"),
            tuple(step.replace(" ", "_") for step in read.texts(value, where, "done")),
        )
    return found


_FROM = frozenset({"case", "act", "at", "parties", "step", "outcome", "tells", "left"})


def origin_of(read: Reader, obj: Mapping[str, Any]) -> Origin | None:
    """Where a docket came from, if another case sent it out."""
    value = obj.get("from")
    if value is None:
        return None
    if not isinstance(value, Mapping):
        read.wrong("from", "It is no object.", 'Write {"case", "act", "at", "parties"}.')
        return None
    read.known(value, "from", _FROM)
    return Origin(
        read.text(value, "from", "case", required=True) or "",
        read.number(value, "from", "act", required=True) or 0,
        read.moment(value, "from", "at", required=True) or read.never,
        read.texts(value, "from", "parties"),
        read.name(value, "from", "step"),
        read.name(value, "from", "outcome"),
        read.texts(value, "from", "tells"),
        read.texts(value, "from", "left"),
    )


_EARLIER = frozenset({"sanction", "from", "to", "case", "suspended_until", "lasts"})


def history_of(read: Reader, obj: Mapping[str, Any], path: str) -> dict[str, tuple[EarlierSanction, ...]]:
    """The earlier sanctions of people, by their keys: of a docket, or as one act relied on them."""
    found = {}
    for person, _ in read.keys(obj, path, "history"):
        items = read.objects(obj["history"], _at(path, "history"), person, _EARLIER)
        found[person] = tuple(
            EarlierSanction(
                read.name(item, place, "sanction", required=True) or "",
                read.day(item, place, "from", required=True) or read.never.date(),
                read.day(item, place, "to"),
                read.text(item, place, "case"),
                read.day(item, place, "suspended_until"),
                read.text(item, place, "lasts"),
            )
            for item, place in items
        )
    return found
