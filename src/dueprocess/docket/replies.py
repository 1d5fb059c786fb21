"""Reply tokens: by which an answer to our mail finds its matter. Knows dockets, parties and addresses' form.

A token is an HMAC under the index key over the docket's pseudonym and the party's local key: nobody guesses
it, and it is the same in every mail to that party about that matter. It proves nothing by itself, since mail
is passed on: whoever reads an answer must compare the address that it came from.
"""

from __future__ import annotations

import base64

from django.conf import settings

from dueprocess.docket.models import Docket
from dueprocess.kit import keys

_BYTES = 15  # 120 bits: 24 letters and digits, without padding


def token(docket: Docket, key: str) -> str:
    """Return the token of a party (local key) of a docket: 24 signs of a to z and 2 to 7."""
    tag = keys.tag("reply", f"{docket.pseudonym}/{key}")
    return base64.b32encode(bytes.fromhex(tag)[:_BYTES]).decode().lower()


def tag(token: str) -> str:
    """Return the keyed tag under which a token is looked up; the token itself is stored nowhere."""
    return keys.tag("reply token", token.lower())


def address(token: str) -> str:
    """Return the address for answers, `name+dp-TOKEN@domain`; "" where no mailbox is set up."""
    local, at, domain = str(settings.DUEPROCESS_MAILBOX).rpartition("@")
    return f"{local}+dp-{token}@{domain}" if at else ""


def line(token: str) -> str:
    """Return the sentence with the token for the foot of a mail, for programs that lose the address; ""
    where no mailbox is set up."""
    return f"Reference for your answer: dp-{token}\n" if settings.DUEPROCESS_MAILBOX else ""
