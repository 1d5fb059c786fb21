"""One case under the standard rulebook, from the complaint to the appeal, in a browser: its case manager is
conflicted, a leader's office asks about it, a recording is heard, the respondent is suspended, three people
say what they saw, a bundle with covered words is served, the panel is split and departs from the guidance,
the respondent appeals. Whoever is shut out finds none of its pages. What only leads from one of these to the
next is done by the actions behind the pages; the hearing's day is fixed, and no calendar is asked."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import FilePayload, Page, expect

from dueprocess.cases import actions as cases
from dueprocess.docket.models import Act
from dueprocess.docket.needs import Actor, PartyIdentity, Upload
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from dueprocess.people.models import Person
from tests.browser import Live
from tests.cases.evidence.sound.recordings import tone
from tests.desk.courses import PLAIN, Move
from tests.journeys.fair import Case, prepared
from tests.journeys.test_bundles import SECRET, lines, taken
from tests.journeys.test_desk import looked_at, press, sit_down
from tests.journeys.test_listening import PLAYS
from tests.papers.bundle.sheets import pdf

WITNESSES = ("Wim Zeeman", "Ana Lobo", "Tariq Oyelaran")
STATED = "The door stood open.\nSomebody shouted twice.\nI left at nine."
SAID = "0:00 Ilse Marchetti: I was in the corridor.\n0:12 A voice: Nobody was there."


def conflicted(case: Case, manager: Person) -> None:
    """The case manager declares a hard conflict, hands over, and the case is gone for them at once."""
    page = case.page
    assert case.is_found_by(manager)
    case.sits(manager)
    expect(case.main).to_contain_text("Ilse Marchetti")
    page.goto(f"{case.address}step-down/")
    page.get_by_label("Relative of a party").check()
    page.get_by_label("Hand-over").fill("Ask the hall's keeper first.")
    press(page, "Show what it means")
    press(page, "Step down")
    expect(page.get_by_text("You have stepped down.")).to_be_visible()
    case.is_shut_to(manager, seen=True)
    assert not case.is_found_by(manager)


def approached(case: Case, manager: Person) -> None:
    """The leader's office asks; oversight looks at it."""
    page, overseer = case.page, case.built["overseer"]
    case.sits(manager)
    page.get_by_text("Write something down").click()
    page.get_by_role("link", name="Somebody without a role asked about it").click()
    page.get_by_label("Who was it?").fill("Aurelio Brandt")
    page.get_by_label("For whose office or body did they speak?").fill("The president's office")
    page.get_by_label("What was it?").select_option("pressure")
    page.get_by_label("How did it reach you?").select_option("private")
    page.get_by_label("Their words, as near as you can").fill("This has to be over before the assembly.")
    page.get_by_label("What did they ask for?").fill("That it is dropped.")
    page.get_by_label("Said that no case is talked about").check()
    press(page, "Enter it")
    expect(page.get_by_text("It is entered.")).to_be_visible()
    case.beside.append(urlsplit(page.url).path)
    sit_down(page, overseer)
    page.goto("/desk/")
    page.get_by_role("link", name="Look at it").click()
    page.get_by_role("link", name="Aurelio Brandt").click()
    page.get_by_role("link", name="Say what follows").click()
    page.get_by_label("What follows from it?").fill("He was written to: the protocol holds for him too.")
    press(page, "Write it down")
    expect(case.main).to_contain_text("the protocol holds for him too")


def suspended(case: Case, manager: Person, step: str, outcome: str, measure: str, *scope: str) -> None:
    """A measure is ordered; it stands on the board of all measures, and the respondent reads of it."""
    page = case.page
    case.begins(step, outcome)
    page.locator("summary", has_text=measure).first.click()
    row = page.locator("details[open]", has_text=measure)
    for each in ("Ilse Marchetti", *scope):
        row.get_by_label(each).check()
    case.enters(step)
    sit_down(page, manager)
    page.goto("/desk/board/measures/")
    expect(case.main).to_contain_text("1 measure in force")
    looked_at(page, "fair-measures")
    case.mine(case.built["respondent"])
    expect(case.main).to_contain_text(f"{measure}, until")


def heard(case: Case, investigator: Person, manager: Person) -> None:
    """A recording is taken in, heard and written down, corrected, and signed off by another."""
    page = case.page
    case.sits(investigator, "evidence/new/")
    page.get_by_label("The file").set_input_files(
        [FilePayload(name="call.wav", mimeType="audio/wav", buffer=tone(60, rate=8000))]
    )
    page.get_by_label("What is it, in a few words?").fill("A call on 3 May")
    page.get_by_label("Of what kind?").select_option("sound")
    page.get_by_label("In the open").check()
    press(page, "Write it down")
    page.get_by_role("link", name="Listen and read").click()
    page.get_by_role("link", name="Write down what is said").click()
    page.get_by_label("What is said, and when").fill(SAID)
    press(page, "Write it down")
    expect(case.main).to_contain_text("Not signed off")
    page.get_by_role("link", name="0:12", exact=True).click()
    assert page.evaluate(PLAYS, 12)
    case.sits(manager, "evidence/e1/words/")
    page.get_by_label("What is said, and when").fill(SAID.replace("corridor", "hall"))
    page.get_by_label("How was it made, or what was wrong?").fill("It was the hall.")
    press(page, "Write it down")
    expect(case.main).to_contain_text("What version 2 changed")
    case.sits(investigator, "evidence/e1/play/")
    press(page, "I have listened: sign it off")
    expect(case.main).to_contain_text("Signed off")


def stated(case: Case, investigator: Person, manager: Person) -> None:
    """Of three witnesses one signs what was written down, one corrects it, one disputes it."""
    page, day = case.page, case.tour.at - timedelta(days=1)
    said = {"Day": day.day, "Month": day.month, "Year": day.year, "Time": "18:30"}
    for n, name in enumerate(WITNESSES, 1):
        with clock.frozen(case.tour.at):
            cases.add_party(
                docket=case.tour.fresh(), identity=PartyIdentity(kind="witness", name=name),
                by=Actor(person=manager), reason="Was there.",
            )  # fmt: skip
        case.sits(investigator, "statements/new/")
        page.get_by_label("Who states it?").select_option(label=name)
        page.get_by_label("In an interview, face to face").check()
        when = page.get_by_role("group", name="When?")
        for label, value in said.items():
            when.get_by_label(label).fill(str(value))
        page.get_by_label("What do they state?").fill(STATED)
        page.get_by_role("button", name="Write it down and offer it").click()
        expect(page.get_by_text("Not signed: it waits for them to read it")).to_be_visible()
        case.comes_in(f"W{n}", manager)
        page.get_by_role("link", name="What you stated on").click()
        answer(page, n, name)
    case.sits(investigator, "statements/")
    for name, what in zip(WITNESSES, ("Signed", "Corrected in a copy", "Disputed"), strict=True):
        expect(page.get_by_role("row", name=name)).to_contain_text(what)


def answer(page: Page, n: int, name: str) -> None:
    """What the first, second and third witness say to what was written down."""
    if n == 2:
        page.get_by_role("link", name="Correct it in a copy").click()
        page.get_by_label("What you stated").fill(STATED.replace("nine", "half past nine"))
    elif n == 3:
        page.get_by_role("link", name="Dispute it").click()
        page.get_by_label("What is wrong with it?").fill("I never said that anybody shouted.")
    else:
        page.get_by_label("I have read it, or it was read to me").check()
    page.get_by_label("Your name, as your signature").fill(name)
    press(page, ("Sign it", "Sign my copy", "Enter it")[n - 1])
    expect(page.get_by_role("status")).to_be_visible()


def bundled(case: Case, clerk: Person, pages: int) -> None:
    """The clerk covers a name in a list, and serves a bundle of so many pages with it; the respondent opens
    theirs. The name stands on the second page of the list, in its middle, and on the last but one."""
    page, tour, respondent = case.page, case.tour, case.built["respondent"]
    named = (2, pages // 2, pages - 2)
    leaves = [f"{SECRET if n in named else 'Somebody'} was there, {n}" for n in range(2, pages)]
    with clock.frozen(tour.at):
        listed = [Upload("list.pdf", [pdf("who was there", *leaves)])]
        cases.add_information(docket=tour.fresh(), by=Actor(key="C1"), text="Who was there.", files=listed)
    case.sits(clerk, "bundles/")
    page.get_by_label("What is it called?").fill("Hearing of 27 April")
    page.get_by_label("Wren Abara").uncheck()  # each copy in which something is covered is made by itself
    press(page, "Begin it")
    page.get_by_label("list.pdf").check()
    page.get_by_label("Under which heading?").fill("Papers")
    press(page, "Put them in")
    page.get_by_role("link", name=re.compile("Cover words in")).first.click()
    page.get_by_label("Cover words wherever they stand").fill(SECRET)
    page.get_by_label("On which ground?").select_option("AD")
    page.get_by_label("Those who decide the case").check()
    press(page, "Cover it")
    expect(case.main).to_contain_text("3 places are covered.")
    page.get_by_role("link", name="Back to the bundle").click()
    press(page, "Put it together")
    expect(case.main).to_contain_text("papers looked at")
    with clock.frozen(tour.at):
        drain()
    page.get_by_role("link", name="Look again").click()
    assert "".join(lines(taken(page, "Those who decide the case"))).count(SECRET) == len(named)
    press(page, "Serve it")
    expect(case.main).to_contain_text("served")
    case.mine(respondent)
    page.get_by_role("link", name="Open the bundle").click()
    page.get_by_role("link", name="Hearing of 27 April").first.click()
    press(page, "Open it")
    theirs = lines(taken(page, "Take the bundle (PDF)"))
    assert len(theirs) == pages
    assert "who was there" in theirs[1]
    assert SECRET not in "".join(theirs)


def decided(case: Case, outcome: str, breach: str, months: int) -> None:
    """All but one outvote that one, and go beyond the guidance."""
    page = case.page
    case.decides(outcome, "Proved")
    page.get_by_label(breach).check()
    page.locator("summary", has_text="Suspension").first.click()
    row = page.locator("details[open]", has_text="Suspension")
    row.get_by_label("Ilse Marchetti").check()
    row.get_by_label("Number").fill(str(months))
    for box in page.get_by_role("radio", name="For", exact=True).all():
        box.check()
    page.get_by_role("radio", name="Against", exact=True).last.check()
    page.get_by_label("Minority report").fill("One of us would have warned her.")
    page.get_by_label("If the sanction lies outside the range: why?").fill("")
    press(page, "Go on to check it")
    expect(page.get_by_role("alert")).to_contain_text("heavier than the guidance says")
    page.get_by_label("If the sanction lies outside the range: why?").fill("It was planned for weeks.")
    case.enters("decide")
    expect(case.main).to_contain_text("Heavier than the guidance.")


def read(case: Case, step: str, words: str) -> None:
    """The respondent reads the letter about a step that has gone to their own pages."""
    act = Act.objects.get(docket=case.tour.docket, name=step)
    case.mine(case.built["respondent"])
    case.main.locator(f'a[href="/portal/matter/letter/{act.n}/"]').first.click()
    opens = case.main.get_by_role("button", name="Open the letter", exact=True)
    expect(opens.or_(case.main.get_by_text(words)).first).to_be_visible()
    if opens.count():  # time to answer runs from the day on which they have it
        opens.click()
    expect(case.main).to_contain_text(words)


def appealed(case: Case, ground: str) -> None:
    """The respondent appeals on their own pages."""
    page = case.page
    case.mine(case.built["respondent"])
    page.get_by_role("link", name="Appeal").first.click()
    page.get_by_label(ground).check()
    page.get_by_label("What you want to say").fill("All that for one evening.")
    press(page, "Check it before you send")
    press(page, "Send it")
    expect(page.get_by_text("Sent and entered: Appeal")).to_be_visible()


@pytest.mark.usefixtures("ground")
def test_a_fair_hearing(page: Page, live: Live) -> None:
    tour, built = prepared()
    case = Case(page, live, tour, built)
    case.takes(Move("screen"), Move("acknowledge"), Move("appoint_handlers", wait=1))
    first = case.who("update")
    conflicted(case, first)
    case.takes(Move("replace_handler"), Move("assess", "investigate", wait=1, facts=PLAIN))
    manager = case.who("update")
    approached(case, manager)
    case.takes(Move("ask_for_measure", wait=1))
    suspended(case, manager, "decide_measure", "Granted", "Interim suspension of membership")
    case.takes(Move("give_notice"), Move("reply", wait=2), Move("begin_investigation"))
    investigator = case.who("interview")
    heard(case, investigator, manager)
    stated(case, investigator, manager)
    case.takes(
        Move("plan", wait=1), Move("send_draft", wait=1), Move("comment", wait=1), Move("comment"),
        Move("final_report"), Move("appoint_examiners"), Move("examine", "charge"), Move("fix_hearing"),
    )  # fmt: skip
    bundled(case, case.who("serve_bundle"), 400)
    case.takes(Move("serve_bundle"), Move("hear", wait="hearing"))
    decided(case, "Breach found", "Insulting, humiliating or shouting down", 3)
    read(case, "decide", "One of us would have warned her.")
    case.takes(Move("give_reasons", wait=1))
    appealed(case, "sanction outside the range")
    case.takes(Move("permit_appeal", "given"))
    case.begins("decide_appeal", "The decision stands")
    for box in page.get_by_role("radio", name="For", exact=True).all():
        box.check()
    case.enters("decide_appeal")
    case.sits(manager)
    looked_at(page, "fair-case")
    case.mine(built["respondent"])
    looked_at(page, "fair-mine")
    assert {f"{case.address}{page}/" for page in ("evidence/e1/play", "bundles", "statements")} <= case.seen
    assert case.beside
    for who in (first, built["stranger"], built["leader"]):
        case.is_shut_to(who)
