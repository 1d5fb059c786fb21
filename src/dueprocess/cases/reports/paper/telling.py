"""A published report told as a document: plain words first, each picture with its table, and who can check
what.

Knows a report, its definitions and words; reads nothing stored and counts nothing anew. Page and PDF are made
of the one document that it gives, so that they cannot say different numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from dueprocess.cases.reports.paper import checking, consistent, parted, wording
from dueprocess.cases.reports.paper.checking import Release, Where
from dueprocess.core.reports import Cell, Checked, Definitions, Report, State
from dueprocess.papers import chart
from dueprocess.papers.report import Block, Paper, Picture, Points, Section, Table, Text

FLOWS = ("carried_in", "received", "split", "imported", "reopened", "closed", "carried_out")
CAME = ("received", "split", "imported", "reopened")
OTHERS = (
    "complaints", "allegations", "parts", "late.received", "late.acts", "escalations.answered",
    "escalations.unanswered", "measures", "appeals.lodged", "appeals.decided", "mailbox",
)  # fmt: skip
"""Figures that stand in one table, each with who can check it."""
EVERY = 91
"""The table of the curve has a row for about each quarter of a year."""


def paper(report: Report, means: Definitions | None, release: Release, where: Where) -> Paper:
    """Tell a report in the active language. `means`: the definitions by which it counts, None where they are
    not there."""
    told = _Telling(report, means)
    sections = [
        *told.flow(), *told.ages(), *told.durations(), *told.routes(), *told.limits(),
        *consistent.sections(report, means), *told.others(),
        *told.hidden(), *told.meaning(), *checking.how(report, release, where),
        *checking.known_by(report, release),
    ]  # fmt: skip
    foot = _("Report {hash}, entry {index} of {log}").format(
        hash=release.sha256[:16], index=release.index, log=report.origin
    )
    return Paper(
        title=_("Our figures: {quarter}").format(quarter=wording.quarter(report.quarter)),
        owner=where.owner,
        language=get_language() or "en",
        rtl=get_language_bidi(),
        foot=foot,
        lead=tuple(told.lead(release)),
        sections=tuple(sections),
    )


class _Telling:
    def __init__(self, report: Report, means: Definitions | None) -> None:
        self.report, self.means = report, means

    def cells(self, figure: str) -> Sequence[Cell]:
        found = self.report.by_id.get(figure)
        return found.cells if found else ()

    def cell(self, figure: str, key: str) -> Cell | None:
        found = self.report.by_id.get(figure)
        return found.cell(key) if found else None

    def now(self, figure: str) -> int:
        cell = self.cell(f"flow.{figure}", self.report.quarter)
        return cell.value or 0 if cell else 0

    def lead(self, release: Release) -> Iterator[Block]:
        if release.replaced_by:
            yield Text(_("A later release corrects this one and takes its place."), "warning")
        received, closed, out = self.now("received"), self.now("closed"), self.now("carried_out")
        words = [
            ngettext("One complaint came in", "{n} complaints came in", received),
            ngettext("and one case was closed.", "and {n} cases were closed.", closed),
            ngettext("At the end one was open,", "At the end {n} were open,", out),
            _("at the beginning {n}."),
        ]
        numbers = [received, closed, out, self.now("carried_in")]
        said = " ".join(each.format(n=wording.number(n)) for each, n in zip(words, numbers, strict=True))
        yield Text(said, "lead")
        if half := self._half():
            yield Text(half, "lead")
        span = _("Counted is what was recorded from {first} to {last}.")
        yield Text(
            span.format(first=wording.day(self.report.from_on), last=wording.day(self.report.to_on)), "quiet"
        )
        if self.report.replaces:
            yield Text(_("This release corrects an earlier one: {why}").format(why=self.report.reason))

    def _half(self) -> str:
        """Say by when half are closed, with the doubt there is."""
        half, low, high = (self.cell("survival", key) for key in ("median", "low", "high"))
        if half is None or half.value is None:
            return ""
        sentence = _(
            "Half of all cases are closed {n} days after they came in, when the open ones count too."
        )
        if low and high and low.value is not None and high.value is not None:
            sentence += " " + _("With 95 % confidence it lies between {low} and {high} days.")
        names = {"n": half, "low": low, "high": high}
        return sentence.format(**{name: wording.value(cell) for name, cell in names.items()})

    def checked(self, *figures: str) -> Text:
        found = [self.report.by_id[each].checked for each in figures if each in self.report.by_id]
        return Text(str(wording.ABOUT_CHECKED[found[0]]) if found else "", "quiet")

    def flow(self) -> Iterator[Section]:
        rows, quarters = [], []
        for name in self.report.quarters:
            found = {each: self.cell(f"flow.{each}", name) for each in FLOWS}
            rows.append((name, *(wording.value(found[each]) for each in FLOWS)))
            numbers = {each: (cell.value or 0) if cell else 0 for each, cell in found.items()}
            came = sum(numbers[each] for each in CAME)
            quarters.append(chart.Quarter(name, came, numbers["closed"], numbers["carried_out"]))
        drawn = chart.flow(
            quarters,
            came=_("came in"),
            closed=_("closed"),
            still_open=_("open at the end"),
            say=wording.number,
        )
        alt = _("What came in and was closed in each quarter, and what was open at its end, as in the table.")
        head = (_("Quarter"), *(wording.title(f"flow.{each}", self.means) for each in FLOWS))
        sum_ = _(
            "Carried in, received, split off, taken over and reopened are together what was closed and "
            "carried out."
        )
        yield Section("flow", _("Is as much closed as comes in?"), (
            Picture(drawn, alt, Table(_("Stock and flow, in cases"), head, tuple(rows))), Text(sum_, "quiet"),
            self.checked("flow.received"),
        ))  # fmt: skip

    def ages(self) -> Iterator[Section]:
        yield from self._bars("ages", _("How old is what is open?"), _("Open cases by age"), _("Age"))

    def _bars(self, name: str, question: str, caption: str, column: str) -> Iterator[Section]:
        if found := list(self._drawn(name, caption, column)):
            yield Section(name, question, (*found, self.checked(name)))

    def _drawn(self, name: str, caption: str, column: str) -> Iterator[Block]:
        """A figure in parts as bars with their table; nothing without parts."""
        figure = self.report.by_id.get(name)
        if figure is None or not figure.cells:
            return
        rows = [(wording.key(figure, each, self.means), each) for each in figure.cells]
        bars = [chart.Bar(label, each.value, wording.value(each)) for label, each in rows]
        table = Table(
            caption,
            (column, str(wording.UNITS[figure.unit]).capitalize()),
            tuple((label, wording.value(each)) for label, each in rows),
        )
        yield Picture(chart.bars(bars), _("{what}, as in the table.").format(what=caption), table)

    def durations(self) -> Iterator[Section]:
        blocks: list[Block] = [*self._curve()]
        days, closings = self.report.by_id.get("close.days"), self.report.by_id.get("close.months")
        if days:
            rows = tuple((wording.key(days, each, self.means), wording.value(each)) for each in days.cells)
            caption = _("Days from receipt to closing, of what was closed in this quarter")
            blocks.append(Table(caption, (_("Of the closings"), _("Days")), rows))
            blocks.append(
                Text(_("The public record tells periods, so the true number lies between."), "quiet")
            )
        if closings:
            caption = _("What was closed in this quarter, by the months that it took")
            blocks += [*self._drawn("close.months", caption, _("Time")), self.checked("close.months")]
        if blocks:
            yield Section("time", _("How long does it take?"), tuple(blocks))

    def _curve(self) -> Iterator[Block]:
        names = ("survival.open", "survival.low", "survival.high")
        days = [int(each.key) for each in self.cells(names[0]) if each.key.isdecimal()]
        rows = {day: [self.cell(name, str(day)) for name in names] for day in days}
        numbers = {day: [each.value for each in cells if each] for day, cells in rows.items()}
        points = [
            chart.Point(day, told[0], told[1], told[2])
            for day, values in numbers.items()
            if len(told := [each for each in values if each is not None]) == len(names)
        ]
        if self.cells("survival"):
            yield Text(self._half() or self._why_no_half())
        if points:
            half = self.cell("survival", "median")
            said = _("half are closed after {n} days").format(n=wording.value(half))
            drawn = chart.survival(
                points,
                median=half.value if half else None,
                said=said,
                days=_("days since receipt"),
                still_open=_("still open"),
                say=wording.number,
            )
            head = (_("Days"), _("Still open"), _("At least"), _("At most"))
            shown = [
                (wording.number(day), *(wording.share(each) for each in rows[day]))
                for day in _quarterly(days)
            ]
            table = Table(_("Share of cases still open, by days since receipt"), head, tuple(shown))
            yield Picture(drawn, _("The share of cases still open, by days since they came in."), table)
        yield self.checked("survival")

    def _why_no_half(self) -> str:
        if any(each.state is State.HIDDEN for each in self.cells("survival")):
            return _("How long it takes until half are closed is not told: too few cases stand behind it.")
        return _("Fewer than half of the cases are closed so far: by when half will be cannot be said yet.")

    def routes(self) -> Iterator[Section]:
        blocks = [*self._drawn("closed.route", _("Cases closed in this quarter, by route"), _("Route"))]
        refused = self._table("refused", _("Complaints refused, by reason"), _("Reason"))
        if blocks or refused:
            yield Section(
                "routes", _("How were cases closed?"), (*blocks, *refused, self.checked("closed.route"))
            )

    def _table(self, name: str, caption: str, column: str) -> list[Block]:
        figure = self.report.by_id.get(name)
        if figure is None or not figure.cells:
            return []
        unit = str(wording.UNITS[figure.unit]).capitalize()
        rows = tuple((wording.key(figure, each, self.means), wording.value(each)) for each in figure.cells)
        return [Table(caption, (column, unit), rows)]

    def limits(self) -> Iterator[Section]:
        names = ("limits.kept", "limits.late", "limits.missed")
        words = (_("in time"), _("late"), _("not met"))
        alt = _("Of each limit of the rules, the share kept, met late and not met, as in the table.")
        caption = _("Limits whose last day lay in this quarter")
        found = parted.drawn(self.report, self.means, names, words, _("Step"), caption, alt)
        if found is not None:
            blocks = (found, self.checked("limits.kept"))
            yield Section("limits", _("Are the limits of the rules kept?"), blocks)

    def others(self) -> Iterator[Section]:
        rows = [
            (
                f"{wording.title(name, self.means)}: {wording.key(figure, each, self.means)}",
                wording.value(each),
                str(wording.CHECKED[figure.checked]),
            )
            for name in OTHERS
            if (figure := self.report.by_id.get(name)) is not None
            for each in figure.cells
        ]
        if rows:
            head = (_("What"), _("Number"), _("Who can check it"))
            yield Section(
                "others", _("What else happened?"), (Table(_("Other figures"), head, tuple(rows), "words"),)
            )

    def hidden(self) -> Iterator[Section]:
        number = sum(cell.state is State.HIDDEN for each in self.report.figures for cell in each.cells)
        if not number:
            return
        told = ngettext("One number is not told.", "{n} numbers are not told.", number).format(n=number)
        why = _(
            "Where fewer than five stand behind a number that only we could count, it could point to "
            "somebody. We leave it out, and as many others as are needed so that nobody works it out, also "
            "not from earlier reports. A nought is told. What anyone can count from the public record is "
            "never left out."
        )
        yield Section("hidden", _("What is not told, and why"), (Text(f"{told} {why}"),))

    def meaning(self) -> Iterator[Section]:
        if self.means is None:
            return
        rows = tuple(
            (wording.title(each.id, self.means), _quoted(each.text), str(wording.CHECKED[each.checked]))
            for each in self.means.figures
            if each.id in self.report.by_id
        )
        head = (_("Figure"), _("What it counts"), _("Who can check it"))
        yield Section("meaning", _("What each figure means, and who can check it"), (
            Points(tuple(str(wording.CLASSES[each]) for each in Checked)),
            Table(_("Definitions, version {n}").format(n=self.means.version), head, rows, "words"),
            Points(tuple(_quoted(each) for each in self.means.rules)),
        ), _("Show all definitions"))  # fmt: skip


def _quoted(text: str) -> str:
    """Return a text of the definitions, whose codes stand between grave accents, with marks of quotation."""
    return re.sub(r"`([^`]+)`", r"“\1”", text)


def _quarterly(days: Sequence[int]) -> Iterator[int]:
    """Return the first of the days, those about a quarter of a year apart, and the last."""
    after = -EVERY
    for day in days:
        if day >= after + EVERY or day == days[-1]:
            after = day
            yield day


def lines(report: Report, means: Definitions | None) -> Iterator[tuple[str | int, ...]]:
    """Return the report as a table, its head first: one line for each number, with the codes and with
    words."""
    yield ("id", "title", "period", "key", "words", "value", "unit", "checked", "state")
    for each in report.figures:
        for cell in each.cells:
            over = cell.key in report.quarters
            yield (
                each.id, wording.title(each.id, means), cell.key if over else report.quarter, cell.key,
                wording.key(each, cell, means), "" if cell.value is None else cell.value, each.unit.value,
                each.checked.value, cell.state.value,
            )  # fmt: skip
