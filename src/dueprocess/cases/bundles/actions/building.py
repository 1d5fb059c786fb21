"""Putting a bundle together in the background: its papers are looked at, `CHUNK` a round, then one copy a
round.

What is cut short goes on where it was: papers that were looked at are not looked at again, and a copy that
was kept is not made again. A copy that was cut short is begun anew, and gets the same bytes. What may not be
in a bundle is asked in every round.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.bundles import making, sources
from dueprocess.cases.bundles.actions.arranging import held, names_of, read
from dueprocess.cases.bundles.actions.keeping import copy_place, drop_copies, found_place
from dueprocess.cases.bundles.making import Asked
from dueprocess.cases.bundles.models import Bundle, BundleCopy
from dueprocess.cases.bundles.sources import Reading, Shut
from dueprocess.cases.bundles.values import NOTHING, Arrangement, Covered, Looked, Paper, looked
from dueprocess.core.errors import Malformed, Problem
from dueprocess.docket.evidence import Item
from dueprocess.docket.extracts import opened
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, files
from dueprocess.kit.jobs import enqueue
from dueprocess.papers.bundle import agreeing
from dueprocess.papers.bundle.assembling import put_together
from dueprocess.papers.bundle.inputs import judge
from dueprocess.papers.bundle.manifest import Manifest
from dueprocess.papers.bundle.model import Document, OtherNumbers, Stage, Unfit

JOB = "cases.bundle"
CHUNK = 20
"""Papers that are looked at in one round: then whatever else waits has its turn."""
LARGEST = 300_000_000
"""Bytes of all papers of a bundle: they are held in memory, so that nothing lies in clear on the disk."""
PIECE = 1 << 20
State = Bundle.State


@transaction.atomic
def build(*, bundle: Bundle, by: Actor, edits: int | None = None) -> Bundle:
    """Have a copy made for each reader; after one was served, as the next version. Returns at once.

    Raises Malformed for a bundle without papers; Refused as `arranging.add`.
    """
    bundle, told = held(bundle, by, edits)
    if not told.papers:
        raise Malformed([Problem("papers", None, _("It has no papers."), _("Put in one at least."))])
    if bundle.copies.filter(version=bundle.version, served__gt=0).exists():
        bundle.version += 1
    drop_copies(bundle.copies.filter(served=0))
    bundle.found = Vault.of(bundle.docket).seal(Looked().plain(), found_place(bundle))
    bundle.done, bundle.total = 0, len(told.papers)
    _go(bundle, State.CHECKING)
    return bundle


@transaction.atomic
def stop(*, bundle: Bundle, by: Actor) -> None:
    """Stop what goes on in the background; nothing of it is kept. Raises Refused as `arranging.add`."""
    Docket.objects.locked(bundle.docket_id)  # as everybody does first: serving waits for it, and it for none
    found = Bundle.objects.select_for_update(of=("self",)).filter(pk=bundle.pk).first()
    if found is not None and found.state in (State.CHECKING, State.BUILDING):
        found.state, found.turn = State.DRAFT, found.turn + 1
        found.save(update_fields=["state", "turn"])
    held(found or bundle, by, None)


def carry_on(bundle: Bundle) -> None:
    """Do the next round; may be cut short and called again."""
    if bundle.state not in (State.CHECKING, State.BUILDING) or bundle.docket.key_wrapped is None:
        return  # stopped, done by another worker, or erased
    told, closed = read(bundle), sources.shut(bundle.docket)
    covers = making.covers_of(bundle.docket, {each.ref for each in told.papers})
    if bundle.state == State.CHECKING:
        _check(bundle, told, closed, covers)
    else:
        _make(bundle, told, closed, covers)


def found_of(bundle: Bundle) -> Looked:
    """Return what was found when its papers were looked at."""
    if not bundle.found:
        return Looked()
    return looked(Vault.of(bundle.docket).open(bundle.found, found_place(bundle)))


def asked_for(bundle: Bundle, told: Arrangement, covers: Mapping[str, Covered]) -> Iterator[Asked]:
    """Yield the copies that are to be made, one for each reader."""
    view = opened(bundle.docket)
    names = names_of(view, told.readers)
    for reader in told.readers:
        yield Asked(bundle.docket.number, told, bundle.version, reader, names[reader], covers)


def _check(bundle: Bundle, told: Arrangement, closed: Shut, covers: Mapping[str, Covered]) -> None:
    """Look at the next papers; the last round says whether something stops it."""
    found = found_of(bundle)
    waits = [each for each in told.papers if each.ref not in found.pages]
    reading = Reading(bundle.docket)
    for paper in waits[:CHUNK]:
        barred = why_barred(told, paper, closed)
        item = closed.items.get((paper.act, paper.file))
        found = _looked(found, paper, barred, covers.get(paper.ref, NOTHING), reading, item)
    if found.sizes > LARGEST:
        words = _("All papers together are larger than {n} MB. Make two bundles, or give smaller copies.")
        found = replace(found, odd=(*found.odd, ("", words.format(n=LARGEST // 1_000_000), True)))
    bundle.done = len(found.pages)
    if len(waits) > CHUNK:
        _kept(bundle, found, State.CHECKING)
    elif found.stops:
        _kept(bundle, found, State.STOPPED)
    else:
        pages = sum(found.pages.values())
        bundle.done, bundle.total = 0, pages * len(told.readers)
        _kept(bundle, found, State.BUILDING)


def why_barred(told: Arrangement, paper: Paper, closed: Shut) -> str:
    """Return why a bundle cannot be made with a paper; "" where it can. One that was served keeps its place,
    and is withheld from everybody."""
    return "" if paper.ref in told.served else closed.why_not(paper.act, paper.file)


def _looked(
    found: Looked, paper: Paper, barred: str, covered: Covered, reading: Reading, item: Item | None
) -> Looked:
    """Return what is known with one paper more."""
    pages, odd, size = 0, [], 0
    if barred:
        odd.append((paper.ref, barred, True))
    else:
        try:
            content, sha256 = reading.paper(paper.act, paper.file)
            size = len(content)
            seen = reading.recognised(item, content)
            judged = judge(
                Document(
                    str(paper.id), paper.title, content, sha256=sha256, words=seen.words, turns=seen.turns
                )
            )  # fmt: skip
            pages = judged.pages
            odd += [(paper.ref, str(each), each.stops) for each in judged.odd]
            if judged.fit and not making.fits(reading, paper, covered):
                odd.append((paper.ref, _changed(paper), True))
        except (LookupError, FileNotFoundError):
            said = _("“{title}” is not in the case any more. Take it out of the bundle.")
            odd.append((paper.ref, said.format(title=paper.title), True))
    told = {**found.pages, paper.ref: pages}
    return Looked(told, (*found.odd, *odd), found.sizes + size)


def _changed(paper: Paper) -> str:
    said = _(
        "“{title}” looks otherwise than when places in it were covered. Open what is covered in it, and "
        "cover them anew."
    )
    return said.format(title=paper.title)


def _make(bundle: Bundle, told: Arrangement, closed: Shut, covers: Mapping[str, Covered]) -> None:
    """Make the next copy and keep it; the last round says that it is done."""
    found = found_of(bundle)
    barred = [(each.ref, why, True) for each in told.papers if (why := why_barred(told, each, closed))]
    if barred:
        _kept(bundle, replace(found, odd=(*found.odd, *barred)), State.STOPPED)
        return
    copies = list(asked_for(bundle, told, covers))
    there = {each.reader: each for each in bundle.copies.filter(version=bundle.version)}
    waits = [each for each in copies if each.reader not in there]
    if not waits:
        _kept(bundle, found, State.BUILT)
        return
    try:
        counts = {str(each.id): found.pages[each.ref] for each in told.papers}
        plans = [making.plan(each, closed, making.nothing) for each in copies]
        index = agreeing.index_pages(plans, counts)
        made, manifest = _put_together(bundle, waits[0], closed, index, done=len(there))
    except Unfit as unfit:
        refs = {str(each.id): each.ref for each in told.papers}
        odd = tuple((refs.get(each.document, ""), str(each), True) for each in unfit.oddities)
        _kept(bundle, replace(found, odd=(*found.odd, *odd)), State.STOPPED)
        return
    except OtherNumbers:
        said = _(
            "Its pages would get other numbers than in the copies that were served: the index needs more "
            "pages. Hold back no more of the papers that were served than before."
        )
        _kept(bundle, replace(found, odd=(*found.odd, ("", said, True))), State.STOPPED)
        return
    papers = [each.ref for each in told.papers if making.given(waits[0], each, closed)]
    of = {
        "digest": making.digest(waits[0], closed), "papers": papers, "marks": making.marks(waits[0], closed),
    }  # fmt: skip
    _keep_copy(bundle, waits[0].reader, made, manifest, of, last=len(waits) == 1)


def _put_together(
    bundle: Bundle, asked: Asked, closed: Shut, index: tuple[int, ...], *, done: int
) -> tuple[io.BytesIO, Manifest]:
    each = bundle.total // len(asked.arrangement.readers)

    def progress(stage: Stage, now: int, total: int) -> None:
        if stage is Stage.PUTTING and (now == total or now * 20 // total > (now - 1) * 20 // total):
            told = done * each + now * each // max(total, 1)
            Bundle.objects.filter(pk=bundle.pk, turn=bundle.turn).update(done=told)

    out = io.BytesIO()
    load = making.loader(Reading(bundle.docket), closed)
    manifest = put_together(making.plan(making.with_index(asked, index), closed, load), out, progress)
    return out, manifest


def _keep_copy(
    bundle: Bundle, reader: str, made: io.BytesIO, manifest: Manifest, of: Mapping[str, Any], *, last: bool
) -> None:
    """Keep a copy that was made, and queue the next round."""
    vault = Vault.of(bundle.docket)
    made.seek(0)
    pieces = iter(lambda: made.read(PIECE), b"")
    stored = files.store(
        vault.key, pieces, vault.files, "bundle.pdf", limit=10 * LARGEST, kind="application/pdf"
    )
    said = {
        "manifest": manifest.as_json().decode(), "sha256": stored.sha256, "size": stored.size,
        "pages": manifest.pages, **of,
    }  # fmt: skip
    with transaction.atomic():
        found = _mine(bundle)
        if found is None:
            transaction.on_commit(lambda: files.remove(stored.name))
            return
        BundleCopy.objects.create(
            bundle=found, version=found.version, reader=reader, stored=stored.name,
            sealed=vault.seal(said, copy_place(found, found.version, reader)), made_at=clock.now(),
        )  # fmt: skip
        _go(found, State.BUILT if last else State.BUILDING)


@transaction.atomic
def _kept(bundle: Bundle, found: Looked, state: Bundle.State) -> None:
    """Keep what was found, and queue the next round where there is one."""
    row = _mine(bundle)
    if row is None:
        return
    row.found = Vault.of(row.docket).seal(found.plain(), found_place(row))
    row.done, row.total = bundle.done, bundle.total
    _go(row, state)


def _mine(bundle: Bundle) -> Bundle | None:
    """Return the bundle, locked, as it was when the round began; None where it went on, or was stopped."""
    found = Bundle.objects.select_for_update(of=("self",)).filter(pk=bundle.pk).first()
    if found is None or found.turn != bundle.turn or found.docket.key_wrapped is None:
        return None
    return found


def _go(bundle: Bundle, state: Bundle.State) -> None:
    bundle.state, bundle.turn, bundle.changed_at = state, bundle.turn + 1, clock.now()
    bundle.save(update_fields=["state", "turn", "version", "found", "done", "total", "changed_at"])
    if state in (State.CHECKING, State.BUILDING):
        enqueue(JOB, key=f"{bundle.pk}:{bundle.turn}", bundle=bundle.pk)
