"""The write path: a complaint opens a docket, steps are taken or refused, nothing is half written."""

import pytest

from dueprocess.cases import actions as cases
from dueprocess.core.errors import Refused
from dueprocess.docket import verify
from dueprocess.docket.actions import rebuild, record_lapses, take_step
from dueprocess.docket.models import Act, Deadline, Docket, Sanction
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock
from tests import world

pytestmark = pytest.mark.django_db


def test_a_complaint_has_number_clock_and_owner_at_once(federation) -> None:
    receipt = world.open_case(federation)
    docket = Docket.objects.get(number=receipt.case)
    assert docket.length == 1
    assert docket.stage == "received"
    assert docket.due_step == "acknowledge"
    assert docket.owner
    assert Act.objects.get(docket=docket).entry_type == "received"
    assert Deadline.objects.filter(docket=docket).count() == 1


def act(federation, docket, step, who, at, **extra):
    with clock.frozen(at):
        return take_step(docket=docket, step=step, by=federation.actor(who), at=at, needs=Needs(**extra))


def test_the_worked_example_goes_from_complaint_to_appeal(federation) -> None:
    receipt = world.open_case(federation)
    docket = receipt.docket
    assert act(federation, docket, "acknowledge", "owner", world.later(2)).logged_as == "act"
    sent = act(federation, docket, "send", "owner", world.later(3))
    with clock.frozen(world.later(4)):
        cases.confirm_receipt(docket=docket, of=sent.n, to="R1", by=federation.actor("owner"))
    docket = world.fresh(docket)
    assert (docket.stage, docket.due_step) == ("reply", "decide")
    with pytest.raises(Refused) as refusal:
        act(federation, docket, "decide", "second", world.later(5))
    assert refusal.value.code == "too_early"
    with clock.frozen(world.later(6)):
        take_step(
            docket=docket,
            step="answer",
            by=Actor(key="R1"),
            at=world.later(6),
            needs=Needs(content={"reply": "I did not."}),
        )
    votes = {"for": keys_of(docket, federation, "conflicted", "second", "third")}
    made = act(
        federation,
        docket,
        "decide",
        "second",
        world.later(30),
        act={
            "as": "committee",
            "votes": votes,
            "imposes": [{"sanction": "suspension", "on": "R1", "lasts": "3 months"}],
        },
        content={"reasons": "What was said was heard by everyone."},
    )
    docket = world.fresh(docket)
    assert docket.stage == "decided"
    assert made.appointment
    assert Sanction.objects.get(docket=docket).tag == person_tag(federation["respondent"].pk)
    assert Sanction.objects.get(docket=docket).standing == "suspended"
    with clock.frozen(world.later(31)):
        assert list(verify.one(docket)) == []
        assert rebuild.docket(docket.pk) == 0
    for key in ("C1", "R1"):
        with clock.frozen(world.later(31)):
            cases.confirm_receipt(docket=docket, of=made.n, to=key, by=federation.actor("owner"))
    with clock.frozen(world.later(60)):
        assert record_lapses(docket) > 0
        docket = world.fresh(docket)
        assert (docket.stage, docket.is_open) == ("closed", False)
        assert Act.objects.filter(docket=docket, entry_type="closed").count() == 1
        assert record_lapses(docket) == 0
        assert list(verify.one(docket)) == []
        assert rebuild.docket(docket.pk) == 0


def keys_of(docket, federation, *names):
    vault = Vault.of(docket)
    return [vault.local(federation[name].pk) for name in names]
