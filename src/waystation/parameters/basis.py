"""The shelf that derivations take from: series with their hashes, and what each number rests on, from their files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import polars as pl
from pydantic import Field

from waystation.base.files import sha256
from waystation.base.forms import Form, Spot, Text, open_file, read_form
from waystation.base.problems import Problems, did_you_mean
from waystation.parameters.axis import Axis
from waystation.parameters.derive import Basis, Derivation, Shelf, Value
from waystation.parameters.parameter import Parameter


class BasisForm(Form):
    """What one number rests on."""

    rests_on: list[str] = []
    how: str | None = None
    takes: dict[str, str] = {}
    choices: Annotated[dict[str, object], Field(alias="with")] = {}
    why: dict[str, str] = {}
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
        name: Basis(name, tuple(form.rests_on), form.how or "", form.takes, form.choices, form.why, form.reason)
        for name, form in forms.items()
    }


def joined(
    parameters: Mapping[str, Parameter], bases: Mapping[str, Basis], file: str, problems: Problems
) -> dict[str, Parameter]:
    """The parameters with the claims they rest on and their derivations; a basis for no parameter is a problem."""
    for name in sorted(set(bases) - set(parameters)):
        problems.add(f"{file}:1", f"says what {name!r} rests on, which is no parameter", did_you_mean(name, parameters))
    held = {name: bases.get(name, Basis(name)) for name in parameters}
    return {
        name: replace(parameter, rests_on=held[name].rests_on, how=held[name].how)
        for name, parameter in parameters.items()
    }


def check_series(folder: Path, problems: Problems) -> None:
    """Note every series whose file is missing or has drifted from the hash it was registered with."""
    document = open_file(folder / "index.yaml", problems)
    if document is None:
        return
    for stem, content in document.content.items():
        spot, path = Spot(document, problems, (stem,), f"series {stem!r}"), folder / f"{stem}.csv"
        expected = read_form(SeriesForm, content, spot).sha256
        if not path.is_file():
            spot.wrong(f"has no file {path.name}", "add the file, or take the entry out")
        elif sha256(path.read_bytes()) != expected:
            spot.inside("sha256").wrong("has another hash than its file", "see what changed; then enter the new hash")


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


def make_shelf(
    parameters: Mapping[str, Parameter],
    axes: Mapping[str, Axis],
    *,
    series: Mapping[str, pl.DataFrame],
    figures: Mapping[str, float],
    bases: Mapping[str, Basis],
    derivations: Mapping[str, Derivation],
) -> Shelf:
    """Everything that derivations may take from; parameters without a derivation are given as they stand."""
    given = {name: _as_value(parameter, axes) for name, parameter in parameters.items() if parameter.values}
    classes = {name: axis.classes for name, axis in axes.items()}
    return Shelf(series, figures, classes, given, bases, derivations)


def _as_value(parameter: Parameter, axes: Mapping[str, Axis]) -> Value:
    """The number or table that holds from the first date."""
    _, table = parameter.values[0]
    return dict(zip(axes[parameter.by[0]].classes, table.tolist(), strict=True)) if parameter.by else float(table)
