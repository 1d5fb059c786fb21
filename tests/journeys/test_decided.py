"""What people decide beside the steps of a case, in a browser, wide and on a phone: units moved, a case shut
for one person, an appeal given up, rules adopted, an entry annulled, and who had the power to decide."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dueprocess.cases import actions as cases
from dueprocess.docket.models import Act
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Person, Power
from tests import world
from tests.journeys.test_desk import press, seen_at_both, sign_in


def walk(page: Page, live: Any, tmp_path: Path) -> None:
    with clock.frozen(world.later(days=-1)):
        built = world.federation()
        register.grant(
            person=built["admin"], power=Power.ADOPT_RULES, by=None, reason="Elected", from_on=world.ADOPTED
        )
        for power in (Power.KEEP_REGISTER, Power.APPOINT, Power.ADOPT_RULES, Power.SET_ACCESS):
            register.grant(
                person=built["overseer"], power=power, by=None, reason="Elected", from_on=world.ADOPTED
            )
    docket = world.decided(built)
    decision = Act.objects.get(docket=docket, name="decide")
    with clock.frozen(world.later(31)):
        for key in ("C1", "R1"):
            cases.confirm_receipt(docket=docket, of=decision.n, to=key, by=built.actor("owner"))
    live.at = world.later(32)
    with clock.frozen(live.at):
        sign_in(page, built["overseer"])
        units(page, built)
        access(page, built, docket.number)
        adopting(page, tmp_path, built["admin"])
        sign_in(page, built["owner"])
        page.goto(f"/desk/cases/{docket.number}/notes/waived/")
        seen_at_both(page, "waive-desk")
        who_had_the_power(page, docket.number)
        sign_in(page, built["respondent"])
        page.goto(f"/portal/mine/{docket.number}/")
        page.get_by_role("link", name="you can say so: Appeal").click()
        press(page, "Give it up")
        expect(page.get_by_role("alert")).to_contain_text("Tick this box")
        seen_at_both(page, "waive-portal")
        page.get_by_label("I have read the decision").check()
        press(page, "Give it up")
        expect(page.get_by_role("status")).to_contain_text("You give up: Appeal")
        annulled(page, built, docket.number, decision.n)


def annulled(page: Page, built: world.World, number: str, n: int) -> None:
    sign_in(page, built["owner"])
    page.goto(f"/desk/cases/{number}/acts/{n}/")
    page.get_by_role("link", name="Annul it").click()
    seen_at_both(page, "annul")
    page.get_by_label("What was the mistake?").fill("It was decided in another case.")
    page.get_by_label("Who signs it with you?").select_option(str(built["third"].pk))
    press(page, "Show what it changes")
    expect(page.get_by_role("main")).to_contain_text("It stands at “Reply and decision” again")
    seen_at_both(page, "annul-check")
    press(page, "Propose it")
    expect(page.get_by_role("status")).to_be_visible()
    sign_in(page, built["third"])
    page.goto("/desk/")
    page.get_by_role("link", name="Read and sign").click()
    seen_at_both(page, "annul-sign")
    press(page, "Sign")
    seen_at_both(page, "annul-done")
    page.goto(f"/desk/cases/{number}/")
    expect(page.get_by_role("main")).to_contain_text("Entered by mistake, and annulled on")
    seen_at_both(page, "annul-timeline")
    page.goto(f"/desk/cases/{number}/letters/")
    seen_at_both(page, "annul-letters")
    sign_in(page, built["respondent"])
    page.goto(f"/portal/mine/{number}/")
    seen_at_both(page, "annul-portal")


def who_had_the_power(page: Page, number: str) -> None:
    page.goto(f"/desk/cases/{number}/sitting/")
    page.get_by_role("link", name="Who had the power").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Who had the power")
    expect(page.get_by_role("main")).to_contain_text("By which appointment")
    seen_at_both(page, "authority")


def units(page: Page, built: world.World) -> None:
    page.goto("/desk/people/")
    page.get_by_role("link", name="Units").click()
    seen_at_both(page, "units")
    page.get_by_role("link", name=built.club.name).click()
    seen_at_both(page, "unit")
    page.get_by_role("link", name="Move").click()
    page.get_by_label("Below which unit?").select_option(str(built.south.pk))
    page.get_by_label("By which decision?").fill("Assembly, item 9")
    press(page, "Show what changes")
    seen_at_both(page, "unit-move")
    press(page, "Change it")
    expect(page.get_by_label("By which decision?")).to_have_value("Assembly, item 9")
    page.goto(f"/desk/people/units/{built.club.pk}/close/")
    seen_at_both(page, "unit-close")


def access(page: Page, built: world.World, number: str) -> None:
    page.goto(f"/desk/cases/{number}/readers/")
    page.get_by_role("link", name="For whom it was opened or shut").click()
    page.get_by_label("Shut it for somebody").check()
    page.get_by_label("For whom?").fill("Suryani")
    page.get_by_label("Why?").fill("Decision 7")
    page.get_by_label("Who signs it with you?").select_option(index=1)
    press(page, "Show what it changes")
    page.get_by_label("Suryani").check()
    seen_at_both(page, "access")
    press(page, "Show what it changes")
    seen_at_both(page, "access-check")
    press(page, "Propose it")
    expect(page.get_by_role("status")).to_contain_text("when the other has signed")
    page.goto("/desk/oversight/")
    seen_at_both(page, "oversight-decided")


def adopting(page: Page, tmp_path: Path, second: Person) -> None:
    text = tmp_path / "rules.toml"
    text.write_text(world.EXAMPLE.read_text().replace('version = "1"', 'version = "2"'))
    page.goto("/desk/rules/")
    page.get_by_role("link", name="Adopt rules").click()
    page.get_by_label("A rulebook, or a further").check()
    page.get_by_label("Its text").set_input_files(str(text))
    press(page, "Check it")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    seen_at_both(page, "adopt")
    page.get_by_label("Which body adopted it?").fill("General assembly")
    press(page, "Check it")
    seen_at_both(page, "adopt-check")
    press(page, "Propose it")
    expect(page.get_by_role("status")).to_be_visible()
    seen_at_both(page, "adoption")
    pk = page.url.rstrip("/").rsplit("/", 1)[1]
    sign_in(page, second)
    page.goto(f"/desk/rules/adopt/{pk}/")
    seen_at_both(page, "adoption-second")
    press(page, "Agree")
    page.goto("/desk/rules/")
    seen_at_both(page, "rules-versions")


@pytest.mark.usefixtures("ground")
def test_decisions_on_a_wide_screen(page: Page, live: Any, tmp_path: Path) -> None:
    walk(page, live, tmp_path)
