"""The register: names of any form, the tree, offices with terms, powers, delegation, search."""

from datetime import date, timedelta

import pytest

from dueprocess.core.errors import Malformed, Refused
from dueprocess.people import actions, extracts, holders, holdings, search, tenures
from dueprocess.people.models import Candidacy, Change, Person, Power, QualificationKind, Stamp, Unit
from dueprocess.people.overseeing import ends

ON = date(2026, 3, 2)
pytestmark = pytest.mark.django_db


def person(name: str, **fields: object) -> Person:
    return actions.add_person(full_name=name, by=None, **fields)


def test_any_name_is_a_name() -> None:
    for name in ("Suryani", "李 明霞", "Ó Dálaigh", "عائشة بنت أحمد", "X Æ 12"):
        assert person(name).sort_name


@pytest.mark.parametrize(
    "fields",
    [
        {"full_name": " "},
        {"full_name": "A", "status": "boss"},
        {"full_name": "A", "born_on": date(2999, 1, 1)},
    ],
)
def test_bad_input_is_named(fields: dict) -> None:
    with pytest.raises(Malformed):
        actions.add_person(by=None, **fields)
    assert not Person.objects.exists()


def test_found_by_any_of_their_names_and_by_number() -> None:
    one = person("Tamsin Okafor-Lindqvist", known_as="Taz", aliases=["Tamsin Reid"], member_number="M-77")
    person("Tomas Okonkwo")
    for text in ("tamsin", "Okafor", "TAZ", "Reid Tamsin", "tamzin okafor", "M-77", "okaf"):
        assert search.find(text)[0] == one, text
    assert search.find("") == []
    assert search.find("nobody here") == []


def test_search_takes_few_queries(django_assert_max_num_queries) -> None:
    for n in range(30):
        person(f"Robin Ash{n}")
    with django_assert_max_num_queries(6):
        assert len(extracts.find("robin")) == 20


def test_tree_and_moves() -> None:
    root = actions.add_unit(name="Union", by=None)
    north = actions.add_unit(name="North", parent=root, by=None)
    south = actions.add_unit(name="South", parent=root, by=None)
    club = actions.add_unit(name="Club", parent=north, by=None)
    assert set(Unit.objects.below(north)) == {north, club}
    actions.move_unit(unit=north, parent=south, by=None, reason="Regions merged")
    club.refresh_from_db()
    assert club.line == [root.pk, south.pk, north.pk, club.pk]
    with pytest.raises(Refused, match="below itself"):
        actions.move_unit(unit=Unit.objects.get(pk=south.pk), parent=club, by=None, reason="ring")


def test_roles_end_with_the_office() -> None:
    unit = actions.add_unit(name="Union", by=None)
    holder, other = person("Ann"), person("Bo")
    office = actions.add_office(title="Secretary general", roles=["secretary"], unit=unit, by=None)
    term = actions.begin_term(office=office, person=holder, from_on=ON, by=None)
    with pytest.raises(Refused, match="seat"):
        actions.begin_term(office=office, person=other, from_on=ON, by=None)
    assert [each.person for each in holders.of(roles=["secretary"], unit=unit.pk, on=ON)] == [holder.pk]
    actions.end_term(term=term, on=ON + timedelta(days=9), by=None, reason="Resigned")
    assert holders.of(roles=["secretary"], unit=unit.pk, on=ON + timedelta(days=9))
    assert not holders.of(roles=["secretary"], unit=unit.pk, on=ON + timedelta(days=10))
    actions.begin_term(office=office, person=other, from_on=ON + timedelta(days=10), by=None)


def test_a_candidacy_is_entered_once_and_withdrawn_once() -> None:
    office = actions.add_office(title="Chair", roles=[], unit=None, by=None)
    who, election = person("Saoirse Quill"), ON + timedelta(days=30)

    def stand(on: date = election, since: date = ON) -> Candidacy:
        return actions.stand(
            person=who, office=office, election_on=on, from_on=since, by=None, reason="Nominated"
        )

    with pytest.raises(Malformed, match="lies before the first day"):
        stand(ON - timedelta(days=1))
    made = stand()
    with pytest.raises(Refused, match="already"):
        stand()
    again = stand(election + timedelta(days=365))  # another election
    assert [each.pk for each in holdings.coming(on=ON)] == [made.pk, again.pk]
    with pytest.raises(Malformed, match="did not stand yet"):
        actions.withdraw(candidacy=made, on=ON - timedelta(days=1), by=None, reason="Ill")
    with pytest.raises(Refused, match="was held"):
        actions.withdraw(candidacy=made, on=election + timedelta(days=1), by=None, reason="Ill")
    actions.withdraw(candidacy=made, on=ON + timedelta(days=3), by=None, reason="Ill")
    with pytest.raises(Refused, match="already"):
        actions.withdraw(candidacy=made, on=ON + timedelta(days=4), by=None, reason="Ill")
    lines = tenures.standing([who.pk], on=ON + timedelta(days=2))[who.pk]
    assert [each.election_on for each in lines] == [election, election + timedelta(days=365)]
    lines = tenures.standing([who.pk], on=ON + timedelta(days=3))[who.pk]
    assert [each.election_on for each in lines] == [election + timedelta(days=365)]
    assert stand().pk != made.pk, "whoever has withdrawn may stand again"
    assert not actions.takes_two(who, on=ON), "a candidacy gives nobody any work"


def test_who_does_not_keep_the_register_enters_no_candidacy_and_nobody_their_own() -> None:
    office = actions.add_office(title="Chair", roles=[], unit=None, by=None)
    keeper, who = person("Keeper"), person("Candidate")
    given = {"office": office, "election_on": ON + timedelta(days=30), "from_on": ON, "reason": "Nominated"}
    with pytest.raises(Refused, match="Keep the register"):
        actions.stand(person=who, by=keeper, **given)  # type: ignore[arg-type]
    actions.grant(person=keeper, power=Power.KEEP_REGISTER, by=None, reason="Board", from_on=ON)
    with pytest.raises(Refused, match="their own candidacy"):
        actions.stand(person=keeper, by=keeper, **given)  # type: ignore[arg-type]
    made = actions.stand(person=who, by=keeper, **given)  # type: ignore[arg-type]
    assert Change.objects.latest("pk").values["rows"]["candidacy"][str(made.pk)]["person_id"] == who.pk


def test_roles_hold_for_the_unit_and_below_and_not_beside() -> None:
    root = actions.add_unit(name="Union", by=None)
    north = actions.add_unit(name="North", parent=root, by=None)
    south = actions.add_unit(name="South", parent=root, by=None)
    club = actions.add_unit(name="Club", parent=north, by=None)
    ann = person("Ann")
    actions.appoint(person=ann, role="secretary", unit=north, from_on=ON, by=None, reason="Elected")
    for unit, holds in ((club, True), (north, True), (root, False), (south, False)):
        assert bool(holders.of(roles=["secretary"], unit=unit.pk, on=ON)) is holds


def test_delegation_keeps_the_appointment_behind_it() -> None:
    ann, bo = person("Ann"), person("Bo")
    appointment = actions.appoint(
        person=ann, role="secretary", unit=None, from_on=ON, by=None, reason="Elected"
    )
    actions.delegate(
        appointment=appointment, to=bo, from_on=ON, until_on=ON + timedelta(days=3), reason="Leave", by=ann
    )
    assert holders.appointment_behind(person=bo, role="secretary", unit=None, on=ON) == appointment.pk
    assert (
        holders.appointment_behind(person=bo, role="secretary", unit=None, on=ON + timedelta(days=4)) is None
    )
    with pytest.raises(Refused):
        actions.delegate(appointment=appointment, to=ann, from_on=ON, until_on=ON, reason="Leave", by=ann)


def test_what_is_kept_in_memory_is_never_out_of_date() -> None:
    ann = person("Ann")
    assert not holders.of(roles=["secretary"], unit=None, on=ON)
    appointment = actions.appoint(
        person=ann, role="secretary", unit=None, from_on=ON, by=None, reason="Elected"
    )
    assert holders.of(roles=["secretary"], unit=None, on=ON)
    actions.qualify(person=ann, kind=QualificationKind.TRAINING, name="intake", from_on=ON, by=None)
    assert holders.of(roles=["secretary"], unit=None, on=ON)[0].training == {"intake": None}
    actions.end_appointment(appointment=appointment, on=ON, by=None, reason="Left")
    assert not holders.of(roles=["secretary"], unit=None, on=ON + timedelta(days=1))


def test_nothing_changes_without_the_power() -> None:
    stranger = person("Noor")
    before = Stamp.objects.get().n, Change.objects.count()
    for attempt in (
        lambda: actions.add_person(full_name="New", by=stranger),
        lambda: actions.add_unit(name="New", by=stranger),
        lambda: actions.appoint(
            person=stranger, role="chair", unit=None, from_on=ON, by=stranger, reason="Me"
        ),
        lambda: actions.grant(person=stranger, power=Power.OVERSEE, by=stranger, reason="Me"),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.code == "no_power"
    assert (Stamp.objects.get().n, Change.objects.count()) == before


def test_nobody_grants_to_themselves_and_the_journal_tells() -> None:
    chief = person("Casimir")
    actions.grant(person=chief, power=Power.APPOINT, by=None, reason="Founding assembly", from_on=ON)
    with pytest.raises(Refused, match="themselves"):
        actions.grant(person=chief, power=Power.OVERSEE, by=chief, reason="Me")
    friend = person("Ann")
    actions.grant(
        person=friend, power=Power.OVERSEE, by=chief, reason="Decision 4", from_on=ON, until_on=ends(ON)
    )
    assert extracts.powers(friend, on=ON) == {"oversee"}
    page = extracts.page(friend, on=ON, whole=True)
    assert page.journal[0][1:] == ("granted", "Casimir", "Decision 4")


def test_changing_a_name_moves_the_keys() -> None:
    one = person("Wren Abara")
    actions.change_person(person=one, by=None, full_name="Wren Castellan", aliases=["Wren Abara"])
    assert search.find("castellan") == [one]
    assert search.find("abara") == [one]
    change = Change.objects.filter(subject="person").latest("pk")
    assert "Castellan" not in str(change.values)


def test_a_login_is_one_address_however_written() -> None:
    one = person("Wren Abara")
    login = actions.give_login(person=one, email="Wren@Example.INVALID", password="x", by=None)
    assert login.email == "wren@example.invalid"
    assert "wren" not in str(login)


@pytest.mark.both
def test_where_people_belong_is_judged_for_each_day_and_read_once() -> None:
    north = actions.add_unit(name="North", by=None)
    club = actions.add_unit(name="Club", parent=north, by=None)
    ann, bea, cid = person("Ann", unit=club), person("Bea"), person("Cid")
    last, day = ON + timedelta(days=20), timedelta(days=1)
    office = actions.add_office(title="Treasurer", roles=[], unit=north, by=None)
    actions.begin_term(office=office, person=ann, from_on=ON, until_on=last, by=None)
    held = actions.appoint(
        person=bea, role="elder", unit=club, from_on=ON, until_on=last, by=None, reason="Vote"
    )
    actions.appoint(person=bea, role="clerk", unit=None, from_on=ON, by=None, reason="Vote")
    actions.delegate(appointment=held, to=cid, from_on=ON + day, until_on=last, by=None, reason="Away")
    before = holders.stamp()
    for everybody in (None, [ann.pk, bea.pk, cid.pk]):
        served = {
            on: {
                pk: set(place.offices) for pk, place in holders.places(on, everybody).items() if place.offices
            }
            for on in (ON - day, ON, ON + day, last, last + day)
        }
        whole = {ann.pk: {north.path}, bea.pk: {club.path}, cid.pk: {club.path}}
        assert served == {
            ON - day: {}, ON: {ann.pk: {north.path}, bea.pk: {club.path}}, ON + day: whole, last: whole,
            last + day: {},
        }  # fmt: skip
    assert holders.places(last + day, [ann.pk, bea.pk]) == {ann.pk: holders.Place(club.path)}
    actions.end_appointment(appointment=held, on=ON + day, by=None, reason="Moved")
    assert holders.stamp() != before
    assert cid.pk not in holders.places(last)
