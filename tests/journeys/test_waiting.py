"""What waits for an officer: a message to answer, letters to offices and the public, a duty; a step that asks
whom to tell; and the backlog. In a browser, on a wide screen and on a phone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from dueprocess.cases import actions as cases
from dueprocess.cases.actions import counting
from dueprocess.docket.actions import take_step
from dueprocess.docket.needs import Actor
from dueprocess.kit import clock
from dueprocess.rules import rulebooks
from tests import world
from tests.browser import shot
from tests.journeys.test_desk import press, seen_at_both, sign_in

TELLS = 'tells = [{ to = ["respondent"], letter = "complaint" }'
RULES = (
    world.EXAMPLE.read_text().replace(
        TELLS,
        f'{TELLS}, {{ to = ["public"], letter = "summary" }}, '
        '{ to = ["complainant"], letter = "news", optional = true }',
    )
    + '\n[duties]\nreview = { title = "Send the contacts", by = ["secretary"], every = "10 working days" }\n'
)


def test_what_waits_is_found_and_done(ground: None, page: Page) -> None:
    built = world.federation(RULES)
    owner = built.actor("owner")
    numbers = []
    for _ in range(3):
        docket = world.open_case(built, at=clock.now() - timedelta(minutes=5)).docket
        take_step(docket=docket, step="acknowledge", by=owner, at=clock.now())
        numbers.append(docket.number)
        if len(numbers) < 3:
            take_step(docket=docket, step="send", by=owner, at=clock.now())
    cases.send_message(docket=docket, by=Actor(key="C1"), text="When will you begin?")
    sign_in(page, built["owner"])
    seen_at_both(page, "work-waiting")
    page.get_by_role("link", name="2 × Summary").click()
    seen_at_both(page, "letters-to-publish")
    page.goto(f"/desk/cases/{docket.number}/")
    seen_at_both(page, "case-unanswered")
    page.emulate_media(media="print")
    shot(page, "desk-case-printed")
    page.emulate_media(media="screen")
    page.goto(f"/desk/cases/{docket.number}/steps/send/1/")
    seen_at_both(page, "tell-them")
    page.goto("/desk/rules/duties/")
    seen_at_both(page, "duties")
    page.goto("/desk/rules/duties/review/")
    seen_at_both(page, "duty")
    page.goto("/desk/")
    page.get_by_role("link", name="Answer: Complainant").click()
    expect(page.get_by_role("checkbox").first).to_be_checked()
    page.get_by_label("Message").fill("On Thursday.")
    press(page, "Send it")
    expect(page.get_by_role("status")).to_contain_text("Sent")
    page.goto("/desk/")
    expect(page.get_by_text("Messages to answer")).to_have_count(0)


def test_the_backlog_is_gone_through(ground: None, page: Page) -> None:
    club = (Path(rulebooks.__file__).parent / "shipped" / "small-club.toml").read_text(encoding="utf-8")
    with clock.frozen(clock.now() - timedelta(days=200)):
        built = world.federation(club)
        world.open_case(built, at=clock.now())
    world.open_case(built, at=clock.now() - timedelta(minutes=5))
    counting.count_flow()
    sign_in(page, built["owner"])
    page.goto("/desk/")
    page.get_by_role("link", name="Backlog", exact=True).click()
    seen_at_both(page, "board")
    page.emulate_media(media="print")
    shot(page, "board-printed")
    page.emulate_media(media="screen")
    asked = page.get_by_role("row", name="Tell the elders why it takes so long")
    expect(asked).to_contain_text(built["owner"].full_name)
    page.get_by_role("link", name="6 to 12 months").click()
    old = page.get_by_role("region", name="6 to 12 months 1")
    expect(old).to_contain_text("not answered since")
    old.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
