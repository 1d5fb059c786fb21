"""A log whose figures were published twice for one quarter, once for the next, and the attacks on them."""

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from dueprocess.core import reports
from dueprocess.core.reports import Cell, Checked, Definition, Figure, Report, State
from dueprocess.tlog import entry, figures, period
from dueprocess.tlog.figures import Kind
from tests.tlog.attacks import Attack, Scene, attack
from tests.tlog.published import ORIGIN, Published, commitment, genesis, two_of_three

SHIPPED = Path(reports.__file__).parents[1] / "cases" / "reports" / "definitions"
DEFINITIONS = (SHIPPED / "1.json").read_bytes()
DEFINED = reports.read_definitions(DEFINITIONS)
Q1, Q2 = "2026-Q1", "2026-Q2"


class Writing:
    """Entries one after another, each dated; what moves cases is counted as it is written."""

    def __init__(self, on: date, **changed: str) -> None:
        self.entries = [genesis(on, **changed)]
        self.grain = period.Granularity(changed.get("granularity", "day"))
        self.counted = figures.Counted()

    def write(self, kind: str, on: date, **more: object) -> None:
        """Write one entry; dates are told as their periods."""
        told = {
            name: period.of(value, self.grain) if isinstance(value, date) else value
            for name, value in more.items()
        }
        raw = entry.encode(kind, {"cm": commitment(len(self.entries)), "d": period.of(on, self.grain)} | told)
        if kind in figures.COUNTED:
            self.counted.add(len(self.entries), raw)
        self.entries.append(raw)

    def quarter(self, first: date, days: int) -> None:
        """Write a few weeks in which complaints come and go."""
        for n in range(days):
            on = first + timedelta(days=n)
            self.write("received", on)
            self.write("act", on)
            if n % 3 == 0:
                self.write("received", on, r=on - timedelta(days=2))
                self.write("closed", on, r=on - timedelta(days=2))
            if n % 4 == 3:
                self.write("closed", on, r=on - timedelta(days=3))
            if n % 10 == 9:
                self.write("reopened", on, r=on - timedelta(days=6))
                self.write("split", on, r=on - timedelta(days=2))

    def publish(self, report: Report, on: date) -> Report:
        """Write the entry that publishes a report."""
        self.write(
            "stats.published", on, definitions=report.definitions, first=report.first, last=report.last,
            report=report.sha256, size=report.size,
        )  # fmt: skip
        return report

    def report(self, quarter: str, shown: Iterable[str], **more: object) -> Report:
        """A report over what is written so far."""
        size = len(self.entries)
        made = Report(
            origin=ORIGIN, quarter=quarter, first="", last="", from_on="", to_on="",
            granularity=str(self.grain), zone="Europe/Lisbon", size=size,
            definitions=hashlib.sha256(DEFINITIONS).hexdigest(), quarters=tuple(shown), figures=(),
        )  # fmt: skip
        return self.counting(replace(made, **more))  # type: ignore[arg-type]

    def counting(self, report: Report) -> Report:
        """The same report with its periods and with what anyone can count right."""
        first, last = figures.labels(report.quarter, self.grain)
        found = self.counted.upto(report.size).recompute(report.quarter, report.quarters)
        return replace(
            report, first=first, last=last, from_on=period.bounds(first)[0].isoformat(),
            to_on=period.bounds(last)[1].isoformat(),
            figures=tuple(_figure(each, found, report.quarter) for each in DEFINED.figures),
        )  # fmt: skip


def _figure(means: Definition, found: dict[str, figures.Cells], quarter: str) -> Figure:
    values: figures.Cells = found.get(means.id, {"one": 7, "two": None})
    if means.id == "closed.route":
        values = {"decided": found["flow.closed"][quarter]}
    none = State.NONE if means.checked is Checked.ANYONE else State.HIDDEN
    cells = (Cell(key, value, State.GIVEN if value is not None else none) for key, value in values.items())
    return Figure(means.id, means.checked, means.unit, tuple(cells), means.total.replace("QUARTER", quarter))


def honest(folder: Path) -> Scene:
    """The control: two quarters, three releases, nothing wrong. `receipt` is the report that is looked at."""
    log, data = _honest()
    shutil.copytree(log.folder / "reports", folder / "reports")
    shutil.copytree(log.folder / "definitions", folder / "definitions")
    return Scene(log.copy(folder), command="stats", receipt=data, policy=two_of_three().to_bytes())


@cache
def _written() -> Writing:
    made = Writing(date(2026, 1, 2))
    made.quarter(date(2026, 1, 5), 60)
    made.write("imported", date(2026, 3, 20), r="2024-02")
    made.write("imported", date(2026, 3, 20), r="2024-03", x="2024-06")
    made.write("imported", date(2026, 3, 20))
    made.write("imported.corrected", date(2026, 3, 24), r="2024-02", r2="2024-05")
    return made


@cache
def _honest() -> tuple[Published, bytes]:
    log = Published(Path(tempfile.mkdtemp()))
    atexit.register(shutil.rmtree, log.folder)
    made, found = _written(), []
    made.write("act", date(2026, 4, 1))
    first = made.publish(made.report(Q1, [Q1]), date(2026, 4, 2))
    again = made.report(Q1, [Q1], replaces=first.sha256, reason="A reason was counted twice.")
    found = [first, made.publish(again, date(2026, 4, 9))]
    made.quarter(date(2026, 4, 12), 40)
    found.append(made.publish(made.report(Q2, [Q1, Q2]), date(2026, 7, 3)))
    log.grow(made.entries)
    for each in found:
        put(log, each.to_bytes())
    log.write(f"definitions/{DEFINED.sha256}.json", DEFINITIONS)
    return log, found[-1].to_bytes()


def put(log: Published, data: bytes) -> None:
    """Lay a report beside the log under its name."""
    log.write(f"reports/{hashlib.sha256(data).hexdigest()}.json", data)


DAYS = st.dates(date(2023, 6, 1), date(2027, 2, 28))
GRAINS = st.sampled_from(list(period.Granularity))
LABELS = st.builds(period.of, DAYS, GRAINS)
MAYBE = st.one_of(st.just(""), LABELS)
KINDS = st.one_of(
    st.builds(Kind, st.just("received"), LABELS, MAYBE),
    st.builds(Kind, st.sampled_from(["closed", "reopened", "split"]), LABELS, LABELS),
    st.builds(Kind, st.just("imported"), LABELS, MAYBE, MAYBE),
    st.builds(Kind, st.just("imported.corrected"), LABELS, MAYBE, MAYBE, MAYBE, MAYBE),
)
"""Entries that move cases, in any order and with any periods: more than an honest log can hold."""


# ── attacks ─────────────────────────────────────────────────────────────────────────────────────────────────


def changed(report: Report, name: str, key: str, value: int | None, state: State = State.GIVEN) -> Report:
    """The report with another value in one cell."""
    cells = tuple(
        replace(cell, value=value, state=state) if cell.key == key else cell
        for cell in report.by_id[name].cells
    )
    return with_figure(report, replace(report.by_id[name], cells=cells))


def with_figure(report: Report, figure: Figure) -> Report:
    """The report with one figure in place of that of the same id."""
    return replace(report, figures=tuple(figure if each.id == figure.id else each for each in report.figures))


def republished(scene: Scene, change: Callable[[Report], Report]) -> None:
    """Somebody publishes the newest report in another form, with an entry that is signed and cosigned: the
    entry of the honest one was never written."""
    made = Writing(date(2026, 1, 2))
    made.entries, old = list(scene.log.entries[:-1]), reports.read(scene.receipt)
    for index, raw in enumerate(made.entries):
        if entry.parse(raw)["t"] in figures.COUNTED:
            made.counted.add(index, raw)
    report = change(old)
    made.publish(report, date(2026, 7, 3))
    begun_anew(scene, made.entries)
    scene.receipt = report.to_bytes()
    put(scene.log, scene.receipt)


def begun_anew(scene: Scene, entries: list[bytes]) -> None:
    """Publish another log from its beginning: nobody kept anything of the first."""
    for name in ("tile", "checkpoint", "checkpoints"):
        path = scene.log.folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    scene.log = Published(scene.log.folder)
    scene.log.grow(entries)


def silently_changed(scene: Scene) -> None:
    """10: a figure in the file reads better than what was published."""
    report = reports.read(scene.receipt)
    scene.receipt = changed(report, "complaints", "one", 3).to_bytes()


def swapped_file(scene: Scene) -> None:
    """10: the file is another one, under the name of what was published; looked at beside the log."""
    name = next((scene.log.folder / "reports").glob("*.json"))
    name.write_bytes(changed(reports.read(name.read_bytes()), "complaints", "one", 3).to_bytes())
    scene.receipt = b""


def taken_away(scene: Scene) -> None:
    """10: an earlier release is gone."""
    next((scene.log.folder / "reports").glob("*.json")).unlink()
    scene.receipt = b""


def forged(scene: Scene) -> None:
    """10: false from the beginning: fewer complaints than the log holds."""
    republished(scene, lambda report: changed(report, "flow.received", Q2, 1))


def hidden(scene: Scene) -> None:
    """10: what looks bad is said to be too small to be shown."""
    republished(scene, lambda report: changed(report, "ages", "24-", None, State.HIDDEN))


def made_uncheckable(scene: Scene) -> None:
    """10: a figure that anyone could count is said to be stated only."""
    republished(
        scene, lambda report: with_figure(report, replace(report.by_id["ages"], checked=Checked.STATED))
    )


def left_out(scene: Scene) -> None:
    """10: a figure is not told any more."""
    republished(
        scene, lambda report: replace(report, figures=tuple(f for f in report.figures if f.id != "ages"))
    )


def stopped_counting(scene: Scene) -> None:
    """10: the report counts only until things went wrong."""
    made = Writing(date(2026, 1, 2))
    for index, raw in enumerate(scene.log.entries):
        if entry.parse(raw)["t"] in figures.COUNTED:
            made.counted.add(index, raw)
    republished(scene, lambda report: made.counting(replace(report, size=report.size - 40)))


def other_days(scene: Scene) -> None:
    """10: the report says that it ends earlier than the quarter."""
    republished(scene, lambda report: replace(report, last="2026-06-29"))


def unequal_parts(scene: Scene) -> None:
    """10: the parts that only an auditor can check do not make what anyone can count."""
    republished(scene, lambda report: changed(report, "closed.route", "decided", 2))


def replaced_silently(scene: Scene) -> None:
    """10: a second release that does not say it is one."""
    made = Writing(date(2026, 1, 2))
    report = replace(reports.read(scene.receipt), reason="", replaces="")
    report = changed(report, "complaints", "one", 9)
    made.publish(report, date(2026, 7, 3))
    scene.log.grow(made.entries[1:])
    scene.receipt = report.to_bytes()
    put(scene.log, scene.receipt)


def redefined(scene: Scene) -> None:
    """11: the meaning of a figure was changed after it was published."""
    path = scene.log.folder / "definitions" / f"{DEFINED.sha256}.json"
    path.write_bytes(DEFINITIONS.replace(b"A case that is reopened and closed again counts twice.", b""))


def newly_defined(scene: Scene) -> None:
    """11: published by definitions of one's own, which nobody knows."""
    own = DEFINITIONS.replace(b"A case that is reopened and closed again counts twice.", b"")
    digest = hashlib.sha256(own).hexdigest()
    scene.log.write(f"definitions/{digest}.json", own)
    republished(scene, lambda report: replace(report, definitions=digest))


def closed_nothing(scene: Scene) -> None:
    """15: closings of complaints that were never received make things look quick."""
    made = Writing(date(2026, 1, 2))
    for _ in range(3):  # two cases were taken over of which nobody knows the day of receipt
        made.write("closed", date(2026, 7, 4), r=date(2025, 12, 30))
    scene.log.grow(made.entries[1:])


def shifted_ages(scene: Scene) -> None:
    """16: a young case is closed as though it had been the oldest, so that what is open looks young."""
    made = Writing(date(2026, 1, 2))
    for _ in range(4):
        made.write("closed", date(2026, 7, 4), r="2024-03-31")
    scene.log.grow(made.entries[1:])


ATTACKS: list[Attack] = [
    attack(10, silently_changed, "report-published"),
    attack(10, swapped_file, "report-published"),
    attack(10, taken_away, "report-files"),
    attack(10, forged, "report-figures"),
    attack(10, hidden, "report-hidden"),
    attack(10, made_uncheckable, "report-class"),
    attack(10, left_out, "report-class"),
    attack(10, stopped_counting, "report-size"),
    attack(10, other_days, "report-period"),
    attack(10, unequal_parts, "report-sums"),
    attack(10, replaced_silently, "report-chain"),
    attack(11, redefined, "report-definitions"),
    attack(11, newly_defined, "report-definitions"),
    attack(15, closed_nothing, "stock"),
    attack(16, shifted_ages, "stock"),
]


# ── what is no report ───────────────────────────────────────────────────────────────────────────────────────

MALFORMED: dict[str, tuple[bytes, bytes]] = {
    "a space": (b'"v":1,', b'"v": 1,'),
    "a key twice": (b'"v":1,', b'"v":1,"v":1,'),
    "a key too many": (b'"v":1,', b'"v":1,"w":1,'),
    "a key too few": (b'"reason":"",', b""),
    "another version": (b'"v":1,', b'"v":2,'),
    "a version that is true": (b'"v":1,', b'"v":true,'),
    "a fraction": (b'"value":7}', b'"value":7.0}'),
    "an exponent": (b'"value":7}', b'"value":7e0}'),
    "a number that is too long": (b'"value":7}', b'"value":9007199254740993}'),
    "a number as text": (b'"value":7}', b'"value":"7"}'),
    "yes as a number": (b'"value":7}', b'"value":true}'),
    "nothing as a number": (b'"value":7}', b'"value":null}'),
    "a value that is hidden": (b'"state":"hidden","value":null', b'"state":"hidden","value":3'),
    "a state that there is not": (b'"state":"hidden"', b'"state":"secret"'),
    "a quarter that there is not": (b'"quarter":"2026-Q2"', b'"quarter":"2026-Q5"'),
    "a quarter left out": (b'["2026-Q1","2026-Q2"]', b'["2025-Q4","2026-Q2"]'),
    "a day that there is not": (b'"first":"2026-04-01"', b'"first":"2026-04-31"'),
    "a size below nothing": (b'"size":', b'"size":-'),
    "another granularity": (b'"granularity":"day"', b'"granularity":"hour"'),
    "a key of a cell twice": (b'"key":"two"', b'"key":"one"'),
    "a figure twice": (b'"id":"refused"', b'"id":"parts"'),
    "no object": (b"{", b"["),
    "not UTF-8": (b'"reason":""', b'"reason":"\xff"'),
    "half a pair": (b'"reason":""', b'"reason":"\\ud800"'),
    "another normal form": (b'"reason":""', '"reason":"e\u0301"'.encode()),
    "an escape without need": (b'"reason":""', b'"reason":"\\u0041"'),
    "cut off": (b'"}', b""),
    "empty cells": (b'"cells":[', b'"cells":null,"more":['),
}


def malformed(name: str) -> bytes:
    """The honest report, with one thing in it written as it must not be."""
    before, after = MALFORMED[name]
    data = _honest()[1]
    assert before in data, name
    return data.replace(before, after, 1)
