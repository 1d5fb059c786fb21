"""The cast: an invented federation of clubs, built through actions only, so that no test has an
impossible state.

The federation has a union, two regions and three clubs. Its people, by what they are to the case of
`open_case`: the complainant Wren Abara, the respondent Ilse Marchetti, the officer who owns it, an officer
of another region, one with a conflict, the president's office, and a stranger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from dueprocess.cases import actions as cases
from dueprocess.cases.imports.actions import import_cases
from dueprocess.cases.imports.load import load
from dueprocess.cases.imports.register import Register
from dueprocess.cases.imports.report import Report
from dueprocess.cases.models import Via
from dueprocess.cases.plan import actions as plan
from dueprocess.docket.actions import Decision, propose_access, sign, take_step
from dueprocess.docket.models import Docket, Proposal
from dueprocess.docket.needs import Actor, Needs, PartyIdentity
from dueprocess.docket.sealing import Vault
from dueprocess.kit import clock, keys
from dueprocess.kit.keys.ring import make_keys
from dueprocess.ledger import actions as record
from dueprocess.ledger.models import Head
from dueprocess.ledger.policy import Policy, Publish
from dueprocess.people import actions as register
from dueprocess.people.models import Grant, Login, Person, Power, Unit
from dueprocess.rules import actions as rules
from dueprocess.rules import rulebooks
from dueprocess.rules.models import RulebookVersion
from dueprocess.tlog.note import SignerKey
from dueprocess.tlog.period import Granularity
from tests import outer
from tests.remembered import once

SHIPPED = Path(rulebooks.__file__).parent / "shipped"
EXAMPLE = Path(__file__).parent / "rules" / "example.toml"
ADOPTED = date(2026, 1, 5)
"""The day on which the rulebooks of the tests were adopted."""
MONDAY = datetime(2026, 3, 23, 10, 0, tzinfo=UTC)
"""A Monday morning on which the cases of the tests begin."""


@dataclass
class World:
    """The federation and its people by their part in the case."""

    rulebook: RulebookVersion
    union: Unit
    north: Unit
    south: Unit
    club: Unit
    other_club: Unit
    people: dict[str, Person] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Person:
        """Return somebody of the cast."""
        return self.people[name]

    def actor(self, name: str) -> Actor:
        """Return somebody of the cast as who acts."""
        return Actor(person=self.people[name])


def ground() -> None:
    """Make what every installation has before its first case: keys and the log's beginning."""
    make_keys(Path(str(settings.DUEPROCESS_KEYS)))
    outer.given(Path(str(settings.DUEPROCESS_KEYS)))
    if not Head.objects.exists():
        record.genesis(
            origin="tests.invalid",
            key=str(SignerKey.generate("tests.invalid").verifier),
            witnesses=b"",
            rules=Policy(Granularity.DAY, Publish.ENTRIES, "Europe/London"),
        )


def adopt(text: str | None = None, *, kind: str = "case") -> RulebookVersion:
    """Adopt a rulebook (the small example by default)."""
    return rules.adopt(
        text=text if text is not None else EXAMPLE.read_text(),
        adopted_by="General assembly",
        adopted_on=ADOPTED,
        by=None,
        kind=kind,
    )


def person(full_name: str, unit: Unit | None = None, **fields: object) -> Person:
    """Put somebody in the register."""
    return register.add_person(full_name=full_name, unit=unit, by=None, **fields)


def appoint(who: Person, role: str, unit: Unit | None = None) -> None:
    """Give somebody a role from the day of adoption on."""
    register.appoint(
        person=who, role=role, unit=unit, from_on=ADOPTED, by=None, reason="Elected by the assembly"
    )


@once
def federation(rulebook: str | None = None) -> World:
    """Build the federation with its cast. The clock should be at or after `MONDAY`."""
    ground()
    version = adopt(rulebook)
    union = register.add_unit(name="Union of Rambling Clubs", by=None)
    north = register.add_unit(name="Northern region", parent=union, by=None)
    south = register.add_unit(name="Southern region", parent=union, by=None)
    club = register.add_unit(name="Hollin Vale Ramblers", parent=north, by=None)
    other_club = register.add_unit(name="Saltmarsh Walkers", parent=south, by=None)
    world = World(version, union, north, south, club, other_club)
    names = {
        "complainant": "Wren Abara",
        "respondent": "Ilse Marchetti",
        "owner": "Tamsin Okafor-Lindqvist",
        "wrong_unit": "Jorun Vadlamani",
        "conflicted": "Piotr Żółkiewski-Mbeki",
        "second": "李 明霞",
        "third": "Suryani",
        "leader": "Aurelio Brandt",
        "stranger": "Noor Whitlock",
        "elder_1": "Esi Fontaine",
        "elder_2": "Mattias Ó Dálaigh",
        "elder_3": "Yevhenia Prokhorenko",
        "overseer": "Adaeze Lund",
        "admin": "Casimir Holt",
    }
    for key, name in names.items():
        world.people[key] = person(name, other_club if key == "wrong_unit" else club)
    appoint(world["owner"], "secretary", north)
    appoint(world["wrong_unit"], "secretary", south)
    for key in ("conflicted", "second", "third", "respondent"):
        appoint(world[key], "committee_member", north)
    for key in ("elder_1", "elder_2", "elder_3"):
        appoint(world[key], "elder")
    appoint(world["leader"], "president")
    for name, power in (("overseer", Power.OVERSEE), ("admin", Power.SET_ACCESS)):
        register.grant(
            person=world[name], power=power, by=None, reason="Decided by the assembly", from_on=ADOPTED
        )
    return world


def open_case(
    world: World,
    *,
    at: datetime = MONDAY,
    summary: str = "Shouted down at the meeting.",
    also: Sequence[PartyIdentity] = (),
) -> cases.Receipt:
    """Let the complainant complain about the respondent (and others) through the portal."""
    return cases.receive_complaint(
        report=cases.Report(
            summary=summary,
            reporter=PartyIdentity(kind="complainant", person=world["complainant"].pk, name="Wren Abara"),
            respondents=[
                PartyIdentity(kind="respondent", person=world["respondent"].pk, name="Ilse Marchetti"),
                *also,
            ],
        ),
        via=Via.PORTAL,
        by=Actor(),
        at=at,
        unit=world.club,
        rulebook=world.rulebook,
    )


MAP = """title = "Register of the former board"
[dates]
formats = ["YYYY-MM-DD"]
[columns]
id = { is = "id" }
received = { is = "received_on" }
closed = { is = "closed_on" }
[joins.accused]
file = "accused.csv"
id = "case"
[joins.accused.columns]
name = { is = "person" }
"""


def import_case(
    number: str, *, received: str = "2025-01-07", closed: str = "", respondents: Sequence[str] = ()
) -> Docket:
    """Take over one case from an earlier register, in which it has this number; return its docket."""
    there = set(Docket.objects.values_list("pk", flat=True))
    with TemporaryDirectory() as folder:
        main = Path(folder) / "cases.csv"
        main.write_text(f"id,received,closed\n{number},{received},{closed}\n", encoding="utf-8")
        accused = "".join(f"{number},{name}\n" for name in respondents)
        main.with_name("accused.csv").write_text(f"case,name\n{accused}", encoding="utf-8")
        with Register(load(MAP), main) as register:
            import_cases(register, report=Report("Register of the former board", kept=None))
    return Docket.objects.exclude(pk__in=there).get()


def plans(world: World, text: str | None = None) -> RulebookVersion:
    """Adopt a rulebook of a start-up plan (the shipped one); appoint who leads it and who is told of it."""
    version = adopt(text or (SHIPPED / "start-up.toml").read_text(), kind="plan")
    world.people["lead"] = person("Ottoline Vance", world.union)
    appoint(world["lead"], "oversight_lead")
    appoint(world["overseer"], "oversight_member")
    return version


def begin_plan(world: World) -> Docket:
    """Begin the start-up plan now."""
    prepared = plan.prepare(by=world["lead"])
    needs = Needs(content={"where the backlog lies": "In a mailbox, a spreadsheet and two cupboards."})
    by = world.actor("lead")
    return plan.begin(prepared=prepared, step="begin", by=by, at=clock.now(), needs=needs).docket


def tell(world: World, docket: Docket, *steps: str) -> Docket:
    """Let the rules tell the respondents of a case: the step (after any others named), its letter by post."""
    owner, now = world.actor("owner"), clock.now()
    for step in (*(steps or ("acknowledge",)), "send"):
        act = take_step(docket=docket, step=step, by=owner, at=now)
    accused = list(docket.parties.filter(kind="respondent").values_list("key", flat=True))
    cases.confirm_sent(docket=docket, of=act.n, to=accused, channel="post", by=owner)
    return fresh(docket)


def log_in(who: Person) -> Login:
    """Return somebody's login, given now if they have none; by it letters reach them through the portal."""
    found = Login.objects.filter(person=who).first()
    return found or register.give_login(person=who, email=f"person-{who.pk}@example.invalid", by=None)


def shut_out(world: World, docket: Docket, identity: PartyIdentity, *, by: str, signer: str) -> None:
    """Add a party who may see the case: one officer proposes it, another signs it."""
    waiting = cases.propose_party(
        docket=docket, identity=identity, by=world.actor(by), signer=world[signer], reason="Was there."
    )
    sign(proposal=waiting, by=world.actor(signer))


def decided(world: World, docket: Docket | None = None) -> Docket:
    """Bring a case to its decision, thirty days after `MONDAY`; nobody has received it yet."""
    with clock.frozen(MONDAY):
        docket, owner = docket or open_case(world).docket, world.actor("owner")
    with clock.frozen(later(hours=1)):
        take_step(docket=docket, step="acknowledge", by=owner, at=clock.now())
        sent = take_step(docket=docket, step="send", by=owner, at=clock.now())
        cases.confirm_receipt(docket=docket, of=sent.n, to="R1", by=owner)
    with clock.frozen(later(30)):
        local = Vault.of(docket).local
        votes = [local(world[name].pk) for name in ("conflicted", "second", "third")]
        needs = Needs(act={"as": "committee", "votes": {"for": votes}})
        take_step(docket=docket, step="decide", by=world.actor("second"), at=clock.now(), needs=needs)
    return fresh(docket)


def decide_access(
    world: World,
    docket: Docket,
    what: str,
    who: str,
    *,
    by: str = "overseer",
    signer: str = "owner",
    reason: str = "Decision 7",
) -> Proposal:
    """Open or shut a file for somebody, or end that: one who oversees and has the power proposes it, another
    who may see the file signs."""
    if not Grant.objects.filter(person=world[by], power=Power.SET_ACCESS).exists():
        register.grant(person=world[by], power=Power.SET_ACCESS, by=None, reason="Assembly", from_on=ADOPTED)
    waiting = propose_access(
        docket=docket, what=Decision(what), person=world[who], by=world.actor(by), reason=reason,
        signer=world[signer],
    )  # fmt: skip
    sign(proposal=waiting, by=world.actor(signer))
    return Proposal.objects.get(pk=waiting.pk)


def later(days: float = 0, hours: float = 0) -> datetime:
    """Return a moment after `MONDAY`."""
    return MONDAY + timedelta(days=days, hours=hours)


def fresh(docket: Docket) -> Docket:
    """Read a docket again."""
    return Docket.objects.get(pk=docket.pk)


__all__ = [
    "MONDAY",
    "World",
    "adopt",
    "clock",
    "decide_access",
    "decided",
    "federation",
    "ground",
    "keys",
    "later",
    "log_in",
    "open_case",
    "person",
    "shut_out",
]
