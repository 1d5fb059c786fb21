"""A file as a party gets it: their own as they sent it; of others a picture without what it says of whoever
took it. The original stays as it came, and whoever works on the case can take that out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import PurePath

from django.utils.translation import gettext as _

from dueprocess.cases.evidence.reading import apart
from dueprocess.cases.models import Complaint
from dueprocess.core.errors import Refused
from dueprocess.docket import evidence, kept_back
from dueprocess.docket import extracts as dockets
from dueprocess.docket.extracts import FileLine
from dueprocess.docket.models import Act, Docket

PICTURE = "image/"


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that a party takes: what it is called and how long it is, its bytes, and whether it is a copy
    that was made for them (`bare`)."""

    line: FileLine
    content: Iterable[bytes]
    bare: bool


def given_file(docket: Docket, *, key: str, act: int, number: int) -> GivenFile:
    """Return a file for a party (local key) who may open it. Raises Hidden; Refused("not_stripped") for a
    picture that is evidence, which nothing here can write anew. One that came with a letter goes out as it
    was sent then: they have a right to it.
    """
    line, content = dockets.file_bytes(docket, act, number)
    if not line.media_type.startswith(PICTURE) or _is_own(docket, key, act):
        return GivenFile(line, content, False)
    data = b"".join(content)
    try:
        copy, kind = apart.bare(data)
    except apart.NotRead as error:
        items = evidence.items(kept_back.notes(Docket.objects.filter(pk=docket.pk)))
        if all((each.act, each.file) != (act, number) for each in items.values()):
            return GivenFile(line, [data], False)
        said = _(
            "This picture cannot be given out here without what it says of whoever took it. Write to us: we "
            "give it to you in another form."
        )
        raise Refused("not_stripped", said, None) from error
    name = f"{PurePath(line.name).stem}.{kind.removeprefix(PICTURE)}"
    made = replace(line, name=name, media_type=kind, size=len(copy), sha256=sha256(copy).hexdigest())
    return GivenFile(made, [copy], True)


def _is_own(docket: Docket, key: str, act: int) -> bool:
    """Whether a party sent what came with an entry, as a message or as their complaint."""
    if Complaint.objects.filter(docket=docket, complainant=key, act=act).exists():
        return True
    return Act.objects.filter(docket=docket, n=act, by_key=key).exists()
