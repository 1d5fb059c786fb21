"""Policies (c2sp.org/tlog-policy): whose keys are trusted, and which log witnesses together are enough.

Knows the file's lines and the quorum's arithmetic. Must not know where a policy comes from: who hands over a
forged policy has won, so it must reach the reader another way than the log.

    log <key> [<url>]
    witness <name> <key> [<url>]
    group <name> all|any|<k> <name>...
    quorum <name>|none
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from dueprocess.tlog.checkpoint import Checkpoint, parse
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.note import COSIGNATURE, ED25519, Note, VerifierKey

_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
NONE: Final = "none"
_MOST: Final = 1024


@dataclass(frozen=True, slots=True)
class Log:
    """A log whose checkpoints are accepted."""

    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """A log witness under the name that the policy gives it."""

    name: str
    key: VerifierKey
    url: str = ""

    @property
    def host(self) -> str:
        """Whose witness it is, as the name of its key says: what stands before the first slash."""
        return host_of(self.key)


@dataclass(frozen=True, slots=True)
class Group:
    """A group: it counts as a witness when at least `threshold` of its members do."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A checkpoint that satisfies a policy, with each cosignature's time in seconds since 1970."""

    checkpoint: Checkpoint
    log: Log
    times: Mapping[str, int]  # by the policy's names of witnesses
    note: Note


@dataclass(frozen=True, slots=True)
class Policy:
    """A parsed policy."""

    logs: tuple[Log, ...]
    witnesses: Mapping[str, Witness] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = NONE

    @classmethod
    def of_key(cls, *keys: VerifierKey) -> "Policy":
        """The policy that accepts one log without witnesses; `keys` are all that may have signed it."""
        return cls(tuple(Log(_log_key(key)) for key in keys))

    @classmethod
    def parse(cls, data: bytes) -> "Policy":
        """Read a policy file. Raises BadBytes with the line that is wrong."""
        reading = _Reading()
        if data and not data.endswith(b"\n"):
            raise BadBytes("the last line does not end in a newline")
        for number, line in enumerate(data.split(b"\n"), start=1):
            try:
                # Octets above 0x7f are opaque: surrogateescape keeps each as it is.
                reading.line(line)
            except BadBytes as error:
                raise BadBytes(error.what, f"line {number}") from error
        if reading.quorum is None:
            raise BadBytes("there is no quorum line; write 'quorum none' to ask for no witness")
        return cls(tuple(reading.logs), reading.witnesses, reading.groups, reading.quorum)

    def to_bytes(self) -> bytes:
        """The policy as a file."""
        lines = [" ".join(filter(None, ("log", str(log.key), log.url))) for log in self.logs]
        lines += [
            " ".join(filter(None, ("witness", w.name, str(w.key), w.url))) for w in self.witnesses.values()
        ]
        lines += [f"group {g.name} {g.threshold} {' '.join(g.members)}" for g in self.groups.values()]
        return ("\n".join([*lines, f"quorum {self.quorum}"]) + "\n").encode("utf-8", "surrogateescape")

    def satisfied(self, by: Iterable[str]) -> bool:
        """Whether cosignatures of these witnesses (the policy's names) are enough."""
        signed = set(by)

        def counts(name: str) -> bool:
            group = self.groups.get(name)
            if group is None:
                return name in signed
            return sum(counts(member) for member in group.members) >= group.threshold

        return self.quorum == NONE or counts(self.quorum)

    def organisation(self, witness: str) -> str:
        """The organisation of a witness: the group of its keys of which any one counts, else the witness."""
        for group in self.groups.values():
            if witness in group.members and group.threshold == 1 and group.name != self.quorum:
                return group.name
        return witness

    def counted_twice(self) -> set[str]:
        """Hosts whose keys could count more than once towards the quorum, or that are a log's own.

        A host and what lies beneath it (`press.example`, `log.press.example`) are one: who has the first has
        the others. That two hosts beside one another are one organisation's, no name tells.
        """
        own = {host_of(log.key) for log in self.logs}
        found: set[str] = set()

        def hosts(name: str) -> set[str]:
            group = self.groups.get(name)
            if group is None:
                return {self.witnesses[name].host}
            members = [hosts(member) for member in group.members]
            if group.threshold > 1:
                for at, one in enumerate(members):
                    found.update(*(_shared(one, other) for other in members[:at]))
            return set().union(*members)

        return found | _shared(own, hosts(self.quorum)) if self.quorum != NONE else set()

    def earliest(self, times: Mapping[str, int]) -> int | None:
        """The first moment by which enough witnesses had cosigned: what is in the tree existed by then."""
        for moment in sorted(set(times.values())):
            if self.quorum != NONE and self.satisfied(name for name, at in times.items() if at <= moment):
                return moment
        return None

    def latest(self, times: Mapping[str, int]) -> int | None:
        """The last moment such that enough witnesses cosigned then or later: the tree was no larger until
        then.
        """
        for moment in sorted(set(times.values()), reverse=True):
            if self.quorum != NONE and self.satisfied(name for name, at in times.items() if at >= moment):
                return moment
        return None

    def log_signed(self, data: bytes) -> Witnessed:
        """Read a checkpoint and check that one of the policy's logs, named like its origin, signed it.

        Raises BadBytes or NotVerified("checkpoint-signature").
        """
        checkpoint, note = parse(data)
        logs = {log.key: log for log in self.logs if log.key.name == checkpoint.origin}
        try:
            signers = note.verify(logs)
        except NotVerified as error:
            raise NotVerified("checkpoint-signature", error.what) from error
        if not signers:
            raise NotVerified(
                "checkpoint-signature", f"no trusted key of the log {checkpoint.origin} signed the checkpoint"
            )
        return Witnessed(checkpoint, logs[next(iter(signers))], {}, note)

    def cosigned(self, head: Witnessed, note: Note) -> Witnessed:
        """Check every cosignature of a known witness on `note`, and add the times.

        Raises NotVerified("cosignature").
        """
        names = {witness.key: name for name, witness in self.witnesses.items()}
        try:
            cosigned = note.verify(names)
        except NotVerified as error:
            raise NotVerified("cosignature", error.what) from error
        times = {names[key]: at for key, at in cosigned.items() if at is not None}
        return Witnessed(head.checkpoint, head.log, times, note)

    def signed(self, data: bytes) -> Witnessed:
        """As `log_signed` and `cosigned`; the quorum is not asked for (see `verify`)."""
        head = self.log_signed(data)
        return self.cosigned(head, head.note)

    def verify(self, data: bytes) -> Witnessed:
        """As `signed`, and enough witnesses cosigned. Raises NotVerified("quorum") when they did not."""
        witnessed = self.signed(data)
        if not self.satisfied(witnessed.times):
            seen = ", ".join(sorted(witnessed.times)) or "none"
            raise NotVerified(
                "quorum",
                f"the quorum {self.quorum!r} is not reached: cosigned by {seen} of {len(self.witnesses)}",
            )
        return witnessed


def host_of(key: VerifierKey) -> str:
    """The host in a key's name, a schema-less URL: `Press.example.:8443/log` is `press.example`."""
    return key.name.partition("/")[0].partition(":")[0].lower().rstrip(".")


def _shared(hosts: set[str], others: set[str]) -> set[str]:
    """Those of `others` that are one of `hosts`, or lie beneath or above one."""
    return {
        other
        for other in others
        if any(other == host or other.endswith(f".{host}") or host.endswith(f".{other}") for host in hosts)
    }


def _log_key(key: VerifierKey) -> VerifierKey:
    if key.type != ED25519:
        raise BadBytes("a log's key must be of type 0x01")
    return key


class _Reading:
    """A policy while its lines are read: a name can only refer to what stands above it."""

    def __init__(self) -> None:
        self.logs: list[Log] = []
        self.witnesses: dict[str, Witness] = {}
        self.groups: dict[str, Group] = {}
        self.members: set[str] = set()
        self.quorum: str | None = None

    def line(self, line: bytes) -> None:
        if _FORBIDDEN.search(line):
            raise BadBytes("a control character")
        words = [
            word.decode("utf-8", "surrogateescape")
            for word in re.split(rb"[ \t]+", line.strip(b" \t"))
            if word
        ]
        if not words or words[0].startswith("#"):
            return
        if len(self.logs) + len(self.witnesses) + len(self.groups) > _MOST:
            raise BadBytes(f"more than {_MOST} logs, witnesses and groups")
        match words:
            case ["log", key, *url] if len(url) <= 1:
                self._log(key, *url)
            case ["witness", name, key, *url] if len(url) <= 1:
                self._witness(name, key, *url)
            case ["group", name, threshold, *members] if members:
                self._group(name, threshold, members)
            case ["quorum", name]:
                if self.quorum is not None:
                    raise BadBytes("a second quorum line")
                if name != NONE:
                    self._known(name)
                self.quorum = name
            case _:
                raise BadBytes(f"a line beginning with {words[0]!r} is not written like this")

    def _log(self, key: str, url: str = "") -> None:
        log = Log(_log_key(VerifierKey.parse(key)), url)
        if any(log.key.public == other.key.public for other in self.logs):
            raise BadBytes("the same log key stands twice")
        self.logs.append(log)

    def _witness(self, name: str, key: str, url: str = "") -> None:
        witness = Witness(self._new(name), VerifierKey.parse(key), url)
        if witness.key.type != COSIGNATURE:
            raise BadBytes("a witness' key must be of type 0x04")
        if any(witness.key.public == other.key.public for other in self.witnesses.values()):
            raise BadBytes("the same witness key stands twice")
        self.witnesses[name] = witness

    def _group(self, name: str, threshold: str, members: list[str]) -> None:
        self._new(name)
        for member in members:
            self._known(member)
            if member in self.members:
                raise BadBytes(f"{member!r} is already a member of a group")
            self.members.add(member)
        if threshold not in ("all", "any") and not re.fullmatch("[1-9][0-9]{0,3}", threshold):
            raise BadBytes(f"a group asks for all, any or a number, not {threshold!r}")
        needed = {"all": len(members), "any": 1}.get(threshold) or int(threshold)
        if needed > len(members):
            raise BadBytes(f"the group {name!r} asks for {needed} of {len(members)} members")
        self.groups[name] = Group(name, needed, tuple(members))

    def _new(self, name: str) -> str:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise BadBytes(f"the name {name!r} is already taken")
        return name

    def _known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise BadBytes(f"there is no witness or group {name!r} above this line")
