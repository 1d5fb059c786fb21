"""The federation under the standard rulebook, and logins for everybody in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Person, Unit
from dueprocess.rules import actions as adopted
from dueprocess.rules import rulebooks
from tests import world
from tests.remembered import once

SHIPPED = Path(rulebooks.__file__).parent / "shipped"
GUIDANCE = """
[about]
id = "wide"
version = "1"
title = "Guidance from which nothing departs"
language = "en"
rulebook = "{rulebook}"
[rungs.nothing]
title = "No sanction"
[rungs.any]
title = "Any sanction"
sanctions = {sanctions}
[breaches.any]
title = "Any breach"
starts = "any"
lowest = "nothing"
highest = "any"
"""
SignIn = Callable[[Person], Client]


def signed_in(person: Person) -> Client:
    """A browser in which this person is signed in."""
    users = get_user_model()
    login = users.objects.filter(person=person).first() or users.objects.create_user(
        f"p{person.pk}@example.invalid", "a-long-phrase", person=person
    )
    client = Client()
    client.force_login(login, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def sign_in(db: None) -> SignIn:
    return signed_in


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    """The small example's federation on its Monday."""
    with clock.frozen(world.later(days=-1)):
        built = world.federation()
    with clock.frozen(world.MONDAY):
        yield built


@once
def staffed(text: str, *, each: int = 3) -> tuple[world.World, dict[str, list[Person]]]:
    """A federation under any rulebook: for each of its roles some people who hold nothing else and are
    trained in what that role and the rulebook's bodies need. Returns the world and the holders by role."""
    built = world.federation(text)
    rules = rulebooks.get(built.rulebook.pk)
    if any(step.by_guidance for step in rules.steps.values()):
        adopted.adopt_guidance(
            text=GUIDANCE.format(rulebook=rules.id, sanctions=json.dumps(list(rules.sanctions))),
            adopted_by="General assembly", adopted_on=world.ADOPTED, by=None,
        )  # fmt: skip
    holders: dict[str, list[Person]] = {}
    for role in rules.roles:
        both = (rules.roles[role], *rules.bodies.values())
        needed = {("training", name) for row in both for name in row.needs_training}
        needed |= {("attested", name) for row in both for name in row.needs}
        for number in range(each):
            person = world.person(f"{rules.roles[role].title} {number + 1}", _everywhere(built))
            world.appoint(person, role)
            for kind, name in sorted(needed):
                register.qualify(person=person, kind=kind, name=name, from_on=world.ADOPTED, by=None)
            holders.setdefault(role, []).append(person)
    return built, holders


def _everywhere(built: world.World) -> Unit:
    return built.union
