"""The matrix of doors and people: every address of the product, asked as everybody.

The addresses come from the resolver, so a new one without a row fails. A row says what each person is
answered; helpers give the usual rows. Rows live in `tests/doors/rows/`:

    ROWS = {
        "public:home": everyone(),
        "desk:queue": staff(),
        "desk:case": file(lambda scene: {"number": scene.number}),
        "portal:status": Row(fill=…, answers={…}),
    }
"""

import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dueprocess.kit import keys
from tests.attacks import without_tokens
from tests.doors import rows
from tests.world import World


class Who(StrEnum):
    """Everybody who may stand before a door, by what they are to the case in question."""

    OWNER = "owner"
    PARTY = "respondent"
    WRONG_UNIT = "wrong_unit"
    CONFLICTED = "conflicted"
    LEADER = "leader"
    UNIT_ACCUSED = "third"  # secretary of the club, which is a respondent too
    STRANGER = "stranger"
    ANONYMOUS = "anonymous"


class Answer(StrEnum):
    """How a door answers."""

    OPEN = "open"  # a page, or on to the next one
    SIGN_IN = "sign in first"
    REFUSED = "refused with a reason"
    ABSENT = "absent, byte for byte but for tokens like what does not exist"
    NOT_THIS_WAY = "this address is not for that kind of request"


@dataclass(frozen=True)
class Scene:
    """The world that is asked about: the cast, one case, one message, each person's login, and the cookie
    with which they are signed in."""

    world: World
    number: str
    receipt: Any
    message: str
    logins: Mapping[str, Any]
    cookies: Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """One address: how to fill it, how to ask, and what each person is answered."""

    answers: Mapping[Who, Answer]
    fill: Callable[[Scene], dict[str, Any]] = field(default=lambda scene: {})
    method: str = "GET"
    data: Callable[[Scene], dict[str, Any]] = field(default=lambda scene: {})


def everyone(answer: Answer = Answer.OPEN, **more: Any) -> Row:
    """An address that answers everybody alike."""
    return Row(dict.fromkeys(Who, answer), **more)


def staff(**more: Any) -> Row:
    """A page of the desk that opens for whoever signs in; what it lists is filtered by the wall."""
    answers = dict.fromkeys(Who, Answer.OPEN) | {Who.ANONYMOUS: Answer.SIGN_IN}
    return Row(answers | more.pop("but", {}), **more)


def file(fill: Callable[[Scene], dict[str, Any]], **more: Any) -> Row:
    """A page of one file: open to its owner, absent for everybody whom the wall shuts out."""
    answers = dict.fromkeys(Who, Answer.ABSENT)
    answers |= {Who.OWNER: Answer.OPEN, Who.ANONYMOUS: Answer.SIGN_IN}
    return Row(answers | more.pop("but", {}), fill=fill, **more)


def addresses() -> Iterator[str]:
    """Yield the full name of every address of the product; an unnamed one fails."""

    def walk(patterns: list[Any], spaces: tuple[str, ...]) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
                yield from walk(pattern.url_patterns, inner)
            elif isinstance(pattern, URLPattern):
                assert pattern.name, f"{pattern.pattern} has no name"
                yield ":".join((*spaces, pattern.name))

    yield from walk(get_resolver("dueprocess.conf.urls").url_patterns, ())


def matrix() -> dict[str, Row]:
    """Gather the rows of all doors; two rows for one address fail."""
    gathered: dict[str, Row] = {}
    for found in pkgutil.iter_modules(rows.__path__):
        own: dict[str, Row] = import_module(f"tests.doors.rows.{found.name}").ROWS
        twice = gathered.keys() & own.keys()
        assert not twice, f"two rows for {twice}"
        gathered |= own
    return gathered


def signed_in(logins: Mapping[str, Any]) -> dict[str, str]:
    """Let each of them sign in; returns the cookies that say so."""
    found = {}
    for who, login in logins.items():
        client = Client()
        client.force_login(login, backend="allauth.account.auth_backends.AuthenticationBackend")
        found[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


def ask(scene: Scene, name: str, row: Row, who: Who) -> HttpResponse:
    """Ask one address as one person, in a browser of their own."""
    client = Client(raise_request_exception=False)
    if who is not Who.ANONYMOUS:
        client.cookies[settings.SESSION_COOKIE_NAME] = scene.cookies[who]
    address = reverse(name, kwargs=row.fill(scene))
    return getattr(client, row.method.lower())(address, row.data(scene))  # type: ignore[no-any-return]


def nothing(scene: Scene, who: Who) -> set[bytes]:
    """Return what somebody is answered where nothing is: at an address of no door, and, in the desk's frame,
    at the number of no case."""
    at_the_desk = Row({}, lambda _: {"number": keys.number()})
    nowhere = Client().get("/there/is/no/such/page/")
    return {plain(nowhere), plain(ask(scene, "desk:case", at_the_desk, who))}


def plain(response: HttpResponse) -> bytes:
    """Return a page without the tokens of its forms and the mark of the section that was asked for."""
    return bare(response.content)


def bare(page: bytes) -> bytes:
    """The same, of a page that was read already."""
    return re.sub(rb' aria-current="\w+"', b"", without_tokens(page))


def said(response: HttpResponse, absent: set[bytes]) -> Answer | str:
    """Put a response in the words of `Answer`, or say what it was instead."""
    code = response.status_code
    if code == 302 and "/account/sign-in/" in response.headers["Location"]:
        return Answer.SIGN_IN
    if code in {200, 302, 304}:
        return Answer.OPEN
    if code == 403:
        return Answer.REFUSED
    if code == 405:
        return Answer.NOT_THIS_WAY
    if code == 404:
        return Answer.ABSENT if plain(response) in absent else "a 404 that differs from an absent address"
    return f"status {code}"
