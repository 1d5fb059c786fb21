"""Tiles: paths, what to write when a log grows, and reading proofs from files."""

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.tlog import reader, tiles, tree, verify
from dueprocess.tlog.errors import BadBytes
from dueprocess.tlog.reader import Folder, Missing, Unreadable, Web
from dueprocess.tlog.tiles import Tile
from tests.effort import brief
from tests.tlog.published import Published, publish, some_entries, two_of_three

all_tiles = st.builds(Tile, st.none() | st.integers(0, 63), st.integers(0, 10**12), st.integers(1, 256))


@brief(10)
@given(all_tiles)
def test_a_path_is_read_back_as_the_same_tile(tile: Tile) -> None:
    assert Tile.parse(tile.path) == tile


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(1, 999, 17), "tile/1/999.p/17"),
        (Tile(None, 1000, 255), "tile/entries/x001/000.p/255"),
    ],
)
def test_paths_are_those_of_the_standard(tile: Tile, path: str) -> None:
    assert tile.path == path


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/00/000",
        "tile/64/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/x001/x234",
        "tile/0/001/234",
        "tile/entry/000",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/٠٠٠",
        "tile/-1/000",
        "tile/0/000\n",
    ],
)
def test_other_paths_are_refused(path: str) -> None:
    with pytest.raises(BadBytes):
        Tile.parse(path)


def test_a_log_of_70000_has_the_tiles_of_the_standards_example() -> None:
    found = list(tiles.all_of(70_000))
    by_level = {level: [t for t in found if t.level == level] for level in (None, 0, 1, 2)}
    assert len(found) == sum(map(len, by_level.values()))
    assert [len(by_level[0]), by_level[0][-1]] == [274, Tile(0, 273, 112)]
    assert by_level[1] == [Tile(1, 0), Tile(1, 1, 17)]
    assert by_level[2] == [Tile(2, 0, 1)]
    assert [t.index for t in by_level[None]] == list(range(274))


def test_a_log_of_256_has_a_full_tile_and_one_above() -> None:
    assert [t.path for t in tiles.all_of(256)] == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]


@brief(10)
@given(st.integers(0, 200_000), st.integers(0, 2_000))
def test_growing_writes_exactly_what_the_smaller_log_did_not_have(old: int, more: int) -> None:
    before = set(tiles.all_of(old)) if old < 5_000 else None
    written = list(tiles.growth(old, old + more))
    assert len(set(written)) == len(written)
    if before is not None:
        assert set(tiles.all_of(old + more)) - before == set(written)
    for tile in written:
        assert tiles.at_size(tile.level, tile.index, old + more) == tile


def test_a_log_cannot_shrink() -> None:
    with pytest.raises(BadBytes):
        list(tiles.growth(2, 1))


@brief(10)
@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_a_bundle_splits_into_its_entries(entries: list[bytes]) -> None:
    data = tiles.bundle(entries)
    assert tiles.split_bundle(data, len(entries)) == entries
    for wrong, width in (
        (data + b"\0", len(entries)),
        (data[:-1], len(entries)),
        (data, len(entries) + 1),
        (data, len(entries) - 1),
    ):
        with pytest.raises(BadBytes):
            tiles.split_bundle(wrong, width)


def test_an_entry_is_at_most_65535_bytes_long() -> None:
    assert tiles.split_bundle(tiles.bundle([b"x" * 65_535]), 1) == [b"x" * 65_535]
    with pytest.raises(BadBytes):
        tiles.bundle([b"x" * 65_536])


def test_a_tile_of_another_length_is_refused() -> None:
    with pytest.raises(BadBytes):
        tiles.split_hashes(b"x" * 33, 1)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return publish(tmp_path_factory.mktemp("log"), 600, step=97)


@brief(10)
@given(st.integers(1, 600), st.data())
def test_proofs_from_tiles_are_those_from_memory(grown: Published, size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    stored = tiles.TileHashes(Folder(grown.folder), 600)
    assert tree.prove_inclusion(index, size, stored) == tree.prove_inclusion(index, size, grown.hashes)
    old = data.draw(st.integers(0, size))
    assert tree.prove_consistency(old, size, stored) == tree.prove_consistency(old, size, grown.hashes)
    assert tree.root(size, stored) == tree.root(size, grown.hashes)


def test_only_few_tiles_are_kept_in_memory(grown: Published) -> None:
    stored = tiles.TileHashes(Folder(grown.folder), 600, keep=2)
    for index in range(0, 600, 50):
        tree.verify_inclusion(
            grown.hashes.levels[0][index],
            index,
            600,
            tree.prove_inclusion(index, 600, stored),
            tree.root(600, stored),
        )
    assert len(stored.tiles) <= 2


def test_a_subtree_beyond_the_log_is_refused(grown: Published) -> None:
    stored = tiles.TileHashes(Folder(grown.folder), 600)
    for node in ((0, 600), (3, 75), (9, 1), (20, 0)):
        with pytest.raises(BadBytes):
            stored([node])


def test_a_partial_tile_that_was_deleted_is_cut_out_of_the_full_one(tmp_path: Path) -> None:
    log = Published(tmp_path)
    log.grow(some_entries(100))
    old = log.read("checkpoint")
    log.grow(some_entries(300)[100:])
    for path in ("tile/0/000.p/100", "tile/entries/000.p/100"):
        (tmp_path / path).unlink()
    log.write("checkpoint", old)
    (tmp_path / "checkpoints").unlink()
    assert verify.log(Folder(tmp_path), two_of_three()).size == 100


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────────────


class Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.path.endswith("/broken"):
            self.send_error(500)
        elif self.path.endswith("/elsewhere"):
            self.send_response(302)
            self.send_header("Location", "/log/checkpoint")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            super().do_GET()


@pytest.fixture(scope="module")
def served(grown: Published) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Quiet, directory=str(grown.folder.parent))
    )
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{grown.folder.name}/"
    server.shutdown()
    server.server_close()


def test_a_log_is_verified_over_http(served: str) -> None:
    assert verify.log(reader.of(served), two_of_three()).size == 600


def test_a_web_reader_tells_missing_from_unreachable(served: str) -> None:
    read = Web(served)
    with pytest.raises(Missing):
        read("tile/0/009")
    for path in ("broken", "elsewhere"):
        with pytest.raises(Unreadable):
            read(path)
    assert read("checkpoint").startswith(b"clubs.example.invalid/record\n")
    with pytest.raises(Unreadable):
        Web("http://127.0.0.1:9/")("checkpoint")


def test_a_log_that_cannot_be_reached_is_not_called_false() -> None:
    with pytest.raises(Unreadable):
        verify.log(Web("http://127.0.0.1:9/", timeout=2), two_of_three())


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "a//b", ".hidden", "", "a/../b"])
def test_no_reader_leaves_its_log(path: str, tmp_path: Path) -> None:
    with pytest.raises(Missing):
        Folder(tmp_path)(path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "tile").mkdir()
    with pytest.raises(Missing):
        Folder(tmp_path)("tile")


@pytest.mark.parametrize("url", ["ftp://x/", "http:///x", "file:///etc"])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        Web(url)
