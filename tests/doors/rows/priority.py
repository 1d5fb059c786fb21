"""Priority of a case, for whom the wall lets in; all of them, for oversight."""

from tests.doors.at_the_desk import inside, powerful

ROWS = {
    "desk:priority": inside(),
    "desk:priorities": powerful(),
}
