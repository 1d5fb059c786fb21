"""A party's own step: written, checked on a page of its own, sent once; and what is kept meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dueprocess.cases import actions
from dueprocess.docket.models import Act, Docket
from dueprocess.kit import clock
from dueprocess.portal.models import Draft, DraftFile
from dueprocess.rules import rulebooks
from tests import world
from tests.portal.conftest import once
from tests.portal.test_party import OFFICERS, sent, signed_in

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
STEP, CHECK = "/portal/matter/step/answer/0/", "/portal/matter/step/answer/0/check/"
SHIPPED = Path(rulebooks.__file__).parent / "shipped"
SAID = "I asked for silence, as the chair."


@pytest.fixture
def matter(federation: world.World) -> tuple[Docket, Client]:
    """A case whose respondent was written to and may answer, and their browser."""
    docket = world.open_case(federation, at=clock.now()).docket
    sent(federation, docket)
    client = signed_in(federation, "respondent")
    client.get(f"/portal/mine/{docket.number}/")
    return docket, client


def write(client: Client, **typed: object) -> object:
    page = client.get(STEP).content.decode()
    length = page.split('name="length" value="')[1].split('"')[0]
    return client.post(STEP, {"length": length, **typed})


def checked(page: bytes) -> dict[str, str]:
    """What the check page sends."""
    text = page.decode()
    names = ("once", "length", "checked")
    return {name: text.split(f'name="{name}" value="')[1].split('"')[0] for name in names}


def taken(docket: Docket) -> int:
    return Act.objects.filter(docket=docket, name="answer").count()


def test_it_is_checked_before_it_is_sent_and_taken_once(matter: tuple[Docket, Client]) -> None:
    docket, client = matter
    assert write(client, note=SAID).url == CHECK  # type: ignore[attr-defined]
    assert taken(docket) == 0
    page = client.get(CHECK)
    assert SAID in page.content.decode()
    assert "Nothing has been sent yet" in page.content.decode()
    assert "cannot be changed or taken back" in page.content.decode()
    typed = checked(page.content)
    for _ in range(2):
        assert client.post(CHECK, typed).url == "/portal/matter/"  # type: ignore[attr-defined]
    assert taken(docket) == 1
    assert not Draft.objects.exists()
    assert "Sent and entered: Answer" in client.get("/portal/matter/").content.decode()
    assert "Sent and entered" not in client.get("/portal/matter/").content.decode(), "it is said once"


def test_a_code_is_enough_where_the_rules_let_the_party_act(db: None, client: Client) -> None:
    world.federation((SHIPPED / "standard.toml").read_text())
    client.post("/portal/complain/")
    client.post("/portal/complain/what/", {"summary": "Shouted down."})
    client.post("/portal/complain/you/", {"named": "no"})
    token = once(client.get("/portal/complain/review/").content)
    client.post("/portal/complain/review/", {"once": token})
    shown = client.get("/portal/complain/sent/").content.decode()
    other = Client()
    other.post("/portal/follow/", {"code": shown.split('data-copy="')[1].split('"')[0]})
    page = other.get("/portal/matter/").content.decode()
    path = "/portal/matter/step/withdraw/0/"
    assert path.removesuffix("0/") in page
    length = other.get(path).content.decode().split('name="length" value="')[1].split('"')[0]
    answer = other.post(path, {"length": length, "note": "I wish to say this."})
    assert answer.url == f"{path}check/"  # type: ignore[attr-defined]
    typed = checked(other.get(f"{path}check/").content)
    assert other.post(f"{path}check/", typed).url == "/portal/matter/"  # type: ignore[attr-defined]
    assert Docket.objects.get().length == int(length) + 1


def test_nothing_is_sent_empty_unless_somebody_says_so(matter: tuple[Docket, Client]) -> None:
    docket, client = matter
    page = write(client, note="  ")
    assert "tick below that you say no more" in page.content.decode()  # type: ignore[attr-defined]
    assert client.get(CHECK).url == STEP  # type: ignore[attr-defined]
    assert write(client, wordless="on").url == CHECK  # type: ignore[attr-defined]
    shown = client.get(CHECK).content
    assert b"No words and no files: the step alone." in shown
    client.post(CHECK, checked(shown))
    assert taken(docket) == 1


def test_files_wait_sealed_and_come_along(matter: tuple[Docket, Client]) -> None:
    docket, client = matter
    files = [SimpleUploadedFile("rota.png", PNG), SimpleUploadedFile("empty.txt", b"")]
    page = write(client, note=SAID, files=files).content.decode()  # type: ignore[attr-defined]
    assert "empty.txt: The file is empty." in page
    assert SAID in page
    row = DraftFile.objects.get()
    assert b"rota" not in bytes(row.sealed)
    more = SimpleUploadedFile("more.png", PNG + b"2")
    assert write(client, note=SAID, files=[more], keep="1").url == STEP  # type: ignore[attr-defined]
    assert DraftFile.objects.count() == 2
    write(client, note=SAID, remove=str(DraftFile.objects.order_by("-pk")[0].pk))
    write(client, note=SAID)
    shown = client.get(CHECK).content
    assert b"rota.png" in shown
    client.post(CHECK, checked(shown))
    act = Act.objects.get(docket=docket, name="answer")
    assert [each.n for each in act.files.all()] == [1]
    assert not DraftFile.objects.exists()


def test_what_is_written_is_kept_as_one_types_and_opens_only_with_the_browsers_key(
    matter: tuple[Docket, Client],
) -> None:
    docket, client = matter
    length = str(docket.length)
    answer = client.post(STEP, {"length": length, "note": SAID}, headers={"X-Keep": "1"})
    assert answer.status_code == 204
    assert SAID in client.get(STEP).content.decode()
    assert SAID.encode() not in bytes(Draft.objects.get().sealed)
    assert "reply" in client.cookies
    del client.cookies["reply"]
    assert SAID not in client.get(STEP).content.decode()
    assert client.get(CHECK).url == STEP  # type: ignore[attr-defined]


def test_what_came_meanwhile_is_told_and_what_crosses_is_kept(
    federation: world.World, matter: tuple[Docket, Client]
) -> None:
    docket, client = matter
    write(client, note=SAID)
    before = str(world.fresh(docket).length)
    actions.send_message(docket=docket, by=federation.actor("owner"), text="One thing more.", to=["R1"])
    page = client.get(CHECK).content
    assert b"Something is new in your matter" in page
    answer = client.post(CHECK, checked(page) | {"length": before})
    assert answer.status_code == 409
    assert SAID in answer.content.decode()
    assert taken(docket) == 0
    page = client.get(CHECK).content
    client.post(CHECK, checked(page))
    assert taken(docket) == 1


def test_only_ones_own_steps_and_nobody_is_named(matter: tuple[Docket, Client]) -> None:
    """Why a step of others is not possible would tell what was done; it is as absent as one of no rules."""
    _docket, client = matter
    nothing = client.get("/portal/matter/step/nonsense/0/")
    assert nothing.status_code == 404
    for path in ("decide/0/", "decide/0/check/", "decide/1/"):
        refused = client.get(f"/portal/matter/step/{path}")
        assert (refused.status_code, refused.content) == (404, nothing.content)
        assert not any(name in refused.content.decode() for name in OFFICERS)
    assert client.get("/portal/matter/step/nonsense/0/check/").status_code == 404
    assert Client().get(CHECK).url == "/portal/follow/"  # type: ignore[attr-defined]
