"""Somebody with the database moves a deadline by way of the rules: a check names what was moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from dueprocess.core.errors import Broken, Malformed, Refused
from dueprocess.kit import clock
from dueprocess.ledger import doctor, state
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from dueprocess.rules import actions as rules
from dueprocess.rules import bindings
from dueprocess.rules.models import Adoption, Organisation, RulebookVersion
from tests import world
from tests.desk.test_adopting import CODE

pytestmark = [pytest.mark.both]
ELECTION = 'election = { title = "Election period", lasts = "up to 6 weeks", for_all = true }\n'


NEWER = world.EXAMPLE.read_text().replace('version = "1"', 'version = "2"')


def found() -> set[str]:
    with clock.frozen(world.later(hours=2)):
        return {fault.check for fault in state.faults() if fault.check.startswith("rules.")}


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(world.EXAMPLE.read_text().replace("[pauses]\n", f"[pauses]\n{ELECTION}"))
    with clock.frozen(world.MONDAY):
        yield built


@pytest.fixture
def adopted(federation: world.World) -> world.World:
    for name in ("owner", "admin"):
        register.grant(
            person=federation[name], power=Power.ADOPT_RULES, by=None, reason="Board", from_on=world.ADOPTED
        )
    made = rules.propose_pause(
        pause="election", first_on=date(2026, 3, 24), last_on=date(2026, 4, 12), decided_by="Board",
        by=federation["owner"],
    )  # fmt: skip
    rules.settle_pause(proposal=made.pk, agree=True, by=federation["admin"])
    newer = rules.propose_adoption(
        what="rulebook", text=NEWER, adopted_by="Board", adopted_on=date(2026, 3, 20),
        by=federation["owner"],
    )  # fmt: skip
    rules.settle_adoption(proposal=newer.pk, agree=True, by=federation["admin"])
    rules.describe(by=None, name="Union", size=40, oversight_contact="The ombudsman")
    return federation


def test_honest_rules_have_no_fault(adopted: world.World) -> None:
    assert found() == set()
    rules.describe(by=None, name="Union of clubs")
    assert found() == set()
    assert "FAIL" not in {str(each.health) for each in doctor.findings() if "rulebook" in each.what}


MOVED = {
    "a holiday more": """UPDATE rules_rulebookversion SET holidays = '["2026-03-24"]'""",
    "in force from another day": "UPDATE rules_rulebookversion SET in_force_from = '2026-06-01'",
    "adopted by another body": "UPDATE rules_rulebookversion SET adopted_by = 'The president'",
    "another text": "UPDATE rules_rulebookversion SET text = text || '\n# more'",
    "a pause made longer": "UPDATE rules_organisationpause SET to_at = '2027-01-01 10:00:00+00:00'",
    "a pause taken away": "DELETE FROM rules_organisationpause",
    "a pause made up": (
        "INSERT INTO rules_organisationpause (pause, from_at, decided_by, recorded_at, agreed) "
        "VALUES ('election', '2026-03-01 00:00:00+00:00', 'Board', '2026-03-01 00:00:00+00:00', TRUE)"
    ),
    "a pause that nobody agreed to": "UPDATE rules_organisationpause SET settled_by_id = proposed_by_id",
    "an adoption that nobody agreed to": "UPDATE rules_adoption SET settled_by_id = proposed_by_id",
    "an adoption forgotten": "DELETE FROM rules_adoption",
    "another text proposed": "UPDATE rules_adoption SET text = text || '\n# more'",
    "oversight led elsewhere": "UPDATE rules_organisation SET oversight_contact = 'The president'",
    "said to be live": "UPDATE rules_organisation SET live_since = '2026-03-01 00:00:00+00:00'",
}


@pytest.mark.parametrize("name", MOVED)
def test_what_was_moved_is_named(adopted: world.World, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MOVED[name].replace("%", "%%"))
    assert found() & {"rules.adopted", "rules.text"}
    assert "FAIL" in {str(each.health) for each in doctor.findings()}


def test_what_is_agreed_to_is_what_the_record_tells_of(adopted: world.World) -> None:
    waiting = rules.propose_adoption(
        what="rulebook", text=NEWER.replace('"2"', '"3"'), adopted_by="Board", adopted_on=date(2026, 3, 20),
        by=adopted["owner"],
    )  # fmt: skip
    for column, value in (("adopted_by", "The president"), ("proposed_by_id", adopted["overseer"].pk)):
        before = getattr(waiting, column)
        Adoption.objects.filter(pk=waiting.pk).update(**{column: value})
        with pytest.raises((Broken, Refused)):
            rules.settle_adoption(proposal=waiting.pk, agree=True, by=adopted["admin"])
        Adoption.objects.filter(pk=waiting.pk).update(**{column: before})
    Adoption.objects.filter(pk=waiting.pk).update(text=NEWER.replace('"2"', '"4"'))
    with pytest.raises(Broken, match="not the one that was proposed"):
        rules.settle_adoption(proposal=waiting.pk, agree=True, by=adopted["admin"])
    assert RulebookVersion.objects.count() == 2
    Adoption.objects.filter(pk=waiting.pk).update(text=waiting.text)
    assert rules.settle_adoption(proposal=waiting.pk, agree=True, by=adopted["admin"]).agreed


def test_one_person_who_adopts_alone_is_named(adopted: world.World) -> None:
    """Whoever can run code on the server binds an adoption in their own name, with nobody beside them."""
    book = RulebookVersion.objects.get(version="2")
    with transaction.atomic():
        bindings.bind(book, adopted["owner"])
    Adoption.objects.all().delete()
    assert "rules.two" in found()


def test_a_version_slipped_in_is_named(adopted: world.World) -> None:
    book = RulebookVersion.objects.get(version="1")
    book.pk, book.version, book.in_force_from = "sha256:aa", "9", date(2026, 3, 1)
    book.save(force_insert=True)
    assert found() == {"rules.adopted", "rules.text"}


def test_a_log_that_holds_practice_cases_never_goes_live(federation: world.World, settings) -> None:
    settings.DUEPROCESS_ORIGIN = "complaints.example.org/record"
    told = dict.fromkeys(("name", "controller", "controller_contact", "oversight_contact"), "x")
    rules.describe(
        by=None, **told, lawful_bases=["consent"], size=40, publication="entries", assessment="A-1",
        assessed_on=world.MONDAY.date(),
    )  # fmt: skip
    world.open_case(federation)
    with pytest.raises(Refused) as refusal:
        rules.go_live(by=None)
    assert refusal.value.code == "practice_cases"
    assert not Organisation.objects.get().live


def test_going_live_is_bound(federation: world.World, settings) -> None:
    settings.DUEPROCESS_ORIGIN = "complaints.example.org/record"
    told = dict.fromkeys(("name", "controller", "controller_contact", "oversight_contact"), "x")
    rules.describe(
        by=None, **told, lawful_bases=["consent"], size=40, publication="entries", assessment="A-1",
        assessed_on=world.MONDAY.date(),
    )  # fmt: skip
    assert rules.go_live(by=None).live
    settings.DUEPROCESS_ORIGIN = "tests.invalid"  # so that the clock can be set again
    assert found() == set()
    Organisation.objects.update(live_since=world.MONDAY - timedelta(days=100))
    assert found() == {"rules.adopted"}


def test_a_code_is_not_dated_back_behind_what_was_done(adopted: world.World) -> None:
    """The day on which a body is said to have adopted it does not move what conduct is judged by."""

    def further(in_force: date) -> str:
        clauses = '[versions.later.clauses]\n"1" = { title = "Respect", text = "Greet the chair." }\n'
        return f'{CODE}\n[versions.later]\nin_force = "{in_force}"\n{clauses}'

    def propose(text: str) -> Adoption:
        return rules.propose_adoption(
            what="code", text=text, adopted_by="Board", adopted_on=date(2026, 1, 5), by=adopted["owner"]
        )

    with clock.frozen(world.MONDAY):
        rules.settle_adoption(proposal=propose(CODE).pk, agree=True, by=adopted["admin"])
        with pytest.raises(Malformed):
            propose(further(date(2026, 2, 1)))
        waits = propose(further(date(2026, 3, 25)))
    with clock.frozen(world.later(days=5)), pytest.raises(Malformed):
        rules.settle_adoption(proposal=waits.pk, agree=True, by=adopted["admin"])
    with clock.frozen(world.later(days=1)):
        assert rules.settle_adoption(proposal=waits.pk, agree=True, by=adopted["admin"]).agreed
