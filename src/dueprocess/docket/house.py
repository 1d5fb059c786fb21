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
THROUGH = "through"
"""What `introduces` names in a party's act that somebody took in their name: the local key of who acts."""
QUOTES = "quotes"
"""What `introduces` names in a note of the machine that quotes a sentence: the act that it is from."""
ARRIVED = "arrived"
"""The note of a message that reached the mailbox; the first act of a docket of kind `message`."""
BY_MAIL = "message"
"""What `introduces` names in the note by which a message came into a case: the number of that message."""
CLASSIFIED = "classified"
"""The note that says what such a message is (`as`), where it is no complaint."""
WAITING, PLACED = "waiting", "placed"
"""As what a message is classified that is put back on the list, or that one person says belongs to a case."""
STOCK, PROMISED = "stocktaken", "promised"  # what is there of a case, and which day was promised in it
LEGAL_HOLD, REVIEWED = "legal_hold", "reviewed"  # a hold put or lifted; whether it is still to be kept
LAID_OPEN = "laid_open"  # a party was handed openings of what they wrote
EVIDENCE, CLASSED = "evidence", "evidence_class"  # what an item of evidence is; as what it counts
RULED, DISCLOSED = "evidence_ruling", "evidence_list"  # whether it may be used; that a party got the list
GIST = "gist"  # what of an item a party is given: its gist alone, or all of it
TRANSCRIBED, TRANSCRIPT_SIGNED = "transcript", "transcript_signed"  # what is said in a recording; signed off
READ = "evidence_text"  # what stands on a page of it, put right by somebody
OF_EVIDENCE = (EVIDENCE, CLASSED, RULED, DISCLOSED, GIST, TRANSCRIBED, TRANSCRIPT_SIGNED, READ)
BUNDLE_SERVED, BUNDLE_RECEIVED = "bundle_served", "bundle_received"  # a copy went to somebody; they opened it
OF_BUNDLES = (BUNDLE_SERVED, BUNDLE_RECEIVED)
STATEMENT, STATEMENT_ANSWERED = "statement", "statement_answered"  # what somebody says; what they say to it
OF_STATEMENTS = (STATEMENT, STATEMENT_ANSWERED)
WAS_THERE, WITNESS_DID = "was_there", "witness_did"  # who heard or saw; what they did about it
OF_WITNESSES = (WAS_THERE, WITNESS_DID)
LINK_GIVEN, LINK_USED = "link_given", "link_used"  # a one-time link to a party, and that it was opened
PASSKEY_KEPT, WAYS_CLOSED = "passkey_kept", "ways_closed"  # by which a party comes back; that nothing opens
ASKED_FOR, ASK_ANSWERED, ASK_ENDED = "asked_for", "ask_answered", "ask_ended"  # company, adjustments
ASKS = frozenset({ASKED_FOR, ASK_ANSWERED, ASK_ENDED})
WAYS = frozenset({LINK_GIVEN, LINK_USED, PASSKEY_KEPT, WAYS_CLOSED})
"""Notes of how parties come in who have no login of their own."""
WAY = "way_key"
"""The content field with what such a way is found by: the tag of a link's code, or a login."""
APPROACHED, AMENDED = "approached", "approach_amended"  # an approach entered; what of it was wrong
ANSWERED, WEIGHED = "approach_answered", "approach_weighed"  # a reply by whom it names; oversight's word
ASKED_TO_DECLARE = "asked_to_declare"  # officers were asked, by a code name, whether anything binds them
SERVICE = "service_proof"
"""The note that says how a letter went out or reached somebody: what proves it."""
SERVED_AGAIN = "served_again"
"""What `introduces` names in a `sent` note by which a letter went out once more: the note of its sending."""
PRIORITY = "priority"  # a case goes first by a published criterion; or does so no more
CIRCLE = "circle"  # a case was closed to all but those appointed in it or let in by decision; or opened again
HEARING_SET, HEARING_MOVED, HEARING_OFF = "hearing_set", "hearing_moved", "hearing_off"
UNINVITED = "hearing_uninvited"  # whom the machine found to be no more concerned by it
HEARING_REPLY, HEARING_AWAY = "hearing_reply", "hearing_away"  # whether somebody comes; days they cannot
HEARING_MEASURE, HEARING_THERE = "hearing_measure", "hearing_there"  # what somebody needs; who was there
HEARING_RECORD, PUBLICITY = "hearing_record", "publicity"  # what happened; who may speak, and from when
OF_HEARINGS = frozenset(
    {
        HEARING_SET, HEARING_MOVED, HEARING_OFF, UNINVITED, HEARING_REPLY, HEARING_AWAY, HEARING_MEASURE,
        HEARING_THERE, HEARING_RECORD, PUBLICITY,
    }
)  # fmt: skip
DELIBERATED = "deliberation_ended"  # what members wrote for themselves was destroyed, if they wrote any
LOT = "lot_announced"
"""The note that a role or body will be drawn by lot: among whom, in the order of the register."""
DRAWN = "drawn"
"""The note that the engine is told: in which order they came up."""
OWN = frozenset(
    {
        "assigned", "access", LINKED, JOINED, ARRIVED, CLASSIFIED, STOCK, PROMISED, parted.CAME,
        parted.ELSEWHERE, places.PLACED, LEGAL_HOLD, REVIEWED, LAID_OPEN, *OF_EVIDENCE, *WAYS, *ASKS,
        APPROACHED, AMENDED, ANSWERED, WEIGHED, ASKED_TO_DECLARE, CIRCLE, *OF_STATEMENTS, *OF_WITNESSES,
        *OF_BUNDLES, *OF_HEARINGS, LOT, SERVICE, PRIORITY, DELIBERATED,
    }
)  # fmt: skip
"""Notes of the house itself, which no rulebook knows and the engine is not told."""
VERSION = "version"
"""The note that says that the docket came to another version of the rulebook."""
