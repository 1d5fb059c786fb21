"""Offering evidence: a party sends it and says what it shows. It is an item at once, described by them, and
those who decide the case rule on it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.actions.talking import add_information
from dueprocess.cases.ways.actions import stands
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import evidence, house, roster
from dueprocess.docket.evidence import WORDS, Obtained
from dueprocess.docket.models import Act, Docket, File
from dueprocess.docket.needs import Actor, Needs, Upload
from dueprocess.docket.sealing import Vault

TITLE = 80
"""So much of what words show stands as their name."""


@transaction.atomic
def offer(
    *, docket: Docket, by: Actor, text: str, shows: str, files: Iterable[Upload] = ()
) -> tuple[Act, ...]:
    """Let a party (`by.key`) offer evidence: each file, or without one the words, and in `shows` what it
    shows. Returns the notes of the items.

    Raises Malformed where nothing comes or nothing is said, Refused("no_party"), and what `add_information`
    raises.
    """
    docket = Docket.objects.locked(docket.pk)
    if by.key is None or by.person is not None or not stands(docket, by.key):
        raise Refused("no_party", _("This is no party to the case."), None)
    if not shows.strip():
        said, mend = _("It is not said what it shows."), _("Say it in a few words.")
        raise Malformed([Problem("shows", None, said, mend)])
    if docket.kind != "case":
        raise Refused("no_case", _("Only a case has evidence."), None)
    files = list(files)
    # Words that came alone in the one box are what is offered: they are not sent twice.
    sent = add_information(docket=docket, by=by, text=text or ("" if files else shows), files=files)
    vault = Vault.of(docket)
    told = [(row.n, vault.file(row, sent.n)) for row in File.objects.filter(act=sent).order_by("n")]
    things = [(n, str(each["name"]), str(each["media_type"])) for n, each in told]
    made = []
    for n, title, media_type in things or [(WORDS, shows.strip()[:TITLE], "")]:
        rows = roster.rows(Docket.objects.get(pk=docket.pk))
        facts = {
            "item": evidence.next_key(rows), "act": sent.n, "file": n,
            "kind": str(evidence.kind_of(media_type)), "obtained": str(Obtained.OFFERED),
            "offered_by": by.key, "offer": True,
        }  # fmt: skip
        needs = Needs(act=facts, content={evidence.TITLE: title[:150], evidence.SHOWS: shows.strip()})
        made.append(dockets.house_note(docket=docket, note=house.EVIDENCE, by=by, needs=needs, named={}))
    return tuple(made)
