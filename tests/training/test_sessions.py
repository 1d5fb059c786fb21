"""Sessions: who may teach, places and the waiting list, who was there, and what people thought of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from dueprocess.core.errors import Malformed, Refused
from dueprocess.kit import clock
from dueprocess.kit.http import Hidden
from dueprocess.kit.models import OutgoingMail
from dueprocess.training import actions, extracts
from dueprocess.training.actions import Mark, Plan
from dueprocess.training.extracts import sessions
from dueprocess.training.models import Assessed, Feedback, Mode, Place, Session, Stands
from tests import world
from tests.training.conftest import DAY, Room


def code(refused: Any) -> str:
    return str(refused.value.code)


def stands(session: Session, room: Room, who: str) -> str:
    return str(Place.objects.get(session=session, person=room[who]).stands)


def test_who_is_not_accredited_on_the_day_teaches_nothing_and_is_told_why(room: Room) -> None:
    begins = world.later(343)
    with pytest.raises(Refused, match="not accredited on 2027-03-01") as refused:
        room.session(from_at=begins)
    assert code(refused) == "not_accredited"
    fresh = actions.add_provider(name="Harbour House", by=room["officer"])
    with pytest.raises(Refused, match="nobody has entered") as refused:
        room.session(provider=fresh)
    actions.accredit(
        provider=fresh, body="Council", evidence="Visit", from_on=DAY, until_on=None, by=room["officer"],
        programmes=[],
    )  # fmt: skip
    session = room.session(provider=fresh)
    given = fresh.accreditations.get()
    actions.withdraw_accreditation(
        accreditation=given, on=DAY + timedelta(days=3), reason="No answer to the audit", by=room["officer"]
    )
    with pytest.raises(Refused, match="withdrawn on 2026-03-26"):
        room.session(provider=fresh)
    actions.enrol(session=session, people=[room["learner"].pk], invite=False, by=room["officer"])
    with clock.frozen(world.later(7, 1)):
        actions.attend(session=session, marks={room["learner"].pk: Mark(True)}, by=room["trainer"])
    with clock.frozen(world.later(7, 3)), pytest.raises(Refused) as refused:
        actions.complete_session(session=session, by=room["officer"])
    assert code(refused) == "not_accredited"
    assert extracts.done(room["learner"].pk) == ()


@pytest.mark.both
def test_the_waiting_list_moves_up_by_itself_first_come_first(room: Room) -> None:
    session = room.session(capacity=1)
    for hours, who in enumerate(("learner", "learner_3", "learner_2")):
        with clock.frozen(world.later(hours=hours)):
            actions.join(session=session, person=room[who])
    assert [stands(session, room, who) for who in ("learner", "learner_3", "learner_2")] == [
        "has", "waiting", "waiting",
    ]  # fmt: skip
    world.log_in(room["learner_3"])
    mails = OutgoingMail.objects.count()
    actions.leave(session=session, person=room["learner"])
    assert stands(session, room, "learner_3") == "has"
    assert stands(session, room, "learner_2") == "waiting"
    assert OutgoingMail.objects.count() == mails + 1
    plan = Plan(mode=Mode.ROOM, from_at=session.from_at, to_at=session.to_at, place="Ferry Hall", capacity=2)
    actions.change_session(session=session, plan=plan, trainers=[room["trainer"]], by=room["officer"])
    assert stands(session, room, "learner_2") == "has"
    small = replace(plan, capacity=1)
    with pytest.raises(Refused) as refused:
        actions.change_session(session=session, plan=small, trainers=[], by=room["officer"])
    assert code(refused) == "too_small"
    actions.join(session=session, person=room["learner"])  # again, at the end of the list
    assert stands(session, room, "learner") == "waiting"


def test_whoever_may_not_join_is_told_why(room: Room) -> None:
    invited = room.session(is_open=False)
    with pytest.raises(Refused) as refused:
        actions.join(session=invited, person=room["learner"])
    assert code(refused) == "invited_only"
    assert not Place.objects.exists()
    actions.enrol(session=invited, people=[room["learner"].pk], invite=True, by=room["officer"])
    actions.join(session=invited, person=room["learner"])
    south = room.session(unit=room.world.south)
    with pytest.raises(Refused) as refused:
        actions.join(session=south, person=room["learner"])
    assert code(refused) == "other_unit"
    at_once = room.session(from_at=world.later(7, 1))
    with pytest.raises(Refused, match="Handling cases") as refused:
        actions.join(session=at_once, person=room["learner"])
    assert code(refused) == "clash"
    own_time = room.session(mode=Mode.SELF_PACED, place="")
    actions.join(session=own_time, person=room["learner"])
    with clock.frozen(world.later(8)), pytest.raises(Refused) as refused:
        actions.join(session=at_once, person=room["learner_2"])
    assert code(refused) == "begun"
    actions.cancel_session(session=south, reason="The hall is flooded", by=room["officer"])
    with pytest.raises(Refused) as refused:
        actions.join(session=south, person=room["wrong_unit"])
    assert code(refused) == "cancelled"


def test_several_are_enrolled_at_once_in_their_order(room: Room) -> None:
    session = room.session(capacity=2)
    busy = room.session(from_at=world.later(7, 1), capacity=None)
    actions.join(session=busy, person=room["leader"])
    numbers = [room[name].member_number for name in ("learner_2", "learner", "learner_3")]
    people, unknown = sessions.by_numbers([*map(str, numbers), "M-9999", ""])
    assert unknown == ["M-9999"]
    made = actions.enrol(
        session=session, people=[*people, room["leader"].pk], invite=False, by=room["officer"]
    )
    assert (made.placed, made.waiting, made.clashing) == (2, 1, (room["leader"].pk,))
    assert made.unreached == {room[name].pk for name in ("learner", "learner_2", "learner_3")}
    assert stands(session, room, "learner_3") == "waiting"
    again = actions.enrol(session=session, people=people, invite=False, by=room["officer"])
    assert (again.placed, again.already) == (0, 3)
    assert len(sessions.of_unit(room.world.club, 100)) >= 3
    with clock.frozen(world.later(7, 1)):  # who came without a place, in a room that is full
        came = actions.enrol(session=session, people=people, invite=False, by=room["officer"])
        assert (came.placed, came.already, came.unreached) == (1, 2, frozenset())
        assert stands(session, room, "learner_3") == "has"
        with pytest.raises(Refused) as refused:
            actions.enrol(session=session, people=people, invite=True, by=room["officer"])
        assert code(refused) == "begun"
    with clock.frozen(world.later(30)), pytest.raises(Refused):
        actions.enrol(session=session, people=people, invite=False, by=room["officer"])
    with pytest.raises(Malformed):
        actions.enrol(session=session, people=[], invite=False, by=room["officer"])
    with pytest.raises(Refused):
        actions.enrol(session=session, people=people, invite=False, by=room["trainer"])


@pytest.mark.both
def test_from_the_room_to_the_register(room: Room) -> None:
    session = room.session(capacity=None)
    names = ("learner", "learner_2", "learner_3", "officer")
    actions.enrol(session=session, people=[room[name].pk for name in names], invite=False, by=room["officer"])
    with clock.frozen(world.later(7)):
        for _n in range(5):
            with pytest.raises(Refused) as refused:
                actions.arrive(session=session, person=room["learner"], code="WRONG0")
            assert code(refused) == "wrong_code"
            actions.wrong_code(session=session, person=room["learner"])
        with pytest.raises(Refused) as refused:
            actions.arrive(session=session, person=room["learner"], code=session.code)
        assert code(refused) == "wait"
    with clock.frozen(world.later(7, 0.5)):
        actions.arrive(session=session, person=room["learner"], code=f" {session.code.lower()} ")
        with pytest.raises(Refused) as refused:
            actions.arrive(session=session, person=room["stranger"], code=session.code)
        assert code(refused) == "no_place"
        marks = {
            room["learner_2"].pk: Mark(True, Assessed.FAILED), room["learner_3"].pk: Mark(False),
            room["officer"].pk: Mark(True),
        }  # fmt: skip
        assert actions.attend(session=session, marks=marks, by=room["trainer"]) == 3
        with pytest.raises(Refused):
            actions.attend(session=session, marks=marks, by=room["owner"])
    with clock.frozen(world.later(7, 3)):
        made = actions.complete_session(session=session, by=room["officer"])
        assert (made.done, made.failed, made.absent, made.own) == (1, 1, 1, True)
        assert extracts.done(room["learner"].pk)[0].on == date(2026, 3, 30)
        assert extracts.done(room["learner_2"].pk) == ()
        second = actions.complete_session(session=session, by=room["officer_2"])
        assert (second.done, second.already) == (1, 1)
        assert extracts.done(room["officer"].pk) != ()
        with pytest.raises(Refused) as refused:
            actions.attend(session=session, marks={room["learner"].pk: Mark(False)}, by=room["trainer"])
        assert code(refused) == "completed"


def test_who_is_at_it_is_entered_neither_too_early_nor_by_oneself(room: Room) -> None:
    session = room.session()
    actions.join(session=session, person=room["learner"])
    actions.enrol(session=session, people=[room["trainer"].pk], invite=False, by=room["officer"])
    with pytest.raises(Refused) as refused:
        actions.attend(session=session, marks={room["learner"].pk: Mark(True)}, by=room["trainer"])
    assert code(refused) == "not_yet"
    with pytest.raises(Refused) as refused:
        actions.arrive(session=session, person=room["learner"], code=session.code)
    assert code(refused) == "not_now"
    with clock.frozen(world.later(7)):
        with pytest.raises(Refused) as refused:
            actions.attend(session=session, marks={room["trainer"].pk: Mark(True)}, by=room["trainer"])
        assert code(refused) == "oneself"
        with pytest.raises(Malformed):
            actions.attend(session=session, marks={room["owner"].pk: Mark(True)}, by=room["trainer"])


def test_feedback_leads_to_nobody_and_is_shown_only_where_enough_said_something(room: Room) -> None:
    session = room.session(capacity=None)
    names = ("learner", "learner_2", "learner_3", "owner", "leader")
    actions.enrol(session=session, people=[room[name].pk for name in names], invite=False, by=room["officer"])
    with clock.frozen(world.later(7, 1)):
        marks = {room[name].pk: Mark(True) for name in names}
        actions.attend(session=session, marks=marks, by=room["trainer"])
    for n, name in enumerate(names):
        with clock.frozen(world.later(8, n)):
            assert not sessions.page(session.pk).said.shown
            actions.give_feedback(session=session, person=room[name], score=n + 1, text=f"Word {n}")
    with clock.frozen(world.later(9)):
        assert not sessions.page(session.pk).said.shown  # one more could be told apart from the rest
        with pytest.raises(Refused) as refused:
            actions.give_feedback(session=session, person=room["owner"], score=1)
        assert code(refused) == "done_already"
    with clock.frozen(world.later(30)):
        said = sessions.page(session.pk).said
        assert (said.number, said.mean, said.words) == (5, 3.0, tuple(f"Word {n}" for n in range(5)))
    fields = {field.name for field in Feedback._meta.concrete_fields}
    assert fields == {"id", "session", "score", "text"}
    with clock.frozen(world.later(500)):
        actions.forget_old()
        assert not Feedback.objects.exists()
        assert Place.objects.count() == 5


def test_the_file_for_the_calendar_says_when_and_where_and_not_what_about(room: Room) -> None:
    session = room.session()
    with pytest.raises(Hidden):
        sessions.calendar_file(session.pk, room["learner"])
    actions.join(session=session, person=room["learner"])
    event = Calendar.from_ical(sessions.calendar_file(session.pk, room["learner"])).walk("VEVENT")[0]
    assert event["location"] == "Ferry Hall"
    assert "Handling" not in event.to_ical().decode()
    actions.leave(session=session, person=room["learner"])
    again = Calendar.from_ical(sessions.calendar_file(session.pk, room["learner"])).walk("VEVENT")[0]
    assert (again["status"], again["uid"]) == ("CANCELLED", event["uid"])
    assert again["sequence"] > event["sequence"]


def test_lists_cost_the_same_however_many_sessions_there_are(
    room: Room, django_assert_num_queries: Any
) -> None:
    for n in range(4):
        room.session(from_at=world.later(7 + n))
    with django_assert_num_queries(1):
        found = sessions.month(DAY, DAY + timedelta(days=30))
    assert [each.left for each in found] == [2, 2, 2, 2]
    assert not [each for each in found if each.stands == Stands.HAS]
    with django_assert_num_queries(2):
        assert len(sessions.to_join(room["learner"])) == 4
