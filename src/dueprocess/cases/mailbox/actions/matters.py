"""Which matter a message belongs to, and whether its sender may be taken for the party to whom we wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, Q

from dueprocess.cases import parting
from dueprocess.cases.mailbox.actions import placing
from dueprocess.cases.mailbox.actions.placing import OBJECTS
from dueprocess.cases.mailbox.models import Mailed
from dueprocess.cases.mailbox.reading import Letter, Warn, Why
from dueprocess.cases.models import Case
from dueprocess.docket import replies, way_in
from dueprocess.docket.actions import letters
from dueprocess.docket.actions.arriving import SENDER
from dueprocess.docket.models import Docket, Party
from dueprocess.docket.models.dockets import MESSAGE
from dueprocess.kit.models import OutgoingMail


@dataclass(frozen=True, slots=True)
class Matter:
    """A docket that a message answers, and as whom (local key; `SENDER` for a message nobody has classified,
    `OBJECTS` for one whose sender does not agree with where it was put).

    `trusted`: it came from the very address to which we had written, and nothing speaks against it. Only then
    is it filed without anybody's looking. `also`: the other parts of a case that was split since we wrote,
    and as whom there.
    """

    docket: Docket
    key: str
    trusted: bool
    also: tuple[tuple[Docket, str], ...] = ()


def find(letter: Letter) -> Matter | None:
    """Return the one matter that a message answers by its tokens and references; None where it names none, or
    several.

    A case that was split since we wrote is answered in every part in which its sender is a party now.
    """
    rows = Mailed.objects.filter(token__in=replies.tags(letter.tokens))
    rows = rows | Mailed.objects.filter(code__in=letter.codes)
    named = set(rows.values_list("docket_id", "key"))
    dockets = Docket.objects.in_bulk([pk for pk, _key in named])
    if any(each.key_wrapped is None for each in dockets.values()):
        return None
    begun = [(dockets[pk], key) for pk, key in sorted(named)]
    first = _first(begun)
    if first is None:
        return None
    docket, key = first
    since = Mailed.objects.filter(docket=docket, code__in=letter.codes).aggregate(n=Max("act"))["n"] or 0
    against = {Warn.FORGED, Warn.SEVERAL_FROM, Warn.NO_FROM, Warn.TOO_LARGE, Warn.ENCRYPTED}
    by_hand = letter.why is None and not letter.warnings & against
    also = [each for each, _key in begun if each != docket]
    places = _places(docket, key, letter.sender, since, also) or _places(docket, key, letter.sender, 0, also)
    if not places:
        return Matter(_joined(docket) or _now(docket, key), key, False)
    (where, party), *others = places
    open_ = where.kind != MESSAGE or where.is_open or party == OBJECTS
    return Matter(where, party, by_hand and open_, tuple(others))


def _first(named: Sequence[tuple[Docket, str]]) -> tuple[Docket, str] | None:
    """Return the one matter that is named; of parts of one that was split, where they name the same party,
    the one out of which the others came."""
    for docket, key in named:
        others = {other for other, _key in named if other != docket}
        if all(each == key for _docket, each in named) and (
            not others or others <= set(parting.went_on(docket, key))
        ):
            return docket, key
    return None


def _places(
    docket: Docket, key: str, sender: str, since: int, also: Sequence[Docket]
) -> list[tuple[Docket, str]]:
    """Return where the sender of an answer is a party now, and as whom: in the case to which it is an answer,
    in what went out of it by act `since` or later, and in the parts that it names (`also`), or in those into
    which these were joined."""
    parts = parting.went_on(docket, None if key in (SENDER, OBJECTS) else key, since=since)
    found: dict[int, tuple[Docket, str]] = {}
    for each in (docket, *parts, *also):
        if each.key_wrapped is None:
            continue
        joined = _joined(each)
        where = joined or each
        party = _by_address(joined, sender) if joined else _answering(each, key, sender, docket)
        if party:
            found.setdefault(where.pk, (where, party))
    return list(found.values())


def _now(docket: Docket, key: str) -> Docket:
    """Return the case in which a party is now, where it was split and they are in one part alone."""
    if Party.objects.filter(docket=docket, key=key).exists():
        return docket
    parts = [
        each
        for each in parting.went_on(docket, key)
        if each.key_wrapped is not None and Party.objects.filter(docket=each, key=key).exists()
    ]
    return parts[0] if len(parts) == 1 else docket


def plain(letter: Letter) -> bool:
    """Tell whether a message that bears the sign of a machine is no more than that: it is about a mail of
    ours, or an answer of a calendar without any words. Whatever else bears such a sign may hide a complaint.
    """
    if letter.why is Why.CALENDAR:
        return not letter.text
    codes = [*letter.codes, *(letter.bounce.codes if letter.bounce else ())]
    mailed = Mailed.objects.filter(Q(code__in=codes) | Q(token__in=replies.tags(letter.tokens)))
    return mailed.exists() or OutgoingMail.objects.filter(id__in=codes).exists()


def _answering(docket: Docket, key: str, sender: str, wrote: Docket) -> str:
    """Return as whom the sender may write: the party whose own address it is, "" where it is nobody's. To
    `wrote` they had written."""
    if not sender:
        return ""
    if key not in (SENDER, OBJECTS):
        addresses = letters.addresses_of(docket, way_in.of(docket))
        return key if addresses.get(key, "").strip().lower() == sender else ""
    if sender not in senders(wrote):
        return ""
    if docket.kind == MESSAGE:
        return key
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
    return {mail["sender"] for mail in placing.mails(docket)} - {""}
