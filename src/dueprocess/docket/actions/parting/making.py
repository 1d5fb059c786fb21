"""Writing the docket that goes out of another: its acts, what is sealed with them, and their entries last."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dueprocess.docket import (
    circles,
    direct,
    evidence,
    house,
    lettering,
    parted,
    payload,
    roster,
    searched,
)
from dueprocess.docket.actions import indexing, owners, preparing, rebuild, writing
from dueprocess.docket.actions.parting import shutting
from dueprocess.docket.actions.parting.coming import Coming
from dueprocess.docket.actions.parting.going import Going, Packed
from dueprocess.docket.models import Act, Content, Docket, File, PersonKey
from dueprocess.docket.models.source import CARRIED, FROM_MESSAGE
from dueprocess.docket.roster import Assembled, Row
from dueprocess.docket.sealing import (
    OFFICER,
    as_text,
    content_place,
    file_place,
    person_place,
    person_tag,
)
from dueprocess.kit import clock, jobs, keys
from dueprocess.ledger import append
from dueprocess.ledger.models import Entry
from dueprocess.tlog import entry as entries

SPLIT = "split"
"""The public type of the first entry of what went out: it is open since its complaint was received."""
_COMES = (
    "alike", "parties", "register", house.BY_MAIL, house.QUOTES, house.RETURNED, FROM_MESSAGE, "received_at",
    house.THROUGH,
)  # fmt: skip
_ENGINE = ("n", "at", "entered", "people", "history")
_KEY = re.compile(rf"{OFFICER}[0-9a-f]{{10}}")
Json = dict[str, Any]


def put(whole: Assembled, made: Act, packed: Packed, sent: Going, said: Mapping[str, Any]) -> Docket:
    """Write the new docket with all its acts; their entries are the last write. Its copies are made anew.

    `said`: what was written in the act that sends it out, for those to whom its letters are owed there.
    """
    maker = _Maker(whole, made, packed, sent)
    packed.docket.save(force_insert=True)
    if made.introduces[parted.PARTED_INTO].get("whole"):
        rebuild.room(whole.docket)  # its room says where it went, which was no docket yet
    acts = maker.acts(said)
    docket = packed.docket
    docket.length = len(acts)
    docket.save(update_fields=["length"])
    direct.put(PersonKey, [{**row, "docket_id": docket.pk} for row in maker.people])
    indexing.put(docket, maker.tags)
    docket.received_at = whole.docket.received_at
    previous = b""
    for act in acts:
        writing.log(docket, act, previous=previous)
        previous = writing.leaf(act.entry_id)
    rebuild.docket(docket.pk)
    docket.refresh_from_db()
    if not docket.owner and docket.kind == "case":
        jobs.enqueue(owners.UNASSIGNED, key=f"{docket.pk}:{docket.length}", docket=docket.pk)
    return docket


@dataclass(slots=True)
class _Maker:
    """Makes the acts of a new docket out of those of the one it came from."""

    whole: Assembled
    made: Act
    packed: Packed
    sent: Going
    people: list[Json] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    _known: dict[str, Json] = field(default_factory=dict)
    _persons: dict[str, int] = field(default_factory=dict)
    _theirs: dict[str, Json] = field(default_factory=dict)
    _written: set[str] = field(default_factory=set)
    _commitments: dict[str, str] = field(default_factory=dict)
    _coming: Coming = field(init=False)

    def __post_init__(self) -> None:
        here = self.whole.vault
        for row in PersonKey.objects.filter(docket=self.whole.docket):
            self._known[row.key] = here.identity(row)
        self._persons = dict(self.whole.roster.persons)
        for each in self._known.values():
            if person := each.get("person"):
                self._persons[here.local(person)] = person
        self._theirs = {there: each for key, each in self._known.items() if (there := self._by(key))}
        self._coming = Coming(self.sent.json["parties"], self._stay, self.packed.leaves, self._elsewhere)
        self._coming.knows(evidence.items(self.whole.rows))

    @property
    def _stay(self) -> set[str]:
        """The parties who stay behind."""
        return {key for key in self._known if not key.startswith(OFFICER)} - set(self.sent.json["parties"])

    @property
    def _elsewhere(self) -> bool:
        """Whether it goes to another unit, where nobody has it in hand yet."""
        return self.packed.docket.unit_id != self.whole.docket.unit_id

    def acts(self, said: Mapping[str, Any]) -> list[Act]:
        """Write the rows of all acts and of what is sealed with them; those of people wait in `people`."""
        comes = {row["n"]: row for row in self.sent.json["acts"]}
        stored = {act.n: act for act in Act.objects.filter(docket=self.whole.docket, n__lt=self.made.n)}
        keys_ = [act.entry_id for act in stored.values()]
        leaves = dict(Entry.objects.filter(key__in=keys_).values_list("key", "leaf"))
        relied: Json | None = None
        last: Json | None = None
        told: Json = {}
        found: list[Act] = []
        for row in self.whole.rows:
            if row.n >= self.made.n:
                break
            relied = row.relied if row.relied is not None else relied
            facts = self._facts(row, comes)
            if facts is not None and row.n not in self.packed.leaves:
                self._coming.there.add(row.n)
            if facts is None:
                found.append(self._beside(row.n, found[-1].written_at))
                continue
            new_relied = self._named(relied) if relied is not None and not row.is_note else None
            if new_relied == last:
                new_relied = None
            last = new_relied or last
            if not row.is_note and row.n in comes:
                history = self._named(comes[row.n].get("history") or {})
                if history != told:
                    facts["history"] = told = history
            found.append(
                self._carried(row, stored[row.n], facts, new_relied, bytes(leaves[stored[row.n].entry_id]))
            )
        found.append(self._came(said))
        return found

    def _facts(self, row: Row, comes: Mapping[int, Json]) -> Json | None:
        """The facts of an act as it comes along; None for one that stays behind."""
        if row.is_note and row.name in house.OWN:
            return self._named(self._coming.told(row)) if self._coming.comes(row) else None
        if row.n not in comes:
            return None
        return self._named({name: value for name, value in comes[row.n].items() if name not in _ENGINE})

    def _beside(self, n: int, before: datetime) -> Act:
        """An act that says only that the one of this number stayed behind; not even when that was."""
        facts, told = {"note": parted.ELSEWHERE}, {CARRIED: {"recorded_at": payload.moment(before)}}
        return self._write(n, at=before, name=parted.ELSEWHERE, facts=facts, introduces=told)

    def _carried(self, row: Row, act: Act, facts: Json, relied: Any, leaf: bytes) -> Act:
        told: Json = {CARRIED: {"entry": leaf.hex(), "recorded_at": payload.moment(act.written_at)}}
        if row.n == 1:
            told |= self._origin()
        told |= self._introduced(row)
        by = facts.get("by") if isinstance(facts.get("by"), str) and not act.is_note else None
        by_key = str(by or self._by(act.by_key))
        content = [] if row.n in self.packed.leaves else list(self._content(act))
        return self._write(
            row.n, at=act.at, name=act.name, facts=facts, is_note=act.is_note, strand=act.strand,
            role=act.role, by_key=by_key, appointment=act.appointment, logged_as=act.logged_as,
            rulebook=act.rulebook, relied=relied, introduces=told, content=content,
            owner="" if self._elsewhere else self._by(act.owner),
            entry_type=SPLIT if row.n == 1 else "act",
        )  # fmt: skip

    def _by(self, key: str) -> str:
        """A key as it is called there; "" for a party who is none there."""
        if key in self._known and not key.startswith(OFFICER):
            return key if key in self.sent.json["parties"] else ""
        return str(self._named(key))

    def _origin(self) -> Json:
        docket, origin = self.whole.docket, self.sent.json["from"]
        received = payload.moment(docket.received_at) if docket.received_at else None
        told = {**origin, "c": docket.pseudonym, "received_at": received, "at": payload.moment(self.made.at)}
        complaints = self.sent.json["complaints"]
        return {
            parted.ORIGIN: told,
            "docket": preparing.opened(self.packed.docket),
            "complaints": {key: self._named(each) for key, each in complaints.items()},
        }

    def _introduced(self, row: Row) -> Json:
        found: Json = {}
        goes = set(self.made.facts["out"].get("complaints") or ())
        for name in _COMES:
            if name not in row.introduces or (name == house.THROUGH and row.introduces[name] in self._stay):
                continue
            value = row.introduces[name]
            if name in ("parties", "alike"):
                value = {key: each for key, each in value.items() if key in self.sent.json["parties"]}
            elif name == "register":
                value = {key: each for key, each in value.items() if key in goes}
            found[name] = self._named(value)
        return found

    def _content(self, act: Act) -> Iterator[tuple[str, Any]]:
        """What was written in an act, without what is about an allegation, a complaint or a party that stays,
        and without what repeats words that stay."""
        if act.introduces.get(house.QUOTES) in self.packed.leaves or act.facts.get("said_by") in self._stay:
            return
        every = {each["id"] for row in self.whole.rows for each in row.facts.get("allegations") or ()}
        there = {each["id"] for row in self.sent.json["acts"] for each in row.get("allegations") or ()}
        stays = (every - there) | self._stay
        goes = set(self.made.facts["out"].get("complaints") or ())
        for row in Content.objects.filter(act=act).order_by("pk"):
            name = as_text(row.field)
            value = self.whole.vault.content(row, act.n)
            if name.partition(".")[2] in stays or name == lettering.SERVED:
                continue
            if name == "receipt":
                value = {key: tag for key, tag in value.items() if key in goes}
            elif isinstance(value, dict):
                value = {key: each for key, each in value.items() if key not in stays}
            yield name, value

    def _named(self, value: Any) -> Any:
        """A value with the people of the register under the keys that they have in the new docket."""
        if isinstance(value, str):
            if "|" in value:
                return "|".join(str(self._named(part)) for part in value.split("|"))
            return self._key(value) if _KEY.fullmatch(value) else value
        if isinstance(value, Mapping):
            return {self._named(key): self._named(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self._named(each) for each in value]
        return value

    def _key(self, key: str) -> str:
        there = self.packed.vault
        if (person := self._persons.get(key)) is not None:
            return there.local(person)
        return OFFICER + hmac.digest(there.key, key.encode(), "sha256").hex()[:10]

    def _came(self, said: Mapping[str, Any]) -> Act:
        """The last act: out of which case it came, why, for whom of that one it is shut; and where that was a
        closed circle, whom decisions let into it."""
        there, goes = self.packed.vault, self.sent.json["parties"]
        persons = shutting.persons(self.whole, self._known, goes)
        shut = {there.local(person): person for person in persons}
        inside = circles.by_decision(self.whole.docket, self.whole.rows, set(self._persons.values()))
        let_in = {there.local(person): person for person in inside}
        shown = roster.names([*shut.values(), *let_in.values()])
        for key, person in {**shut, **let_in}.items():
            if key not in self._written:
                self._person(self.made.n, key, {"kind": "officer", "person": person,
                                                "name": shown[person].shown_name})  # fmt: skip
        facts: Json = {"note": parted.CAME, "shut": sorted(shut)}
        if units := shutting.units(self.whole, goes):
            facts["units"] = units
        if circles.closed(self.whole.rows):
            facts[circles.LET_IN] = sorted(let_in)
        step = self.whole.rulebook.steps[self.made.name]
        papers = {"reasons", "letter", *step.demands_with(self.made.facts.get("outcome")).needs}
        content = [(name, value) for name, value in said.items() if value and name in papers]
        by = self._by(self.made.by_key)
        return self._write(
            self.made.n, at=self.made.at, name=parted.CAME, facts=facts, by_key=by, content=content,
            role=self.made.role,
        )  # fmt: skip

    def _person(self, n: int, key: str, identity: Mapping[str, Any]) -> None:
        """Seal who somebody is; the commitment is put into the act by `_write`."""
        value = entries.normal(dict(identity))
        salt, commitment, sealed = self.packed.vault.keep(value, person_place(key))
        tag = person_tag(value["person"]) if value.get("person") else ""
        self.people.append({"key": key, "n": n, "tag": tag, "salt": salt, "sealed": sealed})
        self._written.add(key)
        self._commitments[f"person.{key}"] = commitment
        self.tags |= searched.in_name(key, str(value.get("name", "")))

    def _write(self, n: int, *, content: Sequence[tuple[str, Any]] = (), **columns: Any) -> Act:
        """Insert one act with its content and files, and keep for later whom it is the first to name."""
        vault, docket = self.packed.vault, self.packed.docket
        facts, brought = columns["facts"], columns.get("introduces", {})
        named = [facts, brought, columns.get("by_key", ""), columns.get("owner", "")]
        for key in sorted(writing.mentioned(named, dict.fromkeys(self._theirs, 0)) - self._written):
            self._person(n, key, self._theirs[key])
        contents = []
        for name, value in content:
            salt, self._commitments[name], sealed = vault.keep(entries.normal(value), content_place(n, name))
            contents.append({"field": name, "salt": salt, "sealed": sealed})
            self.tags |= searched.in_field(str(columns["name"]), value)
        rows = []
        for (act_n, number), (stored, told) in self.packed.kept.items():
            if act_n != n or columns.get("is_note") is None:
                continue
            salt = keys.salt()
            digest = bytes.fromhex(told["sha256"])
            self._commitments[f"file.{number}"] = entries.commit_file(digest, told["size"], salt).hex()
            sealed = vault.seal(told, file_place(n, number))
            rows.append({"n": number, "stored": stored, "salt": salt, "sealed": sealed})
            self.tags |= searched.in_texts([told["name"], told["sha256"]])
        plain: Json = {
            "is_note": True, "strand": None, "role": "", "by_key": "", "appointment": "", "logged_as": "act",
            "rulebook": self.made.rulebook, "relied": None, "introduces": {}, "owner": "",
            "entry_type": SPLIT if n == 1 else "act",
        } | columns  # fmt: skip
        plain["facts"] = entries.normal(plain["facts"])
        act = Act(
            docket=docket, n=n, recorded_at=max(clock.now(), self.made.recorded_at),
            commitments=self._commitments, salt=keys.salt(), entry_id=append.new_key(), **plain,
        )  # fmt: skip
        self._commitments = {}
        direct.insert([act])
        direct.put(Content, [{**row, "act_id": act.pk} for row in contents])
        direct.put(File, [{**row, "act_id": act.pk} for row in rows])
        return act
