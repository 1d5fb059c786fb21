"""The bundles that were served on a party, as they have them on their own pages: the copy, its manifest, and
each paper by itself, as PDF and as words that can be read aloud. All of it is taken out of their own copy, so
that nothing is in it which that does not hold."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from dueprocess.cases.bundles import making
from dueprocess.cases.bundles.actions.arranging import read
from dueprocess.cases.bundles.actions.serving import TITLE
from dueprocess.cases.bundles.extracts.due import changed
from dueprocess.cases.bundles.models import BundleCopy
from dueprocess.cases.bundles.sources import kept_since, shut
from dueprocess.docket import evidence, house, kept_back, roster
from dueprocess.docket.models import Act, Content, Docket, File
from dueprocess.docket.sealing import Vault
from dueprocess.kit import files
from dueprocess.kit.files import SealedFile
from dueprocess.kit.http import Hidden
from dueprocess.papers.bundle.agreeing import cut, words_on

COPY, MANIFEST = 1, 2
"""Which file of the note the copy is, and which its manifest."""
AT_ONCE = 1 << 18
"""Bytes of a copy that are opened at once: of a large one only what a paper needs."""


@dataclass(frozen=True, slots=True)
class ServedPaper:
    """One paper of a copy: its number in the index, and the pages on which it stands. `ref` is its code in
    the case; "" where it is withheld."""

    n: int
    title: str
    on: str
    section: str
    first: int
    last: int
    covered: bool
    withheld: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class ServedBundle:
    """A copy that was served by entry `act`. `opened_at`: since when they have it; None: not opened yet, and
    then nothing of it is told but its name. `last`: no later version of it was served on them. `shut`: it was
    not opened, and something in it is kept from them since."""

    act: int
    title: str
    version: int
    pages: int
    size: int
    sha256: str
    served_at: datetime
    opened_at: datetime | None
    last: bool
    papers: tuple[ServedPaper, ...]
    shut: bool


def has_any(docket: Docket, key: str) -> bool:
    """Tell whether a copy was served on a party; one query."""
    notes = Act.objects.filter(docket=docket, is_note=True, name=house.BUNDLE_SERVED)
    return any(key in facts.get("to", ()) for facts in notes.values_list("facts", flat=True))


def of_party(docket: Docket, *, key: str) -> tuple[ServedBundle, ...]:
    """Return the copies that were served on a party, newest first."""
    acts = list(Act.objects.filter(docket=docket, is_note=True).order_by("-n"))
    gone = roster.annulled(acts)
    opened = {
        act.facts["of"]: act.at
        for act in acts
        if act.name == house.BUNDLE_RECEIVED and key in act.facts["to"] and act.n not in gone
    }
    vault, found, seen = Vault.of(docket), [], set()
    for act in acts:
        if act.name != house.BUNDLE_SERVED or key not in act.facts.get("to", ()) or act.n in gone:
            continue
        rows = {row.n: vault.file(row, act.n) for row in File.objects.filter(act=act)}
        title = ""
        for row in Content.objects.filter(act=act, field=TITLE):
            title = str(vault.content(row, act.n))
        since = opened.get(act.n)
        papers = tuple(_papers(docket, act.n)) if since is not None else ()
        found.append(
            ServedBundle(
                act.n, title, act.facts["version"], act.facts["pages"], rows[COPY]["size"],
                rows[COPY]["sha256"], act.at, since, act.facts["bundle"] not in seen, papers,
                since is None and kept_since(acts[::-1], act, key),
            )
        )  # fmt: skip
        seen.add(act.facts["bundle"])
    return tuple(found)


def one_of(docket: Docket, *, key: str, act: int) -> ServedBundle:
    """Return a copy that was served on a party. Raises Hidden."""
    found = next((each for each in of_party(docket, key=key) if each.act == act), None)
    if found is None:
        raise Hidden("no copy of theirs")
    return found


def is_due(docket: Docket, *, key: str, act: int) -> bool:
    """Tell whether something was decided since on a paper in the last copy that was served on a party: then
    they get another."""
    copy = (
        BundleCopy.objects.filter(bundle__docket=docket, reader=key, served=act)
        .select_related("bundle")
        .first()
    )
    if copy is None:
        return False
    row = copy.bundle
    row.docket = docket
    told, closed = read(row), shut(docket)
    covers = making.covers_of(docket, {each.ref for each in told.papers})
    return bool(changed(row, told, [copy], closed, covers))


def manifest_bytes(docket: Docket, act: int) -> bytes:
    """Return the manifest of a copy."""
    row = _file(docket, act, MANIFEST)
    vault = Vault.of(docket)
    return b"".join(files.read(vault.key, row.stored, vault.files))


def paper_pdf(docket: Docket, *, act: int, paper: ServedPaper) -> bytes:
    """Return one paper of a copy as a PDF of its own, with the numbers that its pages have there."""
    row, vault = _file(docket, act, COPY), Vault.of(docket)
    with io.BufferedReader(SealedFile(vault.key, row.stored, vault.files), AT_ONCE) as whole:
        return cut(whole, paper.first, paper.last)


def paper_words(docket: Docket, *, act: int, paper: ServedPaper) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return the words on each page of a paper of a copy, by the number of the page."""
    pages = words_on(paper_pdf(docket, act=act, paper=paper))
    return tuple(enumerate((_without(lines, n) for n, lines in enumerate(pages, paper.first)), paper.first))


def items_in(docket: Docket, paper: ServedPaper) -> tuple[str, ...]:
    """Return the items of evidence (by their keys) that a paper of a copy holds; one query."""
    items = evidence.items(kept_back.notes(Docket.objects.filter(pk=docket.pk))).values()
    return tuple(each.key for each in items if paper.ref in {f"{each.act}/{file}" for file in each.lies_in})


def _without(lines: tuple[str, ...], number: int) -> tuple[str, ...]:
    """Return the lines of a page without the number that stands in its corner."""
    mine = [n for n, line in enumerate(lines) if line.strip() == str(number)]
    return tuple(line for n, line in enumerate(lines) if not mine or n != mine[-1])


def _papers(docket: Docket, act: int) -> Iterator[ServedPaper]:
    given = iter(Act.objects.get(docket=docket, n=act).facts["papers"])  # in the order of the index
    for each in json.loads(manifest_bytes(docket, act))["entries"]:
        yield ServedPaper(
            each["n"], each["title"], each["on"], each["section"], each["first"], each["last"],
            bool(each["covered"]), each["withheld"], "" if each["withheld"] else next(given, ""),
        )  # fmt: skip


def _file(docket: Docket, act: int, number: int) -> File:
    row = File.objects.filter(act__docket=docket, act__n=act, n=number).first()
    if row is None:
        raise Hidden("no such file")
    return row
