"""Figures that split the same thing in three, as one picture of shares with its table. Knows a report and
words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from dueprocess.cases.reports.paper import wording
from dueprocess.core.reports import Cell, Definitions, Report
from dueprocess.papers import chart
from dueprocess.papers.report import Picture, Table


def drawn(
    report: Report,
    means: Definitions | None,
    names: tuple[str, str, str],
    words: tuple[str, str, str],
    column: str,
    caption: str,
    alt: str,
) -> Picture | None:
    """Draw three figures by their common keys, the first of them good; None where none has a cell. `words`
    name the three, `column` what the keys are."""
    found: dict[str, list[Cell | None]] = {}
    labels: dict[str, str] = {}
    for n, name in enumerate(names):
        figure = report.by_id.get(name)
        for each in figure.cells if figure else ():
            found.setdefault(each.key, [None, None, None])[n] = each
            labels[each.key] = wording.key(report.by_id[name], each, means)
    if not found:
        return None
    kept, rows = [], []
    for key, cells in found.items():
        said = [wording.value(each) if each else wording.number(0) for each in cells]
        rows.append((labels[key], *said))
        kept.append(_kept(labels[key], cells, said[0]))
    drawing = chart.within(kept, kept=words[0], late=words[1], missed=words[2])
    head = (column, *(each[:1].upper() + each[1:] for each in words))
    return Picture(drawing, alt, Table(caption, head, tuple(rows)))


def _kept(label: str, cells: Sequence[Cell | None], first: str) -> chart.Kept:
    told = [0 if each is None else each.value for each in cells]
    share = str(wording.NOT_TOLD)
    if None not in told:
        whole = sum(each or 0 for each in told)
        share = _("{n} of {whole}").format(n=first, whole=wording.number(whole))
    return chart.Kept(label, told[0], told[1], told[2], share)
