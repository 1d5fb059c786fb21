"""Who is mentioned, as the desk shows it: at the head of the case, under who sits, to whoever rules.

The portal shows nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from dueprocess.docket.models import Docket
from dueprocess.kit import clock
from tests import world
from tests.docket.test_mentions import MEETING, complaint, rule
from tests.mentioning import RULES

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(RULES)
    with clock.frozen(world.MONDAY):
        yield built


def page(here: world.World, who: str, docket: Docket, tail: str = "") -> str:
    client = Client()
    client.force_login(world.log_in(here[who]), backend=BACKEND)
    answer = client.get(f"/desk/cases/{docket.number}/{tail}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_case_says_who_is_mentioned_where_and_who_rules_by_when(federation: world.World) -> None:
    """Whoever is mentioned reads that too."""
    docket = complaint(federation, MEETING)
    for who in ("owner", "elder_1"):
        head, sits = page(federation, who, docket), page(federation, who, docket, "sitting/")
        for each in (head, sits):
            assert "Mentioned by a party" in each
            assert "Tamsin Okafor-Lindqvist" in each
            assert "Esi Fontaine" in each  # may rule
            assert "24 Mar" in each
        assert "Tamsin Okafor, who keeps the minutes, saw all of it." in sits
    form = page(federation, "elder_1", docket, "steps/settle/1/?outcome=none")
    assert "Tamsin Okafor, who keeps the minutes, saw all of it." in form


def test_what_was_ruled_stays_under_who_sits(federation: world.World) -> None:
    docket = complaint(federation, MEETING)
    rule(docket, federation, "elder_1")
    assert "Mentioned by a party" not in page(federation, "owner", docket)
    sits = page(federation, "owner", docket, "sitting/")
    assert "Tamsin Okafor, who keeps the minutes, saw all of it." in sits
    assert f"/desk/cases/{docket.number}/acts/3/" in sits


def test_where_nobody_is_left_it_says_so(federation: world.World) -> None:
    names = ("owner", "elder_1", "elder_2", "elder_3")
    docket = complaint(federation, " ".join(f"So did {federation[name].full_name}." for name in names))
    head = page(federation, "owner", docket)
    assert "oversight has been told" in head
    assert "4 in all" in head


def test_the_portal_shows_nothing_of_it(federation: world.World) -> None:
    docket = complaint(federation, MEETING)
    client = Client()
    client.force_login(world.log_in(federation["complainant"]), backend=BACKEND)
    answer = client.get(f"/portal/cases/{docket.number}/", follow=True).content.decode()
    assert "entioned" not in answer
    assert "Okafor" not in answer.replace(MEETING, "")
