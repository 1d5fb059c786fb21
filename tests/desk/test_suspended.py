"""A suspended sanction through the desk: imposed, shown, brought into force by a later case; never a live one
before that, and never twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dueprocess.cases import extracts as cases
from dueprocess.docket import extracts as dockets
from dueprocess.docket import roster
from dueprocess.docket.actions import rebuild, record_lapses, take_note, take_step
from dueprocess.docket.models import Act, Docket, Sanction
from dueprocess.docket.needs import Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.ledger import state
from tests import world
from tests.desk.conftest import signed_in
from tests.desk.working import Desk, text

TWICE = 'twice = { title = "Once before", derived = { sanction = "suspension", times = 1 } }'
RULES = (
    world.EXAMPLE.read_text()
    .replace('imposes = ["suspension"], tells', 'imposes = ["suspension"], activates = true, tells')
    .replace('standing = "suspended",', 'standing = "suspended", may_be_suspended = "up to 2 years",')
    .replace("[stages]", f"[facts]\n{TWICE}\n[stages]")
)  # fmt: skip
VOTERS = ("conflicted", "second", "third")


@pytest.fixture
def federation(db: None) -> world.World:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(RULES)
        world.log_in(built["respondent"])
    return built


def ready(federation: world.World, days: float) -> Desk:
    """A case that came in so many days after Monday, and waits for the committee's decision."""
    at, by = world.later(days=days), federation.actor("owner")
    with clock.frozen(at):
        docket = world.open_case(federation, at=at).docket
        for step in ("acknowledge", "send"):
            sent = take_step(docket=docket, step=step, by=by, at=at)
        needs = Needs(act={"of": sent.n, "to": ["R1"]})
        take_note(docket=docket, note="received", by=by, at=at, needs=needs)
    return Desk(world.fresh(docket), federation["owner"])


def decided(desk: Desk, days: float, **typed: Any) -> Act:
    chosen = {"suspension": "3 months"} if "activates" not in typed else {"none": None}
    desk.take("decide", world.later(days=days), chosen=chosen, **typed)
    return Act.objects.get(docket=desk.docket, name="decide")


PROBATION = {"sanction_0_probation_number": "1", "sanction_0_probation_unit": "years"}


def handed(docket: Docket, at: Any) -> list[dict[str, Any]]:
    """What the engine is told of the respondent's earlier sanctions."""
    docket = world.fresh(docket)
    with clock.frozen(at):
        found = roster.assemble(docket, Vault.of(docket), at=at).json.get("history", {})
    return [item for items in found.values() for item in items]


@pytest.mark.both
def test_it_is_imposed_shown_and_brought_into_force_by_a_later_case(federation: world.World) -> None:
    first = ready(federation, 0)
    act = decided(first, 30, **PROBATION)
    assert act.facts["imposes"] == [
        {"sanction": "suspension", "on": "R1", "lasts": "3 months", "suspended_for": "1 year"}
    ]
    with clock.frozen(world.later(days=31)):
        client = signed_in(federation["owner"])
        case = text(client.get(f"/desk/cases/{first.number}/"))
        assert "suspended: Suspension" in case
        assert "nothing now" in case
        shown = text(client.get(f"/desk/cases/{first.number}/effect/"))
        assert "It does not apply. It can be brought into force by a decision on a complaint" in shown
        row = Sanction.objects.get(docket=first.docket)
        assert (row.state, row.lasts, row.of_case) == ("suspended", "3 months", "")
        assert row.suspended_until == date(2027, 4, 22)
        letter = cases.letter(first.docket, key="R1", act=act.n)
        assert letter is not None
        assert "It is suspended for 1 year" in dict(letter.details)["Sanction"]
        page = cases.party_page(first.docket, key="R1")
        assert [each.suspended_until for each in page.sanctions] == [row.suspended_until]
    second = ready(federation, 60)
    assert handed(second.docket, world.later(days=61)) == [
        {
            "sanction": "suspension", "from": "2026-04-22", "case": first.number,
            "suspended_until": "2027-04-22", "lasts": "3 months",
        }
    ]  # fmt: skip
    with clock.frozen(world.later(days=61)):
        assert second.opened().state.facts["twice"] is False, "a suspended sanction is no live one"
    with clock.frozen(world.later(days=90)):
        member, _party, strand = second.able("decide")
        form = member.get(f"/desk/cases/{second.number}/steps/decide/{strand}/").context["form"]
        [(_key, label)] = form.fields["activates"].choices
        assert "Suspension" in str(label)
    act = decided(second, 90, activates=["0"])
    assert act.facts["activates"] == [{"sanction": "suspension", "on": "R1", "case": first.number}]
    row = Sanction.objects.get(docket=second.docket)
    assert (row.state, row.of_case, row.suspended_until) == ("in force", first.number, None)
    with clock.frozen(world.later(days=91)):
        shown = text(client.get(f"/desk/cases/{second.number}/effect/"))
        assert f"It was suspended in case {first.number}" in shown
        assert "Suspended sanction brought into force" in text(
            client.get(f"/desk/cases/{second.number}/acts/{act.n}/")
        )
        case = text(client.get(f"/desk/cases/{first.number}/"))
        assert "suspended: Suspension" not in case
        assert f"Suspension, {federation['respondent'].full_name} until Mon 21 Sep 2026" in case
        assert f"brought into force by case {second.number}" in case
        shown = text(client.get(f"/desk/cases/{first.number}/effect/"))
        for words in ("In force", "Standing: suspended", f"brought into force by case {second.number}"):
            assert words in shown, words
        assert "from Sun 21 Jun 2026 until and including Mon 21 Sep 2026" in shown
        before = text(client.get(f"/desk/cases/{first.number}/effect/?on=2026-06-01"))
        assert "It does not apply. It can be brought into force" in before
        after = text(client.get(f"/desk/cases/{first.number}/effect/?on=2026-10-01"))
        assert "Standing: suspended" not in after
        [line] = dockets.page(first.docket, viewer=federation.actor("stranger")).sanctions
        assert (line.brought, line.later_case, line.applies) == (True, "", True), "of a case they cannot see"
        [line] = cases.party_page(first.docket, key="R1").sanctions
        assert (line.state, line.brought, line.later_case) == ("in force", True, "")
    third = ready(federation, 100)
    told = handed(third.docket, world.later(days=101))
    assert [(each["from"], each.get("suspended_until")) for each in told] == [("2026-06-21", None)], (
        "not twice"
    )
    with clock.frozen(world.later(days=101)):
        assert third.opened().state.facts["twice"] is True
        assert not [fault for fault in state.faults() if fault.check.startswith("docket.")]


def test_one_that_fell_away_is_still_known_to_a_case_that_came_before(federation: world.World) -> None:
    first = ready(federation, 0)
    decided(first, 30, **{**PROBATION, "sanction_0_probation_unit": "months"})
    second = ready(federation, 50)
    later = ready(federation, 100)
    with clock.frozen(world.later(days=110)):
        record_lapses(world.fresh(first.docket))
    row = Sanction.objects.get(docket=first.docket)
    assert row.state == "fallen away"
    end = world.later(days=120)
    with clock.frozen(end):
        for desk, offered in ((second, 1), (later, 0)):
            member, _party, strand = desk.able("decide")
            form = member.get(f"/desk/cases/{desk.number}/steps/decide/{strand}/").context["form"]
            assert len(form.asked.activates) == offered


def test_what_is_stored_of_it_is_rebuilt_and_damage_is_named(federation: world.World) -> None:
    first = ready(federation, 0)
    decided(first, 30, **PROBATION)
    docket = world.fresh(first.docket)
    fields = ("state", "from_at", "until_at", "suspended_until", "lasts", "of_case")
    before = list(Sanction.objects.values_list(*fields))
    with clock.frozen(world.later(days=31)):
        Sanction.objects.update(suspended_until=None)
        assert "docket.copies" in {fault.check for fault in state.faults()}
        rebuild.docket(docket.pk)
        assert list(Sanction.objects.values_list(*fields)) == before
        assert "docket.copies" not in {fault.check for fault in state.faults()}
