"""Somebody who audits and does nothing else: of the desk only the audits are there for them."""

from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.urls import reverse

from dueprocess.kit import clock
from tests import world
from tests.cases.audits.auditing import accredit
from tests.doors.matrix import Scene, matrix
from tests.doors.test_doors import scene

__all__ = ["scene"]
THEIRS = {"desk:audits"}
"""What opens: the list. A draw opens to its own auditor alone (tests/desk/test_audits.py)."""
ON = {"desk:work"}
"""What leads on to it."""


@pytest.fixture
def client_of_auditor(scene: Scene) -> Iterator[Client]:
    with clock.frozen(world.MONDAY):
        accredit(scene.world)
        login = get_user_model().objects.create_user(
            "auditor@example.invalid", "a-long-phrase", person=scene.world["auditor"]
        )
        client = Client(raise_request_exception=False)
        client.force_login(login, backend="allauth.account.auth_backends.AuthenticationBackend")
        yield client


def test_no_other_page_of_the_desk_is_there(scene: Scene, client_of_auditor: Client) -> None:
    wrong = []
    for name, row in matrix().items():
        if not name.startswith("desk:"):
            continue
        with transaction.atomic():
            address = reverse(name, kwargs=row.fill(scene))
            code = getattr(client_of_auditor, row.method.lower())(address, row.data(scene)).status_code
            transaction.set_rollback(True)
        expected = 200 if name in THEIRS else 302 if name in ON else 404
        if code != expected:
            wrong.append(f"{name}: {code}")
    assert not wrong, wrong


def test_the_list_shows_them_nothing_of_others(scene: Scene, client_of_auditor: Client) -> None:
    page = client_of_auditor.get("/desk/audits/").content.decode()
    assert "Audits" in page
    assert "Announce a draw" not in page
    assert "My work" not in page
    assert scene.number not in page
