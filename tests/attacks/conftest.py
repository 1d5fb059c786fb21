"""The federation of `tests/world.py`, on the Monday on which its cases begin, and logins for its people."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, Upload
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from tests import retaining, world
from tests.attacks.behind import disarm

MORE = """
[conflicts.hard]
title = "Hard conflict"
clause = "8"
grounds = ["close to a party"]
bars = ["see", "speak", "vote"]
[conflicts.soft]
title = "Soft conflict"
clause = "8"
grounds = ["same employer"]
bars = ["speak", "vote"]
[steps.refuse]
title = "Refuse the complaint"
clause = "9"
stage = "received"
by = ["secretary"]
needs = ["reasons"]
countersigned_by = ["committee_member"]
tells = [{ to = ["complainant"], letter = "refusal" }]
leads_to = "closed"
logged_as = "refused"
[steps.find]
title = "Write down what was found"
clause = "10"
stage = "reply"
by = ["secretary"]
needs = ["reasons"]
again = true
tells = [{ to = ["parties"], letter = "findings" }]
[steps.take_back]
title = "Withdraw the complaint"
clause = "11"
stage = "received"
by = ["complainant"]
leads_to = "closed"
logged_as = "withdrawn"
[steps.take_in]
title = "Join another complaint"
clause = "1"
stage = "any"
by = ["secretary"]
again = true
joins = true
[steps.leave]
title = "Close: joined to another case"
clause = "1"
stage = "received"
by = ["secretary"]
leads_to = "closed"
"""
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(world.EXAMPLE.read_text().replace("[pauses]", MORE + "[pauses]"))
    with clock.frozen(world.MONDAY):
        yield built


@pytest.fixture
def signed_in(federation: world.World) -> Callable[[str], Client]:
    """Give a browser in which somebody of the cast is signed in."""

    def give(who: str) -> Client:
        client = Client()
        client.force_login(world.log_in(federation[who]), backend=BACKEND)
        return client

    return give


@pytest.fixture
def unguarded(federation: world.World) -> Docket:
    """A case with a film, a message and a conflict; the triggers of append-only tables are gone."""
    receipt = world.open_case(federation)
    with clock.frozen(world.later(hours=1)):
        take_step(docket=receipt.docket, step="acknowledge", by=federation.actor("owner"), at=clock.now())
        cases.add_information(
            docket=receipt.docket, by=Actor(key="C1"), text="A film.", files=[Upload("film.txt", [b"frames"])]
        )
        cases.declare_conflict(
            docket=receipt.docket,
            who=Vault.of(receipt.docket).local(federation["conflicted"].pk),
            ground="close to a party",
            by=federation.actor("conflicted"),
        )
    disarm()
    return world.fresh(receipt.docket)


@pytest.fixture
def dockets(federation: world.World) -> list[Docket]:
    """Three cases that were closed, where the federation is one of `retaining`."""
    return [retaining.shut(federation) for _ in range(3)]
