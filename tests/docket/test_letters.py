"""Letters that may be left out, and what mail says of letters: that something waits, and no more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core import mail

from dueprocess.core.errors import Refused
from dueprocess.docket import actions, extracts, jobs
from dueprocess.docket.actions import take_step
from dueprocess.docket.forms import Asking, make
from dueprocess.docket.models import Act, Docket, Notice
from dueprocess.docket.needs import Needs
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from tests import world
from tests.desk.conftest import signed_in

OPTIONAL = world.EXAMPLE.read_text().replace(
    'tells = [{ to = ["respondent"], letter = "complaint" }]',
    'tells = [{ to = ["respondent"], letter = "complaint" }, { to = ["complainant"], letter = "news", optional = true }]',  # noqa: E501
)


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(OPTIONAL)
    with clock.frozen(world.MONDAY):
        yield built


def sent(people: world.World, **act: object) -> Docket:
    docket = world.open_case(people).docket
    owner = people.actor("owner")
    for name in ("complainant", "respondent"):
        signed_in(people[name])  # they can open their letters
    take_step(docket=docket, step="acknowledge", by=owner, at=clock.now())
    take_step(docket=docket, step="send", by=owner, at=clock.now(), needs=Needs(act=act))
    jobs.send()
    return world.fresh(docket)


def states(docket: Docket) -> dict[str, str]:
    return dict(Notice.objects.filter(docket=docket).values_list("letter", "state"))


def test_what_may_be_left_out_goes_only_when_it_is_asked_for(federation: world.World) -> None:
    assert states(sent(federation)) == {"complaint": "sent", "news": "optional"}
    assert states(sent(federation, tells=[1])) == {"complaint": "sent", "news": "sent"}


def test_it_can_be_sent_later_and_is_never_late(federation: world.World) -> None:
    docket = sent(federation)
    by = federation.actor("owner")
    with clock.frozen(world.later(days=90)):
        jobs.wake()
        jobs.send()
        assert states(docket)["news"] == "optional"
        page = extracts.page(world.fresh(docket), viewer=by)
        assert [each.state for each in page.notices if each.letter == "news"] == ["optional"]
        with pytest.raises(Refused) as refusal:
            actions.send_now(docket=docket, act=3, to="R1", by=by)
        assert refusal.value.code == "no_letter"
        with pytest.raises(Refused) as refusal:
            actions.send_now(docket=docket, act=3, to="R9", by=by)
        assert refusal.value.code == "no_way_in"
        actions.send_now(docket=docket, act=3, to="C1", by=by)
    assert states(docket)["news"] == "sent"


def test_the_form_asks_and_the_act_carries_the_answer(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    owner = federation.actor("owner")
    take_step(docket=docket, step="acknowledge", by=owner, at=clock.now())
    asked = extracts.form(world.fresh(docket), step="send", viewer=owner)
    asking = Asking(who=asked.me, names=asked.names, zone=world.MONDAY.tzinfo, now=clock.now())  # type: ignore[arg-type]
    form = make(asked.form, asking)
    assert "Tell them?" in [group.title for group, _fields in form.sections()]
    for typed, carried in (({}, None), ({"letters": ["1"]}, [1])):
        form = make(asked.form, asking, typed)
        assert form.is_valid()
        assert form.needs().act.get("tells") == carried


def test_no_mail_names_a_case_or_anybody(federation: world.World) -> None:
    docket = sent(federation, tells=[1])
    drain()
    said = [f"{each.subject} {each.body}" for each in mail.outbox]
    assert len(said) == Act.objects.filter(docket=docket, name="sent").count() + 1
    names = [docket.number, docket.complaints_in.get().number]
    names += [person.full_name for person in federation.people.values()]
    assert not [(name, text) for text in said for name in names if name in text]
    assert all("/follow/" in text for text in said)
