"""Reply tokens: by which an answer to our mail finds its matter. Knows dockets, parties and addresses' form.

A token is made of an HMAC under the index key over the docket's pseudonym and the party's local key
(`keys.token`): nobody guesses it, and it is the same in every mail to that party about that matter until the
outer key is changed. It proves nothing by itself, since mail is passed on: whoever reads an answer must
compare the address that it came from.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from dueprocess.docket.models import Docket
from dueprocess.kit import keys


def token(docket: Docket, key: str) -> str:
    """Return the token of a party (local key) of a docket: 24 or 26 signs of a to z and 2 to 7."""
    return keys.token(_named(docket, key))


def tag_of(docket: Docket, key: str) -> str:
    """Return the keyed tag under which the tokens of a party are looked up; they are stored nowhere."""
    return keys.tag("reply token", _named(docket, key))


def tags(tokens: Iterable[str]) -> list[str]:
    """Return the keyed tags of tokens that came in, but for those that no key that is kept has made."""
    return [keys.tag("reply token", named) for token in tokens for named in keys.opened_token(token)]


def _named(docket: Docket, key: str) -> str:
    return keys.name_of("reply", f"{docket.pseudonym}/{key}")


def address(token: str) -> str:
    """Return the address for answers, `name+dp-TOKEN@domain`; "" where no mailbox is set up."""
    local, at, domain = str(settings.DUEPROCESS_MAILBOX).rpartition("@")
    return f"{local}+dp-{token}@{domain}" if at else ""


def line(token: str) -> str:
    """Return the sentence with the token for the foot of a mail, for programs that lose the address; ""
    where no mailbox is set up."""
    return f"Reference for your answer: dp-{token}\n" if settings.DUEPROCESS_MAILBOX else ""
