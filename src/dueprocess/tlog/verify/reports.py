"""Verification of published reports of figures (docs/reference/report.md) against the whole log.

Knows how a report says what it counts, and which figures anyone can recompute. Must not know a clock, nor how
the other figures were made: of those it says who can check them.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from dueprocess.tlog import entry, figures, period
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.policy import Policy
from dueprocess.tlog.reader import Missing, Reader
from dueprocess.tlog.verify.checks import Checks
from dueprocess.tlog.verify.heads import published
from dueprocess.tlog.verify.whole import LogReport, log

ANYONE: Final = "anyone"
# The definitions that this program counts by: their SHA-256, and their version.
KNOWN: Final = {
    "819b47e84a401bb4fc67e8f50b20f6a8f663e424f6dd777bf27ec13448c975d9": "1",
    "ebc1cc80818e006514794a68a615b325cdd0216312eaff5d37b8c6fd8fc81841": "2",
}
_TEXTS: Final = (
    "definitions", "first", "from_on", "granularity", "last", "origin", "quarter", "reason", "replaces",
    "to_on", "zone",
)  # fmt: skip
_KEYS: Final = {*_TEXTS, "figures", "quarters", "size", "v"}
_STATES: Final = ("given", "hidden", "none")


@dataclass(frozen=True, slots=True)
class Release:
    """What the verification of one report showed. `index` is its entry, `replaced_by` the report of a later
    release of the same quarter, "" where there is none. `figures`: the ids of its figures by who can check
    them."""

    sha256: str
    index: int
    quarter: str
    size: int
    definitions: str
    replaced_by: str
    figures: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Releases:
    """What the verification of reports showed, and of the log that holds their entries."""

    log: LogReport
    releases: tuple[Release, ...]
    checks: tuple[str, ...]


def report(
    data: bytes,
    read: Reader,
    policy: Policy,
    *,
    known: Sequence[bytes] = (),
    skip: frozenset[str] = frozenset(),
) -> Releases:
    """Verify one report by its bytes against the log that `read` gives. Raises NotVerified."""
    whole = _Whole(read, policy, known, skip)
    return whole.done([whole.one(data, "the report")])


def reports(
    read: Reader, policy: Policy, *, known: Sequence[bytes] = (), skip: frozenset[str] = frozenset()
) -> Releases:
    """Verify every report that the log says was published. Raises NotVerified."""
    whole = _Whole(read, policy, known, skip)
    found = []
    for _, keys in whole.entries:
        path = f"reports/{keys['report']}.json"
        try:
            data = read(path)
        except Missing as error:
            if whole.checks.on("report-files"):
                raise NotVerified(
                    "report-files", "this report was published and is not there", path
                ) from error
            continue
        if hashlib.sha256(data).hexdigest() != keys["report"]:
            whole.checks.that("report-published", False, "it is not what was published under this name", path)
        found.append(whole.one(data, path))
    whole.checks.on("report-files")
    return whole.done(found)


class _Whole:
    """A log that was verified, with what its reports are held against."""

    def __init__(self, read: Reader, policy: Policy, known: Sequence[bytes], skip: frozenset[str]) -> None:
        self.read = read
        self.checks = Checks(skip)
        self.log = log(read, policy, known=known, count=True, skip=skip)
        walked = self.log.walk
        self.entries = [each for each in walked.own if each[1]["t"] == "stats.published"]
        self.stated = [each for each in walked.own if "granularity" in each[1]]
        self.counted = walked.counted or figures.Counted()
        self._stock()

    def _stock(self) -> None:
        """No closing of what was never received. Where the granularity changed, weeks lie across months:
        then nothing can be said of a single month."""
        if len({keys["granularity"] for _, keys in self.stated}) < 2:
            month = self.counted.upto(self.log.size).overdrawn()
            if month is not None:
                named = f"{month // 12}-{month % 12 + 1:02}"
                what = f"more cases were closed of those received in {named} than were received"
                self.checks.that("stock", False, what, "the entries closed")
        self.checks.on("stock")

    def done(self, found: list[Release]) -> Releases:
        made = dict.fromkeys((*self.log.checks, *self.checks.made))
        return Releases(self.log, tuple(found), tuple(made))

    def one(self, data: bytes, where: str) -> Release:
        """Make every check of one report, in their order."""
        checks = self.checks
        with checks.form("report-format", where):
            told = _read(data)
        digest = hashlib.sha256(data).hexdigest()
        index, keys = self._entry(digest, told, where)
        self._period(told, index, keys)
        self._size(told, index, keys)
        by_id = self._definitions(told, keys)
        given = {each["id"]: each for each in told["figures"]}
        if checks.on("report-class"):
            _classes(given, by_id)
        anyone = {name for name, each in by_id.items() if each["checked"] == ANYONE}
        for name in sorted(anyone & given.keys()):
            hidden = [cell["key"] for cell in given[name]["cells"] if cell["state"] == "hidden"]
            checks.that(
                "report-hidden", not hidden, "anyone can count what is hidden here", f"{name} {hidden}"
            )
        if checks.on("report-figures"):
            found = self.counted.upto(told["size"]).recompute(told["quarter"], told["quarters"])
            _compare({name: given[name] for name in anyone & given.keys()}, found)
        if checks.on("report-sums"):
            _sums(given)
        later = self._chain(told, digest, index)
        classes: dict[str, list[str]] = {}
        for name, each in given.items():
            classes.setdefault(each["checked"], []).append(name)
        return Release(
            digest, index, told["quarter"], told["size"], told["definitions"], later,
            {name: tuple(ids) for name, ids in classes.items()},
        )  # fmt: skip

    def _entry(self, digest: str, told: Mapping[str, Any], where: str) -> tuple[int, Mapping[str, Any]]:
        """The entry that published the report. Without the check, that of its quarter, if there is one."""
        found = next((each for each in self.entries if each[1]["report"] == digest), None)
        self.checks.that(
            "report-published",
            found is not None,
            f"no entry names a report with the SHA-256 {digest}: never published, or changed since",
            where,
        )
        of_quarter = [each for each in self.entries if each[1]["first"] == told["first"]]
        if found is None and not of_quarter:
            return self.log.size, {}
        return found or of_quarter[-1]

    def _period(self, told: Mapping[str, Any], index: int, keys: Mapping[str, Any]) -> None:
        same = all(keys.get(name, told[name]) == told[name] for name in ("first", "last", "size"))
        self.checks.that(
            "report-period",
            same and told["origin"] == self.log.origin,
            "the entry that published it says another log, period or number of entries",
            f"entry {index}",
        )
        rules = [stated for at, stated in self.stated if at < index]
        agreed = rules and all(rules[-1][name] == told[name] for name in ("granularity", "zone"))
        first, last = figures.labels(told["quarter"], period.Granularity(told["granularity"]))
        days = (period.bounds(first)[0].isoformat(), period.bounds(last)[1].isoformat())
        self.checks.that(
            "report-period",
            bool(agreed)
            and (told["first"], told["last"]) == (first, last)
            and (told["from_on"], told["to_on"]) == days,
            f"{told['first']} to {told['last']} is not all of {told['quarter']} as the log dates it",
            "the report",
        )

    def _size(self, told: Mapping[str, Any], index: int, keys: Mapping[str, Any]) -> None:
        over = not keys or figures.quarter_of(keys["d"]) > told["quarter"]
        self.checks.that(
            "report-size", over, "the quarter was not over when it was published", f"entry {index}"
        )
        self.checks.that(
            "report-size", told["size"] <= index, f"it counts {told['size']} entries", f"entry {index}"
        )
        if self.checks.on("report-size"):
            for place, kind in self.counted:
                if place >= told["size"] and figures.quarter_of(kind.d) <= told["quarter"]:
                    what = f"it counts {told['size']} entries and leaves out one of {kind.d}"
                    raise NotVerified("report-size", what, f"entry {place}")

    def _definitions(self, told: Mapping[str, Any], keys: Mapping[str, Any]) -> dict[str, Any]:
        """The definitions by the ids of their figures, from the file beside the log."""
        digest, checks = told["definitions"], self.checks
        path = f"definitions/{digest}.json"
        checks.that(
            "report-definitions",
            keys.get("definitions", digest) == digest,
            "the entry that published it names others",
            path,
        )
        data = published(self.read, path)
        checks.that(
            "report-definitions",
            hashlib.sha256(data).hexdigest() == digest,
            "they are not those that the entry names: they were changed since",
            path,
        )
        known = ", ".join(KNOWN.values())
        checks.that(
            "report-definitions",
            digest in KNOWN,
            f"this program counts by version {known} and does not know these",
            path,
        )
        try:
            found = {str(each["id"]): each for each in json.loads(data)["figures"]}
            if not all(isinstance(each["checked"], str) for each in found.values()):
                raise TypeError("a class is no text")
        except (ValueError, TypeError, KeyError) as error:
            raise NotVerified("report-definitions", f"they cannot be read: {error}", path) from error
        return found

    def _chain(self, told: Mapping[str, Any], digest: str, index: int) -> str:
        same = [each for each in self.entries if each[1]["first"] == told["first"]]
        before = [keys["report"] for at, keys in same if at < index]
        self.checks.that(
            "report-chain",
            told["replaces"] == (before[-1] if before else ""),
            f"it says that it replaces {told['replaces'] or 'no other'}, "
            f"and before it stands {before[-1] if before else 'none'}",
            f"entry {index}",
        )
        after = [keys["report"] for at, keys in same if at > index]
        return after[-1] if after else ""


def _read(data: bytes) -> dict[str, Any]:
    """The report as JSON has it. Raises BadBytes unless it has the keys and kinds of values of one."""
    told = entry.load(data)
    if not isinstance(told, dict) or told.keys() != _KEYS or told["v"] != 1 or told["v"] is True:
        raise BadBytes("it does not have the keys of a report of version 1")
    if not all(isinstance(told[name], str) for name in _TEXTS):
        raise BadBytes("a text is something else")
    if type(told["size"]) is not int or told["size"] < 0:
        raise BadBytes("the size is no number of entries", "$.size")
    if told["granularity"] not in [str(each) for each in period.Granularity]:
        raise BadBytes("there is no such granularity", "$.granularity")
    for name in ("first", "last"):
        period.bounds(told[name])
    shown = told["quarters"]
    if not isinstance(shown, list) or not shown or shown[-1] != told["quarter"]:
        raise BadBytes("the quarters do not end in the report's own", "$.quarters")
    for name in shown:
        if not isinstance(name, str) or not figures.QUARTER.fullmatch(name):
            raise BadBytes(f"{name!r} is no quarter", "$.quarters")
    if shown != figures.quarters(shown[0], shown[-1]):
        raise BadBytes("a quarter is missing or stands twice", "$.quarters")
    if not isinstance(told["figures"], list):
        raise BadBytes("there are no figures", "$.figures")
    for each in told["figures"]:
        _figure(each)
    names = [each["id"] for each in told["figures"]]
    if len(set(names)) < len(names):
        raise BadBytes("a figure stands twice", "$.figures")
    return told


def _figure(each: Any) -> None:
    if not isinstance(each, dict) or each.keys() != {"cells", "checked", "id", "total", "unit"}:
        raise BadBytes("a figure does not have its keys", "$.figures")
    where = f"$.figures {each['id']!r}"
    if not all(isinstance(each[name], str) for name in ("checked", "id", "total", "unit")):
        raise BadBytes("a text is something else", where)
    if not isinstance(each["cells"], list):
        raise BadBytes("it has no cells", where)
    for cell in each["cells"]:
        if not isinstance(cell, dict) or cell.keys() != {"key", "label", "state", "value"}:
            raise BadBytes("a cell does not have its keys", where)
        if not isinstance(cell["key"], str) or not isinstance(cell["label"], str):
            raise BadBytes("a key or label is no text", where)
        if cell["state"] not in _STATES or (type(cell["value"]) is int) != (cell["state"] == "given"):
            raise BadBytes("a value is given exactly where the state says so", f"{where} {cell['key']!r}")
        if cell["state"] != "given" and cell["value"] is not None:
            raise BadBytes("a value that is not given is null", f"{where} {cell['key']!r}")
    keys = [cell["key"] for cell in each["cells"]]
    if len(set(keys)) < len(keys):
        raise BadBytes("a key stands twice", where)


def _classes(given: Mapping[str, Any], by_id: Mapping[str, Any]) -> None:
    for name in chain(given, by_id):
        if name not in by_id:
            raise NotVerified("report-class", "the definitions have no such figure", name)
        if name not in given:
            raise NotVerified("report-class", "this figure is missing", name)
        if given[name]["checked"] != by_id[name]["checked"]:
            what = f"it is said to be checked by {given[name]['checked']!r}; by the definitions it is "
            raise NotVerified("report-class", f"{what}{by_id[name]['checked']!r}", name)


def _compare(given: Mapping[str, Any], found: Mapping[str, figures.Cells]) -> None:
    """Each given figure against what the entries give. Raises NotVerified("report-figures")."""
    for name, each in sorted(given.items()):
        told = {cell["key"]: cell["value"] for cell in each["cells"] if cell["state"] != "hidden"}
        hidden = {cell["key"] for cell in each["cells"] if cell["state"] == "hidden"}
        right = {key: value for key, value in found.get(name, {}).items() if key not in hidden}
        for key in sorted(told.keys() | right.keys()):
            if told.get(key, "nothing") != right.get(key, "nothing"):
                said, gives = told.get(key, "nothing"), right.get(key, "nothing")
                raise NotVerified(
                    "report-figures",
                    f"the report says {said}, the public entries give {gives}",
                    f"{name} {key}",
                )


def _sums(given: Mapping[str, Any]) -> None:
    for name, each in given.items():
        if not each["total"]:
            continue
        of, _, key = each["total"].partition("/")
        whole = [cell["value"] for cell in given.get(of, {"cells": ()})["cells"] if cell["key"] == key]
        parts = [cell["value"] for cell in each["cells"]]
        if not whole or (None not in parts and whole[0] is not None and sum(parts) != whole[0]):
            what = f"its parts do not make {each['total']}, which is {whole[0] if whole else 'not there'}"
            raise NotVerified("report-sums", what, name)
