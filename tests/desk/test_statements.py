"""Statements at the desk: written down, versions beside each other, and as evidence with how they stand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from dueprocess.cases.statements import actions
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor
from dueprocess.docket.statements import How
from dueprocess.kit import clock
from tests import world
from tests.desk.conftest import SignIn
from tests.desk.working import text, token

pytestmark = pytest.mark.django_db
SAID = {
    "of": "C1", "taken": "interview", "taken_at_day": "2", "taken_at_month": "3", "taken_at_year": "2026",
    "taken_at_time": "18:30", "text": "The door stood open.", "interpreter": "Jo Lingua, Portuguese",
}  # fmt: skip


@pytest.fixture
def docket(federation: world.World) -> Docket:
    made = world.open_case(federation).docket
    take_step(docket=made, step="acknowledge", by=federation.actor("owner"), at=clock.now())
    return world.fresh(made)


@pytest.fixture
def owner(federation: world.World, sign_in: SignIn) -> Client:
    return sign_in(federation["owner"])


def test_it_is_written_down_answered_and_shown_side_by_side(
    federation: world.World, owner: Client, docket: Docket
) -> None:
    every = f"/desk/cases/{docket.number}/statements/"
    page = owner.get(f"{every}new/")
    assert owner.post(f"{every}new/", SAID | token(page) | {"text": ""}).status_code == 200
    made = owner.post(f"{every}new/", SAID | token(owner.get(f"{every}new/")))
    assert (made.status_code, made.headers["Location"]) == (302, f"{every}s1/")
    shown = text(owner.get(every))
    assert "Not signed: it waits for them to read it" in shown
    # its words are described as evidence, and say wherever they stand that nobody has signed them
    note = Act.objects.get(docket=docket, name="statement").n
    item = f"/desk/cases/{docket.number}/evidence/new/{note}/0/"
    typed = {"title": "What they say", "kind": "statement", "obtained": "open", "offered_by": ""}
    assert owner.post(item, typed | token(owner.get(item))).status_code == 302
    assert "Not signed: it waits" in text(owner.get(f"/desk/cases/{docket.number}/files/"))
    # corrected in a copy, both versions stand beside each other
    actions.correct(
        docket=docket, statement="s1", version=1, text="The door stood ajar.", name="C", by=Actor(key="C1")
    )
    page = owner.get(f"{every}s1/")
    shown = text(page)
    for words in ("Version 1", "Version 2", "What changed", "Jo Lingua, Portuguese", "signed as “C”"):
        assert words in shown, words
    assert "<del>" in page.content.decode()
    assert "a later version took its place" in text(owner.get(f"/desk/cases/{docket.number}/files/"))
    # another version is offered in its place, and what comes on paper is entered
    again = owner.get(f"{every}s1/new/")
    assert "ajar" in again.content.decode()
    assert owner.post(f"{every}s1/new/", SAID | token(again)).status_code == 302
    enter = f"{every}s1/enter/"
    silent = {"how": "silent", "words": "Two letters, no answer."}
    assert "No day was set" in text(owner.post(enter, silent | token(owner.get(enter))))
    day = clock.now().date() + timedelta(days=2)
    until = {"until_day": f"{day.day}", "until_month": f"{day.month}", "until_year": f"{day.year}"}
    assert (
        owner.post(f"{every}s1/new/", SAID | until | token(owner.get(f"{every}s1/new/"))).status_code == 302
    )
    with clock.frozen(clock.now() + timedelta(days=3)):
        actions.enter(
            docket=docket, statement="s1", version=4, how=How.SILENT, by=Actor(person=federation["owner"]),
            words="Two letters, no answer.",
        )  # fmt: skip
        assert "no answer came" in text(owner.get(every))
    assert "Statement written down" in text(owner.get(f"/desk/cases/{docket.number}/?show=evidence"))
    assert owner.get(f"{every}s9/").status_code == 404
