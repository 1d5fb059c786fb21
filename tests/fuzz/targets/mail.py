"""The mailbox: messages as anybody may send them. Reading one never fails; what is broken is named in it."""

from dueprocess.cases.mailbox import reading
from dueprocess.cases.mailbox.reading import Ours, text
from dueprocess.kit.spool import Spool
from tests.cases.mailbox import mails
from tests.fuzz.running import Target

OURS = Ours(mails.HOME, "federation.example", "mx.federation.example")


def messages() -> list[bytes]:
    code = "0123456789abcdef" * 2
    checked = b"Authentication-Results: mx.federation.example; spf=pass (a) smtp.mailfrom=x; dkim=fail\r\n"
    return [
        mails.simple(files=[("photo.png", bytes(500)), ("Żółw.txt", b"slow")]),
        checked + mails.simple("Ünïcode – “quoted” dp-abcdefghabcdefghabcdefgh", subject="Größe"),
        mails.bounce(code),
        mails.away(),
        mails.invitation_answer("Yes\\, of course\\nsee you"),
        mails.encrypted(),
        mails.signed(),
        mails.raw(
            [
                "From: =?utf-8?B?V3Jlbg==?= <a@example.org>",
                'Content-Type: multipart/mixed; boundary="A"',
                "Message-ID: <x@y>",
            ],
            '--A\r\nContent-Type: multipart/alternative; boundary="B"\r\n\r\n--B\r\nContent-Type: text/html; '
            "charset=iso-8859-2\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p title='x'>a=20b "
            "<br>&eacute;&#x20AC;<!-- c --><style>x</style></p>\r\n--B--\r\n--A\r\nContent-Type: "
            "message/rfc822\r\n\r\nSubject: inner\r\n\r\nbody\r\n--A\r\nContent-Type: application/pdf; "
            "name*=utf-8''%C3%BC.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n--A--\r\n",
        ),
    ]


def letter(data: bytes) -> None:
    """Read whole and cut, and every file of it."""
    with Spool([data]) as spool:
        found = reading.read(spool, OURS)
        for each in found.files:
            for _ in reading.content(spool, each.part):
                pass
        found.subject.encode(), found.text.encode(), found.name.encode()  # storable: no half of a pair
        reading.read(spool, OURS, cut=True)


def decoded(data: bytes) -> None:
    charset, _, body = data.partition(b"\n")
    said, _known = text.decode(body, charset.decode("latin-1"))
    text.plain(said)[0].encode()


def html(data: bytes) -> None:
    text.plain(text.of_html(data.decode("utf-8", "replace")))[0].encode()


M = "dueprocess.cases.mailbox.reading."
TARGETS = [
    Target("message (.eml)", letter, messages, (), (M + "letter.read",)),
    Target(
        "text of a message",
        decoded,
        lambda: [b"utf-8\nGr\xc3\xbc\xc3\x9fe", b"iso-2022-jp\n\x1b$B$3\x1b(B", b"utf-7\n+AGE-", b"x\n\xff"],
        (),
        (M + "text.decode",),
    ),
    Target(
        "HTML of a message",
        html,
        lambda: [b"<p>a <b>b</b><br>c &amp; &#8364; <a href='x'>d</a><table><tr><td>e</td></tr></table>"],
        (),
    ),
]
