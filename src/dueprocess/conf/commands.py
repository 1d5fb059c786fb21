"""The `dueprocess` console command: one word for each thing an operator does, with help by group.

`dueprocess record publish` runs the management command `record` with `publish`. What a command refuses
(`Refused`, `Malformed`) is told in words with exit code 2; everything unforeseen keeps its traceback.
"""

import os
import sys
from collections.abc import Sequence

import django
from django.core.management import BaseCommand, CommandError, get_commands, load_command_class
from django.core.management.color import no_style
from django.db import DatabaseError, OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

from dueprocess import __version__
from dueprocess.core.errors import Malformed, Refused

# The operator's commands, in the order in which one needs them. Others (Django's own) work, unlisted.
GROUPS: dict[str, tuple[str, ...]] = {
    "Setting up": ("init", "assessment", "migrate", "doctor", "signin"),
    "Running": ("serve", "work", "mailbox"),
    "Rules": ("rulebook", "explain", "retention", "letters", "guidance", "requirements"),
    "The record": ("record", "verify", "rebuild"),
    "Real input and figures": ("import", "stats", "report", "screen"),
    "Oversight": ("authority", "audit"),
    "Watching somebody's log": ("witness",),
    "Safety": ("backup", "restore", "erasures", "keys"),
    "Trying it": ("demo",),
}
REFUSED = 2
APART = {"witness": "dueprocess.witness"}
"""Commands that need no installation, neither settings nor database, with the package that they are in."""


def command(name: str) -> BaseCommand | None:
    """Load a command by name, None where there is none."""
    if name in APART:
        return load_command_class(APART[name], name)
    app = get_commands().get(name)
    if app is None:
        return None
    return load_command_class(app, name) if isinstance(app, str) else app


def overview() -> str:
    """Return the help page: every command of the operator with its first line."""
    lines = [
        f"Dueprocess {__version__}: complaints and discipline, handled fairly and provably.",
        "",
        "usage: dueprocess COMMAND [--help] …",
    ]
    for group, names in GROUPS.items():
        found = [(name, command(name)) for name in names]
        rows = [f"  {name:10} {(loaded.help or '').splitlines()[0]}" for name, loaded in found if loaded]
        if rows:
            lines += ["", group, *rows]
    lines += [
        "",
        "Settings come from the environment: DUEPROCESS_VAR, DUEPROCESS_URL, DATABASE_URL and others,",
    ]
    lines += ["each explained at the top of dueprocess/conf/settings.py."]
    return "\n".join(lines)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 refused or wrongly asked."""
    name, *rest = arguments or ["--help"]
    if name in {"--help", "-h", "help"} and not rest:
        print(overview())
        return 0
    if name in {"--version", "version"}:
        print(__version__)
        return 0
    if name == "help":
        name, rest = rest[0], ["--help"]
    loaded = command(name)
    if loaded is None:
        print(f"dueprocess: there is no command {name!r}; `dueprocess --help` lists them", file=sys.stderr)
        return REFUSED
    if not sys.stderr.isatty():
        loaded.style = no_style()
    try:
        # As run_from_argv does, but a refusal is an answer and not a crash.
        parser = loaded.create_parser("dueprocess", name)
        options = vars(parser.parse_args(rest))
        loaded.execute(*options.pop("args", ()), **options)
    except Malformed as error:
        for problem in error.problems:
            print(f"{problem.severity}: {problem}", file=sys.stderr)
        return REFUSED
    except Refused as error:
        clause = f" (rule {error.clause})" if error.clause else ""
        print(f"refused: {error.reason}{clause}", file=sys.stderr)
        return REFUSED
    except CommandError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return error.returncode
    except (OperationalError, ProgrammingError) as error:
        if (said := _unready(error)) is None:
            raise
        print(f"{name}: {said}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _unready(error: Exception) -> str | None:
    """Return what to do about a database that is not there or not set up; None where it is neither."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        said = str(error).strip().partition("\n")[0]
        return f"the database cannot be reached: {said}. Look at DATABASE_URL and DUEPROCESS_VAR."
    if not executor.loader.applied_migrations:
        return "nothing has been set up here yet. Run `dueprocess init`, or name the right DUEPROCESS_VAR."
    return "the database is of another version of the program. Run `dueprocess migrate`." if waiting else None


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dueprocess.conf.settings")
    if sys.argv[1:2] not in [[name] for name in APART]:
        django.setup()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
