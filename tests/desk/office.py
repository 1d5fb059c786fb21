"""An office under the standard rulebook, but for its declarations, that has more cases than case managers:
one to open and acknowledge, one who keeps the rota, five who could manage a case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dueprocess.cases import actions as cases
from dueprocess.cases.batches import actions, doing
from dueprocess.cases.batches.models import Batch
from dueprocess.cases.models import Via
from dueprocess.docket.actions import take_step
from dueprocess.docket.extracts import opened
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from dueprocess.people import actions as register
from dueprocess.people.models import Person
from tests import world
from tests.desk.conftest import SHIPPED, staffed

WHY = "The north has too many."
RULES = re.sub(r",? ?declares = true\n?", "", (SHIPPED / "standard.toml").read_text())
"""Whoever would have to declare first could be appointed in no case that is new to them."""


@dataclass(frozen=True)
class Office:
    """A federation under the standard rulebook."""

    built: world.World
    clerk: Person
    intake: Person
    duty: Person
    assessor: Person
    managers: list[Person]

    def case(self, about: Person | None = None) -> Docket:
        """A case, about the respondent of the cast or another, that was acknowledged and has nobody yet."""
        who = about or self.built["respondent"]
        person = self.built["complainant"]
        report = cases.Report(
            summary="Shouted down at the meeting.",
            reporter=PartyIdentity(kind="complainant", person=person.pk, name=person.full_name),
            respondents=[PartyIdentity(kind="respondent", person=who.pk, name=who.full_name)],
        )
        made = cases.receive_complaint(
            report=report, via=Via.PORTAL, by=Actor(), at=clock.now(), unit=self.built.club,
            rulebook=self.built.rulebook,
        )  # fmt: skip
        docket = made.docket
        take_step(docket=docket, step="screen", by=Actor(person=self.duty), at=clock.now())
        each = Needs(act={"for": ["k1"]})
        take_step(docket=docket, step="acknowledge", by=Actor(person=self.intake), at=clock.now(), needs=each)
        return world.fresh(docket)

    def appoint(self, docket: Docket, manager: int) -> Docket:
        """The same with a case manager."""
        local = Vault.of(docket).local
        named = {"case_manager": [local(self.managers[manager].pk)], "assessor": [local(self.assessor.pk)]}
        needs = Needs(act={"appoints": named}, content={"reasons for the choice": "They know the club."})
        by = Actor(person=self.clerk)
        take_step(docket=docket, step="appoint_handlers", by=by, at=clock.now(), needs=needs)
        return world.fresh(docket)

    def share(self, dockets: list[Docket], *to: int, who: Person | None = None) -> Batch:
        """Check who would get which of these cases."""
        people = tuple(self.managers[n].pk for n in to)
        told = doing.Told(to=people, role="case_manager", reason=WHY)
        batch = actions.begin(kind=Batch.Kind.ASSIGN, dockets=dockets, by=who or self.clerk)
        actions.say(batch=batch, told=told, by=who or self.clerk)
        drain()
        return Batch.objects.get(pk=batch.pk)

    def planned(self, batch: Batch) -> list[Person | None]:
        """To whom each case would go."""
        by_tag = {person_tag(each.pk): each for each in self.managers}
        return [by_tag.get(part.to_tag) for part in batch.parts.order_by("pk")]

    def carry_out(self, batch: Batch) -> Batch:
        """Carry out all that can be."""
        actions.start(batch=batch, by=self.clerk, only=list(batch.parts.values_list("pk", flat=True)))
        drain()
        return Batch.objects.get(pk=batch.pk)

    def manager_of(self, docket: Docket) -> Person:
        """The one appointed in it, who owns it too."""
        view = opened(world.fresh(docket))
        [key] = view.state.appointed("case_manager")
        [found] = [each for each in self.managers if Vault.of(docket).local(each.pk) == key]
        assert world.fresh(docket).owner == person_tag(found.pk)
        return found


def offices() -> Iterator[Office]:
    """The office on the Monday on which its cases begin."""
    with clock.frozen(world.later(days=-1)):
        built, holders = staffed(RULES, each=1)
        for n in range(2, 6):
            more = world.person(f"Case manager {n}", built.union)
            world.appoint(more, "case_manager")
            register.qualify(
                person=more, kind="training", name="case handling", from_on=world.ADOPTED, by=None
            )
            holders["case_manager"].append(more)
    with clock.frozen(world.MONDAY):
        roles = ("rota_clerk", "intake_officer", "duty_officer", "assessor")
        yield Office(built, *(holders[role][0] for role in roles), holders["case_manager"])
