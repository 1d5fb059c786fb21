"""Notes of a deliberation: whoever does not sit in a body learns as little as from an absent page, whatever
else they may read; who sits, tests/desk/test_deliberation.py asks."""

from tests.doors.at_the_desk import absent

ROWS = {
    "desk:deliberation": absent(),
    "desk:deliberation_note": absent(code="0123456789abcdef"),
}
