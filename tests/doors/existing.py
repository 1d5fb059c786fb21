"""A case with something behind every kind of address, people who are shut out of it in each way there is, and
one question asked of every address: can it be told from what never was?

The addresses are the resolver's. What can stand in one is known here by its name (a number, an item, a key);
one with a new name fails until it is entered, and is asked from then on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from dueprocess.cases import actions as cases
from dueprocess.cases.batches import actions as batches
from dueprocess.cases.bundles import actions as bundles
from dueprocess.cases.bundles.models import Bundle
from dueprocess.cases.bundles.values import DESK, Paper
from dueprocess.cases.evidence import actions as evidence
from dueprocess.cases.hearings import actions as hearings
from dueprocess.cases.hearings.actions import Plan
from dueprocess.cases.models import Batch, Via
from dueprocess.cases.present import actions as present
from dueprocess.cases.present.actions import Asked
from dueprocess.cases.statements import actions as statements
from dueprocess.cases.statements.actions import Said
from dueprocess.cases.witnesses import actions as witnesses
from dueprocess.cases.witnesses.actions import Seen
from dueprocess.cases.witnesses.reading import Knows
from dueprocess.docket.actions import propose_circle, sign, take_step
from dueprocess.docket.hearings import Mode
from dueprocess.docket.models import AccessRule, Docket
from dueprocess.docket.needs import Actor, Needs, PartyIdentity, Upload
from dueprocess.docket.sealing import Vault
from dueprocess.docket.statements import Taken
from dueprocess.kit import clock, keys
from dueprocess.people import actions as register
from dueprocess.people.models import Power
from tests import world
from tests.cases.approaches import entered
from tests.cases.evidence.conftest import film
from tests.cases.hearings.conftest import DAY, RULES, at
from tests.doors.matrix import bare
from tests.papers.bundle.sheets import pdf
from tests.remembered import once

MEASURES = """
[stages.asked]
title = "A measure is asked for"
[stages.over]
title = "No measure"
end = true
[steps.ask_measure]
title = "Ask for a measure"
stage = "any"
by = ["secretary"]
again = true
opens = "asked"
[steps.say_no]
title = "Refuse the measure"
stage = "asked"
by = ["elder"]
due = { within = "1 working day", after = "ask_measure" }
tells = [{ to = ["respondent", "complainant"], letter = "no_measure" }]
leads_to = "over"
"""
WORD = "xylophone"
"""Stands in all that was written in the case."""
NEVER = {
    "number": keys.number, "into": keys.number, "key": lambda: "R8", "to": lambda: "R8",
    "item": lambda: "e98", "statement": lambda: "s98", "witness": lambda: "w98", "hearing": lambda: "h98",
    "code": lambda: "0" * 16, "sha256": lambda: "f" * 64, "ref": lambda: "0" * 32,
}  # fmt: skip
"""What never was, by the name that stands in the address; of whatever is counted, `NO_SUCH`."""
NO_SUCH = 9898
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PUBLISHED = {
    "step": "acknowledge", "note": "message", "stage": "received", "part": "deadlines", "duty": "yearly",
    "quarter": "2026-Q1", "letter": "receipt", "what": "opening", "path": "checkpoint", "strand": 1,
    "uidb36": "1", "token": "spent", "session": 1, "programme": "case-handling", "provider": 1,
    "accreditation": 1, "completion": 1, "exemption": 1,
}  # fmt: skip
"""What the rules or the product publish: it tells nothing of a case."""


@dataclass(frozen=True)
class Address:
    """One address: its name, and what stands in it, counted or not."""

    name: str
    names: Mapping[str, bool]

    def filled(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What stands in it, with these values, and what was published for the rest."""
        return {
            name: values[self.kind(name)] if self.kind(name) in values else PUBLISHED[name]
            for name in self.names
        }

    def kind(self, name: str) -> str:
        """A name, told apart where one word is counted here and written there."""
        return f"{name}#" if self.names[name] and name in ("number", "note", "letter", "part") else name

    def never(self, but: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What stands in it where nothing was."""
        values = {
            self.kind(name): NO_SUCH if counted else NEVER.get(name, lambda: None)()
            for name, counted in self.names.items()
        }
        return {name: value for name, value in values.items() if value is not None} | dict(but or {})


def addresses() -> Iterator[Address]:
    """Yield every address of the product in which something stands."""

    def walk(patterns: list[Any], spaces: tuple[str, ...]) -> Iterator[Address]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
                yield from walk(pattern.url_patterns, inner)
            elif isinstance(pattern, URLPattern) and (found := _names(pattern)):
                yield Address(":".join((*spaces, str(pattern.name))), found)

    yield from walk(get_resolver("dueprocess.conf.urls").url_patterns, ())


def _names(pattern: URLPattern) -> dict[str, bool]:
    kinds: Mapping[str, Any] = pattern.pattern.converters
    groups = pattern.pattern.regex.groupindex
    return {name: type(kinds.get(name)).__name__ == "IntConverter" for name in (*kinds, *groups)}


@dataclass(frozen=True)
class Answered:
    """What somebody is answered, without what differs each time; and how much the database was asked."""

    status: int
    headers: tuple[tuple[str, str], ...]
    page: bytes
    queries: int

    def like(self, other: Answered, *, within: int) -> bool:
        """Whether nobody could tell one from the other, by what it says or by how long it takes."""
        return self._said() == other._said() and abs(self.queries - other.queries) <= within

    def _said(self) -> tuple[Any, ...]:
        return self.status, self.headers, self.page

    def told_from(self, other: Answered) -> str:
        """In what it differs."""
        if self.status != other.status:
            return f"status {self.status}, not {other.status}"
        if self.headers != other.headers:
            return f"headers {sorted(set(self.headers) ^ set(other.headers))}"
        if self.page != other.page:
            n = next((n for n, (a, b) in enumerate(zip(self.page, other.page, strict=False)) if a != b), 0)
            return (
                f"page: {self.page[max(0, n - 60) : n + 60]!r}, not {other.page[max(0, n - 60) : n + 60]!r}"
            )
        return f"{self.queries} queries, not {other.queries}"


class Counting:
    """Counts what the database is asked."""

    def __init__(self) -> None:
        self.n = 0

    def __call__(self, execute: Any, *args: Any) -> Any:
        self.n += 1
        return execute(*args)


class Asker:
    """Somebody with a browser."""

    def __init__(self, cookies: Mapping[str, str]) -> None:
        self.cookies = cookies

    def ask(self, path: str, method: str = "get", said: Mapping[str, Any] | None = None) -> Answered:
        """Ask one address; what that changed is taken back. Its path is left out of what was answered."""
        client = Client(raise_request_exception=False)
        for name, value in self.cookies.items():
            client.cookies[name] = value
        counting = Counting()
        with transaction.atomic():
            with connection.execute_wrapper(counting):
                response = getattr(client, method)(path, dict(said or {}))
                page = b"".join(response.streaming_content) if response.streaming else response.content
            transaction.set_rollback(True)
        headers = {name: value.replace(path, "#") for name, value in response.headers.items()}
        headers.pop("Content-Length", None)
        shown = bare(page).replace(path.encode(), b"#")
        return Answered(response.status_code, tuple(sorted(headers.items())), shown, counting.n)


def signed_in(here: world.World, name: str) -> Asker:
    """The browser of somebody of the cast."""
    client = Client()
    client.force_login(world.log_in(here[name]), backend=BACKEND)
    return Asker({settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value})


def sitting(here: world.World, name: str, number: str) -> Asker:
    """The browser in which somebody of the cast has opened a matter of theirs."""
    asker = signed_in(here, name)
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = asker.cookies[settings.SESSION_COOKIE_NAME]
    assert client.get(f"/portal/mine/{number}/").status_code == 302, (name, number)
    return asker


POWERS = [power for power in Power if power not in (Power.SET_UP, Power.AUDIT)]
SHUT_OUT = {
    "conflicted": "says that they are family of a party, and holds every power there is",
    "third": "is the secretary of a club that is accused",
    "elder_2": "was not let into a closed circle",
}
"""Who works at the desk and is shut out of the case, by what shuts them out."""


def cast() -> world.World:
    """The federation, and those of it who will be shut out."""
    with clock.frozen(world.later(days=-1)):
        here = world.federation(world.EXAMPLE.read_text() + RULES + MEASURES)
        world.appoint(here["third"], "secretary", here.club)
        world.appoint(here["owner"], "secretary")
        for who, power in (("overseer", Power.SET_ACCESS), *(("conflicted", each) for each in POWERS)):
            register.grant(person=here[who], power=power, by=None, reason="Assembly", from_on=world.ADOPTED)
    return here


def another(here: world.World) -> Docket:
    """A case of somebody else about somebody else, which is open to whoever is shut out of the first."""
    about = PartyIdentity(kind="respondent", name="Quentin Marlowe")
    reporter = PartyIdentity(kind="complainant", person=here["stranger"].pk, name="Noor Whitlock")
    with clock.frozen(world.MONDAY):
        return cases.receive_complaint(
            report=cases.Report(summary="The gate was locked.", reporter=reporter, respondents=[about]),
            via=Via.PORTAL, by=Actor(), at=clock.now(), unit=here.north, rulebook=here.rulebook,
        ).docket  # fmt: skip


@dataclass(frozen=True)
class Secret:
    """The case: its docket, the numbers under which it goes, and what stands in it by the name that stands
    in addresses."""

    docket: Docket
    numbers: tuple[str, ...]
    values: Mapping[str, Any]


def told(here: world.World) -> cases.Receipt:
    """The case as its respondent was told of it, with the day of a hearing."""
    owner = here.actor("owner")
    club = PartyIdentity(kind="respondent", unit=here.club.pk, name=here.club.name)
    receipt = world.open_case(here, at=clock.now(), summary=f"At the {WORD} meeting.", also=[club])
    for step in ("acknowledge", "send"):
        act = take_step(docket=receipt.docket, step=step, by=owner, at=clock.now())
    cases.confirm_sent(docket=receipt.docket, of=act.n, to=["R1"], channel="post", by=owner)
    facts = Needs(act={"facts": {"hearing": DAY.isoformat()}})
    take_step(docket=receipt.docket, step="fix_hearing", by=owner, at=clock.now(), needs=facts)
    return receipt


def secret(here: world.World, receipt: cases.Receipt | None = None) -> Secret:
    """A case with something behind every address, shut to `SHUT_OUT`. Of what comes after it was told,
    nothing is for the respondent."""
    receipt = receipt or told(here)
    owner, c1, docket = here.actor("owner"), Actor(key="C1"), receipt.docket
    opened = take_step(docket=docket, step="ask_measure", by=owner, at=clock.now())
    files = [Upload("corridor.txt", [WORD.encode()]), Upload("minutes.pdf", [pdf(WORD)])]
    sent = cases.add_information(docket=docket, by=c1, text=f"The {WORD}.", files=files)
    evidence.describe(docket=docket, what=film(source=WORD), by=owner, act=sent.n, file=1)
    identity = PartyIdentity(kind="witness", name="Wim Zeeman")
    cases.add_party(docket=docket, identity=identity, by=owner, reason="Was there.")
    said = Said(text=f"I heard the {WORD}.", taken=Taken.INTERVIEW, taken_at=clock.now())
    statements.take(docket=docket, of="W1", said=said, by=owner, statement="")
    seen = Seen(knows=Knows.HEARD, since=clock.now().date(), name="Ana Lobo", words=WORD)
    witnesses.note(docket=docket, seen=seen, by=owner)
    asked = present.ask(docket=docket, key="C1", by=c1, what=Asked.INTERPRETER, words=WORD)
    heard(here, docket)
    copy, served = bundled(docket, owner, sent.n)
    approach = entered(here, by="owner", about=docket.number)
    batch = batches.begin(kind=Batch.Kind.WRITE, dockets=[docket], by=here["owner"])
    world.decide_access(here, docket, "allowed", "owner", signer="elder_1")
    waiting = cases.propose_party(
        docket=world.fresh(docket), identity=PartyIdentity(kind="witness", person=here["elder_3"].pk),
        by=owner, signer=here["elder_1"], reason="Was there.",
    )  # fmt: skip
    key = Vault.of(docket).local(here["conflicted"].pk)
    cases.declare_conflict(docket=docket, who=key, ground="family", by=here.actor("conflicted"))
    closing = propose_circle(
        docket=world.fresh(docket), close=True, by=here.actor("overseer"), reason="Delicate.",
        signer=here["owner"],
    )  # fmt: skip
    sign(proposal=closing, by=owner)
    last = world.fresh(docket).length
    return Secret(
        world.fresh(docket),
        (docket.number, receipt.number, approach.number),
        {
            "number": docket.number, "into": docket.number, "code": batch.code, "sha256": "0" * 64,
            "act": sent.n, "n": asked.n, "file": 1, "page": 1, "version": 1, "key": "R1", "to": "R1",
            "item": "e1", "statement": "s1", "witness": "w1", "hearing": "h1", "pk": copy,
            "proposal": waiting.pk, "rule": AccessRule.objects.get(docket=docket).pk, "number#": 1,
            "note#": last, "letter#": 1, "part#": 1, "served": served, "opened": opened.n,
        },
    )  # fmt: skip


def heard(here: world.World, docket: Docket) -> None:
    """A hearing to which the complainant alone is invited."""
    plan = Plan(
        from_at=at(), to_at=at() + timedelta(hours=1), invited=("C1",), mode=Mode.ROOM, place=WORD, link="",
        agenda=WORD,
    )  # fmt: skip
    hearings.set_up(docket=world.fresh(docket), plan=plan, by=here.actor("owner"))


def bundled(docket: Docket, owner: Actor, sent: int) -> tuple[int, int]:
    """A bundle that was served on the complainant alone; returns the row of their copy, and the note."""
    made = bundles.begin(docket=docket, title=WORD, readers=(DESK, "C1"), by=owner)
    paper = Paper(id=0, act=sent, file=2, title=WORD)
    made = bundles.add(bundle=made, papers=(paper,), section=WORD, by=owner)
    bundles.build(bundle=made, by=owner)
    for _ in range(20):
        made = Bundle.objects.select_related("docket").get(pk=made.pk)
        if made.state not in (Bundle.State.CHECKING, Bundle.State.BUILDING):
            break
        bundles.carry_on(made)
    [note] = bundles.serve(bundle=made, to=["C1"], by=owner)
    return made.copies.get(reader="C1").pk, note.n


@dataclass(frozen=True)
class Scene:
    """The federation, a case that is open to whoever is shut out of the other, and that one."""

    here: world.World
    open: Docket
    made: Secret


@once
def scene() -> Scene:
    """All of it, on the Monday on which cases begin."""
    here = cast()
    with clock.frozen(world.MONDAY):
        return Scene(here, another(here), secret(here))
