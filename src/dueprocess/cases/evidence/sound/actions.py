"""Writing down what is said in a recording, correcting it, and signing it off. Each version is a note of the
case and stays; the recording itself is never altered."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from dueprocess.cases.evidence.actions.describing import impartial, visible
from dueprocess.cases.evidence.sound import asking
from dueprocess.cases.evidence.sound.cues import Cue
from dueprocess.cases.evidence.sound.played import is_recording
from dueprocess.core.errors import Malformed, Problem, Refused
from dueprocess.docket import actions as dockets
from dueprocess.docket import evidence, house
from dueprocess.docket.actions import indexing
from dueprocess.docket.evidence import WORDS, Item
from dueprocess.docket.models import Act, Content, Docket, File
from dueprocess.docket.needs import Actor, Needs
from dueprocess.docket.sealing import Vault, as_field


@transaction.atomic
def transcribe(*, docket: Docket, item: str, cues: Sequence[Cue], by: Actor, over: int, why: str = "") -> Act:
    """Write down what is said in a recording, as its next version; return the note. `over`: the version that
    was corrected, 0 for the first. `why`: what was wrong with it, or by which way this one was made.

    Raises Malformed without passages, and for a correction that changes nothing; Refused: "no_item",
    "no_sound" for what is no recording, "changed_meanwhile" where somebody wrote another version since, and
    as `describe`.
    """
    docket = Docket.objects.locked(docket.pk)
    rows = impartial(docket, by)
    what = visible(evidence.items(rows), item, docket, rows, by)
    _heard(docket, what)
    _as_read(what, over)
    if not cues:
        said = _("There is no passage.")
        raise Malformed([Problem("transcript", None, said, _("Write at least one line with its time."))])
    told = [[each.start, each.end, each.who, each.text] for each in cues]
    if over and told == _written(docket, what.transcripts[over - 1]):
        said = _("Nothing was changed.")
        raise Malformed([Problem("transcript", None, said, _("Correct what is wrong, or leave it."))])
    content: dict[str, object] = {evidence.TRANSCRIPT: told}
    if why.strip():
        content["reason"] = why.strip()
    needs = Needs(act={"item": item, "version": over + 1, "passages": len(told)}, content=content)
    made = dockets.house_note(docket=docket, note=house.TRANSCRIBED, by=by, needs=needs, named={})
    if what.privileged:
        indexing.anew(Docket.objects.get(pk=docket.pk))  # nobody finds the case by what is kept back
    return made


@transaction.atomic
def sign_off(*, docket: Docket, item: str, version: int, by: Actor) -> Act:
    """Say, having listened, that the last version of a transcript is what the recording says; return the
    note. By somebody other than whoever wrote that version.

    Raises Refused: "no_item", "no_transcript", "changed_meanwhile" where there is a later version,
    "done_already", "own" for whoever wrote it, and as `describe`.
    """
    docket = Docket.objects.locked(docket.pk)
    rows = impartial(docket, by)
    what = visible(evidence.items(rows), item, docket, rows, by)
    if not what.transcripts:
        raise Refused("no_transcript", _("Nobody has written down what is said in it."), None)
    _as_read(what, version)
    if any(signed == version for signed, _note in what.signed):
        raise Refused("done_already", _("Somebody has signed this version off already."), None)
    assert by.person is not None
    author = Act.objects.get(docket=docket, n=what.transcripts[version - 1]).by_key
    if Vault.of(docket).local(by.person.pk) == author:
        raise Refused("own", _("You wrote this version: somebody else signs it off."), None)
    needs = Needs(act={"item": item, "version": version})
    return dockets.house_note(docket=docket, note=house.TRANSCRIPT_SIGNED, by=by, needs=needs, named={})


@transaction.atomic
def draw_again(*, docket: Docket, item: str, by: Actor) -> None:
    """Have the outline of a recording drawn anew, in the background. Raises as `transcribe`."""
    docket = Docket.objects.locked(docket.pk)
    rows = impartial(docket, by)
    _heard(docket, visible(evidence.items(rows), item, docket, rows, by))
    asking.outline_again(docket, item)


def _heard(docket: Docket, what: Item) -> None:
    row = None
    if what.file != WORDS:
        row = File.objects.filter(act__docket=docket, act__n=what.act, n=what.file).first()
    if row is None or not is_recording(Vault.of(docket).file(row, what.act)["media_type"]):
        raise Refused("no_sound", _("This item is no recording of sound or film."), None)


def _as_read(what: Item, version: int) -> None:
    if version != len(what.transcripts):
        said = _("Somebody wrote another version meanwhile. Read it, then put right what is still wrong.")
        raise Refused("changed_meanwhile", said, None)


def _written(docket: Docket, n: int) -> object:
    row = Content.objects.get(act__docket=docket, act__n=n, field=as_field(evidence.TRANSCRIPT))
    return Vault.of(docket).content(row, n)
