"""Run as a program of its own by `decoding`: reads the recording at a path by miniaudio and writes its
samples to standard output. Alone, so that a recording that breaks the decoder breaks nothing else."""

from __future__ import annotations

import sys

import miniaudio

AT_ONCE = 16_000


def main(path: str, rate: int) -> int:
    """Write the samples, 16 bits, one channel, `rate` a second; return 1 for what cannot be read."""
    try:
        pieces = miniaudio.stream_file(
            path, output_format=miniaudio.SampleFormat.SIGNED16, nchannels=1, sample_rate=rate,
            frames_to_read=AT_ONCE,
        )  # fmt: skip
        for piece in pieces:
            if sys.byteorder == "big":
                piece.byteswap()
            sys.stdout.buffer.write(piece.tobytes())
        sys.stdout.buffer.flush()
    except miniaudio.MiniaudioError:
        return 1
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1], int(sys.argv[2])))
    except BrokenPipeError:  # whoever reads has enough
        sys.exit(0)
