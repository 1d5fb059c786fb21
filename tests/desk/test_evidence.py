"""Evidence at the desk: files become items, an item shows where it has been, nobody else opens it."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.cases.evidence import actions
from dueprocess.cases.evidence.actions import Made
from dueprocess.cases.evidence.models import WorkingCopy
from dueprocess.docket import evidence
from dueprocess.docket.actions import take_note, take_step
from dueprocess.docket.models import Act, Docket, Read
from dueprocess.docket.needs import Actor, Needs, Upload
from dueprocess.kit import clock, files
from tests import world
from tests.desk.conftest import SignIn
from tests.desk.working import text, token

pytestmark = pytest.mark.django_db
SAID = {
    "title": "Film of the corridor", "kind": "film", "obtained": "offered", "offered_by": "C1",
    "captured_at_day": "20", "captured_at_month": "3", "captured_at_year": "2026",
    "captured_at_time": "21:14", "capturer": "other", "captured_by": "A neighbour with a zoetrope",
    "address": "", "source": "Sent on by chat.", "shows": "The door opens.",
}  # fmt: skip


@pytest.fixture
def docket(federation: world.World) -> Docket:
    made = world.open_case(federation).docket
    take_step(docket=made, step="acknowledge", by=federation.actor("owner"), at=clock.now())
    film = [Upload("corridor.txt", [b"frames of the corridor"])]
    cases.add_information(docket=made, by=Actor(key="C1"), text="Here is the film.", files=film)
    return world.fresh(made)


@pytest.fixture
def owner(federation: world.World, sign_in: SignIn) -> Client:
    return sign_in(federation["owner"])


def at(docket: Docket, rest: str = "") -> str:
    return f"/desk/cases/{docket.number}/evidence/{rest}"


def listed(client: Client, docket: Docket) -> str:
    return text(client.get(f"/desk/cases/{docket.number}/files/"))


def write(client: Client, address: str, **more: Any) -> HttpResponse:
    page = client.get(address)
    assert page.status_code == 200
    return client.post(address, SAID | more | token(page))


def test_a_file_is_described_and_shown_with_its_custody(owner: Client, docket: Docket) -> None:
    # given a file that nobody has described
    told = listed(owner, docket)
    assert "Not described as evidence" in told
    assert "Items of evidence" not in told
    # when it is opened for that, what is known is chosen already
    page = owner.get(at(docket, "new/3/1/")).content.decode()
    assert re.search(r'value="C1" selected', page)
    # when it is said what it is
    made = write(owner, at(docket, "new/3/1/"))
    assert (made.status_code, made.headers["Location"]) == (302, at(docket, "e1/"))
    # then it stands among the items, and its page tells where it has been
    told = listed(owner, docket)
    assert "Film of the corridor" in told
    assert "Not described as evidence" in told  # its words still are
    b"".join(owner.get(f"/desk/cases/{docket.number}/files/3/1/").streaming_content)  # type: ignore[attr-defined]
    shown = text(owner.get(at(docket, "e1/")))
    for words in (
        "A neighbour with a zoetrope", "Sent on by chat.", "The door opens.", "Chain of custody",
        "Came into the case: Information added", "Evidence described", "Taken out", "Looked at",
    ):  # fmt: skip
        assert words in shown, words
    # and what was read stands in the read journal, by codes that say nothing
    assert set(Read.objects.filter(docket=docket).values_list("what", flat=True)) >= {"item e1", "file 3/1"}
    # and the timeline says it in words
    assert "Evidence described" in text(owner.get(f"/desk/cases/{docket.number}/?show=evidence"))


def test_it_is_described_anew_with_what_was_said_before(owner: Client, docket: Docket) -> None:
    write(owner, at(docket, "new/3/1/"))
    page = owner.get(at(docket, "e1/again/")).content.decode()
    assert "A neighbour with a zoetrope" in page
    assert re.search(r'name="captured_at_time"[^>]*value="21:14"', page)
    assert write(owner, at(docket, "e1/again/"), title="The corridor").status_code == 302
    shown = text(owner.get(at(docket, "e1/")))
    assert "Described anew" in shown
    assert "The corridor" in shown


def test_an_item_is_brought_in_and_nothing_half_written_stays(owner: Client, docket: Docket) -> None:
    capture = {
        "kind": "capture", "obtained": "open", "offered_by": "", "address": "https://posts.example/7",
    }  # fmt: skip
    page = owner.get(at(docket, "new/"))
    picture = io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(64))
    picture.name = "post.png"
    sent = SAID | capture | {"attached": picture}
    # a capture without its time is sent back, with everything that was typed
    bare = {name: "" for name in SAID if name.startswith("captured_at")}
    answer = owner.post(at(docket, "new/"), sent | bare | token(page))
    assert answer.status_code == 200
    assert "It is not said when it was taken." in text(answer)
    assert "https://posts.example/7" in answer.content.decode()
    assert Act.objects.filter(docket=docket).count() == docket.length
    # with it, it is an item, and the same form sent twice makes one
    picture.seek(0)
    tokens = token(owner.get(at(docket, "new/")))
    for _ in range(2):
        picture.seek(0)
        assert owner.post(at(docket, "new/"), sent | tokens).headers["Location"] == at(docket, "e1/")
    items = evidence.items(Act.objects.filter(docket=docket).order_by("n"))
    assert list(items) == ["e1"]
    assert "https://posts.example/7" in text(owner.get(at(docket, "e1/")))


def test_words_are_described(owner: Client, docket: Docket) -> None:
    made = write(owner, at(docket, "new/3/0/"), kind="statement", title="What they wrote")
    assert made.status_code == 302
    assert "Here is the film." in text(owner.get(at(docket, "e1/")))


def compared(client: Client, docket: Docket) -> str:
    page = client.get(at(docket, "e1/"))
    return text(client.post(at(docket, "e1/check/"), token(page), follow=True))


def test_it_is_compared_with_its_fingerprint(owner: Client, docket: Docket) -> None:
    write(owner, at(docket, "new/3/1/"))
    assert "every byte is the one" in compared(owner, docket)
    files.path_of(Act.objects.get(docket=docket, n=3).files.get().stored).write_bytes(b"other")
    shown = compared(owner, docket)
    assert "is NOT the one that was recorded" in shown
    assert "Compared with its fingerprint" in shown
    assert owner.get(at(docket, "e1/check/")).status_code == 405


def test_a_working_copy_is_taken_out_and_that_is_custody(owner: Client, docket: Docket) -> None:
    write(owner, at(docket, "new/3/1/"))
    made = Made(
        kind=WorkingCopy.Kind.TEXT, content=[b"The door opens."], media_type="text/plain", name="e1.txt",
        tool="reader 1.0",
    )  # fmt: skip
    row = actions.add_copy(docket=docket, item="e1", made=made)
    taken = owner.get(at(docket, f"e1/copies/{row.pk}/"))
    assert b"".join(taken.streaming_content) == b"The door opens."  # type: ignore[attr-defined]
    assert taken.headers["Content-Disposition"].startswith("attachment")
    shown = text(owner.get(at(docket, "e1/")))
    assert "The text in it" in shown
    assert "A working copy taken out" in shown
    assert owner.get(at(docket, f"e2/copies/{row.pk}/")).status_code == 404


def test_for_whom_the_case_is_shut_there_is_no_item(
    owner: Client, docket: Docket, federation: world.World, sign_in: SignIn
) -> None:
    write(owner, at(docket, "new/3/1/"))
    there = at(docket, "e1/")
    for nobody in ("wrong_unit", "respondent", "stranger", "leader"):
        client = sign_in(federation[nobody])
        for address in (there, f"{there}again/", at(docket, "new/"), f"{there}copies/1/"):
            assert client.get(address).status_code == 404, (nobody, address)
        assert client.post(f"{there}check/", {"once": "a" * 32}).status_code == 404
    # oversight reads it with who read it, and writes nothing
    overseer = sign_in(federation["overseer"])
    assert "Looked at" in text(overseer.get(there))
    page = overseer.get(f"{there}again/")
    answer = overseer.post(f"{there}again/", SAID | token(page))
    assert "You have no part in this case" in text(answer)
    # a colleague reads it, but not who else did
    colleague = text(sign_in(federation["second"]).get(there))
    assert "Film of the corridor" in colleague
    assert "Looked at" not in colleague


def test_the_page_of_an_item_costs_the_same_however_many_there_are(
    owner: Client, docket: Docket, django_assert_max_num_queries: Any
) -> None:
    write(owner, at(docket, "new/3/1/"))
    write(owner, at(docket, "new/"), attached=io.BytesIO(b"more"), obtained="open")
    with django_assert_max_num_queries(32):
        owner.get(at(docket, "e1/"))
    with django_assert_max_num_queries(32):
        owner.get(f"/desk/cases/{docket.number}/files/")


def test_it_is_sorted_ruled_on_and_listed_for_the_respondent(
    owner: Client, docket: Docket, federation: world.World, sign_in: SignIn
) -> None:
    write(owner, at(docket, "new/3/1/"), obtained="covert", offered_by="")
    assert "Nobody has ruled on its use" in text(owner.get(at(docket, "e1/")))

    def say(client: Client, address: str, **typed: Any) -> str:
        return text(client.post(address, typed | token(client.get(address)), follow=True))

    # relied on it is not before a ruling, which the one who described it does not make
    sort, rule = at(docket, "e1/sort/"), at(docket, "e1/rule/")
    assert "only once a ruling has admitted it" in say(owner, sort, as_class="relied")
    assert "somebody else rules on it" in say(owner, rule, ruling="admitted", reason="It matters.")
    judge = sign_in(federation["second"])
    assert "It is not said what parties are told." in say(
        judge, rule, ruling="refused", reason="Nobody agreed.", protects="on"
    )
    shown = say(
        judge, rule, ruling="refused", reason="Nobody agreed.", protects="on",
        withheld="Somebody is in danger.",
    )  # fmt: skip
    assert "Source protected" in shown
    assert "Somebody is in danger." in shown
    # the source is told to nobody else from then on
    assert "Sent on by chat." in text(owner.get(at(docket, "e1/")))
    colleague = text(sign_in(federation["conflicted"]).get(at(docket, "e1/")))
    assert "Protected by a ruling" in colleague
    assert "Sent on by chat." not in colleague
    assert "zoetrope" not in colleague
    assert "Unused" in listed(owner, docket)
    # whom the rules have not told of the case gets no list yet
    give = at(docket, "list/")
    assert "One item is withheld" in text(owner.get(give))
    assert "Written down." not in say(owner, give, to="R1")
    sent = take_step(docket=docket, step="send", by=federation.actor("owner"), at=clock.now())
    by = federation.actor("owner")
    cases.confirm_sent(docket=docket, of=sent.n, to=["R1"], channel="post", by=by)
    assert "Written down." in say(owner, give, to="R1")
    assert "the list of unused items, on" in listed(owner, docket)
    assert "List of unused evidence given" in text(owner.get(f"/desk/cases/{docket.number}/"))


def test_what_is_privileged_is_one_line_without_a_name_to_others(
    owner: Client, docket: Docket, federation: world.World, sign_in: SignIn
) -> None:
    write(owner, at(docket, "new/3/1/"))
    page = owner.get(at(docket, "e1/sort/"))
    typed = {"as_class": "privileged", "reason": "Advice of our lawyer."}
    owner.post(at(docket, "e1/sort/"), typed | token(page))
    assert "Film of the corridor" in listed(owner, docket)
    colleague = sign_in(federation["second"])
    told = listed(colleague, docket)
    assert "Film of the corridor" not in told
    assert "corridor.txt" not in told
    assert "Privileged" in told
    timeline = text(colleague.get(f"/desk/cases/{docket.number}/?all"))
    assert "Advice of our lawyer." in timeline
    assert "zoetrope" not in timeline
    assert "corridor.txt" not in timeline
    there = f"/desk/cases/{docket.number}/files/3/1/"
    assert (colleague.get(there).status_code, owner.get(there).status_code) == (404, 200)
    for rest in ("e1/", "e1/sort/", "e1/rule/", "e1/again/", "new/3/1/"):
        assert colleague.get(at(docket, rest)).status_code == 404, rest


def test_the_tab_counts_what_lies_under_it(federation: world.World, owner: Client, docket: Docket) -> None:
    """A letter as it went out is a file too; it stands under the letters."""
    letter = Needs(act={"of": 2, "to": ["C1"], "by": "post"}, files=[Upload("letter.txt", [b"We have it."])])
    take_note(docket=docket, note="sent", by=federation.actor("owner"), at=clock.now(), needs=letter)
    page = owner.get(f"/desk/cases/{docket.number}/files/")
    assert "letter.txt" not in text(page)
    assert (len(page.context["docket"].files), page.context["evidence_files"]) == (2, 1)
    assert re.search(r"Evidence 1\b", text(page))
