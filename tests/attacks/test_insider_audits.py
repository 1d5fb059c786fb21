"""Insiders and draws by lot: what was drawn is erased before the auditor sees it, the auditor is taken into
the house, or is shown what has come to concern them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dueprocess.cases.actions import add_party
from dueprocess.cases.audits import actions, keeping
from dueprocess.cases.audits.models import Draw
from dueprocess.core.errors import Refused
from dueprocess.docket.actions.erasing import erase
from dueprocess.docket.actions.erasure_lists import left_out, propose_erasure
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import PartyIdentity
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from dueprocess.tlog import lot
from tests import retaining, world
from tests.cases.audits.auditing import accredit, announce, number, published
from tests.desk.conftest import signed_in
from tests.docket.test_retention import on
from tests.ground import begin, own_folder

DUE = world.later(days=60).date()
"""The time of cases that were closed on `world.MONDAY` is over; a signer asks for the true clock."""
SOON = retaining.SCHEDULE.replace('keep = "2 years"', 'keep = "1 month"')


@pytest.fixture
def here(db_fresh: None, tmp_path: Path, settings: Any) -> Iterator[world.World]:
    with own_folder(tmp_path / "var", settings), clock.frozen(world.later(days=-1)):
        begin(settings, origin="tests.invalid")
        built = world.federation(retaining.RULES)
        retaining.people(built)
        retaining.adopt(SOON)
        with clock.frozen(world.MONDAY):
            yield built


def refused(code: str, act: Any) -> None:
    with pytest.raises(Refused) as no:
        act()
    assert no.value.code == code


def drawn(here: world.World, **how: Any) -> Draw:
    made = announce(here, accredit(here), **how)
    published()
    return actions.draw_lot(draw=made, number=number().hex(), by=here["auditor"])


def kept(dockets: list[Docket]) -> list[bool]:
    return [world.fresh(each).key_wrapped is not None for each in dockets]


def test_what_was_drawn_is_erased_before_the_auditor_has_it(here: world.World) -> None:
    """Two who erase see what came up, and agree at once to a list that lay ready."""
    dockets = [retaining.shut(here) for _ in range(3)]
    with on(DUE):
        row = propose_erasure(dockets=[each.pk for each in dockets], by=here["owner"])
        made = drawn(here)
        by = [here.actor("owner"), here.actor("overseer")]
        refused(
            "drawn",
            lambda: erase(dockets=[dockets[0].pk], by=by, at=clock.now(), basis={"": "Schedule"}),
        )
        assert set(left_out(row).values()) == {"waiting"}
        refused("nothing_left", lambda: retaining.agree(row, here["overseer"]))
        published()
        made = actions.hand_over(draw=made, by=here["auditor"], bound=True)
        assert {each["kind"] for each in made.answers} == {"docket", "record"}
        assert left_out(row), "the auditor may take it for a day"
        assert kept(dockets) == [True] * 3
    with on(DUE + timedelta(days=2)):
        retaining.agree(row, here["overseer"])
    assert kept(dockets) == [False] * 3


def test_what_may_be_drawn_is_erased_when_a_draw_is_announced(here: world.World) -> None:
    dockets = [retaining.shut(here) for _ in range(2)]
    with on(DUE):
        announce(here, accredit(here), last_on=world.MONDAY.date())
        later = [retaining.shut(here, at=clock.now()) for _ in range(2)]
        for each in dockets:
            refused("drawn", lambda each=each: keeping.unless(each))
        for each in later:
            keeping.unless(each)  # recorded after it
    with on(DUE + keeping.FOR + timedelta(days=1)):  # an auditor who never comes keeps nothing for ever
        row = propose_erasure(dockets=[each.pk for each in dockets], by=here["owner"])
        retaining.agree(row, here["overseer"])
    assert kept(dockets) == [False] * 2


@pytest.mark.parametrize("how", ["a role", "a power", "a role that is lent"])
def test_the_auditor_is_taken_into_the_house(here: world.World, how: str) -> None:
    """Accredited as somebody from outside; then given work here, or the power to see everything."""
    retaining.shut(here)
    accredited = accredit(here)
    made = announce(here, accredited)
    published()
    today = clock.now().date()
    more = {"by": here["appointer"], "reason": "We are short of people."}
    if how == "a role":
        given = register.appoint(person=here["auditor"], role="secretary", unit=None, from_on=today, **more)
    elif how == "a power":
        given = register.grant(person=here["auditor"], power=Power.OVERSEE, until_on=today, **more)
    else:
        lent = here["owner"].appointments.first()
        given = register.delegate(appointment=lent, to=here["auditor"], from_on=today, until_on=today, **more)
    refused("not_able", lambda: announce(here, accredited, seal=lot.seal(number(1)).hex()))
    refused("not_able", lambda: actions.draw_lot(draw=made, number=number().hex(), by=here["auditor"]))
    if (
        how == "a role"
    ):  # given for a day: they are no outsider any more, for as long as this accreditation runs
        register.end_appointment(appointment=given, on=today, by=here["appointer"], reason="Over.")
        with clock.frozen(world.later(days=5)):
            refused(
                "not_able", lambda: actions.draw_lot(draw=made, number=number().hex(), by=here["auditor"])
            )


def test_what_has_come_to_concern_the_auditor_since_it_was_handed_over(here: world.World) -> None:
    """The package is made when it is taken: by then they may be a party."""
    docket = world.open_case(here).docket
    retaining.shut(here)
    made = drawn(here)
    published()
    actions.hand_over(draw=made, by=here["auditor"], bound=True)
    client, address = signed_in(here["auditor"]), f"/desk/audits/{made.code}/"
    assert client.get(f"{address}package/").status_code == 200
    witness = PartyIdentity(kind="witness", name="Ravindra Eskildsen", person=here["auditor"].pk)
    add_party(docket=docket, by=here.actor("owner"), identity=witness)
    assert client.get(f"{address}package/").status_code == 404
    assert client.post(f"{address}package/", {"passphrase": "x" * 20}).status_code == 404
    assert "Hand it over to me" in client.get(address).content.decode()
    published()
    again = actions.hand_over(draw=made, by=here["auditor"], bound=True)
    of = {each["kind"] for each in again.answers if each["docket"] == docket.pk}
    assert of == {"another"}
    assert client.get(f"{address}package/").status_code == 200
