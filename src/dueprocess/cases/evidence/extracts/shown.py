"""What parties were given of single items: all of it, or the gist alone; and what they do not get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dueprocess.cases.evidence.extracts.written import text_for_party
from dueprocess.cases.extracts.party import seen_by
from dueprocess.docket import evidence, house
from dueprocess.docket.evidence import WORDS, Item
from dueprocess.docket.extracts import FileLine, Opened, telling
from dueprocess.docket.extracts.withheld import WithheldLine, withheld
from dueprocess.docket.models import Act, Docket


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One item that a party was given all of."""

    key: str
    number: int
    title: str
    file: FileLine | None
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What a party reads of single items: in full, and what is withheld, each with why and its gist."""

    lines: tuple[ShownLine, ...]
    withheld: tuple[WithheldLine, ...]


def is_shown(docket: Docket, key: str) -> bool:
    """Tell whether a party was given something of an item; one query."""
    notes = Act.objects.filter(docket=docket, is_note=True, name=house.GIST)
    return any(key in facts["to"] for facts in notes.values_list("facts", flat=True))


def shown(docket: Docket, *, key: str) -> Shown | None:
    """Return what a party was given of single items; None where that is nothing."""
    if not is_shown(docket, key):
        return None
    view = seen_by(docket, key)
    return Shown(tuple(_lines(view, key)), withheld(view, key))


def _lines(view: Opened, key: str) -> Iterator[ShownLine]:
    for item in evidence.items(view.acts).values():
        if _in_full(item, key):
            said = view.contents.get(item.descriptions[-1], {})
            act = next(each for each in view.acts if each.n == item.act)
            files = [each for each in telling.files(view, act, "", "") if each.number == item.file]
            yield ShownLine(
                item.key, evidence.number(item.key), str(said.get(evidence.TITLE, "")),
                next(iter(files), None),
                text_for_party(view, item.act) if item.file == WORDS else "",
            )  # fmt: skip


def _in_full(item: Item, key: str) -> bool:
    """Whether a party has all of an item: they were given it, and nothing keeps it back since."""
    shut = item.protected or item.privileged or item.unruled
    return key in item.given_to and key not in item.gists and not shut


def may_open_shown(docket: Docket, *, key: str, act: int, number: int) -> bool:
    """Tell whether a file is an item that a party was given all of."""
    found = shown(docket, key=key)
    return found is not None and any(
        line.file is not None and (line.file.n, line.file.number) == (act, number) for line in found.lines
    )
