"""Insiders with the power to erase: a case made old by a closing that is dated back, erased by somebody with
an interest in it, or before anybody can look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from dueprocess.cases import actions as cases
from dueprocess.core.errors import Broken
from dueprocess.docket import retention
from dueprocess.docket.actions import propose_lift, put_hold, review, sign, take_step
from dueprocess.docket.actions.erasing import erase
from dueprocess.docket.actions.erasure_lists import SEEN_FOR, propose_erasure, settle_erasure
from dueprocess.docket.extracts.erasure_lists import watchers
from dueprocess.docket.models import Docket, ErasureList
from dueprocess.docket.needs import Needs, PartyIdentity
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.ledger import state
from tests import retaining, world
from tests.attacks.conftest import MORE
from tests.attacks.test_retention import kept, refused
from tests.docket.test_retention import END, on

pytestmark = pytest.mark.django_db
DUE = END + timedelta(days=1)
CONFLICTS = MORE[: MORE.index("[steps.refuse]")]
JOINING = MORE[MORE.index("[steps.take_in]") :]


@pytest.fixture
def federation(db: None) -> Iterator[world.World]:
    with clock.frozen(world.later(days=-1)):
        built = world.federation(retaining.RULES + CONFLICTS + JOINING)
        retaining.people(built)
        retaining.adopt()
    with clock.frozen(world.MONDAY):
        yield built


def in_it(built: world.World, docket: Docket, who: str) -> None:
    """A conflict that leaves them the sight of the file and bars them from deciding in it."""
    key = Vault.of(docket).local(built[who].pk)
    cases.declare_conflict(docket=docket, who=key, ground="same employer", by=built.actor(who))


def test_a_closing_that_is_dated_back(federation: world.World) -> None:
    """An open case that lay for years is closed today, on paper two years ago: its time would be over."""
    dockets = [world.open_case(federation).docket for _ in range(2)]
    with on(DUE):
        for docket in dockets:
            take_step(
                docket=docket, step="shut", by=federation.actor("owner"), at=world.later(days=1),
                needs=Needs(late_reason="It was forgotten."),
            )  # fmt: skip
            found = retention.kept(world.fresh(docket))
            assert found is not None
            assert found.verdict.until == DUE.replace(year=DUE.year + 2)
        pks = [each.pk for each in dockets]
        refused("kept", lambda: propose_erasure(dockets=pks, by=federation["owner"]))


def test_somebody_with_an_interest_that_leaves_them_the_sight_of_it(
    federation: world.World, dockets: list[Docket]
) -> None:
    """Of the respondent's own employer: they may read, not decide; and erasing is deciding."""
    with clock.frozen(world.later(days=1)):
        in_it(federation, dockets[0], "owner")
    pks = [each.pk for each in dockets]
    with on(DUE):
        refused("not_able", lambda: propose_erasure(dockets=pks, by=federation["owner"]))
        row = propose_erasure(dockets=pks, by=federation["elder_1"])
        refused("not_able", lambda: retaining.agree(row, federation["owner"]))
        by = [federation.actor("owner"), federation.actor("elder_1")]
        refused("conflict", lambda: erase(dockets=pks, by=by, at=clock.now(), basis={"": "Schedule"}))
        refused(
            "conflict", lambda: review(docket=dockets[0], by=federation.actor("owner"), reason="Let it go.")
        )
        settle_erasure(proposal=row.pk, agree=False, by=federation["elder_1"])
        others = propose_erasure(dockets=pks[1:], by=federation["owner"])
        settle_erasure(proposal=others.pk, agree=False, by=federation["owner"])
    assert kept(dockets)


def test_whoever_has_an_interest_lifts_no_hold(federation: world.World, dockets: list[Docket]) -> None:
    docket = dockets[0]
    with clock.frozen(world.later(days=1)):
        put_hold(docket=docket, by=federation.actor("owner"), reason="A claim was brought.")
        in_it(federation, docket, "elder_2")
        lift = {"docket": docket, "reason": "Over."}
        refused(
            "conflict",
            lambda: propose_lift(by=federation.actor("elder_2"), signer=federation["overseer"], **lift),
        )
        refused(
            "not_able",
            lambda: propose_lift(by=federation.actor("owner"), signer=federation["elder_2"], **lift),
        )
        propose_lift(by=federation.actor("owner"), signer=federation["overseer"], **lift)


def test_an_interest_that_was_said_meanwhile(federation: world.World, dockets: list[Docket]) -> None:
    with on(DUE):
        row = propose_erasure(dockets=[each.pk for each in dockets], by=federation["owner"])
        for docket in dockets:
            in_it(federation, docket, "owner")
        refused("nothing_left", lambda: retaining.agree(row, federation["overseer"]))
    assert kept(dockets)


def test_two_who_agree_before_anybody_can_look(federation: world.World, dockets: list[Docket]) -> None:
    """Propose and agree within a minute: whoever oversees would read of it when all is gone."""
    with on(DUE):
        row = propose_erasure(dockets=[each.pk for each in dockets], by=federation["owner"])
        for later in (timedelta(minutes=1), SEEN_FOR - timedelta(minutes=1)):
            with clock.frozen(clock.now() + later):
                refused(
                    "too_early",
                    lambda: settle_erasure(proposal=row.pk, agree=True, by=federation["elder_1"]),
                )
        ErasureList.objects.update(recorded_at=world.MONDAY)  # into the table
        with pytest.raises(Broken, match="not what the record tells of"):
            settle_erasure(proposal=row.pk, agree=True, by=federation["elder_1"])
    assert kept(dockets)


def test_a_mail_about_a_list_that_somebody_may_not_see(
    federation: world.World, dockets: list[Docket]
) -> None:
    """Who oversees is told; but nobody reads from a mail that a list has something about them on it."""
    for name in ("overseer", "elder_1", "elder_2", "owner"):
        world.log_in(federation[name])
    with on(DUE):
        row = propose_erasure(dockets=[each.pk for each in dockets], by=federation["owner"])
        every = {federation[name].login.email for name in ("overseer", "elder_1")}
        assert set(watchers(row.pk)) == every
        witness = PartyIdentity(kind="witness", person=federation["overseer"].pk, name="Somebody")
        world.shut_out(federation, dockets[0], witness, by="owner", signer="elder_2")
        assert set(watchers(row.pk)) == every - {federation["overseer"].login.email}


def test_two_names_and_no_list(federation: world.World, dockets: list[Docket]) -> None:
    """Whoever runs code on the server erases in the names of two who never agreed; a check says so,
    of a list that was declined too."""
    with on(DUE):
        row = propose_erasure(dockets=[each.pk for each in dockets], by=federation["owner"])
        settle_erasure(proposal=row.pk, agree=False, by=federation["owner"])
        by = [federation.actor("owner"), federation.actor("overseer")]
        erase(dockets=[each.pk for each in dockets[:2]], by=by, at=clock.now(), basis={"": "Schedule"})
        found = [each.what for each in state.faults() if each.check == "docket.erasure_lists"]
    assert len(found) == 2
    assert all(f"the docket {each.pseudonym} stood on no list" in " ".join(found) for each in dockets[:2])


def test_what_two_had_agreed_to_is_no_fault(federation: world.World, dockets: list[Docket]) -> None:
    with on(DUE):
        retaining.agree(
            propose_erasure(dockets=[each.pk for each in dockets], by=federation["owner"]),
            federation["overseer"],
        )
        assert not kept(dockets)
        assert [each for each in state.faults() if each.check == "docket.erasure_lists"] == []


def test_a_hold_on_what_was_joined_into_another(federation: world.World) -> None:
    """Held is the case by whose number the claim was brought; what was done lies where it went on."""
    first, between, last = (world.open_case(federation).docket for _ in range(3))
    with clock.frozen(world.later(hours=1)):
        for other, into in ((first, between), (between, last)):
            cases.join_case(
                into=world.fresh(into), other=world.fresh(other), step="take_in", leave=("leave", {}),
                by=federation.actor("owner"), role="secretary",
            )  # fmt: skip
        take_step(docket=last, step="shut", by=federation.actor("owner"), at=clock.now())
    with clock.frozen(world.later(days=1)):
        put_hold(docket=first, by=federation.actor("owner"), reason="A claim was brought.")
    with on(DUE):
        for each in (between, last):
            found = retention.kept(world.fresh(each))
            assert found is not None
            assert found.verdict.standing == "linked"
            refused(
                "kept", lambda pk=each.pk: propose_erasure(dockets=[pk], by=federation["owner"], alone=True)
            )
        waiting = propose_lift(
            docket=first, by=federation.actor("owner"), reason="Over.", signer=federation["overseer"]
        )
        sign(proposal=waiting, by=federation.actor("overseer"))
        for each in (first, between, last):
            found = retention.kept(world.fresh(each))
            assert found is not None
            assert found.verdict.standing == "erasable"
