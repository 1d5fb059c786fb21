"""Insiders who would bury something by the rules of retention: alone, twice over, by a shorter class, by
lifting a hold where nobody looks, by writing into the tables."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from dueprocess.core.errors import Broken, Refused
from dueprocess.docket import retention
from dueprocess.docket.actions import keeping, propose_lift, put_hold, sign, take_note
from dueprocess.docket.actions.erasing import erase
from dueprocess.docket.actions.erasure_lists import propose_erasure
from dueprocess.docket.models import Docket, ErasureList, Keeping, LegalHold, Signature
from dueprocess.docket.needs import Needs
from dueprocess.docket.retention_checks import legal_holds
from dueprocess.kit import clock
from dueprocess.ledger import state
from dueprocess.people import actions as register
from dueprocess.people.models import Login, Power
from dueprocess.rules import actions as rules
from dueprocess.rules.models import ScheduleVersion
from tests import retaining, world
from tests.docket.test_retention import END, on

pytestmark = pytest.mark.django_db
DUE = END + timedelta(days=1)


federation = retaining.scene


@pytest.fixture
def dockets(federation: world.World) -> list[Docket]:
    return [retaining.shut(federation) for _ in range(3)]


def kept(dockets: list[Docket]) -> bool:
    return all(world.fresh(each).key_wrapped is not None for each in dockets)


def refused(code: str, act: Any) -> None:
    with pytest.raises(Refused) as no, transaction.atomic():
        act()
    assert no.value.code == code


def test_alone(federation: world.World, dockets: list[Docket]) -> None:
    owner, pks = federation.actor("owner"), [each.pk for each in dockets]
    with on(DUE):
        row = propose_erasure(dockets=pks, by=federation["owner"])
        refused("oneself", lambda: retaining.agree(row, federation["owner"]))
        refused(
            "second_person",
            lambda: erase(dockets=pks, by=[owner, owner], at=clock.now(), basis={"": "Schedule"}),
        )
    assert kept(dockets)


def test_the_same_person_under_two_logins(federation: world.World, dockets: list[Docket]) -> None:
    """A list is settled by the person, not the login; and nobody in the register has two."""
    world.log_in(federation["owner"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Login.objects.create(email="second@login.example", person=federation["owner"])
    refused(
        "has_login", lambda: register.give_login(person=federation["owner"], email="x@login.example", by=None)
    )
    with on(DUE):
        row = propose_erasure(dockets=[each.pk for each in dockets], by=federation["owner"])
        refused("oneself", lambda: retaining.agree(row, federation["owner"]))
    assert kept(dockets)


def test_ones_own_case(federation: world.World, dockets: list[Docket]) -> None:
    register.grant(
        person=federation["respondent"], power=Power.ERASE, by=None, reason="Assembly", from_on=world.ADOPTED
    )
    pks = [each.pk for each in dockets]
    with on(DUE):
        refused("not_able", lambda: propose_erasure(dockets=pks, by=federation["respondent"]))
        row = propose_erasure(dockets=pks, by=federation["owner"])
        refused("not_able", lambda: retaining.agree(row, federation["respondent"]))
        by = [federation.actor("owner"), federation.actor("respondent")]
        refused("conflict", lambda: erase(dockets=pks, by=by, at=clock.now(), basis={"": "Schedule"}))
    assert kept(dockets)


def test_a_shorter_class(federation: world.World, dockets: list[Docket]) -> None:
    """It takes two, it is bound, it is told to oversight, and it erases nothing for four weeks."""
    register.grant(
        person=federation["owner"], power=Power.ADOPT_RULES, by=None, reason="Board", from_on=world.ADOPTED
    )
    text = retaining.next_one("2 years", "1 day")
    given = {"text": text, "adopted_by": "Board", "adopted_on": world.MONDAY.date()}
    with on(world.later(10).date()):
        refused("second_person", lambda: rules.adopt_schedule(**given, by=federation["owner"]))
        row = rules.propose_adoption(what="retention", **given, by=federation["owner"])
        refused("oneself", lambda: rules.settle_adoption(proposal=row.pk, agree=True, by=federation["owner"]))
        assert ScheduleVersion.objects.count() == 1
        rules.settle_adoption(proposal=row.pk, agree=True, by=federation["overseer"])
        pks = [each.pk for each in dockets]
        refused("kept", lambda: propose_erasure(dockets=pks, by=federation["owner"]))
        ScheduleVersion.objects.filter(pk=row.hash).update(recorded_at=world.later(days=-100))
        found = [each.what for each in state.faults() if each.check == "rules.adopted"]
        assert found == [f"retention.adopted {row.hash} is not as it was adopted: recorded_at"]
    assert kept(dockets)


def test_another_text_under_the_same_hash(federation: world.World, dockets: list[Docket]) -> None:
    row = ScheduleVersion.objects.get()
    row.text = row.text.replace("2 years", "1 day")
    row.save()
    register.add_person(full_name="Somebody", by=None)  # the register's stamp moves on
    with pytest.raises(Broken, match="was changed"):
        retention.kept(dockets[0])
    assert "rules.text" in {each.check for each in state.faults()}


def test_a_hold_lifted_where_nobody_looks(federation: world.World, dockets: list[Docket]) -> None:
    docket = dockets[0]
    note = put_hold(docket=docket, by=federation.actor("owner"), reason="A claim was brought.")
    lifted = Needs(act={"what": "lifted", "of": note.n}, content={"reason": "Over."})
    alone = {"note": "legal_hold", "by": federation.actor("owner"), "at": clock.now(), "needs": lifted}
    take_note(docket=docket, **alone)  # as no door does
    assert "lifted by one person alone" in next(iter(legal_holds()))
    assert retention.held(docket.acts.order_by("n")) == note
    waiting = propose_lift(
        docket=docket, by=federation.actor("owner"), reason="Over.", signer=federation["elder_2"]
    )
    Signature.objects.update(signed_at=clock.now())  # into the table
    refused("not_yours", lambda: sign(proposal=waiting, by=federation.actor("elder_2")))
    LegalHold.objects.update(lifted=note.n, lifted_at=clock.now())
    with on(DUE):
        assert retention.held(docket.acts.order_by("n")) is not None
        refused(
            "held", lambda: propose_erasure(dockets=[each.pk for each in dockets], by=federation["owner"])
        )
        found = {each.check for each in state.faults()}
        assert {"docket.legal_holds", "docket.signatures"} <= found
    assert kept(dockets)


def test_an_index_that_says_it_is_due(federation: world.World, dockets: list[Docket]) -> None:
    keeping.work_out()
    Keeping.objects.update(until=world.ADOPTED)
    pks = [each.pk for each in dockets]
    refused("kept", lambda: propose_erasure(dockets=pks, by=federation["owner"]))
    assert kept(dockets)


def test_a_list_made_up_in_the_table(federation: world.World, dockets: list[Docket]) -> None:
    with on(DUE):
        row = ErasureList.objects.create(
            dockets=[{"c": each.pseudonym, "length": 2, "class": "plain", "until": ""} for each in dockets],
            proposed_by=federation["owner"], recorded_at=clock.now(), schedule="",
        )  # fmt: skip
        with pytest.raises(Broken, match="not what the record tells of"):
            retaining.agree(row, federation["overseer"])
        found = [each.what for each in state.faults() if each.check == "rules.adopted"]
        assert found == [f"erasure.listed {row.pk}: nothing in the record tells of it"]
    assert kept(dockets)
