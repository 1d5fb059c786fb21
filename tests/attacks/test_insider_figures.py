"""Insiders who publish figures, and would betray by one release what another hides: prepared side by side,
after an earlier file was taken away, or where an earlier release gives a small number away already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from dueprocess.cases.management.commands import report as command
from dueprocess.cases.reports import actions, composing, extracts
from dueprocess.core.errors import Refused
from dueprocess.core.reports import Cell, Report, State
from dueprocess.kit import clock
from dueprocess.ledger import places
from dueprocess.ledger.models import Head
from tests import ground, world
from tests.attacks.conftest import BACKEND
from tests.cases.reports.conftest import APRIL, JULY, build, first_quarter, second_quarter
from tests.desk.working import text, token

Q1, Q2 = "2026-Q1", "2026-Q2"


@pytest.fixture
def federation(db: None, tmp_path: Path, settings: Any) -> Iterator[world.World]:
    with ground.own_folder(tmp_path / "var", settings), clock.frozen(world.later(days=-1)):
        built = build(settings)
        first_quarter(built)
        with clock.frozen(APRIL):
            second_quarter(built)
        with clock.frozen(JULY):
            yield built


def refused(code: str, **how: Any) -> str:
    with pytest.raises(Refused) as no:
        actions.prepare(by=None, **how)
    assert no.value.code == code
    return str(no.value.reason)


def leaky() -> Report:
    """A release of weaker rules: one small count is left out, and all that it adds up with is told."""
    made = composing.compose(Q1)
    routes = made.by_id["closed.route"]
    cells = tuple(Cell(c.key, None, State.HIDDEN, c.label) if c.value == 1 else c for c in routes.cells)
    assert [each.state for each in cells].count(State.HIDDEN) == 1
    made = replace(made, figures=tuple(replace(f, cells=cells) if f is routes else f for f in made.figures))
    places.write(places.prepared() / f"{made.sha256}.json", made.to_bytes())
    return actions.publish(sha256=made.sha256, by=None)


def test_two_reports_prepared_side_by_side(federation: world.World) -> None:
    """Each hides enough by itself; what both hide together was never judged."""
    one, other = actions.prepare(quarter=Q1, by=None), actions.prepare(quarter=Q2, by=None)
    actions.publish(sha256=one, by=None)
    with pytest.raises(Refused) as no:
        actions.publish(sha256=other, by=None)
    assert no.value.code == "overtaken"
    assert not (places.record() / "reports" / f"{other}.json").exists()
    actions.publish(sha256=actions.prepare(quarter=Q2, by=None), by=None)
    assert [each.quarter for each in extracts.published()] == [Q2, Q1]


def test_a_release_comes_out_while_another_is_counted(federation: world.World, monkeypatch: Any) -> None:
    one, count = actions.prepare(quarter=Q1, by=None), composing.compose

    def meanwhile(*how: Any, **more: Any) -> Report:
        actions.publish(sha256=one, by=None)
        return count(*how, **more)

    monkeypatch.setattr(composing, "compose", meanwhile)
    refused("overtaken", quarter=Q2)


@pytest.mark.parametrize("how", ["taken away", "changed"])
def test_what_was_hidden_is_forgotten_with_its_file(federation: world.World, how: str) -> None:
    """Without the earlier file nobody here knows what it hid; outsiders, who kept it, would subtract."""
    first = actions.publish(sha256=actions.prepare(quarter=Q1, by=None), by=None)
    file = places.record() / "reports" / f"{first.sha256}.json"
    whole = file.read_bytes()
    if how == "changed":
        file.write_bytes(whole + b"\n")
    else:
        file.unlink()
    assert first.sha256 in refused("damaged", quarter=Q1, reason="Counted anew.")
    refused("damaged", quarter=Q2)
    file.write_bytes(whole)
    assert actions.prepare(quarter=Q2, by=None)


def test_what_an_earlier_release_gives_away_is_never_passed_over(federation: world.World) -> None:
    leaky()
    said = refused("given_away", quarter=Q1, reason="Counted anew.")
    assert "Closed, by route, Assess: Refer elsewhere (2026-Q1)" in said
    call = {"reason": "Counted anew.", "publish": True}
    with pytest.raises(Refused, match="Refer elsewhere"):
        call_command(command.Command(), Q1, **call)
    assert len(extracts.published()) == 1
    size = Head.objects.get().size
    sha256 = actions.prepare(quarter=Q1, reason="Counted anew.", by=None, given_away=True)
    made = actions.prepared(sha256)
    assert made is not None
    assert {cell.state for cell in made.by_id["closed.route"].cells} == {State.HIDDEN}
    assert Head.objects.get().size == size
    call_command(command.Command(), Q1, given_away=True, **call)
    assert len(extracts.published()) == 2


def test_at_the_desk_it_is_named_and_has_to_be_said(federation: world.World) -> None:
    leaky()
    client = Client()
    client.force_login(world.log_in(federation["admin"]), backend=BACKEND)
    address = f"/desk/figures/{Q1}/"
    asked = client.get(address)
    assert "give away" not in text(asked)
    page = client.post(address, token(asked) | {"reason": "Counted anew."})
    assert page.status_code == 200
    assert "Refer elsewhere (2026-Q1)" in text(page)
    again = client.post(address, token(page) | {"reason": "Counted anew.", "given_away": "on"})
    assert again.status_code == 302
    assert "hidden" in text(client.get(again.url))
