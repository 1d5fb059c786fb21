"""A backlog given to several people: shared evenly, by each case's own rules, past whoever is too close to
one of them; each an act of its own, and nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from dueprocess.cases.batches import actions, doing, extracts
from dueprocess.cases.batches.models import Batch
from dueprocess.docket import verify
from dueprocess.docket.actions import take_note
from dueprocess.docket.models import Act, Content
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from dueprocess.people import actions as register
from dueprocess.people.models import Appointment
from tests import world
from tests.desk.conftest import signed_in
from tests.desk.office import WHY, Office, offices
from tests.desk.test_batches import done, states, why
from tests.desk.working import text, token


@pytest.fixture
def office(db: None) -> Iterator[Office]:
    yield from offices()


@pytest.mark.both
def test_they_are_shared_evenly_by_the_steps_of_each_case(office: Office) -> None:
    fresh = [office.case() for _ in range(3)]
    handled = [office.appoint(office.case(), 4) for _ in range(3)]
    batch = office.share([*fresh, *handled], 0, 1, 2)
    assert states(batch) == ["able"] * 6
    assert not Act.objects.filter(name="replace_handler").exists()
    shares = extracts.batch_page(batch.code, office.clerk).shares
    assert [n for _name, n in shares] == [2, 2, 2]
    batch = office.carry_out(batch)
    assert states(batch) == ["done"] * 6
    found = [office.manager_of(each) for each in [*fresh, *handled]]
    assert Counter(found) == dict.fromkeys(office.managers[:3], 2)
    for docket, step in [(each, "appoint_handlers") for each in fresh] + [
        (each, "replace_handler") for each in handled
    ]:
        act = Act.objects.filter(docket=docket).order_by("n").last()
        assert act is not None
        assert (act.name, act.role) == (step, "rota_clerk")
        assert act.by_key == Vault.of(docket).local(office.clerk.pk)
        assert WHY in [Vault.of(docket).content(each, act.n) for each in Content.objects.filter(act=act)]
        assert world.fresh(docket).stage == "assessment"
        assert list(verify.one(world.fresh(docket))) == []


def test_whoever_is_too_close_is_passed_over_and_named(office: Office) -> None:
    close, plain = office.case(), office.case()
    first = Vault.of(close).local(office.managers[0].pk)
    take_note(
        docket=close, note="conflict", by=Actor(person=office.clerk), at=clock.now(),
        needs=Needs(act={"who": first, "ground": "close to a party"}, content={"reason": "Sister"}),
    )  # fmt: skip
    batch = office.share([world.fresh(close), plain], 0, 1)
    assert states(batch) == ["able", "able"]
    passed = f"Passed over, as they may not have it: {office.managers[0].shown_name}."
    step = "By the step “Take conflict declarations and appoint by rota”."
    step += " It names also, as it is their turn: Assessor 1."
    assert why(batch, close) == f"{step} {passed}"
    assert why(batch, plain) == step
    page = text(signed_in(office.clerk).get(f"/desk/several/{batch.code}/"))
    assert "Passed over, as they may not have it: Case manager 1." in page
    office.carry_out(batch)
    assert office.manager_of(close) == office.managers[1]
    assert office.manager_of(plain) == office.managers[0]
    alone = office.share([world.fresh(close)], 0)
    assert states(alone) == ["unable"]
    assert why(alone, close) == "They may not be appointed in it: the page of the step says why."


def test_what_one_of_them_has_counts_and_moves_only_where_others_have_fewer(office: Office) -> None:
    """One of three has six of seven cases: two stay with him, and the others get the rest."""
    dockets = [office.appoint(office.case(), 0) for _ in range(6)]
    batch = office.share([office.case(), *dockets], 0, 1, 2)
    assert sorted(states(batch)) == ["able"] * 5 + ["unable"] * 2
    stay = batch.parts.filter(state="unable").select_related("docket")
    assert {actions.why_not(part) for part in stay} == {"Case manager 1 has it already."}
    office.carry_out(batch)
    found = Counter(office.manager_of(part.docket) for part in batch.parts.select_related("docket"))
    assert found == {office.managers[0]: 3, office.managers[1]: 2, office.managers[2]: 2}
    assert not Act.objects.filter(docket__in=[part.docket_id for part in stay], name="replace_handler")


def test_only_whoever_appoints_by_the_rules_is_offered_it(office: Office) -> None:
    docket = office.appoint(office.case(), 0)
    for who, offered in ((office.clerk, True), (office.intake, False)):
        batch = actions.begin(kind=Batch.Kind.ASSIGN, dockets=[docket], by=who)
        roles = [role for role, _title in extracts.roles_to_give(batch, who)]
        assert ("case_manager" in roles) is offered
        assert "panel" not in roles  # a body decides on it, or sits together
    refused = office.share([docket], 1, who=office.intake)
    assert states(refused) == ["unable"]
    assert not Act.objects.filter(name="replace_handler").exists()


def test_what_came_to_end_between_goes_to_nobody_else(office: Office) -> None:
    """Whoever was to get it has left, or a conflict was declared: it is refused, and shared on demand."""
    dockets = [office.appoint(office.case(), 4) for _ in range(4)]
    batch = office.share(dockets, 0, 1)
    note = Needs(
        act={"who": Vault.of(dockets[1]).local(office.managers[1].pk), "ground": "close to a party"},
        content={"reason": "Sister"},
    )
    take_note(docket=dockets[1], note="conflict", by=Actor(person=office.clerk), at=clock.now(), needs=note)
    held = Appointment.objects.get(person=office.managers[0], role="case_manager")
    with clock.frozen(world.later(days=1)):
        register.end_appointment(appointment=held, on=world.MONDAY.date(), reason="Moved away", by=None)
        batch = office.carry_out(batch)
        assert states(batch) == ["refused", "refused", "refused", "done"]
        assert why(batch, dockets[0]) == "They may not be appointed in it: the page of the step says why."
        assert "since it was checked" in why(batch, dockets[1])
        more = actions.again(batch=batch, by=office.clerk)
        drain()
        assert states(more) == ["able", "unable", "able"]
        office.carry_out(Batch.objects.get(pk=more.pk))
        assert [office.manager_of(dockets[n]) for n in (0, 2, 3)] == [office.managers[1]] * 3
        assert office.manager_of(dockets[1]) == office.managers[4]


def test_a_backlog_is_given_out_through_the_pages(office: Office) -> None:
    dockets = [office.appoint(office.case(), 4) for _ in range(3)]
    client = signed_in(office.clerk)
    ticked = {"case": [each.number for each in dockets], "kind": "assign", "which": "ticked"}
    address = client.post("/desk/several/new/", ticked | token(client.get("/desk/cases/"))).url
    page = client.get(address)
    assert "Case manager 1" in text(page)
    assert "in the place of whoever was" in text(page)
    said = {"what": "say", "role": "role:case_manager", "reason": WHY}
    missing = client.post(address, said | token(page))
    assert "Choose at least one: Who gets them?" in text(missing)
    people = [each.pk for each in office.managers[:3]]
    assert client.post(address, said | {"to": people} | token(page)).status_code == 302
    drain()
    check = client.get(address)
    assert "Nothing has been done yet" in text(check)
    assert text(check).count("1 case") == 3
    assert "Who is told" in text(check)
    parts = Batch.objects.get().parts.order_by("pk")
    keep = [str(part.pk) for part in parts][:2]  # the third is unticked
    sent = {"what": "start", "keep": keep, "once": token(check)["once"]}
    assert client.post(address, sent).status_code == 302
    drain()
    assert "Done in 2 of 2" in text(client.get(address))
    assert [office.manager_of(each) for each in dockets] == [
        office.managers[0], office.managers[1], office.managers[4],
    ]  # fmt: skip
    assert Act.objects.filter(name="replace_handler").count() == 2


def test_owners_alone_are_shared_too(office: Office) -> None:
    """Without an appointment: whoever may act in a case already comes to own it."""
    dockets = [office.case() for _ in range(4)]
    told = doing.Told(to=(office.clerk.pk, office.intake.pk), reason=WHY)
    batch = actions.begin(kind=Batch.Kind.ASSIGN, dockets=dockets, by=office.clerk)
    actions.say(batch=batch, told=told, by=office.clerk)
    drain()
    batch = done({"owner": office.clerk}, Batch.objects.get(pk=batch.pk))  # type: ignore[arg-type]
    owners = Counter(world.fresh(each).owner for each in dockets)
    assert states(batch) == ["done"] * 4, [why(batch, each) for each in dockets]
    assert owners == {person_tag(office.clerk.pk): 2, person_tag(office.intake.pk): 2}
