"""Building the federation before its first complaint: units, members, offices, rules, the log's beginning.

Everything goes through the actions of the rooms, in the name of the installation. Must not take in a
complaint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from random import Random
from typing import Any

from dueprocess.demo import federation, links
from dueprocess.demo.cast import CAST
from dueprocess.demo.names import HE, SHE, Name, drawn
from dueprocess.demo.stories import STORIES
from dueprocess.demo.story import Someone, Story
from dueprocess.ledger import actions as record
from dueprocess.ledger import policy
from dueprocess.people import actions as register
from dueprocess.people.models import Person, PersonStatus, Power, QualificationKind, Unit
from dueprocess.rules import actions as rules
from dueprocess.rules.models import RulebookVersion

DAYS_BEFORE = 1_100  # the federation took up the procedure so long ago: before the oldest story
COMPLAINTS_A_YEAR = 40
Say = Callable[[str], None]


@dataclass
class Federation:
    """What the stories need to know: who is who, by key of the cast, by story and handle, and by role."""

    today: date
    rulebook: RulebookVersion
    units: dict[str, Unit] = field(default_factory=dict)
    cast: dict[str, Person] = field(default_factory=dict)
    parties: dict[tuple[str, str], Person] = field(default_factory=dict)
    holders: dict[str, list[Person]] = field(default_factory=dict)
    cast_keys: frozenset[int] = frozenset()
    officers: dict[int, Person] = field(default_factory=dict)  # everybody who holds a role of the rulebook
    free: Iterator[Person] = field(default_factory=lambda: iter(()))  # members without an office so far


@dataclass
class _Rows:
    """Rows of the register still to be written, and who asked for which."""

    random: Random
    today: date
    names: Iterator[Name]
    units: dict[str, Unit]
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: Name, club: str, *, minor: bool | None = None, ago: int = 0) -> int:
        """Add a member and return the place of the row. Whoever is not to be `minor` was of age so many days
        `ago`."""
        number = len(self.rows) + 1
        young = self.random.random() < 0.1 if minor is None else minor
        age = self.random.randrange(4_400, 6_400) if young else self.random.randrange(6_900 + ago, 31_000)
        joined = self.random.randrange(400, 1_200 if young else 9_000)
        self.rows.append(
            {
                "full_name": name.full,
                "known_as": name.known_as,
                "sort_name": name.sorts or name.full,
                "language": name.language,
                "member_number": f"{federation.CODE}-{number:05d}",
                "status": PersonStatus.MEMBER,
                "unit": self.units[club],
                "born_on": self.today - timedelta(days=age),
                "joined_on": self.today - timedelta(days=min(joined, age - 3_000)),
                "email": f"member{number:05d}@members.varrendale.invalid",
            }
        )
        return number - 1


def shipped(name: str) -> str:
    """Return the text of a rulebook, code, schedule, set of letters or guidance that comes with the
    product."""
    return files("dueprocess.rules").joinpath("shipped", name).read_text("utf-8")


def build(*, today: date, say: Say) -> Federation:
    """Build the federation as of the moment the clock is set to; returns who is who."""
    adopted_on = today - timedelta(days=DAYS_BEFORE)
    record.begin(rules=policy.proposed(COMPLAINTS_A_YEAR, "Europe/London"))
    _say_who(adopted_on)
    rulebook = rules.adopt(
        text=shipped("standard.toml"), adopted_by="Federation meeting", adopted_on=adopted_on, by=None
    )
    rules.adopt(
        text=shipped("start-up.toml"), adopted_by="Federation meeting", adopted_on=adopted_on, by=None,
        kind="plan",
    )  # fmt: skip
    clubs = files("dueprocess.demo").joinpath("clubs.toml").read_text("utf-8")
    for text in (shipped("conduct.toml"), clubs, shipped("protocol.toml")):
        rules.adopt_code(text=text, adopted_by="Federation meeting", adopted_on=adopted_on, by=None)
    rules.adopt_letters(
        text=shipped("letters/standard.toml"), adopted_by="Federation meeting", adopted_on=adopted_on, by=None
    )
    rules.adopt_guidance(
        text=shipped("guidance/standard.toml"), adopted_by="Federation meeting", adopted_on=adopted_on,
        by=None,
    )  # fmt: skip
    built = Federation(today, rulebook)
    _units(built)
    say(f"{len(built.units)} units")
    _people(built)
    say(f"{federation.MEMBERS:,} members")
    _offices(built, adopted_on)
    _pools(built, adopted_on)
    for member in CAST:
        if member.first_of:
            built.cast[member.key] = built.holders[member.first_of][0]
        if member.club or member.first_of:
            register.give_login(person=built.cast[member.key], email=links.address(member.key), by=None)
    built.officers = {person.pk: person for people in built.holders.values() for person in people}
    say(f"{sum(map(len, built.holders.values()))} appointments, {len(CAST)} of the cast")
    return built


def _say_who(adopted_on: date) -> None:
    rules.describe(
        by=None,
        name=federation.NAME,
        timezone="Europe/London",
        controller=federation.NAME,
        controller_contact="privacy@varrendale.invalid",
        lawful_bases=["legitimate interests"],
        size=federation.MEMBERS,
        oversight_contact="oversight@varrendale.invalid",
    )


def _units(built: Federation) -> None:
    root = register.add_unit(name=federation.NAME, by=None, code=federation.CODE, kind="federation")
    built.units[federation.NAME] = root
    for number, (region, clubs) in enumerate(federation.REGIONS.items(), 1):
        above = register.add_unit(
            name=region, parent=root, by=None, code=f"{federation.CODE}-{number}", kind="region"
        )
        built.units[region] = above
        for place, club in enumerate(clubs, 1):
            built.units[club] = register.add_unit(
                name=club, parent=above, by=None, code=f"{federation.CODE}-{number}{place:02d}", kind="club"
            )


def _clubs() -> list[str]:
    return [club for clubs in federation.REGIONS.values() for club in clubs]


def handles(story: Story) -> Iterator[tuple[str, Someone]]:
    """Yield the parties of a story by their handles: c1, r1, r2, and those named otherwise."""
    yield from ((f"c{n}", someone) for n, someone in enumerate(story.c, 1))
    yield from ((f"r{n}", someone) for n, someone in enumerate(story.r, 1))
    yield from story.others.items()


def _people(built: Federation) -> None:
    """Write the whole register: the cast, the parties, and members drawn until there are enough."""
    random = Random(federation.SEED)  # noqa: S311 — the same draw everywhere is what it is for
    rows = _Rows(random, built.today, drawn(random), built.units)
    cast = {
        member.key: rows.add(member.name, member.club, minor=False)
        for member in CAST
        if member.name and member.club
    }
    named = {"he": iter(HE), "she": iter(SHE)}
    parties: dict[tuple[str, str], int] = {}
    for story in STORIES:
        for handle, someone in handles(story):
            if someone.same_as:
                parties[story.code, handle] = parties[someone.same_as, "r1"]
            elif someone.cast:
                parties[story.code, handle] = cast[someone.cast]
            elif someone.club:
                name = next(named[someone.said]) if someone.said else next(rows.names)
                parties[story.code, handle] = rows.add(
                    name, someone.club, minor=someone.minor, ago=story.days
                )
    clubs = _clubs()
    sizes = [random.randrange(20, 140) for _ in clubs]
    officers = len(rows.rows)
    while len(rows.rows) < federation.MEMBERS:
        rows.add(next(rows.names), random.choices(clubs, sizes)[0])
    people = register.add_people(rows.rows, by=None)
    built.cast = {key: people[place] for key, place in cast.items()}
    for member in CAST:
        if member.name and not member.club:
            built.cast[member.key] = _outsider(member.name)
    built.parties = {key: people[place] for key, place in parties.items()}
    built.cast_keys = frozenset(person.pk for person in built.cast.values())
    for member in CAST:
        if member.name and member.name.also:
            register.change_person(
                person=built.cast[member.key], by=None, aliases=member.name.also, reason="Also written so."
            )
    grown = built.today - timedelta(days=25 * 366)
    built.free = (person for person in people[officers:] if person.born_on and person.born_on < grown)


def _outsider(name: Name) -> Person:
    """Add one of the cast who is no member; their login comes with what they are let in for."""
    return register.add_person(
        full_name=name.full,
        known_as=name.known_as,
        sort_name=name.sorts,
        status=PersonStatus.OUTSIDE,
        by=None,
    )


def _offices(built: Federation, since: date) -> None:
    """Fill the federation's own offices and the three of each club."""
    root = built.units[federation.NAME]
    for post in federation.POSTS:
        office = register.add_office(title=post.title, roles=post.roles, unit=root, by=None, seats=post.seats)
        of_cast = [built.cast[member.key] for member in CAST if member.post == post.title]
        for seat in range(post.seats):
            person = of_cast[seat] if seat < len(of_cast) else next(built.free)
            ends = built.today + timedelta(days=120 + 90 * seat) if post.years else None
            register.begin_term(
                office=office,
                person=person,
                from_on=since,
                until_on=ends,
                by=None,
                reason="Elected or appointed",
            )
            for role in post.roles:
                built.holders.setdefault(role, []).append(person)
            for power in post.powers:
                register.grant(person=person, power=Power(power), by=None, reason=post.title, from_on=since)
    for club in _clubs():
        for title, roles in (("Secretary", ("branches",)), ("Chair", ()), ("Treasurer", ())):
            office = register.add_office(
                title=f"{title}, {club}", roles=roles, unit=built.units[club], by=None
            )
            of_cast = [built.cast[m.key] for m in CAST if m.secretary == club and title == "Secretary"]
            person = of_cast[0] if of_cast else next(built.free)
            register.begin_term(
                office=office, person=person, from_on=since, by=None, reason="Elected by the club"
            )
            for role in roles:
                built.holders.setdefault(role, []).append(person)


def _pools(built: Federation, since: date) -> None:
    """Appoint the people of every role of the procedure, with their training."""
    until = built.today + timedelta(days=300)
    for pool in federation.POOLS:
        people = [built.cast[member.key] for member in CAST if pool.role in member.roles]
        people += [next(built.free) for _ in range(pool.many - len(people))]
        for place, person in enumerate(people):
            register.appoint(
                person=person, role=pool.role, unit=None, from_on=since, by=None, reason="Federation meeting"
            )
            if pool.training:
                # The last of a large pool never renewed their training: the rota passes over them.
                ran_out = pool.many >= 5 and place == pool.many - 1
                register.qualify(
                    person=person,
                    kind=QualificationKind.TRAINING,
                    name=pool.training,
                    from_on=since,
                    until_on=since + timedelta(days=90) if ran_out else until,
                    by=None,
                    source="Federation course",
                )
        built.holders[pool.role] = people
