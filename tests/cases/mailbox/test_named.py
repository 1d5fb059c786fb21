"""A message that names an officer is hidden from that officer at once, everywhere, until it is a case."""

import pytest

from dueprocess.cases.actions import Report
from dueprocess.cases.mailbox import actions
from dueprocess.cases.mailbox import extracts as mailbox
from dueprocess.core.errors import Refused
from dueprocess.docket import verify, wall
from dueprocess.docket.actions import rebuild
from dueprocess.docket.needs import PartyIdentity
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock
from dueprocess.people.models import Person
from tests import world
from tests.cases.mailbox.taking import docket, take
from tests.desk.conftest import signed_in
from tests.desk.working import text


def about(federation, *names, **more):
    """A message that speaks of these people."""
    said = " and ".join(federation[name].full_name for name in names)
    return take(text=f"This is about {said}, who shouted at me.", **more)


def readers(found):
    """Everybody who can see it."""
    return {person.pk for person in Person.objects.all() if wall.sees(found, person)}


def sound(found):
    found.refresh_from_db()
    assert list(verify.one(found)) == []
    assert rebuild.docket(found.pk) == 0


@pytest.mark.both
@pytest.mark.parametrize(
    "who", ["owner", "second", "overseer", "wrong_unit", "respondent", "leader", "stranger"]
)
def test_each_kind_of_person_who_is_named(federation, who):
    """Whoever is named sees it nowhere; whoever else saw messages before still does."""
    before = readers(docket(take(message_id="<other@x>")))
    found = docket(about(federation, who))
    assert readers(found) == before - {federation[who].pk}
    assert found.owner in {person_tag(federation[name].pk) for name in {"owner", "second"} - {who}}
    sound(found)


@pytest.mark.both
def test_it_is_in_no_list_count_search_or_page_of_theirs(federation):
    plain, found = docket(take(message_id="<other@x>")), docket(about(federation, "owner"))
    named, other = signed_in(federation["owner"]), signed_in(federation["second"])
    account = mailbox.account
    assert (account(federation["owner"]).arrived, account(federation["second"]).arrived) == (1, 2)
    paths = ["", "complaint/", "case/", "not-complaint/", "assign/", "files/1/1/"]
    for path in paths:
        assert named.get(f"/desk/mailbox/{found.number}/{path}").status_code == 404, path
        assert other.get(f"/desk/mailbox/{found.number}/{path}").status_code == 200, path
    absent = named.get("/desk/mailbox/0000-0000-000/")
    hidden = named.get(f"/desk/mailbox/{found.number}/")
    assert text(absent) == text(hidden)
    with clock.frozen(world.later(days=2)):
        assert (mailbox.late_count(federation["owner"]), mailbox.late_count(federation["second"])) == (1, 2)
        for page in ("/desk/", "/desk/mailbox/", "/desk/mailbox/unassigned/", "/desk/cases/?text=shouted"):
            assert found.number not in named.get(page).content.decode(), page
        sought = named.post("/desk/cases/search/", {"text": "shouted"})
        assert found.number not in sought.content.decode()
        assert plain.number in named.get("/desk/mailbox/").content.decode()
        assert found.number in other.get("/desk/mailbox/").content.decode()
    for act in (
        lambda by: actions.make_complaint(docket=found, by=by, report=Report(summary="x")),
        lambda by: actions.put_back(docket=found, by=by, reason="x"),
    ):
        with pytest.raises(Refused):
            act(federation.actor("owner"))
    sound(found)


def test_a_further_message_names_its_owner(federation):
    first = take(sender="Wren <wren@elsewhere.example>")
    found = docket(first)
    owner = next(name for name in ("owner", "second") if person_tag(federation[name].pk) == found.owner)
    from dueprocess.docket import replies

    to = replies.address(replies.token(found, "sender"))
    again = about(federation, owner, to=to, message_id="<2@x>", sender="Wren <wren@elsewhere.example>")
    assert again.number == first.number
    found.refresh_from_db()
    other = {"owner": "second", "second": "owner"}[owner]
    assert found.owner == person_tag(federation[other].pk)
    assert not wall.sees(found, federation[owner])
    third = about(federation, "stranger", to=to, message_id="<3@x>", sender="Wren <wren@elsewhere.example>")
    assert third.number == first.number
    found.refresh_from_db()
    assert not wall.sees(found, federation[owner]), "a later message opens nothing"
    sound(found)


@pytest.mark.both
def test_where_nobody_remains_oversight_takes_it_forward(federation):
    everybody = [
        pk for pk in readers(docket(take(message_id="<other@x>"))) if pk != federation["overseer"].pk
    ]
    names = [name for name, person in federation.people.items() if person.pk in everybody]
    found = docket(about(federation, *names))
    assert readers(found) == {federation["overseer"].pk}
    assert found.owner == ""
    overseer = signed_in(federation["overseer"])
    assert found.number in overseer.get("/desk/mailbox/").content.decode()
    assert "What is it?" in text(overseer.get(f"/desk/mailbox/{found.number}/"))
    report = Report(
        summary="Somebody shouted.", reporter=PartyIdentity(kind="complainant", name="Wren"),
        respondents=[PartyIdentity(kind="respondent", name=federation["owner"].full_name)],
    )  # fmt: skip
    actions.make_complaint(docket=found, report=report, by=federation.actor("overseer"), unit=federation.club)
    found.refresh_from_db()
    assert found.kind == "case"
    assert not wall.sees(found, federation["owner"]), "now the party's name speaks of them"
    assert wall.sees(found, federation["second"]), "the message named them, the case does not"
    sound(found)


def test_oversight_answers_nothing_while_somebody_else_could(federation):
    found = docket(about(federation, "owner"))
    with pytest.raises(Refused) as refusal:
        actions.make_complaint(docket=found, report=Report(summary="x"), by=federation.actor("overseer"))
    assert refusal.value.code == "no_part"
