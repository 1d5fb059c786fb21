"""Refusals counted by their reason, and acts that were written down late: on cases, in lists, in figures."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from dueprocess.cases import extracts
from dueprocess.cases.models import Case
from dueprocess.docket.actions import rebuild, take_step
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Needs
from dueprocess.docket.search import Filters
from dueprocess.kit import clock
from tests import world

STEPS = """
[facts.refusal_reason]
title = "Reason for refusing"
choices = ["no breach even if true", "too old to be fair"]
[facts.area]
title = "Area"
choices = ["north", "south"]
[steps.assess]
title = "Assess"
clause = "3"
stage = "received"
by = ["secretary"]
again = true
may_record = ["area"]
[steps.assess.outcomes]
refuse = { title = "Refuse", records = ["refusal reason"], leads_to = "closed", logged_as = "refused" }
refer = { title = "Refer elsewhere", leads_to = "closed", logged_as = "refused" }
look = { title = "Look into it", leads_to = "reply" }
[steps.open_again]
title = "Open again"
clause = "9"
stage = "closed"
by = ["secretary"]
leads_to = "received"
logged_as = "reopened"
"""


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    text = world.EXAMPLE.read_text()
    with clock.frozen(world.later(days=-1)):
        built = world.federation(f"{text}\n{STEPS}")
    with clock.frozen(world.MONDAY):
        yield built


def assessed(people: world.World, outcome: str, docket: Docket | None = None, **more: object) -> Docket:
    found = docket or world.open_case(people).docket
    needs = Needs(act={"outcome": outcome, **more})
    take_step(docket=found, step="assess", by=people.actor("owner"), at=clock.now(), needs=needs)
    return world.fresh(found)


def refused(people: world.World, reason: str, docket: Docket | None = None) -> Docket:
    return assessed(people, "refuse", docket, facts={"area": "south", "refusal_reason": reason})


def figures(*arguments: str) -> str:
    out = StringIO()
    call_command("stats", *arguments, stdout=out)
    return out.getvalue()


def test_a_refusal_is_shown_and_found_by_its_reason(federation: world.World) -> None:
    owner = federation["owner"]
    old, elsewhere = refused(federation, "too old to be fair"), assessed(federation, "refer")
    looked = assessed(federation, "look")
    page = extracts.case_page(old, viewer=federation.actor("owner"))
    assert page.refused == "too old to be fair"
    assert extracts.case_page(elsewhere, viewer=federation.actor("owner")).refused == "Refer elsewhere"
    assert extracts.case_page(looked, viewer=federation.actor("owner")).refused == ""
    all_of_them = extracts.queue(owner, Filters(is_open=None))
    assert all_of_them.count == 3
    found = extracts.queue(owner, Filters(is_open=None), refused=True)
    assert {line.number: line.refused for line in found.lines} == {
        old.number: "too old to be fair",
        elsewhere.number: "Refer elsewhere",
    }
    assert found.count == 2
    assert not extracts.queue(owner, Filters(), refused=True).lines
    assert extracts.queue(owner, Filters(is_open=None), number=old.number, refused=True).count == 1
    assert not extracts.queue(owner, Filters(is_open=None), number=looked.number, refused=True).lines


def test_what_is_taken_up_after_all_was_not_refused(federation: world.World) -> None:
    docket = refused(federation, "no breach even if true")
    take_step(docket=docket, step="open_again", by=federation.actor("owner"), at=clock.now())
    assert Case.objects.get(docket=docket).refused == ""
    refused(federation, "too old to be fair", world.fresh(docket))
    assert Case.objects.get(docket=docket).refused == "too old to be fair"
    assert rebuild.docket(docket.pk) == 0


def test_figures_count_refusals_by_reason_and_what_was_written_down_late(federation: world.World) -> None:
    refused(federation, "too old to be fair")
    twice = refused(federation, "no breach even if true")
    take_step(docket=twice, step="open_again", by=federation.actor("owner"), at=clock.now())
    refused(federation, "no breach even if true", world.fresh(twice))
    prompt, late = world.open_case(federation).docket, world.open_case(federation).docket
    with clock.frozen(world.MONDAY + timedelta(days=20)):
        why = Needs(late_reason="The paper lay in a drawer.")
        take_step(docket=late, step="acknowledge", by=federation.actor("owner"), at=world.later(1), needs=why)
        take_step(docket=prompt, step="acknowledge", by=federation.actor("owner"), at=clock.now())
        told = json.loads(figures("--json", "--by", "month", "--from", "2026-03-01", "--to", "2026-04-30"))
        march, april = told["periods"]
        assert march["refused"] == {"no breach even if true": 2, "too old to be fair": 1}
        assert (april["refused"], march["entered_late"], april["entered_late"]) == ({}, 0, 1)
        out = figures("--by", "month", "--from", "2026-03-01", "--to", "2026-04-30")
    assert "Refused, by reason: 3" in out
    lines = [line.split() for line in out.splitlines()]
    assert ["no", "breach", "even", "if", "true", "2", "0"] in lines
    assert "Written down more than a day after it happened: 1" in out
    assert ["2026-04", "1"] in lines


def test_a_deadline_that_was_met_by_a_late_entry_says_so(federation: world.World) -> None:
    late, prompt = world.open_case(federation).docket, world.open_case(federation).docket
    owner = federation.actor("owner")
    with clock.frozen(world.MONDAY + timedelta(days=20)):
        why = Needs(late_reason="The paper lay in a drawer.")
        take_step(docket=late, step="acknowledge", by=owner, at=world.later(1), needs=why)
        take_step(docket=prompt, step="acknowledge", by=owner, at=clock.now())
        (line,) = extracts.case_page(world.fresh(late), viewer=owner).docket.deadlines
        assert (line.state, line.late_days, line.written_at) == ("met", 0, clock.now())
        (line,) = extracts.case_page(world.fresh(prompt), viewer=owner).docket.deadlines
        assert (line.state, line.late_days, line.written_at) == ("met late", 18, None)
