"""A letter of a case in a browser, wide and on a phone: seen before it goes, told what it lacks,
sent, and read by whom it is for."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from dueprocess.cases import actions
from dueprocess.docket import jobs
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Act
from dueprocess.docket.needs import Needs
from dueprocess.kit import clock
from dueprocess.rules import actions as rules
from tests import lettering, world
from tests.journeys.test_desk import press, seen_at_both, sign_in


def walk(page: Page, live: Any) -> None:
    with clock.frozen(world.later(days=-1)):
        cast = world.federation(lettering.RULES)
        rules.describe(by=None, name="Federation of Clubs", size=40)
        lettering.adopt()
    live.at = world.later(hours=1)
    with clock.frozen(live.at):
        owner = cast.actor("owner")
        without, docket = (world.open_case(cast).docket for _ in range(2))
        take_step(docket=without, step="acknowledge", by=owner, at=clock.now())
        said = actions.Alleged(respondent="R1", text="You shouted at a steward, and would not leave.")
        coded, texts = actions.code_allegations(docket, [("R1", said)], at=clock.now())
        alleged = Needs(act={"allegations": coded}, content=texts)
        take_step(docket=docket, step="acknowledge", by=owner, at=clock.now(), needs=alleged)
        sign_in(page, cast["owner"])
        # a step that lacks what its letter has to say
        page.goto(f"/desk/cases/{without.number}/steps/send/1/")
        press(page, "Go on to check it")
        expect(page.get_by_role("main")).to_contain_text("each allegation, with its clause")
        seen_at_both(page, "letter-lacks")
        # one that has it
        page.goto(f"/desk/cases/{docket.number}/steps/send/1/")
        press(page, "Go on to check it")
        expect(page.get_by_role("main")).not_to_contain_text("each allegation, with its clause")
        page.locator("summary", has_text="A complaint about you").click()
        expect(page.get_by_role("article")).to_contain_text("would not leave")
        seen_at_both(page, "letter-preview")
        press(page, "Enter it in the record")
        page.goto(f"/desk/cases/{docket.number}/letters/")
        seen_at_both(page, "letters-owed")
        sent = Act.objects.get(docket=docket, name="send")
        page.get_by_role("link", name="Complaint", exact=True).click()
        expect(page.get_by_role("main")).to_contain_text("A letter as it would go out now")
        seen_at_both(page, "letter-owed")
        with page.expect_download() as found:
            page.get_by_role("link", name="Take it as PDF").click()
        assert found.value.suggested_filename.startswith("letter-")
        # another by hand, with who handed it over; and once more, by post
        posted = world.open_case(cast).docket
        take_step(docket=posted, step="acknowledge", by=owner, at=clock.now())
        act = take_step(docket=posted, step="send", by=owner, at=clock.now(), needs=alleged)
        actions.confirm_sent(docket=posted, of=act.n, to=["R1"], channel="hand", by=owner)
        page.goto(f"/desk/cases/{posted.number}/letters/")
        page.get_by_role("link", name="serve it once more").click()
        page.get_by_label("By post").check()
        page.get_by_label("Why once more?").fill("Nobody was in.")
        seen_at_both(page, "letter-again")
        press(page, "Write it down")
        expect(page.get_by_role("main")).to_contain_text("Written down.")
        page.goto(f"/desk/cases/{posted.number}/letters/")
        expect(page.get_by_role("main")).to_contain_text("served again, by post")
        expect(page.get_by_role("main")).to_contain_text("proof of posting")
        seen_at_both(page, "letters-served")
        page.get_by_role("link", name="note what proves it").click()
        seen_at_both(page, "letter-proof")
        page.goto(f"/desk/cases/{docket.number}/letters/{sent.n}/R1/")
        # it goes out by itself to whoever can open it
        world.log_in(cast["respondent"])
        jobs.send()
        page.reload()
        expect(page.get_by_role("main")).to_contain_text("A letter as it went out")
        seen_at_both(page, "letter-sent")
        sign_in(page, cast["respondent"])
        page.goto(f"/portal/mine/{docket.number}/")
        page.goto(f"/portal/matter/letter/{sent.n}/")
        press(page, "Open the letter")
        expect(page.get_by_role("article")).to_contain_text("You may always talk to:")
        seen_at_both(page, "letter-portal")
        with page.expect_download() as found:
            page.get_by_role("link", name="Take it as PDF").click()
        assert found.value.suggested_filename.endswith(".pdf")


def test_a_letter(page: Page, ground: None, live: Any) -> None:
    walk(page, live)
