"""The table of the kinds of docket."""

from dueprocess.core.retention import DOCKETS
from dueprocess.docket import kinds
from dueprocess.docket.actions import openings
from tests import world


def test_what_is_kept_by_a_schedule_is_each_kind_that_has_pages() -> None:
    assert {name for name, kind in kinds.KINDS.items() if kind.pages is not None} == set(DOCKETS)


def test_a_page_is_one_of_its_own_kind_of_docket() -> None:
    shown = {name: [what for what in ("act", "message", "plan_step") if kind.shows(what)]
             for name, kind in kinds.KINDS.items()}  # fmt: skip
    assert shown["message"] == ["message"]
    assert shown["plan"] == ["plan_step"]
    assert "act" in shown["case"]
    assert shown["opening"] == []


def test_what_was_set_aside_is_of_the_kind_that_it_is_to_become(federation: world.World) -> None:
    prepared = openings.prepare(by=federation["owner"], unit=federation.club)
    assert prepared.kind == "opening"
    assert kinds.of(prepared).name == "case"
