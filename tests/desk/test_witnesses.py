"""Those who were there, at the desk."""

from __future__ import annotations

import pytest
from django.test import Client

from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Docket
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from tests import world
from tests.desk.conftest import SignIn
from tests.desk.working import text, token

pytestmark = pytest.mark.django_db
SINCE = {"since_day": "2", "since_month": "3", "since_year": "2026"}


@pytest.fixture
def docket(federation: world.World) -> Docket:
    made = world.open_case(federation).docket
    take_step(docket=made, step="acknowledge", by=federation.actor("owner"), at=clock.now())
    return world.fresh(made)


def test_they_are_entered_with_what_they_did_and_a_conflict_is_proposed(
    federation: world.World, docket: Docket, sign_in: SignIn
) -> None:
    owner: Client = sign_in(federation["owner"])
    every = f"/desk/cases/{docket.number}/witnesses/"
    second = Vault.of(docket).local(federation["second"].pk)
    page = owner.get(f"{every}new/")
    wrong = {"who": "", "member": "no such", "name": "", "knows": "saw"} | SINCE
    answer = owner.post(f"{every}new/", wrong | token(page))
    assert "Nobody in the register has this membership number." in text(answer)
    for typed in ({"who": second, "name": ""}, {"who": "", "name": "A Neighbour"}):
        given = {"member": "", "knows": "heard", "words": "Says C."} | SINCE | typed
        assert owner.post(f"{every}new/", given | token(owner.get(f"{every}new/"))).status_code == 302
    shown = owner.get(every).content.decode()
    assert "This rulebook knows no duty to report." in shown
    assert f"/notes/conflict/?who={second}" in shown
    assert (
        "selected"
        in owner.get(f"/desk/cases/{docket.number}/notes/conflict/?who={second}")
        .content.decode()
        .split(f'value="{second}"')[1][:20]
    )
    did = {"did": "spoke", "on_day": "3", "on_month": "3", "on_year": "2026", "words": "With C."}
    assert owner.post(f"{every}w2/did/", did | token(owner.get(f"{every}w2/did/"))).status_code == 302
    assert "They spoke with somebody about it" in text(owner.get(every))
    again = owner.get(f"{every}w2/")
    given = {"knows": "saw", "name": "A Neighbour", "words": ""} | SINCE
    assert owner.post(f"{every}w2/", given | token(again)).status_code == 302
    assert "They saw it" in text(owner.get(every))
    knew = text(owner.get(f"/desk/cases/{docket.number}/knew/"))
    for words in ("A Neighbour", "They saw it", "Acted: "):
        assert words in knew, words
