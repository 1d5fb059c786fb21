"""What an act relied on from outside its docket stands with it: offices, and sanctions of other cases."""

import pytest

from dueprocess.core import engine
from dueprocess.core.errors import Refused
from dueprocess.docket import extracts, roster, verify
from dueprocess.docket.actions import propose_annulment, rebuild, sign, take_step
from dueprocess.docket.extracts.pages.page import of
from dueprocess.docket.models import Act
from dueprocess.docket.needs import Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.rules import rulebooks
from tests import world

pytestmark = pytest.mark.django_db
LADDER = world.EXAMPLE.read_text(encoding="utf-8").replace(
    "[steps]\n",
    """[facts]
before = { title = "Suspended before", derived = { sanction = "suspension" } }
[steps]
suspend = { title = "Suspend", clause = "9", stage = "received", by = ["secretary"], imposes = ["suspension"] }
harder = { title = "Decide harder", clause = "9", stage = "received", when = { before = true }, by = ["secretary"], again = true }
""",  # noqa: E501
    1,
)


def take(federation, docket, step, at, **act):
    with clock.frozen(at):
        return take_step(docket=docket, step=step, by=federation.actor("owner"), at=at, needs=Needs(act=act))


def state(docket, at):
    read = roster.assemble(docket, Vault.of(docket), at=at)
    return engine.state(rulebooks.LIBRARY, read.engine(), at)


def test_an_act_stands_by_the_earlier_sanctions_it_was_judged_with(db) -> None:
    with clock.frozen(world.later(-1)):
        federation = world.federation(LADDER)
    with clock.frozen(world.MONDAY):
        first, second = (world.open_case(federation).docket for _ in range(2))
    with pytest.raises(Refused) as refused:
        take(federation, second, "harder", world.later(1))
    assert refused.value.code == "not_when"
    imposed = [{"sanction": "suspension", "on": "R1", "lasts": "3 months"}]
    suspended = take(federation, world.fresh(first), "suspend", world.later(1), imposes=imposed)
    made = take(federation, world.fresh(second), "harder", world.later(2))
    [person] = made.facts["history"]
    assert [each["sanction"] for each in made.facts["history"][person]] == ["suspension"]
    take(federation, world.fresh(second), "harder", world.later(3))
    with clock.frozen(world.later(4)):  # the suspension never was
        waits = propose_annulment(
            docket=world.fresh(first),
            n=suspended.n,
            by=federation.actor("owner"),
            reason="Entered in the wrong case.",
            signer=federation["second"],
        )
        sign(proposal=waits, by=federation.actor("second"))
    second = world.fresh(second)
    assert state(second, world.later(5)).irregular == ()
    assert state(second, world.later(5)).facts["before"] is False
    with pytest.raises(Refused):
        take(federation, second, "harder", world.later(5))
    after = take(federation, second, "acknowledge", world.later(5))
    assert after.facts["history"] == {}
    kept = [act.facts.get("history") is not None for act in Act.objects.filter(docket=second).order_by("n")]
    assert kept == [False, True, False, True]  # stored where it changed
    with clock.frozen(world.later(5)):
        assert list(verify.one(world.fresh(second))) == []
        assert rebuild.docket(second.pk) == 0


def test_an_act_that_the_rules_refuse_says_so_on_a_timeline_that_is_judged(db) -> None:
    """The actions keep such an act out: here the letter before the decision is taken out behind them."""
    with clock.frozen(world.later(-1)):
        docket = world.decided(world.federation())
    with clock.frozen(world.later(31)):
        view = extracts.opened(docket)
        view.whole.json["acts"] = [each for each in view.whole.json["acts"] if each.get("step") != "send"]
        view.state = engine.state(rulebooks.LIBRARY, view.whole.engine(), view.at)
        judged = {row.step: row.irregular for row in of(view).timeline}
        assert "belongs to the stage" in judged["decide"]
        assert not judged["acknowledge"]
        assert not any(row.irregular for row in of(view, judged=False).timeline)
