"""Having a recording decoded to samples by a program apart: `ffmpeg` where it is on the PATH, else miniaudio
in a process of its own (WAV, MP3, FLAC, Ogg Vorbis).

What comes from outside never meets a decoder in our own process, and never lies opened on the disk: it is
handed over in memory. The program gets the kind of file that intake found, no network, no file to write and
a bound on its time.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from threading import Timer

from dueprocess.cases.evidence.sound.outline import RATE

MOST_BYTES = 256 * 1024 * 1024
"""A larger recording is played, and not drawn: it would have to be held in memory."""
SECONDS = 900
_MOV = ("audio/mp4", "video/mp4", "video/quicktime", "video/x-m4v", "video/3gpp")
DEMUXERS = dict.fromkeys(_MOV, "mov") | {
    "audio/aac": "aac", "audio/amr": "amr", "audio/mpeg": "mp3", "audio/ogg": "ogg", "audio/x-aiff": "aiff",
    "audio/x-flac": "flac", "audio/x-wav": "wav", "video/mpeg": "mpeg", "video/webm": "matroska",
    "video/x-matroska": "matroska", "video/x-ms-wmv": "asf", "video/x-msvideo": "avi",
}  # fmt: skip
"""ffmpeg's name for each kind, so that it never guesses one that reaches for other files."""
BY_MINIAUDIO = frozenset({"audio/mpeg", "audio/ogg", "audio/x-flac", "audio/x-wav"})
_CHILD = Path(__file__).with_name("child.py")


class NotDecoded(Exception):
    """The program could not read it: what is said of it is not for people."""


@dataclass(frozen=True, slots=True)
class Decoder:
    """A program with its version, and what is run: with the place of the recording after `before`."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def decoder_for(media_type: str) -> Decoder | None:
    """Return the program that decodes a kind of file here; None where there is none."""
    place = shutil.which("ffmpeg")
    if place and (kind := DEMUXERS.get(media_type)):
        before = (place, "-nostdin", "-v", "error", "-protocol_whitelist", "file", "-f", kind, "-i")
        after = ("-map", "0:a:0", "-ac", "1", "-ar", str(RATE), "-f", "s16le", "pipe:1")
        return Decoder(_named(place), before, after)
    if media_type in BY_MINIAUDIO:
        return Decoder(f"miniaudio {version('miniaudio')}", (sys.executable, "-I", str(_CHILD)), (str(RATE),))
    return None


def _named(place: str) -> str:
    asked = [place, "-version"]
    try:
        said = subprocess.run(asked, capture_output=True, text=True, timeout=20, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return "ffmpeg"
    return " ".join(["ffmpeg", *said.split()[2:3]])[:60]


@contextmanager
def samples(decoder: Decoder, content: Iterable[bytes]) -> Iterator[Iterator[bytes]]:
    """Give the samples of a recording as they are decoded: 16 bits, little-endian, one channel, `RATE` a
    second. Whoever has enough of them stops. Raises NotDecoded where the program fails."""
    memory = os.memfd_create("recording", os.MFD_CLOEXEC)
    try:
        with os.fdopen(memory, "wb", closefd=False) as out:
            for piece in content:
                out.write(piece)
        command = [*decoder.before, f"/proc/self/fd/{memory}", *decoder.after]
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            pass_fds=[memory], env={"PATH": os.environ.get("PATH", "")}, cwd="/",
        )  # fmt: skip
    finally:
        os.close(memory)
    late = Timer(SECONDS, process.kill)
    late.start()
    try:
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, 0))
        assert process.stdout is not None
        with process.stdout as out:
            yield iter(lambda: out.read(64 * 1024), b"")
            if not out.read(1) and process.wait():
                raise NotDecoded(f"{decoder.name} ended with {process.returncode}")
    except ProcessLookupError:
        raise NotDecoded(f"{decoder.name} ended at once") from None
    finally:
        late.cancel()
        process.kill()
        process.wait()
