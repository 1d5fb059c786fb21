"""Attacks on a published log and on what its readers hold: bytes are changed, and each names the check that
must see it.

An attack gets an honest log in a folder and harms it as somebody could who holds the disk, the log's key, or
both. `also` are the checks that would see it too: turned off, the named one must still see it alone.
"""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from dueprocess.tlog import checkpoint, entry, note, opening, proof, tiles, tree
from tests.tlog.published import (
    LOG_KEY,
    ORIGIN,
    START,
    WITNESS_KEYS,
    Published,
    commitment,
    noon_after,
    seeded_key,
    some_entries,
    two_of_three,
)

SIZE, STEP = 300, 75
VICTIM = 120  # a complaint that somebody would like to be rid of
DAY = 86_400


@dataclass
class Scene:
    """An honest log with what readers hold of it; an attack changes it and says how the reader then looks."""

    log: Published
    command: str = "log"
    known: list[bytes] = field(default_factory=list)
    receipt: bytes = b""
    acts: list[tuple[bytes, opening.Opening]] = field(default_factory=list)
    now: int | None = None
    max_age: int | None = None
    policy: bytes = b""

    def log_day(self, days: int) -> str:
        """The day of the last entry, and so many days on."""
        return (date.fromisoformat(entry.parse(self.log.entries[-1])["d"]) + timedelta(days=days)).isoformat()

    def proof(self, index: int) -> bytes:
        """The receipt of an entry."""
        log = self.log
        return proof.prove(index, log.entries[index], log.notes[-1], log.hashes).to_bytes()


def honest(folder: Path) -> Scene:
    """The control: every command must find nothing wrong with it."""
    log, acts = _honest()
    return Scene(log.copy(folder), acts=list(acts), policy=two_of_three().to_bytes())


@cache
def _honest() -> tuple[Published, list[tuple[bytes, opening.Opening]]]:
    """The log that every attack begins with, made once."""
    log = Published(Path(tempfile.mkdtemp()))
    atexit.register(shutil.rmtree, log.folder)
    entries = some_entries(SIZE)
    acts: list[tuple[bytes, opening.Opening]] = []
    for number, index in enumerate((20, VICTIM, 200), start=1):
        item = opening.Field(f"What was written in act {number}.", bytes([number]) * 32)
        payload = {
            "c": "c0ffee" * 5 + "00",
            "f": {"text": item.commitment().hex()},
            "p": tree.leaf_hash(acts[-1][0]).hex() if acts else None,
            "s": number,
        }
        opened = opening.Opening(payload, bytes([64 + number]) * 32, {"text": item})
        fields = {"cm": entry.commit(payload, opened.salt), "d": entry.parse(entries[index])["d"]}
        entries[index] = entry.encode("received" if number == 1 else "act", fields)
        acts.append((entries[index], opened))
    for at in range(0, SIZE, STEP):
        log.grow(entries[at : at + STEP])
    return log, acts


def flip(log: Published, path: str, place: int) -> None:
    """Change one bit."""
    data = bytearray(log.read(path))
    data[place] ^= 1
    log.write(path, bytes(data))


def place_of(log: Published, index: int) -> int:
    """Where an entry begins in its bundle."""
    return sum(2 + len(item) for item in log.entries[index - index % 256 : index]) + 2


def collude(log: Published, at: int | None = None) -> bytes:
    """Sign what is there and have a quorum of dishonest witnesses cosign it without looking."""
    signed = note.Note.parse(log.sign())
    moment = noon_after(log.entries) if at is None else at
    whole = signed.with_signatures(key.sign(signed.text, moment) for key in WITNESS_KEYS).to_bytes()
    log.write("checkpoint", whole)
    return whole


# ── the attacks, by their numbers in the threat model ───────────────────────────────────────────────────────


def deleted_before_checkpoint(scene: Scene) -> None:
    """1: it was sealed and its holder has the receipt; then it was left out of what was published."""
    log = scene.log
    entries = list(log.entries)
    sealed = log.sign()  # the inner seal, which no witness saw
    held = proof.prove(VICTIM, entries[VICTIM], sealed, log.hashes)
    log.forge(
        [
            *entries[:VICTIM],
            *entries[VICTIM + 1 :],
            entry.encode("act", {"cm": commitment(999), "d": "2026-03-16"}),
        ]
    )
    collude(log)
    scene.known = [proof.Proof.parse(held.to_bytes()).checkpoint]


def deleted_and_shorter(scene: Scene) -> None:
    """1: it was sealed and its holder has the receipt; what was published is shorter by it."""
    log = scene.log
    scene.known = [log.sign()]
    log.forge([*log.entries[:VICTIM], *log.entries[VICTIM + 1 :]])
    collude(log)


def deleted_after_checkpoint(scene: Scene) -> None:
    """2: it was taken out and the tree recomputed; the signed checkpoint stands in the way."""
    log = scene.log
    log.forge([*log.entries[:VICTIM], *log.entries[VICTIM + 1 :], log.entries[-1]], resign=False)


def deleted_and_files_cut(scene: Scene) -> None:
    """2: the last entries were cut off, with their files."""
    log = scene.log
    (log.folder / "tile/entries/001.p/44").unlink()


def deleted_and_signed_again(scene: Scene) -> None:
    """2: the log's key signed the shortened tree; no witness did."""
    log = scene.log
    log.forge([*log.entries[:VICTIM], *log.entries[VICTIM + 1 :]])


def back_dated(scene: Scene) -> None:
    """3: an act appended late carries an early day; everything is signed and cosigned."""
    early = entry.encode("act", {"cm": commitment(7777), "d": scene.log_day(-1)})
    scene.log.grow([early], at=noon_after(scene.log.entries) + DAY)
    scene.command = "dates"


def forward_dated(scene: Scene) -> None:
    """4: an act carries a day that had not begun when witnesses saw it."""
    late = entry.encode("act", {"cm": commitment(7777), "d": scene.log_day(3)})
    scene.log.grow([late], at=noon_after(scene.log.entries))
    scene.command = "dates"


def jumped_back(scene: Scene) -> None:
    """3: days run backwards inside one checkpoint."""
    early = entry.encode("act", {"cm": commitment(7777), "d": scene.log_day(-5)})
    scene.log.grow([early])


def text_altered(scene: Scene) -> None:
    """5: what was written reads otherwise now."""
    data, opened = scene.acts[1]
    altered = opening.Field("Nothing happened.", opened.fields["text"].salt)
    scene.acts = [(data, opening.Opening(opened.payload, opened.salt, {"text": altered}))]
    scene.command = "receipt"


def row_edited(scene: Scene) -> None:
    """19: a column of the act was edited in the database, so its payload is another."""
    data, opened = scene.acts[1]
    scene.acts = [(data, opening.Opening({**opened.payload, "role": "chair"}, opened.salt, opened.fields))]
    scene.command = "receipt"


def entry_flipped(scene: Scene) -> None:
    """6: one byte of a published entry was changed."""
    flip(scene.log, "tile/entries/000", place_of(scene.log, VICTIM) + 10)


def entry_rewritten(scene: Scene) -> None:
    """6: an entry was rewritten and the whole tree recomputed over it, all files fitting together."""
    log = scene.log
    other = entry.encode("act", {"cm": commitment(4242), "d": entry.parse(log.entries[VICTIM])["d"]})
    log.forge([*log.entries[:VICTIM], other, *log.entries[VICTIM + 1 :]], resign=False)


def rewritten_and_signed_again(scene: Scene) -> None:
    """6: an entry was rewritten, the tree recomputed and signed with the log's key; no witness cosigns it."""
    entry_rewritten(scene)
    signed = scene.log.sign()
    scene.log.write("checkpoint", signed)
    (scene.log.folder / "checkpoints").unlink()


def two_views(scene: Scene) -> None:
    """7: this reader is shown another log than the one whose checkpoint a friend passed on."""
    scene.known = [scene.log.notes[-1]]
    entry_rewritten(scene)
    (scene.log.folder / "checkpoints").unlink()
    collude(scene.log)


def two_histories(scene: Scene) -> None:
    """7: the published history itself holds a checkpoint of the other view."""
    other = checkpoint.Checkpoint(ORIGIN, 2 * STEP, b"\x66" * 32).sign(LOG_KEY).to_bytes()
    notes = scene.log.notes
    scene.log.write("checkpoints", checkpoint.join([*notes[:1], other, *notes[2:]]))


def stale(scene: Scene) -> None:
    """8: an honest but old state is served."""
    scene.now = noon_after(scene.log.entries) + 10 * DAY
    scene.max_age = 3 * DAY


def old_backup(scene: Scene) -> None:
    """9: the log of some weeks ago was restored."""
    log = scene.log
    scene.known = [log.notes[-1]]
    log.write("checkpoint", log.notes[1])
    log.write("checkpoints", checkpoint.join(log.notes[:2]))


def swapped(scene: Scene) -> None:
    """12: two entries changed places in the published bundle."""
    log = scene.log
    entries = list(log.entries)
    entries[VICTIM], entries[VICTIM + 2] = entries[VICTIM + 2], entries[VICTIM]
    log.write("tile/entries/000", tiles.bundle(entries[:256]))


def swapped_and_recomputed(scene: Scene) -> None:
    """12: two entries changed places, and the tree was recomputed."""
    log = scene.log
    entries = list(log.entries)
    entries[VICTIM], entries[VICTIM + 2] = entries[VICTIM + 2], entries[VICTIM]
    log.forge(entries, resign=False)


def act_left_out(scene: Scene) -> None:
    """12: a party is shown the acts of its docket without the middle one."""
    scene.acts = [scene.acts[0], scene.acts[2]]
    scene.command = "docket"


def false_entry(scene: Scene) -> None:
    """14: over a true payload stands an entry that says something else; everything is signed and cosigned."""
    log = scene.log
    place = log.entries.index(scene.acts[1][0])
    made_up = entry.encode("closed", {"cm": commitment(14), "d": scene.log_day(0), "r": scene.log_day(-30)})
    log.forge([*log.entries[:place], made_up, *log.entries[place + 1 :]])
    collude(log)
    scene.acts = [(made_up, scene.acts[1][1])]
    scene.receipt = proof.prove(place, made_up, log.read("checkpoint"), log.hashes).to_bytes()
    scene.command = "receipt"


def moved_opening(scene: Scene) -> None:
    """14: a true payload is shown for another act's entry."""
    scene.acts = [(scene.acts[1][0], scene.acts[2][1])]
    scene.command = "receipt"


def stolen_name(scene: Scene) -> None:
    """17: somebody else signs under the log's name."""
    log = scene.log
    size = len(log.entries)
    head = checkpoint.Checkpoint(ORIGIN, size, tree.root(size, log.hashes))
    log.write("checkpoint", head.sign(seeded_key(ORIGIN, seed=2)).to_bytes())


def other_key(scene: Scene) -> None:
    """17: a second trusted key signs that the log itself never named."""
    second = seeded_key(ORIGIN, seed=2)
    log = scene.log
    size = len(log.entries)
    signed = checkpoint.Checkpoint(ORIGIN, size, tree.root(size, log.hashes)).sign(second)
    moment = noon_after(log.entries)
    log.write(
        "checkpoint", signed.with_signatures(k.sign(signed.text, moment) for k in WITNESS_KEYS).to_bytes()
    )
    scene.policy = f"log {second.verifier}\n".encode() + scene.policy


def former_key(scene: Scene) -> None:
    """17: the log changed its key, and whoever stole the former one goes on signing with it."""
    new = seeded_key(ORIGIN, seed=2).verifier
    fields = {"cm": b"\xcd" * 32, "d": scene.log_day(0), "old": str(LOG_KEY.verifier), "key": str(new)}
    scene.log.grow([entry.encode("key.rotated", fields)], at=noon_after(scene.log.entries))
    scene.policy = f"log {new}\n".encode() + scene.policy


def colluding_witnesses(scene: Scene) -> None:
    """18: a quorum of witnesses forgot, or was told to, and cosigned a second history; one reader kept a
    checkpoint of the first."""
    scene.known = [scene.log.notes[-1]]
    log = scene.log
    log.forge([*log.entries[:VICTIM], *log.entries[VICTIM + 1 :], log.entries[-1]])
    collude(log)


def false_cosignature(scene: Scene) -> None:
    """18: a cosignature was made up; the others would do, and the note is refused all the same."""
    made_up = note.Signature(WITNESS_KEYS[0].name, WITNESS_KEYS[0].verifier.id, bytes(8) + b"\1" * 64)
    whole = note.Note.parse(scene.log.notes[-1]).with_signatures([made_up]).to_bytes()
    scene.log.write("checkpoint", whole)


def named_person(scene: Scene) -> None:
    """21: a field that names somebody was put into an entry; everything is signed and cosigned."""
    day = scene.log_day(0)
    grown = entry.canonical({"cm": "ab" * 32, "d": day, "t": "act", "v": 1, "who": "R. Ash"})
    scene.log.grow([grown], at=noon_after(scene.log.entries))


def doubled_key(scene: Scene) -> None:
    """22: a key stands twice, so that two readers may see two values."""
    good = entry.encode("act", {"cm": b"\xab" * 32, "d": scene.log_day(0)})
    scene.log.grow([good.replace(b'"v":1', b'"v":1,"v":1')], at=noon_after(scene.log.entries))


def number_with_point(scene: Scene) -> None:
    """22: a number is written in another form."""
    good = entry.encode("act", {"cm": b"\xab" * 32, "d": scene.log_day(0)})
    scene.log.grow([good.replace(b'"v":1', b'"v":1.0')], at=noon_after(scene.log.entries))


def day_that_is_none(scene: Scene) -> None:
    """22: a day that is not in the calendar."""
    good = entry.encode("closed", {"cm": b"\xab" * 32, "d": scene.log_day(0), "r": "2026-02-28"})
    scene.log.grow([good.replace(b"2026-02-28", b"2026-02-30")], at=noon_after(scene.log.entries))


def wrong_proof(scene: Scene) -> None:
    """22: a proof of another place."""
    good = proof.Proof.parse(scene.proof(VICTIM))
    scene.receipt = proof.Proof(VICTIM ^ 1, good.hashes, good.checkpoint, good.entry).to_bytes()
    scene.command = "receipt"


def two_beginnings(scene: Scene) -> None:
    """A second beginning is appended, which could change the log's own rules."""
    scene.log.grow([scene.log.entries[0].replace(START.isoformat().encode(), scene.log_day(0).encode())])


@dataclass(frozen=True)
class Attack:
    """What is done, the check that must see it, and the checks that would see it too."""

    number: int
    act: Callable[[Scene], None]
    check: str
    also: frozenset[str] = frozenset()


def attack(number: int, act: Callable[[Scene], None], check: str, also: str = "") -> Attack:
    return Attack(number, act, check, frozenset(also.split()))


ATTACKS = [
    attack(1, deleted_before_checkpoint, "fork"),
    attack(1, deleted_and_shorter, "rollback"),
    attack(2, deleted_after_checkpoint, "root", "history order"),
    attack(2, deleted_and_signed_again, "quorum"),
    attack(3, back_dated, "dates"),
    attack(3, jumped_back, "order"),
    attack(4, forward_dated, "dates"),
    attack(5, text_altered, "field"),
    attack(6, entry_flipped, "leaf", "tile root history"),
    attack(6, entry_rewritten, "root", "history"),
    attack(6, rewritten_and_signed_again, "quorum"),
    attack(7, two_views, "fork"),
    attack(7, two_histories, "history"),
    attack(8, stale, "stale"),
    attack(9, old_backup, "rollback"),
    attack(12, swapped, "leaf", "tile root history"),
    attack(12, swapped_and_recomputed, "root", "history"),
    attack(12, act_left_out, "chain"),
    attack(14, false_entry, "commitment"),
    attack(14, moved_opening, "commitment"),
    attack(17, stolen_name, "checkpoint-signature", "quorum"),
    attack(17, other_key, "log-key"),
    attack(17, former_key, "log-key"),
    attack(18, colluding_witnesses, "fork"),
    attack(18, false_cosignature, "cosignature", "quorum"),
    attack(19, row_edited, "commitment"),
    attack(21, named_person, "entry-bytes"),
    attack(22, doubled_key, "entry-bytes"),
    attack(22, number_with_point, "entry-bytes"),
    attack(22, day_that_is_none, "entry-bytes"),
    attack(22, wrong_proof, "inclusion"),
    attack(0, two_beginnings, "genesis"),
]
