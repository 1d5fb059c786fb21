"""Of which officers a text may speak: what people write of them, and what only looks alike."""

from __future__ import annotations

import pytest

from dueprocess.people import actions, spoken
from tests import world

pytestmark = pytest.mark.django_db


def speaks(name: str, text: str, **more: object) -> bool:
    person = actions.add_person(full_name=name, by=None, **more)
    world.appoint(person, "secretary")
    member = actions.add_person(full_name=name, by=None)
    found = spoken.officers(text)
    assert member.pk not in found, "who holds nothing reads no mailbox"
    return person.pk in found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Tamsin Okafor-Lindqvist", "I complain about Tamsin Okafor."),
        ("Tamsin Okafor-Lindqvist", "OKAFOR, Tamsin J.\nshouted"),
        ("Tamsin Okafor-Lindqvist", "It was Tamzin Okafour."),
        ("Juan de la Cruz", "He is called Juan de la Cruz"),
        ("李 明霞", "昨天李明霞打了我。"),
        ("نور حداد", "صرخ نور حداد في وجهي"),
        ("Li Na", "A complaint about Li Na"),
        ("Cher", "cher did it"),
        ("Ştefan Țurcanu", "stefan turcanu"),
    ],
)
def test_who_is_named(name: str, text: str) -> None:
    assert speaks(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Tamsin Okafor-Lindqvist", "Tamsin said so. Nobody else was there but one Mr Okafor."),
        ("Juan de la Cruz", "en la casa de la abuela"),
        ("Jan van der Berg", "op de brug van der Meer"),
        ("Li Na", "Li was there, and much later in the evening, when all had left, Na came"),
        ("Wren Abara", ""),
    ],
)
def test_who_is_not(name: str, text: str) -> None:
    assert not speaks(name, text)


def test_other_names_and_addresses_speak_too() -> None:
    assert speaks("Ada Quill", "Ms. Ada Plume was rude", aliases=["Ada Plume"])
    assert speaks("Bo Lund", "Write to <Bo.Lund@example.org>, who did it.", email="bo.lund@example.org")
    person = actions.add_person(full_name="Cy Ronan", by=None)
    world.appoint(person, "secretary")
    actions.give_login(person=person, email="office@example.org", by=None)
    assert person.pk in spoken.officers("It came from office@example.org.")
    assert person.pk not in spoken.officers("It came from box-office@example.org.uk")


def test_a_long_text_is_read_in_no_time() -> None:
    world.appoint(actions.add_person(full_name="Anna Anna Bo Anna", by=None), "secretary")
    assert spoken.officers("anna " * 200_000)
    assert spoken.officers("x" * 1_000_000) == []
