"""Sets of letters: adopted whole or not at all, by two at the desk, bound, found by their rulebook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from dueprocess.core.errors import Broken, Malformed, Refused
from dueprocess.core.letters import examples
from dueprocess.kit import clock, keys
from dueprocess.ledger import state
from dueprocess.ledger.models import RecordAct
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from dueprocess.rules import actions, letters
from dueprocess.rules.models import Adoption, LettersVersion
from tests import lettering, outer, world
from tests.ground import failing_trigger

NEXT = lettering.TEXT.replace('version = "1"', 'version = "2"').replace("It was decided: ", "Decided: ")


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(lettering.RULES)
        for name in ("owner", "elder_1"):
            register.grant(person=built[name], power=Power.ADOPT_RULES, by=None, reason="Board")
    with clock.frozen(world.MONDAY):
        yield built


def faults() -> list[str]:
    return [each.what for each in state.faults() if each.check.startswith("rules.")]


@pytest.mark.both
def test_the_one_adopted_last_holds_and_each_is_bound(federation: world.World) -> None:
    assert letters.current("example") is None
    first = lettering.adopt()
    assert (first.rulebook_id, first.letters_id, first.version) == ("example", "example_letters", "1")
    assert lettering.adopt() == first, "the same text is adopted once"
    with clock.frozen(world.later(days=1)):
        second = lettering.adopt(NEXT)
        held = letters.current("example")
    assert held is not None
    assert held.hash == second.pk
    assert letters.get(first.pk).version == "1"
    assert letters.current("standard") is None
    kinds = RecordAct.objects.filter(kind="letters.adopted").values_list("payload__row__hash", flat=True)
    assert list(kinds) == [first.pk, second.pk]
    assert faults() == []


@pytest.mark.both
def test_where_the_entry_fails_nothing_is_saved(federation: world.World) -> None:
    failing_trigger("ledger_seq")
    with pytest.raises(DatabaseError), transaction.atomic():
        lettering.adopt()
    assert not LettersVersion.objects.exists()


def test_what_is_faulty_is_refused_whole(federation: world.World) -> None:
    for text, said in (
        (lettering.TEXT.replace("{reasons}", "{reason}"), "no field"),
        (lettering.TEXT.replace("[letters.complaint]", "[letters.else]"), "never sends"),
        (lettering.TEXT.replace('rulebook = "example"', 'rulebook = "standard"'), "No rulebook standard"),
        ("[about", "This is not TOML"),
    ):
        with pytest.raises(Malformed, match=said):
            lettering.adopt(text)
    with pytest.raises(Malformed, match="No body is named"):
        lettering.adopt(adopted_by=" ")
    lettering.adopt()
    with pytest.raises(Refused) as error:
        lettering.adopt(lettering.TEXT + "\n# more")
    assert error.value.code == "version_taken"
    assert LettersVersion.objects.count() == 1


def test_a_rulebook_of_which_two_versions_were_adopted_needs_the_letters_of_both(
    federation: world.World,
) -> None:
    """A case stays under the version under which it was opened."""
    newer = lettering.RULES.replace('version = "1"', 'version = "2"').replace(
        'letter = "report"', 'letter = "news"'
    )
    actions.adopt(text=newer, adopted_by="Assembly", adopted_on=world.MONDAY.date(), by=None)
    with pytest.raises(Malformed) as error:
        lettering.adopt()
    assert [each.path for each in error.value.problems] == ["letters.news"]


def test_it_takes_two(federation: world.World) -> None:
    one, two = federation["owner"], federation["elder_1"]
    given: dict[str, Any] = {"text": lettering.TEXT, "adopted_by": "Board", "adopted_on": date(2026, 3, 20)}
    with pytest.raises(Refused) as error:
        actions.adopt_letters(**given, by=one)
    assert error.value.code == "second_person"
    row = actions.propose_adoption(what=actions.LETTERS, **given, by=one)
    assert not LettersVersion.objects.exists()
    with pytest.raises(Refused) as error:
        actions.settle_adoption(proposal=row.pk, agree=True, by=one)
    assert error.value.code == "oneself"
    actions.settle_adoption(proposal=row.pk, agree=True, by=two)
    assert LettersVersion.objects.get().pk == row.hash
    assert faults() == []
    with pytest.raises(Refused) as error:
        actions.propose_adoption(what=actions.LETTERS, **given, by=one)
    assert error.value.code == "done_already"


def test_what_was_changed_behind_the_record_is_found(federation: world.World) -> None:
    row = lettering.adopt()
    LettersVersion.objects.update(text=row.text.replace("a lawyer", "nobody"))
    assert f"letters.adopted {row.pk}: its text was changed" in faults()
    register.add_person(full_name="Somebody", by=None)  # the register's stamp moves on
    with pytest.raises(Broken, match="was changed"):
        letters.current("example")
    LettersVersion.objects.update(text=row.text, adopted_by="The president")
    assert faults() == [f"letters.adopted {row.pk} is not as it was adopted: adopted_by"]
    LettersVersion.objects.all().delete()
    assert faults() == [f"letters.adopted {row.pk} is gone"]


def test_letters_that_one_person_alone_adopted_are_found(federation: world.World) -> None:
    row = actions.propose_adoption(
        what=actions.LETTERS, text=lettering.TEXT, adopted_by="Board", adopted_on=date(2026, 3, 20),
        by=federation["owner"],
    )  # fmt: skip
    actions.settle_adoption(proposal=row.pk, agree=True, by=federation["elder_1"])
    Adoption.objects.update(settled_by=federation["owner"])
    assert any("nobody else agreed to it" in each for each in faults())


def test_days_are_written_in_the_language_of_the_letters(federation: world.World) -> None:
    lettering.adopt(lettering.TEXT.replace('language = "en"', 'language = "de"'))
    found = letters.current("example")
    assert found is not None
    shown = letters.filled(found, "complaint", ["respondent"], examples())
    assert shown.language == "de"
    assert letters.document(shown, ("A",)).back == "Federation of Clubs"
    assert not letters.document(letters.filled(found, "report", ["committee"], examples())).rtl


def run(*words: str) -> str:
    said = StringIO()
    call_command("letters", *words, stdout=said)
    return said.getvalue()


def test_the_command_without_a_database(tmp_path: Path) -> None:
    assert "letters for every letter of standard)" in run("check", "standard")
    own, book = tmp_path / "letters.toml", tmp_path / "book.toml"
    own.write_text(lettering.TEXT)
    book.write_text(lettering.RULES)
    assert "3 letters; give --rulebook" in run("check", str(own))
    assert "3 letters for every letter of example" in run("check", str(own), "--rulebook", str(book))
    told = run("explain", str(own))
    assert "to respondent:" in told
    assert "fields: findings, outcome, reasons, name" in told
    assert "You may always talk to:\n  - a lawyer" in told
    shown = run("preview", str(own), "report")
    assert "Case 7KQ4-M2XD-9 begins." in shown
    assert "- the police" in shown
    assert "decided about you" in run("preview", str(own), "decision", "--to", "respondent")
    run("preview", str(own), "decision", "--pdf", str(tmp_path / "out.pdf"))
    assert (tmp_path / "out.pdf").read_bytes()[:5] == b"%PDF-"
    own.write_text(lettering.TEXT.replace("{reasons}", "{reason}"))
    for words, said in (
        (("check", str(own)), "line "),
        (("check", "/no/such/file.toml"), "Give the name of a shipped set of letters or a file"),
        (("check", "standard", "--rulebook", "small-club"), "another rulebook"),
        (("preview", "standard", "nothing"), "There are no words for the letter `nothing`"),
        (("preview", "standard", "outcome", "--pdf", str(tmp_path / "no" / "x.pdf")), "No such file"),
    ):
        with pytest.raises(CommandError, match=said):
            run(*words)


def test_the_command_adopts(federation: world.World, tmp_path: Path) -> None:
    own = tmp_path / "letters.toml"
    own.write_text(lettering.TEXT)
    with pytest.raises(CommandError, match="no such day"):
        run("adopt", str(own), "--by", "Board", "--on", "yesterday")
    assert "Letters of the example 1: adopted by Board" in run("adopt", str(own), "--by", "Board")
    assert LettersVersion.objects.count() == 1


def test_init_adopts_the_letters_that_are_shipped_with_a_rulebook(
    db_fresh: None, tmp_path: Path, settings: Any
) -> None:
    outer.without()
    settings.DUEPROCESS_VAR = tmp_path
    settings.DUEPROCESS_KEYS = str(tmp_path / "keys")
    settings.DUEPROCESS_ORIGIN = "complaints.example.org/record"
    own = tmp_path / "own.toml"
    own.write_text(lettering.RULES)
    said = StringIO()
    call_command("init", "--no-input", "--name", "Union", "--rulebook", str(own), stdout=said)
    assert "letters: no words for them yet; give them with --letters FILE" in said.getvalue()
    for _ in range(2):
        call_command(
            "init", "--no-input", "--rulebook", "small-club", "--adopted-by", "Assembly", stdout=said
        )
    assert "letters: Letters of the club 1" in said.getvalue()
    row = LettersVersion.objects.get()
    assert (row.letters_id, row.rulebook_id, row.adopted_by) == (
        "small_club_letters",
        "small_club",
        "Assembly",
    )
    (tmp_path / "letters.toml").write_text(lettering.TEXT)
    call_command("init", "--no-input", "--letters", str(tmp_path / "letters.toml"), stdout=said)
    call_command("init", "--no-input", "--rulebook", "conduct-team", stdout=said)
    found = LettersVersion.objects.order_by("recorded_at").values_list("rulebook_id", flat=True)
    assert list(found) == ["small_club", "example", "conduct_team"], "each rulebook gets its own, once"
    keys.forget_ring()
