"""The same form sent twice at the same moment: it acts once, on either database. Something that comes in
while what was judged is carried out: it comes before or after, never between."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.core.errors import Broken, Refused
from dueprocess.docket.actions import erasure_lists
from dueprocess.docket.actions.erasing import erase
from dueprocess.docket.actions.erasure_lists import propose_erasure
from dueprocess.docket.models import Act, Read
from dueprocess.kit import clock
from dueprocess.people import actions as register
from tests import retaining, world
from tests.attacks.conftest import BACKEND
from tests.docket.test_retention import END, on


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


@pytest.mark.both
@pytest.mark.usefixtures("db_fresh")
def test_a_word_that_comes_in_while_the_list_is_carried_out(monkeypatch: Any) -> None:
    """Judged, then changed, then erased: what was added between the two would go unread by anybody."""
    with clock.frozen(world.later(days=-1)):
        built = retaining.federation()
    dockets = [retaining.shut(built) for _ in range(2)]
    judged, written = Event(), Event()

    def slowly(**how: Any) -> int:
        judged.set()
        written.wait(1)
        return erase(**how)

    def write() -> None:
        judged.wait(20)
        try:
            said = {"text": "I take it all back.", "to": ["C1"]}
            cases.send_message(docket=dockets[0], by=built.actor("owner"), **said)
        except (Refused, Broken, DatabaseError):
            pass  # it came too late
        finally:
            written.set()
            connection.close()

    monkeypatch.setattr(erasure_lists, "erase", slowly)
    with on(END + timedelta(days=1)):
        row = propose_erasure(dockets=[each.pk for each in dockets], by=built["owner"])
        with ThreadPoolExecutor(1) as pool:
            writing = pool.submit(write)
            retaining.agree(row, built["overseer"])
            writing.result(30)
    docket = world.fresh(dockets[0])
    assert docket.key_wrapped is None
    assert docket.length == docket.acts.count() == 2
