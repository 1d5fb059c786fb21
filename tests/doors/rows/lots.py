"""Who is drawn by lot in a case, for those whom the wall lets in."""

from tests.doors.at_the_desk import inside

ROWS = {"desk:lots": inside()}
