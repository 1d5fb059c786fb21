"""Which cells of a report are hidden, so that no small number of people can be read from it.

Knows reports as values; not who is counted. The rules are those of the field (Hundepool and others,
Statistical Disclosure Control, 2012, ch. 4 and 5; OECD glossary, "threshold rule"):

- *Small cells*: a count of 1 to `least` - 1 is hidden. Nought is not: nobody stands behind it.
- *Others with them*: as many further cells of this release are hidden as are needed so that no hidden small
  cell is a linear combination of what is told, here and in earlier releases; and that what is hidden of one
  total does not together make a small number either, as far as there is something left to hide. Smallest
  first, nought last.
- *Earlier releases*: what was hidden stays hidden in every later release. Where a correction changes a count
  by 1 to `least` - 1, the difference is a small cell, and so the corrected count is hidden.
- A figure that is made of counts, such as a median, is hidden with any of these, and where they are small.
- Where nothing helps, since its other cells are nought or not there, a figure is told without its cells
  (`WITHHELD`): that one outcome alone occurred tells it of everybody.

What anyone can recompute from the public record is never hidden: it is public anyway, and only the record's
coarse periods protect it. Known are the sums that a report names (`Figure.total`) and no others: whoever adds
a figure names what it adds up to. Nothing is said about bounds (that a hidden cell lies between 0 and its
total is always known), about differences between counts at two moments, or about who knows more than what is
published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final, TypeVar

from dueprocess.core.reports import Cell, Checked, Figure, Report, State

LEAST: Final = 5
"""Fewer than this is small."""
WITHHELD: Final = "withheld"
"""The key of the one hidden cell of a figure that is told without its cells."""
MADE_OF: Final[Mapping[str, str]] = {
    "survival": "survival.cases",
    "survival.open": "survival.cases",
    "survival.low": "survival.cases",
    "survival.high": "survival.cases",
}
"""Figures that are no counts, and the counts that they are made of."""

Place = tuple[str, str, str]
"""Quarter, figure and key: what is counted, the same in every release."""
Number = tuple[Place, int | str]
"""A number that exists: a place with the value that is given there, or with a text for one that is hidden
there in some release, or for the difference that a correction makes."""
Name = TypeVar("Name")
Sum = Mapping[Number, int]
"""Numbers with factors that together make 0."""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A report with its hidden cells. `exposed`: places ("2026-Q1 closed.route/expelled") that can be worked
    out all the same, since earlier releases give them away: whoever publishes should know."""

    report: Report
    exposed: tuple[str, ...]


def suppress(report: Report, earlier: Sequence[Report], *, least: int = LEAST) -> Suppressed:
    """Hide what has to be hidden of a report in which everything is given; see the head of this module.
    `earlier`: every release before it, as published, of the same quarter and of others. Gives the same for
    the same."""
    board = _Board(report, earlier, least)
    board.settle()
    return Suppressed(board.shown(), tuple(sorted(map(_words, board.exposed))))


def _place(report: Report, figure: str, key: str) -> Place:
    return (key if key in report.quarters else report.quarter), figure, key


def _words(number: Number) -> str:
    (quarter, figure, key), _ = number
    return f"{quarter} {figure}/{key}"


@dataclass
class _Board:
    """What is told, hidden and to be protected while cells are hidden one by one."""

    report: Report
    earlier: Sequence[Report]
    least: int
    values: dict[Number, int] = field(default_factory=dict)
    may_hide: dict[Number, str] = field(default_factory=dict)
    hidden: set[Number] = field(default_factory=set)
    guarded: set[Number] = field(default_factory=set)
    sums: list[tuple[str, Sum]] = field(default_factory=list)
    """Each with the figure of this release that adds up so; "" of an earlier one."""
    unchanged: list[tuple[str, Sum]] = field(default_factory=list)
    """What is hidden at one place in several releases may be one number: a reader may guess so."""
    withheld: set[str] = field(default_factory=set)
    exposed: set[Number] = field(default_factory=set)
    out: dict[Number, dict[int, Fraction]] = field(default_factory=dict)
    """What earlier releases hide and give away, by which of `earlier_sums`, and their factors."""
    earlier_sums: list[Sum] = field(default_factory=list)

    def __post_init__(self) -> None:
        before: dict[Place, list[Number]] = {}
        for n, release in enumerate(self.earlier):
            names = {
                (each.id, cell.key): self._earlier(before, _place(release, each.id, cell.key), cell, n)
                for each in release.figures
                for cell in each.cells
            }
            self.sums += [("", each) for each in _sums(release, names).values()]
            if release.quarter == self.report.quarter:
                self.withheld |= {each.id for each in release.figures if each.cell(WITHHELD)}
        # Hidden, and known all the same: a nought beside others whose own parts are told, say.
        self.earlier_sums = [each for _, each in self.sums]
        self.out = determined(self.earlier_sums, self.hidden)
        self.guarded -= self.out.keys()
        names = {
            (each.id, cell.key): self._now(before, each, cell)
            for each in self.report.figures
            for cell in each.cells
        }
        self.sums += _sums(self.report, names).items()
        for figure in self.withheld:
            self._withhold(figure)

    def _earlier(self, before: dict[Place, list[Number]], place: Place, cell: Cell, n: int) -> Number:
        number: Number = (place, f"hidden in {n}" if cell.value is None else cell.value)
        if cell.state is State.HIDDEN:
            self.hidden.add(number)
            self.guarded.add(number)
            self._same(before.get(place, ()), number)
        before.setdefault(place, []).append(number)
        return number

    def _same(self, before: Iterable[Number], number: Number) -> None:
        if then := [each for each in before if each in self.hidden]:
            self.unchanged.append(("", {number: 1, then[-1]: -1}))

    def _now(self, before: Mapping[Place, list[Number]], figure: Figure, cell: Cell) -> Number:
        place = _place(self.report, figure.id, cell.key)
        told = before.get(place, [])
        if cell.value is None or figure.checked is Checked.ANYONE:
            return place, "none" if cell.value is None else cell.value
        again = [each for each in told if each in self.hidden]
        number: Number = (place, "hidden again" if again else cell.value)
        self.values[number] = cell.value
        if number in told:
            return number
        if again:
            self._same(told, number)
        elif figure.id not in MADE_OF:
            self.may_hide[number] = figure.id
        if again or (self._small(cell.value) and number in self.may_hide):
            self._hide(number)
        if self._small(cell.value) or any(each in self.guarded for each in again):
            self.guarded.add(number)
        if figure.id not in MADE_OF:
            self._changes(number, cell.value, {each for each in told if each not in self.hidden})
        return number

    def _changes(self, number: Number, value: int, told: set[Number]) -> None:
        """A number that was another before: who sees both sees the difference."""
        for then in sorted(told, key=repr):
            if isinstance(then[1], int):
                change: Number = (number[0], f"changed from {then[1]}")
                self.hidden.add(change)
                self.sums.append(("", {number: 1, then: -1, change: -1}))
                if self._small(abs(value - then[1])):
                    self.guarded.add(change)

    def _small(self, value: int) -> bool:
        return 0 < value < self.least

    def _hide(self, number: Number) -> None:
        self.hidden.add(number)
        self.may_hide.pop(number, None)

    def _withhold(self, figure: str) -> None:
        """Tell the figure without its cells: what they add up to is then known of none of them."""
        self.withheld.add(figure)
        self.sums = [each for each in self.sums if each[0] != figure]
        for number in [each for each, of in self.may_hide.items() if of == figure]:
            self._hide(number)

    def settle(self) -> None:
        """Hide further cells until nothing that is guarded can be worked out, even by readers who guess that
        what is hidden in several releases did not change."""
        while self._protect() or self._thin():
            pass
        small = {(number[0], Fraction(value)) for number, value in self.values.items() if self._small(value)}
        self.exposed = {number for number in self.out if (number[0], self._worked_out(number)) in small}

    def _worked_out(self, number: Number) -> Fraction:
        """Return the value that a hidden number has by the sums from which it follows."""
        told = Fraction(0)
        for n, by in self.out[number].items():
            terms = self.earlier_sums[n].items()
            told += by * sum(factor * each[1] for each, factor in terms if isinstance(each[1], int))
        return -told

    def _protect(self) -> bool:
        """Do one thing against a guarded number that follows from what is told and guessed; False if none
        does."""
        sums = [*self.sums, *self.unchanged]
        found = determined([each for _, each in sums], self.hidden)
        number = next((each for each in found if each in self.guarded), None)
        if number is None:
            return False
        own, used = number[0][1], found[number]
        ours = {sums[n][0] for n in used} - {""}
        if helpful := [each for n in used for each in sums[n][1] if each in self.may_hide]:
            self._hide(self._cheapest(helpful))
        elif ours:
            self._withhold(own if own in ours else min(ours))
        elif own in self.report.by_id and own not in self.withheld:
            self._withhold(own)
        else:
            self.guarded.discard(number)  # by earlier releases alone, and guessing: nothing helps any more
        return True

    def _cheapest(self, numbers: Iterable[Number]) -> Number:
        return min(numbers, key=lambda each: (not self.values[each], abs(self.values[each]), each[0]))

    def _thin(self) -> bool:
        """Hide one more cell of a sum of which the hidden ones together are a small number; False if none
        is."""
        for _, each in self.sums:
            parts = {number for number in each if number in self.hidden}
            helpful = [number for number in each if number in self.may_hide]
            if not parts or not helpful or len({each[number] for number in parts}) > 1:
                continue
            if parts <= self.values.keys() and self._small(sum(self.values[number] for number in parts)):
                self._hide(self._cheapest(helpful))
                return True
        return False

    def shown(self) -> Report:
        """Return the report with what is hidden."""
        hidden = {number[0] for number in self.hidden if number in self.values}
        figures = [self._figure(each, hidden) for each in self.report.figures]
        there = {f"{each.id}/{cell.key}" for each in figures for cell in each.cells}
        told = (each if each.total in there else replace(each, total="") for each in figures)
        return replace(self.report, figures=tuple(told))

    def _figure(self, figure: Figure, hidden: set[Place]) -> Figure:
        if figure.id in self.withheld:
            return replace(figure, cells=(Cell(WITHHELD, None, State.HIDDEN),))
        behind = self.report.by_id.get(MADE_OF.get(figure.id, ""))
        whole = behind is not None and any(
            self._small(cell.value or 0) or _place(self.report, behind.id, cell.key) in hidden
            for cell in behind.cells
        )
        cells = tuple(
            replace(cell, value=None, state=State.HIDDEN)
            if cell.value is not None and (whole or _place(self.report, figure.id, cell.key) in hidden)
            else cell
            for cell in figure.cells
        )
        return replace(figure, cells=cells)


def _sums(report: Report, names: Mapping[tuple[str, str], Number]) -> dict[str, Sum]:
    """Return what adds up within a report, by the figure that does."""
    found: dict[str, Sum] = {}
    for each in report.figures:
        name, _, key = each.total.partition("/")
        if (name, key) in names and not each.cell(WITHHELD):
            found[each.id] = {names[name, key]: 1} | {names[each.id, cell.key]: -1 for cell in each.cells}
    return found


def determined(sums: Sequence[Sum], hidden: set[Number]) -> dict[Number, dict[int, Fraction]]:
    """Return the hidden numbers that follow from `sums` when all others are told, in a fixed order: those
    with a row of their own after Gauss-Jordan elimination in exact fractions. With each the places of the
    sums from which it follows, and by which factors."""
    done: list[tuple[Number, dict[Number, Fraction], dict[int, Fraction]]] = []
    for n, each in enumerate(sums):
        row = {number: Fraction(factor) for number, factor in each.items() if number in hidden and factor}
        used = {n: Fraction(1)}
        for pivot, other, others in done:
            if factor := row.get(pivot):
                _subtract(row, other, factor)
                _subtract(used, others, factor)
        if not row:
            continue
        pivot = min(row, key=repr)
        scale = row[pivot]
        row = {number: factor / scale for number, factor in row.items()}
        used = {place: factor / scale for place, factor in used.items()}
        for _, other, others in done:
            if factor := other.get(pivot):
                _subtract(other, row, factor)
                _subtract(others, used, factor)
        done.append((pivot, row, used))
    alone = [(pivot, used) for pivot, row, used in done if len(row) == 1]
    return dict(sorted(alone, key=lambda each: repr(each[0])))


def _subtract(row: dict[Name, Fraction], other: Mapping[Name, Fraction], factor: Fraction) -> None:
    for name, value in other.items():
        row[name] = row.get(name, Fraction(0)) - factor * value
        if not row[name]:
            del row[name]
