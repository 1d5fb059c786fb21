"""An officer enters a complaint and works it to a sanction: in a browser, under a rulebook whose every key
was renamed anew in every run, so that nothing of a rulebook can be known to the program."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect

from dueprocess.core.rulebook import load
from dueprocess.docket.models import Docket
from dueprocess.kit.signin import link_for
from dueprocess.people.models import Person
from dueprocess.rules import rulebooks
from tests import world
from tests.browser import check_fonts, examine, examine_both, whole
from tests.core.engine.rename import names_of, renamed_rulebook
from tests.desk.conftest import SHIPPED, signed_in, staffed

Holders = dict[str, Person]


def renamed(text: str) -> str:
    """The same rulebook with words for its names that nobody could know; choices are read on the page."""
    return renamed_rulebook(text, names_of(load(text), choices=False))


def organisation(text: str) -> Holders:
    """People for every role of the rulebook, and for each role's title the first of them."""
    built, holders = staffed(text)
    rules = rulebooks.get(built.rulebook.pk)
    return {rules.roles[role].title: people[0] for role, people in holders.items()}


def sit_down(page: Page, person: Person) -> None:
    """Let somebody be signed in. The way in by a link is walked by keyboard below."""
    session = signed_in(person).cookies[settings.SESSION_COOKIE_NAME]
    page.context.clear_cookies()
    page.context.add_cookies([{"name": session.key, "value": session.value, "url": settings.DUEPROCESS_URL}])


def sign_in(page: Page, person: Person) -> None:
    """Let somebody be signed in and see their work."""
    sit_down(page, person)
    page.goto("/desk/")
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")


def looked_at(page: Page, name: str) -> None:
    examine(page, f"desk-{name}")
    assert "style=" not in re.sub(r"<script.*?</script>", "", page.content(), flags=re.S).split("<main")[1]


def seen_at_both(page: Page, name: str) -> None:
    """Look at a page on a wide screen and on a phone."""
    examine_both(page, name, looked_at)


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def enter(page: Page, *, look: bool = False) -> None:
    """Enter a complaint for somebody on the telephone."""
    page.get_by_role("link", name="Enter a complaint").first.click()
    press(page, "Enter it")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    if look:
        looked_at(page, "new-empty")
    page.get_by_label("By telephone").check()
    page.get_by_label("What happened?").fill("The cash box was gone on Monday.")
    page.get_by_label("Who complains?").fill("Nils Ødegård")
    page.get_by_label("Whom is it about?").fill("Ilse Marchetti")
    press(page, "Enter it")
    expect(page.get_by_text("The code is shown only now")).to_be_visible()
    if look:
        looked_at(page, "made")
    page.get_by_role("link", name="Open the case").click()


def begin_step(page: Page, title: str) -> None:
    page.goto(f"/desk/cases/{Docket.objects.get().number}/")
    page.locator("#now").get_by_role("link", name=title, exact=True).click()


def enter_step(page: Page, title: str) -> None:
    """Send the form of a step, and enter it from the page on which it is checked, where it has one."""
    main = page.get_by_role("main")
    go_on = main.get_by_role("button", name="Go on to check it", exact=True)
    expect(go_on.or_(main.get_by_role("button", name=title, exact=True)).first).to_be_visible()
    whole(page)
    if go_on.count():
        go_on.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Check it before it is entered")
        title = "Enter it in the record"
    press(page, title)


def done(page: Page) -> None:
    expect(page.get_by_role("status")).to_contain_text("Done. It is entry")


def test_a_case_is_worked_to_a_sanction_whatever_the_keys_are_called(ground: None, page: Page) -> None:
    people = organisation(renamed(world.EXAMPLE.read_text()))
    sign_in(page, people["Secretary"])
    looked_at(page, "work-empty")
    enter(page, look=True)
    looked_at(page, "case-new")
    check_fonts(page)
    expect(page.get_by_label("What to do next")).to_contain_text("Acknowledge")
    begin_step(page, "Acknowledge")
    looked_at(page, "step")
    enter_step(page, "Acknowledge")
    done(page)
    looked_at(page, "act")
    begin_step(page, "Send the complaint to the respondent")
    enter_step(page, "Send the complaint to the respondent")
    done(page)
    begin_step(page, "Answer")
    page.get_by_label("Ilse Marchetti").check()
    press(page, "Go on")
    page.get_by_label("Notes", exact=False).fill("I never saw that box.")
    enter_step(page, "Answer")
    done(page)
    sign_in(page, people["Committee member"])
    begin_step(page, "Decide")
    press(page, "Go on to check it")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    looked_at(page, "decide-empty")
    for vote in page.get_by_label("For", exact=True).all():
        vote.check()
    page.locator("summary", has_text="Suspension").first.click()
    page.get_by_role("group", name="On whom").get_by_label("Ilse Marchetti").check()
    page.get_by_role("group", name="How long").get_by_label("Number").fill("3")
    press(page, "Go on to check it")
    expect(page.get_by_role("main")).to_contain_text("3 months")
    looked_at(page, "check")
    press(page, "Enter it in the record")
    done(page)
    begin_step_shown = page.goto(f"/desk/cases/{Docket.objects.get().number}/")
    assert begin_step_shown is not None
    expect(page.get_by_role("main")).to_contain_text("Suspension, Ilse Marchetti, 3 months")
    looked_at(page, "case-decided")
    page.emulate_media(media="print")
    expect(page.locator("#now")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Case")).to_be_hidden()
    page.emulate_media(media="screen")
    for tab in ("Deadlines", "Parties", "Allegations", "Evidence", "Letters", "Who sits"):
        page.get_by_role("link", name=re.compile(f"^{tab}")).first.click()
        looked_at(page, f"tab-{tab.lower().replace(' ', '-')}")


def test_the_standard_rulebook_begins_alike_under_other_names(ground: None, page: Page) -> None:
    people = organisation(renamed((SHIPPED / "standard.toml").read_text()))
    sign_in(page, people["Intake officer"])
    enter(page)
    begin_step(page, "Acknowledge")
    enter_step(page, "Acknowledge")
    done(page)
    begin_step(page, "Withdraw the complaint")
    looked_at(page, "for-whom")
    page.goto("/desk/rules/")
    looked_at(page, "rules")
    page.goto("/desk/rules/?part=steps")
    looked_at(page, "rules-steps")
    page.goto("/desk/record/")
    looked_at(page, "record")


def test_the_desk_on_a_phone(ground: None, phone: Page) -> None:
    people = organisation(world.EXAMPLE.read_text())
    sign_in(phone, people["Secretary"])
    enter(phone, look=True)
    looked_at(phone, "case")
    phone.goto("/desk/cases/")
    looked_at(phone, "queue")
    phone.get_by_text("Narrow the list").click()
    phone.get_by_label("That nobody owns").check()
    press(phone, "Show")
    expect(phone.get_by_role("main")).to_contain_text("open, that nobody owns")
    phone.goto("/desk/record/")
    looked_at(phone, "record")
    phone.goto("/desk/")
    looked_at(phone, "work")
    begin_step(phone, "Acknowledge")
    looked_at(phone, "step")


def test_the_desk_without_scripts(ground: None, page_without_js: Page) -> None:
    page = page_without_js
    people = organisation(world.EXAMPLE.read_text())
    sign_in(page, people["Secretary"])
    page.goto("/desk/cases/new/")
    page.get_by_label("By telephone").check()
    page.get_by_label("What happened?").fill("The cash box was gone on Monday.")
    press(page, "Enter it")
    page.get_by_role("link", name="Open the case").click()
    begin_step(page, "Acknowledge")
    enter_step(page, "Acknowledge")
    done(page)


def by_keyboard(page: Page, name: str) -> None:
    """Go with the tab key until a link or button of that name has the focus, which is seen; then press it."""
    whole(page)
    for _ in range(120):
        page.keyboard.press("Tab")
        at, seen = page.evaluate(
            """() => { const at = document.activeElement, how = getComputedStyle(at);
            return [at.textContent.trim(), how.outlineStyle !== 'none' || how.boxShadow !== 'none']; }"""
        )
        assert seen or not at, f"nothing shows that “{at}” has the focus"
        if at == name:
            page.keyboard.press("Enter")
            return
    pytest.fail(f"the tab key does not come to “{name}”")


def test_an_officer_takes_a_step_by_keyboard_alone(ground: None, page: Page) -> None:
    people = organisation(world.EXAMPLE.read_text())
    sign_in(page, people["Secretary"])
    enter(page)
    page.context.clear_cookies()
    page.goto(link_for(get_user_model().objects.get(person=people["Secretary"])))
    by_keyboard(page, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    by_keyboard(page, "Begin")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Acknowledge")
    whole(page)
    if page.get_by_role("button", name="Go on to check it").count():
        by_keyboard(page, "Go on to check it")
        expect(page.get_by_role("heading", level=1)).to_have_text("Check it before it is entered")
        by_keyboard(page, "Enter it in the record")
    else:
        by_keyboard(page, "Acknowledge")
    done(page)
