"""The consistency report: what it counts, by what it is told apart, what it hides, that it is published with
the rest, and that it never tells of a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dueprocess.cases.approaches.models import Told
from dueprocess.cases.priority import actions as priority
from dueprocess.cases.reports import composing, extracts
from dueprocess.cases.reports.paper import consistent
from dueprocess.core.errors import Refused
from dueprocess.core.reports import Report
from dueprocess.docket.models import Docket
from dueprocess.kit import clock
from dueprocess.ledger import places
from dueprocess.ledger.policy import Policy, Publish
from dueprocess.papers.report import Picture, Section, Table
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from dueprocess.tlog.period import Granularity
from tests import ground, guided, world
from tests.cases.approaches import entered
from tests.cases.priority.test_priority import adopt
from tests.cases.reports.conftest import LONDON
from tests.cases.reports.test_publishing import outside, published
from tests.docket.test_annulling import annul
from tests.ground import own_folder
from tests.guided import LONG, SHORT, WARNING, case, decide

Q1, Q2 = "2026-Q1", "2026-Q2"
JULY = datetime(2026, 7, 8, 9, 0, tzinfo=UTC)


def build(settings: Any, rules: Policy = LONDON) -> world.World:
    ground.begin(settings, origin="clubs.invalid", rules=rules)
    built = world.federation(guided.RULES)
    for power in (Power.PUBLISH_FIGURES, Power.OVERSEE):
        register.grant(person=built["admin"], power=power, by=None, reason="Assembly", from_on=world.ADOPTED)
    guided.adopt(adopted_on=world.ADOPTED)
    return built


@pytest.fixture
def federation(db_fresh: None, tmp_path: Path, settings: Any) -> Iterator[world.World]:
    with own_folder(tmp_path / "var", settings), clock.frozen(world.later(days=-1)):
        yield build(settings)


def six_decided(built: world.World) -> list[Docket]:
    """Six decisions on insults of April: five within the guidance, one heavier, with reasons."""
    dockets = [case(built, f"Person {n}") for n in range(6)]
    for n, docket in enumerate(dockets):
        imposed, why = (LONG, "He chose the day.") if n == 5 else ((WARNING, SHORT)[n % 2], "")
        decide(built, docket, "insult", imposed, why=why)
    return dockets


def told(report: Report, figure: str) -> dict[str, int | None]:
    return report.by_id[figure].values


def words(sections: tuple[Section, ...]) -> str:
    tables = [
        block.table if isinstance(block, Picture) else block
        for section in sections for block in section.blocks if isinstance(block, Picture | Table)
    ]  # fmt: skip
    return "\n".join(cell for table in tables for row in table.rows for cell in row)


@pytest.mark.both
def test_it_counts_by_breach_unit_and_body_and_hides_what_is_of_few(federation: world.World) -> None:
    dockets = six_decided(federation)
    with clock.frozen(world.later(31)):
        adopt()
        owner = federation.actor("owner")
        priority.give(docket=dockets[0], criterion="P1", reason="He is near.", by=owner)
        priority.end(docket=dockets[0], reason="He moved.", by=owner)
        for n in range(6):
            entered(federation, by=("owner", "second")[n % 2], told=Told.LATER, why="It warns them.")
    with clock.frozen(JULY):
        made = composing.consistency(Q2)
        assert told(made, "guidance.decisions") == {"decisions": 6}
        assert told(made, "guidance.stands") == {"departs": 1, "within": 5}
        assert told(made, "guidance.departures") == {"above": 1, "below": 0}
        assert told(made, "guidance.reasons") == {"explained": 1, "unexplained": 0}
        assert told(made, "guidance.breach.within") == {"example_guidance.insult": 5}
        assert made.by_id["guidance.breach.above"].cells[0].label == "Insulting words"
        assert told(made, "guidance.unit.within") == {str(federation.club.pk): 5}
        assert made.by_id["guidance.unit.within"].cells[0].label == federation.club.name
        assert told(made, "guidance.body.above") == {"committee": 1}
        assert told(made, "guidance.factors") == {"example_guidance.sorry": 6}
        assert told(made, "priority") == {"protocol@2026.P1": 1}
        assert made.by_id["priority"].cells[0].label == "First: danger"
        assert told(made, "approaches.entered") == {"entered": 6}
        assert told(made, "approaches.kind")["pressure"] == 6
        assert told(made, "approaches.late") == {"in_time": 0, "late": 6}
        assert told(made, "approaches.weighed") == {"waits": 6, "weighed": 0}
        assert told(composing.consistency(Q1), "guidance.decisions") == {"decisions": 0}

        seen = extracts.consistency(Q2)  # one departure is of few, and would follow from what is left
        assert told(seen, "guidance.decisions") == {"decisions": 6}
        for figure in ("stands", "departures", "reasons"):
            shown = told(seen, f"guidance.{figure}").values()
            assert not {1, 5} & set(shown), figure
        for split in ("breach", "unit", "body"):
            assert set(told(seen, f"guidance.{split}.above").values()) == {None}
        text = words(tuple(consistent.sections(seen, extracts.definitions(seen.definitions))))
        assert all(each in text for each in ("not told", "Insulting words", federation.club.name))
        for name in ("Person 1", "Aurelio", *(each.shown_name for each in federation.people.values())):
            assert name not in text


@pytest.mark.both
def test_it_is_published_with_the_rest_and_then_stays(federation: world.World) -> None:
    dockets = six_decided(federation)
    with clock.frozen(JULY):
        before = extracts.consistency(Q2)
        report = published(by=federation["admin"], quarter=Q2)
        for figure in before.by_id:
            assert report.by_id[figure] == before.by_id[figure], "what is seen inside is what is published"
        assert outside(str(places.record()))[0] == 0
        annul(federation, dockets[0], dockets[0].acts.get(name="decide").n)
        assert told(composing.consistency(Q2), "guidance.decisions") == {"decisions": 5}
        assert extracts.consistency(Q2) == report


def test_it_is_there_where_hashes_alone_are_published_and_not_before_the_quarter_is_over(
    db_fresh: None, tmp_path: Path, settings: Any
) -> None:
    hashes = Policy(Granularity.MONTH, Publish.HASHES, "Europe/London")
    with own_folder(tmp_path / "var", settings), clock.frozen(world.later(days=-1)):
        here = build(settings, hashes)
        with clock.frozen(world.later(1)):
            entered(here)
        with clock.frozen(world.later(31)), pytest.raises(Refused, match="is not over"):
            extracts.consistency(Q2)
        with clock.frozen(JULY):
            seen = extracts.consistency(Q1)
            assert set(told(seen, "approaches.entered").values()) == {None}
            with pytest.raises(Refused, match="is no quarter"):
                extracts.consistency("2026-13")
