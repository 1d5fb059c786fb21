"""Makes a bundle: takes every paper in, sets the indexes, and writes one numbered file, or none at all."""

from __future__ import annotations

import contextlib
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from pikepdf import ObjectStreamMode

from dueprocess.papers.bundle.growing import Growing
from dueprocess.papers.bundle.inputs import Taken, as_pdf, take, unfit
from dueprocess.papers.bundle.manifest import Manifest
from dueprocess.papers.bundle.model import Document, Odd, Oddity, OtherNumbers, Plan, Stage, Unfit
from dueprocess.papers.redaction import BadBox, Box, Leak, Unreadable, Word, redact

NEAR = 3.0
"""Points around what is covered."""
Progress = Callable[[Stage, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""


def build(plan: Plan, out: Path, progress: Progress = lambda stage, done, total: None) -> Manifest:
    """Make the bundle as the file `out`, and return its manifest. As `put_together`; where it fails, `out` is
    as it was."""
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("w+b") as file:
            made = put_together(plan, file, progress)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return made


def put_together(plan: Plan, out: BinaryIO, progress: Progress = lambda stage, done, total: None) -> Manifest:
    """Write the bundle to `out`, which is empty and can be read, and return its manifest. The same plan gives
    the same bytes.

    One PDF whose first page is page 1, as printed and as counted; every index entry and bookmark leads to its
    page; opened at 100 %, upright, with the bookmarks beside it (Judiciary of England and Wales, General
    guidance on electronic court bundles, 2021). Nothing acts in it and nothing is attached.

    Raises Unfit with every paper that stops it, OtherNumbers where it would get other page numbers than
    `plan.index_pages` say.
    """
    _distinct(plan)
    with contextlib.ExitStack() as stack:
        taken = _taken(plan, stack, progress)
        made = Growing(plan, taken)
        stack.enter_context(made.pdf)
        made.put(lambda done, total: progress(Stage.PUTTING, done, total))
        made.finish()
        made.pdf.save(
            out, deterministic_id=True, min_version="1.7", object_stream_mode=ObjectStreamMode.generate,
            progress=lambda done: progress(Stage.WRITING, done, 100),
        )  # fmt: skip
    size = out.seek(0, io.SEEK_END)
    out.seek(0)
    sha256 = hashlib.file_digest(out, "sha256").hexdigest()  # type: ignore[arg-type]
    odd = tuple(each for one in taken for each in one.odd)
    return Manifest(plan.title, made.number, size, sha256, tuple(made.index_pages), tuple(made.entries), odd)


def ready(document: Document) -> Taken:
    """Take a paper in and cover what is to be covered. Raises Unfit; BadBox where a box is nowhere,
    Leak where what was covered could still be found."""
    taken = take(document)
    if document.withheld or not document.boxes:
        return taken
    count = len(taken.pdf.pages)
    taken.pdf.close()
    words = () if document.drawn else tuple(_away(document.words, document.boxes))
    try:
        source = redact(as_pdf(document), document.boxes, whole=document.drawn)
    except Unreadable:
        raise unfit(document, Odd.DAMAGED) from None
    covered = replace(document, source=source, sha256="", words=words, boxes=())
    again = take(covered)
    if len(again.pdf.pages) != count:
        again.pdf.close()
        raise OtherNumbers(f"{count} pages became {len(again.pdf.pages)} when something was covered")
    return replace(
        again, document=replace(document, words=words), sha256="", looks=taken.looks, odd=taken.odd
    )


def _away(words: Sequence[Word], boxes: Sequence[Box]) -> Iterator[Word]:
    """Yield the words that a machine read and that stand away from all that is covered: none of a line that a
    box touches, or nearly so, since a machine may have put a covered word beside its place."""
    near = [replace(box, x0=box.x0 - NEAR, y0=box.y0 - NEAR, x1=box.x1 + NEAR, y1=box.y1 + NEAR)
            for box in boxes]  # fmt: skip
    lines = {(word.page, word.line) for word in words if any(box.touches(word) for box in near)}
    yield from (word for word in words if (word.page, word.line) not in lines)


def _distinct(plan: Plan) -> None:
    ids = [document.id for document in plan.documents]
    if len(set(ids)) != len(ids):
        raise ValueError("two papers of a bundle have the same id")


def _taken(plan: Plan, stack: contextlib.ExitStack, progress: Progress) -> list[Taken]:
    """Every paper, or Unfit with all that stop it."""
    taken: list[Taken] = []
    stops: list[Oddity] = []
    documents = plan.documents
    for number, document in enumerate(documents, 1):
        try:
            one = ready(document)
            stack.enter_context(one.pdf)
            taken.append(one)
        except Unfit as error:
            stops += error.oddities
        except Leak:
            stops += unfit(document, Odd.NOT_COVERED).oddities
        except BadBox:
            stops += unfit(document, Odd.BOX_NOWHERE).oddities
        progress(Stage.READING, number, len(documents))
    if stops:
        raise Unfit(stops)
    return taken
