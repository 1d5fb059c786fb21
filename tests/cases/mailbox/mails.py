"""Messages of every kind, as bytes. All people and organisations in them are invented."""

from email.message import EmailMessage

HOME = "complaints@federation.example"


def simple(
    text="Somebody shouted at my daughter at the training.",
    *,
    sender="Wren Abara <wren@example.org>",
    subject="What happened on Monday",
    to=HOME,
    message_id="<one@example.org>",
    files=(),
    **headers,
):
    """A person's message, with files as (name, bytes)."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    if message_id:
        mail["Message-ID"] = message_id
    mail["Date"] = "Mon, 02 Mar 2026 10:00:00 +0000"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    for name, data in files:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def raw(head, body=""):
    """A message as it is written here: lines of headers, then the body."""
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode("utf-8", "surrogateescape")


def bounce(
    code, *, action="failed", status="5.1.1", domain="localhost", to="wren@example.org", back=HOME,
    path="<>", kind="multipart/report; report-type=delivery-status",
):  # fmt: skip
    """A delivery report (RFC 3464) about the message of that code, sent to the address `back`."""
    return raw(
        [
            f"Return-Path: {path}",
            "From: Mail Delivery <MAILER-DAEMON@mx.example.org>",
            f"To: {back}",
            "Subject: Undelivered Mail Returned to Sender",
            f"Message-ID: <report-{code[:6]}@mx.example.org>",
            f'Content-Type: {kind}; boundary="B"',
        ],
        "--B\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; {to}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        "--B\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"From: {HOME}\r\nMessage-ID: <{code}@{domain}>\r\nSubject: News\r\n\r\n--B--\r\n",
    )


def away(**more):
    """An automatic answer (RFC 3834)."""
    return simple("I am away until Monday.", subject="Out of office", Auto_Submitted="auto-replied", **more)


def invitation_answer(comment=""):
    """An answer to an invitation (RFC 5546), perhaps with what somebody wrote beside it."""
    comment = f"COMMENT;LANGUAGE=en:{comment}\r\n" if comment else ""
    return raw(
        [
            "From: Wren Abara <wren@example.org>", f"To: {HOME}", "Subject: Accepted: Hearing",
            "Message-ID: <cal@example.org>", 'Content-Type: text/calendar; method=REPLY; charset="utf-8"',
        ],
        f"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n{comment}END:VCALENDAR\r\n",
    )  # fmt: skip


def encrypted():
    """PGP/MIME (RFC 3156)."""
    return raw(
        [
            "From: Wren Abara <wren@example.org>", f"To: {HOME}", "Message-ID: <pgp@example.org>",
            'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="B"',
        ],
        "--B\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
        '--B\r\nContent-Type: application/octet-stream; name="encrypted.asc"\r\n\r\n'
        "-----BEGIN PGP MESSAGE-----\r\nxyz\r\n-----END PGP MESSAGE-----\r\n--B--\r\n",
    )  # fmt: skip


def signed():
    """S/MIME, signed beside the text (RFC 8551)."""
    return raw(
        [
            "From: Wren Abara <wren@example.org>", f"To: {HOME}", "Message-ID: <s@example.org>",
            'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary="B"',
        ],
        "--B\r\nContent-Type: text/plain\r\n\r\nMy words, signed.\r\n"
        '--B\r\nContent-Type: application/pkcs7-signature; name="smime.p7s"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\nMIIB\r\n--B--\r\n",
    )  # fmt: skip
