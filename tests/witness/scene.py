"""A log in a folder and a witness of ours beside it: what every test of the witness starts from."""

from dataclasses import dataclass
from pathlib import Path

from dueprocess.tlog import checkpoint, note, tiles, tree, witness
from dueprocess.tlog.policy import Log
from dueprocess.tlog.witness import Answer
from dueprocess.witness.cosigning import Cosigner
from dueprocess.witness.folder import Folder
from dueprocess.witness.looking import Alarm, Rules, look
from dueprocess.witness.watching import _reader
from tests.tlog.published import LOG_KEY, ORIGIN, Published, noon_after, some_entries

SIZE, STEP = 300, 100
HOUR = 3600.0
RULES = Rules(slack=HOUR)


def day_of(count: int) -> list[bytes]:
    """Entries that were all recorded on one day: so no beat was missed between them."""
    return some_entries(count, per_day=5000)


@dataclass
class Scene:
    """`log` publishes; `cosigner` watches it, and `now` is the moment for both."""

    log: Published
    folder: Folder
    cosigner: Cosigner
    now: float

    def ask(
        self, signed: bytes | None = None, old: int | None = None, hashes: tree.Levels | None = None
    ) -> Answer:
        """Ask for a cosignature, as the log's signer does; of what is published where nothing is named."""
        signed = signed or self.log.notes[-1]
        known = self.folder.state(ORIGIN).size if old is None else old
        asked = witness.request(known, signed, hashes or self.log.hashes)
        return self.cosigner.answer(asked.to_bytes(), self.now)

    def grow(self, count: int = STEP) -> bytes:
        """Append entries and publish them."""
        start = len(self.log.entries)
        signed = self.log.grow(day_of(start + count)[start:])
        self.now = max(self.now, float(noon_after(self.log.entries)))
        return signed

    def alarms(self, rules: Rules = RULES, url: str | None = None) -> list[Alarm]:
        """One look."""
        watched = self.folder.logs()[ORIGIN]
        read = _reader(watched.url if url is None else url)
        return look(self.folder, watched, rules, self.now, read, self.cosigner.catch_up)

    def names(self, rules: Rules = RULES) -> set[str]:
        """The names of the alarms of one look."""
        return {alarm.name for alarm in self.alarms(rules)}

    def restarted(self) -> None:
        """The same folder in another process."""
        self.cosigner = Cosigner(self.folder)


def scene(place: Path) -> Scene:
    """A log of three hundred entries, cosigned by the witness at each hundred."""
    log = Published(place / "log")
    folder = Folder(place / "witness")
    folder.make_key("witness.example.org/club")
    folder.watch([Log(LOG_KEY.verifier, str(log.folder))], 0.0)
    made = Scene(log, folder, Cosigner(folder), 0.0)
    while len(log.entries) < SIZE:
        made.grow()
        assert made.ask().status == 200
    return made


def another(log: Published, size: int) -> tuple[bytes, tree.Levels]:
    """A second tree of so many entries, signed by the log's key: one entry reads otherwise."""
    entries = day_of(size)
    entries[7] = entries[7].replace(b'"t":"act"', b'"t":"received"')
    hashes = tree.Levels(tree.leaf_hash(item) for item in entries)
    head = checkpoint.Checkpoint(ORIGIN, size, tree.root(size, hashes))
    return head.sign(LOG_KEY).to_bytes(), hashes


def republish(log: Published, signed: bytes, hashes: tree.Levels) -> None:
    """Show the other tree at the log's address, entries and all."""
    head, _ = checkpoint.parse(signed)
    entries = day_of(head.size)
    entries[7] = entries[7].replace(b'"t":"act"', b'"t":"received"')
    for tile in tiles.all_of(head.size):
        if tile.level is None:
            log.write(tile.path, tiles.bundle(entries[tile.first : tile.first + tile.width]))
        else:
            log.write(tile.path, tiles.hashes(tile, hashes))
    (log.folder / "checkpoints").unlink(missing_ok=True)
    log.write("checkpoint", signed)


def verified(answer: Answer, signed: bytes, folder: Folder) -> dict[note.VerifierKey, int | None]:
    """Who cosigned, by the answer, and when."""
    keys = [key.verifier for key in folder.signers()]
    found = witness.cosignatures(answer.body, signed, keys)
    return note.Note(note.Note.parse(signed).text, tuple(found)).verify(keys)
