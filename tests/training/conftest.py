"""The cast of training: an officer and another who keep its register, an accredited provider, a programme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Person, Power
from dueprocess.training import actions
from dueprocess.training.actions import Plan, Taught
from dueprocess.training.models import Mode, Programme, ProgrammeVersion, Provider, Session
from tests import world

DAY = world.MONDAY.date()


@dataclass
class Room:
    """The federation, who keeps its training register, and what is taught."""

    world: world.World
    version: ProgrammeVersion
    provider: Provider

    def __getitem__(self, name: str) -> Person:
        return self.world[name]

    @property
    def programme(self) -> Programme:
        return self.version.programme

    def session(self, **how: Any) -> Session:
        """Plan a session a week from now, two hours long, in a room for two, unless said otherwise."""
        begins = how.pop("from_at", world.later(7))
        fields = {
            "mode": Mode.ROOM, "from_at": begins, "to_at": begins + timedelta(hours=2),
            "place": "Ferry Hall", "capacity": 2, **how,
        }  # fmt: skip
        trainers = fields.pop("trainers", [self["trainer"]])
        return actions.plan_session(
            version=fields.pop("version", self.version), provider=fields.pop("provider", self.provider),
            plan=Plan(**fields), trainers=trainers, by=self["officer"],
        )  # fmt: skip


def taught(**how: Any) -> Taught:
    """What a version says, unless said otherwise."""
    said: dict[str, Any] = {
        "title": "Handling cases", "content": "How a case goes.", "minutes": 90, "from_on": world.ADOPTED,
        "languages": ["en", "pl"], "months": 24, "qualifies": ["case handling"], **how,
    }  # fmt: skip
    return Taught(**said)


def build() -> Room:
    """Build it now."""
    here = world.federation()
    for name, full in (
        ("officer", "Sunniva Achterberg"), ("officer_2", "Dmitri Vandermeer"), ("trainer", "Zuleika Thorne"),
        ("learner", "Ifeoma Castellan"), ("learner_2", "Bram Oyelaran"), ("learner_3", "Keiko Haddad"),
    ):  # fmt: skip
        here.people[name] = world.person(full, here.club, member_number=f"M-{len(here.people)}")
    for name in ("officer", "officer_2"):
        register.grant(
            person=here[name], power=Power.TRAIN, by=None, reason="Assembly", from_on=world.ADOPTED
        )
    version = actions.add_programme(code="case-handling", taught=taught(), by=here["officer"])
    provider = actions.add_provider(name="Lantern Learning", by=here["officer"])
    actions.accredit(
        provider=provider, body="Council of survivors", evidence="Audit of 2026", from_on=world.ADOPTED,
        until_on=date(2026, 12, 31), by=here["officer"],
    )  # fmt: skip
    return Room(here, version, provider)


@pytest.fixture
def room(db: None) -> Iterator[Room]:
    with clock.frozen(world.MONDAY):
        yield build()
