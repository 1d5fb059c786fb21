"""Priority of a case: only by a published criterion, by whom, and what oversight sees beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

import dueprocess.rules
from dueprocess.cases import extracts as cases
from dueprocess.cases.models import Priority
from dueprocess.cases.priority import actions, criteria, extracts
from dueprocess.core.errors import Malformed, Refused
from dueprocess.docket.actions import rebuild
from dueprocess.docket.models import Act, Docket
from dueprocess.kit import clock
from dueprocess.rules import actions as rules
from tests import world
from tests.cases.approaches import entered
from tests.docket.conftest import entries_fail

__all__ = ["entries_fail"]
PROTOCOL = Path(dueprocess.rules.__file__).parent / "shipped" / "protocol.toml"
WHY = "She is to meet him again on Friday."
pytestmark = pytest.mark.django_db


def adopt() -> None:
    rules.adopt_code(text=PROTOCOL.read_text(), adopted_by="Assembly", adopted_on=world.ADOPTED, by=None)


def give(built: world.World, docket: Docket, criterion: str = "P1", by: str = "owner", why: str = WHY) -> Act:
    return actions.give(docket=world.fresh(docket), criterion=criterion, reason=why, by=built.actor(by))


@pytest.mark.both
def test_it_is_given_by_a_published_criterion_with_reasons_and_ended(federation: world.World) -> None:
    docket = world.open_case(federation).docket
    with pytest.raises(Refused) as none:
        give(federation, docket)
    assert none.value.code == "no_criteria"
    adopt()
    for wrong in ("11", "P9", "because they asked"):
        with pytest.raises(Malformed, match="no published criterion"):
            give(federation, docket, wrong)
    with pytest.raises(Malformed):
        give(federation, docket, why=" ")
    with pytest.raises(Refused) as none:
        actions.end(docket=docket, reason="Over.", by=federation.actor("owner"))
    assert none.value.code == "ended_already"

    act = give(federation, docket)
    assert act.facts == {
        "note": "priority", "given": True, "code": "protocol@2026", "criterion": "P1",
    }  # fmt: skip
    with pytest.raises(Refused) as twice:
        give(federation, docket)
    assert twice.value.code == "done_already"
    assert extracts.of_case(docket).now == "First: danger"
    viewer = federation.actor("owner")
    page = cases.case_page(world.fresh(docket), viewer=viewer)
    assert page.priority == "P1"
    line = next(each for each in page.docket.timeline if each.n == act.n)
    assert ("Given by the criterion", "First: danger") in line.details
    give(federation, docket, "P2")
    actions.end(docket=world.fresh(docket), reason="Over.", by=federation.actor("owner"))
    assert [(row.criterion, row.ended_at is None) for row in Priority.objects.order_by("act")] == [
        ("P1", False), ("P2", False),
    ]  # fmt: skip
    assert cases.case_page(world.fresh(docket), viewer=viewer).priority == ""
    assert rebuild.docket(docket.pk) == 0


@pytest.mark.both
def test_where_the_entry_fails_nothing_is_saved(
    federation: world.World, entries_fail: Callable[[], None]
) -> None:
    adopt()
    docket = world.open_case(federation).docket
    give(federation, docket)
    was = Act.objects.count(), list(Priority.objects.values_list("act", "ended_at"))
    entries_fail()
    for tried in (
        lambda: give(federation, docket, "P2"),
        lambda: actions.end(docket=world.fresh(docket), reason="Over.", by=federation.actor("owner")),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            tried()
    assert (Act.objects.count(), list(Priority.objects.values_list("act", "ended_at"))) == was


def test_whoever_has_no_part_gives_none(federation: world.World) -> None:
    adopt()
    docket = world.open_case(federation).docket
    with pytest.raises(Refused) as only_looks:
        give(federation, docket, by="overseer")
    assert only_looks.value.code == "no_part"
    assert not Priority.objects.exists()


@pytest.mark.both
def test_oversight_sees_who_gave_it_beside_what_came_in_the_fourteen_days_before(
    federation: world.World,
) -> None:
    adopt()
    docket, other = world.open_case(federation).docket, world.open_case(federation).docket
    today = clock.now().date()
    for days in (0, 14, 15):
        entered(federation, by="owner", about=docket.number, on=today - timedelta(days=days))
    give(federation, docket)
    give(federation, other, "P4")
    with clock.frozen(clock.now() + timedelta(days=1)):
        entered(federation, by="owner", about=docket.number, on=clock.now().date())
        found = {each.number: each for each in extracts.every(federation["overseer"]).lines}
    assert found[docket.number].by == federation["owner"].shown_name
    assert (found[docket.number].criterion, found[docket.number].approaches) == ("First: danger", 2)
    assert found[other.number].approaches == 0
    assert extracts.every(federation["stranger"]).lines == ()
    assert extracts.every(federation["leader"]).lines == ()


def test_the_criteria_are_those_of_the_protocol_in_force(federation: world.World) -> None:
    assert criteria.published(world.ADOPTED) == ("", ())
    adopt()
    code, found = criteria.published(clock.now().date())
    assert (code, [each.id for each in found]) == ("protocol@2026", ["P1", "P2", "P3", "P4"])
    assert criteria.title("protocol@1999", "P1") == "P1"
