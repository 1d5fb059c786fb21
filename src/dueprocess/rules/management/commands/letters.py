"""`dueprocess letters check | explain | adopt | preview FILE`: what each letter of a rulebook says, without
or with a database."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from dueprocess.core.errors import Malformed
from dueprocess.core.letters import Letters, Rendered, Sent, examples, explain, load, render, sent_by
from dueprocess.core.rulebook import load as load_rulebook
from dueprocess.kit import clock
from dueprocess.papers import letter as paper
from dueprocess.rules import actions
from dueprocess.rules.letters import document
from dueprocess.rules.management.commands.rulebook import day_of, letters_of, text_of
from dueprocess.rules.management.verbs import VerbCommand, ask_who_and_when

TO = ("2 Example Road", "Exampleton EX1 2AB")


class Command(VerbCommand):
    """Check, explain, adopt or preview a set of letters."""

    help = (
        "Check, explain, adopt or preview what letters say (a shipped set by its rulebook's name, or a file)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the sub-commands."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        for verb, what in (
            ("check", "list every fault with its line and how to mend it"),
            ("explain", "every letter with what it says to whom, and its fields"),
            ("adopt", "adopt it, or a further version; letters written from then on are by it"),
            ("preview", "one letter with invented values, as text or as PDF"),
        ):
            sub = verbs.add_parser(verb, help=what)
            sub.add_argument(
                "file", help="a shipped set of letters (standard, small-club, conduct-team) or a file"
            )
            if verb == "check":
                sub.add_argument(
                    "--rulebook", help="the rulebook whose letters they are: a shipped one's id, or a file"
                )
            elif verb == "adopt":
                ask_who_and_when(sub)
            elif verb == "preview":
                sub.add_argument("letter", help="the name of the letter")
                sub.add_argument("--to", default="", help="to whom: a kind of party, a role or a body")
                sub.add_argument("--pdf", help="write a PDF to this file instead of text to the terminal")

    def _check(self, *, file: str, rulebook: str | None, **_: Any) -> None:
        """List the problems of a set of letters, against its rulebook where that is at hand."""
        sent = _sent(rulebook or file, named=rulebook is not None)
        found = load(letters_of(file), sent)
        against = (
            f" for every letter of {sent.rulebook}" if sent else "; give --rulebook to check that none lacks"
        )
        self.stdout.write(f"{file}: sound ({len(found.letters)} letters{against}).")

    def _explain(self, *, file: str, **_: Any) -> None:
        """Print a set of letters in words."""
        self.stdout.write(explain(load(letters_of(file))))

    def _adopt(self, *, file: str, body: str, on: str | None, **_: Any) -> None:
        """Adopt a set of letters."""
        row = actions.adopt_letters(
            text=letters_of(file),
            adopted_by=body,
            adopted_on=day_of("--on", on) or clock.now().date(),
            by=None,
        )
        self.said_adopted(row)

    def _preview(self, *, file: str, letter: str, to: str, pdf: str | None, **_: Any) -> None:
        """Show one letter with invented values."""
        found = load(letters_of(file))
        shown = render(found, letter, _audiences(found, letter, to), examples())
        if pdf is None:
            self.stdout.write(_as_text(shown))
            return
        try:
            Path(pdf).write_bytes(paper.pdf(document(shown, (str(examples()["name"]), *TO))))
        except OSError as error:
            raise CommandError(f"{pdf}: {error.strerror}.") from error
        self.stdout.write(f"{pdf}: {shown.title}")


def _sent(rulebook: str, *, named: bool) -> Sent | None:
    """Return what the rulebook sends; of a shipped set that names none, its own rulebook's."""
    if not named and "/" in rulebook:
        return None
    try:
        return sent_by([load_rulebook(text_of(rulebook))])
    except (CommandError, Malformed):
        if named:
            raise
        return None


def _audiences(found: Letters, letter: str, to: str) -> list[str]:
    """Return for whom the preview is: who was named, or the first for whom the letter has words."""
    if to or letter not in found.letters or found.letters[letter].text:
        return [to.replace(" ", "_")]
    return [next(iter(found.letters[letter].to))]


def _as_text(letter: Rendered) -> str:
    marks = {"head": "# ", "points": "- ", "text": ""}
    lines = [*letter.head, "", *letter.beside, "", letter.title.upper(), ""]
    for block in letter.blocks:
        lines += [f"{marks[block.kind]}{text}" for text in block.texts]
        lines.append("")
    lines += [*letter.closing, ""]
    if letter.trusted:
        lines += [letter.may_tell, *(f"- {each}" for each in letter.trusted), ""]
    return "\n".join([*lines, *letter.foot])
