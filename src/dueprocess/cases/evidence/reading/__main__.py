"""The process in which files of others are read: bytes come in, what was found goes out, under limits that it
lays on itself first. It has no secrets: it is started without the settings of the installation.

    python -m dueprocess.cases.evidence.reading read | pages 1,2,3 | part 4 | bare
"""

from __future__ import annotations

import json
import resource
import sys

from dueprocess.cases.evidence.reading.limits import CPU, LARGEST_FILE, MEMORY, PIECES


def limit() -> None:
    """Lay limits on this process: memory, processor, files; and no core is left behind."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main(what: str, *rest: str) -> None:
    """Do one thing with the bytes that come in, and write what was found: JSON in a line, then bytes."""
    limit()
    from dueprocess.cases.evidence.reading import anything  # noqa: PLC0415 -- under the limits, not before

    data = sys.stdin.buffer.read()
    pieces: list[bytes] = []
    said: dict[str, object] = {}
    if what == "read":
        found = anything.read(data)
        said, pieces = found.plain(), [found.copy]
    elif what == "pages":
        for fine, small in anything.drawn(data, [int(each) for each in rest[0].split(",")]):
            pieces += [fine, small]
    elif what == "bare":
        copy, kind = anything.bare(data)
        said, pieces = {"kind": kind}, [copy]
    else:
        name, held = anything.part(data, int(rest[0]))
        said, pieces = {"name": name}, [held]
    head = json.dumps(said | {PIECES: [len(each) for each in pieces]})
    sys.stdout.buffer.write(b"".join([head.encode(), b"\n", *pieces]))


if __name__ == "__main__":
    main(*sys.argv[1:])
