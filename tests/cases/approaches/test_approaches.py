"""Approaches by their actions: who reads one, what is late, that first words stay, that no office opens
it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, transaction

from dueprocess.cases.approaches import accounts, actions, extracts
from dueprocess.cases.approaches.models import About, Approach, Done, Kind, Told
from dueprocess.cases.audits.answering import may_look
from dueprocess.cases.code_names import of as code_name
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket import search, verify, wall
from dueprocess.docket.actions import owners, rebuild
from dueprocess.docket.actions.erasing import ALL, erase
from dueprocess.docket.actions.retaining import put_hold, review
from dueprocess.docket.models import Act, Docket, Word
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.kit import clock
from dueprocess.kit.http import Hidden
from dueprocess.kit.jobs import drain
from dueprocess.kit.models import OutgoingMail
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from tests import retaining, world
from tests.cases.approaches import ASKED, entered
from tests.docket.conftest import entries_fail

__all__ = ["entries_fail"]
HELD = (
    retaining.SCHEDULE.partition("[classes.suspended]")[0]
    + """
[classes.approaches]
title = "Approaches"
reason = "Who spoke to whom."
of = "approach"
keep = "6 years"
then = "review"
"""
)
pytestmark = pytest.mark.django_db


def readers(built: world.World, docket: Docket) -> set[str]:
    """Who of the cast may read it, by the wall and by the register alike."""
    found = {name for name in built.people if wall.sees(docket, built[name])}
    assert found == {
        name for name in built.people
        if docket.number in {each.number for each in extracts.register(built[name]).lines}
    }  # fmt: skip
    for name in built.people:
        if name in found:
            assert wall.open(docket.number, built[name], "to look", what="approach") == docket
        else:
            with pytest.raises(Hidden):
                wall.open(docket.number, built[name], "to look", what="approach")
    return found


@pytest.mark.both
def test_the_writer_the_owner_of_the_case_and_oversight_read_it_and_nobody_by_office(
    federation: world.World,
) -> None:
    world.appoint(federation["owner"], "secretary")  # everywhere: every case is open to them
    case = world.open_case(federation).docket
    assert wall.sees(case, federation["owner"])
    docket = entered(federation, by="second", about=case.number)
    assert readers(federation, docket) == {"second", "owner", "overseer"}
    other = entered(federation, by="stranger")
    assert readers(federation, other) == {"stranger", "overseer"}
    assert [each.number for each in extracts.about(case, federation["owner"])] == [docket.number]
    assert extracts.count_about(case, federation["owner"]) == 1
    assert extracts.count_about(case, federation["second"]) == 0
    for name in ("owner", "second", "third", "leader", "stranger"):
        assert docket not in wall.visible_to(federation[name])  # no list of cases, no search, no count
    for page in ("case", "readers", "act", "access", "message"):
        with pytest.raises(Hidden):
            wall.open(docket.number, federation["overseer"], "to look", what=page)


def test_whoever_it_names_does_not_read_it_though_they_oversee(federation: world.World) -> None:
    register.grant(
        person=federation["leader"], power=Power.OVERSEE, by=None, reason="Elected", from_on=world.ADOPTED
    )
    exact = entered(federation, by="second")
    assert readers(federation, exact) == {"second", "overseer"}
    by_name = entered(federation, by="second", person=None)
    assert readers(federation, by_name) == {"second", "overseer"}
    somebody = entered(federation, by="second", person=None, who="A reporter of the Hollin Courier")
    assert readers(federation, somebody) == {"second", "overseer", "leader"}
    with pytest.raises(Refused, match="You are the one"):
        entered(federation, by="leader")


@pytest.mark.both
def test_entered_within_a_working_day_by_the_calendar_of_the_organisation(federation: world.World) -> None:
    friday = world.MONDAY - timedelta(days=3)
    assert world.MONDAY.weekday() == 0
    assert not Approach.objects.get(docket=entered(federation, on=friday.date())).late
    thursday = entered(federation, on=(friday - timedelta(days=1)).date())
    row = Approach.objects.get(docket=thursday)
    assert row.late
    assert row.weigh_by == (world.MONDAY + timedelta(days=7)).date()
    assert extracts.tally(federation["overseer"]) == extracts.Tally(2, 1, 2, 0)
    with clock.frozen(world.MONDAY + timedelta(days=9)):
        assert extracts.tally(federation["overseer"]) == extracts.Tally(2, 1, 2, 2)
        assert extracts.to_weigh(federation["overseer"]) == 2
        assert extracts.to_weigh(federation["owner"]) == 0


def test_a_case_that_is_not_there_is_taken_as_written_and_nothing_tells_which_it_was(
    federation: world.World,
) -> None:
    case = world.open_case(federation).docket
    there = [case.number.lower(), f" {case.number.replace('-', ' ')} ", code_name(case.pseudonym)]
    pages = []
    for typed in (*there, "ZZZZ-ZZZZ-Z", ""):
        docket = entered(federation, by="stranger", about=typed)
        row = Approach.objects.get(docket=docket)
        assert row.about == (case.pseudonym if typed in there else "")
        page = extracts.page(docket, federation["stranger"])
        assert not page.line.case
        pages.append(str(replace(page, line=None, entries=(), now={})))
    assert len(set(pages)) == 1
    inquiry = entered(federation, about=case.number, about_what=About.INQUIRY)
    assert Approach.objects.get(docket=inquiry).about == ""


def test_a_correction_stands_beside_the_first_words_and_nobody_changes_or_annuls_them(
    federation: world.World,
) -> None:
    case = world.open_case(federation).docket
    docket = entered(federation, by="stranger")
    by = federation.actor("stranger")
    said = replace(ASKED, on=world.MONDAY.date(), words="It should be over soon.", about=case.number,
                   kind=Kind.EXPEDITE)  # fmt: skip
    with pytest.raises(Malformed):
        actions.amend(docket=docket, entry=said, wrong=" ", by=by)
    with pytest.raises(Refused, match="Only who entered it"):
        actions.amend(docket=docket, entry=said, wrong="Mine.", by=federation.actor("second"))
    actions.amend(docket=docket, entry=said, wrong="I asked again: it was milder.", by=by)
    page = extracts.page(world.fresh(docket), federation["overseer"])
    assert [each.what for each in page.entries] == ["approached", "approach_amended"]
    texts = [dict(each.texts) for each in page.entries]
    assert texts[0]["Their words"] == "This has to be over before the assembly."
    assert texts[1]["Their words"] == "It should be over soon."
    assert page.line.case == case.number
    assert page.line.amended == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Act.objects.filter(docket=docket, n=1).update(facts={"kind": "press"})
    with pytest.raises(DatabaseError), transaction.atomic():
        Act.objects.filter(docket=docket, n=2).delete()


def test_a_reply_and_what_oversight_says(federation: world.World) -> None:
    docket = entered(federation, by="second", told=Told.LATER, why="She works under him.")
    case_owner = federation.actor("owner")
    for refused in (federation.actor("second"), case_owner):
        with pytest.raises(Refused, match="Oversight says"):
            actions.weigh(docket=docket, follows="Nothing.", told=Told.NOW, by=refused)
    overseer = federation.actor("overseer")
    with pytest.raises(Malformed):
        actions.weigh(docket=docket, follows="", told=Told.NOW, by=overseer)
    assert world.fresh(docket).is_open
    with clock.frozen(world.later(1)):
        actions.weigh(docket=world.fresh(docket), follows="He was written to.", told=Told.NOW, by=overseer)
        row, now = Approach.objects.get(docket=docket), world.fresh(docket)
        assert (row.told, row.weighed_at, now.is_open, now.closed_at) == (
            "now", clock.now(), False, clock.now(),
        )  # fmt: skip
    with clock.frozen(world.later(2)):
        actions.reply(docket=now, text="I only asked when.", by=Actor(key=actions.NAMED))
        row = Approach.objects.get(docket=docket)
        assert (row.replied_at, row.weighed_at) == (clock.now(), None)
        assert world.fresh(docket).is_open  # oversight looks at it again
        with pytest.raises(Malformed):
            actions.reply(docket=world.fresh(docket), text=" ", by=Actor(key=actions.NAMED))
    mine = entered(federation, by="overseer")
    actions.weigh(docket=mine, follows="Nobody else oversees.", told=Told.NOW, by=overseer)
    register.grant(
        person=federation["admin"], power=Power.OVERSEE, by=None, reason="Elected", from_on=world.ADOPTED
    )
    theirs = entered(federation, by="overseer")
    with pytest.raises(Refused, match="Somebody else who oversees"):
        actions.weigh(docket=theirs, follows="Mine.", told=Told.NOW, by=overseer)


@pytest.mark.both
def test_it_can_be_made_anew_and_the_record_covers_it(federation: world.World) -> None:
    case = world.open_case(federation).docket
    docket = entered(federation, by="stranger", about=case.number)
    actions.weigh(docket=docket, follows="Nothing.", told=Told.NOW, by=federation.actor("overseer"))
    assert rebuild.docket(docket.pk) == 0
    assert list(verify.one(world.fresh(docket))) == []
    actions.reply(docket=world.fresh(docket), text="No.", by=Actor(key=actions.NAMED))
    assert rebuild.docket(docket.pk) == 0
    assert list(verify.one(world.fresh(docket))) == []
    facts = str(list(Act.objects.filter(docket=docket).values_list("facts", "introduces")))
    assert "Brandt" not in facts
    assert case.number not in facts
    kinds = set(Act.objects.filter(docket=docket).values_list("entry_type", flat=True))
    assert kinds == {"act"}  # the public is not told that there was one


def test_once_it_is_erased_codes_and_days_stay_and_no_word(federation: world.World) -> None:
    case = world.open_case(federation).docket
    docket, overseer = entered(federation, by="second", about=case.number), federation.actor("overseer")
    actions.weigh(docket=docket, follows="Nothing.", told=Told.NOW, by=overseer)
    before = Approach.objects.values().get(docket=docket)
    with clock.frozen(world.later(9)):
        by = [overseer, federation.actor("third")]
        erase(dockets=[docket.pk], by=by, at=clock.now(), basis={ALL: "Schedule 24"})
    assert Approach.objects.values().get(docket=docket) == before
    [line] = extracts.register(federation["overseer"]).lines
    assert (line.erased, line.who, line.number) == (True, "", docket.number)
    assert extracts.register(federation["second"]).count == 0  # whose it was is not known any more
    assert list(verify.one(world.fresh(docket))) == []


def test_what_is_missing_is_said_where(federation: world.World) -> None:
    tomorrow = (world.MONDAY + timedelta(days=1)).date()
    wrong = (
        ("who", {"who": " ", "person": None}), ("words", {"words": ""}), ("asked", {"asked": " "}),
        ("reply", {"done": Done.MORE}), ("why", {"told": Told.LATER}), ("on", {"on": tomorrow}),
    )  # fmt: skip
    for name, more in wrong:
        with pytest.raises(Malformed) as error:
            entered(federation, **more)
        assert [each.path for each in error.value.problems] == [name]
    assert not Docket.objects.filter(kind="approach").exists()


def test_those_who_oversee_and_the_owner_of_the_case_are_told_at_once_without_a_word_of_it(
    federation: world.World,
) -> None:
    for name in ("overseer", "owner", "leader", "second"):
        world.log_in(federation[name])
    case = world.open_case(federation).docket
    drain()
    mail.outbox.clear()
    entered(federation, by="second", about=case.number)
    to = {federation[name].login.email for name in ("overseer", "owner")}
    drain()
    assert {address for each in mail.outbox for address in each.to} == to
    for each in mail.outbox:
        said = f"{each.subject}\n{each.body}"
        assert "Brandt" not in said
        assert case.number not in said


def test_it_is_nobodys_load_and_no_case_is_found_by_its_words(federation: world.World) -> None:
    world.appoint(federation["owner"], "secretary")
    docket = entered(federation, by="owner", words="Quibblesome talk at the fountain.")
    assert Word.objects.filter(docket=docket).exists()
    for name in ("owner", "overseer"):
        seen = wall.visible_to(federation[name])
        found = search.narrow(seen, search.Filters(text="quibblesome", is_open=None), at=clock.now())
        assert list(found.dockets) == []
    assert "approach" not in owners.WORK


@pytest.mark.both
def test_where_the_entry_fails_nothing_is_saved(
    federation: world.World, entries_fail: Callable[[], None]
) -> None:
    docket = entered(federation, by="second")
    owner, overseer = federation.actor("second"), federation.actor("overseer")
    was = Docket.objects.count(), Act.objects.count(), Word.objects.count(), OutgoingMail.objects.count()
    row = Approach.objects.get(docket=docket)
    said = replace(ASKED, on=world.MONDAY.date())
    entries_fail()
    for tried in (
        lambda: entered(federation, by="second"),
        lambda: actions.amend(docket=docket, entry=said, wrong="x", by=owner),
        lambda: actions.reply(docket=docket, text="x", by=owner),
        lambda: actions.weigh(docket=docket, follows="x", told=Told.NOW, by=overseer),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            tried()
    now = Docket.objects.count(), Act.objects.count(), Word.objects.count(), OutgoingMail.objects.count()
    assert now == was
    assert Approach.objects.get(docket=docket).amended == row.amended == 0


@pytest.mark.both
def test_a_hold_and_a_review_leave_it_readable_and_as_closed_as_it_was(federation: world.World) -> None:
    retaining.adopt(HELD)
    overseer = federation.actor("overseer")
    for power in (Power.HOLD, Power.ERASE):
        register.grant(
            person=federation["overseer"], power=power, by=None, reason="Assembly", from_on=world.ADOPTED
        )
    docket = entered(federation, by="second")
    put_hold(docket=docket, by=overseer, reason="A claim.")
    assert [each.what for each in extracts.page(world.fresh(docket), federation["second"]).entries] == [
        "approached"
    ]
    assert world.fresh(docket).is_open
    actions.weigh(docket=world.fresh(docket), follows="Nothing.", told=Told.NOW, by=overseer)
    with clock.frozen(world.later(1)):
        review(docket=world.fresh(docket), by=overseer, reason="Nobody needs it.")
        now = world.fresh(docket)
        assert (now.is_open, now.closed_at) == (False, world.MONDAY)
        assert extracts.page(now, federation["second"]).line.weigh_by is None
        actions.weigh(docket=now, follows="Still nothing.", told=Told.NOW, by=overseer)
        assert rebuild.docket(docket.pk) == 0
        assert list(verify.one(world.fresh(docket))) == []


def test_whoever_is_shut_out_of_a_case_reads_no_approach_about_it_though_they_oversee(
    federation: world.World,
) -> None:
    for name in ("overseer", "second"):
        world.log_in(federation[name])
    theirs = world.open_case(
        federation, also=[PartyIdentity(kind="witness", person=federation["overseer"].pk)]
    ).docket
    assert not wall.sees(theirs, federation["overseer"])
    drain()
    mail.outbox.clear()
    docket = entered(federation, by="second", about=theirs.number)
    assert readers(federation, docket) == {"second", "owner"}
    assert extracts.tally(federation["overseer"]).every == extracts.to_weigh(federation["overseer"]) == 0
    assert not may_look(docket, federation["overseer"])
    assert may_look(docket, federation["elder_1"])
    drain()
    assert federation["overseer"].login.email not in {to for each in mail.outbox for to in each.to}
    own = entered(federation, by="overseer", about=theirs.number)  # what they wrote themselves
    assert readers(federation, own) == {"overseer", "owner"}
    assert not extracts.page(own, federation["overseer"]).line.case
    # nor in any list of dockets of every kind: what may be erased, holds, signatures
    other = entered(federation, by="stranger")
    seen = set(wall.visible_to(federation["overseer"], Docket.objects.filter(kind="approach")))
    assert seen == {own, other}


def test_what_oversight_has_kept_from_the_person_named_no_correction_lets_them_read(
    federation: world.World,
) -> None:
    docket, by = entered(federation, by="second"), federation.actor("second")
    overseer = federation.actor("overseer")
    said = replace(ASKED, on=world.MONDAY.date(), words="It should be over.")
    actions.amend(docket=docket, entry=replace(said, told=Told.LATER, why="Wait."), wrong="x", by=by)
    actions.amend(docket=docket, entry=said, wrong="Nobody is in danger.", by=by)  # as long as it is theirs
    assert Approach.objects.get(docket=docket).told == Told.NOW
    actions.weigh(docket=docket, follows="She works under him.", told=Told.LATER, by=overseer)
    assert extracts.page(world.fresh(docket), federation["second"]).now["told"] == Told.LATER
    with pytest.raises(Refused, match="Only oversight"):
        actions.amend(docket=docket, entry=said, wrong="A word.", by=by)
    assert Approach.objects.get(docket=docket).told == Told.LATER
    actions.amend(docket=docket, entry=said, wrong="She was moved.", by=overseer)
    assert Approach.objects.get(docket=docket).told == Told.NOW


def test_the_monthly_list_warns_nobody_who_may_not_read_theirs_yet(federation: world.World) -> None:
    told = entered(federation, by="second", kind=Kind.PRESS)
    waits = entered(federation, by="second", told=Told.LATER, why="She works under him.")
    day = world.MONDAY.date()
    text = accounts.month(day, day, zone=ZoneInfo("UTC"), today=day)
    assert told.number in text
    assert waits.number not in text
    assert str(Kind.PRESSURE.label) not in text
    assert "approaches entered: 2" in text
    assert "And 1 more, in the register." in text
