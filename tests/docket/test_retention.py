"""How long dockets are kept: what their acts say, legal holds, and what is looked at by somebody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, transaction

from dueprocess.cases import actions as cases
from dueprocess.cases.mailbox import actions as mailbox
from dueprocess.cases.models import Via
from dueprocess.core.errors import Malformed, Refused
from dueprocess.core.retention import load
from dueprocess.docket import extracts, house, retention
from dueprocess.docket.actions import (
    keeping,
    propose_lift,
    put_hold,
    review,
    sign,
    take_note,
    take_step,
)
from dueprocess.docket.actions.erasing import erase
from dueprocess.docket.models import Act, Docket, Keeping, LegalHold
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.docket.retention_checks import legal_holds
from dueprocess.kit import clock
from dueprocess.ledger import state
from dueprocess.people import actions as register
from dueprocess.people.actions.ground import touch
from dueprocess.people.models import Grant, Power
from dueprocess.rules import actions as rules
from dueprocess.rules.models import ScheduleVersion
from tests import retaining, world
from tests.cases.mailbox.taking import docket as lies_in
from tests.cases.mailbox.taking import take, take_machines

pytestmark = pytest.mark.django_db
END = date(2028, 3, 23)
"""The last day on which a case that was closed without a sanction on `world.MONDAY` is kept."""


federation = retaining.scene


def on(day: date, hour: int = 12) -> Any:
    """Go to a day."""
    return clock.frozen(datetime(day.year, day.month, day.day, hour, tzinfo=world.MONDAY.tzinfo))


def how(docket: Docket) -> tuple[str, date | None]:
    found = retention.kept(world.fresh(docket))
    assert found is not None
    return str(found.verdict.standing), found.verdict.until


def refused(code: str, act: Callable[[], Any]) -> None:
    with pytest.raises(Refused) as no:
        act()
    assert no.value.code == code, no.value.reason


@pytest.mark.both
def test_a_closed_case_is_kept_until_its_day_and_not_longer(federation: world.World) -> None:
    docket = retaining.shut(federation)
    assert how(docket) == ("kept", END)
    with on(END, 23):
        assert how(docket) == ("kept", END)
    with on(END + timedelta(days=1), 0):
        assert how(docket) == ("erasable", END)
    still_open = world.open_case(federation).docket
    assert how(still_open) == ("open", None)


def test_nothing_goes_where_no_schedule_was_adopted(db: None) -> None:
    with clock.frozen(world.MONDAY):
        built = world.federation(retaining.RULES)
        docket = retaining.shut(built)
        assert retention.kept(docket) is None
        refused("no_schedule", lambda: review_by(built, docket, "owner"))


def review_by(built: world.World, docket: Docket, who: str, until: date | None = None) -> Act:
    if not Grant.objects.filter(person=built[who], power=Power.ERASE).exists():
        register.grant(
            person=built[who], power=Power.ERASE, by=None, reason="Assembly", from_on=world.ADOPTED
        )
    return review(docket=docket, by=built.actor(who), reason="It may be asked for.", until=until)


def test_what_a_party_sends_later_begins_it_anew(federation: world.World) -> None:
    docket = retaining.shut(federation)
    with clock.frozen(world.later(100)):
        cases.send_message(docket=docket, by=Actor(key="C1"), text="?")
        assert how(docket) == ("kept", date(2028, 7, 1))
    with clock.frozen(world.later(120)):  # what officers do to it does not
        cases.send_message(docket=docket, by=federation.actor("owner"), text="Thank you.", to=["C1"])
        assert how(docket) == ("kept", date(2028, 7, 1))


def test_what_is_entered_late_came_when_it_was_entered(federation: world.World) -> None:
    docket = retaining.shut(federation)
    with clock.frozen(world.later(100)):
        take_note(
            docket=docket, note="message", by=Actor(key="C1"), at=world.later(1),
            needs=Needs(act={"by": "C1"}, content={"text": "?"}, late_reason="It lay in a drawer."),
        )  # fmt: skip
        assert how(docket) == ("kept", date(2028, 7, 1))


def test_reopening_begins_it_anew(federation: world.World) -> None:
    docket = retaining.shut(federation)
    with clock.frozen(world.later(50)):
        take_step(docket=docket, step="reopen", by=federation.actor("owner"), at=clock.now())
        assert how(docket) == ("open", None)
    with clock.frozen(world.later(60)):
        take_step(docket=docket, step="shut", by=federation.actor("owner"), at=clock.now())
        assert how(docket) == ("kept", date(2028, 5, 22))


def test_a_fact_and_a_child_make_it_longer_and_ask_for_a_review(federation: world.World) -> None:
    safety = retaining.shut(federation, kind="safety")
    assert how(safety) == ("kept", date(2036, 3, 23))
    with on(date(2036, 3, 24)):
        assert how(safety)[0] == "review"
    money = retaining.shut(federation, kind="money")
    assert how(money) == ("kept", END)
    child = PartyIdentity(kind="complainant", name="Robin Vale", minor=True)
    report = cases.Report(summary="Pushed.", reporter=child, respondents=[])
    docket = cases.receive_complaint(
        report=report, via=Via.PORTAL, by=Actor(), at=clock.now(), unit=federation.club,
        rulebook=federation.rulebook,
    ).docket  # fmt: skip
    take_step(docket=docket, step="shut", by=federation.actor("owner"), at=clock.now())
    assert how(docket) == ("kept", date(2036, 3, 23))


CODE = """
[code]
id = "{id}"
title = "A code"
language = "en"
[versions.1]
in_force = "2020-01-01"
adopted_by = "Assembly"
[versions.1.clauses]
"1" = {{ title = "One", text = "Be good." }}
"6" = {{ title = "Six", text = "Be careful." }}
"""


def alleged(built: world.World, *named: tuple[str, str]) -> Docket:
    """Return a case about these clauses, each of a code, that was refused at once."""
    report = cases.Report(
        summary="It was seen.", reporter=PartyIdentity(kind="complainant", name="Robin Vale"),
        respondents=[PartyIdentity(kind="respondent", name="Wren Adair")],
        allegations=[cases.Alleged(text="It was seen.", code=code, clause=clause) for code, clause in named],
    )  # fmt: skip
    docket = cases.receive_complaint(
        report=report, via=Via.PORTAL, by=Actor(), at=clock.now(), unit=built.club, rulebook=built.rulebook,
    ).docket  # fmt: skip
    take_step(docket=docket, step="shut", by=built.actor("owner"), at=clock.now())
    return docket


@pytest.mark.both
def test_a_clause_is_that_of_its_code_alone(federation: world.World) -> None:
    """Two codes have a clause of that number: what one says of children, the other says of honesty."""
    by_clause = retaining.next_one("{ minor = true }", '{ alleged = ["children/6"] }')
    with pytest.raises(Malformed) as no:
        retaining.adopt(by_clause)
    [problem] = no.value.problems
    line = by_clause[: by_clause.index("children/6")].count("\n") + 1
    assert (problem.path, problem.line) == ("classes.safety.when[1].alleged[0]", line)
    assert "was adopted here" in problem.what
    for name in ("children", "clubs"):
        rules.adopt_code(text=CODE.format(id=name), adopted_by="Assembly", adopted_on=world.ADOPTED, by=None)
    with pytest.raises(Malformed, match="has a clause"):
        retaining.adopt(by_clause.replace("children/6", "children/7"))
    with clock.frozen(world.later(hours=1)):
        retaining.adopt(by_clause)
        assert how(alleged(federation, ("children", "6"))) == ("kept", date(2036, 3, 23))
        assert how(alleged(federation, ("clubs", "6"))) == ("kept", END)
        assert how(alleged(federation, ("clubs", "6"), ("children", "1"))) == ("kept", END)
        assert how(alleged(federation, ("clubs", "1"), ("children", "6")))[1] == date(2036, 3, 23)


def test_what_was_adopted_with_a_clause_alone_means_that_of_every_code(federation: world.World) -> None:
    text = retaining.next_one("{ minor = true }", '{ alleged = "6" }')
    for name in ("children", "clubs"):
        rules.adopt_code(text=CODE.format(id=name), adopted_by="Assembly", adopted_on=world.ADOPTED, by=None)
    with pytest.raises(Malformed, match="no code of conduct"):
        retaining.adopt(text)
    with clock.frozen(world.later(hours=1)):
        ScheduleVersion.objects.create(
            hash=load(text).hash, schedule_id="example_retention", version="2", title="Of before",
            text=text, adopted_by="Assembly", adopted_on=world.ADOPTED, recorded_at=clock.now(),
        )  # fmt: skip
        touch()
        for name in ("children", "clubs"):
            assert how(alleged(federation, (name, "6"))) == ("kept", date(2036, 3, 23))
            assert how(alleged(federation, (name, "1"))) == ("kept", END)


def test_an_imported_case_without_a_day_is_looked_at_never_erased(federation: world.World) -> None:
    with on(date(2026, 5, 1)):
        dated = world.import_case("17", received="2015-01-07", closed="2015-03-09", respondents=["A. Nonym"])
        assert how(dated)[0] == "review"
    Docket.objects.filter(pk=dated.pk).update(closed_at=None)
    for year in (2027, 2050, 2090):
        with on(date(year, 1, 1)):
            assert how(dated) == ("review", None)
            refused("kept", lambda: retention.may_go(world.fresh(dated)))
    with on(date(2027, 1, 1)):
        review_by(federation, world.fresh(dated), "overseer")
        assert how(dated)[0] == "erasable"


@pytest.mark.both
def test_a_legal_hold_keeps_it_until_two_lift_it(federation: world.World) -> None:
    docket = retaining.shut(federation)
    with on(END + timedelta(days=1)):
        note = put_hold(docket=docket, by=federation.actor("owner"), reason="A claim was brought.")
        assert (note.name, note.facts["what"]) == (house.LEGAL_HOLD, "put")
        assert how(docket)[0] == "held"
        refused("held", lambda: retention.may_go(world.fresh(docket)))
        refused(
            "done_already", lambda: put_hold(docket=docket, by=federation.actor("elder_2"), reason="Again.")
        )
        waiting = lift_by(federation, docket, "owner", "elder_2")
        assert how(docket)[0] == "held", "one alone lifts nothing"
        sign(proposal=waiting, by=federation.actor("elder_2"))
        assert how(docket) == ("erasable", END)
        row = LegalHold.objects.get()
        assert (row.put, row.lifted) == (note.n, note.n + 1)
        assert list(legal_holds()) == []
        refused("ended_already", lambda: lift_by(federation, docket, "owner", "elder_2"))
        assert [each for each in state.faults() if docket.number in each.what] == []


def lift_by(built: world.World, docket: Docket, who: str, signer: str) -> Any:
    return propose_lift(docket=docket, by=built.actor(who), reason="Over.", signer=built[signer])


def test_who_may_put_a_hold_and_who_may_lift_it(federation: world.World) -> None:
    docket = retaining.shut(federation)
    refused("no_power", lambda: put_hold(docket=docket, by=federation.actor("elder_1"), reason="Claim."))
    refused("no_power", lambda: put_hold(docket=docket, by=Actor(), reason="Claim."))
    with pytest.raises(Malformed):
        put_hold(docket=docket, by=federation.actor("owner"), reason=" ")
    register.grant(
        person=federation["respondent"], power=Power.HOLD, by=None, reason="Assembly", from_on=world.ADOPTED
    )
    refused("not_able", lambda: put_hold(docket=docket, by=federation.actor("respondent"), reason="Claim."))
    put_hold(docket=docket, by=federation.actor("owner"), reason="A claim was brought.")
    refused("not_able", lambda: lift_by(federation, docket, "owner", "owner"))
    refused("not_able", lambda: lift_by(federation, docket, "owner", "respondent"))
    refused("not_able", lambda: lift_by(federation, docket, "owner", "second"))  # no power for it
    refused("no_power", lambda: lift_by(federation, docket, "elder_1", "owner"))
    waiting = lift_by(federation, docket, "owner", "elder_2")
    grant = Grant.objects.get(person=federation["elder_2"], power=Power.HOLD)
    register.end_grant(
        grant=grant, on=world.MONDAY.date() - timedelta(days=1), by=None, reason="Stepped down"
    )
    refused("second_person", lambda: sign(proposal=waiting, by=federation.actor("elder_2")))
    assert how(docket)[0] == "held"


def test_a_hold_can_be_put_on_what_is_open_and_stays_when_it_is_closed(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    put_hold(docket=docket, by=federation.actor("owner"), reason="A claim was brought.")
    assert docket.pk
    with clock.frozen(world.later(1)):
        take_step(docket=docket, step="shut", by=federation.actor("owner"), at=clock.now())
    with on(date(2040, 1, 1)):
        assert how(docket)[0] == "held"


def test_the_table_of_holds_lifts_nothing(federation: world.World) -> None:
    docket = retaining.shut(federation)
    put_hold(docket=docket, by=federation.actor("owner"), reason="A claim was brought.")
    LegalHold.objects.all().delete()
    with on(date(2040, 1, 1)):
        assert how(docket)[0] == "held"
        refused("held", lambda: retention.may_go(world.fresh(docket)))
    assert list(legal_holds()) == [
        f"docket {docket.number}: the legal hold of act {world.fresh(docket).length} is not listed"
    ]
    found = [each.what for each in state.faults() if each.check == "docket.legal_holds"]
    assert len(found) == 1
    LegalHold.objects.create(docket=docket, put=1, put_at=clock.now())
    assert len(list(legal_holds())) == 2


@pytest.mark.both
def test_a_review_keeps_it_or_lets_it_go(federation: world.World) -> None:
    docket = retaining.shut(federation, kind="safety")
    with on(date(2036, 4, 1)):
        assert how(docket)[0] == "review"
        review_by(federation, docket, "overseer", until=date(2040, 5, 5))
        assert how(docket) == ("kept", date(2040, 5, 5))
    with on(date(2040, 5, 6)):
        assert how(docket)[0] == "review"
        review_by(federation, docket, "overseer")
        assert how(docket)[0] == "erasable"
        cases.send_message(docket=docket, by=Actor(key="C1"), text="?")
        assert how(docket)[0] == "kept"
    with on(date(2051, 1, 1)):
        assert how(docket)[0] == "review", "what was decided before something came counts no more"


def test_a_review_takes_the_power_a_reason_and_a_day_to_come(federation: world.World) -> None:
    docket = retaining.shut(federation)
    refused("no_power", lambda: review(docket=docket, by=federation.actor("second"), reason="Yes."))
    for day in (world.MONDAY.date(), date(2026, 1, 1), date(2099, 1, 1)):
        with pytest.raises(Malformed):
            review_by(federation, docket, "overseer", until=day)
    with pytest.raises(Malformed):
        review(docket=docket, by=federation.actor("overseer"), reason="")
    refused("open", lambda: review_by(federation, world.open_case(federation).docket, "overseer"))
    review_by(federation, docket, "overseer")
    assert how(docket) == ("kept", END), "that it may go does not make its day come sooner"


def test_a_case_that_was_joined_into_another_is_kept_as_long_as_that(federation: world.World) -> None:
    more = """
[steps.take_in]
title = "Take in"
clause = "11"
stage = "received"
by = ["secretary"]
again = true
joins = true
logged_as = "joined"
"""
    version = rules.adopt(
        text=(retaining.RULES + more).replace('version = "1"', 'version = "2"', 1),
        adopted_by="Assembly", adopted_on=world.ADOPTED, by=None,
    )  # fmt: skip
    federation.rulebook = version
    into, other = world.open_case(federation).docket, retaining.shut(federation)
    cases.join_case(into=into, other=other, step="take_in", leave=None, by=federation.actor("owner"))
    with on(END + timedelta(days=10)):
        assert how(other)[0] == "linked"
        refused("kept", lambda: retention.may_go(world.fresh(other)))
        take_step(docket=into, step="shut", by=federation.actor("owner"), at=clock.now())
        assert how(other)[0] == "linked", "the other is kept for two years more"
    with on(END.replace(year=END.year + 2) + timedelta(days=20)):
        assert (how(into)[0], how(other)[0]) == ("erasable", "erasable")
        put_hold(docket=into, by=federation.actor("owner"), reason="A claim was brought.")
        assert how(other)[0] == "linked"


def test_a_sanction_that_lasts_longer_than_the_class_keeps_it(federation: world.World) -> None:
    docket = world.decided(federation)
    assert docket.is_open
    Docket.objects.filter(pk=docket.pk).update(is_open=False, closed_at=world.later(60))
    docket.sanctions.create(
        act=5, name="suspension", state="in force", from_at=world.later(30), until_at=world.later(395)
    )
    assert how(docket) == ("kept", date(2028, 4, 22))
    docket.sanctions.update(until_at=None)
    assert how(docket) == ("kept", None)
    with on(date(2031, 7, 1)):
        assert how(docket)[0] == "review"
    docket.sanctions.update(state="set aside")
    assert how(docket) == ("kept", date(2028, 5, 22))


def test_the_index_is_worked_out_anew_when_something_changed(federation: world.World) -> None:
    first, second = retaining.shut(federation), retaining.shut(federation, kind="safety")
    world.open_case(federation)
    assert keeping.stale().count() == 2
    assert keeping.work_out() == 2
    assert keeping.work_out() == 0
    rows = {row.docket_id: (row.holds, row.until, row.asks) for row in Keeping.objects.all()}
    assert rows == {
        first.pk: ("plain", END, False),
        second.pk: ("safety", date(2036, 3, 23), True),
    }
    put_hold(docket=first, by=federation.actor("owner"), reason="A claim was brought.")
    assert [each.pk for each in keeping.stale()] == [first.pk]
    keeping.work_out()
    with clock.frozen(world.later(1)):
        take_step(docket=second, step="reopen", by=federation.actor("owner"), at=clock.now())
        keeping.work_out()
    assert [row.docket_id for row in Keeping.objects.all()] == [first.pk]
    retaining.adopt(
        retaining.SCHEDULE.replace('version = "1"', 'version = "2"').replace("2 years", "3 years")
    )
    assert keeping.work_out() == 1
    assert Keeping.objects.get().until == date(2029, 3, 23)


def test_a_shorter_schedule_erases_nothing_for_four_weeks(federation: world.World) -> None:
    docket = retaining.shut(federation)
    with clock.frozen(world.later(40)):
        retaining.adopt(
            retaining.SCHEDULE.replace('version = "1"', 'version = "2"').replace("2 years", "1 day")
        )
        assert how(docket) == ("kept", date(2026, 5, 30))
    with on(date(2026, 5, 30)):
        assert how(docket)[0] == "kept"
    with on(date(2026, 5, 31)):
        assert how(docket)[0] == "erasable"


def test_notes_of_a_hold_are_never_annulled(federation: world.World) -> None:
    docket = retaining.shut(federation)
    note = put_hold(docket=docket, by=federation.actor("owner"), reason="A claim was brought.")
    view = extracts.opened(world.fresh(docket), viewer=federation.actor("overseer"))
    assert "Nothing of this kind is annulled" in extracts.kept(view, note.n)


def test_erasing_asks_once_more(federation: world.World) -> None:
    docket = retaining.shut(federation)
    given = {"by": [federation.actor("owner"), federation.actor("overseer")], "basis": {"": "Schedule"}}
    with on(END):
        refused("kept", lambda: erase(dockets=[docket.pk], at=clock.now(), **given))
    with on(END + timedelta(days=1)):
        put_hold(docket=docket, by=federation.actor("owner"), reason="A claim was brought.")
        refused("held", lambda: erase(dockets=[docket.pk], at=clock.now(), **given))
    assert world.fresh(docket).key_wrapped is not None


@pytest.mark.both
def test_a_failed_entry_saves_nothing(federation: world.World, entries_fail: Callable[[], None]) -> None:
    docket = retaining.shut(federation)
    acts = (
        lambda: put_hold(docket=docket, by=federation.actor("owner"), reason="A claim was brought."),
        lambda: review_by(federation, docket, "overseer"),
    )
    entries_fail()
    for act in acts:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
        assert world.fresh(docket).length == docket.length
        assert not LegalHold.objects.exists()


def command(*words: str) -> str:
    out = StringIO()
    call_command("retention", *words, stdout=out)
    return out.getvalue()


def test_the_command_lists_and_erases_nothing(federation: world.World) -> None:
    docket = retaining.shut(federation)
    safety = retaining.shut(federation, kind="safety")
    held = retaining.shut(federation)
    put_hold(docket=held, by=federation.actor("owner"), reason="A claim was brought.")
    with on(date(2036, 4, 1)):
        told = command("list", "--dry-run", "--why")
    lines = told.splitlines()
    assert lines[0] == "How long files are kept, version 1"
    assert f"erasable  {docket.number}  2028-03-23    Without a sanction" in lines
    assert f"review    {safety.number}  2036-03-23    Safety, or a child" in lines
    assert f"held      {held.number}  2028-03-23    Without a sanction" in lines
    assert "A legal hold keeps it until it is lifted." in told
    assert lines[-2] == "1 erasable, 1 review, 1 held, 0 linked, 0 kept. Nothing was erased."
    assert lines[-1] == "In the register: 0 erasable, 0 review, 0 linked, 14 kept. Nobody was erased."
    assert not Docket.objects.filter(key_wrapped=None).exists()


def test_the_command_checks_explains_and_adopts(federation: world.World, tmp_path: Path) -> None:
    assert command("check", "standard") == "standard: sound (15 classes).\n"
    assert "25 years after closing" in command("explain", "small-club")
    text = tmp_path / "next.toml"
    text.write_text(retaining.next_one("2 years", "3 years"))
    assert "adopted by Board on 2026-03-01" in command(
        "adopt", str(text), "--by", "Board", "--on", "2026-03-01"
    )
    text.write_text(retaining.next_one("2 years", "4 years"))
    for wrong, said in (
        (("check", "nowhere"), "Give a shipped schedule's name or a file"),
        (("adopt", str(text), "--by", "Board"), "was adopted with another text"),
        (("adopt", str(text), "--by", "Board", "--on", "tomorrow"), "no such day"),
        (("adopt", "standard", "--by", "Board"), "No rulebook standard was adopted here"),
    ):
        with pytest.raises(CommandError, match=said):
            command(*wrong)
    text.write_text(retaining.next_one("2 years", "5 years").replace("safety", "savety"))
    with pytest.raises(CommandError, match=r"line [0-9]+: classes\.savety"):
        command("adopt", str(text), "--by", "Board")


def test_messages_that_became_no_case_have_classes_too(federation: world.World) -> None:
    world.appoint(federation["owner"], "secretary")  # everywhere: a message belongs to no unit
    docket = lies_in(take())
    assert how(docket) == ("open", None)
    waiting = mailbox.propose_not_complaint(
        docket=docket, by=federation.actor("owner"), signer=federation["overseer"], reason="An invoice."
    )
    sign(proposal=waiting, by=federation.actor("overseer"))
    assert how(docket) == ("kept", date(2026, 9, 23))
    with clock.frozen(world.later(1)):
        mailbox.put_back(docket=docket, by=federation.actor("owner"), reason="It was one.")
        assert how(docket) == ("open", None)
    machine = lies_in(take_machines())
    mailbox.file_automatic(docket=machine, by=federation.actor("owner"))
    keeping.work_out()
    assert Keeping.objects.get().docket_id == machine.pk
    with on(date(2026, 9, 24)):
        assert how(machine) == ("erasable", date(2026, 9, 23))
        put_hold(docket=machine, by=federation.actor("owner"), reason="The police asks for it.")
        assert how(machine)[0] == "held"
    with clock.frozen(world.later(1)):
        retaining.adopt(
            retaining.next_one('of = "message"\n', 'of = "message"\nwhen = { filed = "not_complaint" }\n')
        )
    with on(date(2027, 9, 24)):
        found = retention.kept(world.fresh(machine))
        assert found is not None
        assert found.verdict.applied == (), "no class is for what a machine sent"


def test_a_start_up_plan_has_a_class(federation: world.World) -> None:
    with clock.frozen(world.MONDAY):
        world.plans(federation)
        plan = world.begin_plan(federation)
    assert how(plan) == ("open", None)
    Docket.objects.filter(pk=plan.pk).update(is_open=False, closed_at=world.later(30))
    assert how(plan) == ("kept", date(2029, 4, 22))
    register.grant(
        person=federation["lead"], power=Power.HOLD, by=None, reason="Board", from_on=world.ADOPTED
    )
    put_hold(docket=world.fresh(plan), by=federation.actor("lead"), reason="An audit.")
    assert how(plan)[0] == "held"
