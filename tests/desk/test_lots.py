"""Drawing by lot at the desk: the page says what to do next, and the form of the step whose turn it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dueprocess.kit import clock
from tests import world
from tests.cases.audits.auditing import published
from tests.cases.lots.drawing import POOL, RULES, conflicted
from tests.desk.conftest import signed_in
from tests.ground import begun_folder

TOKEN = "x" * 23


@pytest.fixture
def federation(db: None, tmp_path: Path, settings: Any) -> Iterator[world.World]:
    with clock.frozen(world.MONDAY), begun_folder(tmp_path / "var", settings):
        built = world.federation(RULES)
        for who in POOL:
            world.appoint(built[who], "handler")
        yield built


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_the_announcement_to_the_form_of_the_appointment(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    conflicted(federation, docket, POOL[2])
    where, owner = f"/desk/cases/{docket.number}/lots/", signed_in(federation["owner"])
    assert where in text(owner.get(f"/desk/cases/{docket.number}/sitting/"))
    first = text(owner.get(where))
    assert "These are on the list" in first
    assert "Noor Whitlock</bdi> has a conflict of interest" in first
    form = text(owner.get(f"/desk/cases/{docket.number}/steps/name_handler/1/"))
    assert "The drawing is announced first" in form
    waits = text(owner.post(where, {"once": TOKEN + "a", "do": "open", "role": "handler"}, follow=True))
    assert "has to be published and witnessed" in waits
    early = text(owner.post(where, {"once": TOKEN + "b", "do": "ready", "role": "handler"}))
    assert "Draw after that" in early
    published()
    assert "Draw now" in text(owner.get(where))
    drawn = text(owner.post(where, {"once": TOKEN + "c", "do": "ready", "role": "handler"}, follow=True))
    assert "Who came up, in this order" in drawn
    assert "verify.py lot" in drawn
    again = text(owner.post(where, {"once": TOKEN + "d", "do": "open", "role": "handler"}))
    assert "nothing is drawn again" in again
    turn = next(
        name for name in ("Jorun Vadlamani", "Aurelio Brandt") if f"now:</strong> <bdi>{name}" in drawn
    )
    form = text(owner.get(f"/desk/cases/{docket.number}/steps/name_handler/1/"))
    assert f"Drawn by lot: {turn}." in form
    timeline = text(owner.get(f"/desk/cases/{docket.number}/"))
    assert "Drawing by lot announced" in timeline
    assert "Drawn by lot" in timeline


def test_whoever_may_not_appoint_reads_and_announces_nothing(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    where, elder = f"/desk/cases/{docket.number}/lots/", signed_in(federation["elder_1"])
    assert "Nothing was announced" in text(elder.get(where))
    said = text(elder.post(where, {"once": TOKEN, "do": "open", "role": "handler"}))
    assert "announced by whoever may appoint" in said
    assert world.fresh(docket).length == 1
    for note in ("drawn", "lot_announced"):  # nobody writes by hand what came up
        assert (
            signed_in(federation["owner"]).get(f"/desk/cases/{docket.number}/notes/{note}/").status_code
            == 404
        )


def test_a_case_whose_rules_choose_nobody_by_lot_says_so(db: None) -> None:
    with clock.frozen(world.MONDAY):
        here = world.federation()
        docket = world.open_case(here).docket
        owner = signed_in(here["owner"])
        assert "choose nobody by lot" in text(owner.get(f"/desk/cases/{docket.number}/lots/"))
        assert f"/desk/cases/{docket.number}/lots/" not in text(
            owner.get(f"/desk/cases/{docket.number}/sitting/")
        )
