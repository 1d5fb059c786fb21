"""Verification of a published log, a proof file, dates, and reports of figures. It raises; it never returns a
bool.

Knows what each check means and in which order they are made. Must not know a clock: the present moment is
handed in. `verifier/verify.py` is a second implementation of the same checks, under the same names, written
on its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dueprocess.tlog import opening as openings
from dueprocess.tlog.policy import Policy
from dueprocess.tlog.proof import Proof
from dueprocess.tlog.verify.checks import CHECKS, Checks
from dueprocess.tlog.verify.heads import signed
from dueprocess.tlog.verify.moments import DatesReport, dates
from dueprocess.tlog.verify.reports import Release, Releases, report, reports
from dueprocess.tlog.verify.whole import LogReport, log

__all__ = [
    "CHECKS",
    "DatesReport",
    "LogReport",
    "ReceiptReport",
    "Release",
    "Releases",
    "dates",
    "docket",
    "log",
    "opening",
    "receipt",
    "report",
    "reports",
]


@dataclass(frozen=True, slots=True)
class ReceiptReport:
    """What a proof file showed."""

    origin: str
    index: int
    size: int
    entry: bytes
    times: Mapping[str, int]
    checks: tuple[str, ...]


def receipt(
    data: bytes, policy: Policy, *, entry: bytes | None = None, skip: frozenset[str] = frozenset()
) -> ReceiptReport:
    """Verify a proof file, with its own entry or the one given. Raises NotVerified."""
    checks = Checks(skip)
    with checks.form("proof-format"):
        proof = Proof.parse(data)
        subject = proof.subject(entry)
    head = signed(proof.checkpoint, policy, checks, "the checkpoint in the proof file")
    if checks.on("inclusion"):
        proof.verify_inclusion(head.checkpoint, subject)
    return ReceiptReport(
        origin=head.checkpoint.origin,
        index=proof.index,
        size=head.checkpoint.size,
        entry=subject,
        times=head.times,
        checks=tuple(checks.made),
    )


def opening(entry: bytes, data: bytes, *, skip: frozenset[str] = frozenset()) -> openings.Opening:
    """Verify an opening against its entry. Raises NotVerified: opening-format, commitment or field."""
    checks = Checks(skip)
    with checks.form("opening-format"):
        opened = openings.Opening.parse(data)
        if checks.on("commitment"):
            opened.verify_payload(entry)
    if checks.on("field"):
        opened.verify_fields()
    return opened


def docket(
    acts: Iterable[tuple[bytes, bytes]], *, skip: frozenset[str] = frozenset()
) -> list[openings.Opening]:
    """Verify all acts of one docket, each as its entry and its opening, in order. Raises NotVerified.

    Beside each opening: that the acts are numbered without a gap and each names the entry before it
    ("chain").
    """
    pairs = [(entry, opening(entry, data, skip=skip)) for entry, data in acts]
    if Checks(skip).on("chain"):
        openings.chain(pairs)
    return [opened for _, opened in pairs]
