"""A case with what lies in it as evidence: a film that the complainant sent, and what they wrote with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest

from dueprocess.cases import actions as cases
from dueprocess.cases.evidence import actions
from dueprocess.cases.evidence.actions import Description
from dueprocess.docket import evidence
from dueprocess.docket.actions import take_step
from dueprocess.docket.evidence import Item, Kind, Obtained
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Upload
from dueprocess.kit import clock
from tests import world
from tests.docket import conftest as failing

FILM = b"frames of the corridor"
TAKEN = datetime.fromisoformat("2026-03-20T21:14:00+00:00")


@dataclass
class Scene:
    """The federation, its case and the number of the entry with the film."""

    world: world.World
    docket: Docket
    film: int

    def described(self, who: str = "owner", **more: object) -> Act:
        """Let somebody say what the film is."""
        given = {"act": self.film, "file": 1} if "item" not in more and "upload" not in more else {}
        where = {name: more.pop(name) for name in ("item", "act", "file", "upload") if name in more}
        return actions.describe(
            docket=self.docket, what=film(**more), by=self.world.actor(who), **(given | where)
        )

    def items(self) -> dict[str, Item]:
        """The items of the case, from its stored entries."""
        return evidence.items(Act.objects.filter(docket=self.docket).order_by("n"))


def film(**more: object) -> Description:
    """What is said of the film, but for `more`."""
    said = {
        "title": "Film of the corridor", "kind": Kind.FILM, "obtained": Obtained.OFFERED, "offered_by": "C1",
        "captured_at": TAKEN, "capturer": "C1", "source": "From the zoetrope of their own telephone.",
        "shows": "The door opens at 21:14.",
    }  # fmt: skip
    return Description(**(said | more))  # type: ignore[arg-type]


@pytest.fixture
def scene(federation: world.World) -> Scene:
    docket = world.open_case(federation).docket
    take_step(docket=docket, step="acknowledge", by=federation.actor("owner"), at=clock.now())
    sent = cases.add_information(
        docket=docket, by=Actor(key="C1"), text="Here is the film.", files=[Upload("corridor.txt", [FILM])]
    )
    return Scene(federation, docket, sent.n)


entries_fail = failing.entries_fail
