"""`dueprocess requirements check | explain | adopt FILE`: training requirements, without or with a
database."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from dueprocess.core.errors import Malformed
from dueprocess.core.requirements import check, explain, load, named_by
from dueprocess.core.rulebook import Rulebook
from dueprocess.core.rulebook import load as load_rulebook
from dueprocess.kit import clock
from dueprocess.rules import actions
from dueprocess.rules.management.commands.rulebook import day_of, requirements_of, text_of
from dueprocess.rules.management.verbs import VerbCommand, ask_who_and_when


class Command(VerbCommand):
    """Check, explain or adopt training requirements."""

    help = "Check, explain or adopt training requirements (shipped ones by their rulebook's name, or a file)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the sub-commands."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        for verb, what in (
            ("check", "list every fault with its line and how to mend it"),
            ("explain", "who must have learned what, by when, and what default leads to, in words"),
            ("adopt", "adopt them, or a further version; they hold from today"),
        ):
            sub = verbs.add_parser(verb, help=what)
            sub.add_argument(
                "file", help="shipped requirements (standard, small-club, conduct-team) or a file"
            )
            if verb == "adopt":
                ask_who_and_when(sub)
                continue
            sub.add_argument("--rulebook", help="the rulebook they go with: a shipped one's id, or a file")
            if verb == "check":
                sub.add_argument(
                    "--programme", action="append", default=[],
                    help="a programme that there is, or what one qualifies for; may be repeated",
                )  # fmt: skip

    def _check(self, *, file: str, rulebook: str | None, programme: list[str], **_: Any) -> None:
        """List the problems of requirements, against their rulebook and the programmes where these are
        given."""
        if programme and not rulebook:
            raise CommandError("--programme goes with --rulebook. Name the rulebook too.")
        named = named_by([_rulebook(rulebook)], programme or None) if rulebook else None
        problems = check(requirements_of(file), named)
        if errors := [each for each in problems if each.severity == "error"]:
            raise Malformed(errors)
        for problem in problems:
            self.stdout.write(f"Look at this: {problem}")
        found = load(requirements_of(file), named)
        against = f", against {named.rulebook}" if named else "; give --rulebook to check what they name"
        self.stdout.write(f"{file}: sound ({len(found.requirements)} requirements{against}).")

    def _explain(self, *, file: str, rulebook: str | None, **_: Any) -> None:
        """Print requirements in words, with the titles of their rulebook where it is given."""
        found = load(requirements_of(file))
        self.stdout.write(explain(found, _rulebook(rulebook) if rulebook else None))

    def _adopt(self, *, file: str, body: str, on: str | None, **_: Any) -> None:
        """Adopt requirements."""
        row = actions.adopt_requirements(
            text=requirements_of(file),
            adopted_by=body,
            adopted_on=day_of("--on", on) or clock.now().date(),
            by=None,
        )
        self.said_adopted(row)


def _rulebook(name: str) -> Rulebook:
    return load_rulebook(text_of(name))
