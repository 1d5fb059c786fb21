"""Two more cases under the standard rulebook in a browser. One is against a club: whoever answers for it
comes in by a link, nobody of the club decides, and what is imposed is something that a club can bear. One
clears the respondent: the suspension is undone that day, and everyone who was told of it is told so in the
same words. What only leads from one of these to the next is done by the actions behind the pages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from dueprocess.cases import actions as cases
from dueprocess.cases.models import Complaint, Via
from dueprocess.docket.actions import deliver, record_lapses, take_step
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Person
from tests import world
from tests.browser import Live
from tests.desk.courses import PLAIN, Move
from tests.desk.touring import Tour
from tests.journeys.fair import Case, prepared
from tests.journeys.test_desk import looked_at, press

CLUB = "Hollin Vale Ramblers"
SECRETARY = "Suryani"


def against_the_club(tour: Tour, here: world.World) -> None:
    """A complaint about the club itself, beside the one about one of its members."""
    alleged = cases.Alleged(
        text="Kept no accounts of the hut fund.", code="conduct", clause="7",
        conduct_from=world.MONDAY.date(),
    )  # fmt: skip
    with clock.frozen(world.MONDAY):
        report = cases.Report(
            summary="Shouted down at the meeting.",
            reporter=PartyIdentity(kind="complainant", person=here["complainant"].pk, name="Wren Abara"),
            respondents=[PartyIdentity(kind="respondent", unit=here.club.pk, name=CLUB)],
            allegations=[alleged],
        )
        tour.docket = cases.receive_complaint(
            report=report, via=Via.PORTAL, by=Actor(), at=clock.now(), unit=here.club,
            rulebook=here.rulebook,
        ).docket  # fmt: skip


def of_the_club(tour: Tour, here: world.World) -> tuple[Person, Person]:
    """The club's secretary, who takes in complaints there; and the first of the pool is a member of it."""
    with clock.frozen(world.MONDAY):
        office = register.add_office(
            title="Secretary", unit=here.club, roles=["intake_officer"], seats=1, by=None
        )
        register.begin_term(
            office=office, person=here["third"], from_on=world.ADOPTED, by=None, reason="Elected"
        )
        member = tour.holders["legal_panellist"][0]
        register.change_person(person=member, by=None, unit=here.club)
    return here["third"], member


def shut_out(case: Case, secretary: Person, other: Docket) -> None:
    """Of the club's cases its secretary finds every other, and not the one against the club."""
    assert not case.is_found_by(secretary)
    case.page.goto("/desk/cases/")
    expect(case.main).to_contain_text(other.case.code_name)
    case.is_shut_to(secretary)


def represented(case: Case, manager: Person) -> None:
    """One officer writes down whom the club's board has named, another grants it: letters and steps."""
    page = case.page
    case.sits(manager, "present/")
    page.get_by_label("For whom?").select_option(label=CLUB)
    page.get_by_label("Somebody who acts for them").check()
    page.get_by_label("Name (optional)", exact=True).fill(SECRETARY)
    page.get_by_label("Who acts for them reads their letters").check()
    page.get_by_label("They take the party’s steps too").check()
    press(page, "Write it down")
    expect(page.get_by_role("status")).to_contain_text("It waits for an answer")
    case.sits(case.tour.clerk, "present/")
    page.get_by_role("link", name="Somebody who acts for them").click()
    page.get_by_label("It is granted").check()
    page.get_by_label("Why?").fill("The board’s minutes of 2 April name him.")
    press(page, "Answer it")
    expect(page.get_by_role("status")).to_contain_text("Answered, and entered in the record")


def answers_for_the_club(case: Case, manager: Person) -> None:
    """By the link that was given to him he reads the club's letters, and finds no page of anybody else."""
    page = case.page
    case.comes_in("P1", manager)
    page.get_by_role("link", name="Read their letters").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Letters to {CLUB}")
    for shut in ("/portal/for/C1/", "/portal/for/C1/letter/1/", "/portal/matter/letter/1/"):
        assert page.request.get(shut).status == 404, shut
    assert "/account/sign-in/" in page.request.get(case.address).url


def says(case: Case, step: str, words: str, *ticks: str) -> None:
    """He takes a step in the club's name."""
    page = case.page
    page.get_by_role("link", name=step, exact=True).click()
    for each in ticks:
        page.get_by_label(each).check()
    page.get_by_label("What you want to say").fill(words)
    press(page, "Check it before you send")
    press(page, "Send it")
    expect(page.get_by_role("status")).to_contain_text(f"Sent and entered: {step}")


def a_panel_without(case: Case, member: Person) -> None:
    """Nobody of the club can be put on the panel; the form says why."""
    case.begins("fix_hearing")
    expect(case.main).to_contain_text(f"Not offered: {member.full_name} has a conflict of interest")
    expect(case.main).to_contain_text("is of the same unit as a party")
    expect(case.page.get_by_label(member.full_name)).to_have_count(0)


def conditions(case: Case) -> None:
    """The panel finds a breach, by the guidance, and imposes conditions on the club."""
    page = case.page
    case.decides("Breach found", "Proved")
    page.get_by_label("Dishonest use of money, property or office").check()
    page.locator("summary", has_text="Conditions").first.click()
    row = page.locator("details[open]", has_text="Conditions")
    row.get_by_label(CLUB).check()
    row.get_by_label("Number").fill("6")
    for box in page.get_by_role("radio", name="For", exact=True).all():
        box.check()
    page.get_by_label("If the sanction lies outside the range: why?").fill("")
    case.enters("decide")


@pytest.mark.usefixtures("ground")
def test_a_case_against_a_club(page: Page, live: Live) -> None:
    tour, built = prepared()
    other = tour.fresh()
    against_the_club(tour, built)
    secretary, member = of_the_club(tour, built)
    case = Case(page, live, tour, built)
    shut_out(case, secretary, other)
    case.takes(
        Move("screen"), Move("acknowledge"), Move("appoint_handlers", wait=1),
        Move("assess", "investigate", wait=1, facts=PLAIN), Move("give_notice"),
    )  # fmt: skip
    manager = case.who("update")
    represented(case, manager)
    answers_for_the_club(case, manager)
    case.main.get_by_role("listitem").get_by_role("link").first.click()
    expect(case.main).to_contain_text("Notice of investigation")
    page.goto("/portal/for/R1/")
    says(case, "Reply", "The books lie at the auditor’s.")
    looked_at(page, "club-letters")
    case.takes(
        Move("begin_investigation"), Move("plan", wait=1), Move("send_draft", wait=1),
        Move("comment", wait=1), Move("comment"), Move("final_report"), Move("appoint_examiners"),
        Move("examine", "charge"),
    )  # fmt: skip
    a_panel_without(case, member)
    case.takes(Move("fix_hearing"), Move("serve_bundle"), Move("go_on_papers", agree=("R1",)))
    conditions(case)
    case.takes(Move("give_reasons", wait=1))
    answers_for_the_club(case, manager)
    says(case, "Appeal", "The fund was the region’s.", "error")
    case.takes(Move("permit_appeal", "given"), Move("decide_appeal", "stands", wait=1))
    case.takes(Move("enforce", wait=20))
    case.sits(manager)
    expect(case.main).to_contain_text(f"{CLUB}, through {SECRETARY}")
    case.sits(manager, "effect/")
    expect(case.main).to_contain_text(CLUB)
    expect(case.main).to_contain_text("Conditions")
    looked_at(page, "club-effect")
    case.is_shut_to(secretary)
    page.goto("/portal/mine/")
    expect(case.main).to_contain_text("There is nothing here")


def standing(case: Case, who: Person) -> str:
    """How the respondent stands, as the page of what is in force says it."""
    case.sits(who, "effect/")
    expect(case.main).to_contain_text("Standing:")
    found = re.search(r"Standing: (.+)", case.main.inner_text())
    assert found
    return found[1]


def suspended(case: Case) -> None:
    """The complainant asks for a measure, and the respondent is suspended until the decision."""
    tour = case.tour
    written = {"reasons": "He is at every meeting.", "risk assessment": "It could happen again."}
    with clock.frozen(tour.at):
        take_step(
            docket=tour.fresh(), step="ask_for_measure", by=Actor(key="C1"), at=tour.at,
            needs=Needs(content=written),
        )  # fmt: skip
    case.takes(Move("decide_measure", "granted", chosen={"interim_suspension": None}))


def cleared(case: Case) -> None:
    """The panel finds no breach."""
    page = case.page
    case.decides("No breach found", "Not proved")
    for box in page.get_by_role("radio", name="For", exact=True).all():
        box.check()
    case.enters("decide")


def undone(case: Case) -> int:
    """With the decision its measures are undone; returns the entry that says so."""
    with clock.frozen(case.tour.at):
        record_lapses(case.tour.fresh())
        deliver(case.tour.fresh())
        told = {each.n for each in case.tour.opened().state.notices if each.letter.endswith("_undone")}
    (n,) = told
    return n


def told_alike(case: Case, manager: Person, n: int) -> None:
    """Whoever was told of the suspension is told of its end: the respondent, who asked for it, the branches;
    all in the words that the desk offers for publishing."""
    page, built = case.page, case.built
    case.sits(manager, "letters/")
    expect(case.main).to_contain_text("Undone: Interim suspension of membership, Ilse Marchetti")
    expect(case.main).to_contain_text("these words may be published as they stand")
    undone = case.main.locator(".dp-card", has_text="Undone: Interim suspension").first
    for who in ("Ilse Marchetti", "Wren Abara", "Branches concerned"):
        expect(undone).to_contain_text(who)
    looked_at(page, "cleared-letters")
    words = page.locator(".dp-letter").first.inner_text().strip()
    assert "Nothing was found against whoever it was about" in words
    assert "Marchetti" not in words
    complaint = Complaint.objects.get(docket=case.tour.docket).number
    for who, number in ((built["respondent"], case.number), (built["complainant"], complaint)):
        case.mine(who)
        page.goto(f"/portal/mine/{number}/")
        case.main.locator(f'a[href="/portal/matter/letter/{n}/"]').first.click()
        expect(case.main).to_contain_text(words)


@pytest.mark.usefixtures("ground")
def test_the_respondent_is_cleared(page: Page, live: Live) -> None:
    tour, built = prepared()
    case = Case(page, live, tour, built)
    world.log_in(built["complainant"])
    case.takes(Move("screen"), Move("acknowledge"), Move("appoint_handlers", wait=1))
    manager = case.who("update")
    before = standing(case, manager)
    case.takes(Move("assess", "investigate", wait=1, facts=PLAIN))
    suspended(case)
    assert standing(case, manager) != before
    page.goto("/desk/board/measures/")
    expect(case.main).to_contain_text("1 measure in force")
    case.takes(
        Move("give_notice"), Move("reply", wait=2), Move("begin_investigation"), Move("plan", wait=1),
        Move("send_draft", wait=1), Move("comment", wait=1), Move("comment"), Move("final_report"),
        Move("appoint_examiners"), Move("examine", "charge"), Move("fix_hearing"), Move("serve_bundle"),
        Move("hear", wait="hearing"),
    )  # fmt: skip
    cleared(case)
    n = undone(case)
    decided = tour.fresh().acts.get(name="decide")
    assert tour.fresh().acts.get(n=n).at.date() == decided.at.date()
    assert standing(case, manager) == before, "while it can still be reviewed and appealed against"
    case.takes(Move("give_reasons", wait=1), Move("enforce", wait=20))
    case.begins("close")
    case.enters("close")
    told_alike(case, manager, n)
    assert standing(case, manager) == before
    page.goto("/desk/board/measures/")
    expect(case.main).not_to_contain_text("Interim suspension")
    case.mine(built["respondent"])
    expect(case.main).to_contain_text("Interim suspension of membership, no longer in force")
    looked_at(page, "cleared-mine")
    # the record says in public that somebody was suspended, that it was decided, and that nothing was imposed
    kinds = set(tour.fresh().acts.values_list("logged_as", flat=True))
    assert kinds >= {"received", "opened", "suspended", "decided", "closed"}
    assert "sanctioned" not in kinds
    # and nobody reads there of whom
    page.context.clear_cookies()
    names = ("Marchetti", case.number, tour.fresh().case.code_name)
    for address in ("/record/", "/figures/", "/"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        said = page.content()
        assert not [each for each in names if each in said], address
