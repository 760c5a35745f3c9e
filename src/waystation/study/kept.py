"""The finished draws of a run that is not done yet: appended to one file, so that whatever stops it loses none."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import struct
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import TracebackType

from waystation.base.problems import ResultsError
from waystation.study.packed import pack, unpack
from waystation.study.runner import DrawResult

DRAWS, LOCK, PIECES = "draws", "lock", "pieces"
HEAD = struct.Struct("<QQ32s")  # of a draw: its number, the length of what follows and its hash
KEY = 64  # characters of a hash, first in the file


def place(directory: Path) -> Path:
    """Where finished draws are kept until a directory of results is written."""
    return directory.parent / f".{directory.name}.unfinished"


class Kept:
    """Draws by number. Only one process at a time may have it open; what another task left there is dropped.

    `key` stands for all that a draw depends on besides its number. A draw half written when the process was killed is
    cut off. Raises ResultsError if another process is at work there.
    """

    def __init__(self, folder: Path, key: str) -> None:
        self.folder, self.at = folder, dict[int, tuple[int, int]]()
        self._new = [parent for parent in folder.parents if not parent.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = (folder / LOCK).open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise ResultsError(f"another process makes these results: wait for it, or name another --out "
                               f"({folder})") from error  # fmt: skip
        shutil.rmtree(self.pieces, ignore_errors=True)
        self._file = os.fdopen(os.open(folder / DRAWS, os.O_RDWR | os.O_CREAT, 0o644), "r+b")
        self._resume(key.encode("ascii"))

    def _resume(self, key: bytes) -> None:
        size = self._file.seek(0, os.SEEK_END)
        self._file.seek(0)
        if self._file.read(KEY) != key[:KEY]:
            size = 0
            self._file.seek(0)
            self._file.truncate()
            self._file.write(key[:KEY])
        end = KEY
        while (found := self._whole(end, size)) is not None:
            number, start, length = found
            self.at[number], end = (start, length), start + length
        self._file.truncate(end)
        self._file.seek(end)
        self._file.flush()

    def _whole(self, start: int, size: int) -> tuple[int, int, int] | None:
        """Number, start and length of the draw that begins somewhere, if it is whole."""
        self._file.seek(start)
        head = self._file.read(HEAD.size)
        if len(head) < HEAD.size:
            return None
        number, length, digest = HEAD.unpack(head)
        if start + HEAD.size + length > size or sha256(self._file.read(length)).digest() != digest:
            return None
        return number, start + HEAD.size, length

    @property
    def pieces(self) -> Path:
        """A folder for what is made of the draws before the results are whole."""
        return self.folder / PIECES

    def add(self, result: DrawResult) -> None:
        """Keep a draw: once this returns, the end of the process does not lose it."""
        block = pack(result)
        start = self._file.seek(0, os.SEEK_END)
        self._file.write(HEAD.pack(result.number, len(block), sha256(block).digest()) + block)
        self._file.flush()
        self.at[result.number] = (start + HEAD.size, len(block))

    def read(self) -> Iterator[DrawResult]:
        """Every draw in order of number, one in memory at a time."""
        for _, (start, length) in sorted(self.at.items()):
            self._file.seek(start)
            yield unpack(DrawResult, self._file.read(length))

    def drop(self) -> None:
        """Remove the draws: their results are written, or there are none."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Kept:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self.at:
            self.drop()
            with contextlib.suppress(OSError):  # something else has come to lie there
                for parent in self._new:
                    parent.rmdir()
        self._file.close()
        self._lock.close()
