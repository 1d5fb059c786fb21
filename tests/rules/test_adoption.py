"""Rulebooks and codes: adopted whole or not at all, found by hash and by day, never edited."""

import re
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from dueprocess.core.errors import Broken, Malformed, Refused
from dueprocess.people import actions as register
from dueprocess.rules import actions, codes, rulebooks
from dueprocess.rules.models import CodeVersion, RulebookVersion
from tests import world

TEXT = world.EXAMPLE.read_text()
NEXT = TEXT.replace('version = "1"', 'version = "2"')
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log")]


def adopt(text: str = TEXT, **fields: object) -> RulebookVersion:
    given = {"adopted_by": "Assembly", "adopted_on": world.ADOPTED, "by": None} | fields
    return actions.adopt(text=text, **given)


def test_holidays_are_stored_with_the_version() -> None:
    row = adopt()
    assert {"2026-04-03", "2026-04-06", "2026-05-25"} <= set(row.holidays)
    assert (row.covers_from, row.covers_to) == (2023, 2041)
    assert rulebooks.get(row.pk).hash == row.pk
    assert rulebooks.get(row.pk) is rulebooks.get(row.pk)


def test_the_version_in_force_on_the_day_governs() -> None:
    first = adopt()
    second = adopt(NEXT, adopted_on=date(2026, 6, 1), in_force_from=date(2026, 7, 1))
    assert rulebooks.in_force(date(2026, 6, 30)) == first
    assert rulebooks.in_force(date(2026, 7, 1)) == second
    with pytest.raises(Refused):
        rulebooks.in_force(date(2025, 1, 1))
    with pytest.raises(Refused):
        rulebooks.in_force(date(2026, 7, 1), "training")


def test_what_check_refuses_is_refused_whole() -> None:
    with pytest.raises(Malformed) as faults:
        adopt(TEXT.replace('leads_to = "received"', 'leads_to = "nowhere"'))
    assert all(problem.line for problem in faults.value.problems)
    with pytest.raises(Malformed):
        adopt("[rulebook")
    with pytest.raises(Malformed):
        adopt(TEXT.replace("GB-ENG", "XX-NOWHERE"))
    with pytest.raises(Malformed):
        adopt(adopted_by=" ")
    assert not RulebookVersion.objects.exists()


def test_one_number_is_one_text() -> None:
    assert adopt().pk == adopt().pk
    with pytest.raises(Refused) as refusal:
        adopt(TEXT.replace('title = "Example"', 'title = "Another"'))
    assert refusal.value.code == "version_taken"


def test_nobody_adopts_alone() -> None:
    somebody = register.add_person(full_name="Noor", by=None)
    with pytest.raises(Refused) as refusal:
        adopt(by=somebody)
    assert refusal.value.code == "second_person"
    given = {"adopted_by": "Assembly", "adopted_on": world.ADOPTED, "by": somebody}
    with pytest.raises(Refused) as refusal:
        actions.propose_adoption(what="rulebook", text=TEXT, **given)
    assert refusal.value.code == "no_power"


def test_a_text_changed_behind_our_back_is_found() -> None:
    row = adopt(
        NEXT.replace('title = "Example"', 'title = "Third"').replace('version = "2"', 'version = "3"')
    )
    RulebookVersion.objects.filter(pk=row.pk).update(text=TEXT)
    with pytest.raises(Broken, match="was changed"):
        rulebooks.get(row.pk)
    with pytest.raises(Broken):
        rulebooks.get("sha256:unknown")
    assert rulebooks.LIBRARY.get("sha256:unknown") is None


def test_a_log_for_practice_is_never_live() -> None:
    with pytest.raises(Refused) as no:
        actions.go_live(by=None)
    assert no.value.code == "practice_log"


def test_the_organisation_is_not_live_until_all_is_told(settings: Any) -> None:
    settings.DUEPROCESS_ORIGIN = "complaints.example.org/record"
    assert not actions.organisation().live
    with pytest.raises(Malformed) as missing:
        actions.go_live(by=None)
    assert {"controller", "lawful_bases", "assessment"} <= {
        problem.path for problem in missing.value.problems
    }
    actions.describe(
        by=None, name="Union", controller="Board", controller_contact="board@example.invalid",
        lawful_bases=["legitimate interests"], size=40, publication="entries", oversight_contact="Overseers",
        assessment="DPIA 7", assessed_on=date(2026, 1, 2),
    )  # fmt: skip
    assert not actions.organisation().live
    assert actions.go_live(by=None).live
    actions.describe(by=None, assessment="")
    assert not actions.organisation().live


@pytest.mark.parametrize(
    "wrong",
    [
        ["--size", "many"],
        ["--timezone", "Mars/Base"],
        ["--assessed-on", "soon"],
        ["--publication", "all"],
        ["--file", "/nowhere.toml"],
    ],
)
def test_init_says_what_is_wrong(wrong: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("init", "--no-input", *wrong, stdout=StringIO())


@pytest.mark.parametrize(
    "verb",
    [
        ["check", "small-club"],
        ["explain", "small-club"],
        ["diagram", "small-club"],
        ["diagram", "small-club", "--mermaid"],
    ],
)
def test_the_rulebook_command(verb: list[str]) -> None:
    out = StringIO()
    call_command("rulebook", *verb, stdout=out)
    assert len(out.getvalue()) > 20


def test_the_rulebook_command_refuses_and_replays(tmp_path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text(TEXT.replace('leads_to = "received"', 'leads_to = "nowhere"'))
    err = StringIO()
    with pytest.raises(CommandError, match="cannot be adopted"):
        call_command("rulebook", "check", str(broken), stderr=err)
    assert "line" in err.getvalue()
    docket = tmp_path / "docket.json"
    docket.write_text(
        '{"docket": 1, "case": "q", "rulebook": "x", "parties": {"c1": {"is": "complainant"}}, "people": {}, '
        '"acts": [{"n": 1, "at": "2026-03-23T10:00:00+00:00", "step": "complain", "by": "c1"}]}'
    )
    out = StringIO()
    call_command(
        "rulebook", "replay", str(world.EXAMPLE), str(docket), "--at", "2026-03-28T09:00:00+00:00", stdout=out
    )
    assert '"received"' in out.getvalue()
    for moment in ("soon", "2026-03-28T09:00:00"):
        with pytest.raises(CommandError):
            call_command("rulebook", "replay", str(world.EXAMPLE), str(docket), "--at", moment, stdout=out)


@pytest.mark.parametrize(
    ("verb", "option", "day"),
    [("adopt", "--on", "1.3.2026"), ("adopt", "--from", "2026-02-30"), ("adopt-code", "--on", "today")],
)
def test_a_wrong_day_is_told_with_what_to_type(verb: str, option: str, day: str) -> None:
    with pytest.raises(CommandError, match=rf"{option} {re.escape(day)}: no such day.*like 2026-03-01"):
        call_command("rulebook", verb, str(world.EXAMPLE), "--by", "Board", option, day, stdout=StringIO())
    assert not RulebookVersion.objects.exists()


def test_a_code_is_found_by_the_day(db: None) -> None:
    from tests.cases.test_actions import CODE

    actions.adopt_code(text=CODE, adopted_by="Assembly", adopted_on=world.ADOPTED, by=None)
    actions.adopt_code(text=CODE, adopted_by="Assembly", adopted_on=world.ADOPTED, by=None)
    assert codes.clause_on("conduct", "1", date(2021, 1, 1), "x") == "conduct@2020"
    assert codes.clause_on("conduct", "2", date(2026, 2, 1), "x") == "conduct@2026"
    for clause, day in (("2", date(2021, 1, 1)), ("1", date(2019, 1, 1))):
        with pytest.raises(Malformed):
            codes.clause_on("conduct", clause, day, "x")
    with pytest.raises(Malformed):
        codes.clause_on("unknown", "1", date(2021, 1, 1), "x")


def test_a_further_version_of_a_code_changes_nothing_that_went_before() -> None:
    from tests.cases.test_actions import CODE

    adopted = {"adopted_by": "Assembly", "adopted_on": date(2026, 6, 1), "by": None}
    actions.adopt_code(text=CODE, adopted_by="Assembly", adopted_on=world.ADOPTED, by=None)
    more = (
        CODE
        + """
[versions.2027]
in_force = "2027-01-01"
[versions.2027.clauses]
"1" = { title = "Respect", text = "Treat everybody with respect, also online." }
"""
    )
    with pytest.raises(Malformed, match="before it was adopted"):
        actions.adopt_code(text=more.replace("2027-01-01", "2026-05-31"), **adopted)
    row = actions.adopt_code(text=more, **adopted)
    assert (row.version, codes.current("conduct").versions[-1].id) == ("2027", "2027")
    assert codes.clause_on("conduct", "1", date(2026, 12, 31), "x") == "conduct@2026"
    assert codes.clause_on("conduct", "1", date(2027, 1, 1), "x") == "conduct@2027"
    for text, said in (
        (more.replace("treat one another", "put up"), "Version 2020, adopted before, was changed"),
        (CODE + "# shorter\n", "Version 2027, adopted before, is missing"),
    ):
        with pytest.raises(Malformed, match=said):
            actions.adopt_code(text=text, **adopted)
    with pytest.raises(Malformed, match="No body"):
        actions.adopt_code(text=more + "# again\n", adopted_by=" ", adopted_on=world.ADOPTED, by=None)
    assert codes.current("conduct").versions[-1].id == "2027"


def test_a_code_is_adopted_from_the_console(tmp_path: Path) -> None:
    from tests.cases.test_actions import CODE

    file, out = tmp_path / "code.toml", StringIO()
    file.write_text(CODE)
    call_command("rulebook", "adopt-code", str(file), "--by", "Assembly", "--on", "2026-01-05", stdout=out)
    assert "its newest version is 2026" in out.getvalue()
    assert CodeVersion.objects.get().adopted_on == world.ADOPTED
    with pytest.raises(CommandError, match="No body"):
        call_command("rulebook", "adopt-code", str(file), "--by", " ", stdout=out)
