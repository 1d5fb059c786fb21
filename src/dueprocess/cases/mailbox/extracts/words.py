"""What the codes of the mailbox mean, in words for whoever reads a message. Knows no message."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dueprocess.cases.mailbox.reading import Warn, Why


def why(code: str) -> str:
    """Return by which sign a message was told to be a machine's, as a sentence; "" for none."""
    return {
        Why.BOUNCE: _("It is a delivery report: a mail server says what became of a mail (RFC 3464)."),
        Why.RECEIPT: _("It is a receipt: a mail program says that a mail was displayed (RFC 8098)."),
        Why.FEEDBACK: _("It is a feedback report of a mail provider (RFC 5965)."),
        Why.CALENDAR: _("It is a calendar's answer to an invitation (RFC 5546)."),
        Why.REPLIED: _(
            "It says of itself that a machine answered, as when somebody is out of office (RFC 3834)."
        ),
        Why.GENERATED: _(
            "It says of itself that a machine wrote it. A form on a website does so too: read it."
        ),
        Why.LIST: _(
            "It came through a mailing list or was sent in bulk. A person may have written it: read it."
        ),
        Why.RETURN: _("Its sender's envelope is empty, as that of reports is. Read it."),
        Why.UNSURE: _(
            "It bears the signs of a machine, but it answers no mail of ours, or has words of its own: "
            "read it."
        ),
        Why.OURSELVES: _("It bears our own address as its sender."),
    }.get(code, "")  # type: ignore[call-overload]


def warning(code: str) -> str:
    """Return what there is to look at about a message, as a sentence."""
    return {
        Warn.EMPTY: _("There is nothing in it."),
        Warn.TOO_LARGE: _("It is larger than what is taken in. Its beginning is here; the sender was told."),
        Warn.BROKEN: _("Its parts do not fit together. The untouched message has all of it."),
        Warn.MANY_PARTS: _("It has more parts than are taken out. The untouched message has all of them."),
        Warn.NO_FROM: _("It names no sender to whom one could answer."),
        Warn.SEVERAL_FROM: _("It names several senders. None of them is taken for the one."),
        Warn.NO_ID: _("It has no Message-ID."),
        Warn.SEVERAL_ID: _("It has several Message-IDs."),
        Warn.FORGED: _(
            "Forged: our mail server says that it does not come from where its sender's address says."
        ),
        Warn.UNCHECKED: _("Our mail server did not say whether its sender's address is real."),
        Warn.REPLY_ELSEWHERE: _("It asks that answers go to another address than the sender's."),
        Warn.NAME_IS_ADDRESS: _(
            "The sender's name is written like an address, and it is another than theirs."
        ),
        Warn.DIRECTION: _("It held signs that turn the direction of text. They were taken out here."),
        Warn.ENCRYPTED: _(
            "It is encrypted, and cannot be read here. Ask the sender to use the form for complaints."
        ),
        Warn.SIGNED: _("It is signed. We have not checked the signature."),
        Warn.HTML_ONLY: _("It came as a web page only. Here are its words, without pictures and marks."),
        Warn.NESTED: _("A whole message is attached to it. Open that file to read it."),
        Warn.WINMAIL: _("It holds a package of Outlook (winmail.dat). Ask for the files as PDF."),
        Warn.CHARSET: _(
            "Some signs could not be read for sure: it names another code than it is written in."
        ),
        Warn.CUT: _("Only the first part of its text is shown. The untouched message has all of it."),
        Warn.UNCONFIRMED: _(
            "It says that a mail of ours could not be delivered. That is not confirmed: it does not bear "
            "what only our own mail bore, so nothing follows from it by itself. Ask whom it went to, or send "
            "it by post."
        ),
        Warn.NOT_TAKEN: _("Some attachments are not taken in as files of their own."),
    }.get(code, code)  # type: ignore[call-overload]


def trouble(code: str) -> str:
    """Return what is wrong with a source of mail, and what to do, as a sentence."""
    return {
        "connection": _("The mail server does not answer."),
        "login": _("The mail server does not take the name or the password."),
        "folder": _("The folder is not there."),
        "lost": _("The connection broke off."),
        "no_password": _("The file with the password is missing."),
        "open_password": _("The file with the password can be read by others."),
        "settings": _("The setting cannot be meant so: write imaps://name@host/FOLDER."),
        "no_folder": _("The maildir is not there."),
        "unreadable": _("A file cannot be read."),
        "unwritable": _("What was taken in cannot be moved away."),
        "message": _("A message could not be taken in. It lies where it was; the log says more."),
        "no_rulebook": _("No rulebook is in force."),
    }.get(code, code)
