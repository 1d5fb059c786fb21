"""Somebody complains, keeps the code, comes back, is answered, and proves that it is in the record."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dueprocess.cases import actions
from dueprocess.docket.actions import deliver, take_step
from dueprocess.docket.models import Docket
from dueprocess.kit import clock
from dueprocess.kit.signin import link_for
from dueprocess.ledger import extracts as record
from dueprocess.ledger import signer
from dueprocess.people.models import Login
from tests import browser, world
from tests.browser import ROOT, Live, check_axe, check_fonts, shot, whole
from tests.ground import begun_folder

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 200
SAID = "Shouted down at the meeting.\nThen the microphone was taken away. 李明霞 saw it, says Zoë."


@pytest.fixture
def cast(live: Live, tmp_path: Path, settings: Any) -> Iterator[world.World]:
    """The federation, with a log that a signer of its own can seal."""
    with begun_folder(tmp_path / "var", settings):
        yield world.federation()


def examine(page: Page, name: str) -> None:
    """What every page must be, at the width of this one."""
    browser.examine(page, f"portal-{name}")


def examine_both(page: Page, name: str) -> None:
    """What every page must be, on a wide screen and on a phone."""
    browser.examine_both(page, f"portal-{name}")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def complain(page: Page, *, look: bool = True, named: bool = False) -> tuple[str, str]:
    """Write and send a complaint as a person would; returns the number and the code."""

    def seen(name: str) -> None:
        if look:
            examine_both(page, name)

    page.goto("/")
    seen("home")
    page.get_by_role("link", name="Make a complaint").click()
    seen("start")
    press(page, "Begin")
    seen("what-empty")
    press(page, "Go on")
    expect(page.get_by_role("alert")).to_contain_text("Say in a few words what happened.")
    seen("what-fault")
    page.get_by_label("What happened?").fill(SAID)
    page.get_by_label("Where was it?").fill("Hall 3")
    page.get_by_label("Which part of the organisation").select_option(
        label="\u2003\u2003Hollin Vale Ramblers"
    )
    press(page, "Go on")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who was affected")
    seen("whom")
    page.get_by_label("To somebody else", exact=True).check()
    page.get_by_label("If it happened to somebody else").fill("Zoë Lund")
    page.get_by_label("They are under 18").check()
    press(page, "Go on")
    page.get_by_label("A person").check()
    page.get_by_label("Name (optional)", exact=True).fill("Ilse Marchetti")
    press(page, "Add another")
    expect(page.get_by_role("heading", name="Named so far")).to_be_visible()
    seen("who")
    press(page, "Go on")
    page.get_by_label("Add files").set_input_files(
        [
            {"name": "hall.png", "mimeType": "image/png", "buffer": PNG},
            {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""},
        ]
    )
    press(page, "Go on")
    expect(page.get_by_role("alert")).to_contain_text("empty.txt")
    seen("files-fault")
    press(page, "Go on")
    seen("you")
    if named:
        page.get_by_label("Yes").check()
        page.get_by_label("Your name").fill("Wren Abara")
    else:
        page.get_by_label("No, I want to stay anonymous").check()
    press(page, "Go on")
    expect(page.get_by_text("microphone was taken away")).to_be_visible()
    expect(page.get_by_text("hall.png")).to_be_visible()
    seen("review")
    press(page, "Send the complaint")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your complaint")
    seen("sent")
    press(page, "See where it stands")
    expect(page.get_by_role("alert")).to_contain_text("kept the code")
    seen("sent-fault")
    whole(page)
    code = "-".join(page.locator(".dp-code__value span").all_inner_texts())
    number = page.locator(".govuk-summary-list strong").first.inner_text()
    if look:
        page.emulate_media(media="print")
        shot(page, "portal-sent-on-paper")
        expect(page.get_by_role("button", name="See where it stands")).to_be_hidden()
        expect(page.locator(".dp-code__value")).to_be_visible()
        slip = page.locator(".dp-slip")
        expect(slip).to_contain_text(number)
        expect(slip).to_contain_text(record.named().fingerprint)
        assert not set(slip.inner_text().split()) & set(
            code.split("-")
        )  # what is shown to others opens nothing
        check_axe(page)
        page.emulate_media(media="screen")
        expect(slip).to_be_hidden()
    page.get_by_label("I have kept the code").check()
    press(page, "See where it stands")
    return number, code


def test_from_complaint_to_proof(cast: world.World, live: Live, phone: Page, tmp_path: Path) -> None:
    # given a federation with its rules in force, and somebody with a phone
    page = phone
    # when somebody complains with a file, is told the code and keeps it
    number, code = complain(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your complaint")
    check_fonts(page)
    # then no address of the way held a name or the code
    assert code not in page.url
    # when they close it, come back another day and type the code their own way
    press(page, "Close on this device")
    page.goto("/portal/matter/")
    examine_both(page, "follow")
    page.get_by_label("Your code").fill(code[:-1] + ("3" if code[-1] == "2" else "2"))
    press(page, "Open")
    expect(page.get_by_role("alert")).to_be_visible()
    examine_both(page, "follow-fault")
    page.get_by_label("Your code").fill(code.lower().replace("-", " "))
    press(page, "Open")
    expect(page.get_by_text(number).first).to_be_visible()
    # and write, and are answered by somebody whose name they do not learn
    page.get_by_label("Your message").fill("When will I hear?")
    press(page, "Send")
    expect(page.get_by_text("Sent and entered: Your message")).to_be_visible()
    docket = Docket.objects.get()
    actions.send_message(docket=docket, by=cast.actor("owner"), text="On Friday.", to=["C1"])
    page.reload()
    expect(page.get_by_text("On Friday.")).to_be_visible()
    expect(page.get_by_text("When will I hear?")).to_be_visible()
    whole(page)
    assert "Tamsin" not in page.content()
    examine_both(page, "matter")
    # when the log has been sealed, then published, a proof is offered and need not be taken
    page.get_by_text("Proof that we have it").click()
    expect(page.get_by_text("The proof is made within seconds")).to_be_visible()
    signer.seal()
    page.reload()
    page.get_by_text("Proof that we have it").click()
    expect(page.get_by_text("in the record and sealed")).to_be_visible()
    with page.expect_download() as sealed:
        page.get_by_role("link", name="Take the proof file").click()
    assert sealed.value.suggested_filename == f"{number}.tlog-proof"
    signer.beat(force=True)
    page.reload()
    page.get_by_text("Proof that we have it").click()
    expect(page.get_by_text("in the published record")).to_be_visible()
    examine_both(page, "matter-proof")
    with page.expect_download() as published:
        page.get_by_role("link", name="Take the proof file").click()
    # then the one-file verifier, which knows nothing of the product, confirms both and the whole log
    found = record.record()
    assert found is not None
    for n, download in enumerate((sealed.value, published.value)):
        proof = tmp_path / f"{n}.tlog-proof"
        download.save_as(proof)
        verified(["receipt", str(proof), "--key", found.key])
    log = f"{live.url}/record/log"
    assert f"{found.size} entries" in verified(["log", log, "--key", found.key])
    verified(["receipt", str(proof), "--log", log, "--key", found.key])


def verified(words: list[str]) -> str:
    done = subprocess.run(
        [sys.executable, ROOT / "verifier" / "verify.py", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_whole_way_works_without_scripts(cast: world.World, page_without_js: Page) -> None:
    number, _code = complain(page_without_js, look=False, named=True)
    expect(page_without_js.get_by_text(number).first).to_be_visible()
    page_without_js.get_by_text("What you told us").click()
    expect(page_without_js.get_by_text("Hall 3")).to_be_visible()


def test_a_complaint_can_be_made_with_the_keyboard_alone(cast: world.World, page: Page) -> None:
    page.goto("/portal/complain/")

    def to(name: str) -> None:
        whole(page)
        for _ in range(60):
            page.keyboard.press("Tab")
            said = page.evaluate(
                "(e => e.id ? (document.querySelector(`label[for='${e.id}']`)?.innerText || e.innerText) :"
                " e.innerText)(document.activeElement)"
            )
            if name in (said or ""):
                return
        raise AssertionError(f"“{name}” cannot be reached with the keyboard")

    def on(name: str) -> None:
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(name)

    to("Begin")
    on("What happened")
    to("What happened?")
    page.keyboard.type("It was said aloud.")
    to("Go on")
    on("Who was affected")
    to("To me")
    page.keyboard.press("Space")
    to("Go on")
    on("Who it is about")
    to("A person")
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_label("I do not know who it was")).to_be_checked()
    to("Go on")
    on("Does anybody or anything show it?")
    to("Go on")
    on("You")
    to("Yes")
    page.keyboard.press("ArrowDown")
    to("Go on")
    on("Check, and send it")
    to("Send the complaint")
    on("We have your complaint")
    to("I have kept the code")
    page.keyboard.press("Space")
    to("See where it stands")
    on("Your complaint")
    to("Your message")
    page.keyboard.type("When will I hear?")
    to("Send")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sent and entered: Your message")).to_be_visible()


def test_a_lost_sitting_loses_no_word(cast: world.World, page: Page) -> None:
    # given somebody in the middle of a message, and a sitting that has ended
    complain(page, look=False)
    words = "It happened again on Tuesday, in front of the whole club."
    page.get_by_label("Your message").fill(words)
    cookies = [each for each in page.context.cookies() if each.get("name") != "dueprocess"]
    page.context.clear_cookies()
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    # when they send it
    press(page, "Send")
    # then the page says so, shows the words and asks for the code
    expect(page.get_by_role("heading", level=1)).to_have_text("Your sitting had ended")
    expect(page.locator("textarea")).to_have_value(words)
    examine(page, "lost")
    # and when no cookie at all came back, the page still shows what was typed
    page.goto("/portal/complain/")
    press(page, "Begin")
    page.get_by_label("What happened?").fill(words)
    page.context.clear_cookies()
    press(page, "Go on")
    expect(page.locator("textarea").first).to_have_value(words)
    examine(page, "no-cookies")


@pytest.mark.parametrize("width", ["phone", "page_without_js"])
def test_a_respondent_reads_the_letter_and_answers(
    cast: world.World, width: str, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(width)

    def looked_at(page: Page, name: str) -> None:
        if width != "page_without_js":
            examine_both(page, name)

    # given a case in which nothing was yet said to the respondent
    docket = world.open_case(cast, at=clock.now()).docket
    login = Login.objects.create_user("ilse@example.invalid", None, person=cast["respondent"])
    page.goto(link_for(login, path="/portal/mine/"))
    page.get_by_role("main").get_by_role("button").click()
    # then they see nothing of it
    page.goto("/portal/mine/")
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    looked_at(page, "mine-empty")
    # when the complaint is sent to them
    for step in ("acknowledge", "send"):
        take_step(docket=docket, step=step, by=cast.actor("owner"), at=clock.now())
    deliver(docket)
    page.goto("/portal/mine/")
    looked_at(page, "mine")
    page.get_by_role("link", name=docket.number).click()
    looked_at(page, "respondent")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your matter")
    page.get_by_role("link", name="Read it", exact=True).first.click()
    looked_at(page, "letter-unread")
    press(page, "Open the letter")
    looked_at(page, "letter")
    assert "Tamsin" not in page.content()
    # and they answer with a step of the rulebook
    page.goto("/portal/matter/")
    page.get_by_role("link", name="Answer").first.click()
    looked_at(page, "step")
    press(page, "Check it before you send")
    expect(page.get_by_role("alert")).to_contain_text("Write something or add a file")
    looked_at(page, "step-fault")
    page.get_by_label("What you want to say").fill("I asked for silence, as the chair.")
    page.get_by_label("Files").set_input_files(
        [{"name": "minutes.png", "mimeType": "image/png", "buffer": PNG}]
    )
    press(page, "Keep it and stay here")
    expect(page.get_by_text("minutes.png", exact=True).first).to_be_visible()
    looked_at(page, "step-kept")
    press(page, "Check it before you send")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check, and send it")
    expect(page.get_by_text("I asked for silence, as the chair.")).to_be_visible()
    assert "answer" not in docket.acts.values_list("name", flat=True)
    looked_at(page, "check")
    press(page, "Send it")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your matter")
    expect(page.get_by_text("Sent and entered: Answer")).to_be_visible()
    looked_at(page, "step-sent")
    assert "answer" in docket.acts.values_list("name", flat=True)
