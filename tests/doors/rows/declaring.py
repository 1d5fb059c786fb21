"""Declaring by code name, for whoever is asked; who has declared, and stepping down, for those whom the wall
lets in."""

from tests.doors.at_the_desk import absent, desk, inside

ROWS = {
    "desk:declarations": desk(),
    "desk:declare": absent(),  # nobody is asked in this case: tests/desk/test_declaring.py
    "desk:case_declarations": inside(),
    "desk:step_down": inside(),
}
