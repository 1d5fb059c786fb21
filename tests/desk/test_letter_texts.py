"""What letters say, at the desk: each letter of the rulebook in force with invented values, as page and as
PDF."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pikepdf import Pdf

from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Login, Power
from dueprocess.rules import actions as rules
from dueprocess.rules.models import Adoption, LettersVersion
from tests import lettering, world
from tests.desk.conftest import SHIPPED, SignIn
from tests.desk.test_retention import page, post
from tests.papers.test_report import standard, text_of


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(lettering.RULES)
        for name in ("owner", "overseer"):
            Login.objects.create(email=f"{name}@login.example", person=built[name])
        register.grant(
            person=built["owner"], power=Power.ADOPT_RULES, by=None, reason="Board", from_on=world.ADOPTED
        )
    with clock.frozen(world.MONDAY):
        yield built


def test_where_none_were_adopted_it_says_so(federation: world.World, sign_in: SignIn) -> None:
    shown = page(sign_in(federation["owner"]), "letter_texts")
    assert "No letters were adopted" in shown
    assert "sends 3 different letters" in shown
    assert "what=letters" in shown
    assert "what=letters" not in page(sign_in(federation["third"]), "letter_texts")


def test_each_letter_is_shown_to_each_audience(federation: world.World, sign_in: SignIn) -> None:
    lettering.adopt()
    rules.describe(by=None, name="Clubs <b>", size=40)
    browser = sign_in(federation["third"])
    listed = page(browser, "letter_texts")
    assert "Letters of the example" in listed
    for letter, to in (
        ("complaint", "respondent"), ("report", "committee"), ("decision", "complainant"),
        ("decision", "respondent"), ("decision", "affected_person"),
    ):  # fmt: skip
        address = reverse("desk:letter_text", args=[letter, to])
        assert address in listed
        assert browser.get(address).status_code == 200
    theirs = page(browser, "letter_text", "decision", "respondent")
    assert "It was decided about you" in theirs
    assert "Clubs &lt;b&gt;" in theirs
    assert "You may always talk to:" in theirs
    assert "the letter cannot go out" in theirs
    assert "It was decided: In part." in page(browser, "letter_text", "decision", "complainant")


def test_as_pdf(federation: world.World, sign_in: SignIn) -> None:
    lettering.adopt()
    answer = sign_in(federation["third"]).get(reverse("desk:letter_pdf", args=["decision", "respondent"]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="decision-respondent.pdf"'
    assert standard(answer.content) == "1"
    assert "It was decided about you" in text_of(answer.content)
    with Pdf.open(io.BytesIO(answer.content)) as document:
        assert str(document.docinfo["/Title"]) == "The decision"


@pytest.mark.parametrize("where", [("decision", "committee"), ("none", "respondent"), ("decision", "nobody")])
@pytest.mark.parametrize("name", ["letter_text", "letter_pdf"])
def test_what_is_not_sent_is_not_there(
    federation: world.World, sign_in: SignIn, name: str, where: tuple[str, str]
) -> None:
    lettering.adopt()
    assert sign_in(federation["owner"]).get(reverse(f"desk:{name}", args=where)).status_code == 404


def test_who_does_not_work_here_sees_nothing(federation: world.World, sign_in: SignIn) -> None:
    lettering.adopt()
    outsider = register.add_person(full_name="Odile Vantongeren", by=None)
    Login.objects.create(email="odile@login.example", person=outsider)
    browser = sign_in(outsider)
    for name, where in (
        ("letter_texts", ()),
        ("letter_text", ("decision", "respondent")),
        ("letter_pdf", ("decision", "respondent")),
    ):
        assert browser.get(reverse(f"desk:{name}", args=where)).status_code == 404


def test_a_letter_that_the_rules_send_since_has_no_words(federation: world.World, sign_in: SignIn) -> None:
    """Also one that now goes to somebody more: the rules were adopted before the letters."""
    lettering.adopt()
    newer = (
        lettering.RULES.replace('version = "1"', 'version = "2"')
        .replace('to = ["committee"]', 'to = ["committee", "elders"]')
        .replace('letter = "complaint"', 'letter = "notice"')
    )
    rules.adopt(text=newer, adopted_by="Assembly", adopted_on=world.MONDAY.date(), by=None)
    browser = sign_in(federation["third"])
    shown = page(browser, "letter_texts")
    assert "2 letters have no words" in shown
    assert "<code>notice</code>" in shown
    assert "<code>report</code>" in shown
    assert browser.get(reverse("desk:letter_text", args=["report", "committee"])).status_code == 404


def test_two_adopt_them(federation: world.World, sign_in: SignIn) -> None:
    lettering.adopt()
    one = sign_in(federation["owner"])
    text = lettering.TEXT.replace('version = "1"', 'version = "2"').replace(
        "Case {case} begins.", "It begins."
    )
    sent: dict[str, Any] = {
        "what": "letters", "text": text, "body": "Board", "adopted_on_day": "20", "adopted_on_month": "3",
        "adopted_on_year": "2026",
    }  # fmt: skip
    address = reverse("desk:adopt")
    wrong = post(one, address, {**sent, "text": text.replace("{outcome}", "{outcom}")}).content.decode()
    assert "no field" in wrong
    assert "Did you mean `outcome`?" in wrong
    check = post(one, address, sent).content.decode()
    assert "Letters that have gone out stay" in check
    assert "+ It begins." in check
    assert post(one, address, {**sent, "checked": "1"}).status_code == 302
    row = Adoption.objects.get()
    assert LettersVersion.objects.count() == 1
    two = sign_in(federation["overseer"])
    shown = page(two, "adoption", row.pk)
    assert "What letters say" in shown
    assert "In force from" not in shown
    assert "+ It begins." in shown
    assert "somebody else has to agree" in page(one, "adoption", row.pk)
    assert post(two, reverse("desk:adoption", args=[row.pk]), {"agree": "1"}).status_code == 302
    assert LettersVersion.objects.count() == 2
    assert "It begins." in page(two, "letter_text", "report", "committee")


def test_the_list_costs_the_same_for_any_number_of_letters(federation: world.World, sign_in: SignIn) -> None:
    def queries() -> int:
        browser = sign_in(federation["owner"])
        page(browser, "letter_texts")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(browser, "letter_texts")
        return len(asked)

    lettering.adopt()
    few = queries()
    text = (SHIPPED / "standard.toml").read_text()
    rules.adopt(text=text, adopted_by="Assembly", adopted_on=world.MONDAY.date(), by=None)
    rules.adopt_letters(
        text=(SHIPPED / "letters" / "standard.toml").read_text(), adopted_by="Assembly",
        adopted_on=world.MONDAY.date(), by=None,
    )  # fmt: skip
    assert queries() <= few
