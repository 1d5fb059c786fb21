"""Saying as what an item counts: relied on, unused, or privileged; and whether it may help a respondent."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.evidence.actions.describing import impartial, visible
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import evidence, house
from dueprocess.docket.actions import indexing
from dueprocess.docket.evidence import WORDS, Class, Item, Ruling
from dueprocess.docket.models import Act, Docket, File, Notice
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault

OPEN_NOTES = ("message", "information")
"""Entries whose words may be privileged: what somebody wrote. What an act says stays readable."""
TOLD = ("sent", "received")


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
    if not reason.strip() and (what.given or as_class is Class.PRIVILEGED):
        said = _("It is not said why.")
        raise Malformed([Problem("reason", None, said, _("Say why in a few words: others read it."))])
    if as_class is Class.RELIED:
        _may_rely(what)
    if as_class is Class.PRIVILEGED:
        _was_refused(what)
        _may_keep_back(docket, what)
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


def _may_keep_back(docket: Docket, what: Item) -> None:
    """Raise Refused for what cannot be privileged: what parties were told already or are to be told, and what
    an act says."""
    act = Act.objects.get(docket=docket, n=what.act)
    letters = Notice.objects.filter(docket=docket, act=what.act)
    if what.given_to:
        said = _("A party was given this, or its gist: it is privileged no more.")
        raise Refused("told", said, None)
    told = letters.filter(state__in=TOLD).exists() or (act.is_note and act.name == "sent")
    if not told and what.file != WORDS and letters.exists() and _is_paper(docket, act, what.file):
        said = _("A letter is to tell this to somebody: it is not privileged.")
        raise Refused("told", said, None)
    if told or (act.is_note and act.name == "message" and act.facts.get("to")):
        said = _("A letter or message has told this to somebody: it is privileged no more.")
        raise Refused("told", said, None)
    if what.bundled:
        said = _("A bundle that was served has told this to its readers: it is privileged no more.")
        raise Refused("told", said, None)
    if what.file == WORDS and not (act.is_note and act.name in OPEN_NOTES):
        said = _(
            "These are the words of an act of the procedure: only what somebody wrote can be privileged."
        )
        raise Refused("public_act", said, None)


def _is_paper(docket: Docket, act: Act, number: int) -> bool:
    """Tell whether a file came as a paper that the rules ask for: letters give it along."""
    return bool(Vault.of(docket).file(File.objects.get(act=act, n=number), act.n).get("paper"))
