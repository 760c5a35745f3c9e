"""Axes and parameters from their files, with every problem found on the way."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import EllipsisType
from typing import Annotated, cast

import numpy as np
from pydantic import BeforeValidator, Field, create_model

from waystation.base.english import join
from waystation.base.forms import Form, Spot, Text, known, list_files, open_file, read_form
from waystation.base.problems import Problems, did_you_mean
from waystation.base.units import DIMENSIONS, Dimension
from waystation.parameters.axis import Axis, band_names
from waystation.parameters.checks import FITS, check_against, check_fit
from waystation.parameters.parameter import STATUSES, Parameter, Status, Table
from waystation.parameters.prior import FORMS as PRIOR_NUMBERS
from waystation.parameters.prior import Moves, Prior
from waystation.parameters.spread import FORMS as SPREAD_NUMBERS
from waystation.parameters.spread import Spread

ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
DATES = "give values by the date from which they hold, as 2026-01-01: 0.5"
ClassName = Annotated[str, BeforeValidator(lambda name: str(name) if type(name) is int else name)]


class AxisForm(Form):
    """One axis: classes by name, or bands by their lower edges."""

    title: Text
    classes: list[ClassName] = []
    edges: list[float] = []


class EntryForm(Form):
    """One parameter."""

    title: Text
    what: Text
    dimension: Annotated[Text, Field(description=f"write one of {', '.join(DIMENSIONS)}")]
    by: list[str] = []
    values: dict[str, object] = {}
    spread: dict[str, object] = {}
    prior: dict[str, object] = {}
    prior_reason: str = ""
    status: Annotated[Text, Field(description=f"write one of {', '.join(STATUSES)}")]
    source: str = ""
    note: str = ""


class PriorForm(Form):
    """What every prior says, whatever its kind."""

    kind: Text
    moves: Annotated[Text, Field(description=f"write one of {', '.join(FITS)}")]
    against: str = ""


class SpreadForm(Form):
    """What every spread says, whatever its kind."""

    kind: Text


def _prior_form(kind: str) -> type[PriorForm]:
    numbers: dict[str, tuple[type[float], float | EllipsisType]] = {
        name: (float, ... if usual is None else usual) for name, usual in PRIOR_NUMBERS[kind].items()
    }
    return create_model(kind, __base__=PriorForm, **numbers)  # type: ignore[call-overload,no-any-return]


def _spread_form(kind: str) -> type[SpreadForm]:
    number = list[float] if kind == "histogram" else float
    numbers = dict.fromkeys(SPREAD_NUMBERS[kind], (number, ...))
    return create_model(kind, __base__=SpreadForm, **numbers)  # type: ignore[call-overload,no-any-return]


PRIOR_FORMS = {kind: _prior_form(kind) for kind in PRIOR_NUMBERS}
SPREAD_FORMS = {kind: _spread_form(kind) for kind in SPREAD_NUMBERS}


def load_axes(path: Path, problems: Problems) -> dict[str, Axis]:
    """The axes of a file, by id."""
    document = open_file(path, problems)
    if document is None:
        return {}
    return {
        name: _axis(name, content, Spot(document, problems, (name,), f"axis {name!r}"))
        for name, content in document.content.items()
    }


def _axis(name: str, content: object, spot: Spot) -> Axis:
    form = read_form(AxisForm, content, spot)
    classes, edges = tuple(map(str, form.classes)), tuple(form.edges)
    if bool(classes) == bool(edges):
        spot.wrong("should have either classes or edges", "give named classes, or the lower edges of bands in years")
    if len(set(classes)) < len(classes):
        spot.inside("classes").wrong("names a class twice", "give each class once")
    if edges and (edges[0] != 0 or any(low >= high for low, high in pairwise(edges))):
        spot.inside("edges").wrong("wants rising edges from 0", "write them as [0, 1, 3, 5]; the last band is open")
    return Axis(name, form.title, classes or (band_names(edges) if edges else ()), edges)


def load_parameters(
    source: Path | Iterable[Path], axes: Mapping[str, Axis], problems: Problems
) -> dict[str, Parameter]:
    """The parameters of a folder, or of some files, by id.

    One that has a problem is left in where it can be named, so that naming it is no second problem.
    """
    files = list_files(source, problems) if isinstance(source, Path) else sorted(source)
    if not files:
        name = source.name if isinstance(source, Path) else "parameters"
        problems.add(f"{name}:1", "holds no parameters", "add a file such as arrivals.yaml")
    found: dict[str, Parameter] = {}
    places: dict[str, str] = {}
    for path in files:
        document = open_file(path, problems)
        for name, content in document.content.items() if document else ():
            assert document is not None
            spot = Spot(document, problems, (name,), repr(name))
            _check_id(name, path.stem, spot)
            if name in places:
                spot.wrong("is declared twice", f"keep one of them; the other is at {places[name]}")
                continue
            places[name] = spot.where
            parameter = _parameter(name, content, axes, spot)
            if parameter is not None:
                found[name] = parameter
    check_against(found, problems)
    return found


def _check_id(name: str, area: str, spot: Spot) -> None:
    if not ID.fullmatch(name):
        spot.wrong(
            "is no id of a parameter", f"write small letters, digits and _ after an area, as '{area}.some_share'"
        )
        return
    own, rest = name.split(".", maxsplit=1)
    if own != area:
        spot.wrong(f"stands in {area}.yaml", f"move it to {own}.yaml, or call it '{area}.{rest}'")


def _parameter(name: str, content: object, axes: Mapping[str, Axis], spot: Spot) -> Parameter | None:
    form = read_form(EntryForm, content, spot)
    if not isinstance(content, Mapping):
        return None
    given = set(content)
    _check_claim(form, given, spot)
    dimension = DIMENSIONS.get(form.dimension)
    known(form.dimension, DIMENSIONS, "dimension", spot.inside("dimension"))
    by = _by(form.by, axes, spot.inside("by"))
    if len({"values", "spread"} & given) != 1:
        has = "both values and a spread" if "values" in given else "neither values nor a spread"
        spot.wrong(f"has {has}", "give values by date, or a spread over cases")
    prior = _prior(form.prior, spot.inside("prior")) if form.prior or "prior" in given else None
    spread = _spread(form.spread, spot.inside("spread")) if form.spread else None
    if dimension is None or by is None:
        return None
    values = _values(form.values, by, dimension, spot.inside("values")) if form.values else ()
    made = Parameter(
        id=name,
        title=form.title,
        what=form.what,
        dimension=dimension,
        status=cast(Status, form.status),
        source=form.source,
        by=tuple(axis.id for axis in by),
        values=values,
        spread=spread,
        prior=prior,
        prior_reason=form.prior_reason,
        note=form.note,
        where=spot.where,
    )
    check_fit(made, spot)
    return made


def _check_claim(form: EntryForm, given: set[str], spot: Spot) -> None:
    known(form.status, STATUSES, "status", spot.inside("status"))
    if form.status in STATUSES and form.status != "assumed" and not form.source.strip():
        spot.wrong(f"is {form.status} but has no source", "name the source, or say 'status: assumed'")
    if "prior" in given and not form.prior_reason.strip():
        spot.inside("prior").wrong("has a prior without a reason", "say in 'prior_reason' why this range")
    if "prior" not in given and form.prior_reason.strip():
        spot.inside("prior_reason").wrong(
            "gives a reason for a prior it has not", "add the prior, or take out the reason"
        )


def _by(names: list[str], axes: Mapping[str, Axis], spot: Spot) -> tuple[Axis, ...] | None:
    recognised = [known(name, axes, "axis", spot) for name in names]
    if not all(recognised):
        return None
    by = tuple(axes[name] for name in names)
    if len(by) > 2 or len(set(names)) < len(names):
        spot.wrong("varies by more than can be shown", "name one axis, or two different ones")
        return None
    if len(by) > 1 and by[0].edges:
        spot.wrong(f"varies by bands of time ({by[0].id}) first", f"put an axis of classes before {by[0].id!r}")
        return None
    return by


def _values(
    content: Mapping[str, object], by: tuple[Axis, ...], dimension: Dimension, spot: Spot
) -> tuple[tuple[date, Table], ...]:
    tables = [
        (
            _date(key, spot.inside(key)),
            _table(value, by, dimension, spot.inside(key, subject=f"{spot.subject} from {key}")),
        )
        for key, value in content.items()
    ]
    dated = [(when, table) for when, table in tables if when is not None]
    for (before, _), (after, _) in pairwise(dated):
        if after <= before:
            spot.inside(after.isoformat()).wrong(f"has {after} after {before}", "put the dates in order, each once")
    return tuple((when, table) for when, table in dated if table is not None)


def _date(key: str, spot: Spot) -> date | None:
    try:
        when = date.fromisoformat(key)
    except ValueError:
        spot.wrong(f"has a value from {key!r}, which is no date", DATES)
        return None
    if when.day != 1:
        spot.wrong(
            f"has a value from {key}, within a month", f"begin on the first of a month, as {when.replace(day=1)}"
        )
    return when


def _table(content: object, by: tuple[Axis, ...], dimension: Dimension, spot: Spot) -> Table | None:
    if not by:
        number = _number(content, dimension, spot)
        return None if math.isnan(number) else np.array(number)
    if by[0].edges:
        row = _row(content, by, dimension, spot)
        return None if row is None or any(map(math.isnan, row)) else np.array(row)
    rows = _rows(content, by[0], spot)
    if rows is None:
        return None
    cells = [
        _row(cell, by[1:], dimension, spot.inside(name, subject=f"{spot.subject} for {name}")) for name, cell in rows
    ]
    whole = all(row is not None and not any(map(math.isnan, row)) for row in cells)
    shape = [axis.size for axis in by]
    return np.array(cells, dtype=np.float64).reshape(shape) if whole and len(cells) == shape[0] else None


def _rows(content: object, axis: Axis, spot: Spot) -> list[tuple[str, object]] | None:
    """The cells of the first axis in its own order; classes missing or unknown are noted."""
    if not isinstance(content, Mapping):
        spot.wrong(
            f"should have a value for each {axis.id}", f"write {{{axis.classes[0]}: …, …}}" if axis.classes else ""
        )
        return None
    for unknown in content.keys() - set(axis.classes):
        remedy = did_you_mean(unknown, axis.classes) or f"see the classes of {axis.id!r} in axes.yaml"
        spot.inside(unknown).wrong(f"has a value for {unknown!r}, which is no {axis.id}", remedy)
    missing = [name for name in axis.classes if name not in content]
    if missing:
        spot.wrong(f"has no value for {join(missing)}", f"give a value for every {axis.id}")
    return [(name, content[name]) for name in axis.classes if name in content]


def _row(cell: object, inner: tuple[Axis, ...], dimension: Dimension, spot: Spot) -> list[float] | None:
    if not inner:
        return [_number(cell, dimension, spot)]
    names = inner[0].classes
    if not isinstance(cell, list) or len(cell) != len(names):
        has = f"{len(cell)} values" if isinstance(cell, list) else "no list"
        spot.wrong(f"has {has}; {inner[0].id!r} has {len(names)} classes", f"list one value each for {join(names)}")
        return None
    return [
        _number(value, dimension, spot.inside(index, subject=f"{spot.subject}, {name}"))
        for index, (name, value) in enumerate(zip(names, cell, strict=True))
    ]


def _number(content: object, dimension: Dimension, spot: Spot) -> float:
    """The number, or not-a-number where there is none."""
    if isinstance(content, dict | list):
        spot.wrong("has several values but no axes for them", "say 'by: […]', or give one number")
        return math.nan
    if isinstance(content, bool) or not isinstance(content, int | float):
        spot.wrong(f"is {content!r}, not a number", "write an ordinary number")
        return math.nan
    try:
        number = float(content)
    except OverflowError:
        spot.wrong("is too large a number", "write an ordinary number")
        return math.nan
    if complaint := dimension.complaint(number):
        spot.wrong(complaint, "mend the value, or the dimension")
    return number


def _prior(content: Mapping[str, object], spot: Spot) -> Prior | None:
    kind = _kind(content, PRIOR_FORMS, "prior", spot)
    if kind is None:
        return None
    before = len(spot.problems.found)
    form = read_form(PRIOR_FORMS[kind], content, spot.inside(subject=f"the prior of {spot.subject}"))
    known(form.moves, tuple(FITS), "move of a prior", spot.inside("moves"))
    if len(spot.problems.found) > before:
        return None
    numbers = tuple((name, float(getattr(form, name))) for name in PRIOR_NUMBERS[kind])
    prior = Prior(kind, cast(Moves, form.moves), numbers, form.against)
    complaint = prior.complaint()
    if complaint is None and kind == "lognormal" and dict(prior.numbers)["median"] <= 0:
        complaint = "wants a median above 0"
    if complaint:
        spot.wrong(f"has a prior that {complaint}", "mend its numbers")
    return None if complaint else prior


def _spread(content: Mapping[str, object], spot: Spot) -> Spread | None:
    kind = _kind(content, SPREAD_FORMS, "spread", spot)
    if kind is None:
        return None
    before = len(spot.problems.found)
    form = read_form(SPREAD_FORMS[kind], content, spot.inside(subject=f"the spread of {spot.subject}"))
    if len(spot.problems.found) > before:
        return None
    given = {name: getattr(form, name) for name in SPREAD_NUMBERS[kind]}
    lists = {name: value if isinstance(value, list) else [value] for name, value in given.items()}
    spread = Spread(kind, tuple((name, tuple(map(float, values))) for name, values in lists.items()))
    if complaint := spread.complaint():
        spot.wrong(f"has a spread that {complaint}", "mend its numbers")
    return None if complaint else spread


def _kind(content: Mapping[str, object], kinds: Mapping[str, object], what: str, spot: Spot) -> str | None:
    kind = content.get("kind")
    if kind is None:
        spot.wrong(f"has a {what} without a kind", f"say 'kind: …', one of {', '.join(kinds)}")
        return None
    return str(kind) if known(str(kind), kinds, f"kind of {what}", spot.inside("kind")) else None
