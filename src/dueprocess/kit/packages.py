"""Files sealed with a passphrase for somebody who has nothing of ours but the verifier. Knows bytes only.

Layout: `DPP1`, a salt of 16 bytes, then a sealed file (`kit.files.frames`) at the place `package`, under the
key that scrypt (RFC 7914; N 2^16, r 8, p 1) makes of the passphrase. Opened by `verify.py unpack`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from dueprocess.kit.files import frames

MAGIC = b"DPP1"
PLACE = "package"
_ALIKE = str.maketrans("OIL", "011")


def sealed(passphrase: str, content: Iterable[bytes]) -> Iterator[bytes]:
    """The package of some content. Of the passphrase only its letters and digits count, in capitals, with O
    as 0, I and L as 1: it is read from paper."""
    salt = os.urandom(16)
    code = "".join(sign for sign in passphrase.upper() if sign.isalnum()).translate(_ALIKE)
    yield MAGIC + salt
    key = Scrypt(salt=salt, length=32, n=2**16, r=8, p=1).derive(code.encode())
    yield from frames.sealed(key, content, PLACE)
