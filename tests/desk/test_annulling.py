"""Annulling an entry at the desk: checked, proposed, signed by another, shown for what it is."""

from __future__ import annotations

import pytest

from dueprocess.cases import actions as cases
from dueprocess.docket.actions import take_step
from dueprocess.docket.actions.letters import deliver
from dueprocess.docket.models import Act, Proposal
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from tests import world
from tests.desk.conftest import SignIn
from tests.desk.test_units import confirm, post
from tests.desk.working import text

pytestmark = pytest.mark.django_db


def test_two_annul_what_was_decided_by_mistake(federation: world.World, sign_in: SignIn) -> None:
    world.log_in(federation["respondent"])
    docket = world.decided(federation)
    number, client = docket.number, sign_in(federation["owner"])
    with clock.frozen(world.later(30, hours=1)):
        deliver(world.fresh(docket))
        n = Act.objects.get(name="decide").n
        cases.confirm_receipt(docket=world.fresh(docket), of=n, to="R1", by=Actor(key="R1"))
    address = f"/desk/cases/{number}/acts/{n}/annul/"
    with clock.frozen(world.later(31)):
        assert address in client.get(f"/desk/cases/{number}/acts/{n}/").content.decode()
        assert "It takes two" in text(client.get(address))
        typed = {"reason": "It was for another case.", "signer": str(federation["third"].pk)}
        checked = post(client, address, typed)
        page = text(checked)
        for words in (
            "Check it before it is proposed",
            "It was for another case.",
            "It stands at “Reply and decision” again",
            "This letter went out on 22 Apr 2026: decision, to Ilse Marchetti",
        ):
            assert words in page, words
        assert not Proposal.objects.exists()
        assert confirm(client, address, checked).status_code == 302
        waits = Proposal.objects.get()
        assert world.fresh(docket).stage == "decided", "nothing holds before the other has signed"
        other, sign = sign_in(federation["third"]), f"/desk/cases/{number}/signatures/{waits.pk}/"
        page = text(other.get(sign))
        for words in ("Entry annulled", f"entry {n}, Decide", "decision, to Ilse Marchetti", "another case"):
            assert words in page, words
        assert post(other, sign, {"sign": "1"}).status_code == 302
        assert world.fresh(docket).stage == "reply"
        note = Act.objects.get(name="annulled")
        for where in (f"acts/{n}/", f"acts/{note.n}/"):
            page = text(client.get(f"/desk/cases/{number}/{where}"))
            assert "Letters that went out and hold no more" in page, where
            assert f"Ilse Marchetti, Wed 22 Apr 2026 (yesterday): entry {n}, Decide" in page, where
        page = text(client.get(f"/desk/cases/{number}/"))
        assert "Entered by mistake, and annulled on Thu 23 Apr" in page
        assert "Went out, and hold no more (2)" in text(client.get(f"/desk/cases/{number}/letters/"))
        assert "This entry was annulled before" in text(client.get(address))
        party = sign_in(federation["respondent"])
        party.get(f"/portal/mine/{number}/")
        assert "This was entered by mistake. It was annulled on" in text(party.get("/portal/matter/"))
        page = text(party.get(f"/portal/matter/letter/{n}/"))
        assert "This was annulled" in page
        assert "for another case" not in page, "the reason is the office's"


def test_what_is_not_annulled_says_why_before_anything_is_typed(
    federation: world.World, sign_in: SignIn
) -> None:
    docket, client = world.open_case(federation).docket, sign_in(federation["owner"])
    step = client.get(f"/desk/cases/{docket.number}/steps/acknowledge/1/")
    assert "annulled from its page, by two people" in text(step)
    take_step(docket=docket, step="acknowledge", by=federation.actor("owner"), at=clock.now())
    take_step(docket=world.fresh(docket), step="send", by=federation.actor("owner"), at=clock.now())
    where = f"/desk/cases/{docket.number}/acts/"
    for n, why in ((1, "This opened the case"), (2, "Act 3, taken later, would then be refused")):
        page = client.get(f"{where}{n}/annul/")
        assert why in text(page)
        assert 'name="reason"' not in page.content.decode()
    assert client.get(f"{where}9/annul/").status_code == 404
