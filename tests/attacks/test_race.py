"""The same form sent twice at the same moment: it acts once, on either database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from dueprocess.docket.models import Act, Read
from dueprocess.kit import clock
from dueprocess.people import actions as register
from tests import world
from tests.attacks.conftest import BACKEND


@pytest.mark.both
@pytest.mark.usefixtures("db_fresh")
def test_four_posts_at_once_act_once_and_lead_to_the_same_page() -> None:
    with clock.frozen(world.later(days=-1)):
        cast = world.federation()
    with clock.frozen(world.MONDAY):
        docket = world.open_case(cast).docket
        login = register.give_login(person=cast["owner"], email="owner@example.invalid", by=None)
        client = Client()
        client.force_login(login, backend=BACKEND)
        typed = {"once": "x" * 24, "to": cast["second"].pk, "reason": "Leave."}
        start = Barrier(4)

        def send(_n: int) -> tuple[int, str]:
            sender = Client()
            sender.cookies = client.cookies
            start.wait()
            try:
                answer = sender.post(f"/desk/cases/{docket.number}/assign/", typed)
                return answer.status_code, answer.headers.get("Location", "")
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            answers = set(pool.map(send, range(4)))
    assert answers == {(302, f"/desk/cases/{docket.number}/")}
    assert Act.objects.filter(docket=docket).count() == 2
    assert Read.objects.filter(docket=docket).count() == 1
