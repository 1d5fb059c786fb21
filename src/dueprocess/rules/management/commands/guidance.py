"""`dueprocess guidance check | explain | adopt FILE`: sanctions guidance, without or with a database."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from dueprocess.core.codes import load as load_code
from dueprocess.core.guidance import Named, explain, load, named_by
from dueprocess.core.rulebook import load as load_rulebook
from dueprocess.kit import clock
from dueprocess.rules import actions
from dueprocess.rules.management.commands.rulebook import day_of, guidance_of, text_of
from dueprocess.rules.management.verbs import VerbCommand, ask_who_and_when


class Command(VerbCommand):
    """Check, explain or adopt sanctions guidance."""

    help = "Check, explain or adopt sanctions guidance (a shipped one by its rulebook's name, or a file)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the sub-commands."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        for verb, what in (
            ("check", "list every fault with its line and how to mend it"),
            ("explain", "the ladder, each type of breach on it, and the factors, in words"),
            ("adopt", "adopt it, or a further version; decisions written down from then on are by it"),
        ):
            sub = verbs.add_parser(verb, help=what)
            sub.add_argument("file", help="a shipped guidance (standard, small-club, conduct-team) or a file")
            if verb == "check":
                sub.add_argument(
                    "--rulebook",
                    help="the rulebook whose sanctions it is about: a shipped one's id, or a file",
                )
                sub.add_argument(
                    "--code", action="append", default=[],
                    help="a code of conduct that it names (conduct, or a file); may be repeated",
                )  # fmt: skip
            elif verb == "adopt":
                ask_who_and_when(sub)

    def _check(self, *, file: str, rulebook: str | None, code: list[str], **_: Any) -> None:
        """List the problems of guidance, against its rulebook and its codes where they are given."""
        named = _named(rulebook, code)
        found = load(guidance_of(file), named)
        against = f", against {named.rulebook}" if named else "; give --rulebook to check what it names"
        self.stdout.write(f"{file}: sound ({len(found.breaches)} types of breach{against}).")

    def _explain(self, *, file: str, **_: Any) -> None:
        """Print guidance in words."""
        self.stdout.write(explain(load(guidance_of(file))))

    def _adopt(self, *, file: str, body: str, on: str | None, **_: Any) -> None:
        """Adopt guidance."""
        row = actions.adopt_guidance(
            text=guidance_of(file),
            adopted_by=body,
            adopted_on=day_of("--on", on) or clock.now().date(),
            by=None,
        )
        self.said_adopted(row)


def _named(rulebook: str | None, code: list[str]) -> Named | None:
    if rulebook is None:
        if code:
            raise CommandError("--code goes with --rulebook. Name the rulebook too.")
        return None
    return named_by([load_rulebook(text_of(rulebook))], [load_code(text_of(each)) for each in code])
