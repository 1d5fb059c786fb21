"""Whoever names everybody to be rid of them stops nothing: sight and ownership stay, and somebody rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core import mail
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.core.errors import Refused
from dueprocess.docket import wall
from dueprocess.docket.actions import mentions
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from dueprocess.people.models import Person
from tests import world
from tests.docket.test_mentions import acknowledge, complaint, noted, rule
from tests.mentioning import RULES

SignedIn = Callable[[str], Client]
OFFICERS = ("owner", "conflicted", "second", "third", "elder_1", "elder_2", "elder_3")


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(RULES)
        world.log_in(built["overseer"])
    with clock.frozen(world.MONDAY):
        yield built


def naming(here: world.World, *names: str) -> str:
    return " ".join(f"I also accuse {here[name].full_name}." for name in names)


def rulers(docket: Docket, here: world.World) -> set[str]:
    found = mentions.rules_on_it(docket)
    return {name for name in here.people if Vault.of(docket).local(here[name].pk) in found}


def test_of_all_but_one_the_one_rules_on_each(federation: world.World) -> None:
    docket = complaint(federation, naming(federation, *OFFICERS[:-1]))
    assert len(noted(docket)) == len(OFFICERS) - 1
    assert rulers(docket, federation) == {"elder_3"}
    for note in Act.objects.filter(docket=docket, name="conflict").order_by("-n"):
        rule(docket, federation, "elder_3", of=note.n)
    acknowledge(docket, federation)
    assert not [each for each in mail.outbox if each.to == [world.log_in(federation["overseer"]).email]]


@pytest.mark.both
def test_of_all_oversight_is_told_and_whoever_it_finds_rules(federation: world.World) -> None:
    docket = complaint(federation, naming(federation, *OFFICERS, "overseer", "leader"))
    assert rulers(docket, federation) == set()
    for name in OFFICERS:
        assert wall.sees(docket, federation[name]), name
        with pytest.raises(Refused):
            rule(docket, federation, name, of=2)
    assert docket.owner == person_tag(federation["owner"].pk)
    drain()
    [told] = [each for each in mail.outbox if world.log_in(federation["overseer"]).email in each.to]
    assert docket.number not in told.body + told.subject
    newcomer = world.person("Ruth Newcombe", federation.other_club)
    federation.people["newcomer"] = newcomer
    world.appoint(newcomer, "elder")
    assert rulers(docket, federation) == {"newcomer"}
    for note in Act.objects.filter(docket=docket, name="conflict").order_by("-n"):
        rule(docket, federation, "newcomer", of=note.n)
    acknowledge(docket, federation)


def test_while_many_names_are_noted_others_write_in_the_record(federation: world.World) -> None:
    """Whoever names hundreds would else keep everybody waiting until the last of them is noted."""
    firsts = (
        "Aldo",
        "Brida",
        "Cosmo",
        "Delia",
        "Edric",
        "Fenna",
        "Gaius",
        "Hilde",
        "Jorun",
        "Kasper",
        "Linnea",
    )
    many = [f"{first} Quillfeather" for first in firsts]
    for name in many:
        world.appoint(world.person(name, federation.other_club), "elder")
    docket = world.open_case(federation, summary=" ".join(f"I accuse {name}." for name in many)).docket
    keys = [Vault.of(docket).local(each.pk) for each in Person.objects.filter(full_name__in=many)]
    assert len(mentions.note(docket, 1, dict.fromkeys(keys, ""))) == mentions.AT_ONCE
    assert len(mentions.look(docket, 1)) == len(many) - mentions.AT_ONCE, "what was cut short goes on"
    assert len(noted(world.fresh(docket))) == len(many)
    assert mentions.look(docket, 1) == []


def test_the_same_names_again_bar_nobody_again(federation: world.World) -> None:
    docket = complaint(federation, naming(federation, "owner"))
    rule(docket, federation, "elder_1")
    for _time in range(3):
        cases.send_message(docket=docket, by=Actor(key="C1"), text=naming(federation, "owner"))
        drain()
    acknowledge(docket, federation)


def test_oversight_sees_who_is_mentioned_and_what_was_ruled(
    federation: world.World, signed_in: SignedIn
) -> None:
    docket = complaint(federation, naming(federation, "owner", "elder_2"))
    rule(docket, federation, "elder_1", of=2)
    page = signed_in("overseer").get("/desk/oversight/").content.decode()
    assert docket.number in page
    assert federation["owner"].shown_name in page
    assert federation["elder_2"].shown_name in page
    assert "It is none" in page
