"""`dueprocess witness` as a process of its own with its modules there already: forked off one that has them.

For tests that start it again and again, each time as a process of its own. That it starts from nothing, by
its command and without an installation, is proved where it is started so (`tests/witness/serving.py`).
"""

import multiprocessing
import os
import sys
import tempfile
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from dueprocess.conf import commands
from dueprocess.witness.management.commands import witness  # noqa: F401 (so that it is there when forked)

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload([__name__])


def apart() -> dict[str, str]:
    """An environment in which nothing names an installation."""
    ours = ("DUEPROCESS_", "DJANGO_", "DATABASE_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def begin(*words: object, cwd: Path, said: Path = Path(os.devnull)) -> ForkServerProcess:
    """Start one in the folder `cwd`; what it writes goes to the file `said`."""
    process = _forks.Process(target=_run, args=([*map(str, words)], cwd, said, apart()))
    process.start()
    return process


def run(*words: object, cwd: Path) -> tuple[int | None, str]:
    """Run one to its end: its exit code, and all that it wrote."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "said"
        process = begin(*words, cwd=cwd, said=said)
        process.join()
        return process.exitcode, said.read_text(encoding="utf-8")


def _run(words: list[str], cwd: Path, said: Path, environment: dict[str, str]) -> None:
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    with said.open("w", encoding="utf-8") as out:
        os.dup2(out.fileno(), sys.stdout.fileno())
        os.dup2(out.fileno(), sys.stderr.fileno())
    sys.argv = ["dueprocess", "witness", *words]
    commands.main()
