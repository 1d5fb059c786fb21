"""What a party sees and does in their matter, and what they never see."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from dueprocess.cases import actions, extracts
from dueprocess.core.errors import Broken
from dueprocess.docket import wall
from dueprocess.docket.actions import deliver, take_note, take_step
from dueprocess.docket.models import Act, Docket, Read
from dueprocess.docket.needs import Actor, Needs, Upload
from dueprocess.kit import clock
from tests import world
from tests.portal.conftest import once

pytestmark = pytest.mark.django_db
OFFICERS = ("Tamsin", "Okafor", "Piotr", "Suryani", "Jorun")


def signed_in(cast: world.World, who: str) -> Client:
    client = Client()
    client.force_login(world.log_in(cast[who]), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def sent(cast: world.World, docket: Docket) -> None:
    """Send the complaint to the respondent, as the officer and the machine do."""
    world.log_in(cast["respondent"])
    take_step(docket=docket, step="acknowledge", by=cast.actor("owner"), at=clock.now())
    take_step(
        docket=docket, step="send", by=cast.actor("owner"), at=clock.now(),
        needs=Needs(content={"note": "SECRET-OFFICE-NOTE"}),
    )  # fmt: skip
    deliver(docket)


def test_a_respondent_sees_nothing_before_a_letter_and_their_part_after_it(
    federation: world.World,
) -> None:
    docket = world.open_case(federation, at=clock.now()).docket
    client = signed_in(federation, "respondent")
    assert "There is nothing here" in client.get("/portal/mine/").content.decode()
    assert client.get(f"/portal/mine/{docket.number}/").status_code == 404
    assert client.get("/portal/matter/").url == "/portal/follow/"  # type: ignore[attr-defined]
    sent(federation, docket)
    assert docket.number in client.get("/portal/mine/").content.decode()
    assert client.get(f"/portal/mine/{docket.number}/").url == "/portal/matter/"  # type: ignore[attr-defined]
    page = client.get("/portal/matter/").content.decode()
    assert "Answer" in page
    assert "Shouted down" not in page, "the words of the complainant come in the letter, if the rule says so"
    assert signed_in(federation, "stranger").get(f"/portal/mine/{docket.number}/").status_code == 404


def test_a_letter_shows_nothing_until_it_is_opened_and_opening_is_noted_once(
    federation: world.World,
) -> None:
    docket = world.open_case(federation, at=clock.now()).docket
    sent(federation, docket)
    client = signed_in(federation, "respondent")
    client.get(f"/portal/mine/{docket.number}/")
    act = Act.objects.get(docket=docket, name="send").n
    shown = extracts.party_page(docket, key="R1")
    assert [(each.unread, each.text, each.files) for each in shown.messages] == [(True, "", ())]
    page = client.get(f"/portal/matter/letter/{act}/").content.decode()
    assert "Opening this letter is noted" in page
    assert "Send the complaint" not in page.split("<main")[0]
    for _ in range(2):
        client.post(f"/portal/matter/letter/{act}/")
    assert Act.objects.filter(docket=docket, name="received").count() == 1
    page = client.get(f"/portal/matter/letter/{act}/").content.decode()
    assert "Open the letter" not in page
    assert "SECRET-OFFICE-NOTE" not in page
    assert not any(name in page for name in OFFICERS)
    assert client.get("/portal/matter/letter/1/").status_code == 404, "no letter of theirs"


def test_a_letter_that_was_handed_over_stands_among_theirs_once(federation: world.World) -> None:
    # given a letter that an officer handed over, and noted as received alone
    docket, owner = world.open_case(federation, at=clock.now()).docket, federation.actor("owner")
    take_step(docket=docket, step="acknowledge", by=owner, at=clock.now())
    act = take_step(docket=docket, step="send", by=owner, at=clock.now())
    actions.confirm_receipt(docket=docket, of=act.n, to="R1", by=owner)
    # then they find it on their page and can read it
    client = signed_in(federation, "respondent")
    client.get(f"/portal/mine/{docket.number}/")
    address = f"/portal/matter/letter/{act.n}/"
    assert client.get("/portal/matter/").content.decode().count(f'href="{address}"') == 1
    assert client.get(address).status_code == 200
    # and one that was sent and then opened stands there once
    other = world.open_case(federation, at=clock.now()).docket
    sent(federation, other)
    send = Act.objects.get(docket=other, name="send").n
    actions.confirm_receipt(docket=other, of=send, to="R1", by=Actor(key="R1"))
    assert [(each.act, each.unread) for each in extracts.party_page(other, key="R1").messages] == [
        (send, False)
    ]


def test_what_a_party_reads_stands_in_the_journal_by_their_key_and_on_the_page_by_their_name(
    federation: world.World,
) -> None:
    docket = world.open_case(federation, at=clock.now()).docket
    sent(federation, docket)
    client = signed_in(federation, "respondent")
    client.get(f"/portal/mine/{docket.number}/")
    act = Act.objects.get(docket=docket, name="send").n
    # given a letter that was not opened: nothing of it was read
    client.get(f"/portal/matter/letter/{act}/")
    assert not Read.objects.filter(docket=docket).exists()
    # when they open it, and take a file of their own
    client.post(f"/portal/matter/letter/{act}/", follow=True)
    note = actions.add_information(
        docket=docket,
        by=Actor(key="R1"),
        text="The minutes.",
        files=[Upload("minutes.txt", [b"All agreed."])],
    )
    taken = client.get(f"/portal/matter/file/{note.n}/1/")
    assert b"".join(taken.streaming_content) == b"All agreed."  # type: ignore[attr-defined]
    # and ask for what is not theirs
    assert client.get(f"/portal/matter/file/{act}/9/").status_code == 404
    # then both stand there
    read = [each.what for each in Read.objects.filter(docket=docket).order_by("pk")]
    assert read == [f"letter {act}", f"file {note.n}/1"]
    assert {name for _pk, _at, name, _what, _why in wall.readers(docket)} == {"R1"}
    page = signed_in(federation, "owner").get(f"/desk/cases/{docket.number}/readers/").content.decode()
    assert federation["respondent"].shown_name in page
    assert f"letter {act}" in page
    assert "a party, on their own pages" in page


def test_a_letter_that_counts_as_received_is_shown_and_its_opening_moves_no_time(db: None) -> None:
    # given rules by which what goes out by the portal counts as received on the same day
    text = world.EXAMPLE.read_text()
    assert "received" not in text.split("[calendar]")[1].split("[")[0]
    received = 'received = { portal = "same day", email = "same day" }'
    cast = world.federation(text.replace("[calendar]\n", f"[calendar]\n{received}\n", 1))
    docket = world.open_case(cast, at=clock.now()).docket
    sent(cast, docket)
    client = signed_in(cast, "respondent")
    client.get(f"/portal/mine/{docket.number}/")
    act = Act.objects.get(docket=docket, name="send").n
    assert "A letter for you" in client.get("/portal/matter/").content.decode()
    before = extracts.party_page(docket, key="R1").deadlines
    # when they open it, it is shown at once, and says since when it counts
    page = client.get(f"/portal/matter/letter/{act}/").content.decode()
    assert "Opening this letter is noted" not in page
    assert "Counts as received" in page
    # then it is read, and no deadline has moved
    assert "A letter for you" not in client.get("/portal/matter/").content.decode()
    assert extracts.party_page(docket, key="R1").deadlines == before
    assert not Act.objects.filter(docket=docket, name="received").exists()


def test_no_page_of_a_party_names_an_officer_or_tells_how_to_reach_the_other_party(
    complained: Callable[..., str], federation: world.World, client: Client
) -> None:
    complained(named="yes", name="Wren Abara", email="wren@example.org", phone="0700 900123")
    docket = Docket.objects.get()
    sent(federation, docket)
    by_post = Needs(act={"of": Act.objects.get(docket=docket, name="send").n, "to": ["R1"], "by": "post"})
    take_note(docket=docket, note="sent", by=federation.actor("owner"), at=clock.now(), needs=by_post)
    actions.send_message(docket=docket, by=federation.actor("owner"), text="To both.", to=["C1", "R1"])
    session = client.session
    session["matter"] = {"number": docket.number, "key": "R1"}
    session.save()
    act = Act.objects.get(docket=docket, name="send").n
    client.post(f"/portal/matter/letter/{act}/")
    addresses = ["/portal/matter/", f"/portal/matter/letter/{act}/", "/portal/matter/step/answer/0/"]
    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200, address
        text = page.content.decode()
        for secret in (*OFFICERS, "wren@example.org", "900123", "SECRET-OFFICE-NOTE"):
            assert secret not in text, (address, secret)


@pytest.mark.parametrize("written", ["{}", "lower", "spaces", "dashless"])
def test_a_code_opens_however_it_is_typed(
    complained: Callable[..., str], client: Client, written: str
) -> None:
    code = complained()
    typed = {
        "{}": code,
        "lower": code.lower(),
        "spaces": f"  {code.replace('-', '  ')} ",
        "dashless": code.replace("-", ""),
    }[written]
    assert Client().post("/portal/follow/", {"code": typed}).url == "/portal/matter/"  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", ["", "AAAA", "2TCP-S95A-KGHT-19NW-ZS47", "🙂" * 30, "x" * 5000])
def test_a_wrong_code_says_so_and_nothing_about_what_exists(
    complained: Callable[..., str], code: str
) -> None:
    complained()
    page = Client().post("/portal/follow/", {"code": code})
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()


def test_no_name_text_or_code_stands_in_sessions_addresses_or_logs(
    complained: Callable[..., str], client: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    code = complained(named="yes", name="Wren Abara", email="wren@example.org")
    token = once(client.get("/portal/matter/").content)
    answer = client.post("/portal/matter/message/", {"once": token, "text": "A word in private."})
    stored = json.dumps([row.get_decoded() for row in Session.objects.all()])
    logged = "".join(capfd.readouterr())
    for secret in (code, code.replace("-", ""), "Wren", "wren@", "Ilse", "private", "Shouted"):
        assert secret not in stored, secret
        assert secret not in logged, secret
        assert secret not in answer.url, secret  # type: ignore[attr-defined]


def test_leaving_closes_the_matter_on_this_device(complained: Callable[..., str], client: Client) -> None:
    complained()
    key = client.session.session_key
    assert client.post("/portal/leave/").url == "/"  # type: ignore[attr-defined]
    assert not Session.objects.filter(pk=key).exists()
    assert client.get("/portal/matter/").url == "/portal/follow/"  # type: ignore[attr-defined]


def test_a_matter_whose_key_vanished_is_not_called_erased(
    complained: Callable[..., str], client: Client
) -> None:
    """Where nothing tells of an erasure, somebody has buried it: the operator is told."""
    complained()
    Docket.objects.update(key_wrapped=None)
    with pytest.raises(Broken, match="verify-state"):
        client.get("/portal/matter/")


def test_a_partys_page_asks_the_database_at_most_twenty_times(
    complained: Callable[..., str],
    federation: world.World,
    client: Client,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    complained()
    docket = Docket.objects.get()
    sent(federation, docket)
    for n in range(5):
        actions.send_message(docket=docket, by=federation.actor("owner"), text=f"News {n}", to=["C1"])
    client.get("/portal/matter/")
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        assert client.get("/portal/matter/").status_code == 200
