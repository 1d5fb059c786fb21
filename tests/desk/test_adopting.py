"""Adopting rules at the desk: the text is checked whole, what it changes is shown, a second person agrees,
open cases stay."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dueprocess.core.errors import Refused
from dueprocess.kit import clock
from dueprocess.ledger import state
from dueprocess.ledger.models import RecordAct
from dueprocess.people import actions as register
from dueprocess.people.models import Grant, Power
from dueprocess.rules import actions, codes, rulebooks
from dueprocess.rules import extracts as rules
from dueprocess.rules.models import Adoption, CodeVersion, RulebookVersion
from tests import world
from tests.cases.test_actions import CODE
from tests.core.requirements import wording as requirements
from tests.desk.conftest import SignIn
from tests.desk.test_units import confirm
from tests.desk.working import text, token

pytestmark = pytest.mark.django_db
NEXT = world.EXAMPLE.read_text().replace('version = "1"', 'version = "2"')
ADDRESS = "/desk/rules/adopt/"


@pytest.fixture
def adopter(federation: world.World, sign_in: SignIn) -> Client:
    register.grant(
        person=federation["admin"], power=Power.ADOPT_RULES, by=None, reason="Assembly", from_on=world.ADOPTED
    )
    return sign_in(federation["admin"])


@pytest.fixture
def second(federation: world.World, sign_in: SignIn) -> Client:
    """Somebody else, who oversees."""
    return sign_in(federation["overseer"])


def last() -> Adoption:
    return Adoption.objects.latest("pk")


def settle(client: Client, what: str = "agree") -> Any:
    """Settle the proposal that was made last."""
    address = f"{ADDRESS}{last().pk}/"
    return client.post(address, token(client.get(address)) | {what: "1"})


def day(name: str, day: int, month: int, year: int = 2026) -> dict[str, str]:
    return {f"{name}_day": str(day), f"{name}_month": str(month), f"{name}_year": str(year)}


def post(client: Client, what: str, content: str | bytes | None, **more: str) -> Any:
    typed: dict[str, Any] = {"what": what, "body": "General assembly"} | day("adopted_on", 21, 3) | more
    if content is not None:
        raw = content if isinstance(content, bytes) else content.encode()
        typed["file"] = SimpleUploadedFile("rules.toml", raw)
    return client.post(ADDRESS, token(client.get(ADDRESS)) | typed)


@pytest.mark.both
def test_a_further_version_governs_new_cases_from_its_day(
    adopter: Client, second: Client, federation: world.World, sign_in: SignIn
) -> None:
    docket = world.open_case(federation).docket
    page = post(adopter, "rulebook", NEXT, **day("in_force_from", 1, 5))
    said = text(page)
    words = ("Example", "Version 2", "Fri 1 May", "stay under the version under which they were opened")
    for each in (*words, '- version = "1" + version = "2"'):
        assert each in said, each
    assert not Adoption.objects.exists(), "nothing has been proposed yet"
    assert confirm(adopter, ADDRESS, page).status_code == 302
    assert RulebookVersion.objects.count() == 1, "nothing has been adopted yet"
    proposal = Adoption.objects.get()
    assert (proposal.proposed_by, proposal.agreed) == (federation["admin"], False)
    waits = "Example 2 is proposed and waits for a second person until Wed 22 Apr"
    assert waits in text(adopter.get("/desk/rules/"))
    assert "somebody else has to agree" in text(adopter.get(f"{ADDRESS}{proposal.pk}/"))
    assert "Rules take two people" in text(settle(adopter))
    assert RulebookVersion.objects.count() == 1
    seen = text(second.get(f"{ADDRESS}{proposal.pk}/"))
    for each in (*words[2:], '- version = "1" + version = "2"', federation["admin"].shown_name):
        assert each in seen, each
    assert settle(second).status_code == 302
    with pytest.raises(Refused) as refusal:
        actions.settle_adoption(proposal=proposal.pk, agree=True, by=federation["overseer"])
    assert refusal.value.code == "done_already"
    made = RulebookVersion.objects.get(version="2")
    assert (made.text, made.adopted_by, made.previous) == (NEXT, "General assembly", federation.rulebook)
    assert rulebooks.in_force(world.MONDAY.date()) == federation.rulebook
    assert world.fresh(docket).rulebook == federation.rulebook
    listed = text(sign_in(federation["owner"]).get("/desk/rules/"))
    assert "Version 2 is adopted and comes into force on Fri 1 May" in listed
    assert "Example 2 To come General assembly" in listed
    told = RecordAct.objects.filter(kind__in=("rules.proposed", "rules.adopted")).order_by("pk")
    one, two = federation["admin"].pk, federation["overseer"].pk
    assert [(each.kind, each.payload["by"]) for each in told][-3:] == [
        ("rules.proposed", one), ("rules.adopted", two), ("rules.proposed", two),
    ]  # fmt: skip
    with clock.frozen(world.later(days=1)):
        assert [each for each in state.faults() if each.check.startswith("rules.")] == []
    assert "Adopt rules" not in listed, "the owner does not hold the power"
    assert "comes into force" in text(adopter.get("/desk/rules/", {"version": made.pk}))
    assert adopter.get("/desk/rules/?version=sha256:0").status_code == 404


@pytest.mark.both
def test_it_is_declined_taken_back_or_waits_too_long(
    adopter: Client, second: Client, federation: world.World
) -> None:
    confirm(adopter, ADDRESS, post(adopter, "rulebook", NEXT))
    assert "waits for a second person, already" in text(post(adopter, "rulebook", NEXT))
    assert settle(second, "decline").status_code == 302
    confirm(adopter, ADDRESS, post(adopter, "rulebook", NEXT))
    assert settle(adopter, "decline").status_code == 302
    confirm(adopter, ADDRESS, post(adopter, "rulebook", NEXT))
    pk = last().pk
    with clock.frozen(world.later(days=30)):
        assert "waited too long" in text(second.get("/desk/rules/"))
        assert "nobody can agree to it any more" in text(second.get(f"{ADDRESS}{pk}/"))
        with pytest.raises(Refused) as refusal:
            actions.settle_adoption(proposal=pk, agree=True, by=federation["overseer"])
        assert refusal.value.code == "too_late"
        confirm(adopter, ADDRESS, post(adopter, "rulebook", NEXT, **day("in_force_from", 25, 4)))
    with clock.frozen(world.later(days=34)), pytest.raises(Refused) as refusal:
        actions.settle_adoption(proposal=last().pk, agree=True, by=federation["overseer"])
    assert refusal.value.code == "too_late"
    assert RulebookVersion.objects.count() == 1
    states = [each.state for each in rules.adoptions()]
    assert states == ["proposed", "proposed", "declined", "declined"]
    with clock.frozen(world.later(days=32)):
        assert settle(second).status_code == 302
        made = RulebookVersion.objects.get(version="2")
        assert made.in_force_from == date(2026, 4, 25)


def test_whoever_lost_the_power_has_proposed_nothing(
    adopter: Client, second: Client, federation: world.World
) -> None:
    confirm(adopter, ADDRESS, post(adopter, "rulebook", NEXT))
    held = Grant.objects.get(person=federation["admin"], power=Power.ADOPT_RULES)
    register.end_grant(grant=held, on=world.MONDAY.date(), by=None, reason="Assembly")
    assert "may do that no longer" in text(settle(second))
    assert RulebookVersion.objects.count() == 1


def test_a_text_sent_by_a_form_is_the_same_text(adopter: Client, second: Client) -> None:
    """A browser ends each line of a hidden field with two characters; the fingerprint must not change."""
    page = post(adopter, "rulebook", NEXT)
    form = page.content.decode().replace("\n", "\r\n")
    page.content = form.encode()
    confirm(adopter, ADDRESS, page)
    settle(second)
    found = RulebookVersion.objects.get(version="2")
    assert (found.text, found.in_force_from) == (NEXT, world.MONDAY.date())


@pytest.mark.both
def test_a_code_is_adopted_and_then_a_further_version_of_it(adopter: Client, second: Client) -> None:
    page = post(adopter, "code", CODE)
    assert "the whole text is new" in text(page)
    confirm(adopter, ADDRESS, page)
    assert settle(second).status_code == 302
    further = (
        CODE
        + """
[versions.2027]
in_force = "2027-01-01"
[versions.2027.clauses]
"1" = { title = "Respect", text = "Treat everybody with respect, also online." }
"""
    )
    page = post(adopter, "code", further)
    assert "2027: Fri 1 Jan 2027" in text(page)
    assert "+ [versions.2027]" in text(page)
    confirm(adopter, ADDRESS, page)
    assert settle(second).status_code == 302
    assert CodeVersion.objects.count() == 2
    found = codes.current("conduct")
    assert found is not None
    assert [each.id for each in found.versions] == ["2020", "2026", "2027"]


@pytest.mark.parametrize(
    ("what", "content", "more", "said"),
    [
        ("rulebook", None, {}, "Choose the file"),
        ("rulebook", b"\xff\xfe", {}, "text in UTF-8"),
        ("rulebook", "x" * 1_000_001, {}, "at most 1 MB"),
        ("rulebook", "[rulebook", {}, "There is a problem"),
        ("rulebook", NEXT.replace('leads_to = "received"', 'leads_to = "nowhere"'), {}, "nowhere"),
        (
            "rulebook",
            NEXT.replace('"2"', '"1"').replace("Example", "Other"),
            {},
            "was adopted with another text",
        ),
        ("rulebook", NEXT, day("in_force_from", 22, 3), "No rule works backwards"),
        ("rulebook", NEXT, day("adopted_on", 24, 3), "still to come"),
        ("rulebook", NEXT, {"body": " "}, "Which body adopted it"),
        ("code", NEXT, {}, "There is a problem"),
    ],
)
def test_what_cannot_be_adopted_is_said_on_the_form(
    adopter: Client, what: str, content: str | bytes | None, more: dict[str, str], said: str
) -> None:
    page = post(adopter, what, content, **more)
    assert page.status_code == 200
    assert said in text(page)
    assert 'name="checked"' not in page.content.decode()
    assert RulebookVersion.objects.count() == 1
    assert not CodeVersion.objects.exists()
    assert not Adoption.objects.exists()


def test_the_rules_of_a_start_up_plan_are_adopted_beside_those_of_cases(
    adopter: Client, second: Client, federation: world.World
) -> None:
    assert "Adopt rules for it" in text(adopter.get("/desk/plan/"))
    page = post(adopter, "plan", (world.SHIPPED / "start-up.toml").read_text())
    assert "A plan that is begun from that day on is under it." in text(page)
    assert confirm(adopter, ADDRESS, page).status_code == 302
    assert "A plan that is begun from that day on" in text(second.get(f"{ADDRESS}{last().pk}/"))
    assert settle(second).status_code == 302
    assert RulebookVersion.objects.get(kind="plan").rulebook_id == "start_up"
    assert rulebooks.in_force(world.MONDAY.date()).pk == federation.rulebook.pk


def test_training_requirements_say_what_they_ask_anew(adopter: Client, second: Client) -> None:
    first = requirements.changed(('before = "training case handling"', 'who = { role = "secretary" }'))
    assert "no “case handling” among its trainings" in text(post(adopter, "requirements", requirements.TEXT))
    page = post(adopter, "requirements", first)
    for each in ("New: “Case handling”.", "They hold from today.", "and nobody less"):
        assert each in text(page), each
    assert confirm(adopter, ADDRESS, page).status_code == 302
    assert "New: “Case handling”." in text(second.get(f"{ADDRESS}{last().pk}/"))
    assert "/requirements/" not in adopter.get("/desk/rules/").content.decode()
    assert settle(second).status_code == 302
    further = first.replace('version = "1"', 'version = "2"').replace('renew = "1 year"', 'renew = "2 years"')
    said = text(post(adopter, "requirements", further))
    assert "“Fair decisions” has other times than before." in said
    assert '- renew = "1 year" + renew = "2 years"' in said
    assert "New:" not in said
    assert 'href="/requirements/"' in adopter.get("/desk/rules/").content.decode()
