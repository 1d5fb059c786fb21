"""Who had the power, from what is stored: the appointment behind each decision as the register has it and
had it then, at the desk, as JSON and on the command line. Gaps of offices are planted in the register."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from dueprocess.cases import actions as cases
from dueprocess.core.tenure import Gap
from dueprocess.docket import extracts
from dueprocess.docket.actions import take_step
from dueprocess.docket.extracts.authority import GAPS, Authority, plain
from dueprocess.docket.models import Act, Docket, Read
from dueprocess.docket.needs import Needs
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Appointment, Person
from tests import world
from tests.desk.conftest import signed_in

pytestmark = pytest.mark.django_db
RULES = world.EXAMPLE.read_text(encoding="utf-8").replace(
    "[steps]\n",
    """[steps]
meet = { title = "Meet and warn", clause = "9", stage = "received", by = ["committee"], imposes = ["suspension"], needs = ["reasons"], tells = [{ to = ["complainant"], letter = "outcome" }] }
shut = { title = "Close at once", clause = "10", stage = "received", by = ["secretary"], leads_to = "closed", logged_as = "closed" }
""",  # noqa: E501
    1,
)


def key(docket: Docket, person: Person) -> str:
    """The local key of somebody in a docket."""
    return Vault.of(docket).local(person.pk)


@pytest.fixture
def decided(db: None) -> tuple[world.World, Docket]:
    """Three of the committee have met in a case of the club, without the one who is complained about."""
    with clock.frozen(world.later(days=-1)):
        built = world.federation(RULES)
    with clock.frozen(world.MONDAY):
        docket = world.open_case(built).docket
    with clock.frozen(world.later(days=2)):
        keys = [key(docket, built[name]) for name in ("conflicted", "second", "third")]
        take_step(
            docket=world.fresh(docket),
            step="meet",
            by=built.actor("second"),
            at=clock.now(),
            needs=Needs(
                act={
                    "as": "committee",
                    "votes": {"for": keys[:2], "against": keys[2:]},
                    "imposes": [{"sanction": "suspension", "on": "R1", "lasts": "3 months"}],
                },
                content={"reasons": "Two saw it."},
            ),
        )
    return built, world.fresh(docket)


def read(built: world.World, docket: Docket, days: float = 2.1) -> Authority:
    with clock.frozen(world.later(days=days)):
        return extracts.authority(docket, viewer=built.actor("second"))


def gaps(found: Authority, n: int = 2) -> set[str]:
    return {gap.code for each in found.decisions if each.power.n == n for gap in each.gaps}


def test_a_decision_shows_the_appointments_behind_it(decided: tuple[world.World, Docket]) -> None:
    built, docket = decided
    found = read(built, docket)
    (each,) = found.decisions
    assert (each.power.role_title, each.power.quorum, each.power.voted) == ("Committee", 3, 3)
    assert (each.gaps, found.gaps) == ((), 0)
    footing = next(one for one in each.footings if one.own)
    assert footing.name == built["second"].shown_name
    assert (footing.first, footing.last, footing.unit) == (world.ADOPTED, None, "Northern region")
    assert footing.reason == "Elected by the assembly"
    assert footing.written_at == world.later(days=-1)
    assert {one.name for one in each.footings} == {
        built[name].shown_name for name in ("conflicted", "second", "third")
    }
    assert {seat.who: seat.votes for seat in each.power.members}[key(docket, built["respondent"])] is False


def appointment(person: Person) -> Appointment:
    return Appointment.objects.get(person=person, role="committee_member")


def ended_later(person: Person) -> None:
    """Two days after the decision the term is ended with a day before it."""
    register.end_appointment(appointment=appointment(person), on=date(2026, 3, 20), by=None, reason="Vote")


def dated_back(person: Person) -> None:
    """Appointed two days after the decision with a day before it; the old appointment was of another unit."""
    Appointment.objects.filter(person=person).delete()
    register.appoint(
        person=person, role="committee_member", unit=None, from_on=date(2026, 1, 1), by=None, reason="Vote"
    )


def gone(person: Person) -> None:
    """Nothing of it is left in the register."""
    Appointment.objects.filter(person=person).delete()


def begins_later(person: Person) -> None:
    """The row says now that it begins after the decision; nobody wrote that down."""
    Appointment.objects.filter(person=person).update(from_on=date(2026, 4, 1))


@pytest.mark.parametrize(
    ("plant", "whose", "expected"),
    [
        (ended_later, "third", {Gap.TERM_OVER, Gap.CHANGED}),
        (dated_back, "third", {Gap.DATED_BACK}),
        (dated_back, "second", {Gap.DATED_BACK, Gap.ANOTHER}),
        (gone, "third", {Gap.NO_APPOINTMENT}),
        (begins_later, "third", {Gap.NOT_BEGUN, Gap.CHANGED}),
    ],
)
def test_each_gap_of_an_office_is_named(
    decided: tuple[world.World, Docket],
    plant: Callable[[Person], None],
    whose: str,
    expected: set[Gap],
) -> None:
    built, docket = decided
    with clock.frozen(world.later(days=4)):
        plant(built[whose])
    found = read(built, docket, days=4.1)
    named = {gap for gap in gaps(found) if gap != Gap.RECEIPT}
    assert named == {each.value for each in expected}
    told = [gap for each in found.decisions for gap in each.gaps if gap.code in {g.value for g in expected}]
    assert all(built[whose].shown_name in gap.text for gap in told)


def test_a_loan_is_shown_with_whose_it_is(decided: tuple[world.World, Docket]) -> None:
    """The secretary is away; somebody closes the case in the secretary's place."""
    built, docket = decided
    with clock.frozen(world.later(days=3)):
        register.delegate(
            appointment=Appointment.objects.get(person=built["owner"], role="secretary"),
            to=built["stranger"],
            from_on=date(2026, 3, 26),
            until_on=date(2026, 4, 30),
            reason="On leave",
            by=None,
        )
        act = take_step(
            docket=docket,
            step="shut",
            by=built.actor("stranger"),
            at=clock.now(),
            needs=Needs(act={"as": "secretary"}),
        )
    each = read(built, world.fresh(docket), days=3.1).decisions[-1]
    (footing,) = each.footings
    assert (each.power.n, each.gaps) == (act.n, ())
    assert (footing.name, footing.lent_by) == ("Noor Whitlock", built["owner"].shown_name)
    assert (footing.first, footing.last, footing.reason) == (date(2026, 3, 26), date(2026, 4, 30), "On leave")


def test_the_letter_that_is_not_shown_to_have_arrived(decided: tuple[world.World, Docket]) -> None:
    """At once: by the end of the next working day, Thursday."""
    built, docket = decided
    assert gaps(read(built, docket, days=3)) == set()
    late = read(built, docket, days=4)
    assert gaps(late) == {Gap.RECEIPT.value}
    (gap,) = late.decisions[0].gaps
    assert "Wren Abara" in gap.text


def test_the_page_the_file_and_the_command_tell_the_same(
    decided: tuple[world.World, Docket], capsys: Any
) -> None:
    built, docket = decided
    with clock.frozen(world.later(days=2.1)):
        browser = signed_in(built["second"])
        page = browser.get(f"/desk/cases/{docket.number}/authority/")
        assert page.status_code == 200
        text = page.content.decode()
        for words in ("Meet and warn", "Committee", "No gap found", built["third"].shown_name):
            assert words in text
        file = browser.get(f"/desk/cases/{docket.number}/authority.json").json()
        login = built["second"].login.email
        call_command("authority", docket.number, "--as", login, "--json")
        printed = json.loads(capsys.readouterr().out)
        assert printed == file
        assert printed["decisions"][0]["votes"] == {"for": 2, "against": 1, "abstained": 0}
        call_command("authority", docket.number, "--as", login, "--entry", "2")
        assert "no gap found" in capsys.readouterr().out
        assert Read.objects.filter(docket=docket, what="authority").count() == 4
        with pytest.raises(CommandError, match="no decision"):
            call_command("authority", docket.number, "--as", login, "--entry", "1")


def test_the_command_without_a_reader_tells_the_same_and_names_nobody(
    decided: tuple[world.World, Docket], capsys: Any
) -> None:
    built, docket = decided
    with clock.frozen(world.later(days=2.1)):
        signed_in(built["second"])  # gives them a login
        call_command("authority", docket.number, "--as", built["second"].login.email, "--json")
        named = json.loads(capsys.readouterr().out)
        read = Read.objects.filter(docket=docket).count()
        call_command("authority", docket.number, "--json")
        told = capsys.readouterr().out
        call_command("authority", docket.number)
        told += capsys.readouterr().out
        assert Read.objects.filter(docket=docket).count() == read
        with pytest.raises(CommandError, match="There is no such case"):
            call_command("authority", "AAAA-AAAA-AAA")
    assert not [each.full_name for each in Person.objects.all() if each.full_name in told]
    assert "the assembly" in json.dumps(named)  # what an officer wrote of an appointment may name anybody
    assert "the assembly" not in told
    assert ", :" not in told
    first, same = (each["decisions"][0] for each in (named, json.loads(told[: told.rindex("}") + 1])))
    for what in ("title", "as", "rule", "quorum", "votes", "gaps"):
        assert same[what] == first[what]
    assert [each["from"] for each in same["offices"]] == [each["from"] for each in first["offices"]]
    assert same["by"] != first["by"]


def test_nobody_whom_the_wall_keeps_out_reads_it(decided: tuple[world.World, Docket]) -> None:
    """The respondent sits on the committee too; for them there is no such case."""
    built, docket = decided
    with clock.frozen(world.later(days=2.1)):
        browser = signed_in(built["respondent"])
        assert browser.get(f"/desk/cases/{docket.number}/authority/").status_code == 404
        with pytest.raises(CommandError, match="no such case"):
            call_command("authority", docket.number, "--as", built["respondent"].login.email)
        overseer = signed_in(built["overseer"])
        assert overseer.get(f"/desk/cases/{docket.number}/authority/").status_code == 200


def test_a_party_is_told_which_body_decided_by_which_rule_and_no_name(
    decided: tuple[world.World, Docket],
) -> None:
    _built, docket = decided
    with clock.frozen(world.later(days=2.1)):
        view = extracts.opened(docket)
        told = extracts.decided_by(view, 2)
        assert told is not None
        assert (told.body, told.clause, told.rule, told.quorum, told.voted) == (
            "Committee", "9", "majority", 3, 3,
        )  # fmt: skip
        assert extracts.decided_by(view, 1) is None


def test_a_partys_letter_names_the_body_its_rule_and_its_quorum_and_nobody(db: None) -> None:
    with clock.frozen(world.later(days=-1)):
        built = world.federation()
    docket = world.decided(built)
    n = Act.objects.get(docket=docket, name="decide").n
    with clock.frozen(world.later(days=31)):
        cases.confirm_receipt(docket=docket, of=n, to="R1", by=built.actor("owner"))
        browser = signed_in(built["respondent"])
        assert browser.get(f"/portal/mine/{docket.number}/", follow=True).status_code == 200
        text = browser.get(f"/portal/matter/letter/{n}/").content.decode()
    for words in (
        "Decided by",
        "Committee",
        "It decides by: majority.",
        "At least 3 must take part.",
        "3 took part.",
    ):
        assert words in text
    assert not any(built[name].shown_name in text for name in ("conflicted", "second", "third"))


def test_every_gap_has_a_name_for_a_page() -> None:
    assert set(GAPS) == set(Gap)


def test_it_is_plain_json(decided: tuple[world.World, Docket]) -> None:
    built, docket = decided
    value = plain(read(built, docket))
    assert json.loads(json.dumps(value)) == value
    assert timezone.is_aware(read(built, docket).as_at)
