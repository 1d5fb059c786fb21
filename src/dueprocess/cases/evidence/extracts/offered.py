"""What a party offered as evidence, as they read it: whether it was admitted, by whom, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dueprocess.cases.extracts.party import seen_by
from dueprocess.docket import evidence
from dueprocess.docket.evidence import Ruling
from dueprocess.docket.extracts import FileLine, telling
from dueprocess.docket.models import Docket


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """One item that a party offered. `shows` in their own words; `ruling` is a code, "" where nobody has
    ruled; `role`: as what whoever ruled did, never their name; `why` the reasons. `file` is theirs."""

    number: int
    title: str
    at: datetime
    shows: str
    ruling: str
    ruling_said: str
    role: str
    why: str
    file: FileLine | None


def offered(docket: Docket, *, key: str) -> tuple[OfferedLine, ...]:
    """Return what a party has offered, the newest first."""
    view = seen_by(docket, key)
    rows = {act.n: act for act in view.acts}
    found = []
    for item in evidence.items(view.acts).values():
        if item.offered_by != key or (item.privileged and not item.offered):
            continue  # what an officer says of where something privileged is from is told to nobody
        act, said = rows[item.act], view.contents.get(item.descriptions[0], {})
        files = telling.files(view, act, "", "") if act.by_key == key else ()
        ruled = rows.get(item.ruled)
        role = str(ruled.facts.get("as", "")) if ruled is not None else ""
        found.append(
            OfferedLine(
                evidence.number(item.key), str(said.get(evidence.TITLE, "")), act.at,
                str(said.get(evidence.SHOWS, "")) if item.offered else "", item.ruling,
                str(Ruling(item.ruling).label) if item.ruling else "", view.name(role) if role else "",
                str(view.contents.get(item.ruled, {}).get("reason", "")),
                next((each for each in files if each.number == item.file), None),
            )
        )  # fmt: skip
    return tuple(reversed(found))
