"""The register at the desk: who may do what, refusals beside their fields, each form once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from dueprocess import people
from dueprocess.kit import jobs
from dueprocess.people import actions as register
from dueprocess.people.models import (
    Alias,
    Appointment,
    Candidacy,
    Change,
    Delegation,
    Grant,
    Login,
    Office,
    Person,
    Power,
    Qualification,
    Term,
)
from tests import world
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.django_db
TODAY = {"from_on_day": "23", "from_on_month": "3", "from_on_year": "2026"}
LAST = {"on_day": "24", "on_month": "3", "on_year": "2026", "reason": "Resigned"}


def until(day: int, month: int, year: int = 2026) -> dict[str, str]:
    return {"until_on_day": str(day), "until_on_month": str(month), "until_on_year": str(year)}


@pytest.fixture
def keeper(federation: world.World, sign_in: SignIn) -> Client:
    """Somebody who keeps the register and appoints."""
    for power in (Power.KEEP_REGISTER, Power.APPOINT):
        register.grant(
            person=federation["admin"], power=power, by=None, reason="Assembly", from_on=world.ADOPTED
        )
    return sign_in(federation["admin"])


def once(page: Any) -> dict[str, str]:
    found = re.search(r'name="once" value="([^"]+)"', page.content.decode())
    assert found
    return {"once": found[1]}


def post(client: Client, address: str, typed: dict[str, Any], *, times: int = 1) -> Any:
    """Open a form and send it, once or more often, with one token."""
    token = once(client.get(address))
    for _ in range(times):
        answer = client.post(address, token | typed)
    return answer


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("suryani", "Suryani"), ("Li Mingxia", "李 明霞"), ("明霞", "李 明霞"), ("zolkiewski", "Żółkiewski"),
        ("tamzin okafor", "Tamsin"), ("Taz", "Tamsin"), ("M-77", "Tamsin"), ("dalaigh", "Dálaigh"),
    ],
)  # fmt: skip
def test_people_are_found_by_any_form_of_their_name(
    federation: world.World, sign_in: SignIn, sought: str, found: str
) -> None:
    register.change_person(
        person=federation["owner"], by=None, known_as="Taz", member_number="M-77", reason="Asked to"
    )
    page = sign_in(federation["owner"]).post("/desk/people/", {"text": sought})
    assert page.status_code == 200
    assert found in page.content.decode().split("<tbody>")[1].split("</tr>")[0]


def test_nobody_found_and_nothing_typed_say_what_to_do(federation: world.World, sign_in: SignIn) -> None:
    client = sign_in(federation["owner"])
    assert "Nobody found" in client.post("/desk/people/", {"text": "Xyzzy"}).content.decode()
    assert 'role="alert"' in client.post("/desk/people/", {"text": " "}).content.decode()
    assert "Suryani" not in client.get("/desk/people/?text=Suryani").content.decode(), "names are posted"


def test_somebody_is_added_once_and_may_have_one_name(keeper: Client, federation: world.World) -> None:
    typed = {
        "full_name": "Mulyono", "status": "member", "unit": str(federation.club.pk),
        "aliases": "Pak Mul\n\nМульйоно", "born_on_day": "1", "born_on_month": "5", "born_on_year": "1990",
        "member_number": "M-9",
    }  # fmt: skip
    answer = post(keeper, "/desk/people/new/", typed, times=2)
    made = Person.objects.get(full_name="Mulyono")
    assert answer.url == f"/desk/people/{made.pk}/"
    assert sorted(Alias.objects.filter(person=made).values_list("name", flat=True)) == ["Pak Mul", "Мульйоно"]
    page = keeper.get(f"/desk/people/{made.pk}/").content.decode()
    assert "Mulyono" in page
    assert "Мульйоно" in page
    again = post(
        keeper, "/desk/people/new/", {"full_name": "Another", "status": "member", "member_number": "M-9"}
    )
    assert "Somebody else has this membership number" in again.content.decode()
    assert "Another" in again.content.decode(), "what was typed stays"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"full_name": "", "status": "member"}, "Full name"),
        ({"full_name": "A", "status": "boss"}, "Select a valid choice"),
        ({"full_name": "A" * 301, "status": "member"}, "300"),
        (
            {
                "full_name": "A",
                "status": "member",
                "born_on_day": "1",
                "born_on_month": "1",
                "born_on_year": "2027",
            },
            "still to come",
        ),
        ({"full_name": "A", "status": "member", "email": "nowhere"}, "name@example.org"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(keeper: Client, typed: dict[str, str], said: str) -> None:
    before = Person.objects.count()
    page = post(keeper, "/desk/people/new/", typed)
    assert page.status_code == 200
    assert said in page.content.decode()
    assert 'role="alert"' in page.content.decode()
    assert Person.objects.count() == before


def test_a_change_keeps_what_was_not_changed_and_is_journalled(
    keeper: Client, federation: world.World
) -> None:
    who = federation["stranger"]
    register.change_person(person=who, by=None, sort_name="whitlock noor", aliases=["Nora"], reason="")
    address = f"/desk/people/{who.pk}/change/"
    page = keeper.get(address).content.decode()
    assert "whitlock noor" in page
    typed = {
        "full_name": "Noor Whitlock-Ash",
        "status": "member",
        "aliases": "Nora",
        "sort_name": "whitlock noor",
    }
    assert "Why is it changed?" in post(keeper, address, typed).content.decode()
    post(keeper, address, typed | {"reason": "Married"}, times=2)
    who.refresh_from_db()
    assert (who.full_name, who.sort_name) == ("Noor Whitlock-Ash", "whitlock noor")
    lines = Change.objects.filter(subject="person", subject_pk=who.pk, why__text="Married")
    assert lines.count() == 1
    assert "Married" in keeper.get(f"/desk/people/{who.pk}/").content.decode()


def test_only_powers_that_something_asks_for_are_offered(keeper: Client, federation: world.World) -> None:
    """A power that opens nothing is a promise nobody keeps. IMPORT is asked for where earlier registers are
    brought in."""
    source = Path(people.__file__).parent.parent
    asking = [
        path
        for room in ("people", "rules", "docket", "cases", "desk")
        for path in (source / room).rglob("*.py")
    ]
    code = "".join(path.read_text() for path in asking if path.name not in ("offices.py", "init.py"))
    page = keeper.get(f"/desk/people/{federation['stranger'].pk}/powers/").context["form"]
    offered = {Power(value) for value, _label in page.fields["power"].choices if value} - {Power.IMPORT}
    assert offered == set(Power) - {Power.IMPORT, Power.SET_UP, Power.AUDIT}  # the last one takes two
    assert not [power for power in offered if f"Power.{power.name}" not in code]


def test_a_power_held_that_is_offered_no_longer_is_told_and_ended(
    keeper: Client, federation: world.World
) -> None:
    who = federation["stranger"]
    row = Grant.objects.create(person=who, power="read_figures", from_on=world.ADOPTED)
    assert "Read figures" in keeper.get(f"/desk/people/{who.pk}/").content.decode()
    assert keeper.get("/desk/people/roles/").status_code == 200
    post(keeper, f"/desk/people/{who.pk}/powers/{row.pk}/end/", LAST)
    row.refresh_from_db()
    assert row.until_on == date(2026, 3, 23)


def test_a_role_is_given_ended_and_its_time_is_checked(keeper: Client, federation: world.World) -> None:
    who = federation["stranger"]
    address = f"/desk/people/{who.pk}/appoint/"
    typed = {"role": "secretary", "unit": str(federation.south.pk), "reason": "Assembly, item 4"} | TODAY
    assert "lies before the first" in post(keeper, address, typed | until(1, 3)).content.decode()
    assert "By which decision?" in post(keeper, address, typed | {"reason": " "}).content.decode()
    assert not Appointment.objects.filter(person=who).exists()
    post(keeper, address, typed, times=2)
    row = Appointment.objects.get(person=who)
    assert (row.role, row.unit, row.reason) == ("secretary", federation.south, "Assembly, item 4")
    page = keeper.get(f"/desk/people/{who.pk}/").content.decode()
    assert "Secretary" in page
    assert "Holds" in page
    post(keeper, f"/desk/people/{who.pk}/roles/{row.pk}/end/", LAST, times=2)
    row.refresh_from_db()
    assert row.until_on == date(2026, 3, 24)
    assert keeper.get(f"/desk/people/{federation['owner'].pk}/roles/{row.pk}/end/").status_code == 404


def test_an_office_brings_its_roles_for_a_term_and_has_so_many_seats(
    keeper: Client, federation: world.World
) -> None:
    post(
        keeper,
        "/desk/people/offices/new/",
        {"title": "President", "roles": ["elder"], "seats": "1"},
        times=2,
    )
    office = Office.objects.get(title="President")
    who, other = federation["stranger"], federation["third"]
    typed = {"office": str(office.pk), "reason": "Elected"} | TODAY
    post(keeper, f"/desk/people/{who.pk}/office/", typed, times=2)
    term = Term.objects.get(office=office)
    assert Appointment.objects.get(person=who, term=term).role == "elder"
    page = post(keeper, f"/desk/people/{other.pk}/office/", typed).content.decode()
    assert "Every seat of this office is taken" in page
    assert "President" in keeper.get("/desk/people/roles/").content.decode()
    post(keeper, f"/desk/people/terms/{term.pk}/end/", LAST)
    assert Appointment.objects.get(person=who, term=term).until_on == date(2026, 3, 24)


def test_a_candidacy_is_entered_listed_and_withdrawn(
    keeper: Client, federation: world.World, sign_in: SignIn
) -> None:
    who = federation["stranger"]
    office = register.add_office(title="President", unit=None, roles=[], by=None)
    address = f"/desk/people/{who.pk}/stands/"
    typed = {"office": str(office.pk), "reason": "Nomination paper"} | TODAY
    decided = {"election_on_day": "22", "election_on_month": "3", "election_on_year": "2026"}
    page = post(keeper, address, typed | decided).content.decode()
    assert "The election lies before the first day" in page
    post(keeper, address, typed | decided | {"election_on_month": "5"}, times=2)
    row = Candidacy.objects.get()
    assert (row.person, row.election_on) == (who, date(2026, 5, 22))
    for shown in (f"/desk/people/{who.pk}/", "/desk/people/roles/"):
        for client in (keeper, sign_in(federation["owner"])):
            assert "22 May 2026" in client.get(shown).content.decode(), shown
    away = f"{address}{row.pk}/"
    assert away in keeper.get(f"/desk/people/{who.pk}/").content.decode()
    assert sign_in(federation["owner"]).get(away).status_code == 403
    assert keeper.get(f"/desk/people/{federation['owner'].pk}/stands/{row.pk}/").status_code == 404
    post(keeper, away, LAST)
    row.refresh_from_db()
    assert row.withdrawn_on == date(2026, 3, 24)
    assert "Withdrawn on" in keeper.get(f"/desk/people/{who.pk}/").content.decode()
    assert "Who stands for an office" not in keeper.get("/desk/people/roles/").content.decode()


def test_a_holder_lends_a_role_chooses_among_namesakes_and_takes_it_back(
    federation: world.World, sign_in: SignIn
) -> None:
    holder = federation["owner"]
    one, two = world.person("Robin Ash", federation.club), world.person("Robin Asche", federation.club)
    row = Appointment.objects.get(person=holder)
    client = sign_in(holder)
    address = f"/desk/people/{holder.pk}/roles/{row.pk}/lend/"
    typed = {"who": "robin", "reason": "Leave"} | TODAY | until(31, 3)
    assert "Nobody is found" in post(client, address, typed | {"who": "Xyzzy"}).content.decode()
    page = post(client, address, typed).content.decode()
    assert "Which of them?" in page
    assert f'value="{two.pk}"' in page
    assert "cannot be delegated to its holder" in post(
        client, address, typed | {"who": "Tamsin", "person": str(holder.pk)}
    ).content.decode().replace("&#x27;", "'")
    assert not Delegation.objects.exists()
    post(client, address, typed | {"person": str(one.pk)}, times=2)
    lent = Delegation.objects.get()
    assert lent.to == one
    assert sign_in(one).get("/desk/").status_code == 200
    assert "lent by" in client.get(f"/desk/people/{one.pk}/").content.decode()
    end = f"/desk/people/{holder.pk}/roles/{row.pk}/lent/{lent.pk}/end/"
    assert sign_in(federation["second"]).get(end).status_code == 403
    post(client, end, LAST)
    lent.refresh_from_db()
    assert lent.until_on == date(2026, 3, 24)


def test_powers_are_given_by_others_and_end(keeper: Client, federation: world.World) -> None:
    own = federation["admin"].pk
    typed = {"power": "oversee", "reason": "Assembly"} | TODAY | until(31, 12)
    assert (
        "Nobody grants a power to themselves"
        in post(keeper, f"/desk/people/{own}/powers/", typed).content.decode()
    )
    who = federation["stranger"]
    post(keeper, f"/desk/people/{who.pk}/powers/", typed, times=2)
    row = Grant.objects.get(person=who)
    assert "They hold this power" in post(keeper, f"/desk/people/{who.pk}/powers/", typed).content.decode()
    post(keeper, f"/desk/people/{who.pk}/powers/{row.pk}/end/", LAST)
    row.refresh_from_db()
    assert row.until_on == date(2026, 3, 23), "gone on the day that was named"


def test_qualifications_are_those_the_rulebook_asks_for(keeper: Client, federation: world.World) -> None:
    page = keeper.get(f"/desk/people/{federation['third'].pk}/qualify/").content.decode()
    assert "asks for none" in page
    register.qualify(
        person=federation["third"], kind="training", name="intake", from_on=world.ADOPTED, by=None,  # type: ignore[arg-type]
        until_on=date(2026, 2, 1),
    )  # fmt: skip
    assert "Run out" in keeper.get(f"/desk/people/{federation['third'].pk}/").content.decode()
    assert Qualification.objects.count() == 1


def test_the_page_of_roles_warns_of_those_nobody_holds(federation: world.World, sign_in: SignIn) -> None:
    Appointment.objects.filter(role="elder").update(until_on=world.ADOPTED)
    page = sign_in(federation["owner"]).get("/desk/people/roles/").content.decode()
    assert "Nobody holds 1 role" in page
    assert "Only in units" in page, "the secretaries are regional: a case of the whole union finds none"


ADDRESSES = [
    ("/desk/people/new/", Power.KEEP_REGISTER), ("/desk/people/{p}/change/", Power.KEEP_REGISTER),
    ("/desk/people/{p}/qualify/", Power.KEEP_REGISTER), ("/desk/people/{p}/appoint/", Power.APPOINT),
    ("/desk/people/{p}/office/", Power.APPOINT), ("/desk/people/{p}/powers/", Power.APPOINT),
    ("/desk/people/{p}/stands/", Power.KEEP_REGISTER),
    ("/desk/people/{p}/roles/{a}/end/", Power.APPOINT), ("/desk/people/offices/new/", Power.APPOINT),
]  # fmt: skip


@pytest.mark.parametrize(("address", "power"), ADDRESSES)
def test_each_change_needs_its_power_and_no_other(
    federation: world.World, sign_in: SignIn, address: str, power: Power
) -> None:
    row = Appointment.objects.get(person=federation["owner"])
    address = address.format(p=federation["owner"].pk, a=row.pk)
    who = federation["admin"]
    client = sign_in(who)
    for held in set(Power) - {Power.AUDIT}:  # whom none of these is there for: tests/doors/test_auditor.py
        Grant.objects.filter(person=who).delete()
        register.grant(person=who, power=held, by=None, reason="Test", from_on=world.ADOPTED)
        expected = 200 if held is power else 403
        assert client.get(address).status_code == expected, (address, held)
        if held is not power:
            assert client.post(address, {"once": "x" * 24}).status_code == 403, (address, held)
    assert sign_in(federation["stranger"]).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_contact_details_are_for_the_keepers_of_the_register(
    federation: world.World, keeper: Client, sign_in: SignIn
) -> None:
    who = federation["stranger"]
    register.change_person(person=who, by=None, email="noor@example.org", born_on=date(2011, 1, 2), reason="")
    address = f"/desk/people/{who.pk}/"
    assert "noor@example.org" in keeper.get(address).content.decode()
    other = sign_in(federation["owner"]).get(address).content.decode()
    assert "noor@example.org" not in other
    assert "2011" not in other


@pytest.mark.parametrize("address", ["/desk/people/", "/desk/people/roles/", "/desk/people/{p}/"])
def test_pages_of_the_register_ask_the_database_little(
    federation: world.World,
    keeper: Client,
    address: str,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    address = address.format(p=federation["owner"].pk)
    keeper.get(address)
    with django_assert_max_num_queries(20):
        assert keeper.get(address).status_code == 200


def test_a_login_is_given_closed_and_opened_again(
    keeper: Client, federation: world.World, mailoutbox: list[Any]
) -> None:
    pk = federation["stranger"].pk
    address = f"/desk/people/{pk}/"
    assert "they cannot sign in" in keeper.get(address).content.decode()
    for typed in ("no address", ""):
        faulty = post(keeper, f"{address}login/", {"email": typed}).content.decode()
        assert "<title>Error: Give a login" in faulty
    given = post(keeper, f"{address}login/", {"email": "Second@Example.org"}, times=2)
    assert given.url == address
    login = Login.objects.get(person_id=pk)
    assert (login.email, login.is_active) == ("second@example.org", True)
    shown = keeper.get(address).content.decode()
    assert "second@example.org" in shown
    assert "login given" in shown
    assert "a login already" in post(keeper, f"{address}login/", {"email": "x@example.org"}).content.decode()
    other = f"/desk/people/{federation['complainant'].pk}/login/"
    assert "already" in post(keeper, other, {"email": "SECOND@example.org"}).content.decode()

    theirs = Client()
    theirs.force_login(login, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert theirs.get("/portal/mine/").status_code == 200
    assert post(keeper, f"{address}login/close/", {"reason": "Left the committee."}).url == address
    assert theirs.get("/portal/mine/").status_code == 302
    assert "closed" in post(keeper, f"{address}login/close/", {"reason": "Twice."}).content.decode()
    assert post(keeper, f"{address}login/", {"email": "second@example.org"}).url == address
    assert Login.objects.get(person_id=pk).is_active


def test_whoever_was_given_a_login_chooses_a_password_and_signs_in(
    keeper: Client, federation: world.World, mailoutbox: list[Any]
) -> None:
    address = f"/desk/people/{federation['stranger'].pk}/login/"
    post(keeper, address, {"email": "second@example.org"})
    jobs.drain()
    welcome = mailoutbox.pop()
    assert welcome.to == ["second@example.org"]
    assert "Noor" not in welcome.body
    client = Client()
    path = re.search(r"http://localhost:\d+(/account/\S+)", welcome.body)[1]  # type: ignore[index]
    assert client.post(path, {"email": "second@example.org"}).status_code == 302
    jobs.drain()
    asked = mailoutbox.pop()
    assert "Hello from" not in asked.body
    assert "new password" in asked.body
    reset = re.search(r"(/account/password/reset/key/\S+)", asked.body)[1]  # type: ignore[index]
    form = client.get(reset, follow=True)
    chosen = {"password1": "four plain words here", "password2": "four plain words here"}
    assert client.post(form.redirect_chain[-1][0], chosen).status_code == 302
    fresh = Client()
    answer = fresh.post(
        "/account/sign-in/", {"login": "second@example.org", "password": "four plain words here"}
    )
    assert answer.status_code == 302
