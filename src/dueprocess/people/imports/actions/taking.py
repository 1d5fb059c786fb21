"""The course of taking in a list: compared as a whole first, then written where nothing speaks against."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.core.errors import Refused
from dueprocess.kit import clock
from dueprocess.people import actions
from dueprocess.people.actions.ground import hold, journal
from dueprocess.people.imports.actions import people, structure
from dueprocess.people.imports.actions.ground import Held, Progress, Run
from dueprocess.people.imports.lists import Lists
from dueprocess.people.imports.mapping import Kind
from dueprocess.people.imports.report import Line, Report
from dueprocess.people.imports.telling import Mark
from dueprocess.people.journal import LIST_TAKEN
from dueprocess.people.models import MemberList, Office, Person, Power, Unit

NEEDS = {
    Kind.UNITS: Power.KEEP_REGISTER,
    Kind.PEOPLE: Power.KEEP_REGISTER,
    Kind.OFFICES: Power.APPOINT,
    Kind.TERMS: Power.APPOINT,
}
Opening = Callable[[], Lists]


def quiet(rows: int, part: float) -> None:
    """Show nothing."""


def compare(
    open_lists: Opening,
    *,
    by: Person | None,
    report: Report,
    roles: Collection[str],
    progress: Progress = quiet,
) -> Report:
    """Compare a list with the register and return the finished report; nothing is written.

    `roles` are those that the rulebook in force knows. Raises Refused("no_power"), and Malformed where a file
    cannot be read.
    """
    return _walk(open_lists, by, report, roles, progress, apply=False, gone=False)


def take_in(
    open_lists: Opening,
    *,
    by: Person | None,
    report: Report,
    roles: Collection[str],
    gone: bool = False,
    seen: str | None = None,
    progress: Progress = quiet,
) -> Report:
    """Write what a list changes; return what was changed.

    It is compared first: Refused("many_gone") where more are missing than may be without being asked about
    (`gone`: they were asked about), Refused("not_seen") where the difference is not the one of the digest
    `seen`. People are written a thousand in one transaction: after a crash the same list goes on where it
    stopped. Raises what `compare` raises.
    """
    before = compare(open_lists, by=by, report=Report(report.title), roles=roles, progress=progress)
    if seen is not None and before.digest() != seen:
        raise Refused("not_seen", _("The register or the list is not what was compared. Look again."), None)
    if before.alarm and not gone:
        raise Refused("many_gone", why_not(before), None)
    report.applied = True
    return _walk(open_lists, by, report, roles, progress, apply=True, gone=True)


def why_not(report: Report) -> str:
    """Return the sentence by which an alarm is told."""
    if report.alarm == "unread":
        return _(
            "{gone} of {known} people are missing in this list, and {unread} rows could not be read: "
            "theirs may be among them."
        ).format(gone=report.gone, known=report.known, unread=report.unread)
    return _(
        "{gone} of {known} people whom this list brought before are missing in it: more than one in twenty. "
        "Is the file whole?"
    ).format(gone=report.gone, known=report.known)


def _walk(
    open_lists: Opening, by: Person | None, report: Report, roles: Collection[str], progress: Progress, *,
    apply: bool, gone: bool,
) -> Report:  # fmt: skip
    began = time.monotonic()
    with open_lists() as lists:
        for kind in lists.sheets:
            actions.require(by, NEEDS[kind])
        title = lists.mapping.title
        report.title = title
        run = Run(
            lists.mapping,
            report,
            _list(title, apply),
            by,
            clock.now().date(),
            apply,
            frozenset(roles),
            progress,
        )
        for code, pk in Unit.objects.filter(closed_on=None).exclude(code=None).values_list("code", "pk"):
            run.unit(str(code), pk)
        for office in Office.objects.filter(abolished_on=None):
            held = Held(office.pk, tuple(office.roles), office.seats)
            run.offices[office.unit_id, office.title] = held
        for kind in Kind:
            if (sheet := lists.sheets.get(kind)) is None:
                continue
            for number in sheet.source.before:
                report.add(Line(kind, sheet.source.name, number, "", "", Mark.ABOVE_HEADER))
            for told in sheet.source.told:
                code, file = Mark(told.code), sheet.source.name
                report.add(Line(kind, file, 0, "", told.column, code, now=told.detail))
            if kind is Kind.UNITS:
                structure.take_units(run, sheet)
            elif kind is Kind.PEOPLE:
                people.take(run, sheet)
                if lists.mapping.complete:
                    people.missing(run, sheet, leave=apply and gone)
            elif kind is Kind.OFFICES:
                structure.take_offices(run, sheet)
            else:
                structure.take_terms(run, sheet)
    report.seconds = time.monotonic() - began
    report.close()
    if apply and report.differs:
        _told(run, report)
    return report


def _list(title: str, apply: bool) -> MemberList:
    found = MemberList.objects.filter(title=title).first()
    if found is None:
        found = MemberList(title=title)
        if apply:
            found.save()
        else:
            found.pk = 0  # nobody is listed in what is not there
    return found


@transaction.atomic
def _told(run: Run, report: Report) -> None:
    """Write the line by which the register's journal, and oversight, know of the whole."""
    hold()
    run.list.taken_at = clock.now()
    run.list.save(update_fields=["taken_at"])
    counts = {
        kind.value: [each.new, each.changed, each.unchanged, each.refused]
        for kind, each in report.counts.items()
    }
    journal("list", run.list.pk, LIST_TAKEN, run.by, list=run.list.title, counts=counts, gone=report.gone)
