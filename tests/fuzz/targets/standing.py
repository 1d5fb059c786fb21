"""Issues of lists of other bodies, as CSV."""

from dueprocess.core.errors import Malformed
from dueprocess.standing import listing
from tests.fuzz.running import Target

ISSUE = (
    b"key,name,aliases,born_on,number,until_on\n"
    b"7,Noor Whitlock,N. Whitlock|Nur Witlock,1980-02-03,n1,2026-06-30\n"
    b'8,"Abara, Wren",,,,\n'
)

TARGETS = [
    Target(
        "issue of an outside list",
        listing.read,
        lambda: [ISSUE],
        (Malformed,),
        ("dueprocess.standing.listing.read",),
    )
]
