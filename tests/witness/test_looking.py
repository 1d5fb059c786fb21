"""What a witness finds at a log's address, and each attack with the alarm that catches it.

Every alarm has its honest control, and with that one alarm switched off nobody is told.
"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dueprocess.tlog import checkpoint, tiles, verify
from dueprocess.tlog.reader import Folder as OnDisk
from dueprocess.witness import looking, mirroring
from dueprocess.witness.looking import ALARMS, Rules
from tests.tlog.published import ORIGIN, seeded_key, two_of_three
from tests.witness.scene import HOUR, RULES, STEP, Scene, another, republish, scene

MIRROR = replace(RULES, mirror=True)


@pytest.fixture
def seen(tmp_path: Path) -> Scene:
    return scene(tmp_path)


@pytest.mark.parametrize("rules", [RULES, MIRROR], ids=["looking", "mirror"])
def test_an_honest_log_raises_no_alarm(seen: Scene, rules: Rules) -> None:
    assert seen.alarms(rules) == []
    seen.ask(seen.log.notes[1], old=200)  # its signer forgot: a 409, which proves nothing
    assert seen.alarms(rules) == []
    seen.grow()
    assert seen.alarms(rules) == []  # published by a quorum without us
    seen.ask()
    assert seen.alarms(rules) == []
    assert seen.folder.evidence(ORIGIN) == seen.folder.disputed(ORIGIN) == []


# ── the attacks, by their numbers in the threat model ───────────────────────────────────────────────────────


def two_views_asked(seen: Scene) -> None:
    """7: the witness is asked to cosign another tree of a size that it has cosigned."""
    signed, hashes = another(seen.log, 300)
    assert seen.ask(signed, hashes=hashes).status == 409


def two_views_shown(seen: Scene) -> None:
    """7: the address shows everyone a longer tree that leaves out what was cosigned."""
    republish(seen.log, *another(seen.log, 380))


def two_views_of_one_size(seen: Scene) -> None:
    """7: the address shows another tree of the same size."""
    republish(seen.log, *another(seen.log, 300))


def two_views_refused(seen: Scene) -> None:
    """7: the witness refused a tree, and the log's own files show that it was never this log's."""
    signed, hashes = another(seen.log, 350)
    assert seen.ask(signed, hashes=hashes).status == 422
    seen.grow()
    assert seen.ask().status == 200


def refused_and_never_shown(seen: Scene) -> None:
    """7: the witness refused a tree that nobody else is shown yet."""
    signed, hashes = another(seen.log, 350)
    assert seen.ask(signed, hashes=hashes).status == 422


def stale_view(seen: Scene) -> None:
    """8: the address keeps showing an old checkpoint."""
    seen.log.write("checkpoint", seen.log.notes[1])
    seen.log.write("checkpoints", checkpoint.join(seen.log.notes[:2]))
    later(seen)


def old_backup(seen: Scene) -> None:
    """9: the log was put back from a backup: shorter, with its files."""
    republish_old(seen, 200)
    later(seen)


def silent(seen: Scene) -> None:
    """8: nothing new for longer than a period."""
    seen.now += 86_400 + HOUR + 1


def stolen_key(seen: Scene) -> None:
    """17: somebody with the log's key signs a second history and asks for its cosignature."""
    signed, hashes = another(seen.log, 300)
    assert seen.ask(signed, hashes=hashes).status == 409


def other_key(seen: Scene) -> None:
    """17: the address shows a checkpoint of a key that is not the log's."""
    head, _ = checkpoint.parse(seen.log.notes[-1])
    seen.log.write("checkpoint", head.sign(seeded_key(ORIGIN, seed=2)).to_bytes())


def restored_witness(seen: Scene) -> None:
    """18: the witness itself was put back from an older copy, and would cosign a second history."""
    kept = seen.folder.path.with_name("kept")
    shutil.copytree(seen.folder.path, kept)
    seen.grow()
    signed = seen.log.notes[-1]
    answer = seen.ask()
    whole = signed + answer.body
    seen.log.write("checkpoint", whole)
    shutil.rmtree(seen.folder.path)
    kept.rename(seen.folder.path)
    seen.restarted()


def withheld(seen: Scene) -> None:
    """The tiles of what was cosigned are given to nobody."""
    seen.grow()
    shutil.rmtree(seen.log.folder / "tile" / "0")
    later(seen)


def damaged(seen: Scene) -> None:
    """A tile is not the one that was signed."""
    seen.grow()
    path = "tile/0/001.p/144"
    seen.log.write(path, bytes(32) + seen.log.read(path)[32:])


def unreachable(seen: Scene) -> None:
    """The address does not answer."""
    shutil.rmtree(seen.log.folder)
    seen.log.folder.touch()  # a file where the folder was
    later(seen)


def wrong_clock(seen: Scene) -> None:
    """The machine's clock was once ahead."""
    seen.now += 7_200
    assert seen.ask().status == 200
    seen.now -= 7_200


def later(seen: Scene) -> None:
    """It has been so for longer than the slack."""
    seen.alarms()
    seen.now += HOUR + 1


def republish_old(seen: Scene, size: int) -> None:
    """Show the log as it was with so many entries, with no file more."""
    shutil.rmtree(seen.log.folder)
    for tile in tiles.all_of(size):
        entries = seen.log.entries[tile.first : tile.first + tile.width]
        content = tiles.bundle(entries) if tile.level is None else tiles.hashes(tile, seen.log.hashes)
        seen.log.write(tile.path, content)
    seen.log.write("checkpoint", seen.log.notes[size // STEP - 1])


ATTACKS: list[tuple[int, Callable[[Scene], None], str, set[str]]] = [
    (7, two_views_asked, "fork", set()),
    (7, two_views_shown, "fork", set()),
    (7, two_views_of_one_size, "fork", set()),
    (7, two_views_refused, "fork", set()),
    (7, refused_and_never_shown, "disputed", set()),
    (8, stale_view, "stale", set()),
    (8, silent, "beat", set()),
    (9, old_backup, "stale", {"withheld"}),
    (17, stolen_key, "fork", set()),
    (17, other_key, "signature", set()),
    (18, restored_witness, "memory", set()),
    (0, withheld, "withheld", set()),
    (0, damaged, "damaged", set()),
    (0, unreachable, "withheld", set()),
    (0, wrong_clock, "clock", set()),
]


@pytest.mark.parametrize(
    ("attack", "alarm", "also"), [each[1:] for each in ATTACKS], ids=[each[1].__name__ for each in ATTACKS]
)
@pytest.mark.parametrize("off", [False, True], ids=["caught", "switched-off"])
def test_an_attack_raises_the_alarm_that_is_named(
    seen: Scene, attack: Callable[[Scene], None], alarm: str, also: set[str], off: bool
) -> None:
    assert seen.names() == set()
    attack(seen)
    rules = replace(RULES, without=frozenset({alarm} if off else ()))
    assert seen.names(rules) == also | (set() if off else {alarm})


def test_every_alarm_has_an_attack_or_a_test_that_names_it() -> None:
    assert {each[2] for each in ATTACKS} | {"asleep", "unreachable"} == ALARMS.keys()


def test_a_fork_stays_an_alarm_when_the_log_looks_honest_again(seen: Scene) -> None:
    before = seen.log.files()
    two_views_shown(seen)
    assert seen.names() == {"fork"}
    for path, content in before.items():
        seen.log.write(path, content)
    assert seen.names() == {"fork"}
    [path] = seen.folder.evidence(ORIGIN)
    assert len(checkpoint.split(path.read_bytes())) == 2


def test_a_restored_witness_takes_up_what_it_had_signed(seen: Scene) -> None:
    restored_witness(seen)
    assert seen.folder.state(ORIGIN).size == 300
    assert seen.names() == {"memory"}
    assert seen.folder.state(ORIGIN).size == seen.cosigner.states[ORIGIN].size == 400
    assert seen.names() == set()
    assert seen.ask(seen.log.notes[2], old=300).status == 409


def test_an_address_that_answers_again_is_no_alarm(seen: Scene) -> None:
    assert seen.alarms(url="http://127.0.0.1:1/") == []
    seen.now += HOUR + 1
    assert {each.name for each in seen.alarms(url="http://127.0.0.1:1/")} == {"unreachable"}
    assert seen.names() == set()


def test_a_log_without_an_address_is_watched_by_what_it_asks(seen: Scene) -> None:
    assert seen.alarms(url="") == []
    two_views_asked(seen)
    assert {each.name for each in seen.alarms(url="")} == {"fork"}


# ── the full copy ───────────────────────────────────────────────────────────────────────────────────────────


def copy_of(seen: Scene) -> verify.LogReport:
    return verify.log(OnDisk(seen.folder.mirror(ORIGIN)), two_of_three())


def test_the_copy_is_whole_and_others_can_verify_it(seen: Scene) -> None:
    assert seen.names(MIRROR) == set()
    assert copy_of(seen).size == 300
    for _ in range(3):
        seen.grow(150)
        assert seen.names(MIRROR) == set()
    report = copy_of(seen)
    assert (report.size, len(report.history)) == (750, 6)
    assert seen.folder.seen(ORIGIN).granularity == "day"


def test_a_copy_that_was_interrupted_goes_on(seen: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    seen.grow(900)
    monkeypatch.setattr(mirroring, "_AT_ONCE", 2)
    fetched: list[str] = []
    address = OnDisk(seen.log.folder)

    def read(path: str) -> bytes:
        if len(fetched) == 5:
            raise looking.Unreadable("the line broke")
        fetched.append(path)
        return address(path)

    watched = seen.folder.logs()[ORIGIN]
    heads = {"checkpoint": seen.log.notes[-1]}
    place = seen.folder.mirror(ORIGIN)
    with pytest.raises(looking.Unreadable):
        mirroring.bring(place, read, watched.policy, heads, [], entries=True)
    assert not (place / "checkpoint").exists()
    fetched.clear()
    seen.now += 1
    there = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    assert there
    fetched[:] = []
    done: list[str] = []
    mirroring.bring(
        place, lambda path: done.append(path) or address(path), watched.policy, heads, [], entries=True
    )
    assert not there & set(done)
    assert (place / "checkpoint").exists()


def test_a_full_disk_leaves_the_older_copy_whole(seen: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    seen.alarms(MIRROR)
    seen.grow()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dueprocess.kit.durable.write_all", full)
    with pytest.raises(OSError, match="No space"):
        seen.alarms(MIRROR)
    monkeypatch.undo()
    assert copy_of(seen).size == 300
    assert seen.names(MIRROR) == set()
    assert copy_of(seen).size == 400


def test_entries_that_are_withheld_raise_an_alarm_and_never_enter_the_copy(seen: Scene) -> None:
    seen.alarms(MIRROR)
    seen.grow()
    path = "tile/entries/001.p/144"
    kept = seen.log.read(path)
    (seen.log.folder / path).unlink()
    assert seen.names(MIRROR) == set()  # within the slack
    seen.now += HOUR + 1
    assert seen.names(MIRROR) == {"withheld"}
    assert copy_of(seen).size == 300
    seen.log.write(path, kept.replace(b'"t":"act"', b'"t":"acT"'))
    assert seen.names(MIRROR) == {"damaged"}
    assert copy_of(seen).size == 300
    seen.log.write(path, kept)
    assert seen.names(MIRROR) == set()
    assert copy_of(seen).size == 400


def test_the_copy_proves_a_fork_that_the_address_hides(seen: Scene) -> None:
    """The log was put back and rewritten below what was cosigned: only the copy still has the files."""
    seen.alarms(MIRROR)
    shutil.rmtree(seen.log.folder)
    republish(seen.log, *another(seen.log, 250))
    assert seen.names(MIRROR) == {"fork"}
    assert copy_of(seen).size == 300


def test_a_log_that_publishes_hashes_only_is_copied_without_entries(seen: Scene) -> None:
    shutil.rmtree(seen.log.folder / "tile" / "entries")
    assert seen.names(replace(MIRROR, entries=False)) == set()
    place = seen.folder.mirror(ORIGIN)
    assert verify.log(OnDisk(place), two_of_three(), with_entries=False).size == 300


def test_a_copy_is_never_brought_back(seen: Scene) -> None:
    seen.alarms(MIRROR)
    stale_view(seen)
    assert seen.names(MIRROR) == {"stale"}
    assert copy_of(seen).size == 300
