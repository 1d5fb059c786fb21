"""Training in a browser: a member joins and says they are there, the trainer enters who came, an officer
looks at what they keep; each page on a wide screen and on a phone."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from dueprocess.training import actions
from dueprocess.training.actions import Plan
from dueprocess.training.models import Completion, Mode
from tests import world
from tests.browser import examine_both
from tests.journeys.test_desk import press, sign_in, sit_down
from tests.training.conftest import taught


def test_from_a_plan_to_a_completion(page: Page, ground: None) -> None:
    built = world.federation()
    for name, full in (
        ("officer", "Sunniva Achterberg"),
        ("trainer", "Zuleika Thorne"),
        ("learner", "Ife Obi"),
    ):
        built.people[name] = world.person(full, built.club, member_number=f"M-{len(built.people)}")
    officer = built["officer"]
    register.grant(person=officer, power=Power.TRAIN, by=None, reason="Assembly", from_on=world.ADOPTED)
    version = actions.add_programme(code="case-handling", taught=taught(), by=officer)
    actions.add_version(programme=version.programme, taught=taught(months=12), by=officer)
    now = clock.now()
    provider = actions.add_provider(name="Lantern Learning", by=officer)
    actions.accredit(
        provider=provider, body="Council of survivors", evidence="Their audit of last year", by=officer,
        from_on=world.ADOPTED, until_on=None,
    )  # fmt: skip
    actions.consulted(
        provider=provider, community="Association of young members", asked_on=now.date(), by=officer,
        answer="They listen, and they know the clubs.",
    )  # fmt: skip
    begins = now + timedelta(minutes=10)
    session = actions.plan_session(
        version=version, provider=provider, trainers=[built["trainer"]], by=officer,
        plan=Plan(
            mode=Mode.ROOM, from_at=begins, to_at=begins + timedelta(hours=2), place="Ferry Hall", capacity=12
        ),
    )  # fmt: skip
    sit_down(page, built["learner"])
    page.goto("/portal/training/")
    examine_both(page, "my-training")
    page.get_by_role("link", name="Handling cases").click()
    examine_both(page, "training-session")
    press(page, "Take a place")
    page.get_by_role("link", name="Handling cases").click()
    page.get_by_label("Code shown in the room").fill(session.code)
    press(page, "I am there")
    expect(page.get_by_role("main")).to_contain_text("You were there")
    page.context.clear_cookies()
    sit_down(page, built["trainer"])
    page.goto(f"/portal/training/{session.pk}/teach/")
    page.get_by_label("Assessment of Ife Obi").select_option("passed")
    examine_both(page, "teach")
    press(page, "Enter who was there")
    expect(page.get_by_role("main")).to_contain_text(session.code)
    page.context.clear_cookies()
    sign_in(page, officer)
    for address, name in (
        ("", "training"), ("programmes/", "programmes"), ("programmes/of/case-handling/", "programme"),
        ("programmes/of/case-handling/version/", "programme-version"), ("providers/", "providers"),
        (f"providers/{provider.pk}/", "provider"), ("sessions/new/", "session-new"),
        (f"sessions/{session.pk}/enrol/", "session-enrol"), (f"sessions/{session.pk}/", "session"),
    ):  # fmt: skip
        page.goto(f"/desk/training/{address}")
        examine_both(page, name)
    with clock.frozen(begins + timedelta(hours=2)):
        actions.complete_session(session=session, by=officer)
    assert Completion.objects.get().person == built["learner"]
    page.goto(f"/desk/training/people/{built['learner'].pk}/")
    examine_both(page, "training-person")
