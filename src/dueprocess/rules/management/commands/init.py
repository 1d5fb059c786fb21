"""`dueprocess init`: keys, log, organisation, rulebook, letters, sanctions guidance, training requirements,
first login. Asks at a terminal, or takes a file and flags.

May be run again: what is there stays, what is missing is asked for. Live mode comes last and only when
everything it requires has been told.
"""

from __future__ import annotations

import sys
import tomllib
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from dueprocess.core.errors import Malformed, Refused
from dueprocess.core.guidance import check
from dueprocess.kit import clock
from dueprocess.kit.keys.ring import make_keys
from dueprocess.ledger import actions as record
from dueprocess.ledger import policy
from dueprocess.ledger.models import Head
from dueprocess.people import actions as people
from dueprocess.people.models import Login, Power
from dueprocess.rules import actions, guidance, letters
from dueprocess.rules.management.commands.rulebook import (
    guidance_of,
    letters_of,
    requirements_of,
    schedule_of,
    text_of,
)
from dueprocess.rules.models import LettersVersion, RulebookVersion, ScheduleVersion

FIELDS = {
    "name": "The organisation's name",
    "timezone": "Its time zone (such as Europe/London)",
    "controller": "Data controller: who answers for personal data",
    "controller_contact": "How to reach the data controller",
    "lawful_bases": "Lawful bases for handling complaints, with commas",
    "size": "Complaints a year, about",
    "publication": "What outsiders get of the record: entries or hashes",
    "oversight_contact": "Who oversees the procedure, and how to reach them",
    "assessment": "Reference of the data-protection impact assessment",
    "assessed_on": "Day of that assessment (YYYY-MM-DD)",
}

SHIPPED = ("standard", "small-club", "conduct-team")
"""The rulebooks with which a set of letters and sanctions guidance are shipped."""


class Command(BaseCommand):
    """Set up an installation."""

    help = "Set up this installation: keys, the record, the organisation, its rules, the first login."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the options; each field of the organisation is one."""
        for field, what in FIELDS.items():
            parser.add_argument(f"--{field.replace('_', '-')}", dest=field, help=what)
        parser.add_argument("--file", help="TOML with the same fields; options on the line come first")
        parser.add_argument(
            "--rulebook", help="a shipped rulebook's id (standard, small-club, conduct-team) or a file"
        )
        parser.add_argument(
            "--retention", help="a shipped retention schedule (standard, small-club, conduct-team) or a file"
        )
        parser.add_argument(
            "--letters",
            help="what letters say: a shipped set (standard, small-club, conduct-team) or a file (default: "
            "the one shipped with the rulebook, where it has none yet)",
        )
        parser.add_argument(
            "--guidance",
            help="sanctions guidance: a shipped one (standard, small-club, conduct-team) or a file (default: "
            "the one shipped with the rulebook, where it has none yet and its code of conduct is there)",
        )
        parser.add_argument(
            "--requirements",
            help="training requirements: shipped ones (standard, small-club, conduct-team) or a file; they "
            "hold from today (default: none)",
        )
        parser.add_argument("--adopted-by", dest="adopted_by", help="the body that adopted these rules")
        parser.add_argument("--adopted-on", dest="adopted_on", help="the day of adoption (default: today)")
        parser.add_argument(
            "--code",
            action="append",
            default=[],
            help="a code of conduct: the shipped one (conduct) or a file; may be repeated",
        )
        parser.add_argument("--admin-name", dest="admin_name", help="full name of the first administrator")
        parser.add_argument("--admin-email", dest="admin_email", help="address by which they sign in")
        parser.add_argument("--live", action="store_true", help="open for real complaints when all is told")
        parser.add_argument("--no-input", action="store_true", dest="no_input", help="ask nothing")

    def handle(self, **options: Any) -> None:
        """Go through the steps; each one that is done already says so."""
        try:
            self._handle(options)
        except Malformed as error:
            raise CommandError("\n".join(str(problem) for problem in error.problems)) from error
        except Refused as error:
            raise CommandError(error.reason) from error

    def _handle(self, options: dict[str, Any]) -> None:
        if options["adopted_on"]:
            options["adopted_on"] = _typed("adopted_on", options["adopted_on"])
        call_command("migrate", verbosity=0, interactive=False)
        told = self._told(options)
        source = str(settings.DUEPROCESS_KEYS)
        if ":" not in source:
            for path in make_keys(Path(source)):
                self.stdout.write(f"made {path}: keep a copy apart from the database")
        with transaction.atomic():
            row = actions.describe(by=None, **told)
        self.stdout.write(f"organisation: {row.name or 'not named yet'}")
        self._record(row.size, row.timezone, row.publication)
        self._rules(options)
        self._admin(options)
        if options["live"]:
            actions.go_live(by=None)
        missing = actions.organisation().missing()
        if actions.organisation().live:
            self.stdout.write("This installation is live.")
        elif missing:
            self.stdout.write(f"Not live. Still to be told: {', '.join(missing)}.")
            if not actions.organisation().assessment:
                self.stdout.write("`dueprocess assessment --to FILE` writes the assessment, to be filled in.")
        else:
            self.stdout.write("Not live. Everything is told; `dueprocess init --live` opens it.")

    def _told(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return the organisation's fields that were given by option, file or answer, as typed values."""
        given: dict[str, Any] = {}
        if options["file"]:
            try:
                given = tomllib.loads(Path(options["file"]).read_text("utf-8"))
            except (OSError, ValueError) as error:
                raise CommandError(f"{options['file']}: {error}") from error
            if unknown := given.keys() - FIELDS.keys():
                raise CommandError(f"{options['file']}: unknown: {', '.join(sorted(unknown))}.")
        given |= {field: options[field] for field in FIELDS if options[field] is not None}
        now = actions.organisation()
        if not options["no_input"] and sys.stdin.isatty():
            for field, what in FIELDS.items():
                if field not in given and getattr(now, field) in ("", None, []):
                    self._ask(field, what, given)
        return {field: _typed(field, value) for field, value in given.items()}

    def _ask(self, field: str, what: str, given: dict[str, Any]) -> None:
        """Ask until the answer can be read, or is empty: what was answered before is not lost."""
        while answer := input(f"{what}: ").strip():
            try:
                given[field] = _typed(field, answer)
            except CommandError as error:
                self.stderr.write(str(error))
            else:
                return

    def _record(self, size: int | None, zone: str, publication: str) -> None:
        if Head.objects.exists():
            self.stdout.write("record: begun before")
            return
        rules = policy.proposed(size if size is not None else 0, zone)
        if publication:
            rules = policy.Policy(rules.granularity, policy.Publish(publication), rules.zone)
        record.begin(rules=rules)
        self.stdout.write(f"record: begun; public dates by {rules.granularity}, published: {rules.publish}")

    @transaction.atomic
    def _rules(self, options: dict[str, Any]) -> None:
        on = options["adopted_on"] or clock.now().date()
        body = options["adopted_by"] or actions.organisation().name or "The organisation"
        for file in options["code"]:
            code = actions.adopt_code(text=text_of(file), adopted_by=body, adopted_on=on, by=None)
            self.stdout.write(f"code: {code.title} {code.version}")
        book = ""
        if options["rulebook"]:
            row = actions.adopt(text=text_of(options["rulebook"]), adopted_by=body, adopted_on=on, by=None)
            self.stdout.write(f"rulebook: {row.title} {row.version}, in force from {row.in_force_from}")
            book = row.rulebook_id
        elif not RulebookVersion.objects.exists():
            self.stdout.write("rulebook: none yet; give one with --rulebook standard")
        self._letters(options, book, body, on)
        self._guidance(options, book, body, on)
        if options["requirements"]:
            text = requirements_of(options["requirements"])
            asked = actions.adopt_requirements(text=text, adopted_by=body, adopted_on=on, by=None)
            self.stdout.write(f"requirements: {asked.title} {asked.version}")
        if options["retention"]:
            text = schedule_of(options["retention"])
            schedule = actions.adopt_schedule(text=text, adopted_by=body, adopted_on=on, by=None)
            self.stdout.write(
                f"retention: {schedule.title} {schedule.version}; it erases nothing for four weeks"
            )
        elif not ScheduleVersion.objects.exists():
            self.stdout.write(
                "retention: no schedule yet, so nothing is ever erased; give one with --retention standard"
            )

    def _letters(self, options: dict[str, Any], book: str, body: str, on: date) -> None:
        """Adopt the letters that were named, or those that are shipped with the rulebook that was (`book` is
        its id) where it has none yet."""
        name = options["letters"]
        lacking = letters.current(book) is None if book else not LettersVersion.objects.exists()
        if not name and lacking and options["rulebook"] in SHIPPED:
            name = options["rulebook"]
        if name:
            row = actions.adopt_letters(text=letters_of(name), adopted_by=body, adopted_on=on, by=None)
            self.stdout.write(f"letters: {row.title} {row.version}")
        elif lacking:
            self.stdout.write("letters: no words for them yet; give them with --letters FILE")

    def _guidance(self, options: dict[str, Any], book: str, body: str, on: date) -> None:
        """Adopt the sanctions guidance that was named, or the one that is shipped with the rulebook that was
        (`book` is its id), where it has none yet and what it names is there."""
        name, shipped = options["guidance"], options["rulebook"]
        if not name:
            if not book or shipped not in SHIPPED or guidance.current(book) is not None:
                return
            if check(guidance_of(shipped), guidance.named(book)):
                self.stdout.write(
                    "guidance: the one shipped with this rulebook names clauses of the code that is shipped "
                    "too (--code conduct); adopt that, or your own guidance with --guidance FILE"
                )
                return
            name = shipped
        row = actions.adopt_guidance(text=guidance_of(name), adopted_by=body, adopted_on=on, by=None)
        self.stdout.write(f"guidance: {row.title} {row.version}")

    def _admin(self, options: dict[str, Any]) -> None:
        email, name = options["admin_email"], options["admin_name"]
        if not email and not Login.objects.exists():
            if not options["no_input"] and sys.stdin.isatty():
                name = name or input("Full name of the first administrator: ").strip()
                email = input("Address by which they sign in: ").strip()
            if not email:
                self.stdout.write(
                    "administrator: none yet, so nobody can sign in; give --admin-name and --admin-email"
                )
        if not email:
            return
        if Login.objects.filter(email=email.strip().lower()).exists():
            self.stdout.write("administrator: there already")
            return
        with transaction.atomic():
            person = people.add_person(full_name=name or email.partition("@")[0], email=email, by=None)
            people.give_login(person=person, email=email, by=None)
            for power in (
                Power.SET_UP,
                Power.KEEP_REGISTER,
                Power.APPOINT,
                Power.ADOPT_RULES,
            ):
                people.grant(person=person, power=power, by=None, reason="Set up by `dueprocess init`")
        self.stdout.write(
            f"administrator: made; `dueprocess signin {email}` prints a link that signs them in"
        )


def _typed(field: str, value: Any) -> Any:
    """Return one field's value in its type, or raise CommandError naming the field."""
    try:
        if field == "size":
            if not str(value).strip().isdigit():
                raise ValueError("a whole number is wanted, such as 40")
            return int(value)
        if field in ("assessed_on", "adopted_on"):
            return value if isinstance(value, date) else date.fromisoformat(value)
        if field == "lawful_bases":
            return (
                value
                if isinstance(value, list)
                else [part.strip() for part in value.split(",") if part.strip()]
            )
        if field == "timezone":
            ZoneInfo(value)
        if field == "publication":
            policy.Publish(value)
    except (KeyError, ValueError, OSError) as error:
        raise CommandError(f"--{field.replace('_', '-')} {value}: {error}") from error
    return value
