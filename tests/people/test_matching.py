"""Whom a few written words may mean: a second thing has to agree, and what is not known is said to be."""

from __future__ import annotations

from datetime import date

import pytest

from dueprocess.people import actions, matching, search
from dueprocess.people.matching import Match, Named
from dueprocess.people.models import Person, PersonStatus, Unit

ON = date(2026, 3, 23)
pytestmark = pytest.mark.django_db
ROLES = {"secretary": "Secretary"}


@pytest.fixture
def units() -> tuple[Unit, Unit, Unit]:
    union = actions.add_unit(name="Union", by=None)
    return (
        actions.add_unit(name="Hollin Vale", parent=union, by=None),
        actions.add_unit(name="Saltmarsh", parent=union, by=None),
        union,
    )


def person(name: str, **fields: object) -> Person:
    return actions.add_person(full_name=name, by=None, **fields)


def match(text: str) -> Match:
    return matching.match(text, roles=ROLES, on=ON)


def only(text: str) -> matching.Candidate:
    [found] = match(text).candidates
    return found


def test_a_name_alone_is_not_enough() -> None:
    person("Wren Abara")
    found = match("Wren Abara")
    assert "by the name alone" in found.says
    [one] = found.candidates
    assert one.named is Named.WRITTEN
    assert not one.by_two


@pytest.mark.parametrize(
    "beside",
    [
        "Hollin Vale", "M-77", "(m-77)", "wren@example.org", "born 1980-02-01", "b. 1.2.1980", "born 1980",
        "our secretary",
    ],
)  # fmt: skip
def test_a_name_with_something_that_agrees_is_proposed_and_no_more(units, beside: str) -> None:
    fields = {"member_number": "M-77", "email": "wren@example.org", "born_on": date(1980, 2, 1)}
    one = person("Wren Abara", unit=units[0], **fields)
    actions.appoint(person=one, role="secretary", unit=None, from_on=ON, by=None, reason="Elected")
    found = match(f"Wren Abara, {beside}")
    assert found.candidates[0].by_two, found
    assert "somebody has to say" in found.says


@pytest.mark.parametrize(
    ("beside", "why"),
    [
        ("Saltmarsh", "another unit"), ("born 1981-02-01", "another day of birth"),
        ("born 1975", "another year"), ("abara@example.net", "another email"),
    ],
)  # fmt: skip
def test_what_speaks_against_is_told(units, beside: str, why: str) -> None:
    person("Wren Abara", unit=units[0], email="wren@example.org", born_on=date(1980, 2, 1))
    found = match(f"Wren Abara, {beside}")
    assert why in found.candidates[0].reasons
    assert "speaks against" in found.says


def test_two_namesakes_are_told_apart_by_what_else_is_known_or_not_at_all(units) -> None:
    one, other = person("Wren Abara", unit=units[0]), person("Wren Abara", unit=units[1])
    assert "2 people have such a name" in match("Wren Abara").says
    found = match("Wren Abara of Saltmarsh")
    assert [each.person.pk for each in found.candidates] == [other.pk, one.pk]
    assert "1 other could be meant too" in found.says
    both = match("Wren Abara, Union")
    assert "2 people fit by the name and by something else" in both.says


def test_names_in_any_script_order_and_by_nickname() -> None:
    person("李 明霞", known_as="Mia Li", aliases=["Li Mingxia"])
    person("Suryani")
    person("Óscar Dálaigh")
    for text, named in (
        ("李明霞", Named.WRITTEN), ("Mingxia Li", Named.ORDER), ("Mia Li", Named.OTHER),
        ("Suryani", Named.WRITTEN), ("Oscar Dalaigh", Named.WRITTEN), ("Dálaigh, Óscar", Named.ORDER),
        ("Oskar Dalaigh", Named.SOUNDS), ("Oscar Dalaihg", Named.NEARLY),
    ):  # fmt: skip
        assert only(text).named is named, text


def test_one_word_of_a_name_is_only_a_part() -> None:
    person("Wren Abara")
    found = match("Abara")
    assert found.candidates[0].named is Named.PART
    assert not found.candidates[0].by_two


def test_a_number_of_another_name_is_no_proposal() -> None:
    person("Otto Quist", member_number="M-77")
    found = match("Wren Abara, M-77")
    assert not found.candidates[0].by_two
    assert "the name does not say so" in found.candidates[0].reasons


def test_nobody_is_nobody_and_who_left_has_left() -> None:
    assert "Nobody in the register" in match("Wren Abara").says
    assert "Nobody in the register" in match("").says
    person("Wren Abara", status=PersonStatus.LEFT)
    assert "left" in only("Wren Abara").reasons


def test_of_many_namesakes_whoever_has_work_is_always_shut_out() -> None:
    rows = [{"full_name": "Maria Lund"} for _ in range(search.ENOUGH + 40)]
    many = actions.add_people(rows, by=None)
    last = many[-1]
    assert last.pk not in search.alike("Maria Lund")
    actions.appoint(person=last, role="secretary", unit=None, from_on=ON, by=None, reason="Elected")
    found = search.alike("We mean Maria Lund of the board")
    assert last.pk in found
    assert len(found) == search.LIKELY + 1


@pytest.mark.both
@pytest.mark.parametrize("text", ["Marhcetti", "Ilse Marchtti", "Ilse Marcheetti", "Isle Marchetti"])
def test_a_slip_of_the_pen_still_finds(text: str) -> None:
    one = person("Ilse Marchetti")
    person("Ines Marwood")
    assert search.find(text)[0] == one


def test_a_word_that_nobody_is_called_any_more_is_forgotten() -> None:
    one = person("Ilse Marchetti")
    assert search.near("marcheti") == ["marchetti"]
    actions.change_person(person=one, by=None, full_name="Ilse Holt")
    assert search.near("marcheti") == []
