"""An officer brings in a capture and sorts it, another rules on it, the respondent reads what is unused."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Page, expect

from dueprocess.cases import actions as cases
from dueprocess.docket.actions import take_step
from dueprocess.docket.needs import Actor, Upload
from dueprocess.kit import clock
from tests import world
from tests.browser import check_axe, check_no_sideways_scroll, shot
from tests.journeys.test_desk import press, sit_down

POST = FilePayload(name="post.png", mimeType="image/png", buffer=b"\x89PNG\r\n\x1a\n" + bytes(64))


def looked_at(page: Page, name: str, *widths: int) -> None:
    """At these widths, both where none is said."""
    for width in widths or (390, 1400):
        page.set_viewport_size({"width": width, "height": 900})
        check_axe(page)
        check_no_sideways_scroll(page)
        shot(page, f"evidence-{name}")


@pytest.mark.usefixtures("ground")
def test_evidence_from_capture_to_the_respondents_list(page: Page) -> None:
    here = world.federation()
    docket = world.open_case(here, at=clock.now()).docket
    owner = here.actor("owner")
    take_step(docket=docket, step="acknowledge", by=owner, at=clock.now())
    sent = take_step(docket=docket, step="send", by=owner, at=clock.now())
    cases.confirm_sent(docket=docket, of=sent.n, to=["R1"], channel="post", by=owner)
    film = [Upload("corridor.txt", [b"frames"])]
    cases.add_information(docket=docket, by=Actor(key="C1"), text="Here is the film.", files=film)
    # an officer brings in a post, and says what it is
    sit_down(page, here["owner"])
    page.goto(f"/desk/cases/{docket.number}/files/")
    looked_at(page, "files", 1400)
    page.get_by_role("link", name="Bring in an item").click()
    page.get_by_label("The file").set_input_files([POST])
    page.get_by_label("What is it, in a few words?").fill("A post about the meeting")
    page.get_by_label("Of what kind?").select_option("capture")
    page.get_by_label("Leaked").check()
    press(page, "Write it down")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    looked_at(page, "describe", 390)
    page.get_by_label("The file").set_input_files([POST])
    page.get_by_label("At which address did it stand?").fill("https://posts.example/7")
    for label, value in (("Day", "2"), ("Month", "3"), ("Year", "2026"), ("Time", "18:05")):
        page.get_by_role("group", name="When was it taken?").get_by_label(label).fill(value)
    page.get_by_label("Where is it from?").fill("Somebody sent it on.")
    press(page, "Write it down")
    expect(page.get_by_role("main")).to_contain_text("Nobody has ruled on its use")
    press(page, "Compare it with its fingerprint now")
    expect(page.get_by_role("main")).to_contain_text("Compared with its fingerprint")
    looked_at(page, "item")
    address = page.url
    # it is sorted, and whoever decides rules on it
    page.get_by_role("link", name="Sort it").click()
    page.get_by_label("Unused").check()
    page.get_by_label("It may help the respondent").check()
    looked_at(page, "sort", 1400)
    press(page, "Write it down")
    sit_down(page, here["second"])
    page.goto(address)
    page.get_by_role("link", name="Rule on its use").click()
    page.get_by_label("Admitted").check()
    page.get_by_label("Why?", exact=True).fill("Everybody could read it.")
    looked_at(page, "rule", 1400)
    press(page, "Write it down")
    expect(page.get_by_role("main")).to_contain_text("Everybody could read it.")
    # the list goes to the respondent, who reads it
    sit_down(page, here["owner"])
    page.goto(f"/desk/cases/{docket.number}/files/")
    page.get_by_role("link", name="Give the list").click()
    page.get_by_label("Ilse Marchetti").check()
    looked_at(page, "give", 1400)
    press(page, "Give it to them")
    expect(page.get_by_role("main")).to_contain_text("the list of unused items, on")
    looked_at(page, "files-after")
    world.log_in(here["respondent"])
    sit_down(page, here["respondent"])
    page.goto(f"/portal/mine/{docket.number}/")
    page.get_by_role("link", name="Read the list").click()
    expect(page.get_by_role("main")).to_contain_text("A post about the meeting")
    looked_at(page, "unused")
