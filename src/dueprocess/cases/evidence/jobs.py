"""Reading items of evidence in the background, and what the doctor says of what it needs."""

from __future__ import annotations

from collections.abc import Iterator

from dueprocess.cases.evidence import derived
from dueprocess.cases.evidence.actions import reading
from dueprocess.docket.models import Docket
from dueprocess.kit.jobs import every, job
from dueprocess.ledger import doctor
from dueprocess.ledger.doctor import Finding, Health


@job(reading.READ, attempts=4)
def read(docket: int, item: str) -> None:
    """Read the file of an item."""
    if found := Docket.objects.filter(pk=docket).first():
        reading.read(found, item)


@job(reading.GO_ON, attempts=4)
def read_pages(docket: int, item: str, of: int) -> None:
    """Read the next pages of one that is a scan."""
    if found := Docket.objects.filter(pk=docket).first():
        reading.go_on(found, item, of=of)


@every("1 hour")
@job("evidence.catch_up")
def catch_up() -> None:
    """Read what came into a case that was split off."""
    reading.catch_up()


@doctor.check
def _tesseract() -> Iterator[Finding]:
    by = reading.engine()
    if by is None:
        mend = (
            "Install Tesseract and its languages (Debian: tesseract-ocr, tesseract-ocr-deu), name them in "
            "DUEPROCESS_OCR, then run: dueprocess evidence read-again. See docs/how-to/evidence.md."
        )
        yield Finding(Health.LOOK, "text in pictures and scans is not read: no Tesseract was found", mend)
        return
    yield Finding(Health.OK, f"text in pictures and scans is read by {by}")
    if by.missing:
        mend = f"Install it (Debian: tesseract-ocr-{by.missing[0]}), or take it out of DUEPROCESS_OCR."
        yield Finding(Health.LOOK, f"languages that Tesseract lacks: {', '.join(by.missing)}", mend)


__all__ = ["catch_up", "derived", "read", "read_pages"]
