"""What is stored of cases that were taken over: the latest release of each, opened. Reads, never writes.

Knows the notes `imported` and `corrected` and what is sealed with them; not how a file is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dueprocess.cases.imports.differing import Cells
from dueprocess.cases.models import Case
from dueprocess.core.statistics import last_day
from dueprocess.docket import direct
from dueprocess.docket.models import Act, Content, Docket, PersonKey
from dueprocess.docket.sealing import Vault
from dueprocess.ledger.models import Entry
from dueprocess.tlog import entry as entries

IMPORTED, CORRECTED = "imported", "corrected"
LOGGED = "imported.corrected"
"""The public type of a correction's entry."""
RESPONDENT = "respondent"
LEFT = "left"
"""The status of a respondent whom a later release of the register no longer names."""
MISSING = "missing"
"""In the origin of a correction: the release no longer has the case at all."""
PUBLIC = ("r", "x")


@dataclass(frozen=True, slots=True)
class Part:
    """A row as it was sealed: from which file and row, and its cells."""

    origin: tuple[str, int]
    cells: Cells


@dataclass(slots=True)
class Before:
    """One case as the register last told it. `dates` are the public periods r and x as the record has them;
    `leaf` is that of the docket's last entry; `numbers` are the local keys given to respondents so far."""

    docket: Docket
    vault: Vault | None
    worked_on: bool
    leaf: bytes
    respondents_counted: int
    values: Mapping[str, Any] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    missing: bool = False
    row: Part = Part(("", 0), ())
    respondents: dict[str, Part] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)

    def standing(self) -> dict[str, Cells]:
        """The cells of each respondent whom the register still names, by local key."""
        return {key: part.cells for key, part in self.respondents.items()}


def older(release: str, than: str) -> bool:
    """Tell whether a release is from before another one. One that names no date is older than any that
    does."""
    if release == than or not than:
        return False
    return not release or last_day(release) < last_day(than)


def read(dockets: Sequence[int], *, lock: bool) -> dict[int, Before]:
    """Open what is stored of these cases; five statements, however many there are. With `lock` their rows
    are locked until the end of the transaction."""
    chosen = Docket.objects.filter(pk__in=dockets).order_by("pk")
    rows = list(chosen.select_for_update(of=("self",)) if lock else chosen)
    marks = ", ".join("%s" for _ in rows)
    keys = [row.pk for row in rows]
    if not rows:
        return {}
    acts: dict[int, list[Act]] = {}
    for act in direct.rows(Act, f"docket_id IN ({marks}) ORDER BY docket_id, n", keys):
        acts.setdefault(act.docket_id, []).append(act)
    told = [act for of_one in acts.values() for act in of_one if _is_history(act)]
    contents: dict[int, list[Content]] = {}
    some = ", ".join("%s" for _ in told)
    for content in direct.rows(Content, f"act_id IN ({some}) ORDER BY id", [act.pk for act in told]):
        contents.setdefault(content.act_id, []).append(content)
    wanted = {act.entry_id for act in told} | {of_one[-1].entry_id for of_one in acts.values()}
    some = ", ".join("%s" for _ in wanted)
    logged = {
        key: (bytes(raw), bytes(leaf))
        for key, raw, leaf in direct.values(
            Entry, ("key", "bytes", "leaf"), f"key IN ({some})", sorted(wanted)
        )
    }
    counted = dict(direct.values(Case, ("docket_id", "respondents"), f"docket_id IN ({marks})", keys))
    found = {}
    for row in rows:
        mine = acts[row.pk]
        found[row.pk] = Before(
            docket=row,
            vault=Vault.of(row) if row.key_wrapped is not None else None,
            worked_on=any(not act.is_note for act in mine),
            leaf=logged[mine[-1].entry_id][1],
            respondents_counted=counted[row.pk],
        )
        for act in filter(_is_history, mine):
            _take(found[row.pk], act, logged[act.entry_id][0], contents.get(act.pk, ()))
    for docket, key in direct.values(PersonKey, ("docket_id", "key"), f"docket_id IN ({marks})", keys):
        found[docket].numbers.add(key)
    return found


def _is_history(act: Act) -> bool:
    return act.is_note and act.name in (IMPORTED, CORRECTED)


def _take(before: Before, act: Act, entry: bytes, contents: Sequence[Content]) -> None:
    """Bring what is known up to one more release."""
    before.values = act.facts["values"]
    before.missing = bool(act.facts["origin"].get(MISSING))
    public = entries.parse(entry)
    if act.name == IMPORTED:
        before.dates = {key: public[key] for key in PUBLIC if key in public}
    elif any(key in public for key in ("r", "x", "r2", "x2")):
        before.dates = {key: public[f"{key}2"] for key in PUBLIC if f"{key}2" in public}
    if before.vault is None:
        return
    for content in contents:
        told = before.vault.content(content, act.n)
        part = Part((told["file"], told["row"]), told["cells"])
        if content.field == "row":
            before.row = part
        else:
            before.respondents[content.field.removeprefix(f"{RESPONDENT}.")] = part
    for key, party in act.introduces.get("parties", {}).items():
        if party.get("status") == LEFT:
            before.respondents.pop(key, None)
