"""Hearings of a case, and one's own appointments."""

from tests.doors.at_the_desk import absent, desk, inside

ROWS = {
    "desk:hearings": desk(),
    "desk:hearings_of": inside(),
    "desk:hearing_new": inside(),
    "desk:hearing_slots": inside(),
    "desk:hearing_away": inside(),
    "desk:hearing_available": absent(n=1),
    "desk:publicity": inside(),
    # No hearing is set in the case: whoever may see it learns as little as everybody.
    "desk:hearing": absent(hearing="h1"),
    "desk:hearing_file": absent(hearing="h1"),
    "desk:hearing_move": absent(hearing="h1"),
    "desk:hearing_cancel": absent(hearing="h1"),
    "desk:hearing_day": absent(hearing="h1"),
    "desk:hearing_special": absent(hearing="h1"),
    "desk:hearing_special_end": absent(hearing="h1", n=1),
    "desk:hearing_reply": absent(hearing="h1", key="R1"),
}
