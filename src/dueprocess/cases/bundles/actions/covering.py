"""Covering places of a paper, each on a ground. What is said once holds in every bundle of the docket."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.bundles import making, sources
from dueprocess.cases.bundles.actions.arranging import may_work
from dueprocess.cases.bundles.models import Redaction
from dueprocess.cases.bundles.values import DESK, Cover, Paper
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket.models import Docket
from dueprocess.docket.needs import Actor
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock
from dueprocess.papers import redaction
from dueprocess.papers.bundle.model import Unfit
from dueprocess.papers.redaction import REASONS
from dueprocess.papers.redaction.model import BadBox, Unreadable, by_page

MOST = 2_000
"""Boxes of one paper."""


def redact(
    *,
    docket: Docket,
    act: int,
    file: int,
    covers: Sequence[Cover],
    by: Actor,
    edits: int,
) -> Redaction:
    """Say what is covered in a paper, all of it: what was covered before and is not named here is covered no
    more. `edits` is how often that was said when the form was made (0: never).

    Raises Malformed for a place that is not on its page, an unknown ground, or none; Refused:
    "not_in_bundles" for a paper that may be in none, "unreadable" with the reason for one that cannot be
    covered, "changed_meanwhile", "too_many", and as `arranging.begin`.
    """
    _judged(docket, covers)
    sha256 = _looked_at(docket, act, file, covers)  # before the lock: large papers take their time
    with transaction.atomic():
        docket = Docket.objects.locked(docket.pk)
        may_work(docket, by)
        if why := sources.shut(docket).why_not(act, file):
            raise Refused("not_in_bundles", why, None)
        vault = Vault.of(docket)
        row = Redaction.objects.filter(docket=docket, act=act, file=file).first()
        _as_seen(row, edits)
        mine = vault.local(by.person.pk) if by.person else ""
        told = [(each if each.by else replace(each, by=mine)).plain() for each in covers]
        row = row or Redaction(docket=docket, act=act, file=file)
        kept = {"sha256": sha256, "covers": told, "by": mine}  # whatever was approved, was another redaction
        row.sealed = vault.seal(kept, making.cover_place(act, file))
        row.edits, row.changed_at = edits + 1, clock.now()
        row.save()
        return row


@transaction.atomic
def approve(*, docket: Docket, act: int, file: int, by: Actor, edits: int) -> Redaction:
    """Find that what is covered in a paper protects its source: all that is covered in it now, for those for
    whom it is. Whatever is covered otherwise afterwards, has to be approved anew. `edits` is how often it was
    said what is covered, when that was looked at.

    Raises Refused: "not_protected", "nothing_covered", "own" for whoever covered something of it, or said so
    last; "changed_meanwhile", "not_in_bundles", "done_already", and as `arranging.begin`.
    """
    docket = Docket.objects.locked(docket.pk)
    may_work(docket, by)
    closed = sources.shut(docket)
    if why := closed.why_not(act, file):
        raise Refused("not_in_bundles", why, None)
    if not closed.protected(act, file):
        raise Refused("not_protected", _("No ruling protects its source: nothing has to be approved."), None)
    vault = Vault.of(docket)
    row = Redaction.objects.filter(docket=docket, act=act, file=file).first()
    if row is None or not (found := making.covered(vault, row)).covers:
        raise Refused(
            "nothing_covered", _("Nothing is covered in it: cover first what names the source."), None
        )
    _as_seen(row, edits)
    mine = vault.local(by.person.pk) if by.person else ""
    if not mine or mine == found.by or any(each.by == mine for each in found.covers):
        said = _("You covered something of it yourself: somebody else says whether that protects the source.")
        raise Refused("own", said, None)
    if found.approved_by:
        raise Refused("done_already", _("Somebody has approved this already."), None)
    told = vault.open(row.sealed, making.cover_place(act, file)) | {"approved": mine}
    row.sealed = vault.seal(told, making.cover_place(act, file))
    row.changed_at = clock.now()
    row.save()
    return row


def _as_seen(row: Redaction | None, edits: int) -> None:
    if (row.edits if row else 0) != edits:
        said = _("Somebody else changed what is covered here meanwhile. Look at it as it is now.")
        raise Refused("changed_meanwhile", said, None)


def _judged(docket: Docket, covers: Sequence[Cover]) -> None:
    if len(covers) > MOST:
        raise Refused("too_many", _("So many places are not covered one by one: cover whole pages."), None)
    if any(each.ground not in REASONS for each in covers):
        said = _("It is not said on which ground.")
        raise Malformed([Problem("ground", None, said, _("Choose a ground: it is printed on the box."))])
    known = {DESK, *docket.parties.values_list("key", flat=True)}
    if not {key for each in covers for key in each.readers} <= known:
        raise Malformed([Problem("readers", None, _("This is no party."), _("Choose among the parties."))])


def _looked_at(docket: Docket, act: int, file: int, covers: Sequence[Cover]) -> str:
    """Return the hash of the pages on which places are counted. Raises Malformed for a place that is not
    there."""
    try:
        shown = making.shown(sources.Reading(docket), Paper(id=0, act=act, file=file, title=""))
        by_page([each.box() for each in covers], redaction.sizes(shown))
    except LookupError:
        raise Refused("no_paper", _("There is no such paper in this case."), None) from None
    except BadBox as error:
        mend = _("Places are counted in points from the upper left corner of the page.")
        raise Malformed([Problem("box", None, str(error), mend)]) from None
    except (Unfit, Unreadable) as error:
        raise Refused("unreadable", str(error), None) from None
    return hashlib.sha256(shown).hexdigest()
