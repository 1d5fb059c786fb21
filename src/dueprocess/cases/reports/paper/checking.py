"""The end of every report: how an outsider checks it, and by what this release is known.

Knows hashes, addresses and commands; no figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dueprocess.cases.reports.paper import wording
from dueprocess.core.reports import Report
from dueprocess.papers.report import Bytes, Section, Table, Text


@dataclass(frozen=True, slots=True)
class Release:
    """What is known of a report beside what it says: its hash, the entry that names it, in which public
    period that was made, and which release took its place."""

    sha256: str
    index: int
    period: str
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class Where:
    """Whose report it is, and where an outsider finds what is needed to check it: addresses and the log's
    key."""

    owner: str
    log: str
    key: str


def how(report: Report, release: Release, where: Where) -> Iterator[Section]:
    """How an outsider checks a report: what is needed, what is typed, what the answer means."""
    name = f"{file_name(report.quarter, release.sha256)}.json"
    trust = f"--key '{where.key}'"
    yield Section("check", _("Check this report yourself"), (
        Text(
            _(
                "You need nobody’s word for it, ours least of all. You need a computer with Python 3.11 or "
                "newer, the file verify.py from the page “The record”, this report as JSON in the same "
                "folder, and the log’s key from somewhere other than here."
            )
        ),
        Bytes(_("What the verifier needs"), "python3 -m venv check && check/bin/pip install cryptography"),
        Bytes(
            _("Recompute this report from the public record"),
            f"check/bin/python verify.py stats {name} --log {where.log} {trust}",
        ),
        Bytes(
            _("Check every report that was ever published"),
            f"check/bin/python verify.py stats {where.log} {trust}",
        ),
        Text(
            _(
                "The answer begins with “VERIFIED” and says of each figure whether it was recomputed, or who "
                "can check it. If it begins with “NOT VERIFIED”, it names what is wrong: keep the file and "
                "ask us, or whoever oversees us, in public."
            )
        ),
    ))  # fmt: skip


def known_by(report: Report, release: Release) -> Iterator[Section]:
    """By what a release is known: hashes, the entry that names it, what it counts, what it corrects."""
    rows = [
        (_("SHA-256 of this report"), release.sha256),
        (_("Entry of the record that names it"), str(release.index)),
        (_("Published in"), release.period),
        (_("Periods of the record that it covers"), f"{report.first} – {report.last}"),
        (_("Entries that it counts"), wording.number(report.size)),
        (_("SHA-256 of its definitions"), report.definitions),
        (_("Corrects"), report.replaces),
        (_("Corrected by"), release.replaced_by),
    ]
    told = tuple((name, value) for name, value in rows if value)
    yield Section(
        "release",
        _("This release"),
        (Table(_("By what it is known"), (_("What"), _("Value")), told, "codes"),),
    )


def file_name(quarter: str, sha256: str) -> str:
    """Return the name under which a report is saved, without an ending."""
    return f"report-{quarter}-{sha256[:8]}"
