"""What cannot be kept back as privileged: what parties were told already or are to be told, and what an act
says."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dueprocess.core.errors import Refused
from dueprocess.docket.evidence import WORDS
from dueprocess.docket.models import Act, Docket, File, Notice
from dueprocess.docket.sealing import Vault

OPEN_NOTES = ("message", "information")
"""Entries whose words may be privileged: what somebody wrote. What an act says stays readable."""
TOLD = ("sent", "received")


def may_keep_back(docket: Docket, n: int, file: int) -> None:
    """Raise Refused for a file (or `WORDS`) of entry `n` that cannot be privileged: "told", "public_act"."""
    act = Act.objects.get(docket=docket, n=n)
    letters = Notice.objects.filter(docket=docket, act=n)
    told = letters.filter(state__in=TOLD).exists() or (act.is_note and act.name == "sent")
    if not told and file != WORDS and letters.exists() and _is_paper(docket, act, file):
        said = _("A letter is to tell this to somebody: it is not privileged.")
        raise Refused("told", said, None)
    if told or (act.is_note and act.name == "message" and act.facts.get("to")):
        said = _("A letter or message has told this to somebody: it is privileged no more.")
        raise Refused("told", said, None)
    if file == WORDS and not (act.is_note and act.name in OPEN_NOTES):
        said = _(
            "These are the words of an act of the procedure: only what somebody wrote can be privileged."
        )
        raise Refused("public_act", said, None)


def _is_paper(docket: Docket, act: Act, number: int) -> bool:
    """Tell whether a file came as a paper that the rules ask for: letters give it along."""
    return bool(Vault.of(docket).file(File.objects.get(act=act, n=number), act.n).get("paper"))
