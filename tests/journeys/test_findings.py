"""A split panel in a browser: an item of which the respondent has the gist alone bears no finding by itself,
the finding says its standard, they read the reasons of who was outvoted; on a wide screen and a phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from dueprocess.cases import actions as cases
from dueprocess.docket.models import Act
from dueprocess.kit import clock
from tests import finding, world
from tests.journeys.test_desk import press, seen_at_both, sit_down


def walk(page: Page) -> None:
    # given a case, a letter that the respondent knows, and a statement that names a child
    with clock.frozen(world.later(-1)):
        cast = world.federation(finding.RULES)
        finding.adopt_code()
    with clock.frozen(world.MONDAY):
        docket = finding.told(cast, finding.opened(cast))
        sealed = finding.item(cast, docket, "Statement of a witness")
        finding.item(cast, docket, "Letter of the hall's keeper")
    # when the owner gives the respondent the gist of the statement
    sit_down(page, cast["owner"])
    page.goto(f"/desk/cases/{docket.number}/evidence/{sealed}/gist/")
    page.get_by_label("Ilse Marchetti").check()
    page.get_by_label("Its gist alone").check()
    page.get_by_label("What do they need to know of it?").fill("On 1 March you shouted at the door.")
    page.get_by_label("Why do they not get it in full?").fill("It names a child.")
    seen_at_both(page, "gist-form")
    press(page, "Write it down")
    # and the panel finds it proved on that alone, then on both, against one vote
    sit_down(page, cast["second"])
    page.goto(f"/desk/cases/{docket.number}/earlier/")
    expect(page.get_by_role("main")).to_contain_text("Not before the findings")
    seen_at_both(page, "earlier-shut")
    page.goto(f"/desk/cases/{docket.number}/steps/find/0/")
    page.get_by_label("Proved", exact=True).check()
    page.get_by_label("Why?", exact=True).fill("Two people saw it from different sides.")
    page.get_by_label("Item 1: Statement of a witness").check()
    seen_at_both(page, "finding-form")
    for box in page.get_by_role("radio", name="For", exact=True).all():
        box.check()
    page.get_by_role("radio", name="Against", exact=True).last.check()
    page.get_by_label("Minority report").fill("One of us would have believed them.")
    press(page, "Go on to check it")
    expect(page.get_by_role("alert")).to_contain_text("rests on sealed or anonymous evidence alone")
    seen_at_both(page, "finding-refused")
    page.get_by_label("Item 2: Letter of the hall's keeper").check()
    page.get_by_role("group", name="Would it stand").get_by_label("Yes").check()
    press(page, "Go on to check it")
    press(page, "Enter it in the record")
    page.goto(f"/desk/cases/{docket.number}/allegations/")
    expect(page.get_by_role("main")).to_contain_text("proved, on the balance of probabilities")
    seen_at_both(page, "finding-made")
    page.get_by_role("link", name="Earlier matters").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing was found against them earlier")
    # then the respondent reads what is withheld and why, and who disagreed
    act = Act.objects.get(docket=docket, name="find")
    cases.confirm_sent(docket=docket, of=act.n, to=["R1"], channel="portal", by=cast.actor("owner"))
    sit_down(page, cast["respondent"])
    page.goto(f"/portal/mine/{docket.number}/")
    page.goto("/portal/matter/evidence/given/")
    expect(page.get_by_role("main")).to_contain_text("On 1 March you shouted at the door.")
    seen_at_both(page, "given")
    page.goto(f"/portal/matter/letter/{act.n}/")
    press(page, "Open the letter")
    seen_at_both(page, "finding-letter")
    expect(page.get_by_role("main")).to_contain_text("One of us would have believed them.")
    expect(page.get_by_role("main")).to_contain_text("It names a child.")


def test_a_split_panel(page: Page, ground: None) -> None:
    walk(page)
