"""Figures at the desk: who may put them together and publish them, and what each page says when it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from dueprocess.cases.reports import actions, extracts
from dueprocess.kit import clock
from tests import ground, world
from tests.cases.reports.conftest import APRIL, build, first_quarter
from tests.desk.conftest import SignIn
from tests.desk.working import text, token

Q1 = "/desk/figures/2026-Q1/"


@pytest.fixture
def federation(db: None, tmp_path: Path, settings: Any) -> Iterator[world.World]:
    with ground.own_folder(tmp_path / "var", settings), clock.frozen(world.later(days=-1)):
        built = build(settings)
        first_quarter(built)
        with clock.frozen(APRIL):
            yield built


def posted(client: Client, address: str, **typed: str) -> Any:
    return client.post(address, token(client.get(address)) | typed)


def test_a_quarter_is_prepared_and_published_once(federation: world.World, sign_in: SignIn) -> None:
    client = sign_in(federation["admin"])
    assert "Not published" in text(client.get("/desk/figures/"))
    prepared = posted(client, Q1)
    assert prepared.status_code == 302
    page = client.get(prepared.url)
    assert "Closed, by route" in text(page)
    assert "hidden" in text(page)
    typed = token(page)
    assert client.post(prepared.url, typed).url == client.post(prepared.url, typed).url == "/desk/figures/"
    assert [each.quarter for each in extracts.published()] == ["2026-Q1"]
    assert client.get(prepared.url).status_code == 404


def test_a_quarter_that_runs_and_one_that_never_was(federation: world.World, sign_in: SignIn) -> None:
    client = sign_in(federation["admin"])
    page = client.get("/desk/figures/2026-Q2/")
    assert "2026-Q2 is not over" in text(page)
    assert 'class="dp-form-sheet"' not in page.content.decode()
    assert client.get("/desk/figures/2025-Q4/").status_code == 404
    assert client.get(f"/desk/figures/prepared/{'0' * 64}/").status_code == 404


def test_whoever_lacks_the_power_reads_what_was_published(federation: world.World, sign_in: SignIn) -> None:
    sha256 = actions.prepare(quarter="2026-Q1", by=None)
    client = sign_in(federation["overseer"])
    assert "For whoever may publish figures" in text(client.get("/desk/figures/"))
    for address in (Q1, f"/desk/figures/prepared/{sha256}/"):
        assert client.get(address).status_code == 403
        assert client.post(address, {"once": "x" * 32}).status_code == 403
    assert not extracts.published()


def test_a_report_that_another_release_has_overtaken_is_not_published(
    federation: world.World, sign_in: SignIn
) -> None:
    client = sign_in(federation["admin"])
    first, second = posted(client, Q1).url, posted(client, Q1).url
    actions.publish(sha256=actions.prepare(quarter="2026-Q1", by=None), by=None)
    for address in {first, second}:
        if (page := client.get(address)).status_code == 200:
            client.post(address, token(page))
    assert len(extracts.published()) == 1
