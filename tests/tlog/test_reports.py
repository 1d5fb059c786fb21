"""Published figures: every attack on them is caught by a check with a name; without the check it passes.

That `verifier/verify.py`, run as a program, names the same check is tests/foreign/test_single_file.py.
"""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueprocess.core import reports
from dueprocess.core.errors import Malformed
from dueprocess.tlog import entry, figures, period, verify
from dueprocess.tlog.errors import NotVerified
from dueprocess.tlog.figures import Counts, Kind
from dueprocess.tlog.policy import Policy
from dueprocess.tlog.reader import Folder
from dueprocess.tlog.verify.reports import KNOWN
from tests.effort import examples
from tests.tlog import reported
from tests.tlog.attacks import Attack, Scene
from tests.tlog.reported import DEFINED, Q1, Q2, SHIPPED


def by_tlog(scene: Scene, skip: frozenset[str] = frozenset()) -> verify.Releases:
    read, trusted = Folder(scene.log.folder), Policy.parse(scene.policy)
    if scene.receipt:
        return verify.report(scene.receipt, read, trusted, known=scene.known, skip=skip)
    return verify.reports(read, trusted, known=scene.known, skip=skip)


def test_honest_reports_pass(tmp_path: Path) -> None:
    scene = reported.honest(tmp_path / "log")
    (one,) = by_tlog(scene).releases
    assert (one.quarter, one.replaced_by) == (Q2, "")
    assert set(one.figures["anyone"]) == {each.id for each in DEFINED.figures if each.checked == "anyone"}
    scene.receipt = b""
    first, again, last = by_tlog(scene).releases
    assert (first.quarter, first.replaced_by) == (Q1, again.sha256)
    assert (again.replaced_by, last.quarter) == ("", Q2)


@pytest.mark.parametrize(
    "attack", reported.ATTACKS, ids=lambda attack: f"{attack.number}-{attack.act.__name__}"
)
def test_an_attack_is_caught_by_the_check_that_is_named(attack: Attack, tmp_path: Path) -> None:
    scene = reported.honest(tmp_path / "log")
    attack.act(scene)
    with pytest.raises(NotVerified) as caught:
        by_tlog(scene)
    assert caught.value.check == attack.check, caught.value
    by_tlog(scene, frozenset({attack.check}))  # without the check nothing sees it


@pytest.mark.parametrize("name", reported.MALFORMED)
def test_what_is_no_report_is_refused(name: str, tmp_path: Path) -> None:
    scene = reported.honest(tmp_path / "log")
    scene.receipt = reported.malformed(name)
    with pytest.raises(NotVerified) as caught:
        by_tlog(scene)
    assert caught.value.check == "report-format"
    with pytest.raises(Malformed):
        reports.read(scene.receipt)


def test_the_shipped_definitions_are_those_that_verifiers_know() -> None:
    """Every version: what was published by an earlier one is checked as before."""
    shipped = [reports.read_definitions(path.read_bytes()) for path in SHIPPED.glob("*.json")]
    assert {each.sha256: each.version for each in shipped} == KNOWN
    assert DEFINED.sha256 in KNOWN


def test_what_anyone_recomputes_is_what_the_definitions_say_anyone_can() -> None:
    found = Counts().recompute(Q1, [Q1])
    assert found.keys() == {each.id for each in DEFINED.figures if each.checked == "anyone"}
    for each in DEFINED.figures:
        if each.checked == "anyone" and each.keys is not None:
            assert found[each.id].keys() == each.keys.keys()


def test_the_bytes_of_a_report_are_the_canonical_ones(tmp_path: Path) -> None:
    scene = reported.honest(tmp_path / "log")
    report = reports.read(scene.receipt)
    assert entry.canonical(report.plain()) == report.to_bytes() == scene.receipt


GRAINS = st.sampled_from(list(period.Granularity))


@given(GRAINS, st.integers(2019, 2033), st.integers(1, 4))
def test_the_periods_of_quarters_hold_every_day_once(
    grain: period.Granularity, year: int, number: int
) -> None:
    name = f"{year}-Q{number}"
    first, last = figures.labels(name, grain)
    following = figures.labels(figures.following(name), grain)[0]
    assert figures.quarter_of(first) == figures.quarter_of(last) == name
    assert (period.bounds(following)[0] - period.bounds(last)[1]).days == 1


def test_a_week_belongs_to_the_quarter_of_its_thursday() -> None:
    assert figures.labels("2026-Q1", period.Granularity.WEEK) == ("2026-W01", "2026-W13")
    assert figures.quarter_of("2026-W01") == "2026-Q1"  # it begins on 29 December 2025
    assert figures.quarter_of("2026-W14") == "2026-Q2"  # it begins on 30 March


DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@st.composite
def courses(draw: st.DrawFn) -> list[date]:
    return sorted(draw(st.lists(DAYS, min_size=1, max_size=4)))


@settings(max_examples=examples(60), deadline=None)
@given(GRAINS, st.lists(courses(), max_size=25), st.lists(courses(), max_size=5))
def test_stock_and_flow_reconcile_and_ages_hold_every_open_case_once(
    grain: period.Granularity, cases: list[list[date]], taken_over: list[list[date]]
) -> None:
    counts = Counts()
    for each in cases:
        received = period.of(each[0], grain)
        counts.add(Kind("received", received))
        for n, day in enumerate(each[1:]):
            counts.add(Kind("reopened" if n % 2 else "closed", period.of(day, grain), received))
    for each in taken_over:
        counts.add(Kind("imported", period.of(each[-1], grain), period.of(each[0], grain)))
    assert counts.overdrawn() is None
    shown = figures.quarters("2025-Q1", "2026-Q4")
    found = counts.recompute("2026-Q4", shown)
    for name in shown:
        flow = {key.removeprefix("flow."): cells[name] or 0 for key, cells in found.items() if name in cells}
        came = sum(flow[key] for key in ("carried_in", "received", "split", "imported", "reopened"))
        assert came == flow["closed"] + flow["carried_out"]
        alone = counts.recompute(name, [name])
        assert {key: cells.get(name) for key, cells in alone.items() if name in cells} == {
            key: cells[name] for key, cells in found.items() if name in cells
        }
        assert sum(value or 0 for value in alone["ages"].values()) == flow["carried_out"]
        assert sum(value or 0 for value in alone["close.months"].values()) == flow["closed"]
    still = [each[0] for each in cases if len(each) % 2] + [each[0] for each in taken_over]
    assert found["flow.carried_out"]["2026-Q4"] == len(still)
    if grain is not period.Granularity.WEEK:
        young = sum(day >= date(2026, 10, 1) for day in still)
        assert found["ages"]["0-2"] == young


@settings(max_examples=examples(40), deadline=None)
@given(GRAINS, st.lists(st.tuples(DAYS, st.integers(0, 300)), min_size=1, max_size=30))
def test_the_true_days_to_close_lie_within_the_stated_bounds(
    grain: period.Granularity, closings: list[tuple[date, int]]
) -> None:
    counts = Counts()
    days = []
    for received, age in closings:
        closed = date.fromordinal(received.toordinal() + age)
        counts.add(Kind("received", period.of(received, grain)))
        counts.add(Kind("closed", period.of(closed, grain), period.of(received, grain)))
        if figures.quarter_of(period.of(closed, grain)) == "2026-Q2":
            days.append(age)
    cells = counts.recompute("2026-Q2", ["2026-Q2"])["close.days"]
    if not days:
        assert set(cells.values()) == {None}
        return
    for name, percent in (("median", 50), ("p90", 90)):
        true = sorted(days)[-(-percent * len(days) // 100) - 1]
        least, most = cells[f"{name}_least"], cells[f"{name}_most"]
        assert least is not None
        assert most is not None
        assert least <= true <= most
        assert grain is not period.Granularity.DAY or least == most


def test_a_correction_moves_what_was_taken_over() -> None:
    counts = Counts()
    counts.add(Kind("imported", "2026-01", "2024-02"))
    counts.add(Kind("imported", "2026-01"))
    counts.add(Kind("imported.corrected", "2026-04", r="2024-02", r2="2024-02", x2="2025-01"))
    counts.add(Kind("imported.corrected", "2026-04"))
    found = counts.recompute("2026-Q2", ["2026-Q1", "2026-Q2"])
    assert found["flow.imported"] == {"2026-Q1": 2, "2026-Q2": -1}
    assert found["flow.carried_out"] == {"2026-Q1": 2, "2026-Q2": 1}
    assert found["ages"]["unknown"] == 1
    assert found["ages"]["24-"] == 0


def test_late_receipts_are_as_old_as_they_are() -> None:
    counts = Counts()
    counts.add(Kind("received", "2026-04-02", "2025-12-30"))
    counts.add(Kind("received", "2026-04-02"))
    found = counts.recompute("2026-Q2", ["2026-Q2"])
    assert (found["ages"]["6-11"], found["ages"]["0-2"]) == (1, 1)
    assert found["late.received"] == {"received": 1}
