"""My work of somebody who sees few cases: what waits for them outside the open cases stands there too."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import LazySettings

from dueprocess.cases import extracts
from dueprocess.cases.actions import confirm_receipt
from dueprocess.docket import search, verify, wall
from dueprocess.docket.actions import take_step
from dueprocess.docket.actions.proposing import propose_annulment
from dueprocess.docket.models import Docket
from dueprocess.kit import clock
from dueprocess.rules import actions as rules
from tests import world
from tests.cases.mailbox import mails
from tests.cases.mailbox.conftest import build
from tests.cases.mailbox.taking import take
from tests.desk.conftest import signed_in
from tests.desk.working import text

SHUT = """
[steps.shut]
title = "Shut the case"
clause = "9"
stage = "received"
by = ["secretary", "clerk"]
leads_to = "closed"
[roles.clerk]
title = "Clerk"
"""


@pytest.mark.both
def test_a_proposal_in_a_closed_case_and_a_late_message_stand_there(db: None, settings: LazySettings) -> None:
    settings.DUEPROCESS_MAILBOX = settings.DEFAULT_FROM_EMAIL = mails.HOME
    cast = build(SHUT)
    with clock.frozen(world.later(days=-1)):  # in which the clerk has no part, so that they do not see all
        former = world.EXAMPLE.read_text().replace('version = "1"', 'version = "0"')
        rules.adopt(text=former, adopted_by="Assembly", adopted_on=date(2024, 1, 5), by=None)
        world.appoint(cast["third"], "clerk")
    owner, reader = cast.actor("owner"), signed_in(cast["third"])
    with clock.frozen(world.MONDAY):
        case = world.open_case(cast).docket
        shut = take_step(docket=case, step="shut", by=owner, at=clock.now())
        case = world.fresh(case)
        take(at=clock.now())
        assert not case.is_open
        near = search.nearest(wall.visible_to(cast["third"]))
        assert (near.few is None, list(search.of_kind(near))) == (False, []), "few, and no open case"
        page = text(reader.get("/desk/"))
        assert "signature" not in page
        assert "waits longer" not in page
        propose_annulment(
            docket=case, n=shut.n, by=owner, reason="Another case was meant.", signer=cast["third"]
        )
    with clock.frozen(world.later(days=3)):
        page = reader.get("/desk/")
        assert "1 message waits longer" in text(page)
        assert f"/desk/cases/{case.number}/signatures/" in page.content.decode()


@pytest.mark.both
def test_a_case_without_a_unit_is_counted_once_for_whom_it_was_opened_by_name(
    federation: world.World,
) -> None:
    placed, bare = (world.open_case(federation).docket for _ in range(2))
    for docket in (placed, bare):  # of the first, their role opens it as well
        world.decide_access(federation, docket, "allowed", "owner", signer="second")
    Docket.objects.filter(pk=bare.pk).update(unit=None)
    near = search.nearest(wall.visible_to(federation["owner"]))
    found = sorted(row.pk for part in search.in_parts(near) for row in part)
    assert found == sorted([placed.pk, bare.pk])
    assert extracts.counts(federation["owner"], at=clock.now(), visible=near)["open"] == 2


EARLY = """
[steps.look_into]
title = "Look into it"
clause = "6"
stage = "reply"
by = ["secretary"]
not_before = { after = "end of answer" }
due = { within = "2 working days", after = "service of send" }
"""


@pytest.mark.both
def test_what_is_late_and_not_possible_yet_says_from_when_on(db: None) -> None:
    cast = build(EARLY)
    owner, reader = cast.actor("owner"), signed_in(cast["owner"])
    with clock.frozen(world.MONDAY):
        case = world.open_case(cast).docket
        for step in ("acknowledge", "send"):
            sent = take_step(docket=world.fresh(case), step=step, by=owner, at=clock.now())
        confirm_receipt(docket=case, of=sent.n, to="R1", by=owner)
    address = f"/desk/cases/{case.number}/steps/look_into/"
    with clock.frozen(world.later(days=8)):
        work = reader.get("/desk/")
        assert "not before Thu 9 Apr 2026" in text(work), text(work)
        assert (address in work.content.decode(), "Begin" in text(work)) == (False, False)
        for page in ("", "deadlines/"):
            assert "not before Thu 9 Apr 2026" in text(reader.get(f"/desk/cases/{case.number}/{page}"))
    with clock.frozen(world.later(days=26)):  # nobody answered: open, with the copy as it was made then
        assert list(verify.one(world.fresh(case))) == []
        work = reader.get("/desk/")
        assert (address in work.content.decode(), "not before" in text(work)) == (True, False)
        assert "not before" not in text(reader.get(f"/desk/cases/{case.number}/"))
