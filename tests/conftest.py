"""Fixtures of the whole suite.

| fixture or mark | gives |
|---|---|
| `db` (or mark `django_db`) | the test's work is rolled back at its end |
| `db_fresh` | a database of the test's own, copied from the template: it may commit, kill and thread |
| mark `both` | the test runs on SQLite and on PostgreSQL |
| `live` | `db_fresh` and a web server on it; `live.url` |
| `page`, `phone`, `page_without_js` | a browser page on `live`: 1400 px, 390 px, scripts off |

Without a mark a test runs on SQLite, or on the engine in DUEPROCESS_TEST_ENGINE.

DUEPROCESS_TEST_NOW=2026-12-31T23:58:30+00:00 lets the run begin at that moment, from which the clock goes on:
a year's end, a change to summer time, a night. Programs that a test starts, and the foreign witness, keep the
machine's clock.
"""

import gc
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test.client import ClientHandler
from hypothesis import HealthCheck
from hypothesis import settings as examples
from pytest_django import DjangoDbBlocker
from whitenoise.middleware import WhiteNoiseMiddleware

from dueprocess.kit import keys
from tests import outer
from tests.databases import Databases, point_at

pytest_plugins = ["tests.browser"]
DATABASES = Databases()
ENGINE = os.environ.get("DUEPROCESS_TEST_ENGINE", "sqlite")
if NOW := os.environ.get("DUEPROCESS_TEST_NOW"):
    import time_machine

    time_machine.travel(datetime.fromisoformat(NOW), tick=True).start()
# How fast examples are made says how busy the machine is, not whether anything is wrong.
examples.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("suite")
PURE = ("tests/core/", "tests/tlog/")
"""Rooms that know no Django: what prepares it for a test would take longer than the test."""
LONG = (
    "tests/demo/",
    "tests/scale/",
    "tests/journeys/test_renamed.py",
    "tests/journeys/test_messy_start.py",
    "tests/doors/test_doors.py",
    "tests/doors/test_erased.py",
    "tests/attacks/test_every_column.py",
    "tests/desk/test_forms.py",
    "tests/project/test_wheel.py",
)
"""What takes longest is begun first: else one process is in the middle of it when the other has finished."""


_find_files = WhiteNoiseMiddleware.update_files_dictionary
_found: dict[tuple[str, str], dict[str, object]] = {}


def _find_files_once(self: WhiteNoiseMiddleware, root: str, prefix: str) -> None:
    """Look for the static files once in a process: each client of a test builds all of the middleware, and
    a fifth of the time of a small page went into that."""
    if (root, prefix) not in _found:
        before = set(self.files)
        _find_files(self, root, prefix)
        _found[root, prefix] = {url: file for url, file in self.files.items() if url not in before}
    self.files.update(_found[root, prefix])


WhiteNoiseMiddleware.update_files_dictionary = _find_files_once

_load_middleware = ClientHandler.load_middleware
_loaded: dict[str, ClientHandler] = {}
_READ_FIRST = [
    name for name in dir(settings)
    if name.startswith(("MIDDLEWARE", "DEBUG", "SECURE_", "SESSION_", "STATIC", "WHITENOISE_", "AXES_"))
]  # fmt: skip
"""Settings that middleware reads when it is built."""


def _load_middleware_once(self: ClientHandler, is_async: bool = False) -> None:
    """Build the middleware once in a process under the same settings: each client builds all of it, for the
    one or two requests that it makes."""
    under = repr([getattr(settings, name) for name in _READ_FIRST])
    if under not in _loaded:
        _load_middleware(self, is_async)
        _loaded[under] = self
    built = _loaded[under]
    self._view_middleware = built._view_middleware
    self._template_response_middleware = built._template_response_middleware
    self._exception_middleware = built._exception_middleware
    self._middleware_chain = built._middleware_chain


ClientHandler.load_middleware = _load_middleware_once  # type: ignore[method-assign]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let a test marked `both` run once on each engine."""
    if metafunc.definition.get_closest_marker("both"):
        metafunc.fixturenames.append("engine")
        metafunc.parametrize("engine", ["sqlite", "postgresql"], scope="function")


def _place(item: pytest.Item) -> tuple[bool, str, bool, str]:
    """Where a test stands in the run: what takes long first; of one room those on the other engine last,
    since each change of the database is a new connection, whose server has nothing in its memory yet."""
    chosen = getattr(item, "callspec", None)
    other = (chosen.params.get("engine") if chosen else None) not in (None, ENGINE)
    room = "/".join(item.nodeid.split("/")[:2])
    return not item.nodeid.startswith(LONG), room, other, item.nodeid.partition("::")[0]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Forbid the mark that would empty append-only tables, and so stop half way through the suite.

    A test of a pure room gets the fixtures that it asks for and none besides. Their order is `_place`.
    """
    items.sort(key=_place)
    for item in items:
        if item.nodeid.startswith(PURE) and isinstance(item, pytest.Function):
            item.fixturenames = list(item._fixtureinfo.argnames)
        mark = item.get_closest_marker("django_db")
        if mark and (mark.kwargs.get("transaction") or "transactional_db" in item.fixturenames):  # type: ignore[attr-defined]
            raise pytest.UsageError(
                f"{item.nodeid}: ask for the fixture db_fresh instead of transaction=True"
            )


def pytest_collection_finish() -> None:
    """Look for rubbish rarely, and never among what was imported: it took a sixteenth of the time."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_configure(config: pytest.Config) -> None:
    """Let what was frozen go at the very end: duckdb complains of what it finds held, and pytest itself looks
    for rubbish five times before, for which all that was imported would be looked through."""
    config.add_cleanup(lambda: (gc.unfreeze(), gc.collect()))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Choose the engine before any fixture of the test looks at the connection."""
    chosen = getattr(item, "callspec", None)
    DATABASES.name = (chosen.params.get("engine") if chosen else None) or ENGINE


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Stand in for pytest-django's own databases; make the keys that rows are sealed under."""
    keys.make_keys(Path(settings.DUEPROCESS_KEYS))
    outer.given(Path(settings.DUEPROCESS_KEYS))
    yield
    with django_db_blocker.unblock():
        DATABASES.stop()


@pytest.fixture
def _chosen(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        DATABASES.use()


@pytest.fixture
def _django_db_helper(_chosen: None, _django_db_helper: None) -> None:
    """Point at the engine's shared database before pytest-django opens its transaction there."""


@pytest.fixture
def db_fresh(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give the test a database of its own in which it may commit."""
    with django_db_blocker.unblock():
        engine = DATABASES.engine
        values = engine.copy()
        point_at(values)
        yield
        shared = engine.shared
        assert shared is not None
        point_at(shared)
        engine.drop(values)


@pytest.fixture(autouse=True)
def _no_memory() -> Iterator[None]:
    """Forget what one test left in the process's cache: counts of tries, above all."""
    yield
    cache.clear()
