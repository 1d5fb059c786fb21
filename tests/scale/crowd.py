"""A crowd of cases: a federation of many clubs, a few real cases, and as many more as are asked for.

The real cases come through actions. The rest are written in bulk, table by table, in the shape and the
proportions that actions give live cases: an act with its entry in the record, sealed content, people,
parties, words, deadlines, who is shut out and who is let in, letters. One in ten is open. The owner's name
and the summary are really sealed, since lists and comparisons open them; other sealed bytes are random, since
nothing reads them. Nothing here is ever verified or rebuilt: it is ground for reading pages, and always in a
database that is thrown away.
"""

from __future__ import annotations

import json
import os
import random
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, models, transaction

from dueprocess.cases import actions as cases
from dueprocess.cases import code_names
from dueprocess.cases.models import Case, Complaint, Via
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import (
    Act,
    Content,
    Deadline,
    Docket,
    Notice,
    Party,
    PersonKey,
    Reach,
    Word,
)
from dueprocess.docket.needs import Needs, PartyIdentity
from dueprocess.docket.sealing import Vault, content_place, person_place, person_tag, unit_tag
from dueprocess.kit import clock, keys, words
from dueprocess.kit.bulk import insert, moment, reserve
from dueprocess.ledger import append
from dueprocess.people import actions as register
from dueprocess.people.models import Person, Unit
from dueprocess.rules import actions as rules
from dueprocess.rules import rulebooks
from tests import world

STANDARD = Path(rulebooks.__file__).parent / "shipped" / "standard.toml"
NOW = world.later(21)
"""The moment at which pages are asked for."""
CLUBS = 400
REGIONS = 8
OFFICERS = 60
MEMBERS = 22_000
OPEN = 0.1
BATCH = 20_000
REAL = 40
VOCABULARY = [f"word{number}" for number in range(4_000)]
COMMON = "meeting"
"""A word that stands in one case of six."""
RARE = "lighthouse"
"""A word that stands in a handful of cases, however many there are."""
TABLES: dict[type[models.Model], tuple[str, ...]] = {
    Docket: (
        "id", "number", "kind", "rulebook", "unit", "pseudonym", "key_wrapped", "length", "stage", "strands",
        "is_open", "received_at", "closed_at", "changed_at", "due_at", "due_step", "owner", "asked_at",
        "asked_by", "copied",
    ),
    Act: (
        "id", "docket", "n", "at", "recorded_at", "is_note", "name", "role", "by_key", "appointment",
        "logged_as", "entry_type", "rulebook", "facts", "introduces", "owner", "commitments", "salt", "entry",
    ),
    Content: ("act", "field", "salt", "sealed"),
    PersonKey: ("docket", "key", "n", "tag", "salt", "sealed"),
    Party: ("docket", "key", "kind", "tag", "since", "status"),
    Word: ("docket", "tag"),
    Deadline: (
        "docket", "strand", "step", "entry", "person", "kind", "clause", "event_at", "due_at", "state",
        "met_at", "running",
    ),
    Reach: ("docket", "tag", "shuts", "why"),
    Notice: ("docket", "act", "letter", "to_key", "state", "due_at", "sent_at"),
    Case: ("docket", "code_name", "respondents", "complaints", "refused"),
    Complaint: ("number", "docket", "key", "act", "complainant", "via", "anonymous", "received_at"),
}  # fmt: skip


@dataclass
class Crowd:
    """The federation, who looks at it, and the real cases among all others."""

    world: world.World
    clubs: list[Unit]
    viewers: dict[str, Person] = field(default_factory=dict)
    real: list[Docket] = field(default_factory=list)
    long: Docket | None = None
    seats: list[int] = field(default_factory=list)

    @property
    def moment(self) -> datetime:
        """Return the moment at which pages are asked for."""
        return NOW


def settle() -> Crowd:
    """Build the federation with its clubs, the viewers with their logins, and the real cases."""
    with clock.frozen(world.later(days=-1)):
        federation = world.federation()
        rules.adopt(
            text=STANDARD.read_text(encoding="utf-8"),
            adopted_by="General assembly",
            adopted_on=date(2025, 6, 2),
            by=None,
        )
        regions = [
            register.add_unit(name=f"Region {number}", parent=federation.union, by=None)
            for number in range(REGIONS - 2)
        ]
        regions += [federation.north, federation.south]
        clubs = [
            register.add_unit(name=f"Club {number}", parent=regions[number % REGIONS], by=None)
            for number in range(CLUBS)
        ]
        crowd = Crowd(federation, clubs)
        _viewers(crowd)
    _cases(crowd)
    return crowd


def _viewers(crowd: Crowd) -> None:
    """Give each sort of viewer a person and a login."""
    federation = crowd.world
    club = crowd.clubs[REGIONS - 2]  # a club of the northern region
    for name, words_ in (
        ("everywhere", "Ottoline Vance"),
        ("region", "Marisol Achterberg"),
        ("club", "Dov Castellanos"),
        ("panellist", "Ingrid Mwangi"),
        ("officer", "Théo Lindqvist"),
    ):
        crowd.viewers[name] = world.person(words_, club)
    for role in ("secretary", "intake_officer"):
        world.appoint(crowd.viewers["everywhere"], role)
        world.appoint(crowd.viewers["region"], role, federation.north)
        world.appoint(crowd.viewers["club"], role, club)
    world.appoint(crowd.viewers["panellist"], "investigator")  # opens only files they are appointed in
    crowd.viewers["overseer"] = federation["overseer"]
    crowd.viewers["member"] = federation["complainant"]
    for name, person in crowd.viewers.items():
        get_user_model().objects.create_user(f"{name}@example.invalid", person=person)


def _cases(crowd: Crowd) -> None:
    """Open the real cases, take some of them further, and one of them to twenty acts."""
    federation, owner = crowd.world, crowd.world.actor("owner")
    for number in range(REAL):
        at = world.later(number % 5, number / 60)
        with clock.frozen(at):
            crowd.real.append(world.open_case(federation, at=at).docket)
    for docket in crowd.real[: REAL // 4]:
        with clock.frozen(world.later(6)):
            take_step(docket=docket, step="acknowledge", by=owner, at=world.later(6), needs=Needs())
        with clock.frozen(world.later(7)):
            sent = take_step(docket=docket, step="send", by=owner, at=world.later(7))
            cases.confirm_receipt(docket=docket, of=sent.n, to="R1", by=owner)
    crowd.long = crowd.real[0]
    for number in range(16):
        with clock.frozen(world.later(8, number)):
            cases.send_message(docket=crowd.long, by=owner, text=f"Message {number}.", to=["C1"])
    crowd.real = list(Docket.objects.filter(pk__in=[docket.pk for docket in crowd.real]).order_by("pk"))
    crowd.long = crowd.real[0]


def fill(crowd: Crowd, upto: int) -> None:
    """Write cases in bulk until the database holds `upto` dockets; the same cases for the same size."""
    there = Docket.objects.count()
    chance = random.Random(there)
    writer = _Writer(crowd, chance)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # a database that is thrown away need not outlive a power cut
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-400000")
    while there < upto:
        count = min(BATCH, upto - there)
        with transaction.atomic():
            writer.write(count)
        there += count
    connection.close()  # and the next connection is as the product opens it


WALLED = ("everywhere", "region", "club")


def offices(crowd: Crowd) -> None:
    """Give those before whom there will be walls an office in a club that will be accused."""
    for name in WALLED:
        world.appoint(crowd.viewers[name], "treasurer", crowd.clubs[0])


def walls(crowd: Crowd, count: int) -> list[int]:
    """Shut so many cases, spread over all, for those who would read them: every other one by a conflict of
    each, the others because the club is accused in which each of them holds an office too (`offices`).
    Returns the keys of the rows that do it."""
    viewers = [crowd.viewers[name] for name in WALLED]
    accused = crowd.clubs[0]
    every = list(Docket.objects.filter(kind="case").order_by("pk").values_list("pk", flat=True))
    chosen = every[:: max(1, len(every) // count)][:count]
    rows = [Reach(docket_id=pk, tag=unit_tag(accused.pk), shuts=True, why="unit") for pk in chosen[::2]]
    rows += [
        Reach(docket_id=pk, tag=person_tag(person.pk), shuts=True, why="conflict")
        for pk in chosen[1::2]
        for person in viewers
    ]
    return [row.pk for row in Reach.objects.bulk_create(rows, batch_size=500)]


def analyse() -> None:
    """Let the database count its own tables, as a server's housekeeping does."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


class _Writer:
    """Writes batches of cases; the tags, words and moments that recur are worked out once."""

    def __init__(self, crowd: Crowd, chance: random.Random) -> None:
        self.crowd, self.chance = crowd, chance
        self.books = [(hash_, rulebooks.get(hash_)) for hash_ in rulebooks.hashes()]
        self.members = [person_tag(10_000_000 + number) for number in range(MEMBERS)]
        self.officers = [(20_000_000 + number, f"Officer {number}") for number in range(OFFICERS)]
        self.vocabulary = [min(words.tags(word)) for word in VOCABULARY]
        self.common, self.rare = min(words.tags(COMMON)), min(words.tags(RARE))
        self.panellists = [person_tag(30_000_000 + number) for number in range(200)]
        self.days: dict[int, Any] = {}

    def at(self, days: int) -> Any:
        """A moment so many days from now, as the database takes it."""
        if days not in self.days:
            self.days[days] = moment(NOW + timedelta(days=days, minutes=days % 480))
        return self.days[days]

    def write(self, count: int) -> None:
        """Write one batch."""
        rows: defaultdict[type[models.Model], list[Sequence[Any]]] = defaultdict(list)
        dockets, acts = reserve(Docket, count), reserve(Act, count)
        entries = [
            append.New(append.new_key(), "received", {"cm": os.urandom(32)}, NOW) for _ in range(count)
        ]
        for docket, act, entry in zip(dockets, acts, entries, strict=True):
            self.case(docket, act, entry.key, rows)
        for model, fields in TABLES.items():
            insert(model, fields, rows[model])
        append.many(entries)

    def case(self, docket: int, act: int, entry: int, rows: defaultdict[Any, list[Sequence[Any]]]) -> None:
        """Add the rows of one case."""
        chance = self.chance
        hash_, rules = self.books[chance.random() < 0.3]
        is_open = chance.random() < OPEN
        age = chance.randrange(1, 365) if is_open else chance.randrange(30, 3_650)
        received = self.at(-age)
        due = chance.randrange(-40, 120) if is_open and chance.random() < 0.9 else None
        closed = None if is_open else self.at(-chance.randrange(1, age))
        changed = self.at(-chance.randrange(min(age, 60))) if is_open else closed
        stages = [stage.id for stage in rules.stages.values() if stage.end is not is_open]
        stage = chance.choice(stages)
        steps = [step for step in rules.steps.values() if step.due]
        step = chance.choice(steps)
        club = chance.choice(self.crowd.clubs)
        vault = Vault(secrets.token_hex(16), keys.new_key())
        person, name = self.owner(is_open)
        owner = person_tag(person) if person else ""
        asked = is_open and chance.random() < 0.1
        rows[Docket].append(
            (
                docket, keys.number(), "case", hash_, club.pk, vault.pseudonym, keys.wrap(vault.key), 1,
                stage, json.dumps({"1": stage}), is_open, received, closed, changed,
                self.at(due) if due is not None else None, step.id if due is not None else "", owner,
                self.at(-3) if asked else None, "C1" if asked else "", "{}",
            )
        )  # fmt: skip
        rows[Act].append(
            (
                act, docket, 1, received, received, False, "receive", "", "C1", "", "received", "received",
                hash_, '{"step":"receive","by":"C1"}', '{"parties":{"C1":{"is":"complainant"}}}', "", "{}",
                os.urandom(32), entry,
            )
        )  # fmt: skip
        said = " ".join(VOCABULARY[(docket * 31 + n * 7) % len(VOCABULARY)] for n in range(30))
        salt, _, sealed = vault.keep(said, content_place(1, "summary"))
        rows[Content].append((act, "summary", salt, sealed))
        parties = [("C1", "complainant"), ("R1", "respondent")] + [("R2", "respondent")] * (
            chance.random() < 0.3
        )
        for key, kind in parties:
            member = chance.randrange(MEMBERS)
            tag = self.members[member]
            rows[Party].append((docket, key, kind, tag, 1, ""))
            salt, sealed = os.urandom(32), os.urandom(160)
            if key == "R1" and is_open and chance.random() < 0.2:  # a letter to somebody without a login
                identity = PartyIdentity(kind=kind, person=10_000_000 + member, name="Member").plain()
                salt, _, sealed = vault.keep(identity, person_place(key))
                rows[Notice].append((docket, 1, "notice", key, "owed", self.at(3), None))
            rows[PersonKey].append((docket, key, 1, tag, salt, sealed))
            rows[Reach].append((docket, tag, True, f"party{key}"))
        if person:
            key = vault.local(person)
            salt, _, sealed = vault.keep(
                PartyIdentity(kind="officer", person=person, name=name).plain(), person_place(key)
            )
            rows[PersonKey].append((docket, key, 1, owner, salt, sealed))
        for tag in chance.sample(self.panellists, 3):
            rows[Reach].append((docket, tag, False, "as investigator"))
        if len(self.crowd.seats) < 26 and chance.random() < 0.02 and (is_open or len(self.crowd.seats) > 5):
            self.crowd.seats.append(docket)
            rows[Reach].append(
                (docket, person_tag(self.crowd.viewers["panellist"].pk), False, "as investigator")
            )
        found = set(chance.choices(self.vocabulary, k=6)) | (
            {self.common} if chance.random() < 1 / 6 else set()
        )
        if docket % 7_919 == 0:
            found.add(self.rare)
        rows[Word].extend((docket, tag) for tag in sorted(found))
        self.times(docket, rules, step, received, due, rows)
        rows[Case].append((docket, code_names.of(vault.pseudonym), len(parties) - 1, 1, ""))
        rows[Complaint].append((keys.number(), docket, "k1", 1, "C1", Via.PORTAL.value, False, received))

    def times(
        self,
        docket: int,
        rules: Any,
        step: Any,
        received: Any,
        due: int | None,
        rows: defaultdict[Any, list[Any]],
    ) -> None:
        """Add deadlines, met and running, and a letter."""
        first = next(each for each in rules.steps.values() if each.due)
        rows[Deadline].append(
            (docket, 1, first.id, 0, "", "duty", "1", received, received, "met", received, False)
        )
        if due is not None:
            rows[Deadline].append(
                (docket, 1, step.id, 0, "", "duty", "2", received, self.at(due), "running", None, True)
            )
            rows[Deadline].append(
                (docket, 1, step.id, 1, "", "target", "2", received, self.at(due + 30), "running", None, True)
            )
        rows[Notice].append((docket, 1, "receipt", "C1", "received", received, received))
        if self.chance.random() < 0.2:
            rows[Notice].append((docket, 1, "summary", "public", "owed", received, None))

    def owner(self, is_open: bool) -> tuple[int, str]:
        """Choose who owns a case: an officer, nobody, and now and then the officer whose pages are read."""
        drawn = self.chance.random()
        if is_open and drawn < 0.05:
            return 0, ""
        if drawn > 0.998:
            person = self.crowd.viewers["everywhere"]
            return person.pk, person.shown_name
        return self.chance.choice(self.officers)
