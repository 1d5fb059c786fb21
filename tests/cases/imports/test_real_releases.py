"""Two real releases of one register, where DUEPROCESS_REGISTERS names the folder that holds them.

Their map is made here: the product ships maps of nobody's register. The columns that only one of them has are
left out, so that what differs is what the register says otherwise of a case.
"""

import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dueprocess.cases import figures
from dueprocess.cases.imports.actions import import_cases
from dueprocess.cases.imports.load import load
from dueprocess.cases.imports.models import ImportedRow
from dueprocess.cases.imports.register import Register
from dueprocess.cases.imports.report import Report
from dueprocess.docket import verify
from dueprocess.docket.models import Act, Docket
from dueprocess.kit import clock
from dueprocess.ledger import append, signer, state
from dueprocess.tlog import entry as entries
from tests import world
from tests.ground import begin, own_folder

FOLDER = Path(os.environ.get("DUEPROCESS_REGISTERS", "")) / "chicago"
FIRST, SECOND = (FOLDER / f"snap_{release}_cases.parquet" for release in ("2016_11", "2020_07"))
MOMENT = datetime(2026, 3, 23, 10, 0, tzinfo=UTC)
MAP = """
title = "Register in releases"
release = "{release}"
[dates]
earliest = 1960-01-01
[columns]
cr_id = {{ is = "id" }}
incident_date = {{ is = "incident_on" }}
complaint_date = {{ is = "received_on" }}
closed_date = {{ is = "closed_on" }}
[ignored]
beat = "written otherwise in each release"
location_code = "written otherwise in each release"
place_id = "written otherwise in each release"
{ignored}
"""
ONLY_FIRST = ("incident_time",)
ONLY_SECOND = ("current_status", "investigating_agency", "complainant_type")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not os.environ.get("DUEPROCESS_REGISTERS") or not SECOND.exists(),
        reason="DUEPROCESS_REGISTERS names no folder with the releases",
    ),
]


def bring(path: Path, release: str, also: tuple[str, ...]) -> Report:
    text = MAP.format(release=release, ignored="\n".join(f'{name} = "only here"' for name in also))
    mapping = load(text)
    with Register(mapping, path) as register:
        return import_cases(register, report=Report(mapping.title))


def counts(report: Report, path: Path) -> tuple[int, ...]:
    found = report.files[path.name]
    return (found.read, found.made, found.changed, found.unchanged, found.refused)


def recomputed() -> Counter[tuple[object, object]]:
    found: Counter[tuple[object, object]] = Counter()
    for _, raw, _ in append.entries(0, 1_000_000):
        each = entries.parse(raw)
        if each["t"] == "imported":
            found[each.get("r"), each.get("x")] += 1
        elif each["t"] == "imported.corrected" and {"r", "x", "r2", "x2"} & set(each):
            found[each.get("r"), each.get("x")] -= 1
            found[each.get("r2"), each.get("x2")] += 1
    return +found


def told() -> Counter[tuple[object, object]]:
    """The days of each case as its last note tells them."""
    last: dict[int, dict[str, object]] = {}
    for docket, facts in Act.objects.order_by("docket_id", "n").values_list("docket_id", "facts").iterator():
        last[docket] = facts["values"]
    return Counter((each.get("received_on"), each.get("closed_on")) for each in last.values())


def test_the_second_release_corrects_the_first(db_fresh, tmp_path, settings) -> None:
    with own_folder(tmp_path / "var", settings), clock.frozen(MOMENT):
        begin(settings, origin="register.invalid")
        world.adopt()
        assert counts(bring(FIRST, "2016-11", ONLY_FIRST), FIRST) == (109_339, 109_339, 0, 0, 0)
        report = bring(SECOND, "2020-07", ONLY_SECOND)
        read, made, changed, unchanged, refused = counts(report, SECOND)
        assert (read, made, refused) == (215_781, 106_829, 0)
        assert changed + unchanged == 108_952
        changes = {(each["code"], each["column"]): each["number"] for each in report.plain()["changes"]}
        assert changes["changed", "closed_date"] == 22_680
        assert changes["withdrawn", "closed_date"] == 27_674
        assert changes["added", "closed_date"] == 1_340
        assert changes["missing", "cr_id"] == 109_339 - 108_952
        again = bring(SECOND, "2020-07", ONLY_SECOND)
        assert counts(again, SECOND) == (215_781, 0, 0, 215_781, 0)
        older = bring(FIRST, "2016-11", ONLY_FIRST)
        assert counts(older, FIRST) == (109_339, 0, 0, 109_339 - changed, changed)
        tally, left_out = figures.tally(ZoneInfo("UTC"), ages_at=[MOMENT.date()])
        assert tally.cases + left_out == Docket.objects.count() == 216_168
        assert (
            tally.open_at(MOMENT.date())
            == Docket.objects.filter(is_open=True, received_at__isnull=False).count()
        )
        assert ImportedRow.objects.filter(release="2016-11").count() == 387
        assert recomputed() == told()
        signer.seal()
        one_by_one = frozenset(name for name in state.names() if name.startswith("docket."))
        assert list(state.faults(skip=one_by_one)) == []
        sample = Docket.objects.filter(pk__in=range(1, 216_168, 500))
        assert [fault for docket in sample for fault in verify.one(docket)] == []
