"""Officers who reach further than their office: each is refused by name, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from dueprocess.cases import actions as cases
from dueprocess.core.errors import Refused
from dueprocess.docket import extracts as dockets
from dueprocess.docket import wall
from dueprocess.docket.actions import propose, sign, take_note, take_step
from dueprocess.docket.models import Act, Docket, Proposal
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.docket.sealing import Vault, person_tag
from dueprocess.kit import clock
from dueprocess.people import actions as register
from dueprocess.people.models import Appointment, Power
from tests import world
from tests.attacks import without_tokens

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]


@pytest.fixture
def docket(federation: world.World) -> Docket:
    return world.open_case(federation).docket


def key(docket: Docket, federation: world.World, who: str) -> str:
    return Vault.of(docket).local(federation[who].pk)


def refused(code: str, action: Callable[[], object]) -> None:
    before = Act.objects.count()
    with pytest.raises(Refused) as refusal:
        action()
    assert refusal.value.code == code
    assert Act.objects.count() == before


# --- giving oneself something


def test_nobody_appoints_themselves(federation: world.World) -> None:
    hungry = federation["leader"]
    register.grant(person=hungry, power=Power.APPOINT, by=None, reason="Elected", from_on=world.ADOPTED)
    today = world.MONDAY.date()
    for unit in (None, federation.north):
        with pytest.raises(Refused) as refusal:
            register.appoint(
                person=hungry, role="secretary", unit=unit, from_on=today, by=hungry, reason="I am able."
            )
        assert refusal.value.code == "oneself"
    office = register.add_office(title="Secretary", roles=["secretary"], unit=None, by=hungry)
    with pytest.raises(Refused) as refusal:
        register.begin_term(office=office, person=hungry, from_on=today, by=hungry)
    assert refusal.value.code == "oneself"
    assert not office.terms.exists()
    assert "secretary" not in wall.roles_of(hungry, today)


def test_a_delegation_opens_nothing_before_the_appointment_behind_it(
    federation: world.World, docket: Docket
) -> None:
    soon = world.MONDAY.date() + timedelta(days=30)
    register.appoint(
        person=federation["third"],
        role="secretary",
        unit=federation.north,
        from_on=soon,
        by=None,
        reason="Next",
    )
    with pytest.raises(Refused):
        register.delegate(
            appointment=Appointment.objects.get(from_on=soon), to=federation["stranger"],
            from_on=world.ADOPTED, until_on=soon + timedelta(days=60), reason="Early",
            by=federation["third"],
        )  # fmt: skip
    assert not wall.sees(docket, federation["stranger"])


# --- acting for others, and without a part


def test_who_only_looks_on_speaks_for_no_party(
    federation: world.World, docket: Docket, signed_in: SignedIn
) -> None:
    overseer = federation.actor("overseer")
    speaking = Actor(person=overseer.person, key="C1")
    refused("no_part", lambda: take_step(docket=docket, step="take_back", by=speaking, at=clock.now()))
    refused("no_part", lambda: cases.add_information(docket=docket, by=speaking, text="I made it up."))
    address = f"/desk/cases/{docket.number}/steps/take_back/0/?for=C1"
    client = signed_in("overseer")
    token = dockets.form(docket, step="take_back", viewer=Actor(key="C1"))
    answer = client.post(address, {"once": "x" * 24, "length": token.length})
    assert answer.status_code == 403
    assert world.fresh(docket).length == 1


@pytest.mark.parametrize("note", ["message", "party", "conflict", "received", "consent"])
def test_who_only_looks_on_writes_nothing(federation: world.World, docket: Docket, note: str) -> None:
    by = federation.actor("overseer")
    tries: dict[str, Callable[[], object]] = {
        "message": lambda: cases.send_message(docket=docket, by=by, text="Give up.", to=["C1"]),
        "party": lambda: cases.add_party(
            docket=docket, by=by, identity=PartyIdentity(kind="witness", person=federation["owner"].pk)
        ),
        "conflict": lambda: cases.declare_conflict(
            docket=docket, by=by, who=key(docket, federation, "owner"), ground="close to a party"
        ),
        "received": lambda: cases.confirm_receipt(docket=docket, of=1, to="C1", by=by),
        "consent": lambda: take_note(
            docket=docket, note="consent", by=by, at=clock.now(), needs=Needs(act={"who": "C1", "to": "send"})
        ),
    }
    refused("no_part", tries[note])
    assert wall.sees(docket, federation["owner"])


def test_what_an_officer_enters_for_a_party_says_who_entered_it(
    federation: world.World, docket: Docket
) -> None:
    by = Actor(person=federation["owner"], key="C1")
    act = take_step(docket=docket, step="take_back", by=by, at=clock.now())
    page = dockets.page(world.fresh(docket), viewer=federation.actor("owner"))
    texts = dict(next(row for row in page.timeline if row.n == act.n).texts)
    assert texts["entered by"] == "Tamsin Okafor-Lindqvist"


def test_who_was_shut_out_does_not_come_back_in_the_name_of_a_party(
    federation: world.World, docket: Docket
) -> None:
    world.decide_access(federation, docket, "denied", "owner", signer="second", reason="Too close")
    by = Actor(person=federation["owner"], key="C1")
    refused("denied", lambda: take_step(docket=docket, step="take_back", by=by, at=clock.now()))


def test_an_owner_who_declares_a_conflict_is_followed_by_who_owns_least(federation: world.World) -> None:
    names = ("owner", "stranger", "elder_1")
    for who in names[1:]:
        world.appoint(federation[who], "secretary", federation.north)
    tags = {name: person_tag(federation[name].pk) for name in names}
    owners = [world.open_case(federation).docket.owner for _turn in range(5)]
    assert set(owners[:3]) == set(owners[2:]) == set(tags.values())  # each in turn
    was = next(name for name in names if tags[name] == owners[0])
    docket = Docket.objects.filter(owner=tags[was], is_open=True).earliest("pk")
    fewest = next(name for name in names if name != was and owners.count(tags[name]) == 1)
    cases.declare_conflict(
        docket=docket, who=key(docket, federation, was), ground="close to a party", by=federation.actor(was)
    )
    docket = world.fresh(docket)
    assert docket.owner == tags[fewest]
    assert not wall.sees(docket, federation[was])


def test_what_somebody_proposed_who_was_shut_out_since_is_not_done(
    federation: world.World, docket: Docket
) -> None:
    world.appoint(federation["stranger"], "secretary", federation.north)
    identity = PartyIdentity(kind="witness", person=federation["elder_1"].pk)
    waiting = cases.propose_party(
        docket=docket, identity=identity, by=federation.actor("owner"), signer=federation["stranger"],
        reason="They were there.",
    )  # fmt: skip
    world.decide_access(federation, docket, "denied", "owner", signer="stranger", reason="Too close")
    refused("nobody_able", lambda: sign(proposal=waiting, by=federation.actor("stranger")))


# --- yesterday's power


def end(federation: world.World, who: str) -> None:
    for each in Appointment.objects.filter(person=federation[who]):
        register.end_appointment(
            appointment=each, on=world.MONDAY.date() - timedelta(days=1), by=None, reason="Recalled"
        )


def test_who_lost_the_role_dates_nothing_back_to_it(federation: world.World, docket: Docket) -> None:
    late = world.later(days=3)
    with clock.frozen(late):
        for each in Appointment.objects.filter(person=federation["owner"]):
            register.end_appointment(
                appointment=each, on=late.date() - timedelta(days=1), by=None, reason="Recalled"
            )
        for at in (world.later(hours=1), world.later(days=1)):
            refused(
                "role_ended",
                lambda at=at: take_step(  # type: ignore[misc]
                    docket=docket, step="acknowledge", by=federation.actor("owner"), at=at,
                    needs=Needs(late_reason="I forgot to write it down."),
                ),
            )  # fmt: skip
        refused(
            "nobody_able",
            lambda: take_step(
                docket=docket, step="acknowledge", by=federation.actor("owner"), at=clock.now()
            ),
        )


def test_who_did_not_hold_the_role_yet_dates_nothing_back_before_it(
    federation: world.World, docket: Docket
) -> None:
    late = world.later(days=3)
    with clock.frozen(late):
        register.appoint(
            person=federation["stranger"], role="secretary", unit=federation.north, from_on=late.date(),
            by=None, reason="Elected",
        )  # fmt: skip
        refused(
            "not_yours",
            lambda: take_step(
                docket=docket, step="acknowledge", by=federation.actor("stranger"), at=world.later(1),
                needs=Needs(late_reason="I was elected since."),
            ),
        )  # fmt: skip


@pytest.mark.parametrize("ground", ["close to a party", "same employer"])
def test_a_conflict_is_not_dodged_by_an_earlier_date(
    federation: world.World, docket: Docket, ground: str
) -> None:
    with clock.frozen(world.later(hours=5)):
        cases.declare_conflict(
            docket=docket, who=key(docket, federation, "owner"), ground=ground, by=federation.actor("owner")
        )
    with clock.frozen(world.later(hours=6)):
        for at in (world.later(hours=4), clock.now()):
            refused(
                "not_independent" if at < clock.now() else "nobody_able",
                lambda at=at: take_step(  # type: ignore[misc]
                    docket=docket, step="refuse", by=federation.actor("owner"), at=at,
                    needs=Needs(
                        act={"countersigned": [{"by": key(docket, federation, "second"),
                                                "as": "committee_member"}]},
                        content={"reasons": "Nothing in it."},
                    ),
                ),
            )  # fmt: skip


def test_becoming_a_party_is_not_dodged_by_an_earlier_date(federation: world.World, docket: Docket) -> None:
    with clock.frozen(world.later(hours=5)):
        owner = PartyIdentity(kind="respondent", person=federation["owner"].pk, name="Tamsin")
        world.shut_out(federation, docket, owner, by="second", signer="third")
    with clock.frozen(world.later(hours=6)):
        refused(
            "not_independent",
            lambda: take_step(
                docket=docket, step="acknowledge", by=federation.actor("owner"), at=world.later(hours=4)
            ),
        )


def test_nothing_is_dated_ahead(federation: world.World, docket: Docket) -> None:
    refused(
        "in_future",
        lambda: take_step(
            docket=docket, step="acknowledge", by=federation.actor("owner"), at=world.later(hours=1)
        ),
    )
    with pytest.raises(Refused) as refusal:
        proposed(federation, docket, at=world.later(days=2))
    assert refusal.value.code == "in_future"


# --- signatures


def proposed(federation: world.World, docket: Docket, **more: object) -> Proposal:
    values: dict[str, object] = {
        "by": federation.actor("owner"),
        "at": clock.now(),
        "signer": "second",
    } | more
    signer = key(docket, federation, str(values.pop("signer")))
    return propose(
        docket=docket, step="refuse",
        needs=Needs(
            act={"countersigned": [{"by": signer, "as": "committee_member"}]},
            content={"reasons": "Nothing in it."}, late_reason=str(values.pop("late_reason", "")),
        ),
        **values,  # type: ignore[arg-type]
    )  # fmt: skip


def test_nobody_signs_their_own_proposal(federation: world.World, docket: Docket) -> None:
    register.appoint(
        person=federation["owner"], role="committee_member", unit=federation.north, from_on=world.ADOPTED,
        by=None, reason="Both",
    )  # fmt: skip
    refused("signature", lambda: proposed(federation, docket, signer="owner"))
    waiting = proposed(federation, docket)
    refused("not_yours", lambda: sign(proposal=waiting, by=federation.actor("owner")))
    refused("not_yours", lambda: sign(proposal=waiting, by=federation.actor("third")))


@pytest.mark.parametrize("who", ["owner", "second"])
@pytest.mark.parametrize("late", [False, True])
def test_a_role_that_ended_before_the_last_signature_counts_no_more(
    federation: world.World, docket: Docket, who: str, late: bool
) -> None:
    with clock.frozen(world.later(days=3)):
        more = {"at": world.later(hours=2), "late_reason": "Decided on Monday"} if late else {}
        waiting = proposed(federation, docket, **more)
    with clock.frozen(world.later(days=5)):
        end(federation, who)
        with pytest.raises(Refused):
            sign(proposal=waiting, by=federation.actor("second"))
    assert world.fresh(docket).length == 1


@pytest.mark.parametrize("ground", ["close to a party", "same employer"])
@pytest.mark.parametrize("who", ["owner", "second"])
def test_a_conflict_said_before_the_last_signature_stops_it(
    federation: world.World, docket: Docket, who: str, ground: str
) -> None:
    with clock.frozen(world.later(days=3)):
        waiting = proposed(federation, docket, at=world.later(hours=2), late_reason="Decided on Monday")
        cases.declare_conflict(
            docket=docket, who=key(docket, federation, who), ground=ground, by=federation.actor(who)
        )
        with pytest.raises(Refused) as refusal:
            sign(proposal=waiting, by=federation.actor("second"))
    assert refusal.value.code in ("not_independent", "not_yours")  # who may not see it is not asked
    assert world.fresh(docket).is_open


def test_a_proposal_is_not_signed_twice_nor_after_it_ended(federation: world.World, docket: Docket) -> None:
    waiting = proposed(federation, docket)
    assert sign(proposal=waiting, by=federation.actor("second"))
    refused("not_yours", lambda: sign(proposal=waiting, by=federation.actor("second")))


def test_signatures_of_a_file_one_may_not_see_are_absent(
    federation: world.World, docket: Docket, signed_in: SignedIn
) -> None:
    waiting = proposed(federation, docket)
    for who in ("respondent", "wrong_unit"):
        client = signed_in(who)
        absent = client.get(f"/desk/cases/AAAA-AAAA-AAB/signatures/{waiting.pk}/").content
        for number in (docket.number, "AAAA-AAAA-AAA"):
            answer = client.get(f"/desk/cases/{number}/signatures/{waiting.pk}/")
            assert answer.status_code == 404
            assert without_tokens(answer.content) == without_tokens(absent)


# --- hidden fields


def test_a_vote_counts_no_absent_member_no_stranger_and_nobody_twice(
    federation: world.World, docket: Docket
) -> None:
    with clock.frozen(world.later(days=1)):
        for step in ("acknowledge", "send"):
            sent = take_step(docket=docket, step=step, by=federation.actor("owner"), at=clock.now())
        cases.confirm_receipt(docket=docket, of=sent.n, to="R1", by=federation.actor("owner"))
    local = {who: key(docket, federation, who) for who in federation.people}
    with clock.frozen(world.later(days=30)):
        absent = {"who": local["third"], "from": clock.now().date().isoformat()}
        take_note(
            docket=docket,
            note="absent",
            by=federation.actor("second"),
            at=clock.now(),
            needs=Needs(act=absent),
        )
        for names in (
            ("conflicted", "second", "third"), ("conflicted", "second", "stranger"),
            ("conflicted", "second", "second"), ("conflicted", "second", "respondent"),
        ):  # fmt: skip
            for body in ("committee", "elders"):
                with pytest.raises(Refused):
                    take_step(
                        docket=docket, step="decide", by=federation.actor("second"), at=clock.now(),
                        needs=Needs(act={"as": body, "votes": {"for": [local[each] for each in names]}}),
                    )  # fmt: skip
    assert world.fresh(docket).stage == "reply"


def test_a_role_not_held_is_not_acted_in(federation: world.World, docket: Docket) -> None:
    for role in ("secretary", "elder", "president", "complainant", "no such role"):
        with pytest.raises(Refused):
            take_step(
                docket=docket, step="acknowledge", by=federation.actor("second"), at=clock.now(),
                needs=Needs(act={"as": role}),
            )  # fmt: skip
    assert world.fresh(docket).length == 1
