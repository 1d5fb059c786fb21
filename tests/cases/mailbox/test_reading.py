"""Messages of every kind, read: what they say, which machine wrote them, what speaks for and against them."""

import base64
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueprocess.cases.mailbox import reading
from dueprocess.cases.mailbox.reading import Ours, Warn, Why
from dueprocess.kit.spool import Spool
from tests.cases.mailbox import mails
from tests.cases.mailbox.mails import HOME, raw, simple

OURS = Ours(HOME, "federation.example", "mx.federation.example")
PLAIN_OURS = Ours(HOME, "federation.example", "")
HEAD = ["From: a@example.org", "Message-ID: <x@y>"]
MIXED = [*HEAD, "Content-Type: multipart/mixed; boundary=A"]
CODE = "0123456789abcdef" * 2
TOKEN = "dp-" + "abcdefgh" * 3


def read(data, ours=PLAIN_OURS, **more):
    with Spool([data]) as spool:
        return reading.read(spool, ours, **more)


def files(data):
    with Spool([data]) as spool:
        letter = reading.read(spool, PLAIN_OURS)
        return {each.name: b"".join(reading.content(spool, each.part)) for each in letter.files}


def test_a_simple_message_is_read_whole():
    letter = read(simple(files=[("photo.png", b"\x89PNG" + bytes(5000))]))
    assert (letter.name, letter.sender) == ("Wren Abara", "wren@example.org")
    assert letter.subject == "What happened on Monday"
    assert letter.text == "Somebody shouted at my daughter at the training."
    assert letter.to == (HOME,)
    assert [each.name for each in letter.files] == ["photo.png"]
    assert (letter.why, letter.warnings) == (None, frozenset())
    assert letter.answerable


def test_attachments_come_out_as_they_went_in():
    data = bytes(range(256)) * 999
    assert files(simple(files=[("a.bin", data), ("b.bin", b"x")])) == {"a.bin": data, "b.bin": b"x"}


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (mails.away(), Why.REPLIED),
        (simple(Precedence="auto_reply"), Why.REPLIED),
        (simple(X_Autoreply="yes"), Why.REPLIED),
        (mails.bounce(CODE), Why.BOUNCE),
        (mails.invitation_answer(), Why.CALENDAR),
        (simple(Auto_Submitted="auto-generated"), Why.GENERATED),
        (simple(Precedence="bulk"), Why.LIST),
        (simple(List_Id="<news.example.org>"), Why.LIST),
        (simple(Return_Path="<>"), Why.RETURN),
        (simple(sender=f"Us <{HOME.replace('@', '+dp-x@')}>"), Why.OURSELVES),
        (simple(X_Auto_Response_Suppress="DR, OOF, AutoReply"), Why.GENERATED),
        (simple(X_Auto_Response_Suppress="All"), Why.GENERATED),
        (simple(X_Auto_Response_Suppress="DR, RN"), None),
        (simple(Auto_Submitted="no"), None),
        (simple(Return_Path="<wren@example.org>"), None),
    ],
)
def test_a_machines_message_is_told_by_its_signs(message, why):
    letter = read(message)
    assert letter.why is why
    assert letter.answerable == (why is None)


@pytest.mark.parametrize(
    "sender", ["no-reply@example.org", "MAILER-DAEMON@example.org", "owner-x@example.org"]
)
def test_robots_are_not_answered(sender):
    assert not read(simple(sender=sender)).answerable


def test_a_delivery_report_names_our_message_and_whether_it_failed_for_good():
    letter = read(mails.bounce(CODE, domain="federation.example"))
    assert (letter.bounce.codes, letter.bounce.failed, letter.bounce.status) == ((CODE,), True, "5.1.1")
    assert not read(mails.bounce(CODE, action="delayed", domain="federation.example")).bounce.failed
    assert read(mails.bounce(CODE, domain="elsewhere.example")).bounce.codes == ()
    assert (letter.bounce.tokens, letter.bounce.whole) == ((), True)
    back = HOME.replace("@", f"+dpr-{'abcdefgh' * 3}@")
    assert read(mails.bounce(CODE, back=back)).bounce.tokens == ("abcdefgh" * 3,)
    for more in ({"path": "<wren@example.org>"}, {"kind": "multipart/mixed"}):
        assert not read(mails.bounce(CODE, **more)).bounce.whole, more


def test_what_somebody_writes_into_an_answer_to_an_invitation_is_read():
    letter = read(mails.invitation_answer("I cannot come\\, he will be\r\n  there.\\nHe hit me."))
    assert (letter.why, letter.text) == (Why.CALENDAR, "I cannot come, he will be there.\nHe hit me.")
    assert read(mails.invitation_answer()).text == ""


def test_a_receipt_and_a_providers_report_name_the_mail_that_they_are_about():
    for kind, part in (
        ("disposition-notification", "message/disposition-notification"),
        ("feedback-report", "text/rfc822-headers"),
    ):
        data = raw(
            [*HEAD, f"Content-Type: multipart/report; report-type={kind}; boundary=A"],
            f"--A\r\nContent-Type: {part}\r\n\r\nMessage-ID: <{CODE}@federation.example>\r\n--A--\r\n",
        )
        assert read(data).codes == (CODE,)


def test_a_reply_names_its_matter_by_token_and_by_reference():
    by_address = read(simple(to=HOME.replace("@", f"+{TOKEN}@")))
    by_words = read(simple(text=f"> Reference for replies: {TOKEN.upper()}"))
    assert by_address.tokens == by_words.tokens == (TOKEN.removeprefix("dp-"),)
    answer = read(simple(In_Reply_To=f"<{CODE}@federation.example>", References=f"<a@b> <{CODE}@elsewhere>"))
    assert answer.codes == (CODE,)


@pytest.mark.parametrize(
    ("results", "forged"),
    [
        ("mx.federation.example; spf=pass smtp.mailfrom=example.org; dkim=pass; dmarc=pass", False),
        ("mx.federation.example; spf=fail; dkim=none; dmarc=fail (p=reject)", True),
        ("mx.federation.example 1; spf=softfail; dkim=none", True),
        ("mx.federation.example; spf=fail; dkim=fail; dkim=pass header.d=example.org", False),
        ("mx.federation.example (dmarc=fail); dmarc=pass", False),
    ],
)
def test_only_our_own_servers_word_on_the_sender_counts(results, forged):
    letter = read(simple(Authentication_Results=results), OURS)
    assert (Warn.FORGED in letter.warnings) is forged
    assert read(simple(Authentication_Results=results)).checks == {}


def test_a_word_on_the_sender_by_somebody_else_is_not_believed():
    letter = read(simple(Authentication_Results="mx.evil.example; dmarc=pass"), OURS)
    assert letter.checks == {}
    assert Warn.UNCHECKED in letter.warnings


def test_of_two_words_of_our_server_the_topmost_counts():
    head = ["Authentication-Results: mx.federation.example; dmarc=fail", "From: a@example.org",
            "Authentication-Results: mx.federation.example; dmarc=pass", "Message-ID: <x@y>"]  # fmt: skip
    assert Warn.FORGED in read(raw(head, "x"), OURS).warnings


def test_encrypted_mail_is_said_to_be_unreadable_and_signed_mail_to_be_unchecked():
    sealed, signed = read(mails.encrypted()), read(mails.signed())
    assert Warn.ENCRYPTED in sealed.warnings
    assert sealed.text == ""
    assert Warn.SIGNED in signed.warnings
    assert signed.text == "My words, signed."
    packed = raw([*HEAD, "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"])
    assert Warn.ENCRYPTED in read(packed).warnings


def test_html_is_words_and_nothing_acts():
    html = (
        "<html><head><title>x</title><style>p{}</style></head><body><p>Hello<br>there</p>"
        "<script>alert(1)</script><img src='https://spy.example/x'>"
        "<a href='https://evil.example/'>our bank</a></body></html>"
    )
    letter = read(raw(["From: a@example.org", "Message-ID: <x@y>", "Content-Type: text/html"], html))
    assert letter.text == "Hello\nthere\nour bank <https://evil.example/>"
    assert letter.warnings == {Warn.HTML_ONLY}


def test_of_two_forms_of_one_text_the_plain_one_is_shown_and_further_texts_stay():
    body = (
        "--A\r\nContent-Type: multipart/alternative; boundary=B\r\n\r\n"
        "--B\r\nContent-Type: text/plain\r\n\r\nplain\r\n"
        "--B\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n"
        "--B--\r\n--A\r\nContent-Type: text/html\r\n\r\n<p>footer</p>\r\n--A--\r\n"
    )
    letter = read(raw(MIXED, body))
    assert letter.text == "plain\n\nfooter"


def test_words_that_a_program_gave_a_name_are_the_words_where_there_are_no_others():
    head = ["From: a@example.org", "Message-ID: <x@y>", 'Content-Type: text/plain; name="complaint.txt"']
    alone = read(raw(head, "He shouted."))
    assert (alone.text, alone.files) == ("He shouted.", ())
    attached = read(raw([*head, "Content-Disposition: attachment"], "He shouted."))
    assert (attached.text, [each.name for each in attached.files]) == ("", ["complaint.txt"])
    body = "--A\r\nContent-Type: text/plain\r\n\r\nsee the file\r\n"
    body += "--A\r\nContent-Type: text/plain; name=a.txt\r\n\r\nHe shouted.\r\n--A--"
    beside = read(raw(MIXED, body))
    assert (beside.text, [each.name for each in beside.files]) == ("see the file", ["a.txt"])


def test_a_message_in_a_message_is_a_file():
    inner = simple(subject="inner").decode()
    body = "--A\r\nContent-Type: text/plain\r\n\r\nsee below\r\n"
    body += f"--A\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--A--"
    letter = read(raw(MIXED, body))
    assert letter.text == "see below"
    assert [each.kind for each in letter.files] == ["message/rfc822"]
    assert Warn.NESTED in letter.warnings


def test_winmail_is_said():
    letter = read(simple(files=[("winmail.dat", b"\x78\x9f\x3e\x22")]))
    assert Warn.WINMAIL in letter.warnings


@pytest.mark.parametrize(
    ("charset", "data", "said"),
    [
        ("iso-8859-1", "Käse".encode("latin-1"), "Käse"),
        ("koi8-r", "жалоба".encode("koi8-r"), "жалоба"),
        ("utf-7", b"+AOQ-", "ä"),
        ("no-such-code", "Käse".encode(), "Käse"),
        ("utf-8", b"K\xe4se", "Käse"),
        ("us-ascii", "Käse".encode(), "Käse"),
    ],
)
def test_odd_codes(charset, data, said):
    message = (
        b"From: a@example.org\r\nMessage-ID: <x@y>\r\nContent-Type: text/plain; charset=" + charset.encode()
    )
    letter = read(message + b"\r\n\r\n" + data)
    assert letter.text == said
    odd = charset == "no-such-code" or (charset, data) == ("utf-8", b"K\xe4se")
    assert (Warn.CHARSET in letter.warnings) == odd


def test_names_that_deceive_are_told():
    letter = read(simple(sender='"president@federation.example" <x@evil.example>'))
    assert Warn.NAME_IS_ADDRESS in letter.warnings
    hidden = base64.b64encode("Wren \u202egnp.exe".encode()).decode()
    turned = raw([f"From: =?utf-8?b?{hidden}?= <a@b.example>",
                  "Message-ID: <x@y>"], "a\u202eb")  # fmt: skip
    letter = read(turned)
    assert letter.name == "Wren gnp.exe"
    assert letter.text == "ab"
    assert Warn.DIRECTION in letter.warnings
    assert Warn.REPLY_ELSEWHERE in read(simple(Reply_To="other@evil.example")).warnings


def test_an_encoded_word_makes_no_address_and_no_header():
    hidden = base64.b64encode(b"a@b.example>, <c@d.example\r\nBcc: all@b.example").decode()
    letter = read(raw([f"From: =?utf-8?b?{hidden}?= <real@example.org>", "Message-ID: <x@y>"]))
    assert letter.sender == "real@example.org"
    assert "\n" not in letter.name + letter.subject


@pytest.mark.parametrize(
    ("head", "warning", "sender"),
    [
        (["Subject: x"], Warn.NO_FROM, ""),
        (["From: a@b.example, c@d.example"], Warn.SEVERAL_FROM, ""),
        (["From: a@b.example", "From: c@d.example"], Warn.SEVERAL_FROM, ""),
        (["From: undisclosed"], Warn.NO_FROM, ""),
        (["From: a@b.example"], Warn.NO_ID, "a@b.example"),
        (["From: a@b.example", "Message-ID: <1@x>", "Message-ID: <2@x>"], Warn.SEVERAL_ID, "a@b.example"),
    ],
)
def test_odd_heads(head, warning, sender):
    letter = read(raw(head, "text"))
    assert warning in letter.warnings
    assert letter.sender == sender


def test_nothing_at_all():
    letter = read(b"")
    assert {Warn.EMPTY, Warn.NO_FROM, Warn.NO_ID} <= letter.warnings
    assert not letter.answerable


@pytest.mark.parametrize(
    "body",
    [
        "--A\r\nContent-Type: text/plain\r\n\r\nhalf",
        "no boundary anywhere",
        "--A\r\nContent-Type: multipart/mixed; boundary=C\r\n\r\n--C\r\n\r\ninner\r\n--A--\r\n",
    ],
)
def test_broken_mime_is_taken_as_it_lies(body):
    head = MIXED
    assert Warn.BROKEN in read(raw(head, body)).warnings


def test_ten_thousand_parts_are_cut_and_said():
    head = MIXED
    letter = read(raw(head, "--A\r\nContent-Disposition: attachment\r\n\r\nx\r\n" * 10_000 + "--A--"))
    assert Warn.MANY_PARTS in letter.warnings
    assert len(letter.files) == 100


def test_a_thousand_nested_multiparts_are_no_recursion():
    lines = "".join(
        f"--B{n}\r\nContent-Type: multipart/mixed; boundary=B{n + 1}\r\n\r\n" for n in range(1000)
    )
    head = ["From: a@example.org", "Message-ID: <x@y>", "Content-Type: multipart/mixed; boundary=B0"]
    assert Warn.BROKEN in read(raw(head, lines)).warnings


def test_a_cut_message_tells_who_and_that_it_is_too_large():
    letter = read(simple(files=[("a.bin", bytes(99_999))])[:2_000], cut=True)
    assert letter.sender == "wren@example.org"
    assert letter.text == ""
    assert Warn.TOO_LARGE in letter.warnings
    assert letter.answerable


def test_a_large_attachment_does_not_come_into_memory():
    line = base64.b64encode(bytes(57)) + b"\r\n"
    count = 8_000_000 // 57
    head = raw([*HEAD, "Content-Type: application/octet-stream; name=a.bin",
                "Content-Transfer-Encoding: base64"])  # fmt: skip
    with Spool([head]) as spool:
        for _ in range(count // 1000):
            spool.write(line * 1000)
        tracemalloc.start()
        letter = reading.read(spool, PLAIN_OURS)
        size = sum(len(piece) for piece in reading.content(spool, letter.files[0].part))
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert size == count // 1000 * 57_000
    assert peak < 3_000_000


_PIECES = st.sampled_from(
    [b"\r\n", b"\n", b"--A", b"--A--", b"\r\n\r\n", b"From: ", b"a@b.example", b"Content-Type: ",
     b"multipart/mixed", b"; boundary=A", b"=?utf-8?b?", b"?=", b"text/html", b"<a href=", b"\x00", b"\xff",
     b"=\n", b"charset=x", b"Content-Transfer-Encoding: base64", b"message/rfc822",
     b"; filename*=utf-8''%ff", b"<!", b"&#x110000;"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(_PIECES, st.binary(max_size=20)), max_size=40))
def test_whatever_the_bytes_are_a_letter_comes_out(pieces):
    letter = read(b"".join(pieces), OURS)
    for line in (letter.subject, letter.name, letter.sender, letter.message_id):
        assert not set(line) & set("\r\n\x00")
    files(b"".join(pieces))


@given(st.lists(st.binary(max_size=70_000), max_size=4), st.integers(0, 200_000), st.integers(0, 200_000))
@settings(max_examples=40, deadline=None)
def test_a_spool_gives_back_what_was_written(pieces, start, end):
    whole = b"".join(pieces)
    with Spool(pieces) as spool:
        assert spool.whole(start, end) == whole[start:end]
        assert b"".join(line for _at, line in spool.lines()) == whole
        assert all(whole[at : at + len(line)] == line for at, line in spool.lines())
