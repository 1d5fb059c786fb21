"""A bundle of 400 pages: put together from papers of the case, covered by pointer, served, opened by the
respondent; with late papers at its end."""

from __future__ import annotations

import io
import re

import pypdfium2
import pytest
from pikepdf import Pdf, Stream
from playwright.sync_api import Page, expect

from dueprocess.cases import actions as cases
from dueprocess.docket.actions import take_step
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor, Upload
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from tests import world
from tests.browser import check_axe, check_no_sideways_scroll, shot
from tests.journeys.test_desk import press, sit_down
from tests.papers.bundle.sheets import pdf

SECRET = "Zeppelinwiese"


def looked_at(page: Page, name: str, *widths: int) -> None:
    """At these widths, both where none is said."""
    for width in widths or (390, 1400):
        page.set_viewport_size({"width": width, "height": 900})
        check_axe(page)
        check_no_sideways_scroll(page)
        shot(page, f"bundle-{name}")


def lines(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as read:
        return [page.get_textpage().get_text_bounded() for page in read]


def taken(page: Page, link: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name=link).first.click()
    return download.value.path().read_bytes()


def papers(here: world.World) -> Docket:
    docket = world.open_case(here, at=clock.now()).docket
    owner = here.actor("owner")
    take_step(docket=docket, step="acknowledge", by=owner, at=clock.now())
    sent = take_step(docket=docket, step="send", by=owner, at=clock.now())
    cases.confirm_sent(docket=docket, of=sent.n, to=["R1"], channel="post", by=owner)
    leaves = [f"leaf {n} of the minutes" for n in range(1, 390)]
    files = [
        Upload("list.pdf", [pdf("who was there", f"{SECRET} lives here")]),
        Upload("minutes.pdf", [pdf(*leaves)]),
        Upload("plan.pdf", [pdf("a large plan", "its other side", box=(0, 0, 1191, 842))]),
        Upload("turned.pdf", [pdf(*(f"upside down are the letters here {n}" for n in range(6)), angle=180)]),
        Upload("late.pdf", [pdf("what came late")]),
    ]
    cases.add_information(docket=docket, by=Actor(key="C1"), text="These are the papers.", files=files)
    return docket


@pytest.mark.usefixtures("ground")
def test_a_bundle_of_four_hundred_pages(page: Page) -> None:
    here = world.federation()
    docket = papers(here)
    sit_down(page, here["owner"])
    page.goto(f"/desk/cases/{docket.number}/files/")
    page.get_by_role("link", name="Bundles").click()
    page.get_by_label("What is it called?").fill("Hearing of 3 December")
    page.get_by_label("Wren Abara").uncheck()
    looked_at(page, "begin", 1400)
    press(page, "Begin it")
    for name in ("list.pdf", "minutes.pdf", "plan.pdf", "turned.pdf"):
        page.get_by_label(name).check()
    page.get_by_label("Under which heading?").fill("Statements")
    looked_at(page, "add")
    press(page, "Put them in")
    page.get_by_label("Title in the index").first.fill("List of the spring meeting")
    looked_at(page, "arrange")
    press(page, "Save")
    # a word on page 2 is covered with the pointer, on a ground
    page.get_by_role("link", name="Cover words in List").click()
    page.goto(page.url.replace("/1/?", "/2/?"))
    picture = page.locator("svg[data-cover]")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box is not None
    scale = box["width"] / 595
    page.mouse.move(box["x"] + 280 * scale, box["y"] + 400 * scale)
    page.mouse.down()
    page.mouse.move(box["x"] + 560 * scale, box["y"] + 440 * scale, steps=4)
    page.mouse.up()
    expect(page.get_by_label("Width")).to_have_value(re.compile("28[01]"))
    page.get_by_label("On which ground?").select_option("AD")
    page.get_by_label("Those who decide the case").check()
    looked_at(page, "cover")
    press(page, "Cover it")
    expect(page.get_by_role("main")).to_contain_text("1 place is covered.")
    looked_at(page, "covered", 1400)
    # it is put together in the background
    page.get_by_role("link", name="Back to the bundle").click()
    press(page, "Put it together")
    expect(page.get_by_role("main")).to_contain_text("0 of 4 papers looked at")
    looked_at(page, "progress", 1400)
    drain()
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("main")).to_contain_text("They were turned; look at them.")
    looked_at(page, "built")
    whole = lines(taken(page, "Those who decide the case"))
    assert len(whole) == 400
    assert SECRET in whole[2]
    page.get_by_label("Those who decide the case").first.uncheck()
    press(page, "Serve it")
    expect(page.get_by_role("main")).to_contain_text("1 copy was served.")
    # a late paper and its index make it 402, and moves nothing
    page.get_by_role("link", name="Add late papers").click()
    page.get_by_label("late.pdf").check()
    page.get_by_label("Under which heading?").fill("Post")
    press(page, "Put them in")
    press(page, "Put it together again")
    drain()
    page.get_by_role("link", name="Look again").click()
    press(page, "Serve it")
    looked_at(page, "served")
    # the respondent opens theirs
    world.log_in(here["respondent"])
    sit_down(page, here["respondent"])
    page.goto(f"/portal/mine/{docket.number}/")
    page.get_by_role("link", name="Open the bundle").click()
    looked_at(page, "theirs", 390)
    page.get_by_role("link", name="Hearing of 3 December").first.click()
    press(page, "Open it")
    looked_at(page, "opened")
    mine = taken(page, "Take the bundle (PDF)")
    theirs = lines(mine)
    assert [each.split()[-1] for each in theirs] == [str(n) for n in range(1, 403)]
    assert theirs[3:400] == whole[3:]
    assert SECRET not in "".join(theirs)
    with Pdf.open(io.BytesIO(mine)) as made:
        for each in made.objects:
            assert SECRET.encode() not in each.unparse(resolved=True)
            assert not (isinstance(each, Stream) and SECRET.encode() in each.read_bytes())
    page.get_by_role("link", name=re.compile("Its words.*plan")).click()
    expect(page.get_by_role("main")).to_contain_text("a large plan")
    looked_at(page, "words", 390)
