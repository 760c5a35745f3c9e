"""A value that takes long to make, kept on disk until anything that it rests on changes."""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar, cast

from waystation.base.files import sha256

T = TypeVar("T")
KEY = 64  # characters of a hash, first in the file


def cached(path: Path, key: str, make: Callable[[], T]) -> T:
    """The value kept in a file under a key, or a new one, which is kept there if it can be.

    Only a file of this user's own is read, since reading it runs code, as reading compiled Python does.
    """
    try:
        content = path.read_bytes() if path.stat().st_uid == os.getuid() else b""
        if content[:KEY] == key.encode():
            return cast(T, pickle.loads(content[KEY:]))
    except Exception:  # whatever is wrong with what was kept, it can be made anew
        pass
    made = make()
    with contextlib.suppress(OSError):
        _keep(path, key.encode() + pickle.dumps(made))
    return made


def _keep(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=path.name, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def place(home: Path, name: str) -> Path:
    """Where something made from a folder is kept: in WAYSTATION_CACHE, else beside the folder's compiled modules."""
    chosen = os.environ.get("WAYSTATION_CACHE")
    return Path(chosen) / f"{name}-{sha256(str(home))[:16]}" if chosen else home / "__pycache__" / name


def key_of(roots: Iterable[Path]) -> str:
    """One hash of every file in some folders, by its path, but for compiled modules; and of this Python."""
    files = {path for root in roots for path in root.rglob("*") if "__pycache__" not in path.parts and path.is_file()}
    return sha256("\n".join([sys.version, *(f"{path} {sha256(path.read_bytes())}" for path in sorted(files))]))
