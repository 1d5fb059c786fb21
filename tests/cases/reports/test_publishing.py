"""A quarter's report: what it counts, that it never changes unseen, who may publish it, and that an outsider
with the one-file verifier recomputes it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, connection

from dueprocess.cases.management.commands import report as command
from dueprocess.cases.reports import actions, composing, defined, extracts, jobs, releases
from dueprocess.core.errors import Malformed, Refused
from dueprocess.core.reports import Report, State
from dueprocess.docket.actions import take_step
from dueprocess.docket.needs import Needs
from dueprocess.kit import clock
from dueprocess.kit.jobs import drain
from dueprocess.ledger import actions as record
from dueprocess.ledger import counted, places, policy, publish, signer, state
from dueprocess.ledger.models import Head, RecordAct
from dueprocess.people.models import Person
from dueprocess.tlog import verify
from dueprocess.tlog.errors import NotVerified
from dueprocess.tlog.figures import Kind
from dueprocess.tlog.period import Granularity
from dueprocess.tlog.policy import Policy as Trust
from dueprocess.tlog.reader import Folder
from tests import world
from tests.cases.reports.conftest import APRIL, JULY, build, first_quarter, second_quarter
from tests.cases.test_refusals import STEPS, refused
from tests.ground import own_folder

pytestmark = pytest.mark.both
VERIFIER = Path(__file__).parents[3] / "verifier" / "verify.py"
Q1, Q2 = "2026-Q1", "2026-Q2"


def published(by: Person | None = None, quarter: str = Q1, reason: str = "") -> Report:
    return actions.publish(sha256=actions.prepare(quarter=quarter, reason=reason, by=by), by=by)


def cells(report: Report, figure: str) -> dict[str, Any]:
    return report.by_id[figure].values


def outside(*arguments: str) -> tuple[int, str]:
    """What the one-file verifier answers about the published log."""
    signer.seal()
    signer.beat(force=True)
    words = ["stats", *arguments, "--policy", str(places.policy())]
    done = subprocess.run(
        [sys.executable, "-I", VERIFIER, *words], capture_output=True, text=True, check=False
    )
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout.splitlines()[0]


def test_what_a_quarter_counts(federation: world.World) -> None:
    first_quarter(federation)
    with clock.frozen(APRIL):
        made = composing.compose(Q1)
    flow = {each.id.removeprefix("flow."): each.values[Q1] for each in made.figures if Q1 in each.values}
    assert flow == {
        "carried_in": 0, "received": 10, "split": 0, "imported": 1, "reopened": 0, "closed": 8,
        "carried_out": 3,
    }  # fmt: skip
    assert cells(made, "ages") | {"18-23": 1, "0-2": 2} == cells(made, "ages")
    assert cells(made, "close.months")["0-2"] == 8
    assert cells(made, "close.days") == {"median_least": 0, "median_most": 0, "p90_least": 1, "p90_most": 1}
    assert cells(made, "closed.route") == {"assess.refer": 1, "assess.refuse": 7}
    assert made.by_id["closed.route"].cells[1].label == "Assess: Refuse"
    assert cells(made, "refused") == {"no breach even if true": 1, "refer": 1, "too old to be fair": 6}
    assert cells(made, "complaints") == {"anonymous": 0, "named": 10}
    assert cells(made, "late.received") == {"received": 1}
    assert cells(made, "survival.cases") == {"cases": 12, "closed": 9}
    assert cells(made, "survival")["median"] == 0
    with clock.frozen(world.later(days=3)):
        assert list(state.faults()) == []


def test_a_late_receipt_says_in_its_entry_when_it_came(federation: world.World) -> None:
    first_quarter(federation)
    told = counted.kinds(0, Head.objects.get().size)
    assert told[Kind("received", "2026-03-26", "2026-03-25")] == 1
    assert told[Kind("received", "2026-03-26")] == 1
    assert told[Kind("closed", "2026-03-26", "2026-03-25")] == 1


def test_no_key_of_a_rulebook_means_anything(db_fresh: None, tmp_path: Path, settings: Any) -> None:
    renamed = STEPS.replace("assess]", "k_1]").replace("assess.", "k_1.").replace("refuse =", "k_2 =")
    renamed = renamed.replace("refer =", "k_3 =").replace("refusal_reason]", "k_4]")
    renamed = renamed.replace('"refusal reason"', '"k 4"')
    with own_folder(tmp_path / "var", settings), clock.frozen(world.later(days=-1)):
        here = build(settings, steps=renamed)
        with clock.frozen(world.MONDAY):
            for outcome, more in (("k_2", {"k_4": "too old to be fair"}), ("k_3", {})):
                needs = Needs(act={"outcome": outcome, "facts": more} if more else {"outcome": outcome})
                docket = world.open_case(here).docket
                take_step(docket=docket, step="k_1", by=here.actor("owner"), at=clock.now(), needs=needs)
        with clock.frozen(APRIL):
            made = composing.compose(Q1)
    assert cells(made, "closed.route") == {"k_1.k_2": 1, "k_1.k_3": 1}
    assert [each.label for each in made.by_id["closed.route"].cells] == [
        "Assess: Refuse", "Assess: Refer elsewhere",
    ]  # fmt: skip
    assert {each.label for each in made.by_id["refused"].cells} == {"too old to be fair", "Refer elsewhere"}


def test_an_outsider_recomputes_what_was_published_and_names_what_was_changed(
    federation: world.World,
) -> None:
    first_quarter(federation)
    with clock.frozen(APRIL):
        made = published(federation["admin"])
        second_quarter(federation)
    log = str(places.record())
    file = places.record() / "reports" / f"{made.sha256}.json"
    assert file.read_bytes() == made.to_bytes()
    assert outside(str(file), "--log", log) == (0, "VERIFIED: the report.")
    assert outside(log) == (0, "VERIFIED: all 1 reports that were published.")
    out = StringIO()
    call_command("verify", "stats", log, policy=places.policy(), stdout=out)
    assert "VERIFIED 1 report of clubs.invalid" in out.getvalue()
    # when somebody changes a figure in it silently
    value = json.loads(file.read_bytes())
    next(each for each in value["figures"] if each["id"] == "complaints")["cells"][1]["value"] = 6
    file.write_bytes(json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode())
    # then everybody sees it
    assert outside(str(file), "--log", log) == (1, "NOT VERIFIED: report-published")
    assert outside(log) == (1, "NOT VERIFIED: report-published")
    with pytest.raises(NotVerified, match="report-published"):
        verify.reports(Folder(log), Trust.parse(places.policy().read_bytes()))
    (release,) = extracts.published()
    assert (release.held, release.report, release.data) == (extracts.Held.CHANGED, None, None)
    file.unlink()
    assert outside(log) == (1, "NOT VERIFIED: report-files")
    assert extracts.published()[0].held == extracts.Held.MISSING


def test_a_correction_is_another_release_and_the_first_stays(federation: world.World) -> None:
    first_quarter(federation)
    with clock.frozen(APRIL):
        first = published()
        refused(federation, "too old to be fair", world.open_case(federation, at=APRIL).docket)
        with pytest.raises(Malformed, match="published before"):
            actions.prepare(quarter=Q1, by=None)
        with pytest.raises(Refused, match="nothing to correct"):
            actions.prepare(quarter=Q1, reason="Looked at again.", by=None)
    with clock.frozen(JULY):
        size = Head.objects.get().size
        again = replace(first, size=size, replaces=first.sha256, reason="Counted anew.")
        folder = places.prepared()
        places.write(folder / f"{again.sha256}.json", again.to_bytes())
        actions.publish(sha256=again.sha256, by=None)
        second = published(quarter=Q2)
    newest, corrected, oldest = extracts.published()
    assert (oldest.sha256, oldest.replaced_by) == (first.sha256, again.sha256)
    assert (corrected.replaces, corrected.replaced_by) == (first.sha256, "")
    assert newest.sha256 == second.sha256
    assert second.quarters == (Q1, Q2)
    assert second.by_id["flow.carried_in"].values[Q2] == first.by_id["flow.carried_out"].values[Q1]
    assert outside(str(places.record())) == (0, "VERIFIED: all 3 reports that were published.")
    # a release is overtaken by another that was prepared beside it
    places.write(folder / f"{again.sha256}.json", again.to_bytes())
    with pytest.raises(Refused, match="meanwhile"):
        actions.publish(sha256=again.sha256, by=None)
    assert (places.record() / "reports" / f"{again.sha256}.json").exists()


@pytest.mark.parametrize(
    ("quarter", "code"), [(Q2, "quarter_runs"), ("2025-Q4", "no_quarter"), ("2026-Q5", "no_quarter")]
)
def test_what_cannot_be_reported(federation: world.World, quarter: str, code: str) -> None:
    with clock.frozen(APRIL), pytest.raises(Refused) as caught:
        actions.prepare(quarter=quarter, by=federation["admin"])
    assert caught.value.code == code
    assert not places.prepared().exists()


def test_a_quarter_is_over_an_hour_after_its_last_day(federation: world.World) -> None:
    ends = composing.span(Q1).ends
    assert ends.isoformat() == "2026-04-01T00:00:00+01:00"
    with clock.frozen(ends + composing.GRACE - composing.GRACE / 60), pytest.raises(Refused):
        composing.ready(Q1)
    with clock.frozen(ends + composing.GRACE):
        composing.ready(Q1)


def test_only_who_may_publishes_and_whoever_oversees_is_told(federation: world.World) -> None:
    world.log_in(federation["overseer"])
    with clock.frozen(APRIL):
        for name in ("owner", "overseer", "stranger"):
            with pytest.raises(Refused, match="power"):
                actions.prepare(quarter=Q1, by=federation[name])
        sha256 = actions.prepare(quarter=Q1, by=federation["admin"])
        with pytest.raises(Refused, match="power"):
            actions.publish(sha256=sha256, by=federation["owner"])
        assert not (places.record() / "reports").exists()
        actions.publish(sha256=sha256, by=federation["admin"])
        with pytest.raises(Refused, match="not kept"):
            actions.publish(sha256=sha256, by=federation["admin"])
        drain()
    (told,) = mail.outbox
    assert told.to == [federation["overseer"].login.email]
    assert "/desk/figures/" in str(told.body)
    assert "2026" not in told.subject
    (act,) = RecordAct.objects.filter(kind=releases.KIND)
    assert act.payload["by"] == federation["admin"].pk


def test_without_its_entry_nothing_is_published(federation: world.World) -> None:
    with clock.frozen(APRIL):
        sha256 = actions.prepare(quarter=Q1, by=None)
        size = Head.objects.get().size
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(
                    "CREATE TRIGGER stop BEFORE INSERT ON ledger_seq BEGIN SELECT RAISE(ABORT, 'stop'); END"
                )
            else:
                cursor.execute(f"ALTER TABLE ledger_seq ADD CONSTRAINT stop CHECK (idx < {size}) NOT VALID")
        with pytest.raises(DatabaseError):
            actions.publish(sha256=sha256, by=None)
    assert not list((places.record() / "reports").glob("*"))
    assert not RecordAct.objects.filter(kind=releases.KIND).exists()
    assert not extracts.published()
    assert actions.prepared(sha256) is not None
    drain()
    assert not mail.outbox


def test_few_people_are_hidden_and_what_anyone_counts_is_not(federation: world.World) -> None:
    first_quarter(federation)
    with clock.frozen(APRIL):
        made = published()
    refusals = {cell.key: cell.state for cell in made.by_id["refused"].cells}
    assert refusals["no breach even if true"] is State.HIDDEN
    for each in made.figures:
        if each.checked == "anyone":
            assert State.HIDDEN not in {cell.state for cell in each.cells}


@pytest.mark.parametrize("grain", [Granularity.WEEK, Granularity.MONTH])
def test_coarser_records_are_recomputed_too(
    db_fresh: None, tmp_path: Path, settings: Any, grain: Granularity
) -> None:
    rules = policy.Policy(grain, policy.Publish.ENTRIES, "Europe/London")
    with own_folder(tmp_path / "var", settings), clock.frozen(world.later(days=-1)):
        here = build(settings, rules=rules)
        first_quarter(here)
        with clock.frozen(APRIL):
            made = published()
        bounds = {"week": ("2026-W01", "2026-W13"), "month": ("2026-01", "2026-03")}
        assert (made.first, made.last) == bounds[str(grain)]
        assert outside(str(places.record())) == (0, "VERIFIED: all 1 reports that were published.")


def test_a_record_of_hashes_reports_nothing_that_nobody_could_check(federation: world.World) -> None:
    rules = policy.Policy(Granularity.DAY, policy.Publish.HASHES, "Europe/London")
    listed = places.policy().read_bytes()
    record.change_policy(rules=rules, witnesses=listed, reason="minute-7", by="office")
    with clock.frozen(APRIL), pytest.raises(Refused) as caught:
        actions.prepare(quarter=Q1, by=None)
    assert caught.value.code == "hashes_only"


def test_who_publishes_is_reminded_once(federation: world.World) -> None:
    world.log_in(federation["admin"])
    with clock.frozen(composing.span(Q1).ends + jobs.AFTER - composing.GRACE):
        jobs.remind()
    drain()
    assert not mail.outbox
    with clock.frozen(APRIL):
        assert jobs.waiting() == Q1
        jobs.remind()
        jobs.remind()
        drain()
        assert [each.to for each in mail.outbox] == [[federation["admin"].login.email]]
        published()
        assert jobs.waiting() is None


def test_the_command_shows_and_publishes(federation: world.World) -> None:
    first_quarter(federation)
    out = StringIO()
    with clock.frozen(APRIL):
        call_command(command.Command(), Q1, stdout=out)
        assert "Not published" in out.getvalue()
        assert "  no breach even if true: hidden" in out.getvalue()
        assert not extracts.published()
        call_command(command.Command(), Q1, publish=True, stdout=out)
    assert extracts.published()[0].quarter == Q1


def test_a_mirror_has_the_reports_and_what_they_mean(federation: world.World, tmp_path: Path) -> None:
    with clock.frozen(APRIL):
        made = published()
    assert outside(str(places.record()))[0] == 0
    publish.to(tmp_path / "mirror")
    publish.to(tmp_path / "mirror")
    assert outside(str(tmp_path / "mirror")) == (0, "VERIFIED: all 1 reports that were published.")
    assert (tmp_path / "mirror" / "definitions" / f"{made.definitions}.json").read_bytes() == defined.text()


def test_what_public_entries_add_up_to_is_counted_on(federation: world.World) -> None:
    first_quarter(federation)
    while counted.count_on(most=3):
        pass
    size, found = counted.counts(Q1)
    assert size == Head.objects.get().size
    assert found.kinds == counted.whole() == counted.kinds(0, size)
    assert found.kinds.total() == 20
    coarse = counted.counts(Q2)[1]
    assert len(coarse.kinds) < len(found.kinds)
    assert coarse.recompute(Q2, [Q1, Q2]) == found.recompute(Q2, [Q1, Q2])
    assert [each for each in state.faults() if each.check == "counted"] == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_countedkind SET number = number + 1 WHERE t = 'received'")
    assert [each.check for each in state.faults() if each.check == "counted"] == ["counted"]
    counted.drop()
    counted.count_on()
    assert counted.whole() == found.kinds


def test_prepared_reports_are_forgotten(federation: world.World) -> None:
    with clock.frozen(APRIL):
        sha256 = actions.prepare(quarter=Q1, by=None)
        actions.forget()
        assert actions.prepared(sha256) is not None
    with clock.frozen(clock.now() + actions.KEPT * 100):
        actions.forget()
    assert actions.prepared(sha256) is None
