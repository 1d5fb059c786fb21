"""Adopting rules at the desk: the text is checked whole, what it changes is shown, open cases stay."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dueprocess.people import actions as register
from dueprocess.people.models import Power
from dueprocess.rules import codes, rulebooks
from dueprocess.rules.models import CodeVersion, RulebookVersion
from tests import world
from tests.cases.test_actions import CODE
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


def day(name: str, day: int, month: int, year: int = 2026) -> dict[str, str]:
    return {f"{name}_day": str(day), f"{name}_month": str(month), f"{name}_year": str(year)}


def post(client: Client, what: str, content: str | bytes | None, **more: str) -> Any:
    typed: dict[str, Any] = {"what": what, "body": "General assembly"} | day("adopted_on", 21, 3) | more
    if content is not None:
        raw = content if isinstance(content, bytes) else content.encode()
        typed["file"] = SimpleUploadedFile("rules.toml", raw)
    return client.post(ADDRESS, token(client.get(ADDRESS)) | typed)


def test_a_further_version_governs_new_cases_from_its_day(
    adopter: Client, federation: world.World, sign_in: SignIn
) -> None:
    docket = world.open_case(federation).docket
    page = post(adopter, "rulebook", NEXT, **day("in_force_from", 1, 5))
    said = text(page)
    for words in (
        "Example",
        "Version 2",
        "Fri 1 May",
        "stay under the version under which they were opened",
    ):
        assert words in said, words
    assert RulebookVersion.objects.count() == 1, "nothing has been adopted yet"
    assert confirm(adopter, ADDRESS, page).status_code == 302
    made = RulebookVersion.objects.get(version="2")
    assert (made.text, made.adopted_by, made.previous) == (NEXT, "General assembly", federation.rulebook)
    assert rulebooks.in_force(world.MONDAY.date()) == federation.rulebook
    assert world.fresh(docket).rulebook == federation.rulebook
    rules = text(sign_in(federation["owner"]).get("/desk/rules/"))
    assert "Version 2 is adopted and comes into force on Fri 1 May" in rules
    assert "Example 2 To come General assembly" in rules
    assert "Adopt rules" not in rules, "the owner does not hold the power"
    assert "comes into force" in text(adopter.get("/desk/rules/", {"version": made.pk}))
    assert adopter.get("/desk/rules/?version=sha256:0").status_code == 404


def test_a_text_sent_by_a_form_is_the_same_text(adopter: Client) -> None:
    """A browser ends each line of a hidden field with two characters; the fingerprint must not change."""
    page = post(adopter, "rulebook", NEXT)
    form = page.content.decode().replace("\n", "\r\n")
    page.content = form.encode()
    confirm(adopter, ADDRESS, page)
    assert RulebookVersion.objects.get(version="2").text == NEXT


def test_a_code_is_adopted_and_then_a_further_version_of_it(adopter: Client) -> None:
    confirm(adopter, ADDRESS, post(adopter, "code", CODE))
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
    confirm(adopter, ADDRESS, page)
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
