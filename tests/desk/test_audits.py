"""The pages of a draw: its own auditor draws and takes, oversight looks on, for others it is not there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from dueprocess.cases.audits.actions import ANNOUNCED, DRAWN, HANDED
from dueprocess.cases.audits.models import Draw
from dueprocess.kit import clock
from dueprocess.ledger.models import RecordAct
from dueprocess.people import actions as register
from dueprocess.people.models import Accreditation, Power
from tests import world
from tests.cases.audits.auditing import accredit, announce, number, published
from tests.desk.conftest import signed_in
from tests.ground import begin, own_folder
from tests.portal.conftest import once


@pytest.fixture
def here(db_fresh: None, tmp_path: Path, settings: Any) -> Iterator[world.World]:
    with own_folder(tmp_path / "var", settings), clock.frozen(world.MONDAY):
        begin(settings, origin="tests.invalid")
        built = world.federation()
        world.open_case(built)
        yield built


@pytest.fixture
def draw(here: world.World) -> Draw:
    made = announce(here, accredit(here))
    published()
    return made


def posted(client: Client, address: str, **typed: Any) -> Any:
    return client.post(address, {"once": once(client.get(address).content), **typed})


def test_only_its_auditor_draws_and_takes(here: world.World, draw: Draw) -> None:
    address = f"/desk/audits/{draw.code}/"
    accredit(here, "other")
    for who, code in (("other", 404), ("stranger", 404), ("owner", 403), ("overseer", 200)):
        assert signed_in(here[who]).get(address).status_code == code, who
    overseer = signed_in(here["overseer"])
    token = once(overseer.get("/desk/audits/new/").content)
    assert overseer.post(address, {"once": token, "number": number().hex()}).status_code == 404
    auditor = signed_in(here["auditor"])
    assert posted(auditor, address, take="1", bound="on").status_code == 200  # not drawn yet
    assert posted(auditor, address, number=number().hex()).status_code == 302
    published()
    assert auditor.get(f"{address}package/").status_code == 404  # not handed over yet
    assert posted(auditor, address, take="1").status_code == 200  # not bound
    done = posted(auditor, address, take="1", bound="on")
    assert done.headers["Location"] == f"{address}package/"
    code = auditor.get(f"{address}package/").context["passphrase"]
    assert auditor.post(f"{address}package/", {"passphrase": "guessed"}).status_code == 404
    taken = auditor.post(f"{address}package/", {"passphrase": code})
    assert b"".join(taken.streaming_content).startswith(b"DPP1")
    for who in ("other", "overseer"):
        assert signed_in(here[who]).get(f"{address}package/").status_code == 404
    with clock.frozen(world.MONDAY + timedelta(hours=25)):
        assert auditor.get(f"{address}package/").status_code == 404


def test_a_form_that_is_sent_twice_draws_and_hands_over_once(here: world.World, draw: Draw) -> None:
    address, auditor = f"/desk/audits/{draw.code}/", signed_in(here["auditor"])
    token = once(auditor.get(address).content)
    for _ in range(2):
        assert auditor.post(address, {"once": token, "number": number().hex()}).status_code == 302
    published()
    token = once(auditor.get(address).content)
    for _ in range(2):
        assert auditor.post(address, {"once": token, "take": "1", "bound": "on"}).status_code == 302
    kinds = RecordAct.objects.filter(kind__startswith="audit.").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == [ANNOUNCED, DRAWN, HANDED]


def test_when_the_term_is_over_nothing_opens(here: world.World, draw: Draw) -> None:
    auditor = signed_in(here["auditor"])
    over = Accreditation.objects.get().until_on - world.MONDAY.date() + timedelta(days=1)
    with clock.frozen(world.MONDAY + over):
        assert auditor.get("/desk/audits/").status_code == 404
        assert auditor.get(f"/desk/audits/{draw.code}/").status_code == 404


def test_oversight_is_told_and_signs(here: world.World) -> None:
    register.grant(
        person=here["leader"], power=Power.APPOINT, by=None, reason="Elected", from_on=world.ADOPTED
    )
    who = world.person("Ravindra Eskildsen")
    leader, overseer = signed_in(here["leader"]), signed_in(here["overseer"])
    address = f"/desk/people/{who.pk}/auditor/"
    until = {"until_on_day": "1", "until_on_month": "3", "until_on_year": "2027"}
    since = {"from_on_day": "23", "from_on_month": "3", "from_on_year": "2026"}
    typed = {"body": "Chamber of Auditors", "duty": "I tell nobody.", **since, **until}
    asked = posted(leader, address, **typed)
    assert asked.status_code == 302, asked.content.decode()
    page = asked.headers["Location"]
    assert posted(leader, page, sign="1").status_code == 200  # they proposed it, and do not oversee
    assert not Accreditation.objects.get().grant_id
    assert "An auditor waits for a signature" in overseer.get("/desk/audits/").content.decode()
    assert posted(overseer, page, sign="1").status_code == 302
    assert Accreditation.objects.get().grant_id
    assert "Auditor accredited" in overseer.get("/desk/oversight/").content.decode()
    assert signed_in(here["owner"]).get(page).status_code == 403
