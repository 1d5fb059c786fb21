"""What the machine says elsewhere of what is kept back as evidence is kept back too: a sentence that it
quotes, and that the same file lies in another case."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dueprocess.cases import actions as cases
from dueprocess.cases import extracts
from dueprocess.cases.evidence import actions
from dueprocess.cases.evidence.actions import Description
from dueprocess.core.related import Kind
from dueprocess.docket import extracts as dockets
from dueprocess.docket import kept_back
from dueprocess.docket.actions import rebuild
from dueprocess.docket.evidence import WORDS, Class, Obtained
from dueprocess.docket.evidence import Kind as Evidence
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Upload
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from tests import world
from tests.cases.evidence.test_exits import found
from tests.mentioning import RULES

SECRET = "Zeppelinwiese"


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(RULES)
    with clock.frozen(world.MONDAY):
        yield built


def advice(here: world.World) -> tuple[Docket, Act]:
    """What a party sent of their lawyer's advice, which speaks of an officer, made privileged; and the note
    that this officer is mentioned."""
    docket = world.open_case(here, summary="Shouted at.").docket
    sent = cases.add_information(
        docket=docket, by=Actor(key="C1"), text=f"My lawyer says of {SECRET} that Esi Fontaine knew it."
    )
    drain()
    note = Act.objects.get(docket=docket, name="conflict")
    owner, docket = here.actor("owner"), world.fresh(docket)
    what = Description(title="Advice", kind=Evidence.STATEMENT, obtained=Obtained.OPEN)
    made = actions.describe(docket=docket, what=what, by=owner, act=sent.n, file=WORDS)
    actions.sort(
        docket=docket, item=made.facts["item"], as_class=Class.PRIVILEGED, by=owner, reason="Advice."
    )
    return world.fresh(docket), note


@pytest.mark.both
def test_whom_privileged_words_mention_is_noted_without_them(federation: world.World) -> None:
    docket, note = advice(federation)
    assert SECRET in str(dockets.opened(docket, viewer=federation.actor("owner")).contents[note.n])
    for who in ("second", "elder_1", "overseer"):
        assert SECRET not in str(dockets.opened(docket, viewer=federation.actor(who)).contents), who
    assert kept_back.from_outside(docket).hides(note.n, "conflict")
    assert found(federation, SECRET) == 0
    assert rebuild.docket(docket.pk) == 0


@pytest.mark.both
def test_that_a_privileged_file_lies_in_another_case_too_is_told_to_nobody(federation: world.World) -> None:
    owner, paper = federation.actor("owner"), Upload("paper.txt", [b"Between us, and for you alone."])
    other = world.open_case(federation, summary="Something else.").docket
    cases.add_information(docket=other, by=Actor(key="C1"), text="Here.", files=[paper])
    docket = world.open_case(federation, summary="Shouted at.").docket
    paper = Upload("paper.txt", [b"Between us, and for you alone."])
    sent = cases.add_information(docket=docket, by=Actor(key="C1"), text="Advice.", files=[paper])
    assert Kind.FILE in kinds(federation, docket, other)
    what = Description(title="Advice", kind=Evidence.DOCUMENT, obtained=Obtained.OPEN)
    made = actions.describe(docket=world.fresh(docket), what=what, by=owner, act=sent.n, file=1)
    item = made.facts["item"]
    actions.sort(docket=docket, item=item, as_class=Class.PRIVILEGED, by=owner, reason="Advice.")
    assert Kind.FILE not in kinds(federation, docket, other)
    assert Kind.FILE not in kinds(federation, other, docket)


def kinds(here: world.World, docket: Docket, other: Docket) -> set[Kind]:
    """What speaks for it that another case is about the same as this one."""
    lines = {each.number: each for each in extracts.related_to(world.fresh(docket), here["second"])}
    return {kind for kind, _level in lines[other.number].reasons} if other.number in lines else set()
