"""The start-up plan at the desk: begun on its own page, cases taken stock of one after another, the week
counted; what parties and everybody else read of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dueprocess.cases import extracts
from dueprocess.cases.actions import add_party, send_message
from dueprocess.cases.batches import actions as batches
from dueprocess.cases.batches.models import Batch
from dueprocess.cases.batches.told import Told
from dueprocess.cases.plan import actions, questions
from dueprocess.cases.plan.models import Promise, Stock, WeekCount
from dueprocess.docket.actions import take_step
from dueprocess.docket.actions.reminders import remind
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from dueprocess.people.models import Person
from tests import world
from tests.desk.conftest import SHIPPED, SignIn, staffed
from tests.desk.working import text, token

START = world.MONDAY + timedelta(days=14)
SAID = {
    "found": "whole",
    "looked": ["mail"],
    "conflict": "none",
    "suspended": "none",
    "urgency": "turn",
    "of": "closing",
}


@pytest.fixture
def built(db: None) -> Iterator[world.World]:
    """Two cases of our own and an imported one, before the plan; nobody has begun it."""
    with clock.frozen(world.later(days=-1)):
        found = world.federation()
        world.plans(found)
    with clock.frozen(world.MONDAY):
        world.open_case(found)
        world.open_case(found, summary="Shouted again, a week later.")
        world.import_case("12/24", received="2024-11-05")
    with clock.frozen(START):
        yield found


def post(client: Client, address: str, **typed: object) -> str:
    """Send a page's form with what is typed; returns where it leads, or fails with what it says."""
    page = client.get(address)
    assert page.status_code == 200, text(page)[:300]
    done = client.post(address, typed | token(page))
    assert done.status_code == 302, text(done)[:900]
    return str(done["Location"])


def begin(built: world.World, sign_in: SignIn) -> Client:
    lead = sign_in(built["lead"])
    page = lead.get("/desk/plan/")
    assert "Begin the plan" in text(page)
    form = lead.post("/desk/plan/begin/", token(page))["Location"]
    empty = lead.post(form, token(lead.get(form)))
    assert "where the backlog lies" in text(empty).casefold()
    assert not Docket.objects.filter(kind="plan").exists()
    name = next(name for name in lead.get(form).context["form"].fields if name.startswith("paper"))
    assert post(lead, form, **{name: "In a mailbox and a spreadsheet."}) == "/desk/plan/"
    return lead


def test_it_is_begun_by_whoever_may_and_everybody_sees_their_own_cases(
    built: world.World, sign_in: SignIn
) -> None:
    owner = sign_in(built["owner"])
    assert "That is not you" in text(owner.get("/desk/plan/"))
    lead = begin(built, sign_in)
    seen = text(lead.get("/desk/plan/"))
    assert "Week 1. It began on" in seen
    assert "End the inventory" in seen
    assert "In a mailbox and a spreadsheet." in seen
    mine = text(owner.get("/desk/plan/"))
    assert "In a mailbox" not in mine
    assert "End the inventory" not in mine
    assert mine.count("Take stock of") == 2
    assert text(sign_in(built["wrong_unit"]).get("/desk/plan/")).count("Take stock of") == 0
    assert "There is no such case" in text(owner.get("/desk/plan/?lack=stage"))


def test_stock_is_taken_of_one_case_after_another(built: world.World, sign_in: SignIn) -> None:
    begin(built, sign_in)
    client = sign_in(built["owner"])
    one, two = Docket.objects.filter(kind="case").exclude(stage="").order_by("pk")
    address = f"/desk/plan/cases/{one.number}/"
    faults = client.post(address, {"lacking": "x"} | token(client.get(address)))
    assert {"found", "looked", "conflict", "suspended", "urgency"} <= set(faults.context["form"].errors)
    day = {"on_day": "4", "on_month": "5", "on_year": "2026", "to": ["C1"]}
    second = str(built["second"].pk)
    there = post(client, address, **SAID, **day, owner=second, next="1")
    assert there == f"/desk/plan/cases/{two.number}/"
    assert Stock.objects.get().docket_id == one.pk
    assert Promise.objects.get().on == date(2026, 5, 4)
    assert [act.name for act in Act.objects.filter(docket=one).order_by("n")][-4:] == [
        "stocktaken", "assigned", "promised", "message",
    ]  # fmt: skip
    case = text(client.get(f"/desk/cases/{one.number}/"))
    assert "Closing of the case: by Mon 4 May 2026 promised" in case
    assert "Everything is there" in case
    again = client.post(address, SAID | {"length": "1", **token(client.get(address))} | {"length": "1"})
    assert "changed meanwhile" in text(again)
    assert post(client, there, **SAID, next="1") == "/desk/plan/#cases"
    tomorrow = post(client, address, **SAID, **day | {"on_day": "5"}, reason="The hall is let.")
    assert tomorrow == "/desk/plan/#cases"
    assert "missed" not in text(client.get("/desk/plan/"))


def test_a_party_reads_the_day_that_they_were_told_and_no_other(built: world.World, sign_in: SignIn) -> None:
    begin(built, sign_in)
    docket = Docket.objects.filter(kind="case").exclude(stage="").order_by("pk").first()
    assert docket is not None
    by = built.actor("owner")
    day = actions.Day(of="closing", on=date(2026, 5, 4), to=["C1"], text="By 4 May.")
    actions.promise_day(docket=docket, day=day, by=by)
    pages = []
    for who in ("complainant", "respondent"):
        client = sign_in(built[who])
        page = client.get("/portal/mine/")
        links = {line for line in page.content.decode().split('"') if line.startswith("/portal/mine/")}
        pages.append("".join(text(client.get(each, follow=True)) for each in sorted(links)))
    assert "We have told you a day" in pages[0]
    assert "We have told you a day" not in pages[1]
    told = {key: extracts.party_page(docket, key=key).promises for key in ("C1", "R1")}
    assert [len(told["C1"]), len(told["R1"])] == [1, 0]


def test_the_week_is_shown_before_it_is_counted_and_then_published(
    built: world.World, sign_in: SignIn, client: Client
) -> None:
    lead = begin(built, sign_in)
    assert client.get("/backlog/").status_code == 404
    with clock.frozen(START + timedelta(days=6)):
        page = lead.get("/desk/plan/steps/count/")
        assert page.context["count"]["carried_in"] == 3
        assert post(lead, "/desk/plan/steps/count/") == "/desk/plan/"
        assert "counted each week" in text(lead.get("/desk/plan/")).casefold()
        assert WeekCount.objects.get().undated == 3
        WeekCount.objects.update(carried_in=70, closed=12, dated=50, undated=8, promised=60, kept=9, missed=2)
        public = text(client.get("/backlog/"))
        assert all(number in public for number in ("70", "12", "50", "60"))
        assert "Missed" in public
        assert "How far we are" in text(client.get("/"))
        assert sign_in(built["owner"]).get("/desk/plan/steps/count/").status_code == 404


def test_the_page_asks_as_many_questions_of_ten_cases_as_of_two(built: world.World, sign_in: SignIn) -> None:
    begin(built, sign_in)
    owner = sign_in(built["owner"])

    def asked() -> int:
        owner.get("/desk/plan/")
        with CaptureQueriesContext(connection) as queries:
            assert owner.get("/desk/plan/").status_code == 200
        return len(queries)

    few = asked()
    with clock.frozen(world.later(days=1)):
        for n in range(8):
            world.open_case(built, at=world.later(days=1), summary=f"Shouted again, number {n}.")
    for docket in Docket.objects.filter(kind="case").exclude(stage=""):
        day = actions.Day(of="closing", on=date(2026, 5, 4))
        actions.promise_day(docket=docket, day=day, by=built.actor("owner"))
    assert asked() <= few + 2  # the days that were promised, however many


def test_only_whoever_has_a_part_takes_stock_and_only_while_a_plan_runs(
    built: world.World, sign_in: SignIn
) -> None:
    one = Docket.objects.filter(kind="case").exclude(stage="").order_by("pk").first()
    assert one is not None
    address = f"/desk/plan/cases/{one.number}/"
    assert sign_in(built["owner"]).get(address).status_code == 404
    begin(built, sign_in)
    answers = {
        who: sign_in(built[who]).get(address).status_code for who in ("owner", "overseer", "wrong_unit")
    }
    assert answers == {"owner": 200, "overseer": 403, "wrong_unit": 404}


def test_a_measure_from_before_must_be_looked_at_again(db: None) -> None:
    """Under the standard rules: a measure from before the plan stands on the list until the duty panellist,
    who is independent, has looked at it again, also where it stays."""
    with clock.frozen(world.later(days=-1)):
        built, holders = staffed((SHIPPED / "standard.toml").read_text(), each=2)
        world.plans(built)
    with clock.frozen(world.MONDAY):
        docket = world.import_case("7/25", respondents=["Noor Whitlock"])
        _step(docket, holders["intake_officer"][0], "take_from_register", outcome="from_the_beginning")
        _step(docket, holders["duty_officer"][0], "ask_for_measure")
        starts = [{"measure": "no_contact", "on": "R1"}]
        _step(docket, holders["duty_panellist"][0], "decide_measure", outcome="granted", starts=starts)
    with clock.frozen(START):
        plan = world.begin_plan(built)
        lacks = questions.lacks(plan)["suspended"]
        assert Docket.objects.filter(lacks, pk=docket.pk).exists()
        _step(docket, holders["duty_panellist"][0], "review_measure", outcome="stays")
        assert not Docket.objects.filter(lacks, pk=docket.pk).exists()


def _step(docket: Docket, who: Person, step: str, **act: object) -> Act:
    docket = world.fresh(docket)
    papers = ("reasons", "why it stands there", "risk assessment", "why nothing milder will do")
    needs = Needs(act=act, content=dict.fromkeys(papers, "As said."))
    return take_step(docket=docket, step=step, by=Actor(person=who), at=clock.now(), needs=needs)


@pytest.mark.both
def test_ones_own_work_lists_the_steps_that_the_plan_asks_of_one(built: world.World, sign_in: SignIn) -> None:
    lead = begin(built, sign_in)
    page = lead.get("/desk/")
    lines = {line.step: line for line in page.context["planned"]}
    assert list(lines) == ["count", "end_inventory", "finish"]  # those of its stage, what is due first
    assert lines["end_inventory"].working_days == 5
    assert lines["end_inventory"].why == "Oversight lead"
    assert 'href="/desk/plan/steps/end_inventory/"' in page.content.decode()
    assert "in 5 working days" in text(page)
    assert not sign_in(built["owner"]).get("/desk/").context["planned"]
    with clock.frozen(START + timedelta(days=8)):
        late = lead.get("/desk/").context["planned"]
        assert [(line.step, line.late, line.working_days) for line in late[:2]] == [
            ("count", True, None), ("end_inventory", True, None),
        ]  # fmt: skip
        post(lead, "/desk/plan/steps/count/")
        post(lead, "/desk/plan/steps/end_inventory/", paper_0="The mailbox.", paper_1="Two files.")
        after = {line.step for line in lead.get("/desk/").context["planned"]}
        assert after == {"count", "end_sorting", "finish"}
    world.appoint(built["second"], "rota_clerk", built.north)  # one region's: the plan is of the whole
    assert not sign_in(built["second"]).get("/desk/").context["planned"]
    world.appoint(built["owner"], "rota_clerk")  # whoever holds an office only now has it at once
    now = sign_in(built["owner"]).get("/desk/").context["planned"]
    assert {line.step for line in now} == {"count", "end_sorting"}


def test_whoever_owes_a_step_of_the_plan_is_reminded_without_a_part_in_cases(
    built: world.World, sign_in: SignIn
) -> None:
    world.log_in(built["lead"])
    begin(built, sign_in)
    plan = Docket.objects.get(kind="plan")
    with clock.frozen(START + timedelta(days=5, hours=12)):
        assert remind(plan) == 1
        assert remind(plan) == 0


def test_the_plan_costs_ones_own_work_one_question_however_many_cases_there_are(
    built: world.World, sign_in: SignIn
) -> None:
    def asked(client: Client) -> int:
        client.get("/desk/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/desk/").status_code == 200
        return len(queries)

    lead, owner = begin(built, sign_in), sign_in(built["owner"])
    few = asked(lead), asked(owner)
    for n in range(6):
        world.open_case(built, at=START - timedelta(hours=n), summary=f"Shouted again, number {n}.")
    assert (asked(lead), asked(owner)) == few
    assert max(few) <= 12


@pytest.mark.both
def test_one_press_leads_from_the_list_to_a_letter_to_exactly_those(
    built: world.World, sign_in: SignIn
) -> None:
    world.log_in(built["complainant"])
    begin(built, sign_in)
    client = sign_in(built["owner"])
    told, untold = Docket.objects.filter(kind="case").exclude(stage="").order_by("pk")
    send_message(docket=told, by=built.actor("owner"), text="We have it.", to=["C1"])
    page = client.get("/desk/plan/?lack=letter")
    assert "Write in this case" in text(page)
    sent = {"which": "plan", "lack": "letter", "kind": "write"} | token(page)
    address = client.post("/desk/several/new/", sent)["Location"]
    batch = Batch.objects.get()
    assert [part.docket_id for part in batch.parts.all()] == [untold.pk]
    asked = client.get(address)
    assert asked.context["form"].initial["how"] == "untold"
    assert re.search(r'value="untold"[^>]* checked', asked.content.decode())
    post(client, address, what="say", how="untold", text="{name}, we have your complaint {complaint}.")
    drain()
    check = client.get(address)
    assert "whoever has had no letter since the start-up plan began" in text(check)
    keep = [str(part.pk) for part in batch.parts.all()]
    assert client.post(address, {"what": "start", "keep": keep} | token(check)).status_code == 302
    drain()
    [act] = Act.objects.filter(docket=untold, name="message")
    assert act.facts["to"] == ["C1"]  # the respondent, who knows of nothing, is told when the rules say
    assert Act.objects.filter(docket=told, name="message").count() == 1
    assert "There is no such case" in text(client.get("/desk/plan/?lack=letter"))
    nothing = sent | token(client.get("/desk/cases/"))
    assert client.post("/desk/several/new/", nothing)["Location"] == "/desk/plan/"


def test_whom_no_way_leads_to_stays_on_the_list_and_is_said(built: world.World, sign_in: SignIn) -> None:
    """Of two complainants one has a login: she gets her letter, and the check says that one is left."""
    world.log_in(built["complainant"])
    begin(built, sign_in)
    docket = Docket.objects.filter(kind="case").exclude(stage="").order_by("pk")[0]
    joined = PartyIdentity(kind="complainant", name="Nils Ødegård")
    add_party(docket=docket, identity=joined, by=built.actor("owner"))
    batch = batches.begin(kind=Batch.Kind.WRITE, dockets=[docket], by=built["owner"], told=Told(how="untold"))
    batches.say(batch=batch, told=Told(how="untold", text="We have it."), by=built["owner"])
    drain()
    [part] = batch.parts.select_related("docket")
    assert (part.state, batches.why_not(part)) == (
        "able", "One of them can open nothing here: write to them by hand.",
    )  # fmt: skip
    batch.refresh_from_db()
    batches.start(batch=batch, by=built["owner"], only=[part.pk])
    drain()
    assert Act.objects.get(docket=docket, name="message").facts["to"] == ["C1"]
    listed = sign_in(built["owner"]).get("/desk/plan/?lack=letter").content.decode()
    assert f"/desk/cases/{docket.number}/" in listed
    plan = Docket.objects.get(kind="plan")
    needs = Needs(content={"what is still open": "One case."})
    take_step(docket=plan, step="finish", by=built.actor("lead"), at=clock.now(), needs=needs)
    again = batches.begin(kind=Batch.Kind.WRITE, dockets=[docket], by=built["owner"])
    batches.say(batch=again, told=Told(how="untold", text="We have it."), by=built["owner"])
    drain()
    assert batches.why_not(again.parts.select_related("docket").get()) == "No start-up plan runs now."
