"""A package of openings by lot, made with the log's own functions: what attacks on it start from and harm.

Six dockets stand in the log, with acts of the record between them. One was erased, one has an act that brings
a finding and a sanction, one is not shown to this auditor.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from dueprocess.tlog import entry, lot, opening, proof, tree
from tests.tlog.published import ORIGIN, START, Published, commitment, genesis, two_of_three

DAY = START.isoformat()
ERASED, HIDDEN = 4, 5
"""Which dockets were erased, and are not shown."""
MINUTES = b"The minutes of the meeting."


def salt(*of: object) -> bytes:
    """The same salt in every run."""
    return sha256(repr(of).encode()).digest()


@dataclass
class Drawn:
    """The log, the package beside it, and what its openings were made of."""

    log: Published
    folder: Path
    opened: dict[int, opening.Opening] = field(default_factory=dict)
    dockets: dict[int, list[int]] = field(default_factory=dict)
    announced: int = 0
    number: bytes = b""
    manifest: dict[str, Any] = field(default_factory=dict)
    whole: bool = True

    def append(self, payload: dict[str, Any], fields: dict[str, Any] | None = None) -> int:
        """Append the entry of a payload; its index."""
        index = len(self.log.entries)
        opened = opening.Opening(payload, salt("payload", index), fields or {})
        kind = entry.record_type(payload["kind"]) if "kind" in payload else str(payload["e"])
        public: dict[str, object] = {"cm": entry.commit(payload, opened.salt), "d": DAY}
        if kind == "payload.erased":
            public["n"] = 2
        self.opened[index] = opened
        self.log.grow([entry.encode(kind, public)])
        return index

    def act(self, docket: int, *, facts: dict[str, Any] | None = None, **more: Any) -> int:
        """Append the next act of a docket."""
        chain = self.dockets.setdefault(docket, [])
        n, index = len(chain) + 1, len(self.log.entries)
        fields: dict[str, Any] = {"text": opening.Field(f"Act {n} of {docket}.", salt("text", index))}
        if more.pop("attached", False):
            fields["file.1"] = opening.File(sha256(MINUTES).digest(), len(MINUTES), salt("file", index))
            self.write(f"files/{index}-1-minutes.txt", MINUTES)
        payload = {
            "v": 1,
            "e": "received" if n == 1 else "act",
            "c": f"{docket:032x}",
            "s": n,
            "p": tree.leaf_hash(self.log.entries[chain[-1]]).hex() if chain else "",
            "facts": facts or {},
            "introduces": more.pop("introduces", {}),
            "f": {name: item.commitment().hex() for name, item in fields.items()},
        }
        if docket == ERASED:
            fields = {}
        chain.append(self.append(payload, fields))
        return chain[-1]

    def write(self, path: str, content: bytes) -> None:
        """Write one file of the package."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)

    def write_json(self, path: str, value: Any) -> None:
        """Write one file of canonical JSON."""
        self.write(path, entry.canonical(value))

    def read_json(self, path: str) -> Any:
        """Read one again."""
        return json.loads((self.folder / path).read_bytes())

    def show(self, index: int, opened: opening.Opening | None = None) -> None:
        """Put an entry into the package: its proof and its opening."""
        made = proof.prove(index, self.log.entries[index], self.log.notes[-1], self.log.hashes)
        self.write(f"entries/{index:09}.tlog-proof", made.to_bytes())
        self.write(f"entries/{index:09}.opening", (opened or self.opened[index]).to_bytes())

    def hide(self, index: int) -> None:
        """Take an entry out of the package."""
        for path in self.folder.glob(f"entries/{index:09}.*"):
            path.unlink()

    def change(self, **changed: Any) -> None:
        """Change the manifest."""
        self.manifest |= changed
        self.write_json("manifest.json", self.manifest)

    def docket_of(self, index: int) -> int:
        """Which docket an entry belongs to; 0 for none."""
        return next((docket for docket, chain in self.dockets.items() if index in chain), 0)


def table(**rows: Any) -> dict[str, Any]:
    """The tables of a docket."""
    return {"parties": [], "deadlines": [], "findings": [], "measures": [], "sanctions": [], **rows}


def made(folder: Path, *, whole: bool = True, publish: str = "entries", ahead: int = 0) -> Drawn:
    """An honest package, and the log beside it; one whose announcement draws from entries that were to come
    (`ahead`) is not honest."""
    it = Drawn(Published(folder / "log"), folder / "package", whole=whole)
    it.log.grow([genesis(publish=publish)])
    parties = {"C1": {"is": "complainant"}, "R1": {"is": "respondent"}}
    for docket in (1, 2, 3, ERASED, HIDDEN, 6):
        it.act(docket, facts={"step": "complain", "by": "C1"}, introduces={"parties": parties}, attached=True)
    it.append({"kind": "rules.adopted", "recorded_at": DAY})
    for docket in (ERASED, 1, 2, 3, HIDDEN, 6):
        it.act(docket, facts={"step": "acknowledge"})
    found = {"allegation": "a1", "respondent": "R1", "finding": "established"}
    imposes = [{"sanction": "suspension", "on": "R1"}]
    for docket in (1, 2, 3, 6):
        it.act(docket, facts={"step": "decide", "findings": [found], "imposes": imposes})
    end = len(it.log.entries)
    erased = it.append({"kind": "payload.erased", "recorded_at": DAY, "dockets": [f"{ERASED:032x}"]})
    it.log.grow([entry.encode("act", {"cm": commitment(1), "d": DAY})])
    it.announced = len(it.log.entries)
    payload = {"kind": "audit.announced", "first": 1, "sample": 5, "whole": whole}
    payload["end"] = it.announced + ahead if ahead else end
    drawn, size = _announced(it, payload), it.announced + 1
    for _ in range(ahead - 1):
        it.append({"kind": "rules.adopted", "recorded_at": DAY})
    it.log.grow([entry.encode("act", {"cm": commitment(each), "d": DAY}) for each in range(2, 9)])
    _write(it, drawn, size, erased)
    return it


def _announced(it: Drawn, payload: dict[str, Any]) -> tuple[int, ...]:
    """Announce a draw with a number whose lot shows every kind of answer; what it draws."""
    among = lot.population(enumerate(it.log.entries))
    among = tuple(each for each in among if payload["first"] <= each < payload["end"])
    among += tuple(range(it.announced, payload["end"]))
    middles = {chain[1] for chain in it.dockets.values()}
    for number in count():
        it.number = salt("number", number)
        payload["seal"] = lot.seal(it.number).hex()
        fields = {"cm": entry.commit(payload, salt("payload", it.announced)), "d": DAY}
        announcement, hashes = tree.leaf_hash(entry.encode("act", fields)), deepcopy(it.log.hashes)
        hashes.append(announcement)
        root = tree.root(it.announced + 1, hashes)
        seed = lot.seed(announcement=announcement, root=root, number=it.number)
        drawn = lot.draw(seed, among=among, sample=payload["sample"])
        kinds = {it.docket_of(index) for index in drawn}
        if {0, ERASED, HIDDEN} <= kinds and len(kinds) == 5 and not middles & set(drawn):
            break
    it.append(payload)
    return drawn


def _write(it: Drawn, drawn: tuple[int, ...], size: int, erased: int) -> None:
    lines, dockets = [], []
    for index in drawn:
        docket = it.docket_of(index)
        if docket == HIDDEN:
            lines.append({"index": index, "answer": "another"})
            continue
        if not docket or (not it.whole and docket != ERASED):
            it.show(index)
            lines.append({"index": index, "answer": "entry" if docket else "record"})
            continue
        for each in it.dockets[docket]:
            it.show(each)
        dockets.append({"number": docket, "entries": it.dockets[docket]})
        if docket == ERASED:
            it.show(erased)
            lines.append({"index": index, "answer": "erased", "docket": docket, "by": [erased]})
            continue
        lines.append({"index": index, "answer": "docket", "docket": docket})
        parties = [{"key": "C1", "kind": "complainant", "since": 1}, {"key": "R1", "kind": "respondent"}]
        parties[1]["since"] = 1
        found = {"act": 3, "allegation": "a1", "finding": "established", "protected": None}
        late = {"last_day": DAY, "person": "R1", "state": "met", "step": "answer", "strand": 1}
        on = {"act": 3, "name": "suspension", "on_key": "R1", "state": "in force"}
        owed = [late | {"person": who} for who in ("", "k1", "2")]  # nobody, a complaint, an act
        rows = table(
            parties=parties, deadlines=[late, *owed], findings=[{**found, "respondent": "R1"}], sanctions=[on]
        )
        it.write_json(f"tables/{docket}.json", rows)
    it.show(it.announced)
    shown = {int(path.name.split("-")[0]) for path in it.folder.glob("files/*")}
    for index in shown - {int(path.stem) for path in it.folder.glob("entries/*.opening")}:
        (it.folder / f"files/{index}-1-minutes.txt").unlink()
    for index in it.dockets[ERASED][:1]:
        (it.folder / f"files/{index}-1-minutes.txt").unlink(missing_ok=True)
    it.change(
        v=1,
        origin=ORIGIN,
        announcement={"index": it.announced},
        seed={"size": size, "root": tree.root(size, it.log.hashes).hex()},
        number=it.number.hex(),
        drawn=lines,
        dockets=dockets,
    )
    (it.folder.parent / "policy").write_bytes(two_of_three().to_bytes())


# ── attacks ─────────────────────────────────────────────────────────────────────────────────────────────────


def shown(it: Drawn) -> int:
    """A docket that is shown whole, with its words."""
    return next(each["docket"] for each in it.manifest["drawn"] if each["answer"] == "docket")


def unshown(it: Drawn) -> int:
    """A docket like that one which was not drawn."""
    held = {each["number"] for each in it.manifest["dockets"]}
    return next(each for each in (1, 2, 3, 6) if each not in held)


def forged(it: Drawn, index: int, **changed: Any) -> None:
    """Show an entry with an opening in which something was changed."""
    old = it.opened[index]
    values = {"payload": dict(old.payload), "salt": old.salt, "fields": dict(old.fields)} | changed
    it.show(index, opening.Opening(**values))


def field_altered(it: Drawn) -> None:
    """What was written reads otherwise now."""
    index = it.dockets[shown(it)][1]
    fields = dict(it.opened[index].fields)
    forged(it, index, fields={**fields, "text": opening.Field("Nothing happened.", fields["text"].salt)})


def field_salt_wrong(it: Drawn) -> None:
    """The salt of a field is another."""
    index = it.dockets[shown(it)][1]
    fields = dict(it.opened[index].fields)
    forged(it, index, fields={**fields, "text": opening.Field("Act 2 of 1.", b"\1" * 32)})


def salt_wrong(it: Drawn) -> None:
    """The salt of a payload is another."""
    forged(it, it.dockets[shown(it)][1], salt=b"\1" * 32)


def column_altered(it: Drawn) -> None:
    """A column of an act was edited behind the application: the payload is another."""
    index = it.dockets[shown(it)][1]
    forged(it, index, payload={**it.opened[index].payload, "role": "chair"})


def file_altered(it: Drawn) -> None:
    """An attached file is another."""
    it.write(f"files/{it.dockets[shown(it)][0]}-1-minutes.txt", b"Other minutes.")


def file_left_out(it: Drawn) -> None:
    """An attached file is not there."""
    (it.folder / f"files/{it.dockets[shown(it)][0]}-1-minutes.txt").unlink()


def _held(it: Drawn, docket: int, entries: list[int]) -> None:
    """Say of a docket that it holds other entries."""
    others = [each for each in it.manifest["dockets"] if each["number"] != docket]
    it.change(dockets=[*others, {"number": docket, "entries": entries}])


def act_left_out(it: Drawn) -> None:
    """A docket is shown without the act in its middle, and its tables without what is owed for that act."""
    first, middle, *rest = it.dockets[shown(it)]
    act = str(it.opened[middle].payload["s"])
    rows = it.read_json(f"tables/{shown(it)}.json")["deadlines"]
    _table(it, deadlines=[each for each in rows if each["person"] != act])
    it.hide(middle)
    _held(it, shown(it), [first, *rest])


def act_of_another(it: Drawn) -> None:
    """An act of another docket stands in the place of one of this docket's acts."""
    first, middle, *rest = it.dockets[shown(it)]
    theirs = it.dockets[unshown(it)][1]
    it.hide(middle)
    it.show(theirs)
    _held(it, shown(it), [first, theirs, *rest])


def docket_substituted(it: Drawn) -> None:
    """Instead of the docket that was drawn another one is laid open, whole and true."""
    docket, other = shown(it), unshown(it)
    for index in it.dockets[docket]:
        it.hide(index)
    (it.folder / f"files/{it.dockets[docket][0]}-1-minutes.txt").unlink()
    for index in it.dockets[other]:
        it.show(index)
    it.write(f"files/{it.dockets[other][0]}-1-minutes.txt", MINUTES)
    _held(it, docket, it.dockets[other])


def answer_left_out(it: Drawn) -> None:
    """One of the indices that were drawn is not spoken of."""
    it.change(drawn=[each for each in it.manifest["drawn"] if each["answer"] != "another"])


def index_altered(it: Drawn) -> None:
    """Another act of the same docket is said to have been drawn."""
    docket = shown(it)
    lines = [dict(each) for each in it.manifest["drawn"]]
    line = next(each for each in lines if each.get("docket") == docket)
    line["index"] = next(index for index in it.dockets[docket] if index != line["index"])
    it.change(drawn=lines)


def called_erased(it: Drawn) -> None:
    """A docket that was not erased is said to have been, so that its words stay closed."""
    docket = shown(it)
    by = next(each["by"] for each in it.manifest["drawn"] if each["answer"] == "erased")
    for index in it.dockets[docket]:
        forged(it, index, fields={})
    (it.folder / f"files/{it.dockets[docket][0]}-1-minutes.txt").unlink()
    lines = [
        {**each, "answer": "erased", "by": by} if each.get("docket") == docket else each
        for each in it.manifest["drawn"]
    ]
    it.change(drawn=lines)


def more_opened(it: Drawn) -> None:
    """Something is opened that was not drawn."""
    it.show(it.dockets[unshown(it)][1])


def _seeded(it: Drawn, size: int) -> None:
    """Say that the seed is of the checkpoint of that size."""
    it.change(seed={"size": size, "root": tree.root(size, it.log.hashes).hex()})


def earlier_seed(it: Drawn) -> None:
    """The seed is of the last checkpoint before the announcement: whoever announced knew what it draws."""
    _seeded(it, it.announced)


def later_seed(it: Drawn) -> None:
    """The seed is of a later checkpoint: whoever draws waited until one suited."""
    _seeded(it, len(it.log.entries))


def other_number(it: Drawn) -> None:
    """The auditor's number is another than the one that was sealed: it was chosen with the root in sight."""
    it.change(number=salt("another").hex())


def _table(it: Drawn, **changed: Any) -> None:
    path = f"tables/{shown(it)}.json"
    it.write_json(path, it.read_json(path) | changed)


def finding_altered(it: Drawn) -> None:
    """A finding in the tables is another than its act's."""
    rows = it.read_json(f"tables/{shown(it)}.json")["findings"]
    _table(it, findings=[{**rows[0], "finding": "not established"}])


def finding_dropped(it: Drawn) -> None:
    """A finding is not in the tables."""
    _table(it, findings=[])


def party_altered(it: Drawn) -> None:
    """A respondent is a witness in the tables."""
    rows = it.read_json(f"tables/{shown(it)}.json")["parties"]
    _table(it, parties=[rows[0], {**rows[1], "kind": "witness"}])


def sanction_of_no_act(it: Drawn) -> None:
    """A sanction stands in the tables that its act does not name."""
    rows = it.read_json(f"tables/{shown(it)}.json")["sanctions"]
    _table(it, sanctions=[{**rows[0], "name": "exclusion"}])


def deadline_of_nobody(it: Drawn) -> None:
    """A deadline binds somebody who is no party."""
    rows = it.read_json(f"tables/{shown(it)}.json")["deadlines"]
    _table(it, deadlines=[{**rows[0], "person": "R7"}])


def two_in_the_manifest(it: Drawn) -> None:
    """A key stands twice, so that two readers may see two values."""
    path = it.folder / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"v":1', b'"v":1,"v":1'))


def no_answer_of_a_kind(it: Drawn) -> None:
    """An answer that is none."""
    lines = [dict(each) for each in it.manifest["drawn"]]
    lines[0]["answer"] = "later"
    it.change(drawn=lines)


@dataclass(frozen=True)
class Attack:
    """What is done, the check that must see it, and the checks that would see it too."""

    act: Callable[[Drawn], None]
    check: str
    also: frozenset[str] = frozenset()


ATTACKS = [
    Attack(field_altered, "field"),
    Attack(field_salt_wrong, "field"),
    Attack(salt_wrong, "commitment"),
    Attack(column_altered, "commitment"),
    Attack(file_altered, "files"),
    Attack(file_left_out, "files"),
    Attack(act_left_out, "chain"),
    Attack(act_of_another, "chain"),
    Attack(docket_substituted, "answers"),
    Attack(answer_left_out, "lot"),
    Attack(index_altered, "lot"),
    Attack(called_erased, "answers"),
    Attack(more_opened, "answers"),
    Attack(earlier_seed, "seed", frozenset({"lot"})),
    Attack(later_seed, "seed", frozenset({"lot"})),
    Attack(other_number, "number", frozenset({"lot"})),
    Attack(finding_altered, "table"),
    Attack(finding_dropped, "table"),
    Attack(party_altered, "table"),
    Attack(sanction_of_no_act, "table"),
    Attack(deadline_of_nobody, "table"),
    Attack(two_in_the_manifest, "package-format"),
    Attack(no_answer_of_a_kind, "package-format"),
]
