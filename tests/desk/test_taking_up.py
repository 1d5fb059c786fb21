"""A case that was imported is taken up into the procedure: at the stage that is named, with the clock of its
old register, and closed only by two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from dueprocess.core.errors import Refused
from dueprocess.docket import verify
from dueprocess.docket.actions import assign, propose, rebuild, sign, take_step
from dueprocess.docket.models import Act, Deadline, Docket
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.people.models import Person
from tests import world
from tests.desk.conftest import SHIPPED, SignIn, staffed
from tests.desk.working import text

STEP = "take_from_register"
WHY = {"why it stands there": "The minutes say that it was put off."}


@pytest.fixture
def holders(db: None) -> Iterator[dict[str, list[Person]]]:
    with clock.frozen(world.later(days=-1)):
        holders = staffed((SHIPPED / "standard.toml").read_text(), each=2)[1]
    with clock.frozen(world.MONDAY):
        yield holders


def take_up(docket: Docket, who: Person, outcome: str, **act: object) -> Act:
    needs = Needs(act={"outcome": outcome, **act}, content=WHY)
    return take_step(docket=docket, step=STEP, by=Actor(person=who), at=world.MONDAY, needs=needs)


def test_its_clock_goes_on_and_it_gets_an_owner(holders: dict[str, list[Person]]) -> None:
    docket = world.import_case("7/25", received="2025-01-07", respondents=["Noor Whitlock"])
    act = take_up(docket, holders["intake_officer"][0], "from_the_beginning")
    assert act.entry_type == "act"
    docket = world.fresh(docket)
    assert (docket.stage, docket.is_open, bool(docket.owner)) == ("received", True, True)
    late = Deadline.objects.filter(docket=docket, step="report_at_six_months")
    assert [each.last_day for each in late] == [date(2025, 7, 7)]
    assert list(verify.one(docket)) == []
    assert rebuild.docket(docket.pk) == 0


def test_whoever_had_it_before_keeps_it(holders: dict[str, list[Person]]) -> None:
    docket = world.import_case("8/25")
    officer, other = holders["intake_officer"]
    assign(docket=docket, to=other.pk, by=Actor(person=officer), reason="Has its papers.")
    had = world.fresh(docket).owner
    take_up(world.fresh(docket), officer, "from_the_beginning")
    assert world.fresh(docket).owner == had


def test_it_is_closed_by_two_and_the_figures_know(holders: dict[str, list[Person]]) -> None:
    docket = world.import_case("9/25")
    officer, second = holders["intake_officer"][0], holders["second_assessor"][0]
    with pytest.raises(Refused, match="Second assessor"):
        take_up(docket, officer, "nothing_left")
    signer = {"by": Vault.of(docket).local(second.pk), "as": "second_assessor"}
    needs = Needs(act={"outcome": "nothing_left", "countersigned": [signer]}, content=WHY)
    by = Actor(person=officer)
    proposal = propose(docket=world.fresh(docket), step=STEP, by=by, at=world.MONDAY, needs=needs)
    act = sign(proposal=proposal, by=Actor(person=second))
    assert act is not None
    assert act.entry_type == "closed"
    docket = world.fresh(docket)
    assert (docket.is_open, docket.closed_at) == (False, world.MONDAY)
    assert rebuild.docket(docket.pk) == 0


def test_what_the_register_closed_stays_closed(holders: dict[str, list[Person]], sign_in: SignIn) -> None:
    closed, still = world.import_case("1/24", closed="2024-05-06"), world.import_case("2/25")
    officer = holders["intake_officer"][0]
    with pytest.raises(Refused, match="closed this case"):
        take_up(closed, officer, "from_the_beginning")
    pages = [text(sign_in(officer).get(f"/desk/cases/{each.number}/")) for each in (closed, still)]
    assert ["Take up a case from the earlier register" in page for page in pages] == [False, True]
