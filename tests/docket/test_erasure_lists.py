"""Lists of what is erased: one proposes, another approves; what something happened in stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from dueprocess.cases import actions as cases
from dueprocess.cases.models import Joining, JoiningPart
from dueprocess.core.errors import Broken, Malformed
from dueprocess.docket import erased, jobs
from dueprocess.docket.actions import erasure_lists, put_hold
from dueprocess.docket.actions.erasure_lists import SEEN_FOR, propose_erasure, settle_erasure
from dueprocess.docket.models import Docket, ErasureList
from dueprocess.docket.needs import Actor, PartyIdentity
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from dueprocess.ledger import state
from dueprocess.ledger.models import RecordAct
from dueprocess.people import actions as register
from dueprocess.people.models import Grant, Power
from tests import retaining, world
from tests.docket.test_retention import END, on, refused

pytestmark = pytest.mark.django_db
DUE = END + timedelta(days=1)


federation = retaining.scene


def three(built: world.World) -> list[Docket]:
    return [retaining.shut(built) for _ in range(3)]


def proposed(built: world.World, dockets: list[Docket], who: str = "owner", **more: Any) -> ErasureList:
    return propose_erasure(dockets=[each.pk for each in dockets], by=built[who], **more)


def gone(dockets: list[Docket]) -> list[bool]:
    return [world.fresh(each).key_wrapped is None for each in dockets]


def whys(row: ErasureList) -> list[str]:
    return sorted(row.left_out.values())


@pytest.mark.both
def test_two_people_erase_what_is_due(federation: world.World) -> None:
    dockets = three(federation)
    with on(DUE):
        row = proposed(federation, dockets)
        assert gone(dockets) == [False] * 3
        row = retaining.agree(row, federation["overseer"])
        row.refresh_from_db()
        assert gone(dockets) == [True] * 3
        assert (row.erased, row.left_out, row.ended_at) == (3, {}, clock.now() + SEEN_FOR)
        assert row.payloads == RecordAct.objects.get(kind="payload.erased").payload["n"] == 3
        told = erased.told(world.fresh(dockets[0]))
        assert told is not None
        assert told.basis == "How long files are kept, 1. Without a sanction: To answer if somebody asks."
        assert [each for each in state.faults() if each.check != "docket.erasures"] == []
        kinds = (
            RecordAct.objects.filter(kind="erasure.listed").order_by("pk").values_list("payload", flat=True)
        )
        assert [each["by"] for each in kinds] == [federation["owner"].pk, federation["overseer"].pk, None]


def test_nobody_erases_alone(federation: world.World) -> None:
    dockets = three(federation)
    with on(DUE):
        row = proposed(federation, dockets)
        refused("oneself", lambda: retaining.agree(row, federation["owner"]))
        refused("no_power", lambda: retaining.agree(row, federation["second"]))
        refused("no_power", lambda: proposed(federation, dockets, "second"))
        settle_erasure(proposal=row.pk, agree=False, by=federation["owner"])
        refused("done_already", lambda: retaining.agree(row, federation["elder_1"]))
    assert gone(dockets) == [False] * 3


def test_whoever_proposed_it_must_have_the_power_still(federation: world.World) -> None:
    dockets = three(federation)
    with on(DUE):
        row = proposed(federation, dockets)
        grant = Grant.objects.get(person=federation["owner"], power=Power.ERASE)
        register.end_grant(grant=grant, on=DUE, by=None, reason="Stepped down")
        refused("nobody_able", lambda: retaining.agree(row, federation["overseer"]))
    assert gone(dockets) == [False] * 3


def test_only_what_is_due_comes_on_a_list(federation: world.World) -> None:
    dockets = three(federation)
    with on(END):
        refused("kept", lambda: proposed(federation, dockets))
    with on(DUE):
        for wrong in ([], list(range(1, erasure_lists.MOST + 2))):
            with pytest.raises(Malformed):
                propose_erasure(dockets=wrong, by=federation["owner"])
        refused("not_able", lambda: propose_erasure(dockets=[10**6, dockets[0].pk], by=federation["owner"]))
        open_one = world.open_case(federation, at=clock.now()).docket
        refused("kept", lambda: proposed(federation, [*dockets, open_one]))
        put_hold(docket=dockets[0], by=federation.actor("owner"), reason="A claim was brought.")
        refused("held", lambda: proposed(federation, dockets))
        proposed(federation, dockets[1:])
        refused("done_already", lambda: proposed(federation, dockets[1:], "elder_1"))


def test_a_single_one_goes_only_if_it_is_said(federation: world.World) -> None:
    dockets = three(federation)
    with on(DUE):
        refused("alone", lambda: proposed(federation, dockets[:1]))
        row = proposed(federation, dockets[:1], alone=True)
        refused("alone", lambda: retaining.agree(row, federation["overseer"]))
        retaining.agree(row, federation["overseer"], alone=True)
    assert gone(dockets) == [True, False, False]


def test_what_happens_meanwhile_takes_it_off_the_list(federation: world.World) -> None:
    dockets = [*three(federation), *three(federation)]
    with on(DUE):
        row = proposed(federation, dockets)
        cases.send_message(docket=dockets[0], by=Actor(key="C1"), text="?")
        put_hold(docket=dockets[1], by=federation.actor("owner"), reason="A claim was brought.")
        assert sorted(erasure_lists.left_out(row).values()) == ["changed", "held"]
        row = retaining.agree(row, federation["overseer"])
        row.refresh_from_db()
    assert whys(row) == ["changed", "held"]
    assert gone(dockets) == [False, False, True, True, True, True]


def test_whoever_became_a_party_takes_their_case_off_their_own_list(federation: world.World) -> None:
    dockets = three(federation)
    with on(DUE):
        row = proposed(federation, dockets, "elder_1")
        witness = PartyIdentity(kind="witness", person=federation["elder_1"].pk, name="Esi Fontaine")
        world.shut_out(federation, dockets[0], witness, by="owner", signer="elder_2")
        settled = retaining.agree(row, federation["overseer"])
        settled.refresh_from_db()
    assert whys(settled) == ["shut"]
    assert gone(dockets) == [False, True, True]


def test_a_list_of_which_nothing_is_left_is_not_agreed_to(federation: world.World) -> None:
    dockets = three(federation)
    with on(DUE):
        row = proposed(federation, dockets)
        for each in dockets:
            put_hold(docket=each, by=federation.actor("owner"), reason="A claim was brought.")
        refused("nothing_left", lambda: retaining.agree(row, federation["overseer"]))
        settle_erasure(proposal=row.pk, agree=False, by=federation["overseer"])
    assert gone(dockets) == [False] * 3


def test_a_party_and_somebody_with_a_conflict_neither_propose_nor_approve(federation: world.World) -> None:
    dockets = three(federation)
    for name in ("respondent", "complainant"):
        register.grant(
            person=federation[name], power=Power.ERASE, by=None, reason="Assembly", from_on=world.ADOPTED
        )
    with on(DUE):
        refused("not_able", lambda: proposed(federation, dockets, "respondent"))
        refused("not_able", lambda: proposed(federation, dockets, "complainant"))
        row = proposed(federation, dockets)
        refused("not_able", lambda: retaining.agree(row, federation["respondent"]))
    assert gone(dockets) == [False] * 3


def test_a_list_that_was_changed_behind_the_log_is_not_agreed_to(federation: world.World) -> None:
    dockets = [*three(federation), retaining.shut(federation, kind="safety")]
    with on(DUE):
        row = proposed(federation, dockets[:3])
        more = [*row.dockets, {"c": dockets[3].pseudonym, "length": 2, "class": "plain", "until": ""}]
        ErasureList.objects.filter(pk=row.pk).update(dockets=more)
        with pytest.raises(Broken):
            retaining.agree(row, federation["overseer"])
        found = [each.what for each in state.faults() if each.check == "rules.adopted"]
        assert found == [f"erasure.listed {row.pk} is not as it was adopted: dockets"]
    assert gone(dockets) == [False] * 4


def test_a_long_list_goes_on_in_the_background(federation: world.World, monkeypatch: Any) -> None:
    monkeypatch.setattr(erasure_lists, "AT_ONCE", 3)
    dockets = [retaining.shut(federation) for _ in range(7)]
    with on(DUE):
        row = proposed(federation, dockets)
        retaining.agree(row, federation["overseer"])
        assert gone(dockets) == [False] * 7
        put_hold(docket=dockets[6], by=federation.actor("owner"), reason="A claim was brought.")
        jobs.erase_list(row.pk)
        row.refresh_from_db()
        assert (row.erased, row.ended_at) == (3, None)
        put_hold(docket=dockets[4], by=federation.actor("owner"), reason="A claim was brought.")
        drain()
        row.refresh_from_db()
        assert row.ended_at is not None
        assert (row.erased, whys(row)) == (5, ["held", "held"])
        assert gone(dockets) == [True, True, True, True, False, True, False]
        jobs.erase_list(row.pk)  # once more does nothing
        assert RecordAct.objects.filter(kind="payload.erased").count() == 2
        assert [each for each in state.faults() if each.check == "rules.adopted"] == []


@pytest.mark.both
def test_without_its_entry_nothing_is_proposed_or_erased(
    federation: world.World, entries_fail: Callable[[], None]
) -> None:
    dockets = three(federation)
    with on(DUE):
        row = proposed(federation, dockets[:2])
        entries_fail()
        acts: tuple[Callable[[], Any], ...] = (
            lambda: proposed(federation, dockets[2:], alone=True),
            lambda: retaining.agree(row, federation["overseer"]),
            lambda: settle_erasure(proposal=row.pk, agree=False, by=federation["overseer"]),
        )
        for act in acts:
            with pytest.raises(DatabaseError), transaction.atomic():
                act()
        row.refresh_from_db()
        assert (row.settled_at, row.erased, row.left_out) == (None, 0, {})
        assert ErasureList.objects.count() == 1
    assert gone(dockets) == [False] * 3


def test_what_another_room_needs_stays(federation: world.World) -> None:
    dockets = three(federation)
    with on(DUE):
        row = proposed(federation, dockets)
        joining = Joining.objects.create(into=dockets[0], sealed=b"x", made_at=clock.now())
        JoiningPart.objects.create(joining=joining, docket=dockets[1])
        row = retaining.agree(row, federation["overseer"], alone=True)
        row.refresh_from_db()
    assert "waiting" in whys(row)
    assert gone(dockets)[2] is True
    assert False in gone(dockets)[:2]
