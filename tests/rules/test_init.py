"""Setting up an installation from nothing, and again."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dueprocess.kit import keys
from dueprocess.ledger.models import Head
from dueprocess.people.models import Grant, Login, Person
from dueprocess.rules.models import RulebookVersion
from tests import world

TEXT = world.EXAMPLE.read_text()


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
    assert Grant.objects.count() == 5
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
