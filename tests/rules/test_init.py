"""Setting up an installation from nothing, and again."""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from dueprocess.kit import keys
from dueprocess.ledger.models import Head
from dueprocess.people.models import Grant, Login, Person
from dueprocess.rules import actions
from dueprocess.rules.models import GuidanceVersion, RulebookVersion, ScheduleVersion
from tests import outer, world

TEXT = world.EXAMPLE.read_text()


@pytest.fixture(autouse=True)
def keys_of_its_own(db_fresh: None) -> None:
    """An installation that is set up has no outer key, as other tests' databases do."""
    outer.without()


def test_init_may_run_twice(db_fresh: None, tmp_path, settings) -> None:
    settings.DUEPROCESS_VAR = tmp_path
    settings.DUEPROCESS_KEYS = str(tmp_path / "keys")
    settings.DUEPROCESS_ORIGIN = "complaints.example.org/record"
    book = tmp_path / "own.toml"
    book.write_text(TEXT)
    given = [
        "--no-input",
        "--name",
        "Union",
        "--timezone",
        "Europe/London",
        "--size",
        "40",
        "--rulebook",
        str(book),
    ]
    given += [
        "--adopted-on",
        "2026-01-05",
        "--admin-name",
        "Casimir Holt",
        "--admin-email",
        "casimir@example.invalid",
    ]
    first, second = StringIO(), StringIO()
    call_command("init", *given, stdout=first)
    assert "Not live. Still to be told: controller" in first.getvalue()
    assert "rulebook: Example 1, in force from 2026-01-05" in first.getvalue()
    call_command(
        "init",
        *given,
        "--controller",
        "Board",
        "--controller-contact",
        "b",
        "--lawful-bases",
        "a, b",
        "--publication",
        "entries",
        "--oversight-contact",
        "c",
        "--assessment",
        "d",
        "--assessed-on",
        "2026-01-02",
        "--live",
        stdout=second,
    )
    assert "This installation is live." in second.getvalue()
    assert "record: begun before" in second.getvalue()
    assert (Head.objects.count(), Login.objects.count(), Person.objects.count()) == (1, 1, 1)
    assert Grant.objects.count() == 4
    keys.forget_ring()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "name: This field cannot be blank"),
        (["--name", "Union", "--timezone", "Europe/Londn"], "--timezone Europe/Londn"),
        (["--name", "Union", "--size", "many"], "--size many"),
        (["--name", "Union", "--size", "-3"], "--size -3"),
        (["--name", "Union", "--publication", "all"], "--publication all"),
        (["--name", "Union", "--assessed-on", "2026-02-30"], "--assessed-on 2026-02-30"),
        (["--name", "Union", "--adopted-on", "yesterday"], "--adopted-on yesterday"),
        (["--name", "U" * 300], "name: "),
        (["--name", "Union", "--file", "/no/such/file.toml"], "/no/such/file.toml"),
        (["--name", "Union", "--rulebook", "/no/such/book.toml"], "/no/such/book.toml"),
        (["--name", "Union", "--retention", "/no/such/schedule.toml"], "Give a shipped schedule's name"),
        (["--name", "Union", "--retention", "standard"], "No rulebook standard was adopted here"),
        (
            ["--name", "Union", "--rulebook", "standard", "--retention", "standard"],
            "No code of conduct “conduct” was adopted here",
        ),
        (["--name", "Union", "--admin-email", "nobody"], "nobody"),
    ],
)
def test_bad_input_is_named_and_begins_nothing(
    db_fresh: None, tmp_path, settings, given: list[str], said: str
) -> None:
    settings.DUEPROCESS_VAR = tmp_path
    settings.DUEPROCESS_KEYS = str(tmp_path / "keys")
    with pytest.raises(CommandError, match=re.escape(said)):
        call_command("init", "--no-input", *given, stdout=StringIO())
    assert not RulebookVersion.objects.exists()
    assert not Login.objects.exists()
    keys.forget_ring()


def test_asking_goes_on_after_an_answer_that_cannot_be_read(
    db_fresh: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DUEPROCESS_VAR = tmp_path
    settings.DUEPROCESS_KEYS = str(tmp_path / "keys")
    settings.DUEPROCESS_ORIGIN = "complaints.example.org/record"
    answers = iter(
        [
            "Bowls Club",
            "Committee",
            "c",
            "consent",
            "about six",
            "6",
            "entries",
            "o",
            "D-1",
            "2026-01-05",
            "Ada Fern",
            "ada@example.invalid",
        ]
    )
    monkeypatch.setattr("builtins.input", lambda _asked: next(answers))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    said, wrong = StringIO(), StringIO()
    call_command("init", "--rulebook", "small-club", stdout=said, stderr=wrong)
    assert "a whole number is wanted" in wrong.getvalue()
    assert actions.organisation().size == 6
    assert Login.objects.get().email == "ada@example.invalid"
    assert "Everything is told" in said.getvalue()


def test_who_asks_nothing_is_told_that_nobody_can_sign_in_yet(
    db_fresh: None, tmp_path: Path, settings: Any
) -> None:
    settings.DUEPROCESS_VAR = tmp_path
    settings.DUEPROCESS_KEYS = str(tmp_path / "keys")
    settings.DUEPROCESS_ORIGIN = "complaints.example.org/record"
    said = StringIO()
    call_command("init", "--no-input", "--name", "Bowls Club", stdout=said)
    assert "administrator: none yet" in said.getvalue()


def test_a_shipped_schedule_and_guidance_are_adopted_with_their_rulebook_and_once(
    db_fresh: None, tmp_path: Path, settings: Any
) -> None:
    settings.DUEPROCESS_VAR = tmp_path
    settings.DUEPROCESS_KEYS = str(tmp_path / "keys")
    settings.DUEPROCESS_ORIGIN = "complaints.example.org/record"
    given = ["--no-input", "--name", "Union", "--rulebook", "small-club"]
    first, second = StringIO(), StringIO()
    call_command("init", *given, stdout=first)
    assert "nothing is ever erased; give one with --retention standard" in first.getvalue()
    assert "guidance: the one shipped with this rulebook names clauses of the code" in first.getvalue()
    for _ in range(2):
        call_command("init", *given, "--retention", "small-club", "--adopted-by", "Assembly", stdout=second)
    assert "it erases nothing for four weeks" in second.getvalue()
    made = ScheduleVersion.objects.get()
    assert (made.schedule_id, made.adopted_by) == ("small_club_retention", "Assembly")
    third = StringIO()
    call_command("init", *given, stdout=third)
    assert "retention:" not in third.getvalue()
    named = ["--rulebook", "standard", "--code", "conduct", "--retention", "standard"]
    for _ in range(2):
        call_command("init", *given[:3], *named, stdout=StringIO())
    assert ScheduleVersion.objects.filter(schedule_id="standard_retention").exists()
    assert GuidanceVersion.objects.get().rulebook_id == "standard"
    keys.forget_ring()
