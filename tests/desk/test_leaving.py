"""Who may be erased from the register, at the desk: the list, the second person, how long somebody is
kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from dueprocess.docket.actions.erasure_lists import SEEN_FOR
from dueprocess.docket.models import RegisterList
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from dueprocess.people import actions as register
from dueprocess.people.models import Change, Login, Person
from tests import retaining, world
from tests.desk.conftest import SignIn
from tests.desk.test_retention import page, post
from tests.docket.test_leaving import DUE, LEFT, PEOPLE, former
from tests.docket.test_retention import on

pytestmark = pytest.mark.django_db


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(retaining.RULES)
        retaining.people(built)
        retaining.adopt(retaining.SCHEDULE + PEOPLE)
        for name in ("owner", "overseer", "elder_1", "elder_2", "respondent"):
            Login.objects.create(email=f"{name}@login.example", person=built[name])
    with clock.frozen(world.MONDAY):
        yield built


def names(people: list[Person], shown: str) -> list[bool]:
    return [each.full_name in shown for each in people]


@pytest.mark.both
def test_one_proposes_and_another_erases(federation: world.World, sign_in: SignIn) -> None:
    people = former("Odile Vantongeren", "Quill Zabriskie", "Rune Oyelaran")
    address = reverse("desk:leaving")
    with on(DUE):
        one = sign_in(federation["owner"])
        assert names(people, page(one, "leaving")) == [True] * 3
        ticked = {"of": [str(each.pk) for each in people[:2]]}
        check = post(one, address, ticked).content.decode()
        assert names(people, check) == [True, True, False]
        assert not RegisterList.objects.exists()
        done = post(one, address, ticked | {"checked": "1"})
        row = RegisterList.objects.get()
        listed = reverse("desk:leaving_list", args=[row.pk])
        assert done["Location"] == listed
        drain()
        assert {to for each in mail.outbox for to in each.to} == {
            "overseer@login.example",
            "elder_1@login.example",
        }
        assert not any(each.full_name in str(sent.message()) for sent in mail.outbox for each in people)
        assert "A list with 2 people waits" in page(one, "leaving")
        assert "somebody else has to agree" in page(one, "leaving_list", row.pk)
        assert "takes two people" in post(one, listed, {"agree": "1"}).content.decode()
        two = sign_in(federation["overseer"])
        early = page(two, "leaving_list", row.pk)
        assert "Nobody can agree to it yet" in early
        assert "Agree, and erase" not in early
        assert "have to be able to look first" in post(two, listed, {"agree": "1"}).content.decode()
        register.change_person(person=people[1], by=None, reason="A letter came", phone="017")
    with on(DUE + SEEN_FOR):
        shown = page(two, "leaving_list", row.pk)
        assert "Something has happened in it since." in shown
        assert "There is only one left" in shown
        assert "point to it" in post(two, listed, {"agree": "1"}).content.decode()
        assert post(two, listed, {"agree": "1", "alone": "1"}).status_code == 302
        after = page(two, "leaving_list", row.pk)
        assert names(people, after) == [False, True, False]
        assert "1 person of 1" in after
        assert f"Person {people[0].pk}" in after
        assert "Lists of people to be erased" in page(two, "oversight")
        gone = page(two, "person", people[0].pk)
        assert "Erased from the register" in gone
        assert "Claims out of the contract" in gone


def test_whom_a_file_names_is_counted_and_never_named(federation: world.World, sign_in: SignIn) -> None:
    """The list is no way to find out whom a file is about."""
    retaining.shut(federation)
    who = federation["respondent"]
    people = former("Odile Vantongeren", "Quill Zabriskie")
    register.change_person(person=who, by=None, reason="Left", status="left", left_on=LEFT)
    with on(LEFT):
        shown = page(sign_in(federation["owner"]), "person_kept", who.pk)
        assert "still names them" not in shown
        assert "Kept" in shown
    with on(DUE):
        shown = page(sign_in(federation["owner"]), "leaving")
        assert names(people, shown) == [True, True]
        assert who.full_name not in shown
        assert "1 other person’s time is over, and they stay." in shown


def decide(client: Client, who: Person, **typed: str) -> str:
    address = reverse("desk:person_decide", args=[who.pk])
    answer = post(client, address, typed)
    return answer.content.decode() if answer.status_code == 200 else str(answer["Location"])


def test_somebody_asked_and_may(federation: world.World, sign_in: SignIn) -> None:
    [who] = former("Odile Vantongeren")
    one = sign_in(federation["owner"])
    assert "Give the day until which they are kept." in decide(one, who, what="kept", reason="A claim")
    past = {"until_day": "1", "until_month": "1", "until_year": "2020"}
    assert "no day in the next thirty years" in decide(one, who, what="kept", reason="A claim", **past)
    typed = {"what": "asked", "reason": "Article 17, their letter"}
    assert "They come on the list at once" in decide(one, who, **typed)
    assert not Change.objects.filter(verb="keeping decided").exists()
    assert decide(one, who, **typed, checked="1") == reverse("desk:person_kept", args=[who.pk])
    shown = page(one, "person_kept", who.pk)
    assert "They asked to be erased, and have a right to it." in shown
    assert "Article 17, their letter" in shown
    assert who.full_name in page(one, "leaving")


def test_only_who_holds_the_power_sees_it(federation: world.World, sign_in: SignIn) -> None:
    [who] = former("Odile Vantongeren")
    other = sign_in(federation["elder_2"])  # holds files, and erases nothing
    for name, args in (("leaving", []), ("person_kept", [who.pk]), ("person_decide", [who.pk])):
        assert other.get(reverse(f"desk:{name}", args=args)).status_code == 403
    assert reverse("desk:person_kept", args=[who.pk]) not in page(other, "person", who.pk)
    assert reverse("desk:person_kept", args=[who.pk]) in page(sign_in(federation["owner"]), "person", who.pk)


def test_a_schedule_that_says_nothing_of_the_register_says_so(db: None, sign_in: SignIn) -> None:
    with clock.frozen(world.later(days=-1)):
        built = retaining.federation()
        Login.objects.create(email="owner@login.example", person=built["owner"])
    people = former("Odile Vantongeren", "Quill Zabriskie")
    with on(DUE):
        shown = page(sign_in(built["owner"]), "leaving")
        assert "The schedule says nothing of the register" in shown
        assert names(people, shown) == [False, False]
