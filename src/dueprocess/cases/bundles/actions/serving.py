"""Serving copies on their readers, each as a note of the docket with the copy and its manifest as files; and
that somebody opened theirs."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dueprocess.cases.actions.talking import send_message
from dueprocess.cases.bundles import making, sources
from dueprocess.cases.bundles.actions.arranging import held, seal
from dueprocess.cases.bundles.actions.building import asked_for, why_barred
from dueprocess.cases.bundles.actions.keeping import copy_place
from dueprocess.cases.bundles.models import Bundle, BundleCopy
from dueprocess.cases.bundles.values import DESK, NOTHING, Arrangement
from dueprocess.cases.present import extracts as present
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import house
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Kept, Needs, Upload
from dueprocess.docket.sealing import Vault
from dueprocess.papers.bundle.manifest import file_name
from dueprocess.papers.redaction import REASONS

TITLE, COVERED = "bundle title", "covered in it"
"""Content of the note: what the bundle is called, and what is covered in this copy, on which ground."""


@transaction.atomic
def serve(*, bundle: Bundle, to: Collection[str], by: Actor, length: int | None = None) -> list[Act]:
    """Serve the copies of the version that was made on these readers (local keys, `DESK`); return the notes.
    Parties get a message, and open their copy on their own pages. From the first on, its papers stay where
    they are, and what is put in comes at the end.

    Raises Malformed for nobody; Refused: "not_built", "stale" where something was changed since the copy was
    made, "not_in_bundles" where a paper may be in none any more, "done_already", "untold" for a party whom
    the rules have not told of the case yet, and as `arranging.begin`.
    """
    bundle, told = held(bundle, by, None)
    if not to:
        raise Malformed([Problem("to", None, _("Nobody is chosen."), _("Choose at least one of them."))])
    if bundle.state != Bundle.State.BUILT:
        raise Refused("not_built", _("It is not put together yet."), None)
    rows = {row.reader: row for row in bundle.copies.filter(version=bundle.version)}
    covers = making.covers_of(bundle.docket, {each.ref for each in told.papers})
    asked = {each.reader: each for each in asked_for(bundle, told, covers)}
    closed = sources.shut(bundle.docket)
    if why := next(filter(None, (why_barred(told, each, closed) for each in told.papers)), ""):
        raise Refused("not_in_bundles", why, None)
    made = []
    for reader in told.readers:
        if reader not in to:
            continue
        row = rows.get(reader)
        if row is None or reader not in asked:
            raise Refused("not_built", _("There is no copy for one of them: put it together again."), None)
        if row.served:
            raise Refused("done_already", _("One of these copies was served already."), None)
        said = _said(bundle, row)
        if said["digest"] != making.digest(asked[reader], closed):
            why = _("Something was changed since this copy was made. Put it together again, then serve it.")
            raise Refused("stale", why, None)
        made.append(_serve(bundle, row, said, asked[reader], closed, by, length=length))
        length = None
        if reader != DESK:
            text = _("The bundle “{title}” is on your page: open it there.").format(title=told.title)
            if withheld := _withheld(asked[reader], closed):
                text = "\n\n".join((text, _("Withheld from your copy, by its place in the index:"), withheld))
            send_message(docket=bundle.docket, by=by, text=text, to=[reader])
    if len(made) != len(set(to)):
        raise Malformed([Problem("to", None, _("One of them is no reader of it."), _("Choose its readers."))])
    _fixed(bundle, told, _said(bundle, rows[next(each for each in told.readers if each in to)]))
    return made


@transaction.atomic
def receive(*, docket: Docket, of: int, by: Actor, to: str = "") -> Act | None:
    """Note that a party (`by.key`) opened the copy that was served by note `of`, or whoever acts for the
    party `to` and reads their letters did; None where that was noted before. Raises Refused: "no_copy" for
    one that is not theirs, "kept_back" where something in it is kept from them since it was served."""
    docket = Docket.objects.locked(docket.pk)
    served = Act.objects.filter(docket=docket, n=of, is_note=True, name=house.BUNDLE_SERVED).first()
    to = to or by.key or ""
    mine = to == by.key or to in present.acts_for(docket, by.key or "")
    if served is None or not by.key or not mine or to not in served.facts.get("to", ()):
        raise Refused("no_copy", _("There is no such copy of yours."), None)
    if any(each.facts["of"] == of for each in received(docket)):
        return None
    if sources.kept_since(list(Act.objects.filter(docket=docket, is_note=True).order_by("n")), served, to):
        said = _("Something in it was decided on since it was given to you: you get another copy.")
        raise Refused("kept_back", said, None)
    needs = Needs(act={"of": of, "to": [to]})
    return dockets.house_note(docket=docket, note=house.BUNDLE_RECEIVED, by=by, needs=needs, named={})


def received(docket: Docket) -> list[Act]:
    """Return the notes by which copies were opened."""
    notes = Act.objects.filter(docket=docket, is_note=True, name=house.BUNDLE_RECEIVED)
    return list(notes.order_by("n"))


def _serve(
    bundle: Bundle,
    row: BundleCopy,
    said: dict[str, Any],
    asked: making.Asked,
    closed: sources.Shut,
    by: Actor,
    *,
    length: int | None,
) -> Act:
    title = asked.arrangement.title
    name = file_name(bundle.docket.number, f"{title}-{row.version}", timezone.localdate())
    papers = [each.ref for each in asked.arrangement.papers if making.given(asked, each, closed)]
    facts: dict[str, Any] = {
        "bundle": bundle.n, "version": row.version, "pages": said["pages"], "papers": papers,
    }  # fmt: skip
    if row.reader != DESK:
        facts["to"] = [row.reader]
        protected = [each for each in asked.arrangement.papers if closed.protected(each.act, each.file)]
        approved = {each.ref: asked.covers[each.ref].approved_by for each in protected if each.ref in papers}
        if approved:
            facts["approved"] = approved
    copy = Kept(row.stored, name, "application/pdf", int(said["size"]), said["sha256"], "")
    manifest = Upload(
        f"{name.removesuffix('.pdf')}.json", [said["manifest"].encode()], kind="application/json"
    )
    content = {TITLE: title} | ({COVERED: lines} if (lines := _covered(asked, closed)) else {})
    needs = Needs(act=facts, content=content, files=[copy, manifest])
    act = dockets.house_note(
        docket=bundle.docket, note=house.BUNDLE_SERVED, by=by, needs=needs, named={}, length=length
    )
    row.served = act.n
    row.save(update_fields=["served"])
    return act


def _covered(asked: making.Asked, closed: sources.Shut) -> str:
    """Return what is covered in a copy: paper, page and ground; of one that is withheld the number in the
    index and why, for its title may be kept back one day."""
    lines = [withheld] if (withheld := _withheld(asked, closed)) else []
    for paper in asked.arrangement.papers:
        if not making.given(asked, paper, closed):
            continue
        for box in asked.covers.get(paper.ref, NOTHING).boxes(asked.reader):
            said = _("“{title}”, page {page}: {ground}")
            title, _on = making.called(asked, paper)
            lines.append(said.format(title=title, page=box.page, ground=REASONS[box.reason]))
    return "\n".join(dict.fromkeys(lines))


def _withheld(asked: making.Asked, closed: sources.Shut) -> str:
    """Return what is withheld from a copy, a line for each: its number in the index, and why."""
    said = _("Paper {n} of the index: withheld. {why}")
    whys = [making.why_withheld(asked, paper, closed) for paper in asked.arrangement.papers]
    return "\n".join(said.format(n=n, why=why) for n, why in enumerate(whys, 1) if why is not None)


def _said(bundle: Bundle, row: BundleCopy) -> dict[str, Any]:
    vault = Vault.of(bundle.docket)
    said: dict[str, Any] = vault.open(row.sealed, copy_place(bundle, row.version, row.reader))
    return said


def _fixed(bundle: Bundle, told: Arrangement, said: dict[str, Any]) -> None:
    """Let what was served stay as it is: from now on nothing in it moves. The copies that wait to be served
    are of the same arrangement, and stay what they are."""
    if told.draft is None:
        return
    parts = tuple(part if part.version else replace(part, version=bundle.version) for part in told.parts)
    numbers = json.loads(said["manifest"])["index_pages"]
    seal(bundle, replace(told, parts=parts, index_pages=tuple(numbers)))
    bundle.edits += 1
    bundle.save(update_fields=["sealed", "edits"])
