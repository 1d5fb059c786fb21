"""Announcing a draw by lot, drawing, handing over what was drawn. Each is one act of the record, bound last.

Who announces oversees; who draws is the accredited auditor, by the number to which they were bound before.
So nobody chooses what is looked at: not who announces, nor who writes the log, nor the auditor.
"""

from __future__ import annotations

import re
import secrets
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.audits import answering, keeping, package
from dueprocess.cases.audits.models import Draw
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import wall
from dueprocess.docket.models import Docket
from dueprocess.docket.sealing import person_tag
from dueprocess.kit import clock
from dueprocess.ledger import actions as record
from dueprocess.ledger import lots
from dueprocess.people.actions import from_outside, require
from dueprocess.people.models import Accreditation, Grant, Person, Power
from dueprocess.tlog import lot

ANNOUNCED, DRAWN, HANDED = "audit.announced", "audit.drawn", "audit.handed_over"
"""What the record calls them."""
MOST = 1000
"""Entries that are drawn at most at once."""
_HEX = re.compile(r"[0-9a-f]{64}")


@transaction.atomic
def announce(
    *,
    accreditation: Accreditation,
    first_on: date,
    last_on: date,
    sample: int,
    whole: bool,
    seal: str,
    by: Person | None,
) -> Draw:
    """Announce that `sample` of the acts recorded in these days will be drawn for an auditor.

    `whole`: each is answered with its whole docket, else with itself alone. `seal` is that of the auditor's
    number (`tlog.lot.seal`, hex). Raises Refused("no_power"), ("not_accredited"), ("not_able") for an auditor
    who holds an office here by now, ("sealed_before") for a seal that was used; Malformed, naming the field.
    """
    require(by, Power.OVERSEE)
    auditor = _accredited(accreditation)
    if by is not None and by.pk == auditor.pk:
        raise Refused("oneself", _("Nobody announces a draw for themselves."), None)
    seal = seal.strip().lower()
    problems = []
    if not _HEX.fullmatch(seal):
        mend = _("Give the 64 letters and digits that the auditor sent you.")
        problems.append(Problem("seal", None, _("This is no seal of a number."), mend))
    if not 0 < sample <= MOST:
        mend = _("Give a number from 1 to {most}.").format(most=MOST)
        problems.append(Problem("sample", None, _("So many cannot be drawn at once."), mend))
    if last_on < first_on:
        mend = _("Give a later day.")
        problems.append(Problem("last_on", None, _("The last day lies before the first."), mend))
    first, end = lots.between(first_on, last_on) if not problems else (0, 0)
    if not problems and not lots.population(first, end):
        mend = _("Choose other days.")
        problems.append(Problem("first_on", None, _("Nothing was recorded in these days."), mend))
    if problems:
        raise Malformed(problems)
    if Draw.objects.filter(seal=seal).exists():
        what = _("This seal was used for a draw before. The auditor makes a new number for each.")
        raise Refused("sealed_before", what, None)
    draw = Draw(
        code=secrets.token_hex(8), accreditation=accreditation, by=by, first=first, end=end, sample=sample,
        whole=whole, seal=seal, announced_at=clock.now(),
    )  # fmt: skip
    draw.announced = record.bind(ANNOUNCED, announced(draw), at=draw.announced_at)
    draw.save(force_insert=True)
    return draw


def announced(draw: Draw) -> dict[str, Any]:
    """Return what the record holds of an announcement; it is opened to the auditor."""
    return {
        "draw": draw.code,
        "auditor": person_tag(draw.accreditation.person_id),
        "body": draw.accreditation.body,
        "by": person_tag(draw.by_id) if draw.by_id else "",
        "first": draw.first,
        "end": draw.end,
        "sample": draw.sample,
        "whole": draw.whole,
        "seal": draw.seal,
    }


@transaction.atomic
def draw_lot(*, draw: Draw, number: str, by: Person | None) -> Draw:
    """Draw, by the auditor's number (64 hex digits) and the first checkpoint that was witnessed after the
    announcement.

    Raises Malformed where that is not the number that was sealed; Refused("not_yours"), ("already_done"),
    ("not_accredited"), ("not_able"), ("not_witnessed") while no such checkpoint is published.
    """
    draw = _theirs(draw, by)
    if draw.drawn_id is not None:
        raise Refused("already_done", _("This was drawn already."), None)
    typed = number.strip().lower()
    if not _HEX.fullmatch(typed) or lot.seal(bytes.fromhex(typed)).hex() != draw.seal:
        mend = _("Type the number whose seal you sent before the draw was announced.")
        what = _("This is not the number that was sealed in the announcement.")
        raise Malformed([Problem("number", None, what, mend)])
    head = lots.witnessed_after(lots.index_of(draw.announced.entry_id))
    if head is None:
        what = _("The record was not published and witnessed since the announcement. Draw after that.")
        raise Refused("not_witnessed", what, None)
    draw.number, draw.size, draw.root = typed, head.size, head.root.hex()
    draw.indices = list(indices(draw))
    draw.drawn_at = clock.now()
    draw.drawn = record.bind(DRAWN, drawn(draw), at=draw.drawn_at)
    draw.save()
    return draw


def indices(draw: Draw) -> tuple[int, ...]:
    """Return what the lot draws: computed from the draw alone and the record."""
    seed = lot.seed(
        announcement=lots.leaf_of(draw.announced.entry_id),
        root=bytes.fromhex(draw.root),
        number=bytes.fromhex(draw.number),
    )
    return lot.draw(seed, among=lots.population(draw.first, draw.end), sample=draw.sample)


def drawn(draw: Draw) -> dict[str, Any]:
    """Return what the record holds of what was drawn."""
    return {
        "draw": draw.code, "size": draw.size, "root": draw.root, "number": draw.number, "drawn": draw.indices,
    }  # fmt: skip


@transaction.atomic
def hand_over(*, draw: Draw, by: Person | None, bound: bool) -> Draw:
    """Note that what was drawn is handed to the auditor, who says that they are bound by the duty of
    confidence of their accreditation (`bound`); each docket's read journal says so too.

    Raises Refused("not_yours"), ("not_drawn"), ("not_accredited"), ("not_able"), ("not_bound"), and
    ("not_published") while an entry that is to be shown is not in the published record.
    """
    draw = _theirs(draw, by)
    if draw.drawn_id is None:
        raise Refused("not_drawn", _("It has to be drawn first."), None)
    if not bound:
        raise Refused("not_bound", _("Say first that you are bound by the duty of confidence."), None)
    auditor = draw.accreditation.person
    found = answering.answers(draw.indices, whole=draw.whole, auditor=auditor)
    package.ready(draw, found)
    opened = Docket.objects.filter(pk__in={each.docket for each in found if each.length})
    said = _("drawn by lot for an audit: {code}").format(code=draw.code)
    for docket in opened.order_by("pk"):
        wall.looked(docket, auditor, "audit", said)
    draw.answers = [each.plain() for each in found]
    draw.handed_at = clock.now()
    draw.handed = record.bind(HANDED, handed(draw), at=draw.handed_at)
    draw.save()
    return draw


def may_take(draw: Draw) -> bool:
    """Tell whether what was handed over can still be taken: for a day, and as long as it is what the auditor
    would be handed now. What has come to concern them meanwhile is not opened to them."""
    if draw.handed_at is None or clock.now() >= draw.handed_at + keeping.TAKEN_WITHIN:
        return False
    now = answering.answers(draw.indices, whole=draw.whole, auditor=draw.accreditation.person)
    return [(each.index, each.kind) for each in now] == [
        (each["index"], each["kind"]) for each in draw.answers
    ]


def handed(draw: Draw) -> dict[str, Any]:
    """Return what the record holds of a hand-over: which index was answered how, and how long its docket
    was."""
    lines = [[each["index"], each["kind"], each["length"]] for each in draw.answers]
    return {"draw": draw.code, "answers": lines}


def accredited(person: Person, on: date) -> Accreditation | None:
    """Return the accreditation by which somebody audits on that day."""
    held = Grant.objects.running(on).filter(person=person, power=Power.AUDIT)
    return Accreditation.objects.filter(grant__in=held).select_related("person").first()


def _accredited(accreditation: Accreditation) -> Person:
    """Return the auditor of an accreditation that runs today.

    Raises Refused("not_accredited"), and ("not_able") for one who has come into office here since.
    """
    on = clock.now().date()
    running = Grant.objects.running(on).filter(power=Power.AUDIT)
    if accreditation.grant_id is None or not running.filter(pk=accreditation.grant_id).exists():
        raise Refused("not_accredited", _("This accreditation does not run today."), None)
    from_outside(accreditation.person, accreditation.from_on, on)
    return accreditation.person


def _theirs(draw: Draw, by: Person | None) -> Draw:
    """Return a draw, locked, for its auditor (or the installation's own command)."""
    found = Draw.objects.select_for_update(of=("self",)).select_related("accreditation__person", "announced")
    draw = found.get(pk=draw.pk)
    if by is not None and by.pk != draw.accreditation.person_id:
        raise Refused("not_yours", _("This was announced for another auditor."), None)
    _accredited(draw.accreditation)
    return draw
