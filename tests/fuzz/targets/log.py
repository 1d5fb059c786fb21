"""The log's parsers: keys, notes, checkpoints, entries, proofs, openings, policies, tiles, witnesses."""

import shutil
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from dueprocess.tlog import (
    checkpoint,
    entry,
    note,
    opening,
    period,
    policy,
    proof,
    reader,
    tiles,
    tree,
    verify,
    witness,
)
from dueprocess.tlog.errors import BadBytes, NotVerified
from tests.fuzz.mutating import of_json
from tests.fuzz.running import Target
from tests.tlog.attacks import Scene, honest
from tests.tlog.published import LOG_KEY, WITNESS_KEYS, Published, genesis

BAD, NO = (BadBytes,), (BadBytes, NotVerified)


def text(data: bytes) -> str:
    """Text as a file or a page gives it; bytes that are none become lone surrogates."""
    return data.decode("utf-8", "surrogateescape")


@cache
def scene() -> Scene:
    """An honest log of 300 entries with its receipts and openings, made once in a process."""
    folder = Path(tempfile.mkdtemp(prefix="dueprocess-fuzz-"))
    try:
        made = honest(folder / "log")
        made.receipt = made.proof(120)
        made.known = [(folder / "log" / name).read_bytes() for name in ("tile/entries/000", "checkpoints")]
        return made
    finally:
        shutil.rmtree(folder)


def notes() -> list[bytes]:
    return scene().log.notes


def entries() -> list[bytes]:
    more = [
        entry.encode("imported", {"cm": b"\1" * 32, "d": "2026-03-02", "r": "2025-W01", "x": "2025-12"}),
        entry.encode("payload.lost", {"cm": b"\1" * 32, "d": "2026-03", "n": 12}),
        entry.encode(
            "stats.published",
            {
                "cm": b"\1" * 32,
                "d": "2026-03-02",
                "definitions": b"\2" * 32,
                "first": "2026-01",
                "last": "2026-02",
                "report": b"\3" * 32,
                "size": 99,
            },
        ),
    ]
    return [genesis(), *scene().log.entries[1:6], *more]


def openings() -> list[bytes]:
    file = opening.File(b"\7" * 32, 99, b"\6" * 32)
    payload = {"c": "00", "f": {"file.1": file.commitment().hex()}, "p": None, "s": 1}
    made = opening.Opening(payload, b"\5" * 32, {"file.1": file})
    return [*(opened.to_bytes() for _, opened in scene().acts), made.to_bytes()]


def keys() -> list[bytes]:
    return [str(key.verifier).encode() for key in (LOG_KEY, *WITNESS_KEYS)]


def paths() -> list[bytes]:
    return [b"tile/0/000", b"tile/entries/x001/x234/067.p/3", b"tile/5/x123/456.p/255"]


def requests() -> list[bytes]:
    log = scene().log
    olds = [0, *(int(data.split(b"\n")[1]) for data in log.notes[:-1])]
    return [
        witness.request(old, data, log.hashes).to_bytes() for old, data in zip(olds, log.notes, strict=True)
    ]


def answers() -> list[bytes]:
    return [b"".join(f"{signed.line()}\n".encode() for signed in note.Note.parse(notes()[-1]).signatures[1:])]


def judged(data: bytes) -> None:
    """A witness that knows the log from its beginning never raises, whatever is sent."""
    logs = {LOG_KEY.name: witness.Known((LOG_KEY.verifier,))}
    answer = witness.judge(data, logs, WITNESS_KEYS[:1], 1_770_000_000)
    if answer.status not in (200, 400, 403, 404, 409, 422):
        raise AssertionError(f"status {answer.status}")
    if (answer.state is not None) != (answer.status == 200):
        raise AssertionError("a state without a cosignature, or the other way round")


def once(data: bytes, parsed: object, written: bytes) -> None:
    """What is parsed and written again is what was read: no two texts mean the same."""
    if written != data:
        raise AssertionError(f"read as {parsed!r}, written as {written!r}")


def entry_parsed(data: bytes) -> None:
    found = entry.parse(data)
    fields = {name: value for name, value in found.items() if name not in "tv"}
    once(data, found, entry.encode(found["t"], fields))


def loaded(data: bytes) -> None:
    once(data, value := entry.load(data), entry.canonical(value))


def noted(data: bytes) -> None:
    once(data, parsed := note.Note.parse(data), parsed.to_bytes())


def proved(data: bytes) -> None:
    once(data, parsed := proof.Proof.parse(data), parsed.to_bytes())


def asked(data: bytes) -> None:
    once(data, parsed := witness.Request.parse(data), parsed.to_bytes())


def keyed(data: bytes) -> None:
    once(data, key := note.VerifierKey.parse(text(data)), str(key).encode())


def path_parsed(data: bytes) -> None:
    once(data, tile := tiles.Tile.parse(text(data)), tile.path.encode())


def opened(data: bytes) -> None:
    once(data, found := opening.Opening.parse(data), found.to_bytes())
    found.verify(scene().acts[1][0])


def bundled(data: bytes) -> None:
    once(data, items := tiles.split_bundle(data, 256), tiles.bundle(items))


def spelt(data: bytes) -> None:
    first, last = period.bounds(text(data))
    once(data, first, period.of(last, period.granularity(text(data))).encode())


def numbered(data: bytes) -> None:
    once(data, number := note.decode_number(text(data)), str(number).encode())


def ranged(data: bytes) -> None:
    once(data, found := tree.CompactRange.from_bytes(data), found.to_bytes())
    found.root()


def trusted(data: bytes) -> None:
    found = policy.Policy.parse(data)
    again = policy.Policy.parse(found.to_bytes())
    if again != found:
        raise AssertionError("written and read again it is another policy")
    found.satisfied([])
    found.verify(notes()[-1])


def read_path(data: bytes) -> None:
    """No path leads out of the folder, in which there is nothing."""
    try:
        reader.Folder("nowhere/log")(text(data))
    except (reader.Missing, reader.Unreadable):
        return
    raise AssertionError("there was such a file")


def whole(data: bytes) -> None:
    """One file of a published log exchanged: what comes first says which, the rest is its content."""
    name, _, content = data.partition(b"\n")
    log = scene().log
    size = len(log.entries)

    def read(path: str) -> bytes:
        if path == text(name):
            return content
        if path == "checkpoint":
            return log.notes[-1]
        if path == "checkpoints":
            return checkpoint.join(log.notes)
        tile = tiles.Tile.parse(path)
        if tiles.at_size(tile.level, tile.index, size) != tile:
            raise reader.Missing(path)
        if tile.level is None:
            return tiles.bundle(log.entries[tile.first : tile.first + tile.width])
        return tiles.hashes(tile, log.hashes)

    verify.log(read, policy.Policy.parse(scene().policy), known=log.notes[:1])
    verify.dates(read, policy.Policy.parse(scene().policy))


def files() -> Sequence[bytes]:
    log: Published = scene().log
    return [
        b"checkpoint\n" + log.notes[-1],
        b"checkpoints\n" + checkpoint.join(log.notes),
        b"tile/entries/001.p/44\n" + tiles.bundle(log.entries[256:]),
        b"tile/0/001.p/44\n" + tiles.hashes(tiles.at_size(0, 1, 300), log.hashes),
        b"tile/1/000.p/1\n" + tiles.hashes(tiles.at_size(1, 0, 300), log.hashes),
    ]


def received(data: bytes) -> None:
    verify.receipt(data, policy.Policy.parse(scene().policy))


def docket(data: bytes) -> None:
    acts = [
        (raw, data if number == 1 else each.to_bytes()) for number, (raw, each) in enumerate(scene().acts)
    ]
    verify.docket(acts)


def frontier() -> list[bytes]:
    return [tree.CompactRange.of(map(tree.leaf_hash, scene().log.entries[:n])).to_bytes() for n in (0, 1, 77)]


T = "dueprocess.tlog."
TARGETS = [
    Target("entry", entry_parsed, entries, BAD, (T + "entry.parse",)),
    Target("entry: values", entry_parsed, entries, BAD, mutation=of_json),
    Target(
        "canonical JSON",
        loaded,
        lambda: [*openings(), *entries(), b"[null,true,-1]"],
        BAD,
        (T + "entry.load",),
    ),
    Target("canonical JSON: values", loaded, openings, BAD, mutation=of_json),
    Target("period", spelt, lambda: [b"2026-11-21", b"2026-W47", b"2026-11"], BAD),
    Target("note", noted, notes, BAD, (T + "note.Note.parse", T + "note.Signature.parse")),
    Target("public key", keyed, keys, BAD, (T + "note.VerifierKey.parse",)),
    Target(
        "private key",
        lambda data: note.SignerKey.parse(text(data)),
        lambda: [LOG_KEY.secret().encode()],
        BAD,
        (T + "note.SignerKey.parse",),
    ),
    Target(
        "base64 of a hash",
        lambda data: note.decode_hash(text(data)),
        lambda: [notes()[-1].split(b"\n")[2]],
        BAD,
        (T + "note.decode_hash", T + "note.decode_base64"),
    ),
    Target(
        "decimal number",
        numbered,
        lambda: [b"0", b"70", b"9223372036854775807"],
        BAD,
        (T + "note.decode_number",),
    ),
    Target("checkpoint", checkpoint.parse, notes, BAD, (T + "checkpoint.parse",)),
    Target(
        "checkpoint: text",
        checkpoint.parse_text,
        lambda: [note.Note.parse(each).text for each in notes()],
        BAD,
        (T + "checkpoint.parse_text",),
    ),
    Target(
        "history of checkpoints",
        checkpoint.split,
        lambda: [checkpoint.join(notes())],
        BAD,
        (T + "checkpoint.split",),
    ),
    Target("proof file", proved, lambda: [scene().receipt], BAD, (T + "proof.Proof.parse",)),
    Target("proof file: verified", received, lambda: [scene().receipt], (NotVerified,)),
    Target("opening", opened, lambda: [scene().acts[1][1].to_bytes()], NO, (T + "opening.Opening.parse",)),
    Target("opening: values", docket, lambda: [scene().acts[1][1].to_bytes()], NO, mutation=of_json),
    Target("policy", trusted, lambda: [scene().policy], NO, (T + "policy.Policy.parse",)),
    Target("path of a tile", path_parsed, paths, BAD, (T + "tiles.Tile.parse",)),
    Target("path of a file", read_path, paths, ()),
    Target("bundle of entries", bundled, lambda: [scene().known[0]], BAD, (T + "tiles.split_bundle",)),
    Target(
        "tile of hashes",
        lambda data: tiles.split_hashes(data, 3),
        lambda: [bytes(96)],
        BAD,
        (T + "tiles.split_hashes",),
    ),
    Target("frontier", ranged, frontier, BAD, (T + "tree.CompactRange.from_bytes",)),
    Target("request to a witness", asked, requests, BAD, (T + "witness.Request.parse",)),
    Target("request to a witness: judged", judged, requests, ()),
    Target(
        "answer of a witness",
        lambda data: witness.cosignatures(data, notes()[-1], [key.verifier for key in WITNESS_KEYS]),
        answers,
        NO,
    ),
    Target("conflict of a witness", witness.conflict_size, lambda: [b"0\n", b"613\n"], BAD),
    Target("published file", whole, files, (NotVerified,), few=20),
]
