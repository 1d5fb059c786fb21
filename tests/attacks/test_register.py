"""Somebody with the database's password gives themselves an office, a power or a login: a check names it."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from dueprocess.kit import clock, keys
from dueprocess.ledger import actions as record
from dueprocess.ledger import append, doctor, state
from dueprocess.ledger.models import RecordAct
from dueprocess.people import actions as register
from dueprocess.people import journal
from dueprocess.people.models import Appointment, Change, Office, QualificationKind, Reason
from dueprocess.tlog import entry as entries
from tests import world

pytestmark = [pytest.mark.both]
HELD, JOURNAL = "register.held", "register.journal"


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def found() -> set[str]:
    with clock.frozen(world.later(hours=2)):
        return {fault.check for fault in state.faults() if fault.check.startswith("register.")}


@pytest.fixture
def posts(federation: world.World) -> world.World:
    """Everything that gives somebody work: an office held, a role lent, a power, a training, a login."""
    today = world.MONDAY.date()
    office = register.add_office(title="Treasurer", roles=["secretary"], unit=federation.south, by=None)
    register.begin_term(office=office, person=federation["third"], from_on=today, by=None)
    lent = Appointment.objects.get(person=federation["third"], role="secretary")
    register.delegate(
        appointment=lent, to=federation["stranger"], from_on=today, until_on=today, reason="Leave", by=None
    )
    register.stand(
        person=federation["second"], office=office, election_on=world.later(9).date(), from_on=today, by=None,
        reason="Nominated",
    )  # fmt: skip
    register.qualify(
        person=federation["second"], kind=QualificationKind.TRAINING, name="panel", from_on=today, by=None
    )
    register.give_login(person=federation["owner"], email="owner@example.invalid", by=None)
    with connection.cursor() as cursor:
        for statement in _off():
            cursor.execute(statement)
    return federation


def _off() -> list[str]:
    if connection.vendor == "postgresql":
        return ["DROP TRIGGER append_only_people_change_row ON people_change"]
    return [f"DROP TRIGGER append_only_people_change_{kind}" for kind in ("update", "delete")]


def test_an_honest_register_has_no_fault(posts: world.World) -> None:
    assert found() == set()
    register.end_term(
        term=Office.objects.get().terms.get(), on=world.MONDAY.date(), by=None, reason="Resigned"
    )
    register.move_unit(unit=posts.club, parent=posts.south, by=None, reason="Merged")
    register.rename_unit(unit=posts.club, name="Hollin Ramblers", by=None, reason="Shorter")
    register.close_unit(unit=posts.club, members_to=posts.north, by=None, reason="Dissolved")
    assert found() == set()
    assert "FAIL" not in {str(each.health) for each in doctor.findings() if "journal" in each.what}


LEADER = "(SELECT id FROM people_person WHERE full_name = 'Aurelio Brandt')"
FORGED = {
    "an office for oneself": (
        "INSERT INTO people_appointment (person_id, role, from_on, reason) "
        f"VALUES ({LEADER}, 'secretary', '2026-01-05', 'Elected')"
    ),
    "somebody else's appointment": f"UPDATE people_appointment SET person_id = {LEADER} WHERE role = 'elder'",
    "a role for another": f"UPDATE people_appointment SET role = 'secretary' WHERE person_id = {LEADER}",
    "an earlier beginning": "UPDATE people_appointment SET from_on = '2020-01-01'",
    "a rival's term ended": "UPDATE people_appointment SET until_on = from_on WHERE role = 'secretary'",
    "a rival's appointment gone": "DELETE FROM people_delegation",
    "a power": (
        "INSERT INTO people_grant (person_id, power, from_on, reason) "
        f"VALUES ({LEADER}, 'oversee', '2026-01-05', 'Elected')"
    ),
    "a power widened": f"UPDATE people_grant SET person_id = {LEADER}",
    "a role lent": f"UPDATE people_delegation SET to_id = {LEADER}",
    "a rival's candidacy": "UPDATE people_candidacy SET withdrawn_on = from_on",
    "a candidacy of one's own": f"UPDATE people_candidacy SET person_id = {LEADER}",
    "a training": f"UPDATE people_qualification SET person_id = {LEADER}",
    "somebody's login": f"UPDATE people_login SET person_id = {LEADER}",
    "a login's address": "UPDATE people_login SET email = 'mine@example.invalid'",
    "an office with more roles": """UPDATE people_office SET roles = '["secretary", "elder"]'""",
    "a unit hung elsewhere": (
        "UPDATE people_unit SET path = (SELECT path FROM people_unit WHERE name = 'Southern region') "
        "|| substr(path, 17) WHERE name = 'Hollin Vale Ramblers'"
    ),
    "a unit under another name": "UPDATE people_unit SET name = 'Mine' WHERE name = 'Hollin Vale Ramblers'",
    "a unit closed": "UPDATE people_unit SET closed_on = '2026-01-05' WHERE name = 'Southern region'",
}


@pytest.mark.parametrize("name", FORGED)
def test_what_nobody_gave_is_named(posts: world.World, name: str) -> None:
    sql(FORGED[name])
    assert found() == {HELD}
    assert "FAIL" in {str(each.health) for each in doctor.findings()}


def test_lines_of_an_earlier_version_that_told_less_of_units_still_hold(posts: world.World) -> None:
    """They named neither the name nor the end of a unit: what they did tell is still compared."""
    line = Change.objects.get(subject="unit", subject_pk=posts.club.pk)
    key, row = next(iter(line.values["rows"]["unit"].items()))
    line.values["rows"]["unit"][key] = {name: row[name] for name in ("parent_id", "path")}
    Change.objects.filter(pk=line.pk).update(values=line.values)
    assert found() == {JOURNAL}, "the line itself was altered; the unit is as it says"


def test_a_line_added_altered_or_taken_from_the_journal_is_named(posts: world.World) -> None:
    sql("UPDATE people_change SET verb = 'appointment ended' WHERE verb = 'appointed'")
    assert found() == {JOURNAL}


@pytest.mark.parametrize(
    "what", ["UPDATE people_reason SET text = 'The assembly.'", "DELETE FROM people_reason"]
)
def test_a_reason_altered_or_taken_away_is_named(posts: world.World, what: str) -> None:
    """Nothing tells that somebody was erased whose line it is."""
    sql(what)
    assert found() == {JOURNAL}


def test_a_line_of_before_reasons_could_be_erased_still_holds(posts: world.World) -> None:
    """It commits to the words with all else; their salt is empty."""
    line = Change(
        subject="person", subject_pk=posts["owner"].pk, verb="changed", at=clock.now(), salt=keys.salt()
    )
    why = Reason(change=line, text="Married", salt=b"")
    with transaction.atomic():
        line.record = record.bind(journal.KIND, {"line": journal.commitment(line)}, at=line.at)
        line.save(force_insert=True)
        why.save()
    assert found() == set()
    Reason.objects.filter(change=line).update(text="Divorced")
    assert found() == {JOURNAL}


def test_a_line_taken_away_is_named(posts: world.World) -> None:
    sql("DELETE FROM people_reason")
    sql("DELETE FROM people_change WHERE verb = 'granted'")
    assert found() == {JOURNAL, HELD}


def test_a_line_forged_under_the_act_of_another_is_named(posts: world.World) -> None:
    line = Change.objects.filter(verb="granted").first()
    assert line is not None
    row = line.values["rows"]["grant"]
    forged = {"rows": {"grant": {key: {**held, "power": "set_up"} for key, held in row.items()}}}
    Change.objects.filter(pk=line.pk).update(values=forged)
    sql("UPDATE people_grant SET power = 'set_up' WHERE id = %s", int(next(iter(row))))
    assert found() == {JOURNAL}


def test_a_line_dated_back_is_named_though_it_has_an_entry_of_its_own(posts: world.World) -> None:
    """Whoever can write the tables can append an entry too: the log's own day gives the lie away."""
    salt, key, then = keys.salt(), append.new_key(), world.later(days=-20)
    payload = {"kind": "register.changed", "recorded_at": then.isoformat(), "line": "aa"}
    RecordAct.objects.create(
        kind="register.changed", recorded_at=then, period="2026-03-03", payload=payload, salt=salt,
        entry_id=key,
    )  # fmt: skip
    append.entry(key, "act", {"cm": entries.commit(payload, salt)}, world.MONDAY)
    with clock.frozen(world.later(hours=2)):
        assert "payload" in {fault.check for fault in state.faults()}
