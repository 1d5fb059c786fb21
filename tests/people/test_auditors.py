"""Auditors are accredited by two: one who appoints proposes it, another who oversees signs it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from dueprocess.core.errors import Broken, Malformed, Refused
from dueprocess.kit import clock
from dueprocess.people import actions, holders, holdings, verify
from dueprocess.people.models import Accreditation, Change, Grant, Power
from tests import world
from tests.cases.audits.auditing import BODY, DUTY, accredit
from tests.ground import failing_trigger

DAY = date(2026, 3, 23)


@pytest.fixture
def here(db: None) -> Iterator[world.World]:
    with clock.frozen(world.MONDAY):
        built = world.federation()
        built.people["auditor"] = world.person("Ravindra Eskildsen")
        built.people["appointer"] = world.person("Henrike Osei")
        actions.grant(
            person=built["appointer"], power=Power.APPOINT, by=None, reason="Assembly", from_on=world.ADOPTED
        )
        yield built


def propose(here: world.World, **how: Any) -> Accreditation:
    asked = {"body": BODY, "duty": DUTY, "from_on": DAY, "until_on": DAY + timedelta(days=365), **how}
    asked.setdefault("person", here["auditor"])
    asked.setdefault("by", here["appointer"])
    return actions.propose_auditor(**asked)


class refused:  # noqa: N801 (it reads as a word)
    """Expect a refusal with this code."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.raises = pytest.raises(Refused)

    def __enter__(self) -> None:
        self.caught = self.raises.__enter__()

    def __exit__(self, *error: Any) -> bool:
        done = bool(self.raises.__exit__(*error))
        assert self.caught.value.code == self.code
        return done


@pytest.mark.both
def test_one_proposes_and_another_who_oversees_signs(here: world.World) -> None:
    asked = propose(here)
    assert not holders.standing(here["auditor"], DAY).powers
    signed = actions.sign_auditor(proposal=asked, by=here["overseer"])
    assert signed.grant is not None
    standing = holders.standing(here["auditor"], DAY)
    assert standing.powers == {Power.AUDIT}
    assert not standing.at_desk, "it opens no page of the desk but its own"
    assert not holders.standing(here["auditor"], signed.until_on + timedelta(days=1)).powers
    told = [(line.verb, line.name) for line in holdings.given()]
    assert ("auditor accredited", here["auditor"].shown_name) in told
    assert [*verify.lines(), *verify.held(), *verify.two(), *verify.auditors()] == []
    actions.end_grant(grant=signed.grant, on=DAY + timedelta(days=9), by=here["appointer"], reason="Left")
    assert not holders.standing(here["auditor"], DAY + timedelta(days=9)).powers
    assert [*verify.held(), *verify.auditors()] == []


def test_nobody_accredits_alone_or_for_themselves(here: world.World) -> None:
    with refused("second_person"):
        actions.grant(person=here["auditor"], power=Power.AUDIT, by=None, reason="Alone")
    with refused("no_power"):
        propose(here, by=here["owner"])
    with refused("oneself"):
        propose(here, person=here["appointer"])
    asked = propose(here)
    with refused("waits_already"):
        propose(here)
    with refused("no_power"):
        actions.sign_auditor(proposal=asked, by=here["appointer"])
    actions.grant(person=here["appointer"], power=Power.OVERSEE, by=None, reason="Assembly")
    with refused("not_yours"):
        actions.sign_auditor(proposal=asked, by=here["appointer"])
    actions.decline_auditor(proposal=asked, by=here["overseer"], reason="They are a member's brother.")
    with refused("not_yours"):
        actions.sign_auditor(proposal=asked, by=here["overseer"])
    assert not Grant.objects.filter(power=Power.AUDIT).exists()
    assert Power.AUDIT not in dict(holdings.choices())


def test_who_has_a_hand_in_it_is_no_auditor(here: world.World) -> None:
    with refused("not_able"):
        propose(here, person=here["overseer"])
    with refused("not_able"):
        propose(here, person=here["second"])  # of the committee
    accredit(here)
    with refused("holds_already"):
        propose(here)


def test_who_proposed_it_must_appoint_still(here: world.World) -> None:
    asked = propose(here)
    held = Grant.objects.get(person=here["appointer"], power=Power.APPOINT)
    actions.end_grant(grant=held, on=DAY, by=None, reason="Left")
    with refused("nobody_able"):
        actions.sign_auditor(proposal=asked, by=here["overseer"])


@pytest.mark.parametrize(
    ("how", "path"),
    [
        ({"body": " "}, "body"),
        ({"duty": ""}, "duty"),
        ({"until_on": DAY - timedelta(days=1)}, "until_on"),
        ({"until_on": DAY + timedelta(days=9000)}, "until_on"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(here: world.World, how: dict[str, Any], path: str) -> None:
    with pytest.raises(Malformed) as malformed:
        propose(here, **how)
    assert [each.path for each in malformed.value.problems] == [path]
    assert not Accreditation.objects.exists()


def test_what_was_altered_since_is_signed_by_nobody(here: world.World) -> None:
    asked = propose(here)
    Accreditation.objects.filter(pk=asked.pk).update(until_on=DAY + timedelta(days=900))
    with pytest.raises(Broken):
        actions.sign_auditor(proposal=asked, by=here["overseer"])
    assert any("accreditation" in fault for fault in verify.held())


def test_a_power_to_audit_that_nobody_signed_is_found(here: world.World) -> None:
    given = Grant.objects.create(person=here["auditor"], power=Power.AUDIT, from_on=DAY, reason="Alone")
    assert any(f"grant {given.pk}" in fault for fault in verify.held())
    actions.ground.journal("person", here["auditor"].pk, "granted", here["appointer"], rows=[given])
    assert list(verify.held()) == []
    assert len(list(verify.auditors())) == 1


@pytest.mark.both
@pytest.mark.parametrize("act", ["propose", "sign", "decline"])
def test_where_the_entry_fails_nothing_is_saved(here: world.World, act: str) -> None:
    asked = propose(here) if act != "propose" else None
    lines = Change.objects.count()
    failing_trigger("ledger_seq")
    by = here["overseer"]
    do = {
        "propose": lambda: propose(here),
        "sign": lambda: actions.sign_auditor(proposal=asked, by=by),
        "decline": lambda: actions.decline_auditor(proposal=asked, by=by, reason="No"),
    }[act]
    with pytest.raises(DatabaseError), transaction.atomic():
        do()
    assert Change.objects.count() == lines
    assert not Grant.objects.filter(power=Power.AUDIT).exists()
    assert Accreditation.objects.filter(ended_at=None).count() == (asked is not None)
