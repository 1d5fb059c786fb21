"""What is said in recordings: as people type it, and captions as anybody may send them."""

from dueprocess.cases.evidence.sound import cues
from dueprocess.core.errors import Malformed
from tests.fuzz.running import Target


def transcript(data: bytes) -> None:
    """Read it, and write it in both ways, which are read again."""
    found = cues.read(cues.decoded(data, 100_000))
    assert cues.read(cues.typed(found)) == found
    cues.read(cues.vtt(found)), cues.vtt(found).encode()


CAPTIONS = (
    b"WEBVTT\n\nNOTE x\n\n1\n00:01.000 --> 00:02.500 align:start\n<v Ilse><i>Yes</i> &amp; no\n\n"
    b"01:00:00.000 --> 01:00:01.000\n<c.loud>Two</c>\nlines <v.a A:B>x"
)
TARGETS = [
    Target(
        "a transcript",
        transcript,
        lambda: [
            b"0:12 Ilse: I saw him.\n[0:14.5] - [0:16] : (a door)\nand more\n1:02:05 Wren: -0:13 no",
            CAPTIONS,
            "1\r\n00:00:01,500 --> 00:00:02,000\r\n<b>Größe</b>\r\n".encode("utf-16"),
        ],
        (Malformed,),
        ("dueprocess.cases.evidence.sound.cues.read", "dueprocess.cases.evidence.sound.cues.decoded"),
    ),
]
