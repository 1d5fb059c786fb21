"""Signed notes (c2sp.org/signed-note v1.0.0) and cosignatures (c2sp.org/tlog-cosignature v1.0.1), Ed25519
only.

Knows text, names, keys and signatures. Must not know what the text means, where keys are kept, or the time: a
cosignature's time is handed in.

    text ending in a newline
    (blank line)
    — name base64(key id || signature)
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dueprocess.tlog.errors import BadBytes, NotVerified

ED25519: Final = 0x01
COSIGNATURE: Final = 0x04
_TYPES: Final = (ED25519, COSIGNATURE)
_DASH: Final = "\u2014 "
_MOST_SIGNATURES: Final = 100
_LONGEST: Final = 1 << 20
_DECIMAL = re.compile(r"0|[1-9][0-9]*")


def decode_base64(text: str, where: str = "") -> bytes:
    """The bytes of standard base64 (RFC 4648 s4). Raises BadBytes unless it is exactly what an encoder
    writes.

    So missing padding, spaces, the URL alphabet and stray last bits are refused.
    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise BadBytes("not base64", where) from error
    if base64.b64encode(data).decode() != text:
        raise BadBytes("not canonical base64", where)
    return data


def decode_hash(text: str, where: str = "") -> bytes:
    """A SHA-256 in base64. Raises BadBytes unless it has 32 bytes."""
    data = decode_base64(text, where)
    if len(data) != 32:
        raise BadBytes(f"a hash has 32 bytes, this has {len(data)}", where)
    return data


def decode_number(text: str, where: str = "") -> int:
    """An ASCII decimal below 2**63 without sign, spaces or leading zeros. Raises BadBytes otherwise."""
    if len(text) > 19 or not text.isascii() or not _DECIMAL.fullmatch(text) or int(text) >= 2**63:
        raise BadBytes(f"{text[:40]!r} is not a decimal number without leading zeros", where)
    return int(text)


def check_name(name: str, where: str = "") -> str:
    """The name of a key: not empty, without spaces, control characters or '+'. Raises BadBytes otherwise."""
    if (
        not name
        or "+" in name
        or not _is_utf8(name)
        or any(c.isspace() or ord(c) < 0x20 or ord(c) == 0x7F for c in name)
    ):
        raise BadBytes(
            f"{name!r} cannot be the name of a key: it must not be empty or hold spaces or '+'", where
        )
    return name


def _is_utf8(text: str) -> bool:
    """Whether the text can be written: a policy's octets that are not UTF-8 come as lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def key_id(name: str, key_type: int, public: bytes) -> bytes:
    """The four bytes by which a signature names its key."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([key_type]) + public).digest()[:4]


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name and signature type (0x01 note, 0x04 cosignature)."""

    name: str
    type: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The key id, four bytes."""
        return key_id(self.name, self.type, self.public)

    def __str__(self) -> str:
        """The key's text: name+hex id+base64(type || public key)."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.type]) + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read a key's text. Raises BadBytes when malformed, of another type, or its id does not fit."""
        parts = text.split("+", 2)  # base64 holds '+', so split twice at most
        if len(parts) != 3:
            raise BadBytes("a public key is written name+hex id+base64")
        name, hex_id, encoded = parts
        check_name(name)
        data = decode_base64(encoded, "public key")
        if not data or data[0] not in _TYPES:
            raise BadBytes("a public key must be of type 0x01 (Ed25519) or 0x04 (Ed25519 cosignature)")
        if len(data) != 33:
            raise BadBytes(f"an Ed25519 public key has 32 bytes, this has {len(data) - 1}")
        key = cls(name, data[0], data[1:])
        if key.id.hex() != hex_id:
            raise BadBytes(
                f"the key id {hex_id[:16]!r} does not belong to this key (it should be {key.id.hex()})"
            )
        return key

    def check(self, text: bytes, signature: bytes) -> int | None:
        """Verify a signature over a note's text; the time in seconds of a cosignature, else None.

        Raises NotVerified("signature").
        """
        at = None
        message = text
        if self.type == COSIGNATURE:
            if len(signature) != 72 or signature[0] & 0x80:
                raise NotVerified("signature", f"the cosignature of {self.name} does not have the right form")
            at = int.from_bytes(signature[:8])
            message = cosigned(text, at)
            signature = signature[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError) as error:
            raise NotVerified("signature", f"the signature of {self.name} does not fit the text") from error
        return at


@dataclass(frozen=True, slots=True)
class SignerKey:
    """A private key with its name and signature type. Its text is a secret; `repr` does not show it."""

    name: str
    type: int
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, name: str, key_type: int = ED25519) -> "SignerKey":
        """A new key from the operating system's random source."""
        check_name(name)
        return cls(name, key_type, Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(
            self.name,
            self.type,
            Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw(),
        )

    def secret(self) -> str:
        """The private key's text as golang.org/x/mod/sumdb/note has it: PRIVATE+KEY+name+hex id+base64."""
        encoded = base64.b64encode(bytes([self.type]) + self.seed).decode()
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{encoded}"

    @classmethod
    def parse(cls, text: str) -> "SignerKey":
        """Read what `secret` wrote. Raises BadBytes, never showing the key."""
        parts = text.split("+", 4)
        if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
            raise BadBytes("a private key is written PRIVATE+KEY+name+hex id+base64")
        data = decode_base64(parts[4], "private key")
        if len(data) != 33 or data[0] not in _TYPES:
            raise BadBytes("a private key must be of type 0x01 or 0x04 with 32 bytes")
        key = cls(check_name(parts[2]), data[0], data[1:])
        if key.verifier.id.hex() != parts[3]:
            raise BadBytes("the key id does not belong to this private key")
        return key

    def sign(self, text: bytes, at: int | None = None) -> "Signature":
        """Sign a note's text. A cosignature (type 0x04) needs `at`, the time in seconds since 1970."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        if self.type == COSIGNATURE:
            if at is None or not 0 <= at < 2**63:
                raise BadBytes("a cosignature needs the time in seconds since 1970")
            return Signature(self.name, self.verifier.id, at.to_bytes(8) + private.sign(cosigned(text, at)))
        return Signature(self.name, self.verifier.id, private.sign(text))


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who says to have signed, and the bytes."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """The line without its newline."""
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.signature).decode()}"

    @classmethod
    def parse(cls, line: str, where: str = "") -> "Signature":
        """Read one signature line. Raises BadBytes."""
        if not line.startswith(_DASH):
            raise BadBytes("a signature line begins with an em dash and a space", where)
        name, separator, encoded = line[len(_DASH) :].partition(" ")
        if not separator:
            raise BadBytes("a signature line holds a name, a space and base64", where)
        check_name(name, where)
        data = decode_base64(encoded, where)
        if len(data) <= 4:
            raise BadBytes("a signature line holds no signature", where)
        return cls(name, data[:4], data[4:])


@dataclass(frozen=True, slots=True)
class Note:
    """A text with its signatures, not yet verified."""

    text: bytes
    signatures: tuple[Signature, ...]

    def to_bytes(self) -> bytes:
        """The note as it is published."""
        return self.text + b"\n" + "".join(s.line() + "\n" for s in self.signatures).encode()

    def with_signatures(self, more: Iterable[Signature]) -> "Note":
        """The same note with further signatures; that of a key that already signed replaces the earlier."""
        found = {(s.name, s.key_id): s for s in self.signatures}
        found.update({(s.name, s.key_id): s for s in more})
        return Note(self.text, tuple(found.values()))

    @classmethod
    def parse(cls, data: bytes) -> "Note":
        """Read a note. Raises BadBytes with the line where its form is wrong."""
        if len(data) > _LONGEST:
            raise BadBytes(f"a note is at most {_LONGEST} bytes long")
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            raise BadBytes("not UTF-8", f"byte {error.start}") from error
        for position, character in enumerate(text):
            if character < " " and character != "\n":
                raise BadBytes("a control character", f"line {text.count(chr(10), 0, position) + 1}")
        body, separator, tail = text.rpartition("\n\n")
        if not separator or not text.endswith("\n") or not tail:
            raise BadBytes(
                "a signed note is a text, a blank line and signature lines, each ending in a newline"
            )
        first = body.count("\n") + 3
        lines = tail[:-1].split("\n")
        if len(lines) > _MOST_SIGNATURES:
            raise BadBytes(f"more than {_MOST_SIGNATURES} signatures")
        signatures = tuple(Signature.parse(line, f"line {first + at}") for at, line in enumerate(lines))
        return cls((body + "\n").encode(), signatures)

    def verify(self, keys: Iterable[VerifierKey]) -> dict[VerifierKey, int | None]:
        """Which of `keys` signed, with the time of each cosignature. Unknown keys are ignored.

        Raises NotVerified("signature") when a signature of a known key fails. Nobody having signed is an
        empty answer: what is enough is the caller's to say.
        """
        known = {(key.name, key.id): key for key in keys}
        signed: dict[VerifierKey, int | None] = {}
        for signature in self.signatures:
            key = known.get((signature.name, signature.key_id))
            if key is not None:
                at = key.check(self.text, signature.signature)
                signed.setdefault(
                    key, at
                )  # a second signature of one key must hold too, and counts no further
        return signed


def cosigned(text: bytes, at: int) -> bytes:
    """What a cosignature signs: a header, the time, and the whole text of the checkpoint."""
    return b"cosignature/v1\ntime %d\n" % at + text


def sign(text: bytes, *signers: SignerKey) -> Note:
    """A note signed by each of `signers`. Raises BadBytes when the text is not fit for a note."""
    note = Note(text, tuple(signer.sign(text) for signer in signers))
    if Note.parse(note.to_bytes()) != note:
        raise BadBytes("this text cannot be told from its signatures")
    return note
