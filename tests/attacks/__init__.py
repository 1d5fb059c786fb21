"""What a hostile insider or outsider tries, each attempt refused or named by a check.

The people are those of `tests/world.py`: a respondent who sits on the committee, a leader's office, an
officer with a conflict, a party with a receipt code, somebody with the database.
"""

import re


def without_tokens(page: bytes) -> bytes:
    """A page but for the tokens of its forms, which differ each time."""
    return re.sub(rb'(name="(?:csrfmiddlewaretoken|once)" value=")[^"]*"', rb"\1", page)
