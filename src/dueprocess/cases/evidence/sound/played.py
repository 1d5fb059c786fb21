"""Which recordings a page plays, and under which media type: an allow-list, by what intake found in the
bytes. Nothing of what is not on it is ever handed to a browser but as a download."""

from __future__ import annotations

PLAYED = {
    "audio/aac": "audio/aac", "audio/mp4": "audio/mp4", "audio/mpeg": "audio/mpeg", "audio/ogg": "audio/ogg",
    "audio/x-flac": "audio/flac", "audio/x-wav": "audio/wav", "video/mp4": "video/mp4",
    "video/quicktime": "video/mp4", "video/webm": "video/webm", "video/x-m4v": "video/mp4",
}  # fmt: skip
"""The type under which each is sent. A browser may still lack the program for what is inside."""


def is_recording(media_type: str) -> bool:
    """Tell whether a file is sound or film, whether or not a page plays it."""
    return media_type.startswith(("audio/", "video/"))


def is_film(media_type: str) -> bool:
    """Tell whether a file has pictures."""
    return media_type.startswith("video/")
