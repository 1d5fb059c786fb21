"""Whether a machine wrote a message, and by which sign one can tell.

Must not decide what becomes of it: it proposes, with its reason.
"""

from __future__ import annotations

from email.message import Message
from enum import StrEnum

from dueprocess.cases.mailbox.reading import headers
from dueprocess.cases.mailbox.reading.parts import Part, kind_of, parameter


class Why(StrEnum):
    """By which sign a message was told to be a machine's."""

    BOUNCE = "bounce"  # RFC 3464
    RECEIPT = "receipt"  # RFC 8098
    FEEDBACK = "feedback"  # RFC 5965
    CALENDAR = "calendar"  # RFC 5546: an answer to an invitation
    REPLIED = "auto_replied"  # RFC 3834
    GENERATED = "auto_generated"  # RFC 3834: also what a form on a website sends
    LIST = "list"  # RFC 2369, Precedence
    RETURN = "empty_return_path"  # RFC 5321 s4.5.5
    OURSELVES = "ourselves"
    UNSURE = "unsure"  # one of the first five signs, on what answers no mail of ours or has words of its own


PLAIN = frozenset({Why.BOUNCE, Why.RECEIPT, Why.FEEDBACK, Why.CALENDAR, Why.REPLIED})
"""Signs that no complaint bears, on an answer to mail of ours: one officer may file the message. The others
may stand on one too."""
_REPORTS = {
    "delivery-status": Why.BOUNCE,
    "disposition-notification": Why.RECEIPT,
    "feedback-report": Why.FEEDBACK,
}
_REPLIES = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply-From")
_SILENCED = frozenset({"all", "autoreply", "oof"})
"""By these a program of Microsoft's asks that no machine answers (MS-OXCMAIL)."""
_LISTS = ("List-Id", "List-Post", "List-Unsubscribe")


def why(top: Message, parts: list[Part], calendar: str, from_us: bool) -> Why | None:
    """The plainest sign that a machine wrote it, None where there is none. `calendar` is the method of the
    calendar part, `from_us` whether it bears our own address."""
    report = parameter(top, "report-type").lower()
    if report in _REPORTS and kind_of(top) == "multipart/report":
        return _REPORTS[report]
    if any(part.kind in ("message/delivery-status", "message/global-delivery-status") for part in parts):
        return Why.BOUNCE
    if calendar in ("REPLY", "COUNTER", "REFRESH"):
        return Why.CALENDAR
    submitted = headers.text(top, "Auto-Submitted").partition(";")[0].strip().lower()
    precedence = headers.text(top, "Precedence").lower()
    if submitted == "auto-replied" or precedence == "auto_reply" or any(top.get(name) for name in _REPLIES):
        return Why.REPLIED
    if from_us:
        return Why.OURSELVES
    silenced = {each.strip() for each in headers.text(top, "X-Auto-Response-Suppress").lower().split(",")}
    if (submitted and submitted != "no") or silenced & _SILENCED:
        return Why.GENERATED
    if precedence in ("bulk", "list", "junk") or any(top.get(name) for name in _LISTS):
        return Why.LIST
    if [value.strip() for value in headers.raw(top, "Return-Path")[:1]] == ["<>"]:
        return Why.RETURN
    return None
