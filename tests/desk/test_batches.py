"""Several cases at once: each its own act by whoever began it, checked first, refused by name where it has
changed, never twice; and nothing that a shut file could be known by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dueprocess.cases import actions as cases
from dueprocess.cases.batches import actions, doing, extracts, fitting, wording
from dueprocess.cases.batches.models import Batch, BatchPart
from dueprocess.core.errors import Malformed, Refused
from dueprocess.core.rulebook import load
from dueprocess.docket import verify, wall
from dueprocess.docket.actions import deliver, take_step
from dueprocess.docket.models import Act, Content, Docket, Read
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock
from dueprocess.kit.http import Hidden
from dueprocess.kit.jobs import drain
from dueprocess.people import actions as register
from dueprocess.people.models import Appointment
from tests import world
from tests.desk.conftest import SHIPPED, signed_in
from tests.desk.working import text, token

NEWS = """
[steps.update]
title = "Say how it stands"
clause = "2"
stage = "any"
by = ["secretary"]
again = true
tells = [{ to = ["complainant"], letter = "update" }]
"""
WORDS = "Your complaint came on {received}. It is at the stage {stage}. {owner} deals with it."
UPDATE = doing.Told(how="step:update", text=WORDS)
EACH = doing.Told(how="message:complainant", text="{name}: number {complaint}, {today}.")


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(world.EXAMPLE.read_text() + NEWS)
    with clock.frozen(world.MONDAY):
        world.log_in(built["complainant"])
        yield built


def opened(built: world.World, n: int) -> list[Docket]:
    return [world.open_case(built).docket for _ in range(n)]


def ready(built: world.World, dockets: list[Docket], told: doing.Told, who: str = "owner") -> Batch:
    """A piece of work that was said and checked."""
    kind = Batch.Kind.ASSIGN if told.to else Batch.Kind.WRITE
    batch = actions.begin(kind=kind, dockets=dockets, by=built[who])
    actions.say(batch=batch, told=told, by=built[who])
    drain()
    return Batch.objects.get(pk=batch.pk)


def done(built: world.World, batch: Batch, who: str = "owner") -> Batch:
    only = list(batch.parts.values_list("pk", flat=True))
    actions.start(batch=batch, by=built[who], only=only)
    drain()
    return Batch.objects.get(pk=batch.pk)


def states(batch: Batch) -> list[str]:
    return list(batch.parts.order_by("pk").values_list("state", flat=True))


def why(batch: Batch, docket: Docket) -> str:
    return actions.why_not(batch.parts.select_related("docket").get(docket=docket))


def to(built: world.World, who: str) -> doing.Told:
    return doing.Told(to=(built[who].pk,), reason="Holidays")


def shut(built: world.World, docket: Docket, who: str = "owner") -> None:
    """Close a file to somebody: a decision that two have taken."""
    world.decide_access(built, docket, "denied", who, signer="third")


def written(act: Act) -> str:
    """The one text that came with an act."""
    return str(Vault.of(act.docket).content(Content.objects.get(act=act), act.n))


def bare(answer: Any) -> str:
    """A page without its tokens."""
    return re.sub(r'(name="(once|csrfmiddlewaretoken)" value=)"[^"]+"', r"\1", answer.content.decode())


def post(client: Client, address: str, **typed: Any) -> Any:
    return client.post(address, typed | {"once": token(client.get(address))["once"]})


def test_many_are_given_to_somebody_through_the_pages(federation: world.World) -> None:
    dockets = opened(federation, 3)
    client = signed_in(federation["owner"])
    page = client.get("/desk/cases/")
    ticked = {"case": [each.number for each in dockets[:2]], "kind": "assign", "which": "ticked"}
    asked = client.post("/desk/several/new/", ticked | token(page))
    address = asked.url
    assert "2 cases" in text(client.get(address))
    said = post(client, address, what="say", to=federation["second"].pk, reason="Holidays")
    assert said.status_code == 302
    assert "0 of 2 checked" in text(client.get(address))
    drain()
    check = client.get(address)
    assert "Nothing has been done yet" in text(check)
    assert not Act.objects.filter(name="assigned").exists()
    keep = re.findall(r'name="keep" value="(\d+)"', check.content.decode())
    assert len(keep) == 2
    sent = {"what": "start", "keep": keep, "once": token(check)["once"]}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 302  # sent twice: does nothing more
    assert "0 of 2 carried out" in text(client.get(address))
    drain()
    assert "Done in 2 of 2" in text(client.get(address))
    tag = person_tag(federation["second"].pk)
    assert [world.fresh(each).owner == tag for each in dockets] == [True, True, False]
    notes = Act.objects.filter(name="assigned")
    assert {each.by_key for each in notes} == {
        Vault.of(each.docket).local(federation["owner"].pk) for each in notes
    }
    assert notes.count() == 2
    for docket in dockets:
        assert list(verify.one(world.fresh(docket))) == []
    again = client.post(address, {"what": "start", "keep": keep, "once": "x" * 24})
    assert again.status_code == 409
    assert address in client.get("/desk/several/").content.decode()


def test_the_whole_list_and_the_page_are_taken_as_they_stand(federation: world.World) -> None:
    dockets = opened(federation, 3)
    take_step(docket=dockets[2], step="acknowledge", by=federation.actor("owner"), at=clock.now())
    take_step(docket=dockets[2], step="send", by=federation.actor("owner"), at=clock.now())
    client = signed_in(federation["owner"])

    def parts(**more: Any) -> set[int]:
        page = client.get("/desk/cases/?stage=received")
        found = client.post("/desk/several/new/", {"kind": "write"} | more | token(page))
        return set(Batch.objects.get(code=found.url.split("/")[-2]).parts.values_list("docket", flat=True))

    two = {each.pk for each in dockets[:2]}
    assert parts(which="list", filter="stage=received") == two
    assert parts(which="page", shown=[each.number for each in dockets[:2]]) == two
    assert len(parts(which="list", filter="")) == 3
    nothing = client.post(
        "/desk/several/new/", {"kind": "write"} | token(client.get("/desk/cases/")), follow=True
    )
    assert "No case is chosen" in text(nothing)


def test_a_letter_goes_out_in_each_case_with_its_own_values(federation: world.World) -> None:
    with clock.frozen(world.later(days=-10)):
        old = world.open_case(federation, at=clock.now()).docket
    new = opened(federation, 1)[0]
    batch = ready(federation, [old, new], UPDATE)
    assert states(batch) == ["able", "able"]
    assert not Act.objects.filter(name="update").exists()
    page = extracts.batch_page(batch.code, federation["owner"])
    assert [each.text.split(".")[0] for each in page.samples] == [
        "Your complaint came on 13 March 2026", "Your complaint came on 23 March 2026",
    ]  # fmt: skip
    assert "Tamsin Okafor-Lindqvist deals with it" in page.samples[0].text
    assert Read.objects.filter(docket=old, what="batch").count() == 1
    batch = done(federation, batch)
    assert states(batch) == ["done", "done"]
    for docket in (old, new):
        act = Act.objects.get(docket=docket, name="update")
        assert act.by_key == Vault.of(docket).local(federation["owner"].pk)
        assert act.role == "secretary"
        assert written(act).startswith("Your complaint came on ")
        assert list(verify.one(world.fresh(docket))) == []
    deliver(new)  # the letter itself goes the way of all letters
    assert Act.objects.get(docket=new, name="sent").facts["to"] == ["C1"]


def test_a_message_goes_to_each_party_alone(federation: world.World) -> None:
    docket = opened(federation, 1)[0]
    number = docket.complaints_in.get().number
    batch = done(federation, ready(federation, [docket], EACH))
    act = Act.objects.get(docket=docket, name="message")
    assert act.facts["to"] == ["C1"]
    assert written(act) == f"Wren Abara: number {number}, 23 March 2026."
    assert states(batch) == ["done"]
    other = ready(federation, [world.fresh(docket)], doing.Told(how="message:respondent", text="Hello"))
    assert states(other) == ["unable"]
    assert why(other, docket) == "One of them can open nothing here: write to them by hand."


def test_a_missing_value_is_named_and_nothing_goes_out_there(federation: world.World) -> None:
    docket = opened(federation, 1)[0]
    told = doing.Told(how="message:respondent", text="About {complaint}")
    world.log_in(federation["respondent"])
    batch = ready(federation, [docket], told)
    assert states(batch) == ["unable"]
    assert "{complaint}" in why(batch, docket)
    with pytest.raises(Malformed, match="No case is chosen"):
        actions.start(batch=batch, by=federation["owner"], only=[])
    with pytest.raises(Malformed, match="no field"):
        ready(federation, [docket], doing.Told(how="step:update", text="Dear {nobody}"))
    with pytest.raises(Malformed, match="message to each"):
        ready(federation, [docket], doing.Told(how="step:update", text="Dear {name}"))


def test_a_name_that_looks_like_a_field_stays_a_name(federation: world.World) -> None:
    docket = opened(federation, 1)[0]
    view = extracts.opened(docket)
    view.names["C1"] = "{owner}"
    assert wording.fill("{name} {case}", view, "C1") == f"{{owner}} {docket.number}"


def test_what_changed_meanwhile_is_refused_by_name_and_can_be_checked_again(federation: world.World) -> None:
    dockets = opened(federation, 2)
    batch = ready(federation, dockets, UPDATE)
    take_step(docket=dockets[0], step="acknowledge", by=federation.actor("owner"), at=clock.now())
    batch = done(federation, batch)
    assert states(batch) == ["refused", "done"]
    assert "since it was checked" in why(batch, dockets[0])
    assert Act.objects.filter(name="update").count() == 1
    more = actions.again(batch=batch, by=federation["owner"])
    drain()
    more = done(federation, Batch.objects.get(pk=more.pk))
    assert states(more) == ["done"]
    assert Act.objects.filter(name="update").count() == 2


def test_two_officers_at_once_do_it_once(federation: world.World) -> None:
    dockets = opened(federation, 2)
    world.appoint(federation["stranger"], "secretary", federation.north)
    mine = ready(federation, dockets, to(federation, "second"))
    theirs = ready(federation, dockets, to(federation, "third"), who="stranger")
    assert states(mine) == states(theirs) == ["able", "able"]
    mine, theirs = done(federation, mine), done(federation, theirs, "stranger")
    assert (states(mine), states(theirs)) == (["done", "done"], ["refused", "refused"])
    assert {world.fresh(each).owner for each in dockets} == {person_tag(federation["second"].pk)}


def test_who_gets_a_case_is_asked_for_each(federation: world.World) -> None:
    """The respondent sits on the committee, and can own nothing that is about them."""
    docket = opened(federation, 1)[0]
    batch = ready(federation, [docket], to(federation, "respondent"))
    assert states(batch) == ["unable"]
    assert "They can do nothing in it" in why(batch, docket)
    theirs = ready(federation, [docket], to(federation, "owner"))
    assert "has it already" in why(theirs, docket)
    able = {pk for pk, *_rest in extracts.who_could_own(batch, federation["owner"])}
    assert federation["second"].pk in able
    assert federation["wrong_unit"].pk not in able
    assert federation["stranger"].pk not in able


def test_who_only_looks_on_gives_nothing_away(federation: world.World) -> None:
    docket = opened(federation, 1)[0]
    batch = ready(federation, [docket], to(federation, "second"), who="overseer")
    assert states(batch) == ["unable"]
    letter = ready(federation, [docket], UPDATE, who="overseer")
    assert states(letter) == ["unable"]
    message = ready(federation, [docket], EACH, who="overseer")
    assert "no part in this case" in why(message, docket)


def test_a_shut_case_is_not_reached_and_cannot_be_told_from_none(federation: world.World) -> None:
    dockets = opened(federation, 3)
    shut(federation, dockets[0])
    with pytest.raises(Malformed, match="No case is chosen"):
        actions.begin(kind=Batch.Kind.WRITE, dockets=dockets[:1], by=federation["owner"])
    client = signed_in(federation["owner"])

    def answered(number: str) -> str:
        sent = {"kind": "write", "case": [number, dockets[1].number]}
        answer = client.post("/desk/several/new/", sent | token(client.get("/desk/cases/")), follow=True)
        return re.sub(r"several/[0-9a-f]{16}/", "", bare(answer).replace(number, "N"))

    assert answered(dockets[0].number) == answered("2222-2222-222")


def test_what_is_shut_on_the_way_is_left_alone_and_leaves_the_page(federation: world.World) -> None:
    """Somebody checked three; then one file is shut to them. It is not written in, not listed, not counted:
    neither before its turn nor after."""
    dockets = opened(federation, 3)
    client = signed_in(federation["owner"])
    batch = actions.begin(kind=Batch.Kind.WRITE, dockets=dockets[:2], by=federation["owner"])
    shut(federation, dockets[0])
    actions.say(batch=batch, told=UPDATE, by=federation["owner"])
    drain()
    batch = done(federation, Batch.objects.get(pk=batch.pk))
    assert not Act.objects.filter(docket=dockets[0], name="update").exists()
    shown = client.get(f"/desk/several/{batch.code}/")
    assert dockets[0].number not in shown.content.decode()
    assert "Done in 1 of 1" in text(shown)
    assert "cannot" not in text(shown)
    checked = ready(federation, dockets[1:], UPDATE)
    shut(federation, dockets[1])
    checked = done(federation, checked)
    assert states(checked) == ["refused", "done"]
    shown = client.get(f"/desk/several/{checked.code}/")
    assert dockets[1].number not in shown.content.decode()
    assert "Done in 1 of 1" in text(shown)
    assert "refused" not in text(shown)
    for_all = signed_in(federation["overseer"]).get(f"/desk/several/{checked.code}/")
    assert "1 case was refused" in text(for_all)


def test_only_whoever_began_it_and_oversight_see_it(federation: world.World) -> None:
    world.appoint(federation["stranger"], "secretary", federation.north)
    docket = opened(federation, 1)[0]
    batch = ready(federation, [docket], UPDATE)
    address = f"/desk/several/{batch.code}/"
    other, oversight = signed_in(federation["stranger"]), signed_in(federation["overseer"])
    none = other.get("/desk/several/0123456789abcdef/")
    assert bare(other.get(address)) == bare(none)
    assert batch.code not in other.get("/desk/several/").content.decode()
    assert oversight.get(address).status_code == 200
    assert batch.code in oversight.get("/desk/several/").content.decode()
    for client in (other, oversight):
        for what in ("start", "change", "drop", "again"):
            assert client.post(address, {"what": what, "once": "y" * 24}).status_code == 404
    with pytest.raises(Refused, match="Whoever began it"):
        actions.start(batch=batch, by=federation["overseer"], only=[])
    with pytest.raises(Hidden):
        extracts.batch_for(batch.code, federation["overseer"])


def test_whose_role_has_ended_sends_nothing_more(federation: world.World) -> None:
    docket = opened(federation, 1)[0]
    batch = ready(federation, [docket], UPDATE)
    held = Appointment.objects.get(person=federation["owner"])
    register.end_appointment(appointment=held, on=world.ADOPTED, by=None, reason="Left")
    batch = done(federation, batch)
    assert states(batch) == ["refused"]
    assert not Act.objects.filter(name="update").exists()


def test_words_and_values_lie_sealed(federation: world.World) -> None:
    docket = opened(federation, 1)[0]
    told = doing.Told(how="message:respondent", text="zebrafinch {complaint}")
    batch = ready(federation, [docket], told)
    with connection.cursor() as cursor:
        for table in ("cases_batch", "cases_batchpart", "django_tasks_database_dbtaskresult"):
            cursor.execute(f"SELECT * FROM {table}")
            assert b"zebrafinch" not in repr(cursor.fetchall()).encode()
    assert why(batch, docket)


def test_queries_do_not_grow_with_the_cases(federation: world.World) -> None:
    person = federation["owner"]
    few, many = opened(federation, 4), opened(federation, 12)

    def asked(dockets: list[Docket], address: str) -> int:
        client = signed_in(person)
        batch = ready(federation, dockets, UPDATE)
        page = address.format(batch=batch.code)
        client.get(page)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(page).status_code == 200
        return len(seen)

    assert asked(few, "/desk/several/{batch}/") == asked(many, "/desk/several/{batch}/")
    client, counts = signed_in(person), []
    for dockets in (few, many):
        sent = {"kind": "assign", "case": [each.number for each in dockets]}
        sent |= token(client.get("/desk/cases/"))
        with CaptureQueriesContext(connection) as seen:
            made = client.post("/desk/several/new/", sent)
        with CaptureQueriesContext(connection) as asking:
            client.get(made.url)
        counts.append((len(seen), len(asking)))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("begun", "found"), [(False, ["able", "unable", "able"]), (True, ["done", "refused", "done"])]
)
def test_a_case_that_breaks_stops_no_other(federation: world.World, begun: bool, found: list[str]) -> None:
    dockets = opened(federation, 3)
    batch = actions.begin(kind=Batch.Kind.WRITE, dockets=dockets, by=federation["owner"])
    actions.say(batch=batch, told=UPDATE, by=federation["owner"])
    if begun:
        drain()
        only = list(batch.parts.values_list("pk", flat=True))
        actions.start(batch=Batch.objects.get(pk=batch.pk), by=federation["owner"], only=only)
    broken, key = Docket.objects.filter(pk=dockets[1].pk), bytes(dockets[1].key_wrapped or b"")
    broken.update(key_wrapped=bytes(len(key)))
    drain()
    broken.update(key_wrapped=key)
    assert states(batch) == found
    assert "It failed here" in text(signed_in(federation["owner"]).get(f"/desk/several/{batch.code}/"))


def test_after_ninety_days_its_words_are_gone(federation: world.World) -> None:
    batch = done(federation, ready(federation, opened(federation, 1), UPDATE))
    with clock.frozen(world.later(days=89)):
        actions.forget()
        assert Batch.objects.filter(pk=batch.pk).exists()
    with clock.frozen(world.later(days=91)):
        actions.forget()
    assert not BatchPart.objects.exists()
    assert Act.objects.filter(name="update").exists()


def test_why_not_names_no_party_since_no_journal_keeps_who_read_it(federation: world.World) -> None:
    docket = opened(federation, 1)[0]
    for told in (
        doing.Told(how="step:answer", text="x"),
        doing.Told(how="step:send", text="x"),
        doing.Told(how="step:no_such", text="x"),
        doing.Told(how="message:respondent", text="{complaint}"),
        doing.Told(how="message:witness", text="x"),
        to(federation, "respondent"),
    ):
        batch = ready(federation, [docket], told)
        assert states(batch) == ["unable"], told
        assert not re.search("Ilse|Marchetti|Wren|Abara", why(batch, docket)), told
    assert not Read.objects.filter(docket=docket).exists()


@pytest.mark.parametrize(
    ("name", "step"),
    [("standard", "update"), ("small-club", "tell_how_it_stands"), ("conduct-team", "tell_how_it_stands")],
)
def test_each_shipped_rulebook_has_a_letter_for_many(name: str, step: str) -> None:
    rules = load((SHIPPED / f"{name}.toml").read_text())
    first, *others = fitting.letters(rules)
    assert first == step
    assert not {"close", "final_report", "give_notice"} & set(others)


def test_only_what_fits_many_is_offered(federation: world.World) -> None:
    batch = actions.begin(kind=Batch.Kind.WRITE, dockets=opened(federation, 1), by=federation["owner"])
    ways = [way for way, _title, _each in extracts.ways_to_write(batch, federation["owner"])]
    steps = [way for way in ways if way.startswith("step:")]
    assert steps == ["step:update"]  # not `send`, which leads on; not `decide`, which a body decides
    assert "message:complainant" in ways
    client = signed_in(federation["owner"])
    address = f"/desk/several/{batch.code}/"
    assert post(client, address, what="say", how="step:decide", text="x").status_code == 200
    assert Batch.objects.get(pk=batch.pk).state == Batch.State.ASKING
    assert wall.sees(batch.parts.get().docket, federation["owner"])
    assert cases.find_by_number(batch.parts.get().docket.complaints_in.get().number)
