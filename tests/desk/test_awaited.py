"""My work of whoever may erase, hold, oversee, adopt, audit or publish: what waits for one more person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dueprocess.cases.audits import actions as audits
from dueprocess.cases.declarations import extracts as declarations
from dueprocess.cases.reports import actions as reports
from dueprocess.desk import awaited
from dueprocess.docket.actions import keeping, put_hold, take_step
from dueprocess.docket.actions.erasure_lists import SEEN_FOR, propose_erasure, settle_erasure
from dueprocess.docket.actions.register_lists import propose_people, settle_people
from dueprocess.docket.models import Docket
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people import extracts as people
from dueprocess.people.models import Accreditation, Power
from dueprocess.rules import actions as rules
from tests import ground, retaining, world
from tests.cases.audits.auditing import accredit, announce, number, published
from tests.cases.reports.conftest import APRIL, build
from tests.desk.conftest import SignIn, signed_in
from tests.desk.working import text
from tests.docket.test_leaving import DUE as LEAVERS_DUE
from tests.docket.test_leaving import federation as leavers_scene
from tests.docket.test_leaving import former
from tests.docket.test_retention import END, on

DUE = END + timedelta(days=1)


federation = retaining.scene
leavers = leavers_scene


@pytest.fixture
def record(db_fresh: None, tmp_path: Path, settings: Any) -> Iterator[world.World]:
    with ground.own_folder(tmp_path / "var", settings), clock.frozen(world.MONDAY):
        ground.begin(settings, origin="tests.invalid")
        built = world.federation()
        world.open_case(built)
        yield built


def said(built: world.World, who: str, *powers: Power) -> list[str]:
    return [line.what for line in awaited.lines(built[who], set(powers))]


def link(client: Client, words: str, *, page: str = "/desk/") -> str:
    """Where the line with these words leads on a page."""
    shown = client.get(page)
    assert words in text(shown)
    address: str = next(line.href for line in shown.context["awaited"] if words in line.what)
    assert f'href="{address}"' in shown.content.decode()
    return address


@pytest.mark.both
def test_who_may_erase_sees_what_is_due_and_what_waits_for_them(
    federation: world.World, sign_in: SignIn
) -> None:
    dockets = [retaining.shut(federation) for _ in range(4)]
    looked_at = retaining.shut(federation, kind="safety")
    held = retaining.shut(federation)
    put_hold(docket=held, by=federation.actor("owner"), reason="A claim.")
    with on(END):
        keeping.work_out()
        assert said(federation, "elder_1", Power.ERASE) == [], "their last day is today"
    with on(DUE):
        assert said(federation, "elder_1", Power.ERASE) == ["4 files whose time is over"]
        first = propose_erasure(dockets=[each.pk for each in dockets[:2]], by=federation["owner"])
        assert said(federation, "elder_1", Power.ERASE) == ["2 files whose time is over"], "too early"
    with on(DUE + SEEN_FOR):
        assert said(federation, "elder_1", Power.ERASE) == [
            "Agree to erase 2 files",
            "2 files whose time is over",
        ]
        assert said(federation, "owner", Power.ERASE) == ["2 files whose time is over"], "they proposed it"
        client = sign_in(federation["elder_1"])
        assert link(client, "Agree to erase 2 files") == f"/desk/retention/lists/{first.pk}/"
        assert client.get(link(client, "2 files whose time is over")).status_code == 200
        settle_erasure(proposal=first.pk, agree=True, by=federation["elder_1"])
        assert said(federation, "elder_1", Power.ERASE) == ["2 files whose time is over"]
    later = date(END.year + 9, END.month, END.day)
    with on(later):
        assert "1 file that somebody has to look at" in said(federation, "elder_1", Power.ERASE)
    assert looked_at.number


@pytest.mark.both
def test_whom_a_file_is_shut_to_is_told_no_number(federation: world.World) -> None:
    dockets = [retaining.shut(federation) for _ in range(2)]
    with on(DUE):
        keeping.work_out()
        propose_erasure(dockets=[dockets[0].pk], by=federation["owner"], alone=True)
    with on(DUE + SEEN_FOR):
        assert len(said(federation, "elder_1", Power.ERASE)) == 2
        assert said(federation, "respondent", Power.ERASE) == [], "both are about them"
        assert said(federation, "elder_1") == [], "nothing without the power"


def test_a_list_of_people_to_be_erased_waits_for_a_second_person(
    leavers: world.World, sign_in: SignIn
) -> None:
    people = former("Odile Vantongeren", "Quill Zabriskie", member_number=None)
    words = "Agree to erase 2 people from the register"
    with on(LEAVERS_DUE):
        row = propose_people(people=[each.pk for each in people], by=leavers["owner"])
        assert said(leavers, "overseer", Power.ERASE) == [], "too early"
    with on(LEAVERS_DUE + SEEN_FOR):
        assert said(leavers, "owner", Power.ERASE) == [], "they proposed it"
        assert said(leavers, "overseer") == [], "nothing without the power"
        assert said(leavers, "overseer", Power.ERASE) == [words]
        client = sign_in(leavers["overseer"])
        assert client.get(link(client, words)).status_code == 200
        settle_people(proposal=row.pk, agree=True, by=leavers["overseer"])
        assert said(leavers, "overseer", Power.ERASE) == []


@pytest.mark.django_db
def test_old_holds_are_asked_about(federation: world.World, sign_in: SignIn) -> None:
    case = world.open_case(federation).docket
    put_hold(docket=case, by=federation.actor("owner"), reason="A claim.")
    with clock.frozen(world.MONDAY + timedelta(days=364)):
        assert said(federation, "elder_2", Power.HOLD) == []
    with clock.frozen(world.MONDAY + timedelta(days=366)):
        client = sign_in(federation["elder_2"])
        page = client.get(link(client, "1 legal hold runs for more than a year"))
        assert case.number in text(page)
        assert said(federation, "respondent", Power.HOLD) == []


@pytest.mark.both
def test_who_was_let_in_is_asked_about_when_the_case_is_closed(federation: world.World) -> None:
    case, other = (world.open_case(federation).docket for _ in range(2))
    for docket, what in ((case, "allowed"), (other, "denied")):
        world.decide_access(federation, docket, what, "stranger")
    assert said(federation, "overseer", Power.SET_ACCESS) == []
    for docket in (case, other):
        take_step(docket=world.fresh(docket), step="shut", by=federation.actor("owner"), at=clock.now())
    [line] = awaited.lines(federation["overseer"], {Power.SET_ACCESS})
    assert (case.number in line.what, line.href) == (True, f"/desk/cases/{case.number}/access/")
    assert signed_in(federation["overseer"]).get(line.href).status_code == 200
    assert said(federation, "respondent", Power.SET_ACCESS) == [], "it is shut to them"
    world.decide_access(federation, world.fresh(case), "end allowed", "stranger")
    assert said(federation, "overseer", Power.SET_ACCESS) == []


@pytest.mark.both
def test_my_work_costs_the_same_for_any_number_of_files(federation: world.World) -> None:
    def asked() -> tuple[int, list[str]]:
        with people.steady(), CaptureQueriesContext(connection) as queries:  # as for every page
            found = [line.what for line in awaited.lines(federation["elder_1"], set(Power))]
        return len(queries), found

    def listed(count: int) -> None:
        dockets = [retaining.shut(federation).pk for _ in range(count)]
        with on(DUE):
            keeping.work_out()
            propose_erasure(dockets=dockets[1:], by=federation["owner"])

    listed(4)
    with on(DUE + SEEN_FOR):
        asked()  # what is remembered between pages is read once
        few = asked()
    listed(12)
    with on(DUE + SEEN_FOR):
        many = asked()
    assert "2 files whose time is over" in many[1]
    assert "Agree to erase 11 files" in many[1]
    assert many[0] == few[0], (few, many)
    assert many[0] <= 22, "for somebody with every power"


@pytest.mark.django_db
def test_an_adoption_waits_for_whoever_may_agree(federation: world.World, sign_in: SignIn) -> None:
    for name in ("elder_1", "elder_2"):
        register.grant(
            person=federation[name],
            power=Power.ADOPT_RULES,
            by=None,
            reason="Assembly",
            from_on=world.ADOPTED,
        )
    row = rules.propose_adoption(
        what=rules.RETENTION, text=retaining.next_one("2 years", "3 years"), adopted_by="Assembly",
        adopted_on=world.ADOPTED, by=federation["elder_1"],
    )  # fmt: skip
    address = f"/desk/rules/adopt/{row.pk}/"
    assert link(sign_in(federation["elder_2"]), "Agree to the adoption") == address
    assert link(sign_in(federation["overseer"]), "Agree to the adoption") == address
    assert "Agree to the adoption" not in text(sign_in(federation["elder_1"]).get("/desk/"))


def test_an_auditor_is_told_what_comes_next(record: world.World) -> None:
    made = announce(record, accredit(record))
    client, address = signed_in(record["auditor"]), f"/desk/audits/{made.code}/"
    assert client.get("/desk/audits/").context["awaited"] == (), "it has to be published first"
    published()
    assert link(client, "Draw by lot", page="/desk/audits/") == address
    assert "Draw by lot" not in text(signed_in(record["overseer"]).get("/desk/audits/"))
    audits.draw_lot(draw=made, number=number().hex(), by=record["auditor"])
    published()
    assert link(client, "Take what was drawn", page="/desk/audits/") == address
    audits.hand_over(draw=made, by=record["auditor"], bound=True)
    assert link(client, "report what you found", page="/desk/audits/") == address
    with clock.frozen(world.MONDAY + timedelta(days=29)):
        assert client.get("/desk/audits/").context["awaited"] == ()


def test_an_accreditation_waits_for_oversight(record: world.World) -> None:
    accredit(record)
    second = world.person("Ingeborg Tallis")
    today = clock.now().date()
    made = register.propose_auditor(
        person=second, body="Chamber", duty="I tell nobody.", from_on=today,
        until_on=today + timedelta(days=9), by=record["appointer"],
    )  # fmt: skip
    assert Accreditation.objects.count() == 2
    client = signed_in(record["overseer"])
    assert link(client, "Sign an accreditation: Ingeborg Tallis") == f"/desk/audits/auditors/{made.pk}/"
    assert "Sign an accreditation" not in text(signed_in(record["appointer"]).get("/desk/"))


def test_figures_wait_until_they_are_published(db_fresh: None, tmp_path: Path, settings: Any) -> None:
    with ground.own_folder(tmp_path / "var", settings), clock.frozen(world.later(days=-1)):
        built = build(settings)
        client = signed_in(built["admin"])
        assert "Publish the figures" not in text(client.get("/desk/")), "no quarter is over"
        with clock.frozen(APRIL):
            address = link(client, "Publish the figures of 2026-Q1")
            assert client.get(address).status_code == 200
            reports.publish(sha256=reports.prepare(quarter="2026-Q1", by=None), by=None)
            assert "Publish the figures" not in text(client.get("/desk/"))


def test_nothing_is_asked_for_a_power_that_is_not_held(record: world.World) -> None:
    """Nor for declarations that no rulebook asks for, once a page has read the rules."""
    with people.steady():
        assert not declarations.asks()
        with CaptureQueriesContext(connection) as queries:
            assert awaited.lines(record["owner"], ()) == ()
    assert not queries.captured_queries
    assert Docket.objects.exists()
