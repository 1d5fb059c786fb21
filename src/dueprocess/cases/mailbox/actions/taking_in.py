"""Taking a message in: numbered, sealed, answered and put on the list, in one transaction and once.

Must not decide what a message is, beside one thing: an answer to our own mail, from the very address to which
we wrote, belongs to that matter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dueprocess.cases.approaches import actions as approaches
from dueprocess.cases.mailbox import reading
from dueprocess.cases.mailbox.actions import answering, forwarding, matters, placing, returning
from dueprocess.cases.mailbox.actions.matters import Matter
from dueprocess.cases.mailbox.actions.placing import OBJECTS
from dueprocess.cases.mailbox.incoming import Incoming
from dueprocess.cases.mailbox.models import Arrival, Proposal, State
from dueprocess.cases.mailbox.projector import MAIL
from dueprocess.cases.mailbox.reading import Letter, Ours, Warn, Why
from dueprocess.docket.actions import arriving, holding, letters, take_note
from dueprocess.docket.actions.arriving import SENDER
from dueprocess.docket.models import Docket
from dueprocess.docket.models.dockets import APPROACH
from dueprocess.docket.models.source import GAP
from dueprocess.docket.needs import Actor, Kept, Needs, Upload
from dueprocess.kit import clock, keys, outbox
from dueprocess.people import search, spoken
from dueprocess.people.models import Person

UNTOUCHED = "message.eml"
RAW = "message/rfc822"
"""How the message itself is kept: as it came, under that name and kind."""
OWN = (SENDER, OBJECTS)
"""Under which keys a message goes into the docket of an earlier one by the same sender."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message: the number of the docket in which it lies, its state, whether it was there
    before, whether it was answered."""

    number: str
    state: str
    known: bool
    answered: bool = False


def ours() -> Ours:
    """Return what of a message would be ours, from the settings."""
    return Ours(settings.DUEPROCESS_MAILBOX, outbox.domain(), settings.DUEPROCESS_AUTHSERV)


def take_in(incoming: Incoming) -> Taken:
    """Take one message in; the same message a second time changes nothing.

    Raises Refused where no rulebook is in force: the message then stays where it lies.
    """
    letter = reading.read(incoming.spool, ours(), cut=incoming.cut)
    if letter.why in reading.PLAIN and not matters.plain(letter):
        letter = replace(letter, why=Why.UNSURE)
    tag = tag_of(incoming, letter)
    if (found := _known(tag)) is not None:
        return found
    matter = matters.find(letter)
    writer = forwarding.writer(letter)
    try:
        if writer is not None:
            return _forwarded(incoming, letter, tag, writer)
        if matter is not None and matter.trusted and matter.key not in OWN:
            return _file(incoming, letter, tag, matter)
        return _open(incoming, letter, tag, matter)
    except IntegrityError:  # another process took in the same message at the same moment
        if (found := _known(tag)) is not None:
            return found
        raise


def tag_of(incoming: Incoming, letter: Letter) -> str:
    """Return the tag by which a message is found again: its Message-ID and the hash of all its bytes; where
    it has no Message-ID, also the moment at which our server took it."""
    digest = hashlib.sha256()
    for piece in incoming.spool.read():
        digest.update(piece)
    moment = "" if letter.message_id else incoming.arrived_at.isoformat()
    return keys.tag("message", f"{letter.message_id}\0{digest.hexdigest()}\0{incoming.size}\0{moment}")


def _known(tag: str) -> Taken | None:
    row = Arrival.objects.filter(tag=tag).select_related("docket").first()
    if row is None and (entered := forwarding.known(tag)) is not None:
        return Taken(entered.number, str(State.PART), True)
    return Taken(row.docket.number, row.state, True) if row else None


def _forwarded(incoming: Incoming, letter: Letter, tag: str, writer: Person) -> Taken:
    """Enter an approach that somebody at the desk forwarded. It is no message of the mailbox: nobody who
    reads that one sees it."""
    docket = arriving.begin(APPROACH)
    kept, _left = _kept(docket, incoming, letter)
    text = "\n".join(each for each in (letter.subject, letter.text) if each)
    approaches.forward(docket=docket, person=writer, text=text, files=kept, mail_tag=tag)
    return Taken(docket.number, str(State.PART), False)


def _open(incoming: Incoming, letter: Letter, tag: str, matter: Matter | None) -> Taken:
    """Give the message a docket of its own, or put it to the one of a message that nobody has classified."""
    further = matter is not None and matter.trusted and matter.key in OWN
    docket = matter.docket if matter is not None and further else arriving.begin()
    kept, left = _kept(docket, incoming, letter)
    about = matter.docket.number if matter is not None and not further else ""
    mail = _mail(incoming, letter, tag, left) | {
        "matter": about,
        "key": matter.key if about and matter else "",
    }
    if about:
        mail["proposal"] = str(Proposal.PART)
    if letter.why is not None:
        mail["proposal"] = str(Proposal.AUTOMATIC)
    with transaction.atomic():
        if further and matter is not None and matter.key == OBJECTS:
            docket = placing.objected(docket)
        if letter.bounce is not None:
            report = returning.told(letter, _at(incoming))
            mail["matter"] = report.number or about
            if report.doubtful:
                mail["warnings"] = sorted({*mail["warnings"], Warn.UNCONFIRMED})
        answers = answering.may_answer(letter)
        code = outbox.new_code()
        mail["answered"] = answers
        act = arriving.arrive(
            docket=docket, at=_at(incoming), meant=_meant(letter), about=_about(letter),
            needs=Needs(
                act={"why": mail["why"], "warnings": mail["warnings"]},
                content={"subject": letter.subject, "from": _from(letter), "text": letter.text, MAIL: mail},
                files=kept, late_reason=_late(incoming),
                introduces={letters.MAILS: {SENDER: code}} if answers else {},
            ),
        )  # fmt: skip
        if answers:
            answering.acknowledge(act.docket, letter, SENDER, code, arrived_at=act.at)
    return Taken(act.docket.number, str(State.WAITING), False, answers)


def _file(incoming: Incoming, letter: Letter, tag: str, matter: Matter) -> Taken:
    """Put an answer to our own mail into its case, as the message of the party to whom we had written; into
    each part of one that was split since, where they are a party in several. It is counted in the first."""
    places = ((matter.docket, matter.key), *matter.also)
    sealed = [_kept(docket, incoming, letter) for docket, _key in places]
    mail = _mail(incoming, letter, tag, sealed[0][1])
    with transaction.atomic():
        for pk in sorted(docket.pk for docket, _key in places):
            Docket.objects.locked(pk)
        answers = answering.may_answer(letter)
        code = outbox.new_code()
        mail["answered"] = answers
        text = letter.text or letter.subject or _("A message without words.")
        for n, (docket, key) in enumerate(places):
            take_note(
                docket=docket, note="message", by=Actor(key=key), at=_at(incoming),
                needs=Needs(
                    act={"by": key, "to": []}, content={"text": text} | ({} if n else {MAIL: mail}),
                    files=sealed[n][0], late_reason=_late(incoming),
                    introduces={letters.MAILS: {key: code}} if answers and not n else {},
                ),
            )  # fmt: skip
        if answers:
            answering.acknowledge(matter.docket, letter, matter.key, code, arrived_at=_at(incoming))
    return Taken(matter.docket.number, str(State.PART), False, answers)


def _at(incoming: Incoming) -> Any:
    return min(incoming.arrived_at, clock.now())


def _late(incoming: Incoming) -> str:
    """Return why a message that lay longer than a day is written down only now."""
    if clock.now() - incoming.arrived_at <= GAP:
        return ""
    return _("It lay in the mailbox until it was fetched.")


def _mail(incoming: Incoming, letter: Letter, tag: str, left: list[tuple[str, str]]) -> dict[str, Any]:
    warnings = set(letter.warnings) | ({Warn.NOT_TAKEN} if left else set())
    return {
        "tag": tag, "sender": letter.sender, "reply_to": letter.reply_to, "to": list(letter.to),
        "message_id": letter.message_id, "size": incoming.size, "source": incoming.source,
        "warnings": sorted(warnings), "checks": dict(letter.checks), "why": str(letter.why or ""),
        "proposal": "", "answered": False, "left": [list(each) for each in left], "matter": "", "key": "",
        "status": letter.bounce.status if letter.bounce else "",
    }  # fmt: skip


def _from(letter: Letter) -> str:
    return (
        f"{letter.name} <{letter.sender}>" if letter.name and letter.sender else letter.sender or letter.name
    )


def _kept(docket: Docket, incoming: Incoming, letter: Letter) -> tuple[list[Kept], list[tuple[str, str]]]:
    """Seal the untouched message and each attachment. What is not taken in as a file of its own stays in the
    message, and is told by name."""
    whole, _none = holding.keep_some(docket, [Upload(UNTOUCHED, incoming.spool.read(), kind=RAW)])
    kept, left = holding.keep_some(docket, _uploads(incoming, letter))
    return whole + kept, left


def _uploads(incoming: Incoming, letter: Letter) -> Iterator[Upload]:
    for n, each in enumerate(letter.files, 1):
        name = each.name or (_("message {n}.eml") if each.kind == RAW else _("part {n}")).format(n=n)
        yield Upload(name, reading.content(incoming.spool, each.part))


def _meant(letter: Letter) -> list[int]:
    """Return the people of the register whom the sender may be: by address and by name. The file stays shut
    for them, whoever really wrote."""
    if letter.why is Why.OURSELVES:
        return []
    found = list(Person.objects.filter(email__iexact=letter.sender)[:20].values_list("pk", flat=True))
    return list(dict.fromkeys([*(found if letter.sender else []), *search.alike(letter.name)]))


def _about(letter: Letter) -> list[int]:
    """Return the officers of whom the message may speak: they do not read it first. What files say is not
    read."""
    if letter.why is Why.OURSELVES:
        return []
    return spoken.officers(f"{letter.subject}\n{letter.text}")
