"""A party asks for the opening of what they wrote: only theirs, only on their explicit wish, and written down
without what it says."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.cases import extracts
from dueprocess.cases.models import Complaint, Via
from dueprocess.docket import actions, verify
from dueprocess.docket.extracts import laid, laid_opening
from dueprocess.docket.models import Act, Docket, Read
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.kit import clock
from dueprocess.ledger import signer
from dueprocess.ledger.models import Entry
from dueprocess.tlog import opening
from tests import world
from tests.cases.test_actions import MORE
from tests.docket.test_erasing import erase
from tests.ground import begin, failing_trigger, own_folder
from tests.portal.conftest import SAID, once

VERIFIER = Path(__file__).parents[2] / "verifier" / "verify.py"
ASK = "/portal/matter/opening/"


@pytest.fixture
def small(db: None) -> Iterator[world.World]:
    """The small example's federation, in which a case may be left and joined."""
    with clock.frozen(world.MONDAY):
        yield world.federation(world.EXAMPLE.read_text().replace("[pauses]", MORE + "[pauses]"))


@pytest.fixture
def mine(complained: Callable[..., str], client: Client) -> Docket:
    """A complaint of somebody who gave their name, with a message they wrote later; its matter is open."""
    complained(named="yes", name="Wren Abara", email="wren@example.org")
    docket = Docket.objects.get()
    cases.send_message(docket=docket, by=Actor(key="C1"), text="A word in private.")
    return world.fresh(docket)


def ask(client: Client, **typed: Any) -> Any:
    """Ask as the form does."""
    token = once(client.get(ASK).content)
    return client.post(ASK, {"once": token, "what": "all", "sure": "on", **typed})


def taken(client: Client, address: str, number: int = 1) -> opening.Opening:
    """What is downloaded, read as an opening."""
    answer = client.get(f"{address}{number}/opening/")
    assert answer.status_code == 200
    return opening.Opening.parse(answer.content)


def test_everything_they_wrote_and_nothing_else_opens_against_its_entry(mine: Docket, client: Client) -> None:
    actions.take_note(
        docket=mine, note="message", by=Actor(key="R1"), at=clock.now(),
        needs=Needs(act={"by": "R1", "to": []}, content={"text": "What the respondent wrote."}),
    )  # fmt: skip
    address = ask(client).url
    page = client.get(address).content.decode()
    assert f"{address}1/opening/" in page
    first, second = taken(client, address), taken(client, address, 2)
    for each in (first, second):
        act = Act.objects.get(docket=mine, n=each.payload["s"])
        each.verify(bytes(Entry.objects.get(key=act.entry_id).bytes))
    assert first.fields["summary"].value == SAID  # type: ignore[union-attr]
    assert "receipt" not in first.fields
    assert first.fields["person.C1"].value["name"] == "Wren Abara"  # type: ignore[union-attr]
    assert second.fields["text"].value == "A word in private."  # type: ignore[union-attr]
    assert client.get(f"{address}3/opening/").status_code == 404
    shown = client.get(ASK).content.decode()
    assert "What the respondent wrote" not in shown
    assert not [name for name in {**first.fields, **second.fields} if name.startswith("person.O")]


def test_one_part_is_opened_without_the_others(mine: Docket, client: Client) -> None:
    address = ask(client, what="some", chosen=["0.1.summary"]).url
    made = taken(client, address)
    assert list(made.fields) == ["summary"]
    assert client.get(f"{address}2/opening/").status_code == 404
    assert b"Wren" not in client.get(f"{address}1/opening/").content


def test_it_is_written_down_without_what_it_says(
    mine: Docket, client: Client, federation: world.World
) -> None:
    address = ask(client, what="some", chosen=["0.1.summary"]).url
    taken(client, address)
    note = Act.objects.get(docket=mine, name="laid_open")
    assert note.facts["to"] == "C1"
    assert [(each["act"], each["fields"]) for each in note.facts["of"]] == [(1, ["summary"])]
    assert SAID not in json.dumps(note.facts)
    read = Read.objects.filter(docket=mine).values_list("what", flat=True)
    assert list(read.order_by("pk")) == ["opening asked for", "opening taken"]
    rows = extracts.case_page(world.fresh(mine), viewer=federation.actor("owner")).docket.timeline
    assert rows[0].title == "Opening handed to a party"
    assert SAID not in str(rows[0])


def test_the_page_warns_and_nothing_is_handed_out_without_their_word(mine: Docket, client: Client) -> None:
    page = client.get(ASK).content.decode()
    assert "somebody may be watching" in page
    assert "the receipt code is all that you must keep" in page
    token = once(page.encode())
    for typed in ({"what": "all"}, {"what": "some", "sure": "on"}, {"sure": "on"}, {"what": "some"}):
        answer = client.post(ASK, {"once": token, **typed})
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode()
    inside = {"once": token, "what": "some", "sure": "on", "chosen": ["0.1.receipt"]}
    assert client.post(ASK, inside).status_code == 200
    assert not Act.objects.filter(docket=mine, name="laid_open").exists()


def test_a_form_that_is_sent_twice_hands_out_once(mine: Docket, client: Client) -> None:
    token = once(client.get(ASK).content)
    sent = [client.post(ASK, {"once": token, "what": "all", "sure": "on"}) for _ in range(2)]
    assert len({each.headers["Location"] for each in sent}) == 1
    assert Act.objects.filter(docket=mine, name="laid_open").count() == 1


def test_it_can_be_taken_for_an_hour_and_by_nobody_else(mine: Docket, client: Client) -> None:
    address = ask(client).url
    with clock.frozen(clock.now() + timedelta(minutes=59)):
        taken(client, address)
    with clock.frozen(clock.now() + timedelta(minutes=61)):
        assert client.get(address).status_code == 404
        assert client.get(f"{address}1/opening/").status_code == 404
    session = client.session
    session["matter"] = {"number": mine.number, "key": "R1"}
    session.save()
    assert client.get(address).status_code == 404
    assert client.get(f"{address}1/opening/").status_code == 404
    assert client.get(ASK).status_code == 404  # they have written nothing
    assert Client().get(address).url == "/portal/follow/"  # type: ignore[attr-defined]


def test_who_asks_too_often_is_told_to_come_again(mine: Docket, client: Client) -> None:
    for _ in range(5):
        assert ask(client).status_code == 302
    answer = ask(client)
    assert answer.status_code == 200
    assert "Take it up again tomorrow" in answer.content.decode()
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert ask(client).status_code == 302


def test_after_its_end_it_is_still_theirs(small: world.World) -> None:
    docket, owner = world.open_case(small, at=clock.now()).docket, small.actor("owner")
    away = Needs(act={"as": "secretary"}, content={"reasons": "Told twice"})
    actions.take_step(docket=docket, step="leave", by=owner, at=clock.now(), needs=away)
    closed = world.fresh(docket)
    assert not closed.is_open
    places = extracts.places(closed, key="C1")
    made = actions.lay_open(docket=closed, by=Actor(key="C1"), places=places, chosen=["0.1.summary"])
    assert laid(world.fresh(docket), key="C1", n=made.n, places=places).openings[0].fields == ("summary",)
    assert not world.fresh(docket).is_open
    assert list(verify.one(world.fresh(docket))) == []


def test_a_complaint_that_was_joined_is_opened_where_it_was_entered(small: world.World) -> None:
    first = world.open_case(small, at=clock.now())
    second = world.open_case(small, at=clock.now(), summary="I saw it too.")
    cases.join_case(
        into=first.docket, other=second.docket, step="take_in", leave=("leave", {}),
        by=small.actor("owner"), role="secretary",
    )  # fmt: skip
    into = world.fresh(first.docket)
    key = Complaint.objects.get(number=second.number).complainant
    places = extracts.places(into, key=key)
    lines = {each.code: each.value for each in extracts.own_lines(into, key=key)}
    assert "I saw it too." in lines.values()
    code = next(code for code, value in lines.items() if value == "I saw it too.")
    note = actions.lay_open(docket=into, by=Actor(key=key), places=places, chosen=[code])
    data, _proof = laid_opening(world.fresh(into), key=key, n=note.n, number=1, places=places)
    opened = opening.Opening.parse(data)
    act = Act.objects.get(docket=second.docket, n=1)
    opened.verify(bytes(Entry.objects.get(key=act.entry_id).bytes))


def test_what_is_erased_opens_no_more(federation: world.World, mine: Docket, client: Client) -> None:
    address = ask(client).url
    Docket.objects.filter(pk=mine.pk).update(is_open=False)  # what is open is not erased
    erase(federation, mine)
    answer = client.get(f"{address}1/opening/")
    assert answer["Content-Type"].startswith("text/html")  # the page that says so, and no file
    assert b"erased" in answer.content
    assert b"Wren" not in answer.content


@pytest.mark.both
def test_where_the_entry_fails_nothing_is_handed_out(small: world.World) -> None:
    docket = world.open_case(small, at=clock.now()).docket
    places = extracts.places(docket, key="C1")
    failing_trigger("ledger_seq")
    with pytest.raises(DatabaseError), transaction.atomic():
        actions.lay_open(docket=docket, by=Actor(key="C1"), places=places, chosen=["0.1.summary"])
    assert not Act.objects.filter(docket=docket, name="laid_open").exists()
    assert not Read.objects.filter(docket=docket).exists()


def test_it_is_checked_with_the_verifier_alone(db_fresh: None, tmp_path: Path, settings: Any) -> None:
    with own_folder(tmp_path / "var", settings), clock.frozen(world.MONDAY):
        begin(settings, origin="tests.invalid")
        here = world.federation()
        docket = world.open_case(here).docket
        places = extracts.places(docket, key="C1")
        note = actions.lay_open(docket=docket, by=Actor(key="C1"), places=places, chosen=["0.1.summary"])
        fresh = world.fresh(docket)
        how = {"key": "C1", "n": note.n, "number": 1, "places": places}
        assert laid_opening(fresh, **how)[1] is None  # the signer has not sealed it yet
        signer.seal()
        signer.beat(force=True)
        data, proof = laid_opening(fresh, **how)
        assert proof
        (tmp_path / "1.opening").write_bytes(data)
        (tmp_path / "1.tlog-proof").write_bytes(proof)
        policy = tmp_path / "var" / "policy"
        words = [
            "receipt",
            tmp_path / "1.tlog-proof",
            "--opening",
            tmp_path / "1.opening",
            "--policy",
            policy,
        ]
        command = [sys.executable, "-I", VERIFIER, *words]
        said = subprocess.run([str(each) for each in command], capture_output=True, text=True, check=True)
        assert SAID in said.stdout
        call_command("verify", *[str(each) for each in words])
        (tmp_path / "1.opening").write_bytes(data.replace(b"Shouted", b"Laughed"))
        with pytest.raises(CommandError, match="field"):
            call_command("verify", *[str(each) for each in words])


@pytest.mark.django_db
def test_an_allegation_is_named_in_words(small: world.World) -> None:
    receipt = cases.receive_complaint(
        report=cases.Report(
            summary="Shouted down.",
            reporter=PartyIdentity(kind="complainant", name="Wren Abara"),
            respondents=[PartyIdentity(kind="respondent", name="Ilse Marchetti")],
            allegations=[cases.Alleged(text="Took the floor from me")],
        ),
        via=Via.PORTAL, by=Actor(), at=clock.now(), unit=small.club, rulebook=small.rulebook,
    )  # fmt: skip
    client = Client()
    assert client.post("/portal/follow/", {"code": receipt.code}).status_code == 302
    page = client.get(ASK).content.decode()
    assert "What you say somebody did" in page
    assert "Took the floor from me" in page
    assert "Allegation." not in page
