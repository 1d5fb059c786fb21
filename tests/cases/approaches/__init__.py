"""The register of approaches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from dueprocess.cases.approaches import actions
from dueprocess.cases.approaches.actions import Entry
from dueprocess.cases.approaches.models import Channel, Done, Kind
from dueprocess.docket.models import Docket
from tests import world

ASKED = Entry(
    who="Aurelio Brandt", office="The president’s office", kind=Kind.PRESSURE, channel=Channel.PRIVATE,
    on=date(2025, 3, 3), words="This has to be over before the assembly.", asked="That it is dropped.",
    done=Done.DECLINED,
)  # fmt: skip
"""What the leader said to an officer."""


def entered(built: world.World, *, by: str = "owner", **more: Any) -> Docket:
    """Enter what the leader said, as somebody of the cast."""
    more = {"person": built["leader"].pk, "on": world.MONDAY.date()} | more
    return actions.enter(entry=replace(ASKED, **more), by=built.actor(by)).docket
