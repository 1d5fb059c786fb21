"""What the entries of a docket commit to, laid open: payload, fields, names and files of each act, with the
salts that show it. Of a docket that was erased, what is left.

Knows sealed rows. Must not know who may see them: that is asked before. What was written for the inside alone
(tags of receipt codes and of links, for whom another case is shut) is not opened to anybody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dueprocess.docket import house, parted, payload
from dueprocess.docket.models import Act, Content, Docket, File, PersonKey
from dueprocess.docket.sealing import Vault, as_text
from dueprocess.docket.withholding import Withheld
from dueprocess.ledger.models import Entry
from dueprocess.tlog.opening import Field, Opening
from dueprocess.tlog.opening import File as OpenedFile

INSIDE = frozenset({"receipt", house.WAY})
"""Content fields that are opened for nobody outside."""
NOTHING = Withheld()
PERSON, FILE = "person.", "file."
"""How the names of fields begin that hold who somebody is, and a file."""


@dataclass(frozen=True, slots=True)
class Laid:
    """The opening of one act: its number, the key of its entry, and the names of its files by number."""

    n: int
    entry: int
    opening: Opening
    files: Mapping[int, str]


def openings(
    docket: Docket, acts: Sequence[Act], *, but: Collection[int] = (), back: Withheld = NOTHING
) -> Iterator[Laid]:
    """Yield the opening of each of a docket's acts, which must be all from the first on, in order; `but` are
    acts of which nothing more than the payload is opened, `back` is what of words and files is kept back: of
    that only the commitment is told. Four queries."""
    vault = Vault.of(docket) if docket.key_wrapped is not None else None
    content: dict[int, list[Content]] = {}
    files: dict[int, list[File]] = {}
    people: dict[int, list[PersonKey]] = {}
    if vault is not None:
        for row in Content.objects.filter(act__docket=docket).exclude(field__in=INSIDE).order_by("pk"):
            content.setdefault(row.act_id, []).append(row)
        for each in File.objects.filter(act__docket=docket).order_by("pk"):
            files.setdefault(each.act_id, []).append(each)
        came = {act.n for act in acts if act.is_note and act.name == parted.CAME}
        for who in PersonKey.objects.filter(docket=docket).order_by("pk"):
            if who.n not in came:
                people.setdefault(who.n, []).append(who)
    keys = [act.entry_id for act in acts]
    leaves = dict(Entry.objects.filter(key__in=keys).values_list("key", "leaf"))
    previous = b""
    for act in acts:
        fields: dict[str, Field | OpenedFile] = {}
        attached: dict[int, str] = {}
        shown = act.n not in but
        if vault is not None:
            for row in content.get(act.pk, ()) if shown else ():
                if back.hides(act.n, as_text(row.field)):
                    continue
                fields[row.field] = Field(vault.content(row, act.n), bytes(row.salt))
            for person in people.get(act.n, ()):
                fields[f"{PERSON}{person.key}"] = Field(vault.identity(person), bytes(person.salt))
            for each in files.get(act.pk, ()) if shown else ():
                if (act.n, each.n) in back.files:
                    continue
                said = vault.file(each, act.n)
                sha256, size = bytes.fromhex(said["sha256"]), said["size"]
                fields[f"{FILE}{each.n}"] = OpenedFile(sha256, size, bytes(each.salt))
                attached[each.n] = said["name"]
        whole = payload.of(act, pseudonym=docket.pseudonym, previous=previous)
        yield Laid(act.n, act.entry_id, Opening(whole, bytes(act.salt), fields), attached)
        previous = bytes(leaves[act.entry_id])
