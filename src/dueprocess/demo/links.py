"""Who you can be in the demonstration: one sign-in link for each of the cast, and one complainant's code.

Knows the cast and `kit.signin`. Must not work where the log could be a real one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from dueprocess.core.errors import Refused
from dueprocess.demo import keepsake
from dueprocess.demo.cast import CAST
from dueprocess.kit import clock, signin
from dueprocess.people.models import Login


@dataclass(frozen=True, slots=True)
class Link:
    """One of the cast: name, what they are, what to try, and a link that signs in once within a day."""

    name: str
    what: str
    tries: str
    address: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a complainant holds: number and code, and what there is to see."""

    number: str
    code: str
    tries: str


def address(key: str) -> str:
    """Return the address under which one of the cast signs in."""
    return f"{key.replace('_', '.')}@varrendale.invalid"


def only_here() -> None:
    """Raise Refused where the log's origin does not end in `.invalid`: no such link may exist there."""
    if not clock.may_be_set():
        raise Refused(
            "demo.real",
            "This is no demonstration: its log's origin does not end in .invalid. Nothing was done.",
            None,
        )


def links() -> list[Link]:
    """Make a fresh link for each of the cast. Raises Refused in a real log, or before `demo load`."""
    only_here()
    found, names = [], (keepsake.read() or {}).get("names", {})
    for member in CAST:
        login = Login.objects.filter(email=address(member.key)).select_related("person").first()
        if login is None or login.person is None:
            raise Refused(
                "demo.empty", "The demonstration is not loaded yet. Run `dueprocess demo load`.", None
            )
        found.append(
            Link(
                login.person.shown_name, member.what, _named(member.tries, names),
                signin.link_for(login, path=member.path),
            )
        )  # fmt: skip
    return found


def _named(tries: str, names: dict[str, str]) -> str:
    """Return what to try with the cases as they are called here; one that there is not as its story is."""
    for code, name in names.items():
        tries = tries.replace(f"{{{code}}}", name)
    return re.sub(r"\{([a-z-]+)\}", r"\1", tries)


def receipts() -> list[Receipt]:
    """Return the numbers and codes with which complaints can be followed."""
    kept = keepsake.read() or {}
    return [Receipt(**each) for each in kept.get("receipts", {}).values()]


def home() -> str:
    """Return the address of the pages for everyone."""
    return f"{settings.DUEPROCESS_URL}/"


def follow() -> str:
    """Return the address at which a receipt code is entered."""
    return settings.DUEPROCESS_URL + reverse("portal:follow")
