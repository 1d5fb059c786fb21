"""Declaring by code name, for whoever is asked; who has declared, stepping down and closed circles, for
those whom the wall lets in."""

from tests.doors.at_the_desk import absent, case, desk, inside
from tests.doors.matrix import Answer, Who, file

ROWS = {
    "desk:declarations": desk(),
    "desk:declare": absent(),  # nobody is asked in this case: tests/desk/test_declaring.py
    "desk:case_declarations": inside(),
    "desk:step_down": inside(),
    "desk:circle": file(case, but={Who.OWNER: Answer.REFUSED}),  # a power that none of these holds
}
