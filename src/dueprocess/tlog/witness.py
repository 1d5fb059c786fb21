"""The log witness protocol (c2sp.org/tlog-witness v1.0.0): the bytes of both sides and the witness' own
rules.

Knows requests, answers and what a witness must remember. Must not know HTTP or a clock; a witness that uses
`judge` stores the new state, durably and only if the old one still stands, before it sends the answer.

    old SIZE
    base64 hashes of the consistency proof, at most 63
    (blank line)
    the signed checkpoint
"""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dueprocess.tlog import checkpoint, tree
from dueprocess.tlog.errors import BadBytes, NotVerified
from dueprocess.tlog.note import (
    COSIGNATURE,
    Note,
    Signature,
    SignerKey,
    VerifierKey,
    decode_hash,
    decode_number,
)

SIZE_TYPE: Final = "text/x.tlog.size"
PLAIN_TYPE: Final = "text/plain; charset=utf-8"
_LONGEST: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Request:
    """What a log asks of a witness: cosign this checkpoint, which extends the one of `old` entries."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    def to_bytes(self) -> bytes:
        """The body of POST add-checkpoint."""
        lines = [f"old {self.old}", *(base64.b64encode(hash_).decode() for hash_ in self.proof)]
        return ("\n".join(lines) + "\n\n").encode() + self.checkpoint

    @classmethod
    def parse(cls, data: bytes) -> "Request":
        """Read a request. Raises BadBytes with the line that is wrong."""
        if len(data) > _LONGEST:
            raise BadBytes(f"a request is at most {_LONGEST} bytes long")
        head, separator, note = data.partition(b"\n\n")
        if not separator:
            raise BadBytes("a blank line and a checkpoint must follow the proof")
        try:
            lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError as error:
            raise BadBytes("a byte that is not ASCII", f"byte {error.start}") from error
        if not lines[0].startswith("old "):
            raise BadBytes("the first line is 'old' and a size", "line 1")
        old = decode_number(lines[0].removeprefix("old "), "line 1")
        if len(lines) > 64:
            raise BadBytes("more than 63 hashes", "line 65")
        proof = tuple(decode_hash(line, f"line {number}") for number, line in enumerate(lines[1:], start=2))
        checkpoint.parse(note, extended=True)
        return cls(old, proof, note)


def request(old: int, signed_checkpoint: bytes, read: tree.HashReader) -> Request:
    """The request for a checkpoint to a witness that last cosigned `old` entries."""
    head, _ = checkpoint.parse(signed_checkpoint)
    return Request(old, tuple(tree.prove_consistency(old, head.size, read)), signed_checkpoint)


def cosignatures(answer: bytes, signed_checkpoint: bytes, keys: Iterable[VerifierKey]) -> list[Signature]:
    """The valid cosignatures in the body of a 200 answer, those of unknown keys left out.

    Raises BadBytes, or NotVerified("cosignature") when one of a known key fails or none is there.
    """
    _, note = checkpoint.parse(signed_checkpoint)
    if not answer.endswith(b"\n"):
        raise BadBytes("the answer does not end in a newline")
    answered = Note.parse(note.text + b"\n" + answer)
    if answered.text != note.text:
        raise BadBytes("the answer holds more than signature lines")
    known = {(key.name, key.id): key for key in keys if key.type == COSIGNATURE}
    found = [s for s in answered.signatures if (s.name, s.key_id) in known]
    try:
        Note(note.text, tuple(found)).verify(known.values())
    except NotVerified as error:
        raise NotVerified("cosignature", error.what) from error
    if not found:
        raise NotVerified("cosignature", "the answer holds no cosignature of a known witness")
    return found


def conflict_size(answer: bytes) -> int:
    """The size in the body of a 409 answer: what the witness last cosigned. Raises BadBytes."""
    try:
        text = answer.decode("ascii")
    except UnicodeDecodeError as error:
        raise BadBytes("the answer is not ASCII") from error
    if not text.endswith("\n"):
        raise BadBytes("the answer is not a size and a newline")
    return decode_number(text[:-1])


@dataclass(frozen=True, slots=True)
class Known:
    """What a witness keeps of a log: its trusted keys and the tree that it last cosigned."""

    keys: tuple[VerifierKey, ...]
    size: int = 0
    root: bytes = tree.EMPTY_ROOT


@dataclass(frozen=True, slots=True)
class Answer:
    """The witness' answer; `state`, for `origin`, must be stored before it is sent (None: no change).
    `refused` is a checkpoint that the log did sign and that was not cosigned: it may be half of the proof
    that the log signed two trees."""

    status: int
    body: bytes
    content_type: str = PLAIN_TYPE
    origin: str = ""
    state: Known | None = None
    refused: bytes = b""


def judge(body: bytes, logs: Mapping[str, Known], signers: Sequence[SignerKey], at: int) -> Answer:
    """The witness' rules for one request at `at` seconds since 1970; cosigned by each of `signers` (type
    0x04).

    404 unknown origin, 403 no trusted signature, 400 malformed or old beyond the checkpoint, 409 old is not
    what was last cosigned or another root of the same size, 422 proof fails, 200 cosigned.
    """
    try:
        asked = Request.parse(body)
        head, note = checkpoint.parse(asked.checkpoint, extended=True)
    except BadBytes as error:
        return Answer(400, f"{error}\n".encode())
    known = logs.get(head.origin)
    if known is None:
        return Answer(404, b"unknown log\n")
    try:
        checkpoint.verify(asked.checkpoint, known.keys, extended=True)
    except NotVerified as error:
        return Answer(403, f"{error.what}\n".encode())
    if asked.old > head.size:
        return Answer(400, b"old is larger than the checkpoint\n", PLAIN_TYPE, head.origin)
    if asked.old != known.size or (asked.old == head.size and head.root != known.root):
        body = b"%d\n" % known.size
        return Answer(409, body, SIZE_TYPE, head.origin, refused=asked.checkpoint)
    try:
        tree.verify_consistency(asked.old, head.size, known.root, head.root, asked.proof)
    except NotVerified as error:
        body = f"{error.what}\n".encode()
        return Answer(422, body, PLAIN_TYPE, head.origin, refused=asked.checkpoint)
    lines = "".join(signer.sign(note.text, at).line() + "\n" for signer in signers)
    return Answer(200, lines.encode(), PLAIN_TYPE, head.origin, Known(known.keys, head.size, head.root))
