"""Giving parties something of an item: all of it, or where that may not be shown, its gist and why. Which
they have decides whether a finding against them may rest on it; a note of the case says it.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.actions.talking import send_message
from dueprocess.cases.evidence.actions import reading
from dueprocess.cases.evidence.actions.describing import impartial, visible
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import evidence, house
from dueprocess.docket.models import Act, Docket
from dueprocess.docket.needs import Actor, Needs


@transaction.atomic
def give_gist(
    *,
    docket: Docket,
    item: str,
    to: Collection[str],
    gist: str,
    why: str,
    by: Actor,
    length: int | None = None,
) -> Act:
    """Give parties (local keys) the gist of an item alone, with why they do not get it in full, and write to
    them that it is there; return the note.

    Raises Malformed without a gist or a reason, or for nobody; Refused: "no_item", "privileged",
    "needs_ruling" for what has to be ruled on first, "untold" for one whom the rules have not told
    of the case yet, and as `describe`.
    """
    faults = []
    if not gist.strip():
        said = _("There is no gist.")
        mend = _("Write what they have to know to answer it, and nothing that gives away what is withheld.")
        faults.append(Problem("gist", None, said, mend))
    if not why.strip():
        said = _("It is not said why.")
        faults.append(Problem("why", None, said, _("Say why they do not get it in full: they read this.")))
    if faults:
        raise Malformed(faults)
    content = {evidence.GIST: gist.strip(), evidence.WHY_WITHHELD: why.strip()}
    return _give(docket, item, to, by, content, full=False, length=length)


@transaction.atomic
def give_in_full(
    *, docket: Docket, item: str, to: Collection[str], by: Actor, length: int | None = None
) -> Act:
    """Give parties (local keys) all of an item, and write to them that it is there; return the note. Where
    they had its gist alone, that is over.

    Raises Malformed for nobody; Refused: "protected" where a ruling protects its source, "not_stripped" for a
    picture that cannot be written anew without what it says of whoever took it, and as `give_gist`.
    """
    return _give(docket, item, to, by, {}, full=True, length=length)


def _give(
    docket: Docket,
    item: str,
    to: Collection[str],
    by: Actor,
    content: dict[str, str],
    *,
    full: bool,
    length: int | None,
) -> Act:
    docket = Docket.objects.locked(docket.pk)
    rows = impartial(docket, by)
    what = visible(evidence.items(rows), item, docket, rows, by)
    if not to or not set(to) <= set(docket.parties.values_list("key", flat=True)):
        said = _("It goes to parties of the case.")
        raise Malformed([Problem("to", None, said, _("Choose at least one of them."))])
    if what.privileged:
        raise Refused("privileged", _("It is privileged: nobody gets anything of it."), None)
    if what.unruled:
        said = _("Somebody has to rule on its use first: until then no party gets anything of it.")
        raise Refused("needs_ruling", said, None)
    if full and what.protected:
        said = _("Its source is protected: give its gist, or rule on it anew.")
        raise Refused("protected", said, None)
    if full and not reading.may_be_given(docket, what):
        said = _(
            "This picture cannot be written anew here: it would tell whoever gets it what it says of whoever "
            "took it. Take it out, save it as JPEG or PNG, bring that in as a copy, and give the copy."
        )
        raise Refused("not_stripped", said, None)
    facts: dict[str, object] = {"item": item, "to": sorted(to)}
    needs = Needs(act=facts | ({"full": True} if full else {}), content=content)
    note = dockets.house_note(docket=docket, note=house.GIST, by=by, needs=needs, named={}, length=length)
    said = _("You can read on your page what you are given of the evidence in this matter.")
    send_message(docket=docket, by=by, text=said, to=sorted(to))
    return note
