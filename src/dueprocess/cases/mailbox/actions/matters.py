"""Which matter a message belongs to, and whether its sender may be taken for the party to whom we wrote."""

from __future__ import annotations

from dataclasses import dataclass

from dueprocess.cases.mailbox.models import Arrival, Mailed
from dueprocess.cases.mailbox.projector import MAIL
from dueprocess.cases.mailbox.reading import Letter, Warn
from dueprocess.cases.models import Case
from dueprocess.docket import replies, way_in
from dueprocess.docket.actions import letters
from dueprocess.docket.actions.arriving import SENDER
from dueprocess.docket.models import Content, Docket
from dueprocess.docket.models.dockets import MESSAGE
from dueprocess.docket.sealing import Vault


@dataclass(frozen=True, slots=True)
class Matter:
    """A docket that a message answers, and as whom (local key; `SENDER` for a message nobody has classified).

    `trusted`: it came from the very address to which we had written, and nothing speaks against it. Only then
    is it filed without anybody's looking.
    """

    docket: Docket
    key: str
    trusted: bool


def find(letter: Letter) -> Matter | None:
    """Return the one matter that a message answers by its tokens and references; None where it names none, or
    several."""
    rows = Mailed.objects.filter(token__in=[replies.tag(token) for token in letter.tokens])
    rows = rows | Mailed.objects.filter(code__in=letter.codes)
    named = set(rows.values_list("docket_id", "key"))
    if len(named) != 1:
        return None
    [(pk, key)] = named
    docket = Docket.objects.get(pk=pk)
    if docket.key_wrapped is None:
        return None
    against = {Warn.FORGED, Warn.SEVERAL_FROM, Warn.NO_FROM, Warn.TOO_LARGE, Warn.ENCRYPTED}
    by_hand = letter.why is None and not letter.warnings & against
    joined = _joined(docket)
    party = _by_address(joined, letter.sender) if joined else _answering(docket, key, letter.sender)
    docket, key = (joined, party) if joined else (docket, key)
    open_ = docket.kind != MESSAGE or docket.is_open
    return Matter(docket, party or key, bool(party) and by_hand and open_)


def _answering(docket: Docket, key: str, sender: str) -> str:
    """Return as whom the sender may write: the party whose own address it is, "" where it is nobody's."""
    if not sender:
        return ""
    if key != SENDER:
        addresses = letters.addresses_of(docket, way_in.of(docket))
        return key if addresses.get(key, "").strip().lower() == sender else ""
    if sender not in senders(docket):
        return ""
    if docket.kind == MESSAGE:
        return SENDER
    return _by_address(docket, sender)  # the message has become a case


def _by_address(docket: Docket, sender: str) -> str:
    """Return the one party of a case who is written to at this address, "" where there is none or several."""
    addresses = letters.addresses_of(docket, way_in.of(docket))
    mine = [party for party, address in addresses.items() if address.strip().lower() == sender]
    return mine[0] if sender and len(mine) == 1 else ""


def _joined(docket: Docket) -> Docket | None:
    """Return the case in which the complaint of this one goes on, where it was joined into another."""
    found = None
    while (case := Case.objects.filter(docket=found or docket).select_related("joined_into").first()) and (
        case.joined_into is not None and case.joined_into.key_wrapped is not None
    ):
        found = case.joined_into
    return found


def senders(docket: Docket) -> set[str]:
    """Return the addresses from which the messages of a docket came that opened it."""
    vault = Vault.of(docket)
    acts = Arrival.objects.filter(docket=docket).values_list("act", flat=True)
    rows = Content.objects.filter(act__docket=docket, act__n__in=list(acts), field=MAIL).select_related("act")
    return {vault.content(row, row.act.n)["sender"] for row in rows} - {""}
