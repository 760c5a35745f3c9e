"""A directory of results: written whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from waystation.base.files import canonical_json, sha256
from waystation.base.problems import ResultsError

RECORD = "record.json"


def save(
    directory: Path,
    *,
    tables: Mapping[str, pl.LazyFrame],
    texts: Mapping[str, str],
    record: dict[str, object],
    blobs: Mapping[str, bytes] | None = None,
) -> None:
    """Write tables (parquet), texts, blobs and the record with the hash of each, then put all in place at once.

    An earlier directory of results is replaced; anything else is left alone and refused.
    """
    refuse_if_taken(directory)
    directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{directory.name}-", dir=directory.parent) as scratch:
        new = Path(scratch) / "new"
        new.mkdir()
        for name, table in tables.items():
            table.sink_parquet(new / f"{name}.parquet", compression="zstd", statistics=False)
        for name, text in texts.items():
            (new / name).parent.mkdir(exist_ok=True)
            (new / name).write_text(text, encoding="utf-8")
        for name, blob in (blobs or {}).items():
            (new / name).write_bytes(blob)
        hashes = {path.relative_to(new).as_posix(): sha256(path.read_bytes()) for path in files(new)}
        (new / RECORD).write_text(canonical_json({**record, "results": hashes}) + "\n", encoding="utf-8")
        if directory.exists():
            directory.rename(Path(scratch) / "old")
        new.rename(directory)


def refuse_if_taken(directory: Path) -> None:
    """Raise ResultsError if something that is no directory of results stands where one is to be written."""
    if directory.is_dir() and (not any(directory.iterdir()) or (directory / RECORD).exists()):
        return
    if directory.exists():
        raise ResultsError(f"{directory} exists and holds no earlier results: name another directory with --out")


def files(directory: Path) -> list[Path]:
    """Every file of a directory but the record, in order."""
    return sorted(path for path in directory.rglob("*") if path.is_file() and path.name != RECORD)


def read(directory: Path, table: str) -> pl.DataFrame:
    """One table of a directory of results. Raises ResultsError if it cannot be read."""
    try:
        return pl.read_parquet(directory / f"{table}.parquet")
    except (OSError, pl.exceptions.PolarsError) as error:
        raise ResultsError(f"{directory / table}.parquet cannot be read ({error})") from error
