"""The parsers of `verifier/verify.py`, imported from where it lies. What it finds wrong it says by `Failed`
or `Bad`; its user never sees a traceback."""

import contextlib
import importlib.util
import io
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from dueprocess.kit import packages
from tests.fuzz.mutating import of_json
from tests.fuzz.running import Target
from tests.fuzz.targets import log, rules

FILE = Path(__file__).resolve().parents[3] / "verifier" / "verify.py"


@cache
def loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("single_file_verifier", FILE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


V: Any = loaded()
BAD, NO = (V.Bad,), (V.Bad, V.Failed)


def alike(ours: Any, theirs: Any, what: str) -> None:
    """Both verifiers take the same bytes."""
    if bool(ours) != bool(theirs):
        raise AssertionError(f"{what}: verify.py {'takes' if ours else 'refuses'} it, the other does not")


def taken(call: Any, data: bytes, no: tuple[type[Exception], ...]) -> bool:
    try:
        call(data)
    except no:
        return False
    return True


def compared(theirs: Any, ours: Any) -> Any:
    """Call the parser of verify.py and look that the one of the package judges alike."""

    def call(data: bytes) -> None:
        alike(taken(theirs, data, NO), taken(ours, data, (*log.NO, *BAD)), "the same bytes")
        theirs(data)

    return call


def arguments(data: bytes) -> None:
    """The program itself, as its users run it: one answer, one of four codes."""
    with tempfile.TemporaryDirectory() as name, contextlib.redirect_stdout(io.StringIO()) as said:
        folder = Path(name)
        (folder / "receipt").write_bytes(data)
        (folder / "policy").write_bytes(log.scene().policy)
        with contextlib.redirect_stderr(said):
            code = V.main(["receipt", str(folder / "receipt"), "--policy", str(folder / "policy")])
        if code not in (0, 1, 2, 3) or (code == 0) != said.getvalue().startswith("VERIFIED"):
            raise AssertionError(f"ended with {code}: {said.getvalue()[:300]}")


def policy(data: bytes) -> None:
    """One without a log serves witnesses, not verifiers."""
    if not log.policy.Policy.parse(data).logs:
        raise V.Bad("it names no log")


def opening(data: bytes) -> None:
    V.verify_opening(data, log.scene().acts[1][0])


def whole(data: bytes) -> None:
    """A log in a folder, one file of it exchanged; compared with what the package says of it."""
    name, _, content = data.partition(b"\n")
    path = log.text(name)
    if path not in ("checkpoint", "checkpoints") and not path.startswith("tile/"):
        return
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        for each in log.files():
            known, _, right = each.partition(b"\n")
            put(where / known.decode(), content if known == name else right)
        put(where / "tile/entries/000", log.scene().known[0])
        put(where / "tile/0/000", b"".join(map(log.tree.leaf_hash, log.scene().log.entries[:256])))
        V.verify_log(V.Place(folder), V.Policy(log.scene().policy))


def put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


@cache
def package() -> bytes:
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w") as archive:
        archive.writestr(zipfile.ZipInfo("README.txt"), "read me")
    return b"".join(packages.sealed("ABC-123", [inside.getvalue()]))


def unpacked(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name, contextlib.redirect_stdout(io.StringIO()):
        folder = Path(name)
        (folder / "p").write_bytes(data)
        (folder / "code").write_text("abc-i23")
        with contextlib.redirect_stderr(io.StringIO()):
            code = V.main(["unpack", str(folder / "p"), str(folder / "out"), "--passphrase-file",
                           str(folder / "code")])  # fmt: skip
        if code not in (0, 1, 2, 3):
            raise AssertionError(f"ended with {code}")


def entry(data: bytes) -> None:
    V.check_entry(data)


TARGETS = [
    Target("verify.py: entry", compared(entry, log.entry.parse), log.entries, NO, mutation=of_json),
    Target("verify.py: entry, bytes", compared(entry, log.entry.parse), log.entries, NO),
    Target("verify.py: checkpoint", compared(V.Checkpoint, log.checkpoint.parse), log.notes, NO),
    Target(
        "verify.py: public key",
        compared(lambda data: V.Key(log.text(data)), lambda data: log.note.VerifierKey.parse(log.text(data))),
        log.keys,
        NO,
    ),
    Target("verify.py: policy", compared(V.Policy, policy), lambda: [log.scene().policy], NO),
    Target(
        "verify.py: proof file",
        compared(V.read_proof, log.proof.Proof.parse),
        lambda: [log.scene().receipt],
        NO,
    ),
    Target(
        "verify.py: opening",
        compared(opening, lambda data: log.opening.Opening.parse(data).verify(log.scene().acts[1][0])),
        lambda: [log.scene().acts[1][1].to_bytes()],
        NO,
        mutation=of_json,
    ),
    Target(
        "verify.py: report",
        V.read_report,
        lambda: [rules.published()],
        (*NO, ValueError),  # `stats` names every one of them
        mutation=of_json,
    ),
    Target("verify.py: published file", whole, log.files, NO, few=20),
    Target("verify.py: as a program", arguments, lambda: [log.scene().receipt], (), few=50),
    Target("verify.py: package", unpacked, lambda: [package()], (), few=2),
]
