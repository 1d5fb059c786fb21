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
from .inforce import UnknownOuter, outer
from .permuting import Outer
from .ring import Ring, add_key, add_outer, drop_keys, drop_outers, forget_ring, make_keys, outers_in, ring
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
from .tokens import name_of, opened_token, tags_held, token
from .wrapping import under_others, wrap_anew, wrapped_in

__all__ = [
    "NUMBER_LENGTH",
    "RECEIPT_LENGTH",
    "Damaged",
    "Outer",
    "Ring",
    "UnknownOuter",
    "add_key",
    "add_outer",
    "check_symbols",
    "derive",
    "drop_keys",
    "drop_outers",
    "forget_ring",
    "make_keys",
    "name_of",
    "new_key",
    "normal",
    "number",
    "opened_token",
    "outer",
    "outers_in",
    "receipt_code",
    "ring",
    "salt",
    "seal",
    "seal_here",
    "tag",
    "tags_held",
    "token",
    "under_others",
    "unseal",
    "unseal_here",
    "unwrap",
    "valid",
    "wrap",
    "wrap_anew",
    "wrapped_in",
]
