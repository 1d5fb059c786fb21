"""At thousands of cases: pages within their queries, plans without whole tables, work that does not grow.

Work is what the database counts itself, so that a busy machine changes nothing. The sizes lie above
`docket.search.FEW` where that matters: the crowd's whole list is wide, a club's and a panellist's are narrow.
"""

from __future__ import annotations

import pickle
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from dueprocess.cases import extracts
from dueprocess.cases.actions import counting
from dueprocess.cases.extracts import lists
from dueprocess.docket import search, wall
from dueprocess.docket.models import Docket
from dueprocess.docket.search import Filters, Sort
from dueprocess.kit import clock
from tests.conftest import DATABASES
from tests.databases import point_at
from tests.effort import SOAK
from tests.scale import crowd, looking

pytestmark = [pytest.mark.both, pytest.mark.slow]
SMALL, LARGE = 4_000, 16_000
FEW_OF, FEW_WALLED = (1, 7) if SOAK else (5, 17)
"""One in so many lists is asked for: numbers that share no factor with those of filters, orders and depths,
so that each of these has its turn."""
QUERIES = {"case": 20, "matter": 20, "my work": 16}
"""So many queries a page asks at most: my work one more of whoever oversees, which no other list has, one
where the rules know measures that must be decided, and one where statements or offers may wait."""
LISTS = 12
STEADY = ("case", "matter", "my matters")
"""Pages that read the same however many cases there are."""
_settled: dict[str, tuple[dict[str, Any], bytes]] = {}
"""By engine: the database that holds the federation with `SMALL` cases, and what is known of it."""


@pytest.fixture
def ground(db_fresh: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[crowd.Crowd]:
    """The federation with fewer clubs and `SMALL` cases, settled once a process and copied for each test; and
    few is called what is few among so many."""
    monkeypatch.setattr(crowd, "CLUBS", 200)
    monkeypatch.setattr(crowd, "OPEN", 0.4)
    monkeypatch.setattr(lists, "MOST_COUNTED", 50)
    monkeypatch.setattr(search, "FEW", 500)
    monkeypatch.setattr(search, "MOST_COUNTED", 50)
    engine, own = DATABASES.engine, dict(connection.settings_dict)
    if engine.vendor not in _settled:
        settled = crowd.settle()
        crowd.fill(settled, SMALL)
        connection.close()
        _settled[engine.vendor] = engine.copy(own), pickle.dumps(settled)
    there, told = _settled[engine.vendor]
    copied = engine.copy(there)
    point_at(copied)
    with clock.frozen(crowd.NOW):
        yield pickle.loads(told)
    point_at(own)
    engine.drop(copied)


def grown(ground: crowd.Crowd, size: int) -> None:
    """Let the crowd be `size` cases, counted by the database and by the product."""
    crowd.fill(ground, size)
    crowd.analyse()
    while counting.count_flow():
        pass


def asked(ground: crowd.Crowd, asks: list[looking.Ask]) -> dict[looking.Ask, looking.Seen]:
    """Return what each request took of somebody who had been on that page before."""
    visitors, been = looking.Visitors(ground), set()
    found = {}
    for ask in asks:
        if (ask.page, ask.viewer) not in been:
            been.add((ask.page, ask.viewer))
            visitors.ask(ask)
        with looking.watched() as seen:
            visitors.ask(ask)
        found[ask] = seen
    return found


def board(ground: crowd.Crowd) -> list[int]:
    """Return the work of the board for each who looks."""
    visitors, found = looking.Visitors(ground), []
    for ask in looking.others(ground):
        if ask.page == "board":
            visitors.ask(ask)
            with looking.watched() as seen:
                visitors.ask(ask)
            found.append(looking.work(seen))
    return found


def most(found: dict[looking.Ask, looking.Seen]) -> dict[str, int]:
    """Return the most work of each page."""
    works: dict[str, int] = defaultdict(int)
    for ask, seen in found.items():
        works[ask.page] = max(works[ask.page], looking.work(seen))
    return works


def test_pages_keep_their_queries_plans_and_work(
    ground: crowd.Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown(ground, SMALL)
    small = asked(ground, [ask for ask in looking.others(ground) if ask.page in STEADY])
    grown(ground, LARGE)
    large = asked(ground, [*looking.others(ground), *looking.some_queues(ground)[::FEW_OF]])
    assert Docket.objects.count() == LARGE
    too_many = {
        str(ask): len(seen.statements)
        for ask, seen in large.items()
        if len(seen.statements) > QUERIES.get(ask.page, LISTS)
    }
    assert too_many == {}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # small tables are read whole although they need not be
            cursor.execute("SET enable_seqscan = off")
    every = {
        (sql, str(params)): (ask.page, params)
        for ask, seen in large.items()
        for sql, params in looking.reads(seen)
    }
    whole = {
        (page, line)
        for (sql, _said), (page, params) in every.items()
        for line in looking.scans(sql, looking.plan(sql, params))
    }
    assert whole == set()
    # Four times as many cases. A list reads more until its page is full or `FEW` is reached, then no more;
    # the pages of one case read the same. My work reads most: deadlines, letters and messages of a week. The
    # board reads every open case, but does not grow with those that are closed.
    works = most(large)
    ceiling = {"sqlite": 300_000, "postgresql": 17_000}[connection.vendor]
    assert {page: work for page, work in works.items() if work > ceiling and page != "board"} == {}
    if connection.vendor == "sqlite":
        assert max(works["my work"], works["queue"]) < 220_000, works
    for page, before in most(small).items():
        assert works[page] <= 1.3 * before + 300, (page, before, works[page])
    boards, open_ = board(ground), Docket.objects.filter(is_open=True).count()
    monkeypatch.setattr(crowd, "OPEN", 0.0)
    crowd.fill(ground, LARGE + SMALL)
    crowd.analyse()
    assert Docket.objects.filter(is_open=True).count() == open_
    for few, many in zip(boards, board(ground), strict=True):
        # PostgreSQL chooses other plans as tables grow; all of them read a few pages for each open case.
        assert many <= (5 * open_ if connection.vendor == "postgresql" else 1.05 * few + 300)


def test_a_list_is_the_same_however_it_was_found(
    ground: crowd.Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    filters = [
        Filters(),
        Filters(stage="reply"),
        Filters(is_open=None, overdue=True),
        Filters(is_open=False, older_than=730),
        Filters(is_open=None, older_than=91, younger_than=182),
        Filters(is_open=None, unit=ground.clubs[3].pk, stage="closed"),
        Filters(is_open=None, owner=ground.viewers["everywhere"].pk),
        Filters(owner=search.UNOWNED),
        Filters(is_open=None, text=crowd.COMMON),
        Filters(is_open=None, text=f"{crowd.COMMON} {crowd.VOCABULARY[1]}"),
    ]
    for n, viewer in enumerate(looking.STAFF):
        person = looking.person(ground, viewer)
        for turn, asked_for in enumerate(filters, n):
            # Each viewer and each filter meets every order; all three together in `make soak`.
            for sort in tuple(Sort) if SOAK else (tuple(Sort)[turn % len(Sort)],):
                pages = {}
                for few in (0, 10_000):
                    monkeypatch.setattr(search, "FEW", few)
                    pages[few] = _numbers(person, asked_for, sort)
                assert pages[0] == pages[10_000], (viewer, asked_for, sort)


def test_my_work_is_the_same_however_it_was_found(
    ground: crowd.Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    since = crowd.NOW - timedelta(days=2)
    for viewer in looking.STAFF:
        person = looking.person(ground, viewer)
        visible = wall.visible_to(person)
        found = [extracts.my_work(person, since=since, visible=visible)]
        letters = [extracts.to_send(person, visible=visible)]
        assert viewer != "region" or (found[0].late and found[0].recent and letters[0].lines)
        monkeypatch.setattr(search, "FEW", 10_000)
        for handful in (0, 10_000):
            monkeypatch.setattr(search, "HANDFUL", handful)
            near = search.nearest(wall.visible_to(person))
            found.append(extracts.my_work(person, since=since, visible=near))
            letters.append(extracts.to_send(person, visible=near))
        assert found[0] == found[1] == found[2], viewer
        assert letters[0] == letters[1] == letters[2], viewer


def _numbers(person: object, filters: Filters, sort: Sort) -> list[str]:
    """Return the numbers of the first three pages."""
    found: list[str] = []
    cursor = ""
    for _ in range(3):
        page = extracts.queue(person, filters, sort=sort, cursor=cursor, size=20)  # type: ignore[arg-type]
        found += [line.number for line in page.lines]
        cursor = page.more
        if not cursor:
            break
    return found


def test_what_few_see_is_what_the_wall_lets_them_see(ground: crowd.Crowd) -> None:
    for viewer in looking.STAFF:
        person = looking.person(ground, viewer)
        seen = set(wall.visible_to(person).values_list("pk", flat=True))
        shown = search.of_kind(search.nearest(wall.visible_to(person)))
        assert set(shown.values_list("pk", flat=True)) == set(
            Docket.objects.filter(pk__in=seen, is_open=True).values_list("pk", flat=True)
        )
        parts = search.in_parts(search.nearest(wall.visible_to(person)))
        keys = [key for part in parts for key in part.values_list("pk", flat=True)]
        assert sorted(keys) == sorted(shown.values_list("pk", flat=True)), "each once"
    assert search.nearest(wall.visible_to(looking.person(ground, "panellist"))).few is not None
    assert search.nearest(wall.visible_to(looking.person(ground, "overseer"))).few is None


def test_counting_stops_where_it_says(ground: crowd.Crowd) -> None:
    found = extracts.queue(looking.person(ground, "overseer"), Filters(is_open=None))
    assert (found.count, found.bounded) == (50, True)
    client = Client(SERVER_NAME="localhost")
    client.force_login(
        ground.viewers["overseer"].login, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert b"More than 50 cases" in client.get("/desk/cases/?state=all").content


def test_walls_cost_little(ground: crowd.Crowd) -> None:
    """A queue in which one case in eighty is shut reads at most a fifth more than one without a wall."""
    grown(ground, SMALL)
    asks = looking.queues(ground, crowd.WALLED)[::FEW_WALLED]
    crowd.offices(ground)
    before = asked(ground, asks)
    crowd.walls(ground, SMALL // 80)
    crowd.analyse()
    after = asked(ground, asks)
    assert sum(map(looking.work, after.values())) <= 1.2 * sum(map(looking.work, before.values()))
    for ask in asks:
        assert len(after[ask].statements) <= LISTS, ask
