"""Proof files (c2sp.org/tlog-proof): that one entry is in the log, in one file that is checked offline.

Knows the file's lines. Must not know who holds it: a proof shows what is in the log, never who wrote it. Here
the optional extra data is the entry itself, so that the file needs nothing beside it.

    c2sp.org/tlog-proof@v1
    extra base64 of the entry
    index N
    base64 hashes, one a line, from the leaf's sibling up
    (blank line)
    the signed checkpoint
"""

import base64
from dataclasses import dataclass
from typing import Final

from dueprocess.tlog import checkpoint, tree
from dueprocess.tlog.checkpoint import Checkpoint
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.note import decode_base64, decode_hash, decode_number
from dueprocess.tlog.policy import Policy, Witnessed

HEADER: Final = "c2sp.org/tlog-proof@v1"
_LONGEST: Final = 1 << 21


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof file: the entry (empty when it is not in the file), its index, the hashes, the signed
    checkpoint.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    entry: bytes = b""

    def to_bytes(self) -> bytes:
        """The file."""
        lines = [HEADER]
        if self.entry:
            lines.append(f"extra {base64.b64encode(self.entry).decode()}")
        lines.append(f"index {self.index}")
        lines += [base64.b64encode(hash_).decode() for hash_ in self.hashes]
        return ("\n".join(lines) + "\n\n").encode() + self.checkpoint

    @classmethod
    def parse(cls, data: bytes) -> "Proof":
        """Read a proof file. Raises BadBytes with the line that is wrong."""
        if len(data) > _LONGEST:
            raise BadBytes(f"a proof file is at most {_LONGEST} bytes long")
        head, separator, note = data.partition(b"\n\n")
        if not separator:
            raise BadBytes("a blank line and a checkpoint must follow the proof")
        try:
            lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError as error:
            raise BadBytes("a byte that is not ASCII", f"byte {error.start}") from error
        if lines[0] != HEADER:
            raise BadBytes(f"the first line is not {HEADER}", "line 1")
        at, entry = 1, b""
        if len(lines) > at and lines[at].startswith("extra "):
            entry = decode_base64(lines[at].removeprefix("extra "), "line 2")
            if not entry:
                raise BadBytes("the extra line is empty", "line 2")
            at += 1
        if len(lines) <= at or not lines[at].startswith("index "):
            raise BadBytes("the line with the index is missing", f"line {at + 1}")
        index = decode_number(lines[at].removeprefix("index "), f"line {at + 1}")
        if len(lines) - at - 1 > 63:
            raise BadBytes("more than 63 hashes", f"line {at + 65}")
        hashes = tuple(
            decode_hash(text, f"line {number}") for number, text in enumerate(lines[at + 1 :], start=at + 2)
        )
        try:
            checkpoint.parse(note)
        except BadBytes as error:
            where = f"the checkpoint after line {len(lines) + 1}"
            raise BadBytes(error.what, f"{where}, {error.where}" if error.where else where) from error
        return cls(index, hashes, note, entry)

    def subject(self, entry: bytes | None = None) -> bytes:
        """The entry that is proved: the file's own, or the one given. Raises BadBytes when none or two
        differ.
        """
        if entry is not None and self.entry and entry != self.entry:
            raise BadBytes("the file holds another entry than the one given")
        entry = entry or self.entry
        if not entry:
            raise BadBytes("the proof file holds no entry: give it too")
        return entry

    def verify_inclusion(self, head: Checkpoint, entry: bytes) -> None:
        """Check that the entry is in the tree of `head`. Raises NotVerified("inclusion")."""
        if self.index >= head.size:
            raise NotVerified(
                "inclusion", f"the index {self.index} lies beyond the {head.size} entries of the log"
            )
        tree.verify_inclusion(tree.leaf_hash(entry), self.index, head.size, self.hashes, head.root)

    def verify(self, policy: Policy, entry: bytes | None = None) -> Witnessed:
        """Check the checkpoint by `policy` and that the entry is in its tree.

        Raises BadBytes, or NotVerified with checkpoint-signature, cosignature, quorum or inclusion.
        """
        subject = self.subject(entry)
        witnessed = policy.verify(self.checkpoint)
        self.verify_inclusion(witnessed.checkpoint, subject)
        return witnessed


def prove(index: int, entry: bytes, signed_checkpoint: bytes, read: tree.HashReader) -> Proof:
    """The proof file of an entry in a signed checkpoint's tree. Raises BadBytes when it lies beyond."""
    head, _ = checkpoint.parse(signed_checkpoint)
    return Proof(index, tuple(tree.prove_inclusion(index, head.size, read)), signed_checkpoint, entry)
