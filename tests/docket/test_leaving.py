"""People leave the register: when their time is over, or because they asked; never whom something kept still
needs. Two people erase several together; the record stays valid, and an old list or backup brings nobody
back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from dueprocess.core.errors import Broken, Malformed, Refused
from dueprocess.docket import leaving, wall
from dueprocess.docket.actions import register_lists
from dueprocess.docket.actions.erasing import ALL, erase
from dueprocess.docket.actions.erasing.people import erase_people
from dueprocess.docket.actions.erasure_lists import SEEN_FOR
from dueprocess.docket.actions.register_lists import decide, propose_people, settle_people
from dueprocess.docket.extracts.leaving import watchers
from dueprocess.docket.leaving import Bar
from dueprocess.docket.models import RegisterList
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from dueprocess.ledger import doctor, state
from dueprocess.ledger.models import RecordAct
from dueprocess.people import actions as register
from dueprocess.people import erased, search
from dueprocess.people.actions.forgetting import KeptAs
from dueprocess.people.models import (
    Alias,
    Change,
    ErasedKey,
    Login,
    NameKey,
    NameWord,
    Person,
    PersonErasure,
    QualificationKind,
    Reason,
)
from dueprocess.rules import schedules
from tests import retaining, world
from tests.docket.test_retention import on, refused

pytestmark = pytest.mark.django_db
PEOPLE = """
[classes.former]
title = "Former members"
reason = "Claims out of the contract."
of = "person"
when = { status = ["left", "deceased", "lapsed"] }
keep = "6 years"
[classes.expelled]
title = "Expelled"
reason = "It bars them."
of = "person"
when = { status = ["expelled", "outside"] }
keep = "6 years"
then = "review"
"""
LEFT = date(2026, 4, 30)
END = date(2032, 4, 30)
DUE = END + timedelta(days=1)


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(retaining.RULES)
        retaining.people(built)
        retaining.adopt(retaining.SCHEDULE + PEOPLE)
    with clock.frozen(world.MONDAY):
        yield built


def former(*names: str, **more: Any) -> list[Person]:
    """Return people who left on a day in April."""
    given = {"status": "left", "left_on": LEFT} | more
    return [
        register.add_person(full_name=name, by=None, aliases=[f"{name} the elder"], **given) for name in names
    ]


def stands(person: Person) -> tuple[str, date | None]:
    current = schedules.current()
    assert current is not None
    found = leaving.one(Person.objects.get(pk=person.pk), current)
    return str(found.verdict.standing), found.verdict.until


def bars(person: Person) -> set[Bar]:
    current = schedules.current()
    assert current is not None
    return set(leaving.one(person, current).bars)


def proposed(built: world.World, people: list[Person], who: str = "owner", **more: Any) -> RegisterList:
    return propose_people(people=[each.pk for each in people], by=built[who], **more)


def agreed(built: world.World, row: RegisterList, who: str = "overseer", **more: Any) -> RegisterList:
    retaining.agree_people(row, built[who], **more)
    row.refresh_from_db()
    return row


def gone(people: list[Person]) -> list[bool]:
    return [Person.objects.get(pk=each.pk).full_name == "" for each in people]


def faults() -> list[str]:
    """What `verify-state` names; that a list of erasures lies apart is tests/docket/test_restored.py."""
    return [each.what for each in state.faults() if "list apart" not in each.what]


@pytest.mark.both
def test_two_people_erase_who_left_long_ago(federation: world.World) -> None:
    people = former("Odile Vantongeren", "Quill Zabriskie", member_number=None)
    register.change_person(person=people[0], by=None, reason="Odile moved", phone="017")
    with on(END):
        assert stands(people[0]) == ("kept", END)
        refused("kept", lambda: proposed(federation, people))
    with on(DUE):
        assert stands(people[0]) == ("erasable", END)
        row = agreed(federation, proposed(federation, people))
        assert gone(people) == [True, True]
        assert (row.erased, row.left_out, row.ended_at) == (2, {}, clock.now() + SEEN_FOR)
        act = RecordAct.objects.get(kind="payload.erased")
        assert row.payloads == act.payload["n"] == 3, "two rows, and one reason"
        assert not search.find("Vantongeren")
        assert not NameWord.objects.filter(word__startswith="vantonger").exists()
        assert not Alias.objects.filter(person__in=people).exists()
        assert not NameKey.objects.filter(person__in=people).exists()
        assert not Reason.objects.filter(text__contains="Odile").exists()
        told = erased.told(people[0].pk)
        assert told is not None
        assert told.basis == "How long files are kept, 1. Former members: Claims out of the contract."
        assert faults() == []
        assert Person.objects.get(pk=people[0].pk).shown_name == "somebody erased from the register"


def test_whoever_belongs_to_the_organisation_stays(federation: world.World) -> None:
    member = register.add_person(full_name="Odile Vantongeren", by=None)
    with on(DUE):
        assert stands(member) == ("open", None)
        refused("kept", lambda: proposed(federation, [member], alone=True))
        asked = {"person": member, "what": KeptAs.ASKED, "by": federation["owner"], "reason": "Wrote"}
        refused("belongs", lambda: decide(**asked))


def test_whoever_asked_and_may_goes_before_the_time(federation: world.World) -> None:
    people = former("Odile Vantongeren", "Quill Zabriskie")
    asked = {"person": people[0], "what": KeptAs.ASKED, "by": federation["owner"]}
    with pytest.raises(Malformed):
        decide(**asked, reason=" ")
    refused("no_power", lambda: decide(**{**asked, "by": federation["second"]}, reason="Wrote"))
    decide(**asked, reason="Article 17, their letter of May")
    assert [stands(each)[0] for each in people] == ["erasable", "kept"]
    refused("alone", lambda: proposed(federation, people[:1]))
    row = proposed(federation, people[:1], alone=True)
    refused("alone", lambda: agreed(federation, row))
    agreed(federation, row, alone=True)
    assert gone(people) == [True, False]
    told = erased.told(people[0].pk)
    assert told is not None
    assert "They asked for it. Article 17, their letter of May" in told.basis
    assert not Reason.objects.filter(text__contains="Article 17").exists()
    assert faults() == []


def test_somebody_looks_at_whoever_has_no_day_or_was_expelled(federation: world.World) -> None:
    expelled, outside = (
        former("Odile Vantongeren", status="expelled"),
        former("Quill Zabriskie", left_on=None),
    )
    people = [*expelled, *outside]
    with on(DUE):
        assert [stands(each)[0] for each in people] == ["review", "review"]
        refused("kept", lambda: proposed(federation, people))
        for each in people:
            decide(person=each, what=KeptAs.RELEASED, by=federation["owner"], reason="Nobody needs it")
        assert [stands(each)[0] for each in people] == ["erasable", "erasable"]
        later = DUE + timedelta(days=30)
        kept = {"what": KeptAs.KEPT, "by": federation["owner"], "reason": "A claim"}
        with pytest.raises(Malformed, match="no day in the next thirty years"):
            decide(person=people[0], **kept, until=END)
        decide(person=people[0], **kept, until=later)
        assert stands(people[0])[0] == "kept"


def test_a_schedule_without_a_class_for_the_register_keeps_everybody(db: None) -> None:
    with clock.frozen(world.later(days=-1)):
        built = retaining.federation()
    people = former("Odile Vantongeren", "Quill Zabriskie")
    with on(DUE):
        assert [stands(each)[0] for each in people] == ["review", "review"]
        current = schedules.current()
        assert current is not None
        assert list(leaving.due(current)) == []
        refused("kept", lambda: proposed(built, people))


@contextmanager
def left(person: Person) -> Iterator[Person]:
    """Somebody of the cast has left, and all they held is over."""
    register.change_person(person=person, by=None, reason="Left", status="left", left_on=LEFT)
    with on(DUE):
        yield Person.objects.get(pk=person.pk)


@pytest.mark.both
@pytest.mark.parametrize("who", ["respondent", "owner", "overseer", "stranger"])
def test_whoever_a_kept_file_names_stays(federation: world.World, who: str) -> None:
    """A party, whoever acted in it and whoever read it; not somebody who has nothing to do with it."""
    docket = retaining.shut(federation)
    wall.open(docket.number, federation["overseer"], "to look")
    with left(federation[who]) as person:
        assert (Bar.FILE in bars(person)) is (who != "stranger")
        by = [federation.actor("owner"), federation.actor("elder_1")]
        erase(dockets=[docket.pk], by=by, at=clock.now(), basis={ALL: "Schedule"})
        assert Bar.FILE not in bars(person)


WORK: dict[str, Callable[[world.World, Person], Any]] = {
    "role": lambda built, who: world.appoint(who, "secretary"),
    "power": lambda built, who: register.grant(
        person=who, power="hold", by=None, reason="Assembly", from_on=world.ADOPTED
    ),
    "candidacy": lambda built, who: register.stand(
        person=who,
        office=register.add_office(title="Chair", unit=None, roles=[], by=None),
        by=None,
        election_on=DUE + timedelta(days=9),
        from_on=world.ADOPTED,
        reason="Nominated",
    ),
}


@pytest.mark.parametrize("name", WORK)
def test_whoever_holds_something_stays(federation: world.World, name: str) -> None:
    [person, other] = former("Odile Vantongeren", "Quill Zabriskie")
    WORK[name](federation, person)
    with on(DUE):
        assert bars(person) == {Bar.WORK}
        assert stands(person)[0] == "linked"
        refused("kept", lambda: proposed(federation, [person, other]))


def test_what_happens_meanwhile_takes_somebody_off_the_list(federation: world.World) -> None:
    people = former("Odile Vantongeren", "Quill Zabriskie", "Rune Oyelaran", "Sael Ibarra")
    with on(DUE):
        row = proposed(federation, people)
        refused("done_already", lambda: proposed(federation, people[2:], "elder_1"))
        register.change_person(person=people[0], by=None, reason="Found a letter", phone="017")
        world.appoint(people[1], "secretary")
        agreed(federation, row)
        assert gone(people) == [False, False, True, True]
        assert row.left_out == {str(people[0].pk): "changed", str(people[1].pk): "changed"}
        assert faults() == []


def test_nobody_erases_alone_and_nobody_twice(federation: world.World) -> None:
    people = former("Odile Vantongeren", "Quill Zabriskie")
    with on(DUE):
        row = proposed(federation, people)
        refused("oneself", lambda: agreed(federation, row, "owner"))
        refused("no_power", lambda: agreed(federation, row, "second"))
        refused("no_power", lambda: proposed(federation, people, "second"))
        agreed(federation, row)
        refused("done_already", lambda: agreed(federation, row, "elder_1"))
        refused("not_able", lambda: proposed(federation, people))
        both = [federation.actor("owner"), federation.actor("overseer")]
        basis = {each.pk: "Schedule" for each in people}
        given = {"people": [each.pk for each in people], "at": clock.now(), "basis": basis}
        refused("erased", lambda: erase_people(by=both, **given))
        refused("second_person", lambda: erase_people(by=both[:1], **given))


def test_nobody_agrees_before_those_who_oversee_could_look(federation: world.World) -> None:
    people = former("Odile Vantongeren", "Quill Zabriskie")
    for name in ("owner", "overseer", "elder_1", "elder_2"):
        world.log_in(federation[name])
    with on(DUE):
        row = proposed(federation, people)
        told = {federation[name].login.email for name in ("overseer", "elder_1")}
        assert set(watchers(row.pk)) == told, "who erases or oversees, but not whoever proposed it"
        settle = {"proposal": row.pk, "by": federation["elder_1"]}
        for later in (timedelta(0), SEEN_FOR - timedelta(minutes=1)):
            with clock.frozen(clock.now() + later):
                refused("too_early", lambda: settle_people(agree=True, **settle))
        RegisterList.objects.update(recorded_at=clock.now() - SEEN_FOR)  # into the table
        with pytest.raises(Broken, match="not what the record tells of"):
            settle_people(agree=True, **settle)
        RegisterList.objects.update(recorded_at=clock.now())
        settle_people(agree=False, **settle)
        assert gone(people) == [False, False]


def test_who_was_erased_without_a_list_is_named(federation: world.World) -> None:
    """In the names of two who never agreed: of a list that was declined, and of one who stood on none."""
    people = former("Odile Vantongeren", "Quill Zabriskie", "Rune Oyelaran", "Sael Ibarra")
    with on(DUE):
        agreed(federation, proposed(federation, people[2:]))
        declined = proposed(federation, people[:1], alone=True)
        settle_people(proposal=declined.pk, agree=False, by=federation["overseer"])
        by = [federation.actor("owner"), federation.actor("overseer")]
        basis = {each.pk: "Schedule" for each in people[:2]}
        erase_people(people=list(basis), by=by, at=clock.now(), basis=basis)
        found = [each.what for each in state.faults() if each.check == "register.erasure_lists"]
    assert len(found) == 2
    assert all(f"person {each.pk} stood on no list" in " ".join(found) for each in people[:2])


def test_nothing_is_added_to_somebody_who_was_erased(federation: world.World) -> None:
    people = former("Odile Vantongeren", "Quill Zabriskie")
    with on(DUE):
        agreed(federation, proposed(federation, people))
        who = people[0]
        for act in (
            lambda: register.change_person(person=who, by=None, reason="Back", full_name="Odile"),
            lambda: register.give_login(person=who, email="o@example.invalid", by=None),
            lambda: world.appoint(who, "secretary"),
            lambda: register.grant(person=who, power="hold", by=None, reason="Assembly"),
            lambda: register.qualify(
                person=who, kind=QualificationKind.TRAINING, name="x", from_on=DUE, by=None
            ),
            lambda: decide(person=who, what=KeptAs.ASKED, by=federation["owner"], reason="Wrote"),
        ):
            refused("erased", act)


@pytest.mark.both
def test_it_is_told_in_the_record_or_nothing_is_erased(
    federation: world.World, entries_fail: Callable[[], None]
) -> None:
    people = former("Odile Vantongeren", "Quill Zabriskie")
    login = register.give_login(person=people[0], email="odile@example.invalid", by=None)
    with on(DUE):
        row = proposed(federation, people)
        entries_fail()
        with pytest.raises(DatabaseError), transaction.atomic():
            agreed(federation, row)
        assert gone(people) == [False, False]
        assert Login.objects.filter(pk=login.pk).exists()
        assert not PersonErasure.objects.exists()
        assert not ErasedKey.objects.exists()
        row.refresh_from_db()
        assert row.settled_at is None


@pytest.mark.both
def test_a_former_officer_goes_and_what_they_held_stays_under_their_key(federation: world.World) -> None:
    [who, other] = former("Odile Vantongeren", "Quill Zabriskie", left_on=None)
    register.change_person(person=who, by=None, reason="Is a member", status="member")
    world.appoint(who, "secretary")
    role = who.appointments.get()
    register.end_appointment(appointment=role, on=LEFT, by=None, reason="Odile resigned")
    login = register.give_login(person=who, email="odile@example.invalid", by=None)
    register.close_login(login=login, by=None, reason="Odile left")
    for each in (who, other):
        register.change_person(person=each, by=None, reason="Left", status="left", left_on=LEFT)
    with on(DUE):
        row = agreed(federation, proposed(federation, [who, other]))
        assert (row.erased, row.left_out) == (2, {})
        role.refresh_from_db()
        assert (role.person_id, role.role, role.reason) == (who.pk, "secretary", "")
        assert not Login.objects.filter(pk=login.pk).exists()
        assert not Reason.objects.filter(text__contains="Odile").exists()
        assert Change.objects.filter(subject_pk=who.pk, verb="appointed").exists()
        assert faults() == []


BURIED: dict[str, Callable[[Person], Any]] = {
    "emptied by hand": lambda who: Person.objects.filter(pk=who.pk).update(full_name=""),
    "reasons taken away": lambda who: Reason.objects.filter(change__subject_pk=who.pk).delete(),
    "said to be erased": lambda who: PersonErasure.objects.create(
        person=who, at=clock.now(), salt=b"0" * 32, sealed=erased.sealed(who.pk, "Law")
    ),
}


@pytest.mark.parametrize("name", BURIED)
def test_what_was_buried_behind_the_application_is_named(federation: world.World, name: str) -> None:
    [who] = former("Odile Vantongeren")
    register.change_person(person=who, by=None, reason="Why not", phone="017")
    assert faults() == []
    BURIED[name](who)
    assert faults()


BACK: dict[str, Callable[[Person], Any]] = {
    "name": lambda who: Person.objects.filter(pk=who.pk).update(full_name="Odile"),
    "alias": lambda who: Alias.objects.create(person=who, name="Odile"),
    "login": lambda who: Login.objects.create(person=who, email="odile@example.invalid"),
    "moment": lambda who: PersonErasure.objects.update(at=clock.now() - timedelta(days=1)),
    "basis": lambda who: PersonErasure.objects.update(sealed=erased.sealed(who.pk, "Another")),
    "erasure": lambda who: PersonErasure.objects.filter(person=who).delete(),
}


@pytest.mark.parametrize("name", BACK)
def test_what_is_not_as_the_log_tells_is_named(federation: world.World, name: str) -> None:
    people = former("Odile Vantongeren", "Quill Zabriskie")
    with on(DUE):
        agreed(federation, proposed(federation, people))
        assert faults() == []
        BACK[name](people[0])
        assert faults()


def test_a_long_list_goes_in_lots(federation: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_lists, "AT_ONCE", 2)
    people = former("Odile Vantongeren", "Quill Zabriskie", "Rune Oyelaran", "Sael Ibarra")
    with on(DUE):
        row = agreed(federation, proposed(federation, people))
        assert gone(people) == [False] * 4
        drain()
        row.refresh_from_db()
        assert gone(people) == [True] * 4
        assert (row.erased, row.ended_at) == (4, clock.now())
        assert RecordAct.objects.filter(kind="payload.erased").count() == 2


def test_the_number_of_people_asks_no_more_of_the_database(
    federation: world.World, django_assert_max_num_queries: Any
) -> None:
    former(*(f"Odile {chr(97 + n)}x Vantongeren" for n in range(30)))
    current = schedules.current()
    assert current is not None
    with on(DUE), django_assert_max_num_queries(22):
        assert len(list(leaving.due(current))) == 30


def test_a_person_who_is_not_there_cannot_be_proposed(federation: world.World) -> None:
    with on(DUE):
        with pytest.raises(Refused):
            propose_people(people=[10**7], by=federation["owner"], alone=True)
        with pytest.raises(Malformed):
            propose_people(people=[], by=federation["owner"])


def test_the_command_names_nobody_and_says_why_each_stays(federation: world.World) -> None:
    """By the keys of their rows: a terminal's log is read by others."""
    people = former("Odile Vantongeren", "Quill Zabriskie")
    world.appoint(people[1], "secretary")
    out = StringIO()
    with on(DUE):
        call_command("retention", "list", "--dry-run", "--why", stdout=out)
    said = out.getvalue()
    assert f"erasable  person {people[0].pk}  2032-04-30    Former members" in said
    assert f"linked    person {people[1].pk}  2032-04-30    Former members (work)" in said
    assert "Something that is kept still names them" in said
    assert not [each for each in people if each.full_name in said]
    assert "1 erasable, 0 review, 1 linked" in said.splitlines()[-1]
    assert gone(people) == [False, False]


def test_the_doctor_says_who_is_not_as_the_log_tells(federation: world.World) -> None:
    people = former("Odile Vantongeren", "Quill Zabriskie")
    with on(DUE):
        agreed(federation, proposed(federation, people))
        well = "whoever was erased is gone"
        assert any(well in each.what for each in doctor.findings())
        Alias.objects.create(person=people[0], name="Odile")
        assert any(f"person {people[0].pk} was erased" in each.what for each in doctor.findings())


def test_a_file_that_names_somebody_who_was_erased_is_named(federation: world.World) -> None:
    """Somebody who writes into the tables, or an act that crossed the erasure."""
    docket = retaining.shut(federation)
    people = former("Odile Vantongeren", "Quill Zabriskie")
    with on(DUE):
        agreed(federation, proposed(federation, people))
        row = docket.person_keys.exclude(tag="").first()
        assert row is not None
        row.tag = person_tag(people[0].pk)
        row.save()
        assert "register.named" in {each.check for each in state.faults()}
