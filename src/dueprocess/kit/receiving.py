"""How uploads come in: counted, and never in the clear on the disk. Knows bytes; nothing of what files mean.

Django keeps large uploads in temporary files while a request is read. Here they are encrypted under a key
that lives only as long as the upload, in a file without a name, so that a crash or a stolen disk shows
nothing. `kit.files.store` then seals them for good.
"""

import os
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

MOST_FILES = 50
"""Files of one request that are read; fields ask for at most 20 and say so where more came."""
PIECE = 64 * 1024


class Counted(FileUploadHandler):
    """Reads past the files above `MOST_FILES`, so that the form is still read and can say what is wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Count it. Raises SkipFile above the limit."""
        self.count += 1
        if self.count > MOST_FILES:
            raise SkipFile
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand on what came."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""


class _Veil:
    """AES-256-CTR under a key of one upload; nothing is checked, since nobody else can write there."""

    def __init__(self) -> None:
        self.key, self.nonce = os.urandom(32), os.urandom(16)

    def turn(self) -> CipherContext:
        """A fresh stream from the first byte; the same one veils and unveils."""
        return Cipher(algorithms.AES256(self.key), modes.CTR(self.nonce)).encryptor()


class VeiledUpload(UploadedFile[Any]):
    """An upload that lies encrypted in a nameless temporary file. Read it with `chunks()`, once or often."""

    def __init__(self, file: IO[bytes], veil: _Veil, name: str, size: int, **more: Any) -> None:
        super().__init__(file, name, size=size, **more)
        self._veil = veil

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The content from its beginning."""
        assert self.file is not None
        self.file.seek(0)
        stream = self._veil.turn()
        while piece := self.file.read(chunk_size or PIECE):
            yield stream.update(piece)

    def read(self, num_bytes: int = -1) -> bytes:
        """The whole content; parts are read with `chunks`."""
        if num_bytes >= 0:
            raise NotImplementedError("read it with chunks()")
        return b"".join(self.chunks())


class Veiling(FileUploadHandler):
    """Takes what is too large for memory (Django's MemoryFileUploadHandler stands before it)."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with the upload
        self.veil = _Veil()
        self.stream = self.veil.turn()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write what came, veiled."""
        self.file.write(self.stream.update(raw_data))

    def file_complete(self, file_size: int) -> VeiledUpload:
        """Hand out the upload."""
        self.file.flush()
        return VeiledUpload(
            self.file, self.veil, self.file_name or "", file_size, content_type=self.content_type,
            charset=self.charset, content_type_extra=self.content_type_extra,
        )  # fmt: skip

    def upload_interrupted(self) -> None:
        """Let go of a file that will not be completed."""
        file = getattr(self, "file", None)
        if file is not None:
            file.close()
