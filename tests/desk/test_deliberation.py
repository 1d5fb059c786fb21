"""Notes of a deliberation at the desk: written, shared, corrected and deleted by those who sit; for everybody
else, whatever else they read of the case, there is no such page."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dueprocess.cases.deliberations import actions
from dueprocess.cases.deliberations.models import DeliberationNote
from dueprocess.docket.models import Docket, Read
from tests import world
from tests.desk.conftest import SignIn
from tests.desk.working import text, token

pytestmark = pytest.mark.django_db
TITLE = "Notes of your deliberation"
SECRET = "The zoetrope was moved before nine."


@pytest.fixture
def docket(federation: world.World) -> Docket:
    made = world.tell(federation, world.open_case(federation).docket)
    actions.prepare()
    return made


def to(docket: Docket, rest: str = "") -> str:
    return f"/desk/cases/{docket.number}/deliberation/{rest}"


def send(client: Client, address: str, **typed: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert client.post(address, typed | token(page)).status_code == 302


def test_who_sits_writes_shares_corrects_and_deletes(
    federation: world.World, docket: Docket, sign_in: SignIn
) -> None:
    writer, reader = sign_in(federation["second"]), sign_in(federation["third"])
    for at in ("", "sitting/", "hearings/"):
        assert TITLE in text(writer.get(f"/desk/cases/{docket.number}/{at}"))
    empty = writer.post(to(docket), token(writer.get(to(docket))) | {"readers": "alone"})
    assert set(empty.context["form"].errors) == {"text"}
    typed = token(writer.get(to(docket))) | {"text": SECRET, "readers": "committee"}
    assert [writer.post(to(docket), typed).status_code for _ in range(2)] == [302, 302]
    code = DeliberationNote.objects.get().code
    assert SECRET in text(reader.get(to(docket)))
    assert to(docket, f"{code}/") not in reader.get(to(docket)).content.decode()
    assert reader.get(to(docket, f"{code}/")).status_code == 404
    one = to(docket, f"{code}/")
    page = writer.get(one)
    stale = token(page) | {"text": "Again.", "readers": "committee", "version": "7"}
    assert "changed this note meanwhile" in text(writer.post(one, stale))
    send(writer, one, text="It was not.", readers="committee", version="1")
    assert "It was not." in text(reader.get(to(docket)))
    send(writer, one, text="It was not.", readers="alone", version="2")
    assert "It was not." not in text(reader.get(to(docket)))
    send(writer, one, what="delete")
    assert not DeliberationNote.objects.exists()
    assert set(Read.objects.filter(docket=docket).values_list("what", flat=True)) <= {
        "case", "sitting", "hearings",
    }  # fmt: skip


def test_nobody_else_can_tell_that_there_is_anything(
    federation: world.World, docket: Docket, sign_in: SignIn
) -> None:
    others = ("owner", "overseer", "elder_1")
    addresses = [f"/desk/cases/{docket.number}/{at}" for at in ("", "sitting/")]
    clients = {who: sign_in(federation[who]) for who in others}

    def seen() -> list[tuple[str, str, int, str]]:
        found = []
        for who, client in clients.items():
            for at in (*addresses, to(docket)):
                answer = client.get(at)
                found.append((who, at, answer.status_code, bare(answer.content.decode())))
            asked = client.post("/desk/cases/search/", {"text": "zoetrope", "once": "x" * 24})
            found.append((who, "search", asked.status_code, bare(asked.content.decode())))
        return found

    before = seen()
    code = actions.write(docket=docket, by=federation["second"], text=SECRET, body="committee")
    after = seen()
    assert [each[:3] for each in before] == [each[:3] for each in after]
    for was, now in zip(before, after, strict=True):
        assert was[3] == now[3], was[:2]
        assert TITLE not in now[3]
    for client in clients.values():
        real, none = client.get(to(docket, f"{code}/")), client.get(to(docket, "0123456789abcdef/"))
        assert (real.status_code, bare(real.content.decode())) == (404, bare(none.content.decode()))
        posted = client.post(to(docket), {"text": "x", "readers": "alone", "once": "y" * 24})
        assert posted.status_code == 404
    assert DeliberationNote.objects.count() == 1


def bare(page: str) -> str:
    """A page without its tokens."""
    return re.sub(r'(name="(once|csrfmiddlewaretoken)" value=)"[^"]+"', r"\1", page)


def test_the_page_costs_the_same_however_many_notes_there_are(
    federation: world.World, docket: Docket, sign_in: SignIn
) -> None:
    client = sign_in(federation["second"])
    client.get(to(docket))

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(to(docket)).status_code == 200
        return len(found)

    few = cost()
    for n in range(5):
        actions.write(docket=docket, by=federation["second"], text=f"Note {n}", body="committee")
    assert cost() == few <= 24
