"""Open cases come to a further version of the rulebook: what is told before it is adopted, the job that
brings them, which clause is cited then, and that nothing is done twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dueprocess.docket import extracts as dockets
from dueprocess.docket import jobs
from dueprocess.docket.actions import rebuild, settle_pause, take_note, take_step
from dueprocess.docket.models import Act, Deadline, Docket
from dueprocess.docket.needs import Needs
from dueprocess.kit import clock
from dueprocess.ledger import state
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from dueprocess.rules import actions as rules
from dueprocess.rules.models import RulebookVersion
from tests import world
from tests.desk.conftest import signed_in
from tests.desk.working import text, token

OLD = world.EXAMPLE.read_text()
SERVED = 'after = "service of send"'
BASE = (
    OLD.replace('version = "1"', 'version = "2"')
    .replace('clause = "2"', 'clause = "20"')
    .replace('clause = "4"', 'clause = "40"')
    .replace('clause = "6"', 'clause = "60"')
    .replace(f'within = "10 working days", {SERVED}', f'within = "5 working days", {SERVED}')
)  # fmt: skip
NEXT = BASE.replace("[calendar]", '[rulebook.transition]\nopen_cases = "at next stage"\n[calendar]')
NOW = BASE.replace("[calendar]", '[rulebook.transition]\nopen_cases = "at once"\n[calendar]')
DAY = world.later(days=2)


@pytest.fixture
def replying(federation: world.World) -> Docket:
    """A case that waits for its answer, and one that was just received."""
    docket = world.open_case(federation).docket
    for step in ("acknowledge", "send"):
        act = take_step(docket=docket, step=step, by=federation.actor("owner"), at=world.MONDAY)
    needs = Needs(act={"of": act.n, "to": ["R1"]})
    take_note(docket=docket, note="received", by=federation.actor("owner"), at=world.MONDAY, needs=needs)
    return world.fresh(docket)


def adopt(content: str) -> RulebookVersion:
    with clock.frozen(world.later(days=1)):
        return rules.adopt(text=content, adopted_by="Assembly", adopted_on=date(2026, 3, 24), by=None)


def last_day(docket: Docket) -> date | None:
    return Deadline.objects.get(docket=docket, step="answer").last_day


def whole(docket: Docket) -> list[Any]:
    with clock.frozen(DAY):
        return [fault for fault in state.faults() if fault.check.startswith("docket.")]


def test_it_is_told_before_adoption_and_the_job_brings_the_cases(
    federation: world.World, replying: Docket
) -> None:
    fresh = world.open_case(federation).docket
    register.grant(
        person=federation["admin"], power=Power.ADOPT_RULES, by=None, reason="Assembly", from_on=world.ADOPTED
    )
    adopter, address = signed_in(federation["admin"]), "/desk/rules/adopt/"
    page = adopter.get(address)
    sent = {"what": "rulebook", "body": "Assembly", "adopted_on_day": "20", "adopted_on_month": "3"}
    sent |= {"adopted_on_year": "2026", "file": SimpleUploadedFile("r.toml", NEXT.encode()), **token(page)}
    said = text(adopter.post(address, sent))
    for words in (
        "Open cases come to it on that day: 2 are open now under version 1.",
        "1 at “Reply and decision”: comes to “Reply and decision”.",
        "until it leaves the stage at which it stands",
    ):
        assert words in said, said[:1500]
    before = last_day(replying)
    made = adopt(NEXT)
    assert dockets.still_to_come(date(2026, 3, 24)) == (("1", "2", 2),)
    with clock.frozen(DAY):
        assert "2 open cases still come from version 1 to version 2" in text(adopter.get("/desk/rules/"))
        jobs.change_versions()
        jobs.change_versions()  # as if it ran twice
    for docket in (replying, fresh):
        [note] = Act.objects.filter(docket=docket, is_note=True, name="version")
        assert note.facts["rulebook"] == made.hash
        assert note.entry_id
        assert world.fresh(docket).rulebook_id == made.hash
    assert dockets.still_to_come(DAY.date()) == ()
    assert last_day(replying) == before
    assert not whole(replying)
    client = signed_in(federation["owner"])
    with clock.frozen(DAY):
        case = f"/desk/cases/{replying.number}/"
        assert "under version 1" in text(client.get(case)), "its stage is governed by the old one still"
        assert "Other version of the rules" in text(client.get(case))
        take_step(docket=fresh, step="acknowledge", by=federation.actor("owner"), at=DAY)
        sent_ = take_step(docket=fresh, step="send", by=federation.actor("owner"), at=DAY)
        assert sent_.rulebook == federation.rulebook.hash
        other = text(client.get(f"/desk/cases/{fresh.number}/"))
        assert "under version 2" in other, "it came to the next stage"
        needs = Needs(act={"of": sent_.n, "to": ["R1"]})
        take_note(docket=fresh, note="received", by=federation.actor("owner"), at=DAY, needs=needs)
        found = dockets.page(world.fresh(fresh), viewer=federation.actor("owner"))
        assert {each.step: each.clause for each in found.deadlines}["answer"] == "40"
        assert {row.step: row.clause for row in found.timeline}["acknowledge"] == "2"
    assert not whole(fresh)


@pytest.mark.both
def test_a_pause_of_all_cases_that_only_the_new_version_has_stops_the_moved_ones(
    federation: world.World, replying: Docket
) -> None:
    for name in ("owner", "admin"):
        register.grant(
            person=federation[name], power=Power.ADOPT_RULES, by=None, reason="Board", from_on=world.ADOPTED
        )
    election = (
        'election = { title = "Election period", clause = "9", lasts = "up to 6 weeks", for_all = true }'
    )
    with clock.frozen(world.later(days=-1)):
        adopt(NOW.replace("[pauses]", f"[pauses]\n{election}"))
    before = last_day(replying)
    assert before is not None
    with clock.frozen(world.later(days=1, hours=1)):
        made = rules.propose_pause(
            pause="election", first_on=date(2026, 3, 26), last_on=date(2026, 3, 27), decided_by="Board",
            by=federation["owner"],
        )  # fmt: skip
        settle_pause(proposal=made.pk, agree=True, by=federation["admin"])
        assert last_day(replying) == before
    with clock.frozen(world.later(days=4)):
        jobs.change_versions()
        page = dockets.page(world.fresh(replying), viewer=federation.actor("owner"))
        assert [(each.title, each.for_all) for each in page.pauses] == [("Election period", True)]
        moved = last_day(replying)
        assert moved is not None
        assert moved > before
        assert [fault for fault in state.faults() if fault.check.startswith("docket.")] == []
        assert rebuild.docket(replying.pk) == 0


def test_at_once_governs_at_once_and_no_running_deadline_becomes_earlier(
    federation: world.World, replying: Docket
) -> None:
    before = last_day(replying)
    made = adopt(NOW)
    with clock.frozen(DAY):
        jobs.change_versions()
        found = dockets.page(world.fresh(replying), viewer=federation.actor("owner"))
    [answer] = [each for each in found.deadlines if each.step == "answer"]
    assert (answer.clause, answer.last_day) == ("40", before)
    assert "kept at" in answer.explanation
    assert found.rulebook == made.hash
    rows = {row.step: row.clause for row in found.timeline}
    assert rows["acknowledge"] == "2", "what was done cites the version under which it was done"
    with clock.frozen(DAY):
        act = take_step(
            docket=replying, step="allow_time", by=federation.actor("owner"), at=DAY,
            needs=Needs(
                act={"until": "2026-04-10", "deadline": {"step": "answer"}, "for": ["R1"]},
                content={"reasons": "Illness."},
            ),
        )  # fmt: skip
        assert act.rulebook == made.hash
        page = text(signed_in(federation["owner"]).get(f"/desk/cases/{replying.number}/acts/{act.n}/"))
    assert "40" in page
    with clock.frozen(DAY):
        row = world.fresh(replying)
        assert rebuild.docket(row.pk) == 0
        Docket.objects.filter(pk=row.pk).update(rulebook=federation.rulebook)
    assert {fault.check for fault in whole(replying)} == {"docket.row"}


def test_cases_stay_where_the_version_says_so_or_is_not_in_force_yet(
    federation: world.World, replying: Docket
) -> None:
    adopt(BASE)
    with clock.frozen(DAY):
        jobs.change_versions()
    assert world.fresh(replying).rulebook == federation.rulebook
    with clock.frozen(DAY):
        later = NEXT.replace('version = "2"', 'version = "3"')
        rules.adopt(
            text=later, adopted_by="Assembly", adopted_on=DAY.date(), in_force_from=date(2026, 5, 1), by=None
        )
        jobs.change_versions()
    assert world.fresh(replying).rulebook == federation.rulebook
    assert not Act.objects.filter(name="version").exists()


def test_some_steps_are_read_from_it_at_once_where_cases_stay(
    federation: world.World, replying: Docket
) -> None:
    text_ = BASE.replace("[calendar]", '[rulebook.transition]\nat_once = ["allow_time"]\n[calendar]')
    told = dockets.coming(text_)
    assert told is not None
    assert (told.moves, told.steps, told.cases) == (False, ("Allow more time to answer",), 1)
    made = adopt(text_)
    with clock.frozen(DAY):
        jobs.change_versions()
        until = {"until": "2026-04-10", "deadline": {"step": "answer"}, "for": ["R1"]}
        act = take_step(
            docket=replying, step="allow_time", by=federation.actor("owner"), at=DAY,
            needs=Needs(act=until, content={"reasons": "Illness."}),
        )  # fmt: skip
        found = dockets.page(world.fresh(replying), viewer=federation.actor("owner"))
    assert act.rulebook == made.hash
    clauses = {row.step: row.clause for row in found.timeline}
    assert (clauses["allow_time"], clauses["acknowledge"]) == ("40", "2")
    assert [each.clause for each in found.deadlines if each.step == "answer"] == ["4"]
    assert not whole(replying)


def test_one_that_cannot_come_keeps_no_other(
    federation: world.World, replying: Docket, caplog: pytest.LogCaptureFixture
) -> None:
    other = world.open_case(federation).docket
    made = adopt(NEXT)
    Docket.objects.filter(pk=replying.pk).update(key_wrapped=b"\0" * 40)
    with clock.frozen(DAY):
        jobs.change_versions()
    assert world.fresh(other).rulebook == made
    assert f"failed in docket {replying.number}" in caplog.text
