"""`dueprocess rulebook check | explain | diagram | replay | adopt | adopt-code FILE`: rulebooks and codes,
without or with a database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import date, datetime
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from dueprocess.core import engine
from dueprocess.core.errors import Problem
from dueprocess.core.rulebook import check, diagram_mermaid, diagram_svg, explain, load
from dueprocess.kit import clock
from dueprocess.rules import actions
from dueprocess.rules.adoptable import GOVERNED
from dueprocess.rules.management.verbs import VerbCommand, ask_who_and_when


def text_of(name: str) -> str:
    """Return the text of a rulebook: a shipped one by its id (`standard`), else the file at that path."""
    return _text(name, resources.files("dueprocess.rules") / "shipped", "a shipped rulebook's id")


def schedule_of(name: str) -> str:
    """Return the text of a retention schedule: a shipped one by the name of its rulebook (`standard`), else
    the file at that path."""
    shipped = resources.files("dueprocess.rules") / "shipped" / "retention"
    return _text(name, shipped, "a shipped schedule's name")


def letters_of(name: str) -> str:
    """Return the text of a set of letters: a shipped one by the name of its rulebook (`standard`), else the
    file at that path."""
    shipped = resources.files("dueprocess.rules") / "shipped" / "letters"
    return _text(name, shipped, "the name of a shipped set of letters")


def guidance_of(name: str) -> str:
    """Return the text of sanctions guidance: a shipped one by the name of its rulebook (`standard`), else the
    file at that path."""
    shipped = resources.files("dueprocess.rules") / "shipped" / "guidance"
    return _text(name, shipped, "the name of a shipped guidance")


def requirements_of(name: str) -> str:
    """Return the text of training requirements: shipped ones by the name of their rulebook (`standard`), else
    the file at that path."""
    shipped = resources.files("dueprocess.rules") / "shipped" / "requirements"
    return _text(name, shipped, "the name of shipped requirements")


def _text(name: str, folder: Traversable, what: str) -> str:
    shipped = folder / f"{name}.toml"
    if "/" not in name and shipped.is_file():
        return shipped.read_text("utf-8")
    try:
        return Path(name).read_text("utf-8")
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}. Give {what} or a file.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{name} is not UTF-8 text (byte {error.start}).") from error


def day_of(option: str, text: str | None) -> date | None:
    """Read the day of an option; raise CommandError where it is none, with what to type."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{option} {text}: no such day. Write it like 2026-03-01.") from error


class Command(VerbCommand):
    """Check, explain, draw, replay or adopt a rulebook."""

    help = "Check, explain, draw, replay or adopt a rulebook (a shipped one by its id, or a file)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the sub-commands."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        for verb, what in (
            ("check", "list every fault with its line and how to mend it"),
            ("explain", "every step, deadline and power as a table in words"),
            ("diagram", "the procedure as a picture"),
            ("replay", "what holds in a docket at a moment, as JSON, without a database"),
            ("adopt", "adopt it, or a further version; dockets opened from then on are under it"),
            ("adopt-code", "adopt a code of conduct, or a further version of one; the file says from when"),
        ):
            sub = verbs.add_parser(verb, help=what)
            sub.add_argument("file", help="a shipped rulebook's id, or a file")
            if verb == "check":
                sub.add_argument("--previous", help="the version it replaces, to check the change")
            elif verb == "diagram":
                sub.add_argument("--mermaid", action="store_true", help="Mermaid text instead of SVG")
                sub.add_argument("--output", help="write to this file instead of the terminal")
            elif verb == "replay":
                sub.add_argument("docket", help="a docket as JSON (docs/reference/docket.schema.json)")
                sub.add_argument(
                    "--also", action="append", default=[], help="a later version that the docket came to"
                )
                sub.add_argument("--at", required=True, help="a moment such as 2026-05-12T09:00:00+01:00")
            elif verb.startswith("adopt"):
                ask_who_and_when(sub)
            if verb == "adopt":
                sub.add_argument(
                    "--from", dest="in_force_from", help="in force from this day (default: --on)"
                )
                sub.add_argument(
                    "--kind", default="case", choices=GOVERNED, help="what it governs (default: case)"
                )

    def _check(self, *, file: str = "", previous: str | None = None, **_: Any) -> None:
        """List the problems of a rulebook."""
        text = text_of(file)
        problems = check(text, text_of(previous) if previous else None)
        for problem in problems:
            self.stderr.write(f"{problem.severity}: {problem}")
        errors = [problem for problem in problems if problem.severity == "error"]
        if errors:
            raise CommandError(f"{file}: {_count(errors)}; it cannot be adopted.")
        self.stdout.write(f"{file}: sound ({_count(problems, 'warning')}).")

    def _explain(self, *, file: str, **_: Any) -> None:
        """Print the rulebook in words."""
        self.stdout.write(explain(load(text_of(file))))

    def _diagram(self, *, file: str, mermaid: bool, output: str | None, **_: Any) -> None:
        """Draw the procedure."""
        rulebook = load(text_of(file))
        picture = diagram_mermaid(rulebook) if mermaid else diagram_svg(rulebook)
        if output:
            Path(output).write_text(picture, "utf-8")
            self.stdout.write(f"written to {output}")
        else:
            self.stdout.write(picture)

    def _replay(self, *, file: str, docket: str, at: str, also: list[str], **_: Any) -> None:
        """Print what the engine works out for a docket."""
        rulebook = load(text_of(file))
        library = {each.hash: each for each in (rulebook, *(load(text_of(name)) for name in also))}
        try:
            moment = datetime.fromisoformat(at)
            value = json.loads(Path(docket).read_text("utf-8") if docket != "-" else sys.stdin.read())
        except (OSError, ValueError, RecursionError) as error:
            raise CommandError(f"{docket} at {at}: {error}") from error
        if moment.tzinfo is None:
            raise CommandError(f"{at} has no offset from UTC. Write it like 2026-05-12T09:00:00+01:00.")
        if isinstance(value, dict):
            value["rulebook"] = rulebook.hash
        found = engine.replay(library, engine.Docket.parse(value), moment)
        self.stdout.write(json.dumps(found, indent=1, ensure_ascii=False))

    def _adopt(
        self, *, file: str, body: str, on: str | None, in_force_from: str | None, kind: str, **_: Any
    ) -> None:
        """Adopt a rulebook."""
        day = day_of("--on", on) or clock.now().date()
        start = day_of("--from", in_force_from)
        row = actions.adopt(
            text=text_of(file), adopted_by=body, adopted_on=day, in_force_from=start, kind=kind, by=None
        )
        self.stdout.write(
            f"{row.title} {row.version} is adopted, in force from {row.in_force_from}: {row.hash}"
        )

    def _adopt_code(self, *, file: str, body: str, on: str | None, **_: Any) -> None:
        """Adopt a code of conduct."""
        day = day_of("--on", on) or clock.now().date()
        row = actions.adopt_code(text=text_of(file), adopted_by=body, adopted_on=day, by=None)
        self.stdout.write(f"{row.title} is adopted, its newest version is {row.version}: {row.hash}")


def _count(problems: list[Problem], word: str = "error") -> str:
    return f"{len(problems)} {word}{'' if len(problems) == 1 else 's'}"
