"""An officer listens to a recording and writes down what is said, another corrects it, the first signs it
off, and the respondent hears it, by keyboard and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from dueprocess.cases import actions as cases
from dueprocess.cases.evidence import actions
from dueprocess.cases.evidence.actions import Description
from dueprocess.docket.actions import take_step
from dueprocess.docket.evidence import Class, Kind, Obtained
from dueprocess.docket.needs import Actor, Upload
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from tests import world
from tests.browser import check_axe, check_no_sideways_scroll, shot
from tests.cases.evidence.sound.recordings import tone
from tests.journeys.test_desk import press, sit_down

SAID = """0:00 Ilse Marchetti: I was in the corridor when the door opened.
0:06.5 : (a door shuts)
0:12 A voice: Nobody was there. I looked, and I wrote down the time at once, as I always do.
0:31 Ilse Marchetti: That is not what you said on the telephone."""
CAPTIONS = FilePayload(
    name="call.vtt", mimeType="text/vtt",
    buffer=b"WEBVTT\n\n00:00.000 --> 00:06.500\n<v Ilse Marchetti>I was in the hall when the door opened.\n",
)  # fmt: skip

PLAYS = """place => new Promise(done => {
  const media = document.querySelector("audio"), until = Date.now() + 15000;
  const look = () => media.readyState > 1 && media.currentTime > place ? done(true)
    : Date.now() > until ? done(false) : setTimeout(look, 50);
  look();
})"""
"""Tells whether the player comes beyond a place; the content policy leaves no other way to wait for that."""


def looked_at(page: Page, name: str, *widths: int) -> None:
    for width in widths or (390, 1400):
        page.set_viewport_size({"width": width, "height": 900})
        check_axe(page)
        check_no_sideways_scroll(page)
        shot(page, f"listening-{name}")


@pytest.mark.usefixtures("ground")
def test_a_recording_from_the_player_to_the_respondents_page(page: Page) -> None:
    here = world.federation()
    docket = world.open_case(here, at=clock.now()).docket
    owner = here.actor("owner")
    take_step(docket=docket, step="acknowledge", by=owner, at=clock.now())
    sent = take_step(docket=docket, step="send", by=owner, at=clock.now())
    cases.confirm_sent(docket=docket, of=sent.n, to=["R1"], channel="post", by=owner)
    call = [Upload("call.wav", [tone(60, silent=range(20, 30), rate=8000)])]
    came = cases.add_information(docket=docket, by=Actor(key="C1"), text="Here is the call.", files=call)
    what = Description(title="A call on 3 May", kind=Kind.SOUND, obtained=Obtained.OFFERED, offered_by="C1")
    actions.describe(docket=docket, what=what, by=owner, act=came.n, file=1)
    drain()
    # an officer listens: the player, its outline, and no transcript yet
    sit_down(page, here["owner"])
    page.goto(f"/desk/cases/{docket.number}/evidence/e1/")
    page.get_by_role("link", name="Listen and read").click()
    expect(page.get_by_role("main")).to_contain_text("Nobody has written down what is said")
    # writes down what is said; a fault comes back with its line
    page.get_by_role("link", name="Write down what is said").click()
    page.get_by_label("What is said, and when").fill(SAID.replace("0:12", "0:72"))
    press(page, "Write it down")
    expect(page.get_by_role("alert")).to_contain_text("The time in line 3 cannot be read.")
    looked_at(page, "words", 390)
    page.get_by_label("What is said, and when").fill(SAID)
    page.get_by_label("How was it made, or what was wrong?").fill("By ear, twice.")
    press(page, "Write it down")
    # a time moves the player, by keyboard, and the passage that is heard is marked
    pieces: list[int] = []
    page.on("response", lambda answer: pieces.append(answer.status) if "/sound/" in answer.url else None)
    page.get_by_role("link", name="0:12", exact=True).focus()
    page.keyboard.press("Enter")
    assert page.evaluate(PLAYS, 12)
    assert set(pieces) == {206}
    expect(page.locator("tr[data-now]")).to_contain_text("Nobody was there.")
    expect(page).to_have_url(re.compile(r"#t=12\.000$"))
    page.evaluate("document.querySelector('audio').pause()")
    page.get_by_text("Where something is heard: 1:00 in all").click()
    looked_at(page, "player")
    # somebody else corrects it by a file of captions, and sees what that changed
    sit_down(page, here["second"])
    page.goto(f"/desk/cases/{docket.number}/evidence/e1/words/")
    page.get_by_label("Or a file of captions").set_input_files([CAPTIONS])
    page.get_by_label("How was it made, or what was wrong?").fill("It was the hall.")
    press(page, "Write it down")
    expect(page.get_by_role("main")).to_contain_text("What version 2 changed")
    looked_at(page, "changed", 1400)
    # the first signs that version off, and the respondent is given the recording
    sit_down(page, here["owner"])
    page.goto(f"/desk/cases/{docket.number}/evidence/e1/play/")
    press(page, "I have listened: sign it off")
    expect(page.get_by_role("main")).to_contain_text("Signed off")
    actions.sort(docket=docket, item="e1", as_class=Class.UNUSED, by=owner, helpful=True)
    actions.disclose(docket=docket, to=["R1"], by=owner)
    world.log_in(here["respondent"])
    sit_down(page, here["respondent"])
    page.goto(f"/portal/mine/{docket.number}/")
    page.get_by_role("link", name="Read the list").click()
    page.get_by_role("link", name="Listen").click()
    expect(page.get_by_role("main")).to_contain_text("I was in the hall")
    looked_at(page, "portal")


@pytest.mark.usefixtures("ground")
def test_without_scripts_a_time_loads_the_page_at_that_place(page_without_js: Page) -> None:
    page = page_without_js
    here = world.federation()
    docket = world.open_case(here, at=clock.now()).docket
    owner = here.actor("owner")
    take_step(docket=docket, step="acknowledge", by=owner, at=clock.now())
    call = [Upload("call.wav", [tone(60)])]
    came = cases.add_information(docket=docket, by=Actor(key="C1"), text="Here is the call.", files=call)
    what = Description(title="A call on 3 May", kind=Kind.SOUND, obtained=Obtained.OFFERED, offered_by="C1")
    actions.describe(docket=docket, what=what, by=owner, act=came.n, file=1)
    sit_down(page, here["owner"])
    page.goto(f"/desk/cases/{docket.number}/evidence/e1/words/")
    page.get_by_label("What is said, and when").fill(SAID)
    press(page, "Write it down")
    page.get_by_role("link", name="0:12", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("it begins at the place that you chose")
    expect(page.locator("audio")).to_have_attribute("src", re.compile(r"/sound/#t=12\.000$"))
    expect(page.get_by_label("The recording")).to_be_visible()
