"""The training register at the desk: from a programme to who finished it, by whoever keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dueprocess.kit import clock
from dueprocess.kit.http import new_token
from dueprocess.people.models import Qualification
from dueprocess.training import actions, extracts
from dueprocess.training.actions import Mark
from dueprocess.training.models import Completion, Exemption, Place, ProgrammeVersion, Session
from tests import world
from tests.training.conftest import DAY, Room, build


@pytest.fixture
def room(db: None) -> Iterator[Room]:
    with clock.frozen(world.MONDAY):
        yield build()


def client(room: Room, who: str = "officer") -> Client:
    found = Client()
    found.force_login(world.log_in(room[who]), backend="allauth.account.auth_backends.AuthenticationBackend")
    return found


def send(who: Client, address: str, **typed: Any) -> str:
    answer = who.post(f"/desk/training/{address}", {"once": new_token(), **typed}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def get(who: Client, address: str) -> str:
    answer = who.get(f"/desk/training/{address}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def day(name: str, on: date) -> dict[str, Any]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def test_an_officer_makes_a_programme_a_provider_and_a_session(room: Room) -> None:
    officer = client(room)
    said = send(
        officer, "programmes/new/", code="welcome", title="Welcome", content="The rules.", minutes="60",
        languages="en, pl", months="", equivalents="", **day("from_on", DAY),
    )  # fmt: skip
    assert "Version 1: Welcome" in said
    assert "There is a programme with this code" in send(
        officer, "programmes/new/", code="welcome", title="Welcome", content="x", minutes="60",
        **day("from_on", DAY),
    )  # fmt: skip
    said = send(
        officer, "programmes/of/case-handling/version/", title="Handling cases", content="New law.",
        minutes="90", months="12", equivalents="welcome/1", **day("from_on", DAY),
        **day("voids_on", date(2026, 6, 1)),
    )  # fmt: skip
    assert "1 Jun 2026" in said
    assert "Harbour House" in send(officer, "providers/new/", name="Harbour House")
    provider = room.provider.__class__.objects.get(name="Harbour House")
    said = send(
        officer, f"providers/{provider.pk}/accredit/", body="Council", evidence="A visit",
        files=SimpleUploadedFile("visit.txt", b"We were there."), **day("from_on", DAY),
    )  # fmt: skip
    assert "visit.txt" in said
    accreditation = provider.accreditations.get()
    paper = officer.get(f"/desk/training/providers/{provider.pk}/accreditations/{accreditation.pk}/paper/")
    assert b"".join(paper.streaming_content) == b"We were there."  # type: ignore[attr-defined]
    said = send(
        officer, f"providers/{provider.pk}/asked/", community="Young members", answer="They listen.",
        **day("asked_on", DAY),
    )  # fmt: skip
    assert "They listen." in said
    version = ProgrammeVersion.objects.get(programme__code="welcome")
    planned = {
        "version": version.pk, "provider": provider.pk, "mode": "room", "place": "Ferry Hall",
        "capacity": "12", "is_open": "open", "trainers": f"{room['trainer'].member_number}\n",
        **day("from_at", date(2026, 4, 2)), "from_at_time": "18:00", **day("to_at", date(2026, 4, 2)),
        "to_at_time": "19:30",
    }  # fmt: skip
    assert "Nobody has this number" in send(officer, "sessions/new/", **planned | {"trainers": "M-777"})
    said = send(officer, "sessions/new/", **planned)
    assert "Zuleika Thorne" in said
    assert "They listen." in said
    assert "12 of 12 left" in get(officer, "?month=2026-04")
    session = Session.objects.get()
    form = get(officer, f"sessions/{session.pk}/change/")
    assert 'value="18:00"' in form
    del planned["version"], planned["provider"]
    said = send(officer, f"sessions/{session.pk}/change/", **planned | {"place": "Quay Room"})
    assert "Quay Room" in said
    said = send(
        officer, f"providers/{provider.pk}/accreditations/{accreditation.pk}/withdraw/", reason="No audit",
        **day("on", DAY),
    )  # fmt: skip
    assert "No audit" in said
    assert "was withdrawn" in send(officer, f"sessions/{session.pk}/change/", **planned)
    assert "flooded" in send(officer, f"sessions/{session.pk}/cancel/", reason="The hall is flooded")


def test_several_are_enrolled_come_and_are_recorded(room: Room) -> None:
    session, officer = room.session(capacity=2), client(room)
    numbers = "\n".join(str(room[name].member_number) for name in ("learner", "learner_2", "learner_3"))
    said = send(officer, f"sessions/{session.pk}/enrol/", how="place", numbers=numbers + "\nM-777", unit="")
    assert "2 have a place" in said
    assert "1 waits" in said
    assert "Nobody has these numbers: M-777" in said
    assert "one of both" in send(officer, f"sessions/{session.pk}/enrol/", how="place", numbers="", unit="")
    with clock.frozen(world.later(7, 1)):
        said = send(officer, f"sessions/{session.pk}/", **{f"there-{room['learner'].pk}": "yes"})
        assert "1 changed" in said
        assert "1 person was there" in said
        said = send(officer, f"sessions/{session.pk}/record/")
        assert "Recorded: 1 finished" in said
        assert "1 not there" in said
        assert "Ifeoma Castellan" in get(officer, "completions/")
        address = f"/desk/cases/new/?session={session.pk}"
        assert "At the session “Handling cases” of Lantern" in officer.get(address).content.decode()
        assert "At the session" not in client(room, "owner").get(address).content.decode()
    assert Completion.objects.get().person == room["learner"]


def test_on_evidence_taken_back_and_exempted(room: Room) -> None:
    officer, second = client(room), client(room, "officer_2")
    who = room["learner"].pk
    said = send(
        officer, f"people/{who}/complete/", version=room.version.pk, evidence="Certificate 12",
        files=SimpleUploadedFile("certificate.txt", b"Certified."), **day("on", DAY),
    )  # fmt: skip
    assert "Certificate 12" in said
    row = Completion.objects.get()
    paper = officer.get(f"/desk/training/completions/{row.pk}/paper/")
    assert b"".join(paper.streaming_content) == b"Certified."  # type: ignore[attr-defined]
    assert "Not theirs" in send(officer, f"completions/{row.pk}/revoke/", reason="Not theirs")
    assert not Qualification.objects.running(DAY).filter(person=who).exists()
    send(
        officer, f"people/{who}/exempt/", requirement="officers", reason="Leave", **day("from_on", DAY),
        **day("until_on", date(2026, 9, 1)),
    )  # fmt: skip
    exemption = Exemption.objects.get()
    assert "1 exemption waits" in get(officer, "")
    work = second.get("/desk/").content.decode()
    assert "Agree to an exemption from training" in work
    assert "does not agree" in send(officer, f"exemptions/{exemption.pk}/", answer="agree")
    assert "Settled" in send(second, f"exemptions/{exemption.pk}/", answer="agree")
    assert extracts.exemptions(who)[0].until_on == date(2026, 9, 1)
    said = send(second, f"exemptions/{exemption.pk}/end/", **day("on", date(2026, 4, 1)))
    assert extracts.exemptions(who)[0].until_on == date(2026, 3, 31)
    own = room["officer"].pk
    assert "Nobody records" in send(
        officer, f"people/{own}/complete/", version=room.version.pk, evidence="Mine", **day("on", DAY)
    )


def test_pages_cost_the_same_however_much_there_is(room: Room, django_assert_max_num_queries: Any) -> None:
    session = room.session(capacity=None)
    people = [room[name].pk for name in ("learner", "learner_2", "learner_3", "owner", "leader", "second")]
    actions.enrol(session=session, people=people, invite=False, by=room["officer"])
    with clock.frozen(world.later(7, 1)):
        actions.attend(session=session, marks={pk: Mark(True) for pk in people}, by=room["trainer"])
        actions.complete_session(session=session, by=room["officer"])
        for n in range(3):
            room.session(from_at=world.later(8 + n))
        officer = client(room)
        get(officer, "")
        for address, most in (
            ("", 12), ("programmes/", 12), ("programmes/of/case-handling/", 14), ("providers/", 18),
            (f"sessions/{session.pk}/", 20), ("completions/", 12), ("exemptions/", 12),
        ):  # fmt: skip
            with django_assert_max_num_queries(most):
                get(officer, address)
    assert Place.objects.count() == 6
