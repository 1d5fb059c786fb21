"""A message as a letter: who, what, when, its files, what it answers, and what speaks for and against it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.message import Message

from dueprocess.cases.mailbox.reading import headers, machine, parts, text
from dueprocess.cases.mailbox.reading.machine import Why
from dueprocess.cases.mailbox.reading.parts import Part, Taken, content, parameter
from dueprocess.cases.mailbox.reading.warnings import Warn
from dueprocess.kit.spool import Spool

MOST_FILES = 100
"""Attachments that are kept as files of their own; the untouched message has all."""
_BODY_BYTES = 2_000_000
_TOKEN = re.compile(r"\bdp-([a-z2-7]{24}(?:[a-z2-7]{2})?)\b", re.IGNORECASE)
_RETURN = re.compile(r"\+dpr-([a-z2-7]{24}(?:[a-z2-7]{2})?)@", re.IGNORECASE)
_RESULT = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]*\)")
_RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global-headers")
_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Delivered-To")


@dataclass(frozen=True, slots=True)
class Ours:
    """What is ours: the mailbox's address, the domain of our Message-IDs, and the name under which our own
    server writes Authentication-Results ("": it writes none, and nothing of the kind is believed)."""

    address: str = ""
    domain: str = ""
    server: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message: its name as given ("" for none), its kind as given, and its part."""

    name: str
    kind: str
    part: Part


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a delivery report says: which of our messages (by code) failed for good, with which status.

    `tokens` are those of envelope senders of ours to which it came; `whole`: it is made as RFC 3464 s2 wants
    it, and from nobody (RFC 3464 s2, RFC 5321 s4.5.5), as far as the server that took it says from whom.
    """

    codes: tuple[str, ...]
    failed: bool
    status: str
    tokens: tuple[str, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A message, read. Addresses are in lower case; `sender` is "" where it is not exactly one.

    `tokens` and `codes` are what may name a matter: reply tokens, and codes of our own messages.
    `checks` are the results of our own server (spf, dkim, dmarc), empty where it gave none.
    """

    subject: str = ""
    name: str = ""
    sender: str = ""
    reply_to: str = ""
    to: tuple[str, ...] = ()
    message_id: str = ""
    text: str = ""
    files: tuple[Attachment, ...] = ()
    why: Why | None = None
    bounce: Bounce | None = None
    tokens: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    checks: dict[str, str] = field(default_factory=dict)
    warnings: frozenset[Warn] = frozenset()

    @property
    def answerable(self) -> bool:
        """Whether an automatic answer may go to its sender (RFC 3834 s2): a person's message, from one
        address that is no machine's."""
        local = self.sender.partition("@")[0]
        robots = ("mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "listserv", "majordomo")
        listed = local.startswith(robots) or local.startswith("owner-") or local.endswith("-request")
        return bool(self.sender) and self.why is None and not listed


def read(spool: Spool, ours: Ours, *, cut: bool = False) -> Letter:
    """Read a message. `cut`: the spool holds only its beginning, since the whole is too large."""
    taken = parts.take_apart(spool)
    return _Reading(spool, taken, ours).letter(cut)


def _escaped(found: re.Match[str]) -> str:
    """A sign that was written with a backslash (RFC 5545 s3.3.11)."""
    return "\n" if found[1] in "nN" else found[1]


class _Reading:
    """One message while it is read."""

    def __init__(self, spool: Spool, taken: Taken, ours: Ours) -> None:
        self.spool, self.taken, self.ours = spool, taken, ours
        self.top: Message = taken.headers
        self.warnings = {Warn(fault) for fault in taken.faults}

    def letter(self, cut: bool) -> Letter:
        if not self.spool.size:
            self.warnings.add(Warn.EMPTY)
        name, sender, reply_to = self._from()
        message_id = self._id()
        checks = self._checks()
        body, files = ("", ()) if cut else self._body()
        if cut:
            self.warnings.add(Warn.TOO_LARGE)
            self.warnings.discard(Warn.BROKEN)
        subject = headers.text(self.top, "Subject")
        seen = " ".join((*headers.raw(self.top, "From"), *headers.raw(self.top, "Subject")))
        if headers.TURNING.search(headers.decoded(seen)):
            self.warnings.add(Warn.DIRECTION)
        to = [each.address for each in headers.mailboxes(self.top, *_TO) if each.address]
        why = machine.why(self.top, self.taken.parts, self._calendar(), bool(sender) and self._us(sender))
        bounce = self._bounce(to) if why is Why.BOUNCE else None
        reported = self._reported() if why in (Why.RECEIPT, Why.FEEDBACK) else ""
        answered = " ".join((*headers.raw(self.top, "In-Reply-To"), *headers.raw(self.top, "References")))
        said = " ".join((*to, subject, body))
        return Letter(
            subject, name, sender, reply_to, tuple(dict.fromkeys(to)),
            message_id, body, files, why, bounce,
            tuple(dict.fromkeys(token.lower() for token in _TOKEN.findall(said)))[:20],
            () if bounce else self._ours_in(f"{answered} {reported}"), checks, frozenset(self.warnings),
        )  # fmt: skip

    def _us(self, address: str) -> bool:
        local, _at, domain = self.ours.address.lower().partition("@")
        mine, _at, theirs = address.partition("@")
        return bool(local) and domain == theirs and mine.partition("+")[0] == local

    def _from(self) -> tuple[str, str, str]:
        found = headers.mailboxes(self.top, "From")
        addresses = list(dict.fromkeys(each.address for each in found if each.address))
        if not addresses:
            self.warnings.add(Warn.NO_FROM)
        if len(addresses) > 1:
            self.warnings.add(Warn.SEVERAL_FROM)
        name = ", ".join(each.name for each in found if each.name)[:200]
        sender = addresses[0] if len(addresses) == 1 else ""
        named = re.search(r"[^\s<>\"']+@[^\s<>\"']+", name)
        if named and named[0].lower() != sender:
            self.warnings.add(Warn.NAME_IS_ADDRESS)
        reply = [each.address for each in headers.mailboxes(self.top, "Reply-To") if each.address]
        if reply and sender and any(each != sender for each in reply):
            self.warnings.add(Warn.REPLY_ELSEWHERE)
        return name or (", ".join(addresses) if len(addresses) > 1 else ""), sender, ", ".join(reply)[:300]

    def _id(self) -> str:
        found = [headers.line(value) for value in headers.raw(self.top, "Message-ID")]
        if not any(found):
            self.warnings.add(Warn.NO_ID)
        if len(set(found)) > 1:
            self.warnings.add(Warn.SEVERAL_ID)
        return found[0][:998] if found else ""

    def _checks(self) -> dict[str, str]:
        """What our own server found: the topmost header that bears its name. Others may be anybody's."""
        if not self.ours.server:
            return {}
        for value in headers.raw(self.top, "Authentication-Results"):
            said = _COMMENT.sub(" ", value)
            name, _semicolon, results = said.partition(";")
            if [self.ours.server.lower()] == name.lower().split()[:1]:
                found: dict[str, str] = {}
                for method, result in _RESULT.findall(results):
                    if found.get(method.lower()) != "pass":
                        found[method.lower()] = result.lower()
                failed = found.get("dmarc") == "fail" or (
                    found.get("dmarc") != "pass"
                    and found.get("spf") in ("fail", "softfail")
                    and found.get("dkim") != "pass"
                )
                if failed:
                    self.warnings.add(Warn.FORGED)
                return found
        self.warnings.add(Warn.UNCHECKED)
        return {}

    def _body(self) -> tuple[str, tuple[Attachment, ...]]:
        self._protected(self.top)
        texts: list[tuple[int | None, str, str]] = []
        files: list[Attachment] = []
        alone = len(self.taken.parts) == 1  # some programs give the words of a message themselves a name
        for part in self.taken.parts:
            name, kind = self._name(part.headers), part.kind
            attached = str(part.headers.get("Content-Disposition", "")).strip().lower().startswith("attach")
            self._protected(part.headers)
            if kind in ("text/plain", "text/html") and not attached and (alone or not name):
                texts.append((part.group, kind, self._text(part, html=kind == "text/html")))
                continue
            if kind == "text/calendar":
                texts += [(None, "text/plain", said) for said in self._comments(part)]
            if kind == "message/rfc822":
                self.warnings.add(Warn.NESTED)
            if kind in ("application/ms-tnef", "application/vnd.ms-tnef") or name.lower() == "winmail.dat":
                self.warnings.add(Warn.WINMAIL)
            files.append(Attachment(name, kind, part))
        if len(files) > MOST_FILES:
            self.warnings.add(Warn.MANY_PARTS)
        plain = {group for group, kind, said in texts if kind == "text/plain" and said}
        shown = [
            said
            for group, kind, said in texts
            if said and not (kind == "text/html" and group in plain and group)
        ]
        if any(said and kind == "text/html" for _group, kind, said in texts) and not plain:
            self.warnings.add(Warn.HTML_ONLY)
        whole = "\n\n".join(shown)
        if "-----BEGIN PGP MESSAGE-----" in whole:
            self.warnings.add(Warn.ENCRYPTED)
        if "-----BEGIN PGP SIGNED MESSAGE-----" in whole:
            self.warnings.add(Warn.SIGNED)
        if len(whole) > text.MOST:
            self.warnings.add(Warn.CUT)
        return whole[: text.MOST], tuple(files[:MOST_FILES])

    def _protected(self, top: Message) -> None:
        kind = parts.kind_of(top)
        smime = parameter(top, "smime-type").lower()
        if kind == "multipart/signed" or smime == "signed-data":
            self.warnings.add(Warn.SIGNED)
        sealed = kind in ("application/pkcs7-mime", "application/x-pkcs7-mime") and smime != "certs-only"
        if kind == "multipart/encrypted" or kind == "application/pgp-encrypted" or sealed:
            self.warnings.add(Warn.ENCRYPTED)  # also what is signed and packed at once: we open neither

    def _text(self, part: Part, *, html: bool) -> str:
        data = b""
        for piece in content(self.spool, part):
            data += piece
            if len(data) > _BODY_BYTES:
                self.warnings.add(Warn.CUT)
                break
        said, known = text.decode(data, parameter(part.headers, "charset"))
        if not known:
            self.warnings.add(Warn.CHARSET)
        plain, turned = text.plain(text.of_html(said) if html else said)
        if turned:
            self.warnings.add(Warn.DIRECTION)
        return plain

    def _name(self, top: Message) -> str:
        name = parameter(top, "filename", "content-disposition") or parameter(top, "name")
        name = headers.decoded(name)
        if headers.TURNING.search(name):
            self.warnings.add(Warn.DIRECTION)
        return headers.line(name)

    def _calendar(self) -> str:
        for part in self.taken.parts:
            if part.kind == "text/calendar":
                said = parameter(part.headers, "method").upper()
                if said:
                    return said
                found = re.search(rb"^METHOD:(\w+)", self._beginning(part), re.MULTILINE | re.IGNORECASE)
                return found[1].decode().upper() if found else ""
        return ""

    def _comments(self, part: Part) -> list[str]:
        """What somebody wrote into an answer to an invitation (RFC 5545 s3.8.1.4), its lines unfolded."""
        said = re.sub(r"\r?\n[ \t]", "", self._beginning(part).decode("utf-8", "replace"))
        found = re.findall(r"^COMMENT(?:;[^:\r\n]*)?:(.+?)\r?$", said, re.MULTILINE | re.IGNORECASE)
        return [text.plain(re.sub(r"\\(.)", _escaped, each))[0] for each in found]

    def _reported(self) -> str:
        """What a receipt or a report of a provider says of the mail that it is about."""
        kinds = ("message/disposition-notification", "message/feedback-report", *_RETURNED)
        parts_ = (self._beginning(part) for part in self.taken.parts if part.kind in kinds)
        return b"\n".join(parts_).decode("ascii", "replace")

    def _beginning(self, part: Part) -> bytes:
        data = b""
        for piece in content(self.spool, part):
            data += piece
            if len(data) >= 65_536:
                break
        return data

    def _bounce(self, to: list[str]) -> Bounce:
        said = headers_said = b""
        for part in self.taken.parts:
            if part.kind in ("message/delivery-status", "message/global-delivery-status"):
                said += self._beginning(part)
            elif part.kind in _RETURNED:
                headers_said += self._beginning(part)
        actions = {each.lower() for each in re.findall(rb"(?im)^Action:\s*(\w+)", said)}
        status = re.search(rb"(?im)^Status:\s*([245]\.\d{1,3}\.\d{1,3})", said)
        return Bounce(
            self._ours_in(headers_said.decode("ascii", "replace")),
            b"failed" in actions,
            status[1].decode() if status else "",
            tuple(token.lower() for token in _RETURN.findall(" ".join(to)))[:20],
            parts.kind_of(self.top) == "multipart/report"
            and parameter(self.top, "report-type").lower() == "delivery-status"
            and all(each.strip() == "<>" for each in headers.raw(self.top, "Return-Path")),
        )

    def _ours_in(self, said: str) -> tuple[str, ...]:
        """The codes of our own messages that stand in some text."""
        if not self.ours.domain:
            return ()
        found = re.findall(rf"<([0-9a-f]{{32}})@{re.escape(self.ours.domain)}>", said, re.IGNORECASE)
        return tuple(dict.fromkeys(each.lower() for each in found))[:50]
