"""A real register of 181,412 cases, where DUEPROCESS_REGISTERS names the folder that holds it.

Its map is made here: the product ships maps of nobody's register.
"""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from dueprocess.cases import figures
from dueprocess.cases.imports.actions import import_cases
from dueprocess.cases.imports.load import load
from dueprocess.cases.imports.register import Register
from dueprocess.cases.imports.report import Report
from dueprocess.core.statistics import periods
from dueprocess.docket import verify
from dueprocess.docket.models import Docket
from dueprocess.kit import clock
from dueprocess.ledger import signer, state
from tests import world
from tests.ground import begin, own_folder

FOLDER = Path(os.environ.get("DUEPROCESS_REGISTERS", ""))
CASES = FOLDER / "chicago" / "unified_1967_2018_cases.parquet"
MOMENT = datetime(2026, 3, 23, 10, 0, tzinfo=UTC)
MAP = """
title = "Unified register, 1967 to 2018"
[columns]
cr_id = { is = "id" }
cv = { is = "kept" }
incident_date = { is = "incident_on" }
complaint_date = { is = "received_on" }
closed_date = { is = "closed_on" }
beat = { is = "kept" }
location = { is = "kept" }
place_id = { is = "kept" }
[joins.accused]
file = "unified_1967_2018_accused.parquet"
id = "cr_id"
[joins.accused.columns]
officer_pid = { is = "person" }
complaint_code = { is = "category" }
complaint_category = { is = "kept" }
recc_finding = { is = "kept" }
recc_outcome = { is = "kept" }
final_finding = { is = "finding" }
final_outcome = { is = "sanction" }
cv = { is = "kept" }
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not os.environ.get("DUEPROCESS_REGISTERS") or not CASES.exists(),
        reason="DUEPROCESS_REGISTERS names no folder with the register",
    ),
]


def test_the_whole_register_goes_in_and_its_figures_come_out(db_fresh, tmp_path, settings) -> None:
    with own_folder(tmp_path / "var", settings), clock.frozen(MOMENT):
        begin(settings, origin="register.invalid")
        version = world.adopt()
        mapping = load(MAP)
        with Register(mapping, CASES) as register:
            report = import_cases(register, report=Report(mapping.title))
        counts = report.files[CASES.name]
        assert (counts.read, counts.made, counts.unchanged, counts.refused) == (181_412, 181_412, 0, 0)
        joined = report.files["unified_1967_2018_accused.parquet"]
        assert (joined.read, joined.made, joined.refused) == (244_436, 244_436, 0)
        marks = {(each["code"], each["column"]): each["number"] for each in report.plain()["marks"]}
        assert marks == {
            ("closed_before_received", "closed_date"): 38,
            ("incident_after_received", "incident_date"): 709,
        }
        ends = [date(year, 12, 31) for year in (1990, 2000, 2005, 2010, 2015)]
        tally, left_out = figures.tally(ZoneInfo("UTC"), ages_at=ends)
        assert (tally.cases, left_out) == (181_412, 0)
        assert [tally.open_at(day) for day in ends] == [1_991, 12_901, 5_276, 4_940, 3_020]
        assert [tally.ages(day).open for day in ends] == [1_991, 12_901, 5_276, 4_940, 3_020]
        times = tally.times()
        assert (times.median, times.p90) == (157, 481)
        for flow in tally.flows(periods("year", date(1967, 1, 1), date(2018, 12, 31))):
            assert flow.carried_in + flow.received + flow.reopened == flow.closed + flow.carried_out
        signer.seal()
        one_by_one = frozenset(name for name in state.names() if name.startswith("docket."))
        assert list(state.faults(skip=one_by_one)) == []  # each docket is checked below, for a sample
        sample = Docket.objects.filter(pk__in=range(1, 181_412, 1_000))
        assert [fault for docket in sample for fault in verify.one(docket)] == []
        assert version.pk == sample[0].rulebook_id
        if connection.vendor == "sqlite":
            size = sum(
                path.stat().st_size
                for path in Path(connection.settings_dict["NAME"]).parent.glob(
                    Path(connection.settings_dict["NAME"]).name + "*"
                )
            )
            assert size < 1_000_000_000
