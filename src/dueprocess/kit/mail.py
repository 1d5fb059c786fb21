"""What mail says: that something waits, and where; never what it is about.

Mail travels and lies about unsealed, so a message names no person, no case and no allegation. It goes
out through the outbox, in the transaction of the act that causes it.
"""

from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from dueprocess.kit import outbox

NO_ADDRESS = "@party.invalid"
"""How the addresses of logins end that have none: whoever has such a login signs in with a passkey alone."""


def notice(
    to: str, *, path: str, house: str, code: str = "", reply_to: str = "", reference: str = "", once: str = ""
) -> str:
    """Tell somebody that something new waits for them at `path`; return the code (`code`, if given).

    `reply_to` is where an answer goes, `reference` a line for the foot by which it is known, `once` names
    what an address is told one time only (`outbox.put`).
    """
    said = {"address": settings.DUEPROCESS_URL + path, "house": house, "reference": reference}
    text = render_to_string("kit/mail/notice.txt", said)
    return outbox.put(to, _("Something new waits for you"), text, code=code, reply_to=reply_to, once=once)


def way_in(to: str, *, path: str, house: str, days: int) -> str:
    """Send somebody the link at `path`, which opens once within so many days; return the message's code."""
    said = {"address": settings.DUEPROCESS_URL + path, "house": house, "days": days}
    return outbox.put(to, _("Your way in"), render_to_string("kit/mail/way_in.txt", said))


def appointment(to: str, *, path: str, house: str) -> str:
    """Tell somebody that they have an appointment, or that one of theirs was changed or cancelled, and where
    they read which; return the message's code. Not when, and not what about."""
    text = render_to_string(
        "kit/mail/appointment.txt", {"address": settings.DUEPROCESS_URL + path, "house": house}
    )
    return outbox.put(to, _("An appointment of yours"), text)


def reminder(to: str, *, path: str, house: str, day: date) -> str:
    """Remind somebody that something of theirs has a last day soon; return the message's code.

    However often it is asked for, an address gets one such message a day for each `path`.
    """
    text = render_to_string(
        "kit/mail/reminder.txt", {"address": settings.DUEPROCESS_URL + path, "house": house}
    )
    return outbox.put(to, _("A last day comes near"), text, once=f"reminder/{day.isoformat()}{path}")


def welcome(to: str, *, house: str) -> str:
    """Tell somebody that they have a login, and where they choose its password; return the message's code."""
    address = settings.DUEPROCESS_URL + reverse("account_reset_password")
    text = render_to_string("kit/mail/welcome.txt", {"address": address, "house": house})
    return outbox.put(to, _("You can sign in"), text)
