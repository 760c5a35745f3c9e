"""The shelf that derivations take from: series with their hashes, and what each number rests on, from their files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import polars as pl
from pydantic import Field

from waystation.base.files import sha256
from waystation.base.forms import Form, Spot, Text, open_file, read_form
from waystation.base.problems import Problems
from waystation.parameters.derive import Basis, Value
from waystation.parameters.parameter import Parameter


class BasisForm(Form):
    """What one number rests on."""

    rests_on: list[str] = []
    how: str | None = None
    takes: dict[str, str] = {}
    choices: Annotated[dict[str, object], Field(alias="with")] = {}
    title: str = ""
    reason: str = ""


class SeriesForm(Form):
    """One series: where it comes from, what its columns mean, and the hash of its file."""

    title: Text
    source: Text
    release: Text
    unit: Text
    basis: Text
    columns: dict[str, str]
    period: dict[str, str]
    sha256: Text


def load_bases(path: Path, problems: Problems) -> dict[str, Basis]:
    """The bases of a file, by the id of the number."""
    document = open_file(path, problems)
    if document is None:
        return {}
    forms = {
        name: read_form(BasisForm, content, Spot(document, problems, (name,), repr(name)))
        for name, content in document.content.items()
    }
    return {
        name: Basis(name, tuple(form.rests_on), form.how or "", form.takes, form.choices, form.reason)
        for name, form in forms.items()
    }


def load_series(folder: Path, problems: Problems) -> dict[str, pl.DataFrame]:
    """The series of a folder, by stem; one whose file has changed since it was registered is a problem."""
    document = open_file(folder / "index.yaml", problems)
    if document is None:
        return {}
    found = {
        stem: _series(folder, stem, content, Spot(document, problems, (stem,), f"series {stem!r}"))
        for stem, content in document.content.items()
    }
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in found:
            problems.add(f"{path.name}:1", "is no series of index.yaml", "enter it there, or take the file out")
    return {stem: frame for stem, frame in found.items() if frame is not None}


def _series(folder: Path, stem: str, content: object, spot: Spot) -> pl.DataFrame | None:
    form, path = read_form(SeriesForm, content, spot), folder / f"{stem}.csv"
    if not path.is_file():
        spot.wrong(f"has no file {path.name}", "add the file, or take the entry out")
        return None
    if sha256(path.read_bytes()) != form.sha256:
        spot.inside("sha256").wrong("has another hash than its file", "look at what changed; then enter the new hash")
    frame = pl.read_csv(path)
    if frame.columns != list(form.columns):
        spot.inside("columns").wrong(f"has columns {', '.join(frame.columns)}", "explain each column, in their order")
    return frame


def as_value(parameter: Parameter, classes: Mapping[str, tuple[str, ...]]) -> Value | None:
    """The number or table of a parameter that holds from its first date; None for a spread."""
    if not parameter.values:
        return None
    table = parameter.values[0][1]
    if not parameter.by:
        return float(table)
    return dict(zip(classes[parameter.by[0]], table.tolist(), strict=True))
