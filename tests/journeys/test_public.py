"""The public pages and the register, looked at: accessible, on a phone, without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dueprocess.kit.signin import link_for
from dueprocess.ledger import actions, places, policy, quorum, signer
from dueprocess.people import actions as register
from dueprocess.people.models import Appointment, Login, Power
from dueprocess.rules import actions as rules
from dueprocess.rules import rulebooks
from dueprocess.tlog.policy import Policy as Trust
from tests import world
from tests.browser import Live, check_fonts, check_no_sideways_scroll, examine_both
from tests.ground import begun_folder, some
from tests.ledger.witness_server import running
from tests.tlog.published import seeded_key

SHIPPED = Path(rulebooks.__file__).parent / "shipped"


@pytest.fixture
def cast(live: Live, tmp_path: Path, settings: Any) -> Iterator[world.World]:
    with begun_folder(tmp_path / "var", settings):
        built = world.federation((SHIPPED / "standard.toml").read_text())
        rules.adopt_code(
            text=(SHIPPED / "conduct.toml").read_text(),
            adopted_by="Assembly",
            adopted_on=world.ADOPTED,
            by=None,
        )
        signer.seal()
        signer.beat(force=True)
        yield built


@pytest.mark.parametrize("width", ["page", "page_without_js"])
def test_public_pages_are_for_everybody(
    cast: world.World, width: str, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(width)
    for name, address in {
        "home": "/",
        "rules": "/how/",
        "steps": "/how/steps/",
        "stage": "/how/steps/assessment/",
        "anywhere": "/how/steps/at-any-stage/",
        "powers": "/how/powers/",
        "stages": "/how/stages/",
        "deadlines": "/how/deadlines/",
        "code": "/code/conduct/",
        "record": "/record/",
    }.items():
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        check_no_sideways_scroll(page)
        if width != "page_without_js":
            check_fonts(page)
            examine_both(page, f"public-{name}")


@pytest.mark.parametrize("width", ["page", "page_without_js"])
def test_everybody_sees_what_each_outside_witness_last_saw(
    cast: world.World, width: str, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(width)
    # given three organisations of which one must countersign: one went away, and one never answered
    with running("press.example/log", b"p" * 32) as press, running("union.example/log", b"u" * 32) as union:
        asked = [("press", press.key, press.url), ("members-union", union.key, union.url)]
        asked.append(
            ("students", str(seeded_key("students.example/log", 4).verifier), "http://127.0.0.1:1/log")
        )
        for each in (press, union):
            each.service.add_log(signer.load().origin, signer.public_key())
        trusted = Trust.parse(places.policy().read_bytes())
        listed = quorum.over(trusted, asked, 1).to_bytes()
        actions.change_policy(rules=policy.current(), witnesses=listed, reason="M", by="board")
        signer.seal()
        signer.beat(force=True)
        union.silent = True
        some(40)
        signer.seal()
        signer.beat(force=True)
    # when somebody opens the record
    page.goto("/record/#witnesses")
    # then they see who saw the latest statement, who missed it, and who never countersigned
    table = page.get_by_role("table", name="Outside witnesses")
    states = {"press": "Saw the latest", "members-union": "Missed the latest"}
    for name, state in (states | {"students": "Has not countersigned"}).items():
        expect(table.get_by_role("row").filter(has_text=name)).to_contain_text(state)
    expect(page.get_by_text("1 of 3 organisations outside ours must countersign")).to_be_visible()
    check_no_sideways_scroll(page)
    if width != "page_without_js":
        examine_both(page, "public-witnesses")
        # and staff see why one does not answer
        login = Login.objects.create_user("watch@example.invalid", None, person=cast["admin"])
        page.goto(link_for(login, path="/desk/record/"))
        page.get_by_role("main").get_by_role("button").click()
        expect(page.get_by_text("it cannot be reached").first).to_be_visible()
        examine_both(page, "desk-witnesses")


def test_a_doubter_copies_a_command(cast: world.World, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/record/#check")
    row = page.get_by_role("listitem").filter(has_text="Check the whole log")
    row.get_by_role("button").click()
    expect(row.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("check/bin/python verify.py log http")


def test_the_register_is_kept(cast: world.World, page: Page) -> None:
    # given somebody who keeps the register and appoints
    keeper = cast["admin"]
    for power in (Power.KEEP_REGISTER, Power.APPOINT):
        register.grant(person=keeper, power=power, by=None, reason="Assembly", from_on=world.ADOPTED)
    login = Login.objects.create_user("keeper@example.invalid", None, person=keeper)
    page.goto(link_for(login, path="/desk/people/"))
    page.get_by_role("main").get_by_role("button").click()
    # when they look for somebody by how the name sounds, and find nobody else to add them
    page.goto("/desk/people/")
    examine_both(page, "register-find")
    page.get_by_label("Name or membership number").fill("mingxia li")
    page.get_by_role("button", name="Find").click()
    examine_both(page, "register-found")
    page.get_by_role("link", name="李 明霞").click()
    examine_both(page, "register-person")
    page.get_by_role("link", name="Appoint to a role").click()
    page.get_by_role("button", name="Appoint").click()
    expect(page.get_by_role("alert")).to_be_visible()
    examine_both(page, "register-appoint-fault")
    page.get_by_label("Role").select_option(label="Assessor")
    page.get_by_label("By which decision?").fill("Assembly of 5 January, item 4")
    page.get_by_role("button", name="Appoint").click()
    # then the role stands on their page
    expect(page.get_by_role("rowheader", name="Assessor")).to_be_visible()
    assert Appointment.objects.filter(person=cast["second"], role="assessor").count() == 1
    page.get_by_role("link", name="Lend Assessor").click()
    page.get_by_label("To whom?").fill("Suryani")
    examine_both(page, "register-lend")
    page.goto("/desk/people/roles/")
    examine_both(page, "register-roles")
    page.goto("/desk/people/new/")
    examine_both(page, "register-new")
    page.goto("/desk/people/offices/new/")
    examine_both(page, "register-office")
