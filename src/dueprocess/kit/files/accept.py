"""Which files are taken in: size, kind by content, names, archives. Knows formats; nothing of storage.

The kind is told by content, never by name (library `filetype`; docs/adr/0051-file-kinds.md). What can run
is refused. Text of any kind, HTML and SVG among it, is kept as `text/plain`, so that no browser runs it.
"""

import re
import unicodedata
import zipfile
from io import RawIOBase
from typing import IO, cast

import filetype
from django.utils.translation import gettext as _

from dueprocess.core.errors import Malformed, Problem

SNIFF = 8192
"""Bytes from the beginning that tell the kind."""
_NAME_BYTES = 150
_ENTRIES = 10_000
_EXPANDED = 4 * 1024 * 1024 * 1024
_RATIO = 200
_SMALL = 64 * 1024 * 1024

_MAIN = (
    "application/pdf application/zip application/rtf application/epub+zip application/gzip "
    "application/msword application/vnd.apache.parquet "
    "application/vnd.ms-excel application/vnd.ms-powerpoint application/x-ole-storage "
    "application/vnd.oasis.opendocument.presentation application/vnd.oasis.opendocument.spreadsheet "
    "application/vnd.oasis.opendocument.text "
    "application/vnd.openxmlformats-officedocument.presentationml.presentation "
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet "
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document "
    "audio/aac audio/amr audio/mp4 audio/mpeg audio/ogg audio/x-aiff audio/x-flac audio/x-wav "
    "image/apng image/avif image/bmp image/gif image/heic image/jpeg image/jpx image/png image/tiff "
    "image/webp "
    "video/3gpp video/mp4 video/mpeg video/quicktime video/webm video/x-m4v video/x-matroska video/x-ms-wmv "
    "video/x-msvideo text/plain"
)
ACCEPTED = frozenset(_MAIN.split())
"""The media types that are taken in."""
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_TEXT_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def refuse(what: str, mend: str, path: str = "file") -> Malformed:
    """The error for a file that is not taken."""
    return Malformed([Problem(path, None, what, mend, "error")])


def media_type(head: bytes) -> str:
    """The kind of a file by its first bytes. Raises Malformed for an empty file or a kind not taken in."""
    if not head:
        raise refuse(_("The file is empty."), _("Choose the file again; it may not have been saved yet."))
    if head.startswith(_OLE):
        return "application/x-ole-storage"  # Word, Excel, PowerPoint before 2007, Outlook messages
    if head.startswith(b"PAR1"):
        return "application/vnd.apache.parquet"
    kind = filetype.guess_mime(bytearray(head))
    if kind is None and _is_text(head):
        return "text/plain"
    if kind not in ACCEPTED:
        raise refuse(
            _("This kind of file is not taken in."),
            _("Send a document, picture, sound, film, text or ZIP file, or print it to PDF."),
        )
    return str(kind)


def _is_text(head: bytes) -> bool:
    """Text in UTF-8, UTF-16 with its mark, or an old 8-bit code: no control characters, no program."""
    return head.startswith(_TEXT_MARKS) or not (head.startswith(b"#!") or _CONTROLS.search(head))


def accept_archive(source: IO[bytes] | RawIOBase) -> None:
    """Judge a ZIP (office documents are ZIPs too) by its own list of contents, without expanding it.

    Raises Malformed for a list that cannot be read, more than 10,000 files, or a declared size that
    would fill the disk of whoever opens it: over 4 GiB, or over 64 MiB and 200 times what is packed.
    """
    try:
        with zipfile.ZipFile(cast("IO[bytes]", source)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError, OSError):
        raise refuse(
            _("The file says that it is a ZIP or office document, but its list of contents cannot be read."),
            _("Save or pack it again and send the new file."),
        ) from None
    expanded = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos) or 1
    if len(infos) > _ENTRIES:
        raise refuse(
            _("The archive holds {n} files.").format(n=f"{len(infos):,}"),
            _("Send at most 10,000 files in one archive."),
        )
    if expanded > _EXPANDED or (expanded > _SMALL and expanded > packed * _RATIO):
        raise refuse(
            _("The archive would become far larger than it is when someone opens it."),
            _("Send the files one by one."),
        )


def safe_name(name: str) -> str:
    """A file name that is safe on every system and still readable, in any script.

    Folders, control and direction characters, and what Windows forbids go; NFC; at most 150 bytes with
    the ending kept; `file` where nothing is left.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(
        " " if letter.isspace() else letter
        for letter in name
        if letter.isspace() or unicodedata.category(letter) not in {"Cc", "Cf", "Co", "Cn", "Cs"}
    )
    name = re.sub(r'[<>:"|?*]', "_", name)
    name = re.sub(r"\s+", " ", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > 12 or " " in ending:
        stem, dot, ending = name, "", ""
    room = _NAME_BYTES - len((dot + ending).encode())
    while len(stem.encode()) > room:
        stem = stem[:-1]
    name = stem.rstrip(" .") + dot + ending
    if _RESERVED.match(name):
        name = "_" + name
    return name or "file"
