"""The docket as the engine is told it: acts from the rows, people from the register.

The only place that reads `people` for the engine. Must not decide anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from dueprocess.core.engine import Docket as EngineDocket
from dueprocess.core.errors import Broken
from dueprocess.core.rulebook.model import Rulebook
from dueprocess.docket import direct, earlier, house, parted, places, rota, ties, told
from dueprocess.docket.models import Act, Docket, Reach
from dueprocess.docket.models.access import DENIED, NAMED, PARTED
from dueprocess.docket.models.source import ABOUT, FROM_MESSAGE, MEANT_NO_MORE, written_at
from dueprocess.docket.sealing import Vault
from dueprocess.ledger.models import Entry
from dueprocess.people import holders
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks

_FIELDS = (
    "n", "at", "recorded_at", "is_note", "name", "strand", "facts", "relied", "introduces", "by_key",
    "rulebook", "owner", "entry",
)  # fmt: skip


@dataclass(slots=True)
class Row:
    """One act as read for the engine. `recorded_at`: when it was first written down."""

    n: int
    at: datetime
    recorded_at: datetime
    is_note: bool
    name: str
    strand: int | None
    facts: dict[str, Any]
    relied: dict[str, Any] | None
    introduces: dict[str, Any]
    by_key: str
    rulebook: str
    owner: str
    entry: int
    leaf: bytes | None = None  # of the last act alone: the docket's next act is chained to it

    def __post_init__(self) -> None:
        self.recorded_at = written_at(self.introduces, self.recorded_at)


@dataclass(frozen=True, slots=True)
class Roster:
    """Who could act at a moment: the engine's `people`, and who is behind each key."""

    people: dict[str, dict[str, Any]]
    persons: dict[str, int]
    appointments: dict[tuple[str, str], int]


def rows(docket: Docket) -> list[Row]:
    """Read the acts of a docket, up to the length that was read with it, in the order of their numbers."""
    given = (docket.length, docket.pk, docket.length)
    found = direct.values(Act, _FIELDS, "docket_id = %s AND n <= %s ORDER BY n", given, also=_LEAF)
    return [Row(*values) for values in found]


def row(act: Act) -> Row:
    """Return an act that was read whole as the engine's reading wants it."""
    return Row(
        act.n, act.at, act.recorded_at, act.is_note, act.name, act.strand, act.facts, act.relied,
        act.introduces, act.by_key, act.rulebook, act.owner, act.entry_id,
    )  # fmt: skip


_LEAF = f'CASE WHEN n = %s THEN (SELECT leaf FROM "{Entry._meta.db_table}" WHERE key = entry_id) END'  # noqa: S608


def moment(at: datetime) -> str:
    """Write a moment as acts store it: UTC, ISO 8601."""
    return at.astimezone(UTC).isoformat()


def acts(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the engine's `acts`: the facts of each row with its number, its two times and its roster."""
    found: list[dict[str, Any]] = []
    relied: dict[str, Any] | None = None
    had: dict[str, Any] = {}
    linked = links(rows)
    for row in rows:
        relied = row.relied if row.relied is not None else relied
        had = row.facts.get("history", had)
        if row.is_note and row.name in house.OWN:
            found.append(silent(row))
            continue
        act = {"n": row.n, "at": moment(row.at), "entered": moment(row.recorded_at), **row.facts}
        if linked:
            act |= {name: known(act[name], linked) for name in ("adds", "parties") if act.get(name)}
        if relied is not None:
            act["people"] = relied
        if not row.is_note:
            act["history"] = had
        found.append(act)
    return found


def silent(row: Row) -> dict[str, Any]:
    """Return a note of the house as the engine may know it: a message, which changes nothing."""
    by = row.by_key or "office"
    return {"n": row.n, "at": moment(row.at), "entered": moment(row.recorded_at), "note": "message", "by": by}


def annulled(rows: Iterable[Row | Act]) -> frozenset[int]:
    """Return the numbers of the rows that others of them annul."""
    return frozenset(int(row.facts["act"]) for row in rows if row.is_note and row.name == house.ANNULLED)


def said(rows: Sequence[Row], also: Mapping[str, Any] | None = None) -> list[Mapping[str, Any]]:
    """Return the facts of all rows that stand, and those that are about to be recorded."""
    gone = annulled(rows)
    return [*(row.facts for row in rows if row.n not in gone), {"facts": also or {}}]


def owner(rows: Sequence[Row]) -> str:
    """Return the local key of whose docket it is by what stands; "" for nobody."""
    gone = annulled(rows)
    return next((row.owner for row in reversed(rows) if row.owner and row.n not in gone), "")


def relied_on(rows: Sequence[Row]) -> dict[str, Any] | None:
    """Return the roster that the last act was judged with."""
    for row in reversed(rows):
        if row.relied is not None:
            return row.relied
    return None


def history_relied_on(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the earlier sanctions that the last act was judged with."""
    for row in reversed(rows):
        if "history" in row.facts:
            return dict(row.facts["history"])
    return {}


def since(rows: Iterable[Row]) -> dict[str, int]:
    """Return with which act each party came in."""
    found: dict[str, int] = {}
    for row in rows:
        came = row.facts.get("adds") or row.facts.get("parties") or {}
        for key in (*row.introduces.get("parties", {}), *(came if isinstance(came, dict) else {})):
            found.setdefault(key, row.n)
    return found


def links(rows: Iterable[Row]) -> dict[str, str]:
    """Return who in the register parties were later said to be, by local keys; "" for nobody there."""
    notes = (row.facts for row in rows if row.is_note and row.name == house.LINKED)
    return {str(facts["party"]): str(facts.get("who", "")) for facts in notes}


def known(parties: Mapping[str, Any], linked: Mapping[str, str]) -> dict[str, Any]:
    """Return the engine's view of parties with what was later said of who they are."""
    found = {}
    for key, party in parties.items():
        found[key] = dict(party)
        if key not in linked:
            continue
        if found[key].pop("person", None) and not linked[key]:
            found[key].pop("unit", None)  # it was that person's, and they are somebody else
        if who := linked[key]:
            found[key]["person"] = who
    return found


def accused(rows: Sequence[Row], coming: Mapping[str, Any]) -> dict[str, int]:
    """Return the units that are respondents themselves, or were before the case was split, by party: of the
    acts that stand, and of the parties that are `coming` with the first."""
    gone = annulled(rows)
    every = {**coming, **introduced(rows, "parties")}
    for row in rows:
        for name in ("parties", "adds"):
            came = row.facts.get(name)
            every |= came if isinstance(came, dict) and row.n not in gone else {}
    return ties.accused(known(every, links(rows)))


def alike(rows: Sequence[Row]) -> list[str]:
    """Return the local keys of people in the register whom a party that is known by a name alone may be,
    unless it was said who they are."""
    return list(dict.fromkeys(key for keys in unlinked(rows).values() for key in keys))


def unlinked(rows: Sequence[Row]) -> dict[str, Sequence[str]]:
    """Return `alike` by party."""
    linked = {*links(rows), *(key for row in rows for key in row.introduces.get(MEANT_NO_MORE, ()))}
    linked |= {ABOUT} if any(FROM_MESSAGE in row.introduces for row in rows) else set()
    found: dict[str, Sequence[str]] = {}
    for row in rows:
        for party, keys in row.introduces.get("alike", {}).items():
            if party not in linked:
                found[party] = [*found.get(party, ()), *keys]
    return found


def _shut(docket: Docket, rows: Sequence[Row]) -> frozenset[str]:
    """Return the tags of those for whom the file is shut without the engine's knowing why: of them a party's
    name may speak, a decision shut them out, or another part of the case concerns them or their unit. No
    query where there can be nobody."""
    denied = any(row.is_note and row.name == "access" and row.facts.get("what") == "denied" for row in rows)
    if not denied and not parted.is_part(rows) and not alike(rows):
        return frozenset()
    where = "docket_id = %s AND shuts = %s AND why IN (%s, %s, %s)"
    found = direct.values(Reach, ("tag",), where, (docket.pk, True, NAMED, DENIED, PARTED))
    return frozenset(tag for (tag,) in found)


def introduced(rows: Iterable[Row], what: str) -> dict[str, Any]:
    """Return all parties or complaints that came in with the first act, or with corrections of it."""
    found: dict[str, Any] = {}
    for row in rows:
        found.update(row.introduces.get(what, {}))
    return found


def of(
    docket: Docket,
    rulebook: Rulebook,
    vault: Vault,
    *,
    at: datetime,
    rows: Sequence[Row] = (),
    parties: Mapping[str, Mapping[str, Any]] | None = None,
    also: Mapping[str, Any] | None = None,
    but: Collection[str] = (),
    placed: bool = False,
    step: str | None = None,
) -> Roster:
    """Return who could act in the docket at that moment, under the roles of its rulebook. Nobody for whom
    the wall shuts it is among them, nor anybody of `but` (local keys); but the officers of a unit that is a
    respondent are, with where they hold an office, so that the engine can say why they may not act.

    `also` are facts about to be recorded: the unit they may name decides who sits in a body of one unit.
    `placed`: a unit is about to come in as a party. `step`: which step is about to be taken (`docket.rota`).
    """
    on = at.astimezone(UTC).date()
    roster = Roster({}, {}, {})
    if not rulebook.roles:
        return roster
    able = _able(docket, rulebook, on, said(rows, also), parties or {})
    everybody = [holder.person for holder in able]
    shut = ties.among(everybody, _shut(docket, rows), on=on)
    placed = placed or places.asked(rulebook) or bool(accused(rows, parties or {}))
    where = holders.places(on, everybody) if placed else {}
    for holder in able:
        key = vault.local(holder.person)
        roster.persons[key] = holder.person
        if key in but or holder.person in shut:
            continue
        for role, behind in holder.roles.items():
            roster.appointments[key, role] = behind[0][0]
        place = where.get(holder.person)
        roster.people[key] = told.placed(holder, place) if place else told.person(holder)
    for party in (parties or {}).values():
        if known := party.get("person"):
            roster.people.setdefault(known, {"roles": []})
    for key, number in rota.sits_in(docket, roster.persons, rota.asked(rulebook, step)).items():
        if key in roster.people:
            roster.people[key] = roster.people[key] | {"sits_in": number}
    return roster


def _able(
    docket: Docket, rulebook: Rulebook, on: date, facts: Iterable[Mapping[str, Any]],
    parties: Mapping[str, Mapping[str, Any]],
) -> tuple[holders.Holder, ...]:  # fmt: skip
    units = places.units(rulebook, facts, parties)
    return holders.of(roles=rulebook.roles, unit=docket.unit_id, elsewhere=units, on=on)


def holds_a_role(
    docket: Docket, rulebook: Rulebook, person: int, *, at: datetime, rows: Sequence[Row]
) -> bool:
    """Tell of one person whether `of` has them among those who could act in a role."""
    on = at.astimezone(UTC).date()
    able = _able(docket, rulebook, on, said(rows), {}) if rulebook.roles else ()
    holds = any(holder.person == person for holder in able)
    return holds and person not in ties.among([person], _shut(docket, rows), on=on)


def versions(docket: Docket, rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the versions of the rulebook that play a part in a docket: the one under which it was opened,
    then those to which it came, in order."""
    if not rows:
        return (docket.rulebook_id,)
    gone = annulled(rows)
    notes = (row for row in rows if row.is_note and row.name == house.VERSION and row.n not in gone)
    came = (row.facts["rulebook"] for row in notes)
    return tuple(dict.fromkeys((rows[0].rulebook, *came)))


def facts(
    docket: Docket,
    *,
    rows: Sequence[Row],
    people: Mapping[str, Any],
    parties: Mapping[str, Any],
    complaints: Mapping[str, Any],
    history: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the whole docket in the JSON of docs/reference/docket.schema.json."""
    every = versions(docket, rows)
    whole: dict[str, Any] = {
        "docket": 1,
        "case": docket.number,
        "rulebook": every[0],
        "parties": dict(parties),
        "people": dict(people),
        "holidays": list(rulebooks.adopted(every[0]).holidays),
        "acts": acts(rows),
    }
    if complaints:
        whole["complaints"] = dict(complaints)
    if history:
        whole["history"] = dict(history)
    if rows and (origin := rows[0].introduces.get(parted.ORIGIN)):
        whole["from"] = {name: origin[name] for name in parted.TOLD if name in origin}
    return whole | wide(every)


def wide(hashes: Iterable[str]) -> dict[str, Any]:
    """Return the pauses of the whole organisation that these versions know, as the engine wants them."""
    known = {each.id for hash_ in hashes for each in rulebooks.get(hash_).pauses.values() if each.for_all}
    return {"organisation": [each for each in rulebooks.pauses() if each["pause"] in known]} if known else {}


@dataclass(slots=True)
class Assembled:
    """A docket made ready for the engine, with what was read on the way."""

    docket: Docket
    vault: Vault
    rulebook: Rulebook
    rows: list[Row]
    roster: Roster
    json: dict[str, Any]

    def engine(self) -> EngineDocket:
        """Return the engine's value of it."""
        return EngineDocket.parse(self.json)


def assemble(
    docket: Docket,
    vault: Vault,
    *,
    at: datetime,
    also: Mapping[str, Any] | None = None,
    coming: Mapping[str, dict[str, Any]] | None = None,
    but: Collection[str] = (),
    read: list[Row] | None = None,
    tagged: bool = True,
    placed: bool = False,
    step: str | None = None,
) -> Assembled:
    """Read a stored docket for the engine: acts, people as of `at`, history. Six queries at most.

    `coming` are parties that come in with the opening act, where there is none yet; `but`, `placed` and
    `step` as for `of`. Who has the acts at hand gives them as `read`, and says whether anybody in it is
    `tagged` as in the register. Two queries more where the engine has to know of which units people are.
    """
    if read is None:
        read = rows(docket)
    rulebook = rulebooks.joined(versions(docket, read))
    if len(read) != docket.length:
        raise Broken(f"Docket {docket.number} has {len(read)} acts, and its length says {docket.length}.")
    parties = known(introduced(read, "parties"), links(read)) if read else dict(coming or {})
    roster = of(
        docket, rulebook, vault, at=at, rows=read, parties=parties, also=also, but=but, placed=placed,
        step=step,
    )  # fmt: skip
    json = facts(
        docket,
        rows=read,
        people=roster.people,
        parties=parties,
        complaints=introduced(read, "complaints"),
        history=earlier.history(docket, rulebook, parties) if tagged else {},
    )
    return Assembled(docket, vault, rulebook, read, roster, json)


def names(persons: Iterable[int]) -> dict[int, Person]:
    """Return people of the register by their keys; one query, none where none are asked for."""
    return direct.by_keys(Person, persons)
