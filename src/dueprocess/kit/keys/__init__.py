"""Keys, sealing, tags, and codes that people type. Knows cryptography; nothing of who owns what.

Three kinds of secret never meet: the *wrapping key* opens the keys of dockets, the *index key* makes
tags by which sealed rows are found, and the signer's key (not here) signs the log.
"""

from .codes import (
    NUMBER_LENGTH,
    RECEIPT_LENGTH,
    check_symbols,
    normal,
    number,
    receipt_code,
    valid,
)
from .ring import Ring, add_key, drop_keys, forget_ring, make_keys, ring
from .seals import (
    Damaged,
    derive,
    new_key,
    salt,
    seal,
    seal_here,
    tag,
    unseal,
    unseal_here,
    unwrap,
    wrap,
)
from .wrapping import under_others, wrap_anew, wrapped_in

__all__ = [
    "NUMBER_LENGTH",
    "RECEIPT_LENGTH",
    "Damaged",
    "Ring",
    "add_key",
    "check_symbols",
    "derive",
    "drop_keys",
    "forget_ring",
    "make_keys",
    "new_key",
    "normal",
    "number",
    "receipt_code",
    "ring",
    "salt",
    "seal",
    "seal_here",
    "tag",
    "under_others",
    "unseal",
    "unseal_here",
    "unwrap",
    "valid",
    "wrap",
    "wrap_anew",
    "wrapped_in",
]
