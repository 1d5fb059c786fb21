"""Saying as what an item counts: relied on, unused, or privileged; and whether it may help a respondent."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.evidence.actions.describing import impartial, visible
from dueprocess.cases.evidence.actions.keeping_back import may_keep_back
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import evidence, house
from dueprocess.docket.actions import indexing
from dueprocess.docket.evidence import Class, Item, Ruling
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs


@transaction.atomic
def sort(
    *,
    docket: Docket,
    item: str,
    as_class: Class,
    by: Actor,
    helpful: bool = False,
    reason: str = "",
    length: int | None = None,
) -> Act:
    """Say as what an item counts, and whether it may help a respondent; return the note.

    Raises Malformed without a reason where it is privileged, was, or is sorted anew; Refused: "no_item",
    "needs_ruling" for what was obtained so that a ruling has to admit it first, and for what a party offered
    that is to be privileged before a ruling refused it; "ruled_out" for what a ruling refused, "told" for
    what is privileged no more because a letter, message or bundle told it, "public_act" for words that are an
    act, and as `describe`.
    """
    docket = Docket.objects.locked(docket.pk)
    rows = impartial(docket, by)
    found = evidence.items(rows)
    what = visible(found, item, docket, rows, by)
    if not reason.strip() and (what.given or what.privileged or as_class is Class.PRIVILEGED):
        said = _("It is not said why.")
        raise Malformed([Problem("reason", None, said, _("Say why in a few words: others read it."))])
    if as_class is Class.RELIED:
        _may_rely(what)
    if as_class is Class.PRIVILEGED:
        _was_refused(what)
        _untold(what)
        may_keep_back(docket, what.act, what.file)
    facts = {"item": item, "class": str(as_class)}
    helps = helpful and as_class is not Class.PRIVILEGED
    needs = Needs(
        act=facts | ({"helpful": True} if helps else {}),
        content={"reason": reason.strip()} if reason.strip() else {},
    )
    made = dockets.house_note(docket=docket, note=house.CLASSED, by=by, needs=needs, named={}, length=length)
    if as_class is Class.PRIVILEGED or what.privileged:
        indexing.anew(Docket.objects.get(pk=docket.pk))
    return made


def _may_rely(what: Item) -> None:
    if what.ruling == Ruling.REFUSED:
        said = _("A ruling has refused it: it is not relied on.")
        raise Refused("ruled_out", said, None)
    if what.waits_for_ruling:
        said = _("What was obtained in this way is relied on only once a ruling has admitted it.")
        raise Refused("needs_ruling", said, None)


def _was_refused(what: Item) -> None:
    """Raise Refused for what a party offered and nobody refused: one officer would keep it from those who
    decide the case."""
    if what.offered and what.ruling != Ruling.REFUSED:
        said = _("A party offered it as evidence: it is privileged only once a ruling has refused its use.")
        raise Refused("needs_ruling", said, None)


def _untold(what: Item) -> None:
    """Raise Refused for an item of which a party was given something: it cannot be privileged any more."""
    if what.given_to:
        said = _("A party was given this, or its gist: it is privileged no more.")
        raise Refused("told", said, None)
    if what.bundled:
        said = _("A bundle that was served has told this to its readers: it is privileged no more.")
        raise Refused("told", said, None)
