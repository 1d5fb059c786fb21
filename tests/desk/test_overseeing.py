"""Whoever oversees does so for a term, and holds no office that the rules keep apart from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client

from dueprocess.core.errors import Malformed, Refused
from dueprocess.kit import clock
from dueprocess.ledger import doctor
from dueprocess.people import actions, overseeing
from dueprocess.people.models import Grant, Person, Power
from tests import world

_SECRETARY = 'secretary = { title = "Secretary" }'
RULES = world.EXAMPLE.read_text().replace(
    _SECRETARY, f'{_SECRETARY}\npresident = {{ title = "President", never_oversees = true }}'
)
TODAY = world.MONDAY.date()
LAST = overseeing.ends(TODAY)


@pytest.fixture
def here(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(RULES)
        actions.grant(person=built["admin"], power=Power.APPOINT, by=None, reason="x", from_on=world.ADOPTED)
    with clock.frozen(world.MONDAY):
        yield built


def oversee(here: world.World, who: Person, until_on: date | None = LAST, from_on: date = TODAY) -> Grant:
    return actions.grant(
        person=who, power=Power.OVERSEE, by=here["admin"], reason="Assembly", from_on=from_on,
        until_on=until_on,
    )  # fmt: skip


def test_a_term_has_an_end_within_four_years(here: world.World) -> None:
    assert date(2030, 3, 22) == LAST
    for until in (None, LAST + timedelta(days=1)):
        with pytest.raises(Malformed, match="four years"):
            oversee(here, here["second"], until)
    assert oversee(here, here["second"]).until_on == LAST


def test_whoever_holds_an_office_kept_apart_does_not_oversee(here: world.World) -> None:
    """Whichever comes first; nor by somebody else's role that is lent to them; and not for a time that does
    not cross."""
    leader, overseer = here["leader"], here["overseer"]
    with pytest.raises(Refused, match="office “president”"):
        oversee(here, leader)
    more = {"by": here["admin"], "reason": "x", "from_on": TODAY}
    with pytest.raises(Refused, match="keep the two apart"):
        actions.appoint(person=overseer, role="president", unit=None, **more)
    with pytest.raises(Refused, match="keep the two apart"):
        actions.delegate(
            appointment=leader.appointments.get(role="president"), to=overseer, until_on=LAST, **more
        )
    office = actions.add_office(title="President", roles=["president"], unit=None, by=here["admin"])
    with pytest.raises(Refused, match="keep the two apart"):
        actions.begin_term(office=office, person=overseer, **more)
    actions.appoint(person=overseer, role="secretary", unit=None, **more)
    held = leader.appointments.get(role="president")
    actions.end_appointment(appointment=held, on=TODAY, by=here["admin"], reason="Over")
    with pytest.raises(Refused, match="keep the two apart"):
        oversee(here, leader)  # the last day is a day in office
    assert oversee(here, leader, from_on=TODAY + timedelta(days=1))


def test_oversight_sees_who_oversees_until_when_and_what_does_not_go_together(here: world.World) -> None:
    world.appoint(here["overseer"], "president")  # a command did it, or the rules came later
    oversee(here, here["second"])
    client = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(world.log_in(here["overseer"]), backend=backend)
    page = client.get("/desk/oversight/").content.decode()
    assert "Who oversees" in page
    assert "No end was given" in page
    assert "the rules keep that apart" in page
    assert [(each.name, each.role) for each in overseeing.overseers(TODAY)] == [
        ("Adaeze Lund", "president"), ("李 明霞", ""),
    ]  # fmt: skip


def test_the_operator_hears_in_time_that_nobody_will_oversee(here: world.World) -> None:
    def said() -> bool:
        return any("nobody oversees any more" in each.what for each in doctor.findings())

    assert not said()
    Grant.objects.filter(power=Power.OVERSEE).update(until_on=TODAY + timedelta(days=30))
    assert said()
    oversee(here, here["second"])
    assert not said()
