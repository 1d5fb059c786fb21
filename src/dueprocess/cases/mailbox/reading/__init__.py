"""Reading a message: what it says, from whom, by which machine. Pure: bytes in, values out.

Knows RFC 5322, MIME (RFC 2045 to 2047, 2231), delivery reports (RFC 3464), automatic answers (RFC 3834) and
Authentication-Results (RFC 8601). Must not know dockets, the network or the register. Nothing that a
message says is believed here: it is told, with what speaks against it. Whatever the bytes are, `read`
returns a letter and never raises.
"""

from dueprocess.cases.mailbox.reading.letter import Attachment, Bounce, Letter, Ours, read
from dueprocess.cases.mailbox.reading.machine import PLAIN, Why
from dueprocess.cases.mailbox.reading.parts import content
from dueprocess.cases.mailbox.reading.warnings import Warn

__all__ = ["PLAIN", "Attachment", "Bounce", "Letter", "Ours", "Warn", "Why", "content", "read"]
