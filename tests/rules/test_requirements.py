"""Training requirements: adopted whole or not at all, by two at the desk, bound, and held from the day on
which they were recorded, read by the rulebook of each day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client

from dueprocess.core.errors import Malformed, Refused
from dueprocess.core.requirements import Person, State, status
from dueprocess.kit import clock
from dueprocess.ledger import state
from dueprocess.ledger.models import RecordAct
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from dueprocess.rules import actions, requirements
from dueprocess.rules import extracts as rules
from dueprocess.rules.models import RequirementsVersion
from tests import world
from tests.core.requirements.wording import RULES, TEXT, chair, changed, secretary
from tests.ground import failing_trigger

NEXT = changed(
    ('version = "1"', 'version = "2"'), ('office = "Chair", unit = "north"', 'office = "Chair"'),
    ('title = "The course"', 'title = "A course"'),
    (TEXT[TEXT.index("[requirements.asked]") : TEXT.index("[requirements.contact]")], ""),
)  # fmt: skip
DAY = world.MONDAY.date()


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(RULES)
        for name in ("owner", "elder_1"):
            register.grant(person=built[name], power=Power.ADOPT_RULES, by=None, reason="Board")
    with clock.frozen(world.MONDAY):
        yield built


def adopt(text: str = TEXT, **more: Any) -> RequirementsVersion:
    given: dict[str, Any] = {"adopted_by": "Board", "adopted_on": DAY, "by": None}
    return actions.adopt_requirements(text=text, **(given | more))


def faults() -> list[str]:
    return [each.what for each in state.faults() if each.check.startswith("rules.")]


@pytest.mark.both
def test_they_hold_from_the_day_on_which_they_were_recorded(federation: world.World) -> None:
    assert requirements.in_force(DAY) is None
    first = adopt(adopted_on=date(2020, 1, 1))
    assert (first.rulebook_id, first.requirements_id, first.version) == (
        "example",
        "example_requirements",
        "1",
    )
    assert adopt() == first, "the same text is adopted once"
    with clock.frozen(world.later(days=30)):
        second = adopt(NEXT)
        book = requirements.in_force(clock.now().date())
    assert book is not None
    assert [(day, found.hash) for day, found in book.versions] == [
        (DAY, first.pk), (DAY + timedelta(days=30), second.pk),
    ]  # fmt: skip
    assert requirements.in_force(date(2001, 1, 1)) is None, "no rulebook was in force"
    before = book.on(DAY - timedelta(days=1))
    assert before is None, "whatever day is said of the body"
    kinds = RecordAct.objects.filter(kind="requirements.adopted").values_list("payload__row__hash", flat=True)
    assert list(kinds) == [first.pk, second.pk]
    assert faults() == []
    south = Person(holdings=(chair(date(2025, 1, 1), line=("all", "south")),))
    assert status(book, "committee", south, DAY).state is State.NOT_ASKED
    assert status(book, "committee", south, DAY + timedelta(days=30)).since == DAY + timedelta(days=30)


def test_a_rulebook_that_trains_more_roles_asks_them_from_its_own_day(federation: world.World) -> None:
    adopt()
    later = DAY + timedelta(days=40)
    wider = RULES.replace('version = "1"', 'version = "2"', 1).replace(
        'elder = { title = "Elder" }', 'elder = { title = "Elder", needs_training = ["case handling"] }'
    )
    actions.adopt(text=wider, adopted_by="Board", adopted_on=DAY, in_force_from=later, by=None)
    book = requirements.in_force(later)
    assert book is not None
    elder = Person(
        holdings=(type(chair(DAY))(what=secretary(DAY).what, name="elder", title="elder", from_on=DAY),)
    )
    assert status(book, "handling", elder, later - timedelta(days=1)).state is State.NOT_ASKED
    assert status(book, "handling", elder, later).since == later
    assert status(book, "handling", Person(holdings=(secretary(DAY),)), later).since == DAY


@pytest.mark.both
def test_an_adoption_without_its_entry_does_not_happen(federation: world.World) -> None:
    failing_trigger("ledger_entry")
    with pytest.raises(DatabaseError), transaction.atomic():
        adopt()
    assert not RequirementsVersion.objects.exists()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (TEXT.replace('rulebook = "example"', 'rulebook = "other"'), "No rulebook other"),
        (TEXT.replace("training case handling", "training card games"), "card games"),
        (TEXT.replace('language = "en"\n', ""), "language"),
    ],
)
def test_what_names_something_unknown_is_refused(federation: world.World, text: str, what: str) -> None:
    with pytest.raises(Malformed, match=what):
        adopt(text)
    with pytest.raises(Malformed, match="No body"):
        adopt(adopted_by=" ")
    assert not RequirementsVersion.objects.exists()


def test_another_text_under_the_same_number_is_refused(federation: world.World) -> None:
    adopt()
    with pytest.raises(Refused) as error:
        adopt(TEXT + "\n# a remark")
    assert error.value.code == "version_taken"


def test_at_the_desk_it_takes_two(federation: world.World) -> None:
    one, two = federation["owner"], federation["elder_1"]
    given: dict[str, Any] = {"text": TEXT, "adopted_by": "Board", "adopted_on": DAY}
    with pytest.raises(Refused) as error:
        actions.adopt_requirements(**given, by=one)
    assert error.value.code == "second_person"
    row = actions.propose_adoption(what=actions.REQUIREMENTS, **given, by=one)
    assert requirements.in_force(DAY) is None
    with pytest.raises(Refused) as error:
        actions.settle_adoption(proposal=row.pk, agree=True, by=one)
    assert error.value.code == "oneself"
    actions.settle_adoption(proposal=row.pk, agree=True, by=two)
    assert RequirementsVersion.objects.get().pk == row.hash
    assert requirements.in_force(DAY) is not None
    assert faults() == []


def test_what_was_changed_behind_the_record_is_found(federation: world.World) -> None:
    row = adopt()
    RequirementsVersion.objects.update(text=row.text.replace('renew = "2 years"', 'renew = "9 years"'))
    assert f"requirements.adopted {row.pk}: its text was changed" in faults()
    RequirementsVersion.objects.update(text=row.text, adopted_by="The president")
    assert faults() == [f"requirements.adopted {row.pk} is not as it was adopted: adopted_by"]
    RequirementsVersion.objects.all().delete()
    assert faults() == [f"requirements.adopted {row.pk} is gone"]


def test_what_a_further_version_changes_is_said(federation: world.World) -> None:
    assert "New: “Case handling”." in rules.read_requirements(TEXT).warnings
    adopt()
    assert rules.read_requirements(TEXT).warnings == ()
    easier = TEXT.replace('"case handling" = ["investigation"]', '"case handling" = ["welcome"]')
    assert rules.read_requirements(easier).warnings == (
        "What stands for other programmes is different than before.",
    )
    assert rules.read_requirements(NEXT).warnings == (
        "“Fair decisions” is asked of others than before.", "No more asked: “The course, asked for”.",
    )  # fmt: skip


def test_pages_have_each_in_sentences(federation: world.World) -> None:
    assert rules.requirements(DAY) is None
    row = adopt()
    page = rules.requirements(DAY)
    assert page is not None
    assert (page.hash, page.since, page.adopted_by) == (row.pk, DAY, "Board")
    committee = next(each for each in page.requirements if each.id == "committee")
    assert committee.says == "An evening."
    assert committee.who == "office of chair; Committee; only in: north, and below"
    assert ("To finish", "fair decisions or law for all") in committee.parts
    assert ("Exempt", "by Elders, for illness; for 6 months at most") in committee.parts


def test_everybody_reads_them(federation: world.World, client: Client) -> None:
    assert client.get("/requirements/").status_code == 404
    assert "/requirements/" not in client.get("/how/").content.decode()
    row = adopt()
    shown = client.get("/requirements/").content.decode()
    for words in ("Everybody can learn it.", "reminded 1 month, 1 week before", "An evening.", row.pk):
        assert words in shown
    assert 'href="/requirements/"' in client.get("/how/").content.decode()


def test_the_command(federation: world.World, tmp_path: Path) -> None:
    file = tmp_path / "requirements.toml"
    file.write_text(TEXT)
    out = StringIO()
    call_command("requirements", "check", "standard", "--rulebook", "standard", stdout=out)
    call_command("requirements", "check", "small-club", stdout=out)
    call_command("requirements", "explain", "conduct-team", "--rulebook", "conduct-team", stdout=out)
    said = out.getvalue()
    assert "standard: sound (10 requirements, against standard)." in said
    assert "give --rulebook to check what they name" in said
    assert "If not: it is told to Coordinator of the team; it goes to Council after 1 month" in said
    with pytest.raises(CommandError, match="go with another rulebook"):
        call_command("requirements", "check", str(file), "--rulebook", "standard")
    with pytest.raises(CommandError, match="Name the rulebook too"):
        call_command("requirements", "check", str(file), "--programme", "welcome")
    rulebook = tmp_path / "rules.toml"
    rulebook.write_text(RULES)
    out = StringIO()
    call_command(
        "requirements", "check", str(file), "--rulebook", str(rulebook), "--programme", "welcome", stdout=out
    )
    assert (
        "Look at this: line 12: requirements.handling.programme: There is no programme “case handling”"
        in out.getvalue()
    )
    call_command("requirements", "adopt", str(file), "--by", "Board", "--on", "2026-03-20", stdout=out)
    assert RequirementsVersion.objects.get().adopted_on == date(2026, 3, 20)
