"""A backlog that is given out as a way round: to somebody it is about, by somebody else's work, to whom
nobody chose, past an office that has ended; and as a way to learn or to tell who is accused."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from dueprocess.cases.batches import actions as batches
from dueprocess.cases.batches import doing
from dueprocess.cases.batches.models import Batch, BatchPart
from dueprocess.core.errors import Refused
from dueprocess.docket import wall
from dueprocess.docket.models import Act, Notice
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from dueprocess.people import actions as register
from dueprocess.people.models import Appointment, Person
from tests import world
from tests.desk.conftest import signed_in
from tests.desk.office import Office, offices


def post(client: Client, address: str, **typed: object) -> Any:
    return client.post(address, {"once": secrets.token_urlsafe(24), **typed})


def words_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def office(db: None) -> Iterator[Office]:
    yield from offices()


def test_nobody_gets_a_case_about_themselves_and_it_is_not_said_why(office: Office) -> None:
    """A case manager is complained about. Sharing all cases with them alone, or with others, gives them none
    of it, and the page does not say that they are the one."""
    named = office.managers[0]
    elsewhere = office.built.other_club  # not the unit of those who take complaints in
    register.change_person(person=named, by=None, unit=elsewhere, reason="Moved")
    about = office.case(about=named)
    plain = office.case()
    batch = office.share([about, plain], 0, 1)
    assert office.planned(batch) == [office.managers[1], named]
    alone = office.share([about], 0)
    for each in (batch, alone):
        page = words_of(signed_in(office.clerk).get(f"/desk/several/{each.code}/"))
        assert "party" not in page.casefold()
        assert "conflict of interest" not in page.casefold()
    office.carry_out(batch)
    assert office.manager_of(about) == office.managers[1]
    assert not wall.sees(about, named)


def test_a_change_of_hands_tells_no_respondent_who_knows_of_nothing(office: Office) -> None:
    docket = office.appoint(office.case(), 4)
    office.carry_out(office.share([docket], 0))
    told = set(Notice.objects.filter(docket=docket).values_list("to_key", flat=True))
    assert told == {"C1"}


def test_nobody_else_goes_on_with_it_nor_changes_to_whom_it_goes(office: Office) -> None:
    docket = office.appoint(office.case(), 4)
    batch = office.share([docket], 0, 1)
    [part] = batch.parts.all()
    for who in (office.intake, office.built["overseer"]):
        theirs: list[Callable[[Person], object]] = [
            lambda by: batches.start(batch=batch, by=by, only=[part.pk]),
            lambda by: batches.change(batch=batch, by=by),
            lambda by: batches.drop(batch=batch, by=by),
        ]
        for act in theirs:
            with pytest.raises(Refused, match="Whoever began it"):
                act(who)
        client = signed_in(who)
        answer = post(client, f"/desk/several/{batch.code}/", what="start", keep=str(part.pk))
        assert answer.status_code == 404
    batches.start(batch=batch, by=office.clerk, only=[part.pk])
    with pytest.raises(Refused, match="gone on meanwhile"):  # what is being done is changed no more
        batches.say(batch=batch, told=doing.Told(to=(office.managers[4].pk,), reason="x"), by=office.clerk)
    BatchPart.objects.update(to_tag=person_tag(office.managers[3].pk))  # in the tables, who was not chosen
    drain()
    part.refresh_from_db()
    assert part.state == "refused"
    assert office.manager_of(docket) == office.managers[4]


def test_what_the_form_did_not_offer_is_not_done(office: Office) -> None:
    docket = office.appoint(office.case(), 4)
    batch = batches.begin(kind=Batch.Kind.ASSIGN, dockets=[docket], by=office.intake)
    client, address = signed_in(office.intake), f"/desk/several/{batch.code}/"
    typed = {"what": "say", "to": str(office.managers[0].pk), "reason": "x"}
    for more in ({"role": "role:case_manager"}, {"role": "role:independent_member"}, {}):
        post(client, address, **typed, **more)
        drain()
        batch.refresh_from_db()
        if batch.state == Batch.State.CHECKED:  # who gets it as owner alone can do nothing in it
            assert [each.state for each in batch.parts.all()] == ["unable"]
            batches.change(batch=batch, by=office.intake)
    outsider = {**typed, "to": str(office.built["complainant"].pk)}
    assert post(client, address, **outsider).status_code == 200
    crafted = doing.Told(to=(office.built["complainant"].pk,), role="case_manager", reason="x")
    mine = batches.begin(kind=Batch.Kind.ASSIGN, dockets=[docket], by=office.clerk)
    batches.say(batch=mine, told=crafted, by=office.clerk)
    drain()
    assert [each.state for each in mine.parts.all()] == ["unable"]
    assert not Act.objects.filter(docket=docket, name__in=("assigned", "replace_handler")).exists()


def test_whose_office_ended_gives_nothing_away_any_more(office: Office) -> None:
    docket = office.appoint(office.case(), 4)
    batch = office.share([docket], 0)
    held = Appointment.objects.get(person=office.clerk, role="rota_clerk")
    register.end_appointment(appointment=held, on=world.MONDAY.date(), by=None, reason="Stepped down")
    with clock.frozen(world.later(days=1)):
        office.carry_out(batch)
    assert [each.state for each in batch.parts.all()] == ["refused"]
    assert office.manager_of(docket) == office.managers[4]
