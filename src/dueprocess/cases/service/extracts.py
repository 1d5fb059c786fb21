"""How each letter of a case went and arrived, in words: what is proved, and what lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.cases.service.reading import HAND, Proof, Sending, Service, service
from dueprocess.docket import house
from dueprocess.docket.actions.letters import MAILS
from dueprocess.docket.extracts import NoticeLine, Opened, ServedLine, telling
from dueprocess.kit.components import absolute

CHANNELS = {
    "post": gettext_lazy("by post"),
    "email": gettext_lazy("on their own pages, told by mail"),
    "portal": gettext_lazy("on their own pages"),
    HAND: gettext_lazy("by hand"),
}
SAID = {
    Proof.POSTED: gettext_lazy("posting proved"),
    Proof.DELIVERED: gettext_lazy("delivered, by word of whoever carries it"),
    Proof.HANDED: gettext_lazy("handed to them in person"),
    Proof.LEFT: gettext_lazy("left for them"),
    Proof.REFUSED: gettext_lazy("not taken by them"),
    Proof.BACK: gettext_lazy("came back"),
    Proof.ACCEPTED: gettext_lazy("mail taken by the mail server"),
}
"""What is proved, as one part of a line."""
FAILED = frozenset({str(Proof.BACK), str(Proof.REFUSED)})
"""What says that it did not reach them."""


def lines(view: Opened, notices: Iterable[NoticeLine]) -> tuple[NoticeLine, ...]:
    """Return letters with what was noted of each, in the order in which it happened. It reads nothing."""
    return tuple(_line(view, each) for each in notices)


def _line(view: Opened, line: NoticeLine) -> NoticeLine:
    if line.n is None:
        return line
    found = service(view.acts, view.annulled, line.n, line.to_key)
    if not found.sendings and found.got is None:
        return line
    told = [
        *(ServedLine(each.n, _went(view, each, line.to_key), each.at) for each in found.sendings),
        *(
            ServedLine(
                each.n, str(SAID[Proof(each.how)]), date.fromisoformat(each.on),
                tuple(telling.files(view, act, "", "")),
            )
            for each in found.proofs
            for act in view.acts
            if act.n == each.n
        ),
    ]  # fmt: skip
    told.sort(key=lambda each: each.n)
    if found.got is not None:
        words = _("opened by them") if found.own else _("arrival noted")
        told.append(ServedLine(line.n, words, found.got))
    elif line.received_at is not None:
        told.append(ServedLine(line.n, _("counts as received by the rules"), line.received_at))
    again = bool(found.sendings) and found.got is None and view.docket.is_open
    return replace(line, service=tuple(told), lacks=tuple(_lacks(view, line, found)), again=again)


def _went(view: Opened, sending: Sending, to: str) -> str:
    how = CHANNELS.get(sending.channel, sending.channel)
    if sending.channel == "email" and not _mailed(view, sending, to):
        how = _("by email")
    words = _("served again, {how}") if sending.again else _("sent, {how}")
    return words.format(how=how) if sending.channel else _("sent")


def _mailed(view: Opened, sending: Sending, to: str) -> bool:
    """Tell whether the mail that tells of a letter was ours."""
    return any(act.n == sending.n and to in act.introduces.get(MAILS, {}) for act in view.acts)


def _lacks(view: Opened, line: NoticeLine, found: Service) -> Iterator[str]:
    """Yield which proof of the last sending is not there, in words; nothing once they opened it."""
    if found.own or not found.sendings:
        return
    last = found.sendings[-1]
    proved = found.proved(last.n)
    if last.channel == "post" and not proved & {Proof.POSTED, Proof.DELIVERED}:
        yield _("proof of posting")
    if last.channel == HAND and not proved & {Proof.HANDED, Proof.LEFT, Proof.REFUSED}:
        yield _("who handed it over, to whom and when")
    if last.channel == "email" and _mailed(view, last, line.to_key) and Proof.ACCEPTED not in proved:
        yield _("that the mail server took the mail")
    if proved & FAILED and line.received_at is None:
        yield _("another way of serving it")
    elif line.received_at is None:
        yield _("that it arrived")


def tell_notes() -> None:
    """Let timelines say what these notes mean."""
    telling.note_with(house.SERVICE, _proof, title=gettext_lazy("Service of a letter"))


def _proof(view: Opened, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("To"), ", ".join(view.name(str(each)) for each in facts["to"])
    yield _("What"), str(Proof(facts["how"]).label)
    yield _("On"), absolute(date.fromisoformat(str(facts["on"])))
    yield _("Sent by"), _("entry {n}").format(n=facts["sent"])
