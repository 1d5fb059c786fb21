"""The outline of an item's sound: worked out, kept as a working copy, and read again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from dueprocess.cases.evidence.actions.copying import Made, add_copy
from dueprocess.cases.evidence.models import WorkingCopy, place
from dueprocess.cases.evidence.sound import decoding
from dueprocess.cases.evidence.sound.outline import Outline, outline
from dueprocess.cases.evidence.sound.played import is_recording
from dueprocess.core.errors import Refused
from dueprocess.docket import evidence, kept_back
from dueprocess.docket.models import Docket, File
from dueprocess.docket.sealing import Vault
from dueprocess.kit import files
from dueprocess.kit.keys import Damaged

LONGEST_MS = 12 * 3600 * 1000
WAVE = WorkingCopy.Kind.WAVE


class Lack(TextChoices):
    """Why there is no outline."""

    WAITING = "waiting", _("It is being drawn. Look again in a moment.")
    NO_PROGRAM = (
        "no_program",
        _("No program here reads this kind of file. Whoever runs the system can install ffmpeg."),
    )
    LARGE = "large", _("The recording is too large for it to be drawn.")
    SILENT = "silent", _("There is no sound in it that the program could read.")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is known of the outline: itself, or why there is none; by which `tool`."""

    outline: Outline | None
    lack: Lack | None
    tool: str = ""


def draw(docket: Docket, item: str) -> None:
    """Work out the outline of an item and keep it; or keep why it cannot be. What was kept of these bytes by
    the same program stays. Nothing is done for what is no recording, or is gone."""
    found = evidence.items(kept_back.notes(Docket.objects.filter(pk=docket.pk))).get(item)
    if docket.key_wrapped is None or found is None or found.file == evidence.WORDS:
        return
    row = File.objects.filter(act__docket=docket, act__n=found.act, n=found.file).first()
    if row is None:
        return
    vault = Vault.of(docket)
    said = vault.file(row, found.act)
    if not is_recording(said["media_type"]):
        return
    decoder = decoding.decoder_for(said["media_type"])
    if decoder is None or _is_there(docket, vault, item, said["sha256"], decoder.name):
        return
    kept: dict[str, Any] = {"lack": str(Lack.LARGE)}
    if said["size"] <= decoding.MOST_BYTES:
        try:
            with decoding.samples(decoder, files.read(vault.key, row.stored, vault.files)) as samples:
                drawn = outline(samples, longest_ms=LONGEST_MS)
            kept = drawn.plain() if drawn is not None else {"lack": str(Lack.SILENT)}
        except decoding.NotDecoded:
            kept = {"lack": str(Lack.SILENT)}
        except (Damaged, FileNotFoundError):
            return  # comparing it with its fingerprint says so
    try:
        add_copy(
            docket=docket, item=item,
            made=Made(
                kind=WAVE, content=[json.dumps(kept).encode()], media_type="application/json",
                name=f"{item}-outline.json", tool=decoder.name,
            ),
        )  # fmt: skip
    except Refused:
        return  # it was erased meanwhile


def _is_there(docket: Docket, vault: Vault, item: str, sha256: str, tool: str) -> bool:
    row = WorkingCopy.objects.filter(docket=docket, item=item, kind=WAVE).first()
    if row is None:
        return False
    said = vault.open(row.sealed, place(item, WAVE, 0))
    return bool(said["of_sha256"] == sha256 and said["tool"] == tool)


def drawn(docket: Docket, item: str, media_type: str) -> Drawn:
    """Return the outline of an item as it was kept, or why there is none; one query."""
    row = WorkingCopy.objects.filter(docket=docket, item=item, kind=WAVE).first()
    if row is None:
        able = decoding.decoder_for(media_type) is not None
        return Drawn(None, Lack.WAITING if able else Lack.NO_PROGRAM)
    vault = Vault.of(docket)
    tool = str(vault.open(row.sealed, place(item, WAVE, 0))["tool"])
    try:
        kept = json.loads(b"".join(files.read(vault.key, row.stored, vault.files)))
    except (Damaged, FileNotFoundError):
        return Drawn(None, Lack.WAITING, tool)
    if "lack" in kept:
        return Drawn(None, Lack(kept["lack"]), tool)
    return Drawn(Outline.of(kept), None, tool)
