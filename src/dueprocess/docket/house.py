"""Names of notes that the house itself makes in a docket, and of what notes and acts bring in.

Knows these names only, and nothing of what is done with them.
"""

from dueprocess.docket import parted, places

LINKED = "linked"
"""The note that says who in the register a party is, or that they are nobody there."""
JOINED = "joined"
"""The note in a case at its end that its complaints go on in another."""
ANNULLED = "annulled"
"""The note that an entry was made by mistake and never was."""
RETURNED = "returned"
"""What `introduces` names in a note that annuls a sending: which letter came back, from whom, and why."""
SIGNED = "signatures"
"""What `introduces` names where others have signed: by whom, as what, when, and what they read."""
ARRIVED = "arrived"
"""The note of a message that reached the mailbox; the first act of a docket of kind `message`."""
CLASSIFIED = "classified"
"""The note that says what such a message is (`as`), where it is no complaint."""
WAITING, PLACED = "waiting", "placed"
"""As what a message is classified that is put back on the list, or that one person says belongs to a case."""
STOCK, PROMISED = "stocktaken", "promised"  # what is there of a case, and which day was promised in it
LEGAL_HOLD, REVIEWED = "legal_hold", "reviewed"  # a hold put or lifted; whether it is still to be kept
LAID_OPEN = "laid_open"  # a party was handed openings of what they wrote
APPROACHED, AMENDED = "approached", "approach_amended"  # an approach entered; what of it was wrong
ANSWERED, WEIGHED = (
    "approach_answered",
    "approach_weighed",
)  # a reply by whom it names; oversight’s word
OWN = frozenset(
    {
        "assigned", "access", LINKED, JOINED, ARRIVED, CLASSIFIED, STOCK, PROMISED, parted.CAME,
        parted.ELSEWHERE, places.PLACED, LEGAL_HOLD, REVIEWED, LAID_OPEN,
        APPROACHED, AMENDED, ANSWERED, WEIGHED,
    }
)  # fmt: skip
"""Notes of the house itself, which no rulebook knows and the engine is not told."""
VERSION = "version"
"""The note that says that the docket came to another version of the rulebook."""
