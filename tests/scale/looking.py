"""Pages as somebody asks for them, and what the database does for each: statements, plans, work.

Work is counted in the database's own units, which no other program on the machine can change: steps of
SQLite's virtual machine, pages touched by PostgreSQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, product
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from dueprocess.cases import extracts
from dueprocess.docket import paging, search
from dueprocess.docket.models import Docket
from dueprocess.docket.search import Sort
from dueprocess.people.models import Person
from dueprocess.portal.views.follow import MATTER
from tests.scale.crowd import COMMON, RARE, VOCABULARY, Crowd

STAFF = ("everywhere", "region", "club", "overseer", "panellist")
STATES = ("open", "closed", "all")
GROWING = ("docket_", "cases_", "ledger_")
"""Tables with these names grow with the number of cases."""
PLANNED = re.compile(r"cost=[\d.]+\.\.([\d.]+) ")
FEW_PAGES = 10
"""The cost below which PostgreSQL reads no more than a few pages."""
STEPS = 100
"""Steps of SQLite's virtual machine between two calls of the counter."""


@dataclass(frozen=True)
class Ask:
    """One request: which page, by whom, with what."""

    page: str
    viewer: str
    path: str
    what: str = ""
    data: dict[str, str] | None = field(default=None, hash=False)
    session: dict[str, Any] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return f"{self.page} by {self.viewer}" + (f", {self.what}" if self.what else "")


@dataclass
class Seen:
    """What the database was asked for one page."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    steps: int = 0


@contextmanager
def watched() -> Iterator[Seen]:
    """Note every statement on the connection, and on SQLite the steps of its virtual machine."""
    seen = Seen()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.statements.append((sql, params))
        return execute(sql, params, many, context)

    def step() -> int:
        seen.steps += STEPS
        return 0

    connection.ensure_connection()
    if connection.vendor == "sqlite":
        connection.connection.set_progress_handler(step, STEPS)
    try:
        with connection.execute_wrapper(note):
            yield seen
    finally:
        if connection.vendor == "sqlite":
            connection.connection.set_progress_handler(None, 0)


class Visitors:
    """A signed-in client for each viewer, and one for whoever follows a matter by its code."""

    def __init__(self, crowd: Crowd) -> None:
        self.clients: dict[str, Client] = {}
        for name, person in crowd.viewers.items():
            self.clients[name] = Client(SERVER_NAME="localhost")
            self.clients[name].force_login(
                person.login, backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        self.clients["party"] = Client(SERVER_NAME="localhost")

    def ask(self, ask: Ask) -> HttpResponse:
        """Ask for a page; anything but a page raises AssertionError."""
        client = self.clients[ask.viewer]
        if ask.session:
            session = client.session
            session.update(ask.session)
            session.save()
            client.cookies["dueprocess"] = session.session_key or ""
        found = client.post(ask.path, ask.data) if ask.data else client.get(ask.path)
        assert found.status_code == 200, f"{ask} was answered {found.status_code}"
        return found


def narrowings(crowd: Crowd, state: str) -> dict[str, dict[str, str]]:
    """Return every filter of the queue by name."""
    big, small = crowd.world.north, crowd.clubs[3]
    ends = state == "closed"
    stages = [name for name, _ in extracts.stages(on=crowd.moment.date())]
    return {
        "all": {},
        "mine": {"mine": "on"},
        "late": {"late": "on"},
        "unowned": {"unowned": "on"},
        "stage": {"stage": "closed" if ends else "reply"},
        "rare stage": {"stage": stages[0]},
        "region": {"unit": str(big.pk)},
        "club": {"unit": str(small.pk)},
        "3 to 6 months": {"age": "91-182"},
        "over 24 months": {"age": "730-"},
        "club and stage": {"unit": str(small.pk), "stage": "reply"},
        "mine and late": {"mine": "on", "late": "on"},
    }


def queues(crowd: Crowd, viewers: tuple[str, ...] = STAFF) -> list[Ask]:
    """Return every filter in every state and sort, first page and a deep one, for every viewer."""
    found = []
    deep = {(state, sort): _deep(state, sort) for state, sort in product(STATES, Sort)}
    for viewer, state, sort in product(viewers, STATES, Sort):
        for name, asked in narrowings(crowd, state).items():
            for after in ("", deep[state, sort]):
                query = "&".join(
                    f"{key}={value}"
                    for key, value in {**asked, "state": state, "sort": sort, "after": after}.items()
                    if value
                )
                what = f"{state}, {name}, by {sort}" + (", deep" if after else "")
                found.append(Ask("queue", viewer, f"{reverse('desk:queue')}?{query}", what))
    return found


def _deep(state: str, sort: Sort) -> str:
    """Return the cursor of a page in the middle of the whole list."""
    rows = Docket.objects.filter(kind="case")
    if state != "all":
        rows = rows.filter(is_open=state == "open")
    name = search.COLUMN[sort].lstrip("-")
    rows = rows.filter(**{f"{name}__isnull": False}).order_by(search.COLUMN[sort])
    middle = rows[rows.count() // 2 : rows.count() // 2 + 1].first()
    return paging.mark(middle, sort) if middle else ""


def some_queues(crowd: Crowd) -> list[Ask]:
    """Return one request for each filter, state and viewer, with sorts and depths in turn."""
    turns = cycle(product(Sort, (False, True)))
    chosen = {}
    for ask in queues(crowd):
        state, name, *_ = ask.what.split(", ")
        chosen.setdefault((ask.viewer, state, name), []).append(ask)
    found = []
    for each in chosen.values():
        sort, deep = next(turns)
        wanted = [ask for ask in each if f"by {sort}" in ask.what]
        found.append(next((ask for ask in wanted if ask.what.endswith("deep") is deep), wanted[0]))
    return found


def others(crowd: Crowd) -> list[Ask]:
    """Return every page that is no queue: my work, search, the case, my matters, the portal's matter."""
    found = []
    short, long = crowd.real[-1], crowd.long
    assert long is not None
    for viewer in STAFF:
        found.append(Ask("my work", viewer, reverse("desk:work")))
        found.append(Ask("board", viewer, reverse("desk:board")))
        for text in (
            COMMON,
            RARE,
            f"{COMMON} {VOCABULARY[1]}",
            f"{VOCABULARY[2]} {VOCABULARY[3]}",
            "nowhere",
        ):
            found.append(Ask("search", viewer, reverse("desk:search"), text, {"text": text}))
        for case, what in ((short, f"{short.length} acts"), (long, f"{long.length} acts")):
            if viewer in ("everywhere", "region", "overseer"):
                found.append(Ask("case", viewer, reverse("desk:case", args=[case.number]), what))
    found.append(Ask("my matters", "member", reverse("portal:mine")))
    session = {MATTER: {"number": long.number, "key": "C1"}}
    found.append(Ask("matter", "party", reverse("portal:matter"), f"{long.length} acts", None, session))
    return found


def plan(sql: str, params: Any, *, run: bool = False) -> list[str]:
    """Return the database's plan for a statement, a line each; with `run` (PostgreSQL) as it went."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            return [row[3] for row in cursor.fetchall()]
        cursor.execute(f"EXPLAIN {'(ANALYZE, BUFFERS, TIMING OFF) ' if run else ''}{sql}", params)
        return [row[0].strip() for row in cursor.fetchall()]


OF_WHAT_WAITS = ("INDEX approach_to_weigh", "INDEX declaration_waits")


def scans(sql: str, lines: list[str]) -> list[str]:
    """Return the lines of a plan that read the whole of a table that grows with the number of cases.

    PostgreSQL reads a table of a few pages whole, and begins to read one of which it expects a third to
    match, until a limit is filled: the whole statement then costs a fraction of it. Neither is meant, nor an
    index that holds only what waits, and loses what was done.
    """
    found = []
    whole = PLANNED.search(lines[0]) if lines else None
    for line in lines:
        cost = PLANNED.search(line)
        if cost and whole and (float(cost[1]) < FEW_PAGES or 10 * float(whole[1]) < float(cost[1])):
            continue
        hit = re.match(r"SCAN (\w+)", line) or re.search(r"Seq Scan on (\w+)", line)
        if hit and _table(hit.group(1), sql).startswith(GROWING) and not line.endswith(OF_WHAT_WAITS):
            found.append(line)
    return found


def _table(name: str, sql: str) -> str:
    """Return the table behind an alias."""
    hit = re.search(rf'"(\w+)" (?:AS )?"?{re.escape(name)}"?\b', sql)
    return hit.group(1) if hit else name


def reads(seen: Seen) -> Iterator[tuple[str, Any]]:
    """Give the statements that read."""
    return ((sql, params) for sql, params in seen.statements if sql.lstrip().startswith("SELECT"))


def work(seen: Seen) -> int:
    """Return the work that the database did for a page, in its own units; on PostgreSQL it is done again."""
    if connection.vendor == "sqlite":
        return seen.steps
    total = 0
    for sql, params in reads(seen):
        lines = plan(sql.replace(" FOR UPDATE", ""), params, run=True)
        hit = next((each for each in lines if each.startswith("Buffers: shared")), "")
        total += sum(int(number) for number in re.findall(r"(?:hit|read)=(\d+)", hit))
    return total


def person(crowd: Crowd, viewer: str) -> Person:
    """Return the person behind a viewer's name."""
    return crowd.viewers[viewer]
