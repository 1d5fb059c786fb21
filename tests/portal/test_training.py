"""My training: what somebody has, joining and leaving, the room's code, the list of whoever teaches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from dueprocess.kit import clock
from dueprocess.kit.http import new_token
from dueprocess.training import actions
from dueprocess.training.models import How, Place
from tests import world
from tests.training.conftest import DAY, Room, build


@pytest.fixture
def room(db: None) -> Iterator[Room]:
    with clock.frozen(world.MONDAY):
        yield build()


def client(room: Room, who: str) -> Client:
    found = Client()
    found.force_login(world.log_in(room[who]), backend="allauth.account.auth_backends.AuthenticationBackend")
    return found


def send(who: Client, address: str, **typed: Any) -> Any:
    """Send a form of a page."""
    return who.post(address, {"once": new_token(), **typed}, follow=True)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_somebody_finds_a_session_joins_says_they_are_there_and_what_they_thought(room: Room) -> None:
    session = room.session(capacity=1)
    learner, other = client(room, "learner"), client(room, "learner_2")
    page = text(learner.get("/portal/training/"))
    assert "1 place free" in page
    send(learner, f"/portal/training/{session.pk}/join/")
    assert "You have a place" in text(learner.get(f"/portal/training/{session.pk}/"))
    said = send(other, f"/portal/training/{session.pk}/join/")
    assert "waiting list" in text(said)
    assert learner.get(f"/portal/training/{session.pk}/appointment.ics").status_code == 200
    with clock.frozen(world.later(7, 0.1)):
        page = text(learner.get(f"/portal/training/{session.pk}/"))
        assert session.code not in page
        address = f"/portal/training/{session.pk}/arrive/"
        assert "not the code" in text(send(learner, address, code="NOTIT2"))
        assert Place.objects.get(person=room["learner"]).wrong == 1
        send(learner, address, code=session.code)
        assert Place.objects.get(person=room["learner"]).attended
    with clock.frozen(world.later(8)):
        assert "What did you think" in text(learner.get(f"/portal/training/{session.pk}/"))
        send(learner, f"/portal/training/{session.pk}/say/", score="4", text="Too long")
        assert session.feedback.get().score == 4
        actions.complete_session(session=session, by=room["officer"])
        page = text(learner.get("/portal/training/"))
        assert "Counts until" in page
        assert "30 Mar 2028" in page


def test_a_trainer_enters_who_was_there_and_reads_names_alone(room: Room) -> None:
    session = room.session(capacity=5)
    actions.enrol(
        session=session,
        people=[room[n].pk for n in ("learner", "learner_2")],
        invite=False,
        by=room["officer"],
    )
    actions.complete(
        person=room["learner"], version=room.version, on=DAY, how=How.EVIDENCE, by=room["officer"],
        evidence="xylophone",
    )  # fmt: skip
    trainer = client(room, "trainer")
    page = f"/portal/training/{session.pk}/teach/"
    with clock.frozen(world.later(7, 0.5)):
        shown = text(trainer.get(page))
        assert session.code in shown
        assert "Ifeoma Castellan" in shown
        assert "xylophone" not in shown
        assert str(room["learner"].member_number) not in shown
        sent = {f"there-{room['learner'].pk}": "yes", f"assessed-{room['learner'].pk}": "passed"}
        assert "1 changed" in text(send(trainer, page, **sent))
        place = Place.objects.get(person=room["learner"])
        assert (place.attended, place.assessed) == (True, "passed")
        assert client(room, "learner").get(page).status_code == 404
        assert client(room, "officer").get(page).status_code == 404
        far = send(trainer, page, **{"there-999999": "yes"})
        assert "no place in this session" in text(far)


def test_a_session_by_invitation_is_not_there_for_whoever_is_not_invited(room: Room) -> None:
    session = room.session(is_open=False)
    learner = client(room, "learner")
    assert learner.get(f"/portal/training/{session.pk}/").status_code == 404
    assert send(learner, f"/portal/training/{session.pk}/join/").status_code == 404
    actions.enrol(session=session, people=[room["learner"].pk], invite=True, by=room["officer"])
    assert "You are invited" in text(learner.get(f"/portal/training/{session.pk}/"))


def test_my_training_costs_the_same_however_much_there_is(
    room: Room, django_assert_max_num_queries: Any
) -> None:
    for n in range(4):
        actions.join(session=room.session(from_at=world.later(7 + n)), person=room["learner"])
        room.session(from_at=world.later(20 + n))
    learner = client(room, "learner")
    learner.get("/portal/training/")
    with django_assert_max_num_queries(15):
        learner.get("/portal/training/")
