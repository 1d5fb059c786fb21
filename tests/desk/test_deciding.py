"""Decisions through the desk: several respondents, protected expression, a minority, a second person who
declines, what is in force on any day, and an appeal to people who have not sat."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Act, File, Proposal
from dueprocess.docket.needs import Actor, Needs
from dueprocess.kit import clock
from dueprocess.people.models import Person
from dueprocess.rules import actions as rules
from tests import world
from tests.desk.conftest import SHIPPED, signed_in, staffed
from tests.desk.courses import COURSES, SMALL_CLUB, Move, steps_of
from tests.desk.filling import answers
from tests.desk.filling import day as filled
from tests.desk.touring import PDF, Tour
from tests.desk.working import send, text, token

COURSES_OF_ALL = [course for parts in COURSES.values() for part in parts for course in part.values()]
EVERY = {pair for course in COURSES_OF_ALL for pair in steps_of(course)}


def at_the_step(name: str, moves: tuple[Move, ...], *, respondents: int = 1) -> Tour:
    """A case that the actions brought so far."""
    with clock.frozen(world.later(days=-1)):
        built, holders = staffed((SHIPPED / f"{name}.toml").read_text(), each=4)
    tour = Tour(built, holders, seen=set(EVERY))
    tour.respondents = respondents
    for move in moves:
        tour.go(move)
    return tour


def before(course: tuple[Move, ...], step: str) -> tuple[Move, ...]:
    return course[: next(n for n, move in enumerate(course) if move.step == step)]


def who_may(tour: Tour, move: Move) -> tuple[Person, str]:
    """Somebody who may take the step now, and its address."""
    permission = tour._permission(move)
    pk = tour.opened().whole.roster.persons[permission.who[0]]
    address = f"/desk/cases/{tour.fresh().number}/steps/{move.step}/{permission.strand or 0}/"
    return Person.objects.get(pk=pk), f"{address}?outcome={move.outcome}" if move.outcome else address


def attached() -> dict[str, SimpleUploadedFile]:
    return {"files": SimpleUploadedFile("report.pdf", PDF)}


@pytest.mark.usefixtures("db")
def test_two_respondents_a_minority_and_what_is_in_force_on_any_day() -> None:
    way = before(SMALL_CLUB["from complaint to closure, and opened again"], "more_time")
    way += (Move("reply", wait=2), Move("reply"), Move("report", wait=1), Move("call_meeting"))
    tour = at_the_step("small-club", way, respondents=2)
    decide = Move("decide", "breach", wait="meeting", chosen={"suspension": "1 month"})
    tour.at = tour._moment(decide)
    tour._read = None
    with clock.frozen(tour.at):
        person, address = who_may(tour, decide)
        client = signed_in(person)
        page = client.get(address)
        form = page.context["form"]
        typed = answers(form, chosen=decide.chosen) | token(page)
        typed |= {
            "finding_0_protected": "yes",
            "finding_1": "not proved",
            "finding_1_reasons": "Nobody saw it.",
            "guided_1_breach": "",
            "guided_1_reasons": "",
        }
        typed[next(name for name in form.fields if name.startswith("vote_"))] = "against"
        unsaid = client.post(address, typed | {"finding_1_reasons": ""} | attached())
        assert "Say why this was found." in text(unsaid)
        assert "Leave out report.pdf" in text(unsaid), "the file need not be chosen again"
        checked = client.post(address, typed | attached())
        shown = text(checked)
        for words in ("Check it before it is entered", "Not proved", "1 month", "Against", "report.pdf"):
            assert words in shown, words
        assert not Act.objects.filter(name="decide").exists()
        done = send(client, address, typed | attached())
        assert done.status_code == 302, text(done)[:900]
    act = Act.objects.get(name="decide")
    assert [(each["respondent"], each["finding"], each["protected"]) for each in act.facts["findings"]] == [
        ("R1", "proved", True), ("R2", "not proved", False),
    ]  # fmt: skip
    assert len(act.facts["votes"]["against"]) == 1
    assert [each["on"] for each in act.facts["imposes"]] == ["R1"]
    assert File.objects.filter(act=act).count() == 1
    case = f"/desk/cases/{tour.fresh().number}/"
    with clock.frozen(tour.at + timedelta(hours=1)):
        found = text(client.get(f"{case}allegations/"))
        assert "protected expression" in found
        assert "Nobody saw it." in found
        assert f"{case}effect/" in client.get(case).content.decode()
        today = timezone.localtime(tour.at).date()
        for days, words in ((-1, "Nothing is in force"), (0, "In force"), (20, "In force"), (40, "Served")):
            day = text(client.get(f"{case}effect/", {"on": (today + timedelta(days=days)).isoformat()}))
            assert words in day, (days, day[-900:])
        assert client.get(f"{case}effect/", {"on": "2026-02-30"}).status_code == 200


@pytest.mark.usefixtures("db")
def test_whoever_is_asked_to_sign_may_decline_and_nothing_takes_effect() -> None:
    tour = at_the_step("small-club", before(SMALL_CLUB["refused"], "take_up"))
    refuse = Move("take_up", "refuse")
    with clock.frozen(tour.at + timedelta(days=1)):
        tour._read = None
        person, address = who_may(tour, refuse)
        client = signed_in(person)
        page = client.get(address)
        asked = client.post(address, answers(page.context["form"]) | token(page))
        assert asked.status_code == 302, text(asked)[:900]
        length, proposal = tour.fresh().length, Proposal.objects.get()
        signer = tour.opened().whole.roster.persons[proposal.signatures.get().key]
        elder = signed_in(Person.objects.get(pk=signer))
        paper = f"/desk/cases/{tour.fresh().number}/signatures/{proposal.pk}/"
        assert "What there is to say about it." in text(elder.get(paper))
        silent = elder.post(paper, {"decline": "1", "reason": "", **token(elder.get(paper))})
        assert silent.status_code == 200
        said = {"decline": "1", "reason": "They were not heard.", **token(elder.get(paper))}
        assert elder.post(paper, said).status_code == 302
        assert tour.fresh().length == length, "nothing was entered"
        told = text(client.get(paper))
        assert "Declined" in told
        assert "They were not heard." in told


@pytest.mark.usefixtures("db")
def test_nobody_who_sat_is_offered_for_the_appeal() -> None:
    course = COURSES["standard"][0]["from receipt to closure, and opened again"]
    tour = at_the_step("standard", before(course, "permit_appeal"))
    sat = {tour.opened().name(key) for key in tour.opened().state.appointed("panel")}
    with clock.frozen(tour.at + timedelta(days=1)):
        tour._read = None
        person, address = who_may(tour, Move("permit_appeal", "given"))
        page = signed_in(person).get(address)
        form = page.context["form"]
        field = next(name for name in form.fields if name.startswith("appoint"))
        offered = " ".join(str(label) for _key, label in form.fields[field].choices)
        assert len(sat) == 3
        for name in sat:
            assert name not in offered
        said = str(form.fields[field].help_text)
        assert any(f"{name} has been panel in this case" in said for name in sat), "and it says why"


@pytest.mark.usefixtures("db")
def test_who_was_not_at_the_hearing_has_no_vote() -> None:
    """Asked of the server, past what the forms offer."""
    course = COURSES["standard"][0]["from receipt to closure, and opened again"]
    tour = at_the_step("standard", before(course, "hear"))
    hearing = Move("hear", wait="hearing")
    tour.at, tour._read = tour._moment(hearing), None
    with clock.frozen(tour.at):
        person, address = who_may(tour, hearing)
        client = signed_in(person)
        page = client.get(address)
        assert "Who was there" in text(page)
        assert "Minority report" not in text(page)
        there = sorted(name for name in page.context["form"].fields if name.startswith("vote_"))
        typed = {**dict.fromkeys(there, "there"), **token(page)}
        unsaid = client.post(address, {**typed, there[1]: ""})
        assert "Say whether they were there." in text(unsaid)
        few = client.post(address, {**typed, there[1]: "away"})
        assert "At least 3 must be there" in text(few)
        forged = client.post(address, {**typed, there[1]: "for"})
        assert forged.status_code == 200, "nobody votes on a hearing"
        assert send(client, address, typed).status_code == 302
    panel, held = tour.opened().state.appointed("panel"), Act.objects.get(name="hear")
    assert sorted(held.facts["present"]) == sorted(panel)
    # given it was held once more, and one of them left early: their vote is not counted, whoever posts it
    persons = tour.opened().whole.roster.persons
    absent = next(key for key in panel if persons[key] != person.pk)
    stayed = [key for key in panel if key != absent]
    tour.at += timedelta(hours=1)
    with clock.frozen(tour.at):
        needs = Needs(act={"as": "panel", "present": stayed})
        take_step(docket=tour.fresh(), step="hear", by=Actor(person=person), at=tour.at, needs=needs)
        find, tour._read = Move("find"), None
        address = who_may(tour, find)[1]
        page = client.get(address)
        typed = answers(page.context["form"]) | token(page)
        refused = send(client, address, typed | attached())
        assert f"{tour.opened().name(absent)} was not at" in text(refused)
        assert not Act.objects.filter(name="find").exists()


@pytest.mark.usefixtures("db")
def test_an_allegation_is_under_no_clause_that_was_not_in_force_that_day() -> None:
    code = """[code]
id = "house"
title = "House rules"
language = "en"
[versions.2020]
in_force = 2020-01-01
[versions.2020.clauses]
"1" = { title = "Quiet", text = "Be quiet." }
[versions.2026]
in_force = 2026-01-01
[versions.2026.clauses]
"2" = { title = "Quiet after nine", text = "Be quiet after nine." }
"""
    course = COURSES["standard"][0]["from receipt to closure, and opened again"]
    tour = at_the_step("standard", before(course, "give_new_notice"))
    with clock.frozen(tour.at):
        rules.adopt_code(text=code, adopted_by="Assembly", adopted_on=world.ADOPTED, by=None)
        tour._read = None
        person, address = who_may(tour, Move("give_new_notice"))
        client = signed_in(person)
        page = client.get(address)
        typed = answers(page.context["form"]) | token(page)
        new = {"alleged-respondent": "R1", "alleged-text": "Shouted at ten."}
        assert "1 Quiet, only in version 2020 of “House rules”" in text(page)
        days = date(2026, 2, 1), date(2025, 5, 1), date(2019, 1, 1)
        for clause, day in zip(("house/1", "house/2", "house/2"), days, strict=True):
            typed |= new | {"alleged-clause": clause} | filled("alleged-conduct_from", day)
            refused = send(client, address, typed | attached())
            assert refused.status_code == 200, (clause, day)
            assert not Act.objects.filter(name="give_new_notice").exists()
            assert re.search("has no clause|No version of house was in force", text(refused)), (clause, day)
        typed |= {"alleged-clause": "house/1"} | filled("alleged-conduct_from", date(2025, 5, 1))
        assert send(client, address, typed | attached()).status_code == 302
    brought = Act.objects.get(name="give_new_notice").facts["allegations"]
    assert [each["code"] for each in brought] == ["house@2020"]
