"""Duties outside single cases: whose they are, when they are due, written down with the log, told as the
rules say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from dueprocess.core.errors import Malformed, Refused
from dueprocess.core.rulebook import check
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from dueprocess.ledger.models import RecordAct
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from dueprocess.rules import actions, verify
from dueprocess.rules import extracts as rules
from dueprocess.rules.models import DutyDone
from tests import world
from tests.desk.conftest import SignIn
from tests.desk.working import text, token

DUTIES = """
[duties]
yearly = { title = "Tell the members the figures", clause = "10", by = ["committee"], every = "1 year", tells = [{ to = ["members", "public"], letter = "figures" }] }
contacts = { title = "Send the list of contacts", clause = "11", says = "No name of a party.", by = ["secretary"], every = "1 month", tells = [{ to = ["elders"], letter = "contacts" }, { to = ["president"], letter = "copy", optional = true }] }
review = { title = "Review the rules", by = ["organisation"], every = "10 working days" }
"""  # noqa: E501
RULES = world.EXAMPLE.read_text().replace(
    'elder = { title = "Elder" }', 'elder = { title = "Elder" }\npresident = { title = "President" }'
)


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(RULES + DUTIES)
    with clock.frozen(world.MONDAY):
        yield built


def due(people: world.World, who: str = "owner") -> dict[str, tuple[date | None, bool]]:
    return {each.id: (each.due_on, each.late) for each in rules.every_duty(people[who], clock.now())}


def done(people: world.World, duty: str = "contacts", who: str = "owner", **more: object) -> DutyDone:
    typed: dict[str, object] = {"done_on": clock.now().date(), "said": "The list was sent.", "told": ""}
    return actions.do_duty(duty=duty, by=people[who], path="/desk/rules/duties/x/", **(typed | more))  # type: ignore[arg-type]


def test_a_duty_is_due_from_adoption_and_then_from_when_it_was_done(federation: world.World) -> None:
    """Adopted on 5 January 2026; 10 working days are counted with the holidays of the calendar."""
    assert due(federation) == {
        "yearly": (date(2027, 1, 5), False),
        "contacts": (date(2026, 2, 5), True),
        "review": (date(2026, 1, 19), True),
    }
    done(federation)
    assert due(federation)["contacts"] == (date(2026, 4, 23), False)
    with clock.frozen(datetime(2026, 4, 23, 22, 59, tzinfo=UTC)):  # 23:59 in London, in time until midnight
        assert due(federation)["contacts"] == (date(2026, 4, 23), False)
    with clock.frozen(datetime(2026, 4, 23, 23, 0, tzinfo=UTC)):
        assert due(federation)["contacts"] == (date(2026, 4, 23), True)
        done(federation, done_on=date(2026, 4, 22))
        assert due(federation)["contacts"] == (date(2026, 5, 22), False)


def test_a_further_version_that_asks_for_it_too_begins_nothing_anew(federation: world.World) -> None:
    newer = (RULES + DUTIES).replace('version = "1"', 'version = "2"', 1)
    actions.adopt(text=newer, adopted_by="General assembly", adopted_on=date(2026, 3, 20), by=None)
    assert due(federation)["yearly"] == (date(2027, 1, 5), False)
    more = 'more = { title = "More", by = ["secretary"], every = "1 week" }\n'
    again = newer.replace('version = "2"', 'version = "3"', 1) + more
    actions.adopt(text=again, adopted_by="General assembly", adopted_on=date(2026, 3, 23), by=None)
    assert due(federation)["more"] == (date(2026, 3, 30), False)


def test_it_is_bound_to_the_log_and_those_are_told_whom_the_rules_name(
    federation: world.World, sign_in: SignIn
) -> None:
    for name in ("elder_1", "leader"):
        sign_in(federation[name])  # they have logins
    row = done(federation)
    assert (row.role, row.notified) == ("secretary", ["elders"])
    told = RecordAct.objects.filter(kind="duty.done").get()
    assert told.payload["row"]["said"] == "The list was sent."
    drain()
    assert {each.to[0] for each in mail.outbox} == {federation["elder_1"].login.email}
    assert "contacts" not in mail.outbox[0].body + mail.outbox[0].subject
    with clock.frozen(world.later(days=3)):
        row = done(federation, done_on=date(2026, 3, 25), chosen=[1])
    assert row.notified == ["elders", "president"]
    drain()
    assert federation["leader"].login.email in {each.to[0] for each in mail.outbox[1:]}
    assert list(verify.adopted()) == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE rules_dutydone SET done_on = '2026-03-01' WHERE id = %s", [row.pk])
    assert "done_on" in next(verify.adopted())


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"who": "leader"}, "not_yours"),
        ({"duty": "nothing"}, "no_duty"),
        ({"done_on": date(2026, 3, 24)}, "done_on"),
        ({"done_on": date(2026, 1, 4)}, "done_on"),
        ({"said": " "}, "said"),
        ({"duty": "yearly", "who": "second"}, "told"),
    ],
)
def test_what_cannot_be_is_refused(federation: world.World, more: dict[str, object], code: str) -> None:
    with pytest.raises((Refused, Malformed)) as error:
        done(federation, **more)
    found = error.value
    codes = {found.code} if isinstance(found, Refused) else {each.path for each in found.problems}
    assert code in codes
    assert not DutyDone.objects.exists()


def test_the_organisation_s_own_duty_is_done_by_whoever_adopts_rules(federation: world.World) -> None:
    with pytest.raises(Refused):
        done(federation, "review", "leader")
    register.grant(
        person=federation["leader"], power=Power.ADOPT_RULES, by=None, reason="Decided", from_on=world.ADOPTED
    )
    assert done(federation, "review", "leader").role == ""
    assert due(federation)["review"] == (date(2026, 4, 8), False)  # Good Friday and Easter Monday are none


def write_down(client: Client, duty: str, **typed: str) -> str:
    address = f"/desk/rules/duties/{duty}/"
    sent = {"once": token(client.get(address))["once"], **typed}
    answer = client.post(address, sent, follow=True)
    return text(answer)


def test_it_stands_on_the_pages_of_who_has_it_of_oversight_and_of_everybody(
    federation: world.World, sign_in: SignIn
) -> None:
    owner = sign_in(federation["owner"])
    work = owner.get("/desk/")
    assert [(each.id, each.late) for each in work.context["duties"]] == [("contacts", True)]
    assert "Send the list of contacts" in text(work)
    assert not sign_in(federation["elder_1"]).get("/desk/").context["duties"]
    overseer = sign_in(federation["overseer"])
    assert [each.id for each in overseer.get("/desk/oversight/").context["duties"]] == ["review", "contacts"]
    page = text(owner.get("/desk/rules/duties/"))
    assert "Tamsin Okafor-Lindqvist" in page
    assert "nobody holds this now" in page  # the organisation's: nobody may adopt rules
    assert "Write down that it was done" in text(owner.get("/desk/rules/duties/contacts/"))
    assert "Write down that it was done" not in text(overseer.get("/desk/rules/duties/contacts/"))
    assert overseer.get("/desk/rules/duties/nothing/").status_code == 404
    day = {"done_on_day": "23", "done_on_month": "3", "done_on_year": "2026"}
    write_down(owner, "contacts", said="", **day)
    assert not DutyDone.objects.exists()
    assert "The next day is reckoned from it" in write_down(owner, "contacts", said="Sent to all.", **day)
    assert "written down already" in write_down(owner, "contacts", said="Sent to all.", **day)
    assert not owner.get("/desk/").context["duties"]
    member = sign_in(federation["second"])
    assert "Enter" in write_down(member, "yearly", said="Twelve cases.", **day)
    assert not DutyDone.objects.filter(duty="yearly").exists()  # how were the members told?
    write_down(member, "yearly", said="Twelve cases.", told="Read out at the meeting.", **day)
    public = text(Client().get("/how/duties/"))
    assert "Twelve cases." in public
    assert "(figures)" in public
    assert "李" not in public
    assert "Sent to all." not in public


FAULTS = {
    'by = ["respondent"], every = "1 month"': "duties.odd.by",
    'by = ["public"], every = "1 month"': "duties.odd.by",
    'by = ["secretary"], every = "3 hours"': "duties.odd.every",
    'by = ["secretary"], every = "1 week", tells = [{ to = ["parties"] }]': "duties.odd.tells",
    'by = ["secretary"], every = "1 day", tells = [{ to = ["elder"], first = ["send"] }]': "duties.odd.tells",
}


@pytest.mark.parametrize("row", FAULTS)
def test_a_duty_that_nobody_could_do_is_no_sound_rule(row: str) -> None:
    found = check(f'{RULES}\n[duties]\nodd = {{ title = "Odd", {row} }}\n')
    assert [each.path for each in found if each.severity == "error"] == [FAULTS[row]]
