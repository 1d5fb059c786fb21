"""Checkpoints (c2sp.org/tlog-checkpoint v1.0.0): the name, size and root of the log, as a signed note.

Knows the three lines and who must have signed them. Must not know where checkpoints are published. The
published history of checkpoints (`checkpoints`) is every public checkpoint in order, a blank line between
two.

    origin
    size
    base64 root
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.note import Note, SignerKey, VerifierKey, decode_hash, decode_number, sign


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The tree head that a log states."""

    origin: str
    size: int
    root: bytes

    def text(self) -> bytes:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n".encode()

    def sign(self, key: SignerKey) -> Note:
        """The signed checkpoint. Raises BadBytes when the key's name is not the origin."""
        if key.name != self.origin:
            raise BadBytes(f"the key of {key.name} cannot sign for {self.origin}")
        parse_text(self.text())
        return sign(self.text(), key)


def parse_text(text: bytes, *, extended: bool = False) -> Checkpoint:
    """Read a checkpoint's text. Raises BadBytes; extension lines are refused, since nobody audits them, but
    where they are `extended`: a witness cosigns the logs of others, whatever these add."""
    try:
        *lines, end = text.decode().split("\n")
    except UnicodeDecodeError as error:
        raise BadBytes("not UTF-8", f"byte {error.start}") from error
    if end or len(lines) < 3 or (len(lines) > 3 and not extended):
        raise BadBytes("a checkpoint has exactly three lines: origin, size and root")
    if not all(lines[3:]):
        raise BadBytes("an extension line is empty")
    origin, size, root = lines[:3]
    if not origin:
        raise BadBytes("the origin is empty", "line 1")
    return Checkpoint(origin, decode_number(size, "line 2"), decode_hash(root, "line 3"))


def parse(data: bytes, *, extended: bool = False) -> tuple[Checkpoint, Note]:
    """Read a signed checkpoint without verifying it. Raises BadBytes."""
    note = Note.parse(data)
    return parse_text(note.text, extended=extended), note


def verify(data: bytes, keys: Iterable[VerifierKey], *, extended: bool = False) -> Checkpoint:
    """Read a checkpoint and check that one of the log's `keys`, named like its origin, signed it.

    Raises BadBytes, or NotVerified("checkpoint-signature").
    """
    checkpoint, note = parse(data, extended=extended)
    try:
        signed = note.verify(key for key in keys if key.name == checkpoint.origin)
    except NotVerified as error:
        raise NotVerified("checkpoint-signature", error.what) from error
    if not signed:
        raise NotVerified(
            "checkpoint-signature", f"no trusted key of {checkpoint.origin} signed this checkpoint"
        )
    return checkpoint


def join(notes: Iterable[bytes]) -> bytes:
    """The history file: signed checkpoints in order with a blank line between two."""
    return b"\n".join(notes)


def split(history: bytes) -> list[bytes]:
    """The signed checkpoints of a history file. Raises BadBytes, naming which one is malformed.

    Neither a checkpoint's text nor its signatures hold a blank line, so blocks alternate.
    """
    if not history:
        return []
    blocks = history.split(b"\n\n")
    if len(blocks) % 2:
        raise BadBytes("the history of checkpoints ends in the middle of one")
    notes = []
    for at in range(0, len(blocks), 2):
        last = at + 2 == len(blocks)
        data = blocks[at] + b"\n\n" + blocks[at + 1] + (b"" if last else b"\n")
        try:
            parse(data)
        except BadBytes as error:
            raise BadBytes(error.what, f"checkpoint {at // 2 + 1}, {error.where}".rstrip(", ")) from error
        notes.append(data)
    return notes
