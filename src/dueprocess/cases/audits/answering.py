"""What each entry that was drawn is answered with: its whole docket, itself, or in words why not.

Asks the wall for the auditor: what concerns them, or what they had a part in, another auditor must look at,
and this one is not told why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dueprocess.cases.approaches.models import Approach
from dueprocess.core.errors import Broken
from dueprocess.docket import wall
from dueprocess.docket.models import Act, Docket, PersonKey
from dueprocess.docket.parted import PARTED_INTO
from dueprocess.docket.sealing import person_tag
from dueprocess.ledger import lots
from dueprocess.ledger.models import RecordAct
from dueprocess.people.models import Person


class Kind(StrEnum):
    """How an entry that was drawn is answered, as the package says it."""

    DOCKET = "docket"
    ENTRY = "entry"
    RECORD = "record"
    ERASED = "erased"
    LOST = "lost"
    ANOTHER = "another"


@dataclass(frozen=True, slots=True)
class Answer:
    """One drawn index and its answer. `docket`: the key of the docket of its entry, with its length then;
    `by`: the acts of the record that say why it cannot be shown."""

    index: int
    kind: Kind
    docket: int | None = None
    length: int = 0
    by: tuple[int, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Return it as the draw keeps it."""
        return {
            "index": self.index, "kind": str(self.kind), "docket": self.docket, "length": self.length,
            "by": list(self.by),
        }  # fmt: skip

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Answer:
        """Return what the draw keeps."""
        return cls(kept["index"], Kind(kept["kind"]), kept["docket"], kept["length"], tuple(kept["by"]))


def answers(indices: Sequence[int], *, whole: bool, auditor: Person) -> tuple[Answer, ...]:
    """Return the answer to each index, in the order given. Raises Broken for an entry of which nothing is
    known and nothing says why."""
    keys = lots.keys_at(indices)
    acts = {act.entry_id: act for act in Act.objects.filter(entry_id__in=keys.values())}
    dockets = Docket.objects.in_bulk({act.docket_id for act in acts.values()})
    own = {act.entry_id: act for act in RecordAct.objects.filter(entry_id__in=keys.values())}
    found = []
    for index in indices:
        key = keys[index]
        if key in acts:
            found.append(_of_docket(index, dockets[acts[key].docket_id], whole=whole, auditor=auditor))
        elif key in own:
            found.append(Answer(index, Kind.RECORD if _speaks(own[key], auditor) else Kind.ANOTHER))
        else:
            found.append(Answer(index, Kind.LOST, by=_lost(index)))
    return tuple(found)


def _of_docket(index: int, docket: Docket, *, whole: bool, auditor: Person) -> Answer:
    if docket.key_wrapped is None:
        by = tuple(act.pk for act in lots.saying("payload.erased", docket.pseudonym))
        return Answer(index, Kind.ERASED, docket.pk, docket.length, by)
    if not may_look(docket, auditor):
        return Answer(index, Kind.ANOTHER, docket.pk)
    return Answer(index, Kind.DOCKET if whole else Kind.ENTRY, docket.pk, docket.length)


def _speaks(act: RecordAct, auditor: Person) -> bool:
    """Tell whether an act of the record may be opened to an auditor: one about a docket, such as a signature,
    where they may look at that."""
    about = Docket.objects.filter(pseudonym=act.payload.get("c", "")).first()
    return about is None or about.key_wrapped is None or may_look(about, auditor)


def may_look(docket: Docket, auditor: Person) -> bool:
    """Tell whether an auditor may look at a docket: nothing shuts it for them (a party, a conflict, a
    decision, a name that may be theirs), and they had no part in it; of an approach, nor in the case that it
    is about."""
    had = PersonKey.objects.filter(docket=docket, tag=person_tag(auditor.pk)).exists()
    if had or wall.shuts(docket, auditor):
        return False
    about = Approach.objects.filter(docket=docket).exclude(about="").values("about")
    case = Docket.objects.filter(kind="case", pseudonym__in=about).first()
    return case is None or may_look(case, auditor)


def shut_acts(acts: Sequence[Act], auditor: Person) -> frozenset[int]:
    """Return the numbers of acts of which everything went into another docket that this auditor may not look
    at."""
    found: set[int] = set()
    for act in acts:
        told = act.introduces.get(PARTED_INTO)
        if told and told["acts"]:
            other = Docket.objects.filter(pseudonym=told["into"]).first()
            if other is None or other.key_wrapped is None or not may_look(other, auditor):
                found.update(told["acts"])
    return frozenset(found)


def _lost(index: int) -> tuple[int, ...]:
    acts = RecordAct.objects.filter(kind="payload.lost")
    by = tuple(
        act.pk for act in acts if act.payload["first"] <= index < act.payload["first"] + act.payload["count"]
    )
    if not by:
        raise Broken(
            f"Entry {index} was drawn, no act stands behind it, and nothing in the record says why. "
            "Run `dueprocess record verify-state`."
        )
    return by
