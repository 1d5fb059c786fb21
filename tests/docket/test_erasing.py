"""Erasing dockets: what goes, what stays, and who may not."""

from __future__ import annotations

from dueprocess.cases import actions as cases
from dueprocess.docket import erased
from dueprocess.docket.actions import erasing, rebuild, record_lapses
from dueprocess.docket.models import Content, Docket, File, PersonKey, Reach, Word
from dueprocess.kit import clock
from dueprocess.ledger import state
from dueprocess.ledger.models import RecordAct
from dueprocess.tlog import entry as entries
from tests import world

LATER = world.later(365)
WHY = "Schedule 3: no finding, three years"


def closed(cast: world.World) -> Docket:
    """A case that was decided, of which both sides were told, and that has become final."""
    docket = world.decided(cast)
    decision = docket.acts.get(name="decide")
    with clock.frozen(world.later(31)):
        for key in ("C1", "R1"):
            cases.confirm_receipt(docket=docket, of=decision.n, to=key, by=cast.actor("owner"))
    with clock.frozen(LATER):
        record_lapses(docket)
    docket.refresh_from_db()
    assert not docket.is_open
    return docket


def erase(cast: world.World, *dockets: Docket) -> int:
    """Erase these cases a year later."""
    by = [cast.actor("overseer"), cast.actor("leader")]
    with clock.frozen(LATER):
        return erasing.erase(dockets=[each.pk for each in dockets], by=by, at=LATER, basis={erasing.ALL: WHY})


def faults() -> list[str]:
    return [f"{each.check}: {each.what}" for each in state.faults()]


def test_the_content_goes_and_the_skeleton_stays(federation: world.World) -> None:
    docket = closed(federation)
    n = erase(federation, docket)
    docket.refresh_from_db()
    assert n == docket.acts.exclude(commitments={}).count() > 0
    assert docket.key_wrapped is None and docket.acts.count() == docket.length > 2
    for model in (PersonKey, Word, Reach):
        assert not model.objects.filter(docket=docket).exists()
    for model in (Content, File):
        assert not model.objects.filter(act__docket=docket).exists()
    act = RecordAct.objects.get(kind="payload.erased")
    public = entries.parse(bytes(act.entry.bytes))
    assert public["n"] == n == act.payload["n"]
    assert WHY not in str(act.payload)
    assert erased.told(docket) == erased.Told(LATER, WHY)
    assert faults() == []
    assert rebuild.docket(docket.pk) == 0
