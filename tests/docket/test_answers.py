"""Who waits for an answer: in the case, on the work of its owner, and by one neutral mail a day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core import mail
from django.urls import reverse

from dueprocess.cases import actions as cases
from dueprocess.cases.extracts import every_letter, my_work, to_send
from dueprocess.docket import extracts
from dueprocess.docket.actions import rebuild, take_step
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, Needs
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from tests import world
from tests.desk.conftest import signed_in
from tests.desk.working import text

RULES = world.EXAMPLE.read_text().replace(
    'tells = [{ to = ["respondent"], letter = "complaint" }]',
    'tells = [{ to = ["respondent"], letter = "complaint" }, { to = ["public"], letter = "summary" }, { to = ["complainant"], letter = "news", optional = true }, { to = ["committee"], letter = "report", optional = true }]',  # noqa: E501
)


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(RULES)
    with clock.frozen(world.MONDAY):
        yield built


def opened(people: world.World) -> Docket:
    docket = world.open_case(people).docket
    assert my_work(people["owner"]).messages == ()
    return world.fresh(docket)


def writes(docket: Docket, hours: float, *, by: Actor | None = None, to: tuple[str, ...] = ()) -> None:
    with clock.frozen(world.later(hours=hours)):
        cases.send_message(docket=docket, by=by or Actor(key="C1"), text="SECRET-WORDS", to=to)


def waits(docket: Docket, people: world.World) -> list[str]:
    """Who waits, as the case says it; the work of the owner and the copies say the same."""
    page = extracts.page(world.fresh(docket), viewer=people.actor("owner"))
    found = [f"{each.key} since entry {each.n}" for each in page.unanswered]
    row = world.fresh(docket)
    assert row.asked_by == (page.unanswered[0].key if page.unanswered else "")
    assert row.asked_at == (page.unanswered[0].since if page.unanswered else None)
    listed = [(each.number, each.key, each.since) for each in my_work(people["owner"]).messages]
    assert listed == [(docket.number, each.key, each.since) for each in page.unanswered[:1]]
    assert rebuild.docket(docket.pk) == 0
    return found


def test_a_party_waits_until_they_are_answered(federation: world.World) -> None:
    docket, owner = world.tell(federation, opened(federation)), federation.actor("owner")
    writes(docket, 1)
    first = world.fresh(docket).length
    writes(docket, 2)
    with clock.frozen(world.later(hours=3)):
        cases.add_information(docket=docket, by=Actor(key="C1"), text="A film.")
    assert waits(docket, federation) == [f"C1 since entry {first}"]  # since the first that stands unanswered
    writes(docket, 4, by=owner, to=("R1",))
    assert waits(docket, federation) == [f"C1 since entry {first}"]  # another was written to
    writes(docket, 5, by=owner, to=("C1",))
    assert waits(docket, federation) == []
    writes(docket, 6)
    assert waits(docket, federation) == [f"C1 since entry {first + 5}"]


def test_a_step_of_the_office_answers_whom_its_letter_tells(federation: world.World) -> None:
    docket, owner = opened(federation), federation.actor("owner")
    take_step(docket=docket, step="acknowledge", by=owner, at=clock.now())
    writes(docket, 1)
    writes(docket, 2, by=Actor(key="R1"))
    n = world.fresh(docket).length
    with clock.frozen(world.later(hours=3)):
        take_step(docket=docket, step="send", by=owner, at=clock.now())
        # the respondent is told by its letter; the complainant's may be left out and was not asked for
        assert waits(docket, federation) == [f"C1 since entry {n - 1}"]


def test_the_owner_is_told_once_a_day_that_something_waits(federation: world.World) -> None:
    docket = opened(federation)
    signed_in(federation["owner"])
    for hours in (1, 2, 30):
        writes(docket, hours)
    writes(docket, 31, by=Actor(person=federation["owner"], key="C1"))
    drain()
    said = [f"{each.subject} {each.body}" for each in mail.outbox]
    assert len(said) == 2
    assert all("/desk/" in each for each in said)
    names = [docket.number, "SECRET-WORDS", *(person.full_name for person in federation.people.values())]
    assert not [(name, each) for each in said for name in names if name in each]


def test_a_party_is_told_once_a_day_that_an_officer_has_written(federation: world.World) -> None:
    docket = world.tell(federation, opened(federation))
    login = world.log_in(federation["complainant"])
    owner = Actor(person=federation["owner"])
    for hours in (1, 2, 30):
        writes(docket, hours, by=owner, to=("C1",))
    writes(docket, 31, by=owner, to=("R1",))  # who can open nothing here, and is written to by hand
    drain()
    assert [each.to for each in mail.outbox] == [[login.email]] * 2
    said = [f"{each.subject} {each.body}" for each in mail.outbox]
    assert all(reverse("portal:follow") in each for each in said)
    names = [docket.number, "SECRET-WORDS", *(person.full_name for person in federation.people.values())]
    assert not [(name, each) for each in said for name in names if name in each]


def test_nobody_is_told_who_may_not_see_the_case_any_more(federation: world.World) -> None:
    docket = opened(federation)
    signed_in(federation["owner"])
    world.decide_access(federation, docket, "denied", "owner", reason="A friend of theirs", signer="second")
    writes(docket, 1)
    drain()
    assert mail.outbox == []
    assert my_work(federation["owner"]).messages == ()


def test_letters_to_the_public_and_those_asked_for_are_somebodys_work(federation: world.World) -> None:
    owner = federation["owner"]
    dockets = [opened(federation) for _ in range(2)]
    for docket in dockets:
        take_step(docket=docket, step="acknowledge", by=federation.actor("owner"), at=clock.now())
        act = Needs(act={"tells": [3]})
        take_step(docket=docket, step="send", by=federation.actor("owner"), at=clock.now(), needs=act)
    letters = to_send(owner)
    assert [(each.letter, each.to, each.count, each.due_at is None) for each in letters.groups] == [
        ("Summary", "the public", 2, False),
        ("Report", "Committee", 2, True),  # could have been left out, and was asked for
    ]
    assert {each.letter for each in letters.lines} == {"Complaint"}
    found, more = every_letter(owner, name="summary", key="public")
    assert sorted(each.number for each in found) == sorted(each.number for each in dockets)
    assert not more
    client = signed_in(owner)
    assert "2 × Summary" in text(client.get("/desk/"))
    page = text(client.get("/desk/letters/?letter=summary&to=public"))
    assert page.count("to the public") == 2
    assert "No letter waits for you" in text(client.get("/desk/letters/?letter=summary&to=R1"))
    # without an owner they are the work of whoever may do something in the case
    assert to_send(federation["second"]).count == 0
    Docket.objects.filter(pk=dockets[0].pk).update(owner="")
    assert {each.number for each in to_send(federation["second"]).lines} == {dockets[0].number}
    assert to_send(federation["stranger"]).count == 0
