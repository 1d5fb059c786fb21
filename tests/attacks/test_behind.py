"""Every attack behind the application is named by its check; with that check switched off nothing is found.
An honest database has no fault."""

from __future__ import annotations

import pytest
from django.db import transaction

from dueprocess.docket.models import Docket
from dueprocess.kit import clock
from dueprocess.ledger import state
from tests import world
from tests.attacks.behind import ATTACKS, Behind

pytestmark = [pytest.mark.both]
NAMED = frozenset({"triggers"})  # they were dropped, which is named too: every change begins with that


def found(attack: Behind | None, docket: Docket, skip: frozenset[str]) -> list[state.Fault]:
    """What is found after the attack, which is undone."""
    with transaction.atomic(), clock.frozen(world.later(hours=2)):
        if attack is not None:
            attack.change(docket)
        faults = list(state.faults(skip=skip | NAMED))
        transaction.set_rollback(True)
    return faults


def names(faults: list[state.Fault]) -> set[tuple[str, str]]:
    """Each fault as the part that found it and its name in there: `docket NUMBER act N: NAME: …`."""
    return {
        (fault.check, fault.what.partition(": ")[2].partition(":")[0])
        if fault.check.startswith("docket.") and fault.what.startswith("docket ")
        else (fault.check, fault.check)
        for fault in faults
    }


def test_an_honest_database_has_no_fault(unguarded: Docket) -> None:
    assert found(None, unguarded, frozenset()) == []
    with clock.frozen(world.later(hours=2)):
        assert {fault.check for fault in state.faults()} == NAMED


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.number}-{attack.name}")
def test_an_attack_is_named_and_nothing_else_sees_it(unguarded: Docket, attack: Behind) -> None:
    assert (attack.part, attack.check) in names(found(attack, unguarded, frozenset()))
    alone = found(attack, unguarded, frozenset(state.names()) - {attack.part})
    assert (attack.part, attack.check) in names(alone)
    assert names(found(attack, unguarded, attack.also | {attack.part})) == set()
    assert found(None, unguarded, frozenset()) == []
