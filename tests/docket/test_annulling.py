"""An entry made by mistake is annulled by two: it stays, counts no more, and the copies say so at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dueprocess.cases import actions as cases
from dueprocess.cases import figures
from dueprocess.cases.extracts import case_page, letter, party_page
from dueprocess.cases.mailbox.models import Mailed
from dueprocess.cases.models import Allegation, Case, Complaint, Finding
from dueprocess.core.engine import NotPermitted
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import extracts, verify
from dueprocess.docket.actions import (
    assign,
    propose_annulment,
    rebuild,
    record_lapses,
    sign,
    take_note,
    take_step,
    waive,
)
from dueprocess.docket.actions.letters import deliver
from dueprocess.docket.models import Act, Docket, Sanction
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock
from tests import world

pytestmark = pytest.mark.django_db
MORE = """
[steps.shut]
title = "Refuse"
clause = "9"
stage = "received"
by = ["secretary"]
leads_to = "closed"
logged_as = "refused"
[steps.take_back]
title = "Withdraw"
clause = "9"
stage = "received"
by = ["complainant"]
again = true
logged_as = "withdrawn"
[steps.charge]
title = "Say what is alleged"
clause = "9"
stage = "received"
by = ["secretary"]
again = true
[steps.hand_on]
title = "Appoint who reports"
clause = "9"
stage = "received"
by = ["secretary"]
again = true
appoints = ["reporter"]
[steps.agree]
title = "Agree"
clause = "9"
stage = "received"
by = ["secretary", "reporter"]
again = true
countersigned_by = ["committee_member"]
"""
BOOK = world.EXAMPLE.read_text(encoding="utf-8").replace(
    "[bodies]", 'reporter = { title = "Reporter", per_case = true }\n[bodies]'
) + MORE  # fmt: skip


@pytest.fixture
def federation(db: None) -> Any:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(BOOK)
        world.appoint(built["third"], "reporter", built.north)
    with clock.frozen(world.MONDAY):
        yield built


@pytest.fixture
def docket(federation: world.World) -> Docket:
    return world.open_case(federation).docket


def take(federation: world.World, docket: Docket, step: str, **act: Any) -> Act:
    by = federation.actor("owner")
    return take_step(docket=world.fresh(docket), step=step, by=by, at=clock.now(), needs=Needs(act=act))


def propose(
    federation: world.World, docket: Docket, n: int, by: str = "owner", signer: str = "second"
) -> Any:
    return propose_annulment(
        docket=world.fresh(docket),
        n=n,
        by=federation.actor(by),
        reason="Wrong case.",
        signer=federation[signer],
    )


def annul(federation: world.World, docket: Docket, n: int) -> Act:
    act = sign(proposal=propose(federation, docket, n), by=federation.actor("second"))
    assert act is not None
    as_rebuilt(docket)
    return act


def as_rebuilt(docket: Docket) -> None:
    """What stands in the tables is what the acts say, and nothing else is wrong."""
    assert list(verify.one(world.fresh(docket))) == []
    before = rebuild.snapshot(world.fresh(docket))
    assert rebuild.docket(docket.pk) == 0
    assert rebuild.snapshot(world.fresh(docket)) == before


def refused(do: Callable[[], object], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        do()
    assert refusal.value.code == code


@pytest.mark.both
def test_a_decision_annulled_leaves_nothing_but_itself(federation: world.World, docket: Docket) -> None:
    world.log_in(federation["respondent"])
    with clock.frozen(world.later(hours=1)):
        take(federation, docket, "acknowledge")
        take(federation, docket, "send")
        deliver(world.fresh(docket))
        cases.confirm_receipt(docket=world.fresh(docket), of=3, to="R1", by=Actor(key="R1"))
    with clock.frozen(world.later(30)):
        local = Vault.of(docket).local
        votes = {"for": [local(federation[name].pk) for name in ("conflicted", "second", "third")]}
        found = [{"allegation": "a1", "respondent": "R1", "finding": "established"}]
        imposes = [{"sanction": "suspension", "on": "R1", "lasts": "3 months"}]
        act = {"as": "committee", "votes": votes, "findings": found, "imposes": imposes}
        by = federation.actor("third")
        made = take_step(
            docket=world.fresh(docket), step="decide", by=by, at=clock.now(), needs=Needs(act=act)
        )
        deliver(world.fresh(docket))
    assert (world.fresh(docket).stage, Finding.objects.count(), Sanction.objects.count()) == ("decided", 1, 1)
    with clock.frozen(world.later(31)):
        view = extracts.opened(world.fresh(docket), viewer=federation.actor("owner"))
        told = extracts.changes(view, made.n)
        assert "It stands at “Reply and decision” again, not at “Decided”." in told
        assert "This falls away: Suspension, Ilse Marchetti" in told
        assert "The finding on allegation 1 counts no more." in told
        assert any("went out on" in line and "decision, to Ilse Marchetti" in line for line in told)
        assert "Time runs again for: Answer, until 8 Apr 2026" in told
        mailed = Mailed.objects.count()
        note = annul(federation, docket, made.n)
        after = world.fresh(docket)
        assert Mailed.objects.count() == mailed > 0, "what went out by mail did go out"
        assert (after.stage, Finding.objects.count(), Sanction.objects.count()) == ("reply", 0, 0)
        page = case_page(after, viewer=federation.actor("owner"))
        [gone] = [row for row in page.docket.timeline if row.annulled]
        assert (gone.n, gone.annulled.n, gone.annulled.reason) == (made.n, note.n, "Wrong case.")
        assert gone.annulled.by == (federation["owner"].shown_name, federation["second"].shown_name)
        assert [(each.n, each.to) for each in page.docket.astray] == [
            (made.n, "Ilse Marchetti"),
            (made.n, "Wren Abara"),
        ]
        party = party_page(after, key="R1")
        assert [each.annulled_at for each in party.messages if each.act == made.n] == [world.later(31)]
        assert (party.sanctions, party.stage) == ((), "reply")
        again = take_step(docket=after, step="decide", by=by, at=clock.now(), needs=Needs(act=act))
        assert again.n > note.n
        as_rebuilt(docket)


def test_a_letter_on_its_way_still_arrives_and_reads_as_annulled(federation: world.World) -> None:
    world.log_in(federation["respondent"])
    docket = world.decided(federation)
    with clock.frozen(world.later(31)):
        decided = Act.objects.get(docket=docket, name="decide").n
        view = extracts.opened(docket, viewer=federation.actor("owner"))
        assert "This letter does not go out: decision, to Ilse Marchetti" in extracts.changes(view, decided)
        deliver(world.fresh(docket))
        before = letter(world.fresh(docket), key="R1", act=decided)
        annul(federation, docket, decided)
        shown = letter(world.fresh(docket), key="R1", act=decided)
        assert before is not None
        assert shown is not None
        assert (shown.unread, shown.annulled_at, shown.title) == (True, world.later(31), before.title)
        cases.confirm_receipt(docket=world.fresh(docket), of=decided, to="R1", by=Actor(key="R1"))
        opened = letter(world.fresh(docket), key="R1", act=decided)
        assert opened is not None
        assert not opened.unread
        as_rebuilt(docket)


@pytest.mark.both
def test_a_closing_annulled_reopens(federation: world.World, docket: Docket) -> None:
    with clock.frozen(world.later(1)):
        shut = take(federation, docket, "shut")
    tally, _left = figures.tally(ZoneInfo("Europe/London"))
    assert (world.fresh(docket).is_open, Case.objects.get().refused, sum(tally.care().refused.values())) == (
        False, "shut", 1,
    )  # fmt: skip
    with clock.frozen(world.later(2)):
        note = annul(federation, docket, shut.n)
    after = world.fresh(docket)
    assert (after.is_open, after.closed_at, Case.objects.get().refused) == (True, None, "")
    assert (shut.entry_type, note.entry_type) == ("closed", "reopened")
    tally, _left = figures.tally(ZoneInfo("Europe/London"))
    assert sum(tally.care().refused.values()) == 0
    assert tally.open_at(world.later(1).date()) == 0
    assert tally.open_at(world.later(2).date()) == 1


def test_allegations_owner_and_withdrawal_follow(federation: world.World, docket: Docket) -> None:
    third = Vault.of(docket).local(federation["third"].pk)
    alleged = [{"id": "a1", "respondent": "R1"}]
    charged = take(federation, docket, "charge", allegations=alleged)
    take(federation, docket, "charge", allegations=[{"id": "a2", "respondent": "R1"}])
    handed = take(federation, docket, "hand_on", appoints={"reporter": [third]})
    entered = Actor(person=federation["owner"], key="C1")
    taken = cases.withdraw(docket=world.fresh(docket), by=entered, step="take_back")
    assert world.fresh(docket).owner == person_tag(federation["third"].pk)
    assert Complaint.objects.get().withdrawn_at is not None
    for act in (charged, handed, taken):
        annul(federation, docket, act.n)
    assert world.fresh(docket).owner == person_tag(federation["owner"].pk)
    assert Complaint.objects.get().withdrawn_at is None
    assert list(Allegation.objects.values_list("key", flat=True)) == ["a2"]
    page = case_page(world.fresh(docket), viewer=federation.actor("owner"))
    assert [each.key for each in page.allegations] == ["a2"]
    coded, _texts = cases.code_allegations(
        world.fresh(docket), [("R1", cases.Alleged(text="More."))], at=clock.now()
    )
    assert [each["id"] for each in coded] == ["a3"], "no number is given twice"


def test_what_is_not_annulled(federation: world.World, docket: Docket) -> None:
    owner = federation.actor("owner")
    refused(lambda: propose(federation, docket, 1), "opening")
    refused(lambda: propose(federation, docket, 99), "no_entry")
    made = cases.add_party(
        docket=docket, identity=PartyIdentity(kind="witness", name="Somebody"), by=owner, reason="Was there."
    )
    refused(lambda: propose(federation, docket, made.n), "comes_in")
    said = cases.add_information(docket=world.fresh(docket), by=Actor(key="C1"), text="A film.")
    refused(lambda: propose(federation, docket, said.n), "own_word")
    entered = cases.add_information(
        docket=world.fresh(docket), by=Actor(person=federation["owner"], key="C1"), text="Another's."
    )
    assign(docket=world.fresh(docket), to=federation["owner"].pk, by=owner, reason="Rota")
    refused(lambda: propose(federation, docket, entered.n + 1), "not_annulled")
    third = Vault.of(docket).local(federation["third"].pk)
    away = take_note(
        docket=world.fresh(docket), note="absent", by=owner, at=clock.now(),
        needs=Needs(act={"who": third, "from": "2026-03-23"}),
    )  # fmt: skip
    refused(lambda: propose(federation, docket, away.n, signer="third"), "oneself")
    refused(lambda: propose(federation, docket, away.n, by="third"), "oneself")
    fourth = Vault.of(docket).local(federation["conflicted"].pk)
    signed = take(federation, docket, "agree", countersigned=[{"by": fourth, "as": "committee_member"}])
    refused(lambda: propose(federation, docket, signed.n), "others_signed")
    with pytest.raises(Malformed):
        propose_annulment(
            docket=world.fresh(docket), n=entered.n, by=owner, reason=" ", signer=federation["second"]
        )
    note = annul(federation, docket, entered.n)
    refused(lambda: propose(federation, docket, entered.n), "done_already")
    refused(lambda: propose(federation, docket, note.n), "not_annulled")


def test_not_where_a_later_act_would_be_refused(federation: world.World, docket: Docket) -> None:
    took = take(federation, docket, "acknowledge")
    take(federation, docket, "send")
    with pytest.raises(NotPermitted) as refusal:
        propose(federation, docket, took.n)
    assert "Act 3, taken later, would then be refused" in str(refusal.value.reason)
    view = extracts.opened(world.fresh(docket), viewer=federation.actor("owner"))
    assert "Act 3" in extracts.kept(view, took.n)


def test_judged_again_at_the_last_signature(federation: world.World, docket: Docket) -> None:
    took = take(federation, docket, "acknowledge")
    waits = propose(federation, docket, took.n)
    take(federation, docket, "send")
    with pytest.raises(NotPermitted):
        sign(proposal=waits, by=federation.actor("second"))
    assert not Act.objects.filter(name="annulled").exists()


def test_finality_comes_undone_and_what_time_did_holds_no_more(federation: world.World) -> None:
    docket = world.decided(federation)
    decided = Act.objects.get(docket=docket, name="decide").n
    with clock.frozen(world.later(31)):
        for key in ("C1", "R1"):
            cases.confirm_receipt(
                docket=world.fresh(docket), of=decided, to=key, by=federation.actor("owner")
            )
            waive(
                docket=world.fresh(docket), party=key, step="appeal_to_elders", by=federation.actor("owner")
            )
    with clock.frozen(world.later(32)):
        record_lapses(world.fresh(docket))
        assert world.fresh(docket).stage == "closed"
        annul(federation, docket, decided)
        assert (world.fresh(docket).stage, world.fresh(docket).is_open) == ("reply", True)
        page = extracts.page(world.fresh(docket), viewer=federation.actor("owner"))
        assert [row.step for row in page.timeline if row.undone] == ["lapsed"]
