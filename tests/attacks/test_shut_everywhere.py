"""Whoever is shut out of a case finds it nowhere, whatever shut it: every page without a number, list, count
and search, every page about those whom it concerns, every file that can be taken, every mail. Asked of one
officer who holds every power as well, before there is any of the cases and after.

Pages of one case are the matrix's (`tests/doors/test_existence.py`). A new address comes in by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from dueprocess.cases import actions as cases
from dueprocess.cases.approaches import actions as approaches
from dueprocess.cases.extracts import counts, my_work, queue
from dueprocess.docket import wall
from dueprocess.docket.actions import assign
from dueprocess.docket.jobs import look_after_all, send_reminders
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.docket.search import Filters
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from tests import world
from tests.attacks import without_tokens
from tests.cases.approaches import ASKED
from tests.doors.matrix import addresses

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
WORD = "xylophone"
LATELY = ("desk:export",)
"""Who took a list out is written down, and then shown: asked last."""
THE_LOG = ("desk:record",)
"""Counts entries, sealed and of all cases alike, as the published log does for everybody."""
POWERS = [power for power in Power if power not in (Power.SET_UP, Power.AUDIT)]
Shut = Callable[[world.World], Docket]


@pytest.fixture
def officer(federation: world.World) -> str:
    """Somebody who works the cases of the club and holds every power: what has no wall, they would see."""
    federation.people["shut"] = world.person("Philippa Grainger-Holm", federation.north)
    world.appoint(federation["shut"], "secretary", federation.club)
    for power in POWERS:
        register.grant(
            person=federation["shut"], power=power, by=None, reason="Assembly", from_on=world.ADOPTED
        )
    return "shut"


def case(here: world.World, *also: PartyIdentity) -> Docket:
    return world.open_case(here, summary=f"At the {WORD} meeting.", also=also).docket


def as_party(here: world.World) -> Docket:
    return case(here, PartyIdentity(kind="witness", person=here["shut"].pk))


def by_a_bare_name(here: world.World) -> Docket:
    return case(here, PartyIdentity(kind="respondent", name="Philippa Grainger"))


def as_officer_of_the_unit(here: world.World) -> Docket:
    return case(here, PartyIdentity(kind="respondent", unit=here.club.pk, name=here.club.name))


def by_their_own_word(here: world.World) -> Docket:
    """The owner says that they are close to a party."""
    docket = case(here)
    assign(docket=docket, to=here["shut"].pk, by=here.actor("owner"), reason="On leave")
    key = Vault.of(docket).local(here["shut"].pk)
    cases.declare_conflict(docket=docket, who=key, ground="close to a party", by=here.actor("shut"))
    return docket


WAYS: tuple[Shut, ...] = (as_party, by_a_bare_name, as_officer_of_the_unit, by_their_own_word)


def pages(here: world.World) -> dict[str, str]:
    """Every address that takes no number, by its name; and every one about somebody whom the cases concern,
    or about their unit."""
    found = {}
    concerned = {who: here[who].pk for who in ("respondent", "complainant", "owner")} | {"club": here.club.pk}
    for name in addresses():
        for of, pk in (("", {}), *((f" {who}", {"pk": pk}) for who, pk in concerned.items())):
            try:
                found[f"{name}{of}"] = reverse(name, kwargs=pk)
            except NoReverseMatch:
                continue
    return found


def seen(client: Client, names: dict[str, str]) -> dict[str, bytes]:
    """What each page answers."""
    answers = {name: client.get(path) for name, path in names.items()}
    return {
        name: without_tokens(answer.getvalue() if answer.streaming else answer.content)
        for name, answer in answers.items()
    }


def test_nothing_differs_from_there_being_no_such_case(
    federation: world.World, signed_in: SignedIn, officer: str
) -> None:
    client, person = signed_in(officer), federation[officer]
    names = {name: path for name, path in pages(federation).items() if name.startswith(("desk:", "api:"))}
    late = {name: names.pop(name) for name in LATELY}
    names = {name: path for name, path in names.items() if name not in THE_LOG}
    before = seen(client, names)
    dockets = [way(federation) for way in WAYS]
    assert [way.__name__ for way, each in zip(WAYS, dockets, strict=True) if wall.sees(each, person)] == []
    for each in dockets:  # somebody leans on it, and that is entered
        said = replace(ASKED, on=world.MONDAY.date(), who="A reporter", about=each.number)
        approaches.enter(entry=said, by=federation.actor("third"))
    after = seen(client, names)
    assert [name for name in names if before[name] != after[name]] == []
    for filters in (Filters(), Filters(text=WORD, is_open=None), Filters(unit=federation.club.pk),
                    Filters(party=federation["respondent"].pk), Filters(overdue=True)):  # fmt: skip
        assert not queue(person, filters).lines
    work = my_work(person)
    assert (counts(person)["open"], work.late, work.week, work.waiting) == (0, (), (), ())
    for path in late.values():
        taken = client.get(path).getvalue()  # type: ignore[attr-defined]
        assert not [each.number for each in dockets if each.number.encode() in taken]
    mail.outbox.clear()
    for docket in dockets:
        cases.send_message(docket=docket, by=Actor(key="C1"), text="Is anybody there?")
    with clock.frozen(world.later(1)):
        send_reminders()
        look_after_all()
        drain()
    theirs = world.log_in(person).email
    assert not [each.subject for each in mail.outbox if theirs in each.to]
    assert person_tag(person.pk) not in {world.fresh(each).owner for each in dockets}
    # and where nothing shuts them out, it is there that one finds a case
    open_ = case(federation)
    found = seen(client, {name: names[name] for name in ("desk:work", "desk:queue", "desk:board")})
    assert [name for name, page in found.items() if page == after[name]] == []
    assert open_.number.encode() in found["desk:queue"]
    assert [line.number for line in queue(person, Filters(text=WORD)).lines] == [open_.number]
