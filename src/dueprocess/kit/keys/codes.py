"""Numbers and receipt codes: random, typable, with check characters. Knows nothing of what they number.

Alphabet: Crockford's base 32, that is the ten digits and the letters without I, L, O and U. When read
back, I and L count as 1, O as 0, and case, spaces and dashes do not matter.

Check characters: one for a number, two for a receipt code, over the field of 32 elements
(x^5 + x^2 + 1). One character is Damm's scheme (H. M. Damm, *Totally anti-symmetric quasigroups*,
2004, with x * y = 2x + 2y): it finds every single wrong character and every swap of two characters up
to 30 places apart. Two are its continuation, the Reed-Solomon code with roots 2 and 4: any two wrong
characters are found. ISO 7064 MOD 37,36 was not taken because its alphabet holds I, L, O and U.
"""

import secrets
from functools import cache

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {letter: value for value, letter in enumerate(_ALPHABET)} | {
    "I": 1,
    "L": 1,
    "O": 0,
}
_DASHES = dict.fromkeys(map(ord, " \t\r\n-\u2010\u2011\u2012\u2013\u2014\u2212\u00a0"))

_NUMBER_RANDOM = 10  # 50 bits: one collision in 100,000 when 150,000 are drawn at once
_RECEIPT_RANDOM = 18  # 90 bits
NUMBER_LENGTH = 13
"""Characters of a number as it is shown, dashes included."""
RECEIPT_LENGTH = 24
"""Characters of a receipt code as it is shown, dashes included."""


@cache
def _times(a: int, b: int) -> int:
    """The product of two elements of the field."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (0x25 if a & 16 else 0)
        b >>= 1
    return product


_GENERATORS = {1: (2,), 2: (2 ^ 4, _times(2, 4))}
"""The generator polynomials x - 2 and (x - 2)(x - 4), without the leading one."""


def check_symbols(symbols: list[int], count: int) -> list[int]:
    """The `count` (1 or 2) check values for values of 0 to 31: the remainder by the generator."""
    generator = _GENERATORS[count]
    rest = [0] * count
    for symbol in symbols:
        lead = symbol ^ rest[0]
        rest = [a ^ _times(lead, g) for a, g in zip([*rest[1:], 0], generator, strict=True)]
    return rest


def _make(random: int, checks: int) -> str:
    symbols = [byte % 32 for byte in secrets.token_bytes(random)]  # 32 divides 256: every value as likely
    symbols += check_symbols(symbols, checks)
    return "".join(_ALPHABET[symbol] for symbol in symbols)


def number() -> str:
    """A random number for a complaint or case, such as `K7F3-2QX9-M5T`: 50 random bits and one check
    character. The caller lets the database refuse the rare repetition and draws again."""
    text = _make(_NUMBER_RANDOM, 1)
    return f"{text[:4]}-{text[4:8]}-{text[8:]}"


def receipt_code() -> str:
    """A secret that opens one complaint for whoever holds it: 90 random bits and two check characters
    in five groups of four."""
    text = _make(_RECEIPT_RANDOM, 2)
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def normal(code: str) -> str:
    """The one spelling of a code that people may have typed in many: grouped, upper case, 0 and 1 for
    look-alike letters. Text that is no code comes back in upper case without spaces, to be found nowhere."""
    bare = code.translate(_DASHES).upper()
    if not all(letter in _VALUE for letter in bare):
        return bare
    bare = "".join(_ALPHABET[_VALUE[letter]] for letter in bare)
    if len(bare) == _NUMBER_RANDOM + 1:
        return f"{bare[:4]}-{bare[4:8]}-{bare[8:]}"
    return "-".join(bare[at : at + 4] for at in range(0, len(bare), 4))


def valid(code: str) -> bool:
    """Whether this is a number or receipt code without a typing mistake that the check can find."""
    bare = normal(code).replace("-", "")
    checks = {_NUMBER_RANDOM + 1: 1, _RECEIPT_RANDOM + 2: 2}.get(len(bare))
    if checks is None or not all(letter in _VALUE for letter in bare):
        return False
    return not any(check_symbols([_VALUE[letter] for letter in bare], checks))
