"""Statements: written down, offered, signed, corrected in a copy or disputed by whoever stated them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client

from dueprocess.cases.actions import confirm_sent, declare_conflict
from dueprocess.cases.extracts import party_page
from dueprocess.cases.present import actions as present
from dueprocess.cases.present.actions import Asked
from dueprocess.cases.statements import actions, extracts
from dueprocess.cases.statements.actions import Said
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket.extracts.opened import opened
from dueprocess.docket.models import Act, Docket, Read
from dueprocess.docket.needs import Actor, PartyIdentity, Upload
from dueprocess.docket.sealing import Vault
from dueprocess.docket.statements import How, State, Taken
from dueprocess.kit import clock
from tests import world
from tests.cases.test_present import LAWYER, federation
from tests.cases.test_splitting import sound, split
from tests.cases.test_ways import VISITOR, give, told
from tests.docket import conftest as failing
from tests.portal.conftest import once
from tests.portal.test_ways import come_in

pytestmark = pytest.mark.django_db
__all__ = ["federation"]
entries_fail = failing.entries_fail
STATED = "The door stood open. Nobody shouted. I left at nine with the zoetrope."
R1 = Actor(key="R1")


def reached(here: world.World, *respondents: PartyIdentity) -> Docket:
    """A case whose respondents have got their letters."""
    docket = told(here, *respondents)
    letter = Act.objects.get(docket=docket, name="send").n
    keys = sorted(each for each in docket.parties.values_list("key", flat=True) if each.startswith("R"))
    confirm_sent(docket=docket, of=letter, to=keys, channel="post", by=here.actor("owner"))
    return world.fresh(docket)


@pytest.fixture
def docket(federation: world.World) -> Docket:
    return reached(federation, VISITOR, PartyIdentity(kind="respondent", name="Another"))


def take(here: world.World, docket: Docket, of: str = "R1", **more: object) -> Act:
    given = {"statement": more.pop("statement", ""), "by": here.actor(str(more.pop("who", "owner")))}
    said = {"text": STATED, "taken": Taken.INTERVIEW, "taken_at": clock.now()} | more
    return actions.take(docket=docket, of=of, said=Said(**said), **given)  # type: ignore[arg-type]


def lines(docket: Docket) -> tuple[extracts.StatementLine, ...]:
    return extracts.of(opened(world.fresh(docket)))


def sign(docket: Docket, by: Actor = R1, version: int = 1, **more: object) -> Act:
    return actions.sign(docket=docket, statement="s1", version=version, name="A. Visitor", by=by, **more)  # type: ignore[arg-type]


@pytest.mark.both
def test_a_statement_is_offered_and_signed_as_it_stands(federation: world.World, docket: Docket) -> None:
    made = take(federation, docket, interpreter="Jo Lingua, Portuguese")
    assert (made.facts["statement"], made.facts["version"], made.facts["to"]) == ("s1", 1, ["R1"])
    assert STATED not in str(made.facts)
    [line] = lines(docket)
    assert (line.last.state, line.waits, line.last.interpreter) == (
        State.OFFERED,
        True,
        "Jo Lingua, Portuguese",
    )
    # whoever stated it is told that it waits; nobody else reads it
    assert "written down" in party_page(docket, key="R1").messages[-1].text
    assert not extracts.mine(docket, "R2")
    assert not extracts.mine(docket, "C1")
    with pytest.raises(Malformed):
        actions.sign(docket=docket, statement="s1", version=1, name=" ", by=R1)
    for by in (Actor(key="R2"), Actor(key="C1"), Actor(key="R9")):
        with pytest.raises(Refused, match="no such statement of yours"):
            sign(docket, by)
    sign(docket, way="link")
    [line] = lines(docket)
    assert (line.last.state, line.waits) == (State.SIGNED, False)
    assert [(each.name, each.way) for each in line.last.answers] == [("A. Visitor", "by a one-time link")]
    with pytest.raises(Refused, match="already"):
        sign(docket)
    sound(docket)


@pytest.mark.both
def test_it_is_corrected_in_a_copy_and_both_stay(federation: world.World, docket: Docket) -> None:
    take(federation, docket)
    typed = {"docket": docket, "statement": "s1", "version": 1, "name": "A. Visitor", "by": R1}
    with pytest.raises(Malformed, match="Nothing was changed"):
        actions.correct(text=STATED + "\n", **typed)  # type: ignore[arg-type]
    actions.correct(text=STATED.replace("nine", "half past nine"), **typed)  # type: ignore[arg-type]
    [line] = lines(docket)
    first, last = line.versions
    assert (first.state, first.text) == (State.REPLACED, STATED)
    assert (last.state, last.by, last.number) == (State.SIGNED, "A Visitor", 2)
    assert ("in", "half past ") in [(way, text) for way, text in last.changes]
    assert "".join(text for way, text in last.changes if way != "in") == STATED
    with pytest.raises(Refused) as caught:
        sign(docket)
    assert caught.value.code == "newer"
    # the office may answer with a version of its own, which waits again
    take(federation, docket, statement="s1", text="Half past nine, they say now.")
    assert lines(docket)[0].last.state == State.OFFERED
    with pytest.raises(Refused, match="no such statement of theirs"):
        take(federation, docket, of="R2", statement="s1")
    sound(docket)


def test_it_is_disputed_with_words(federation: world.World, docket: Docket) -> None:
    take(federation, docket)
    typed = {"docket": docket, "statement": "s1", "version": 1, "name": "A. Visitor", "by": R1}
    with pytest.raises(Malformed):
        actions.dispute(words=" ", **typed)  # type: ignore[arg-type]
    actions.dispute(words="I never said this.", **typed)  # type: ignore[arg-type]
    [line] = lines(docket)
    assert (line.last.state, line.last.answers[0].words) == (State.DISPUTED, "I never said this.")


def test_who_takes_one_down(federation: world.World, docket: Docket) -> None:
    for wrong in ({"text": " "}, {"taken_at": clock.now() + timedelta(days=1)},
                  {"until": clock.now().date() - timedelta(days=1)}):  # fmt: skip
        with pytest.raises(Malformed):
            take(federation, docket, **wrong)
    with pytest.raises(Refused, match="no party"):
        take(federation, docket, of="R9")
    with pytest.raises(Refused):
        take(federation, docket, who="stranger")
    key = Vault.of(docket).local(federation["owner"].pk)
    declare_conflict(docket=docket, who=key, ground="knows them", by=federation.actor("owner"))
    with pytest.raises(Refused, match="conflict"):
        take(federation, docket)


def test_paper_and_silence(federation: world.World, docket: Docket) -> None:
    day = clock.now().date() + timedelta(days=3)
    take(federation, docket, until=day)
    typed = {"docket": docket, "statement": "s1", "version": 1, "by": federation.actor("owner")}
    with pytest.raises(Malformed, match="paper"):
        actions.enter(how=How.SIGNED, **typed)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="still have time"):
        actions.enter(how=How.SILENT, words="Two letters.", **typed)  # type: ignore[arg-type]
    with clock.frozen(clock.now() + timedelta(days=4)):
        actions.enter(how=How.SILENT, words="Two letters.", **typed)  # type: ignore[arg-type]
        assert lines(docket)[0].last.state == State.SILENT
        # who answers late still answers
        with pytest.raises(Refused, match="do not sign"):
            actions.enter(how=How.SIGNED, who="R2", paper=Upload("s.txt", [b"signed"]), **typed)  # type: ignore[arg-type]
        actions.enter(how=How.SIGNED, paper=Upload("signed.txt", [b"signed"]), **typed)  # type: ignore[arg-type]
        [line] = lines(docket)
        assert (line.last.state, line.last.answers[-1].files[0].name) == (State.SIGNED, "signed.txt")
        # nobody signs for them unseen: they are told, and see the paper
        assert "It was entered how you answered" in party_page(docket, key="R1").messages[-1].text
        paper = Act.objects.filter(docket=docket, name="statement_answered").latest("n").n
        assert extracts.may_open(docket, key="R1", act=paper, number=1)
        assert not extracts.may_open(docket, key="R2", act=paper, number=1)
    sound(docket)


def test_nobody_is_silent_who_was_given_no_day(federation: world.World, docket: Docket) -> None:
    """Else an officer could enter, a minute after, that no answer came."""
    take(federation, docket)
    with pytest.raises(Refused, match="No day was set"):
        actions.enter(
            docket=docket, statement="s1", version=1, by=federation.actor("owner"), how=How.SILENT, words="x"
        )


def test_it_goes_along_with_whoever_stated_it(federation: world.World, docket: Docket) -> None:
    take(federation, docket)
    take(federation, docket, of="R2", text="Of the SECOND one.")
    sign(docket)
    gone = split(federation, world.fresh(docket), parties=["R1"])
    [there] = lines(gone)
    assert (there.of, there.last.text, there.last.state) == ("R1", STATED, State.SIGNED)
    assert "SECOND" not in str(opened(gone).contents)
    assert len(lines(docket)) == 2
    sound(world.fresh(docket), gone)


def test_somebody_under_18_signs_with_who_acts_for_them(federation: world.World) -> None:
    child = PartyIdentity(kind="respondent", name="Kit", minor=True)
    docket = reached(federation, child)
    asked = present.ask(
        docket=docket, key="R1", by=R1, what=Asked.REPRESENTATIVE, name="A Parent", letters=True
    )
    present.answer(
        docket=docket, n=asked.n, granted=True, reason="Their parent.", by=federation.actor("owner"),
        takes_in=True, identity=LAWYER,
    )  # fmt: skip
    take(federation, docket)
    sign(docket)
    assert lines(docket)[0].last.state == State.HALF
    [line] = extracts.mine(docket, "P1")
    assert (line.may_sign, line.may_correct) == (True, False)
    with pytest.raises(Refused, match="Only whoever stated it"):
        actions.dispute(docket=docket, statement="s1", version=1, words="No.", name="P", by=Actor(key="P1"))
    sign(docket, Actor(key="P1"))
    assert lines(docket)[0].last.state == State.SIGNED
    # of an adult nobody signs for them
    present.end(docket=docket, n=asked.n, by=R1)
    assert not extracts.mine(docket, "P1")


def test_nothing_is_half_written(
    federation: world.World, docket: Docket, entries_fail: Callable[[], None]
) -> None:
    length = docket.length
    entries_fail()
    with pytest.raises(DatabaseError):
        take(federation, docket)
    assert Act.objects.filter(docket=docket).count() == length


def test_on_their_pages_by_a_one_time_link(federation: world.World, docket: Docket) -> None:
    take(federation, docket)
    client = Client()
    assert come_in(client, give(federation, world.fresh(docket))) == 302
    assert "What you stated on" in client.get("/portal/matter/").content.decode()
    page = client.get("/portal/matter/statements/s1/")
    assert STATED in page.content.decode()
    assert Read.objects.filter(docket=docket, what="statement s1").exists()
    assert client.get("/portal/matter/statements/s2/").status_code == 404
    corrected = {"text": STATED.replace("nine", "ten"), "name": "A. Visitor", "version": "1"}
    address = "/portal/matter/statements/s1/correct/"
    form = client.get(address)
    assert STATED in form.content.decode()
    assert client.post(address, corrected | {"once": once(form.content), "name": ""}).status_code == 200
    assert client.post(address, corrected | {"once": once(client.get(address).content)}).status_code == 302
    shown = client.get("/portal/matter/statements/s1/").content.decode()
    assert "signed as" in shown
    assert client.get("/portal/matter/statements/s1/dispute/").status_code == 404
    assert Act.objects.filter(docket=docket, name="statement_answered").get().facts["way"] == "link"
