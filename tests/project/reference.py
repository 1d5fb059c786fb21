# ruff: noqa: E501 (pages are written line by line)
"""Writes the reference pages that are made from the code: `python -m tests.project.reference`.

`test_reference` fails when a committed page is not what this writes.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reference"


def commands() -> str:
    """Every operator's command with its options."""
    from dueprocess.conf import commands as console

    lines = [
        "# Commands",
        "",
        "Made from the commands themselves; `dueprocess COMMAND --help` shows the same.",
        "",
    ]
    for group, names in console.GROUPS.items():
        found = [(name, console.command(name)) for name in names]
        rows = [(name, loaded) for name, loaded in found if loaded is not None]
        if not rows:
            continue
        lines += [f"## {group}", ""]
        for name, loaded in rows:
            lines += [f"### dueprocess {name}", "", (loaded.help or "").strip(), ""]
            parser = loaded.create_parser("dueprocess", name)
            lines += _options(parser, f"dueprocess {name}")
    return "\n".join(lines).rstrip() + "\n"


def data_protection() -> str:
    """The template of the data-protection assessment, with blanks."""
    from dueprocess.conf import assessment

    return assessment.written({})


DJANGO = {
    "--help", "--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color",
    "--force-color", "--skip-checks",
}  # fmt: skip


def _options(parser: argparse.ArgumentParser, prefix: str) -> list[str]:
    rows, below = [], []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help for choice in action._choices_actions}
            for name, child in action.choices.items():
                below += [
                    f"#### {prefix} {name}",
                    "",
                    (helps.get(name) or child.description or "").strip(),
                    "",
                ]
                below += _options(child, f"{prefix} {name}")
        elif not set(action.option_strings) & DJANGO and action.help is not argparse.SUPPRESS:
            shown = ", ".join(action.option_strings) or (action.metavar or action.dest)
            if isinstance(shown, tuple):
                shown = " ".join(shown)
            choices = f" ({', '.join(map(str, action.choices))})" if action.choices else ""
            text = (action.help or "").replace("%(default)s", str(action.default)).replace("|", "\\|")
            rows.append(f"| `{shown}` | {text}{choices} |")
    table = ["| option | meaning |", "|---|---|", *rows, ""] if rows else []
    return table + below


def settings() -> str:
    """The environment variables, as settings.py explains them."""
    from dueprocess.conf import settings as module

    table = [line for line in (module.__doc__ or "").splitlines() if line.startswith("|")]
    return "\n".join(
        ["# Settings", "", "All settings come from the environment and are read once.", "", *table, ""]
    )


def retention() -> str:
    """The format of a retention schedule, from the table that its reader and its JSON Schema use."""
    from dueprocess.core.retention import tables

    lines = [
        "# The format of a retention schedule",
        "",
        "Made from the table of the format itself. A retention schedule is a [TOML](https://toml.io) file that",
        "says how long closed files, and people who left, are kept, and why. `dueprocess retention check FILE`",
        "lists every fault with its line and how to mend it, `explain FILE` says it in words.",
        "[How to use one](../how-to/retention.md), [why it is so](../explanation/retention.md), and",
        "[retention.schema.json](retention.schema.json) for editors.",
        "",
        "```toml",
        *_example(),
        "```",
        "",
    ]
    heads = {
        "schedule": ("`[schedule]`", "What it is."),
        "class": ("`[classes.NAME]`", "One class. A file may be in several: the longest holds."),
        "when": ("`when`", "Tests of a class. All that a table names must hold; of a list of values, any."),
    }
    for name, table in tables.TABLES.items():
        title, says = heads[name]
        lines += [f"## {title}", "", says, "", "| key | value | meaning |", "|---|---|---|"]
        for key, row in table.items():
            needed = " (required)" if row.required else ""
            lines.append(f"| `{key}` | {_value(row)}{needed} | {row.says} |")
        lines.append("")
    lines += [
        "## How it is reckoned",
        "",
        "- A period ends with the day of the same number, or the month's last, in the time zone of the",
        "  schedule. That is the last day on which the file is kept.",
        "- It is counted from closing, or from what arrived last where that is later: what a party did or sent,",
        "  a message or complaint that was put into it, a party who was added, a later release of an earlier",
        "  register. What was entered late, a closing too, counts from when it was entered. What officers write",
        "  is no arrival.",
        "- Sanctions that were set aside or replaced do not stand. One without an end keeps its file; somebody",
        "  looks at it each `review`.",
        '- If one of the classes that apply says `then = "review"`, the file goes only when it was released.',
        "- Without a day of closing, or without any class, it goes only when somebody has released it.",
        "- For four weeks after a schedule was adopted here nothing goes by it.",
        "- A person in the register is kept from the day on which they left. Whoever belongs to the organisation,",
        "  works for it, or is named in a file that is kept, stays whatever their class; who asked to be erased and",
        "  has a right to it goes before the time.",
        "- A fact is taken as it was ever recorded; one that nobody recorded is false.",
        "- The code and the clause of `alleged` have to be adopted before the schedule; the clause may be one that",
        "  a later version dropped. In a schedule that was adopted when a clause could stand alone, that means the",
        "  clause of every code.",
        "",
        "Open files, those under a legal hold, those into which a held one was joined, and those tied to one that",
        "is open, held or (joined into it) kept, are not erased, whatever their class.",
        "",
    ]
    return "\n".join(lines)


def _example() -> list[str]:
    text = (DOCS.parents[1] / "src/dueprocess/rules/shipped/retention/standard.toml").read_text()
    start, end = text.index("[schedule]"), text.index("[classes.lasting_sanction]")
    return text[start:end].rstrip().split("\n")


def _value(row: Any) -> str:
    kinds = {
        "text": "text", "id": "name", "zone": "time zone", "period": "period", "flag": "true or false",
        "names": "name, or list", "clauses": "`CODE/CLAUSE`, or list", "facts": "table", "whens": "table, or list of tables",
    }  # fmt: skip
    choices = ", ".join(f"`{each}`" for each in row.about)
    return kinds.get(row.kind) or (f"{choices}, or a list" if row.kind == "choices" else choices)


def letters() -> str:
    """The format of a set of letters: its tables, and the fields that a letter can have."""
    from dueprocess.core.letters import FIELDS
    from dueprocess.core.letters.fields import KINDS
    from dueprocess.core.letters.tables import TABLES

    kinds = {
        "id": "name",
        "text": "one line of text",
        "words": "text with fields",
        "lines": "list of lines with fields",
    }
    heads = {
        "about": ("`[about]`", "What the set is."),
        "house": ("`[house]`", "What all its letters share."),
        "may_tell": (
            "`[house.may_tell]`",
            "Whom one may always tell, whatever a letter asks. Each of them has to have words; every letter says it but those that go to everybody.",
        ),
        "letter": ("`[letters.NAME]`", "One letter, by the name that the rulebook gives it in `tells`."),
        "to": (
            "`[letters.NAME.to.AUDIENCE]`",
            "What it says to one audience: a kind of party (`complainant`, `affected_person`, `respondent`), a role or a body of the rulebook, `applicant`, `other_side`, `members` or `public`.",
        ),
    }
    lines = [
        "# The format of letters",
        "",
        "Made from the tables of the format itself. A set of letters is a [TOML](https://toml.io) file that says what each",
        "letter of one rulebook says, and to whom. `dueprocess letters check FILE --rulebook FILE` lists every fault with",
        "its line and how to mend it: a field that there is not, a letter that the rulebook never sends, one that it sends",
        "and that has no words, or none for somebody to whom it goes. [How to write letters](../how-to/write-letters.md).",
        "",
    ]
    for name, table in TABLES.items():
        title, says = heads[name]
        lines += [f"## {title}", "", says, "", "| key | value | meaning |", "|---|---|---|"]
        for key, row in table.items():
            lines.append(
                f"| `{key}` | {kinds[row.kind]}{' (required)' if row.required else ''} | {row.says} |"
            )
        lines.append("")
    lines += [
        "## Text",
        "",
        "Paragraphs stand apart by an empty line. A line that begins with `# ` is a heading, one with `- ` a point of a",
        "list; a line that goes on below belongs to the one above it. A field stands in braces: `{answer_by}`. Nothing",
        "else has braces. Titles and headings have no fields: a title stands in the data of the file, where nobody is named.",
        "",
        "Where an optional field has no value, its paragraph, point or line is left out, and a heading right above it too.",
        "Any other field has to have one: a letter that lacks it cannot go out, and says which. Lines of the house itself",
        "that name a case or a person are left out where there is none, so that somebody without a name is not addressed.",
        "",
        "## Fields",
        "",
        "Those marked *private* are of one case or person, and cannot stand in what goes to everybody.",
        "",
        "| field | type | what it stands for | |",
        "|---|---|---|---|",
    ]
    for name, field in FIELDS.items():
        marks = ", ".join(
            word for word, said in (("optional", field.optional), ("private", field.private)) if said
        )
        lines.append(f"| `{name}` | {field.kind} | {field.says} | {marks} |")
    lines += ["", "## Types", "", "| type | how it is written |", "|---|---|"]
    lines += [f"| {kind} | {says} |" for kind, says in KINDS.items()]
    return "\n".join(lines) + "\n"


def guidance() -> str:
    """The format of sanctions guidance."""
    from dueprocess.core.guidance.tables import TABLES

    kinds = {
        "id": "name",
        "text": "text",
        "name": "name of a rung",
        "names": "list of sanctions",
        "clauses": "list of `CODE/CLAUSE`",
        "period": "period, such as `3 months`",
        "choice": "`aggravating` or `mitigating`",
    }
    heads = {
        "about": ("`[about]`", "What it is."),
        "rung": (
            "`[rungs.NAME]`",
            "One rung of the ladder; they stand from the lightest to the heaviest. The lowest has no `sanctions`. Each sanction of every adopted version of the rulebook has a rung; one that is on several stands on the lighter ones with `up_to`, rising, and on the heaviest without.",
        ),
        "breach": (
            "`[breaches.NAME]`",
            "One type of breach. `lowest`, `starts` and `highest` rise or are the same. What is imposed outside from `lowest` to `highest` is a departure: the decision says why.",
        ),
        "factor": (
            "`[factors.NAME]`",
            "Something that weighs within the range. Nothing is computed from it.",
        ),
    }
    lines = [
        "# The format of sanctions guidance",
        "",
        "Made from the tables of the format itself. Sanctions guidance is a [TOML](https://toml.io) file for one rulebook.",
        "`dueprocess guidance check FILE --rulebook FILE --code FILE` lists every fault with its line and how to mend it.",
        "[How to write it](../how-to/write-sanctions-guidance.md). Names have up to 40 small letters, digits and `_`; in a value a",
        "space stands for `_`.",
        "",
    ]
    for name, table in TABLES.items():
        title, says = heads[name]
        lines += [f"## {title}", "", says, "", "| key | value | meaning |", "|---|---|---|"]
        for key, row in table.items():
            lines.append(
                f"| `{key}` | {kinds[row.kind]}{' (required)' if row.required else ''} | {row.says} |"
            )
        lines.append("")
    lines += [
        "## How a decision is placed",
        "",
        "Of several sanctions on one respondent the heaviest counts: the lightest rung that has it for so long. A suspended sanction",
        "counts as what it would be, one without an end as longer than any `up_to`. Where nothing is imposed, the lowest rung counts.",
    ]
    return "\n".join(lines) + "\n"


def requirements() -> str:
    """The format of training requirements."""
    from dueprocess.core.requirements.tables import AFTERS, LEADS, TABLES

    kinds = {
        "id": "name",
        "text": "text",
        "texts": "text, or a list",
        "name": "name of {about}",
        "names": "name, or a list, of {about}",
        "offices": "title, or a list",
        "codes": "code, or a list",
        "programmes": "name, or a list",
        "period": "period, such as `6 months`",
        "periods": "period, or a list",
        "flag": "`true`",
        "number": "whole number",
        "befores": "`training WORDS` or `step STEP`, or a list",
        "afters": "one or a list of " + ", ".join(f"`{each}`" for each in AFTERS),
        "defaults": "what follows, or a list; see below",
        "who": "table, see below",
        "due": "table, see below",
        "exemption": "table, see below",
    }
    heads = {
        "about": ("`[about]`", "What they are."),
        "requirement": (
            "`[requirements.NAME]`",
            "One requirement. Its name stays from version to version: by it, whoever was bound before stays bound since then, and an exemption knows to what it belongs. Periods are in days, working days, weeks, months or years; they count as the rulebook's calendar says, in its time zone, wherever somebody is.",
        ),
        "who": (
            "`who`",
            "Who is bound: everyone whom any key names, but `unit`, which narrows down what stands beside it.",
        ),
        "due": ("`due`", "By when, counted from the day after."),
        "exemption": (
            "`exemption`",
            "From the day after its end the whole time runs anew, if that is later.",
        ),
    }
    lines = [
        "# The format of training requirements",
        "",
        "Made from the tables of the format itself. Training requirements are a [TOML](https://toml.io) file for one rulebook.",
        "`dueprocess requirements check FILE --rulebook FILE` lists every fault with its line and how to mend it.",
        "[How to write them](../how-to/write-training-requirements.md) · [Why they work so](../explanation/training-requirements.md).",
        "Names have up to 40 small letters, digits and `_`; in a value a space stands for `_`.",
        "",
    ]
    for name, table in TABLES.items():
        title, says = heads[name]
        lines += [f"## {title}", "", says, "", "| key | value | meaning |", "|---|---|---|"]
        for key, row in table.items():
            kind = kinds[row.kind].format(about=row.about)
            lines.append(f"| `{key}` | {kind}{' (required)' if row.required else ''} | {row.says} |")
        lines.append("")
    lines += [
        "## `[equivalents]`",
        "",
        "For each programme those that stand for it too, one name or a list: who finished one of them needs not finish it. It goes",
        "one way, and on over further ones; in a ring it says nothing, and is refused.",
        "",
        "## What default leads to",
        "",
        "From the day after the last one (with the grace), or so long after it: `CONSEQUENCE` or `CONSEQUENCE after PERIOD`.",
        "",
        "| written | meaning |",
        "|---|---|",
        *(f"| `{each}` | {says} |" for each, says in LEADS.items()),
    ]
    return "\n".join(lines) + "\n"


def attacks() -> str:
    """The numbered attacks and what names them, as the tests try them."""
    from tests.attacks import table

    return table.page()


PAGES: dict[str, Callable[[], str]] = {
    "attacks.md": attacks,
    "commands.md": commands,
    "data-protection-template.md": data_protection,
    "guidance.md": guidance,
    "letters.md": letters,
    "requirements.md": requirements,
    "retention.md": retention,
    "settings.md": settings,
}


def main() -> None:
    """Write every page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    for name, page in PAGES.items():
        (DOCS / name).write_text(page())


if __name__ == "__main__":
    main()
