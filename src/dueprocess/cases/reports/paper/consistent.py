"""How far decisions kept to the sanctions guidance, and what came to the register of approaches, as sections
of a report. Knows a report and words; the desk shows the same sections before anything is published.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from dueprocess.cases.reports.paper import parted, wording
from dueprocess.core.reports import Definitions, Report
from dueprocess.papers.report import Block, Section, Table, Text

CONSISTENT: Final = ("guidance.stands", "guidance.departures", "guidance.reasons")
APPROACHES: Final = ("approaches.kind", "approaches.answered", "approaches.late", "approaches.weighed")


def sections(report: Report, means: Definitions | None) -> Iterator[Section]:
    """Tell both, each only where there is something."""
    if blocks := list(_decisions(report, means)):
        yield Section("consistency", _("Are like cases decided alike?"), tuple(blocks))
    if blocks := list(_approaches(report, means)):
        yield Section("approaches", _("Did anybody try to interfere?"), tuple(blocks))


def _decisions(report: Report, means: Definitions | None) -> Iterator[Block]:
    if not _any(report, "guidance.decisions"):
        return
    yield Text(
        _(
            "For each type of breach the sanctions guidance says what is usual. A decision may depart from "
            "it with reasons. Counted are decisions on one respondent each; nobody is named, and no panel by "
            "its members."
        )
    )
    yield _table(report, means, ("guidance.decisions", *CONSISTENT), _("Decisions by the sanctions guidance"))
    words = (_("within the guidance"), _("lighter"), _("heavier"))
    for split, column, caption in (
        ("breach", _("Type of breach"), _("Where decisions stand, by type of breach")),
        ("unit", _("Unit"), _("Where decisions stand, by unit")),
        ("body", _("Who decided"), _("Where decisions stand, by the body or role that decided")),
    ):
        names = (f"guidance.{split}.within", f"guidance.{split}.below", f"guidance.{split}.above")
        alt = _("{what}, as in the table.").format(what=caption)
        if found := parted.drawn(report, means, names, words, column, caption, alt):
            yield found
    if _any(report, "guidance.factors"):
        yield _table(report, means, ("guidance.factors",), _("Factors that were weighed"))
    yield _checked(report, "guidance.decisions")


def _approaches(report: Report, means: Definitions | None) -> Iterator[Block]:
    if not (_any(report, "approaches.entered") or _any(report, "priority")):
        return
    yield Text(
        _(
            "Whoever without a role in a case speaks to somebody about it is entered in a register that "
            "nobody edits. Oversight looks at each entry."
        )
    )
    yield _table(report, means, ("approaches.entered", *APPROACHES), _("Approaches entered in this quarter"))
    if _any(report, "priority"):
        yield _table(report, means, ("priority",), _("Cases that were given priority"))
    yield _checked(report, "approaches.entered")


def _any(report: Report, name: str) -> bool:
    """Tell whether there is anything in a figure: a number that is not nought, or one that is not told."""
    figure = report.by_id.get(name)
    return figure is not None and any(each.value != 0 for each in figure.cells)


def _table(report: Report, means: Definitions | None, names: tuple[str, ...], caption: str) -> Table:
    rows = tuple(
        (wording.title(name, means), wording.key(figure, each, means), wording.value(each))
        for name in names
        if (figure := report.by_id.get(name)) is not None
        for each in figure.cells
    )
    return Table(caption, (_("Figure"), _("Of which"), _("Number")), rows, "words")


def _checked(report: Report, name: str) -> Text:
    return Text(str(wording.ABOUT_CHECKED[report.by_id[name].checked]), "quiet")
