"""Writes the reference pages that are made from the code: `python -m tests.project.reference`.

`test_reference` fails when a committed page is not what this writes.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

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


def attacks() -> str:
    """The numbered attacks and what names them, as the tests try them."""
    from tests.attacks import table

    return table.page()


PAGES: dict[str, Callable[[], str]] = {
    "attacks.md": attacks,
    "commands.md": commands,
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
