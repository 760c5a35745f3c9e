"""The parameters of a model as a log of assumptions: value, range, status, sources, use, and what each moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from waystation.base.english import percent, rounded
from waystation.parameters.book import ParameterBook
from waystation.parameters.draw import Draw, Values
from waystation.parameters.parameter import Parameter
from waystation.report.content import Assumption, AssumptionArea, MeasureNote
from waystation.report.evidence import Shelf, rests

ENDS = (0.05, 0.95)
STATUS_WORDS = {
    "measured": "read off a published table",
    "derived": "worked out from published tables",
    "elicited": "a judgement that rests on evidence",
    "assumed": "no public figure settles it, so it has a range where it matters",
}
UNITS = {"share": "share", "ratio": "ratio", "gbp": "£"}


Fitted = Mapping[str, tuple[float, float]]
Strongest = Mapping[str, tuple[float, MeasureNote, str]]


@dataclass(frozen=True)
class Bearings:
    """What stands around the assumptions: the shelf of claims, what uses each, what each moves most, the day known.

    `fitted` holds the ends of the 90% range of a coordinate of the unit cube as history leaves it.
    """

    shelf: Shelf
    uses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    strongest: Strongest = field(default_factory=dict)
    known: str = ""
    fitted: Fitted = field(default_factory=dict)


def areas(book: ParameterBook, bearings: Bearings | None = None) -> tuple[AssumptionArea, ...]:
    """Every parameter, by area in order of name."""
    held = sorted(book.parameters.items())
    names = sorted({name.partition(".")[0] for name, _ in held})
    return tuple(
        AssumptionArea(
            area.capitalize(), tuple(_placed(book, one, bearings) for name, one in held if name.startswith(f"{area}."))
        )
        for area in names
    )


def assumption(book: ParameterBook, parameter: Parameter) -> Assumption:
    """One parameter in words, with what a scenario makes of it."""
    changes = "; ".join(change.say() for change in book.changes_of(parameter.id))
    note = " ".join(part for part in (parameter.note, parameter.prior_reason, changes and f"Here: {changes}.") if part)
    unit = UNITS.get(parameter.dimension.name, parameter.dimension.unit)
    return Assumption(
        parameter.id, parameter.title, _value(book, parameter), _range(book, parameter), unit, parameter.status,
        parameter.source, note, parameter.what, how=parameter.how,
    )  # fmt: skip


def _placed(book: ParameterBook, parameter: Parameter, bearings: Bearings | None) -> Assumption:
    """One parameter with its claims and sources, what uses it and what it moves."""
    said = assumption(book, parameter)
    if bearings is None:
        return said
    register, names = bearings.shelf.register, parameter.rests_on
    grades = sorted(register.claims[name].grade for name in names if name in register.claims)
    strength, measure, where = bearings.strongest.get(parameter.id, (0.0, None, ""))
    return replace(
        said,
        range=_fitted(book, parameter, bearings.fitted) or said.range,
        rests=rests(register, names),
        grade=grades[0] if grades else "",
        later=_later(len(names) - len(grades), len(names), bearings.known),
        disputes=bearings.shelf.disputes(names),
        used_by=bearings.uses.get(parameter.id, ()),
        impact=f"{measure.title} ({where}; rank correlation {strength:.2f})" if measure else "",
        impact_on=measure.id if measure else "",
    )


def _later(missing: int, count: int, known: str) -> str:
    """`2 of the 3 claims it rests on were stated after 20 October 2025`, or nothing."""
    if not missing:
        return ""
    if missing == count:
        which = "the claim it rests on was" if count == 1 else f"all {count} claims it rests on were"
    else:
        which = f"{missing} of the {count} claims it rests on {'was' if missing == 1 else 'were'}"
    return f"{which} stated after {known}"


def _value(book: ParameterBook, parameter: Parameter) -> str:
    values = Values(book, Draw(()))
    if parameter.spread is not None:
        return f"{_span(values.quantiles(parameter.id))} between cases"
    tables = [(start, values.table(parameter.id, start)) for start in parameter.dates]
    if parameter.by:
        axes = " and ".join(book.axes[axis].title.lower() for axis in parameter.by)
        return f"{_text(tables[0][1].min(), parameter)} to {_text(tables[0][1].max(), parameter)} by {axes}"
    return ", then ".join(
        _text(float(table), parameter) + (f" from {start.isoformat()}" if place else "")
        for place, (start, table) in enumerate(tables)
    )


def _span(quantiles: np.ndarray) -> str:
    low, mid, high = np.interp([*ENDS[:1], 0.5, *ENDS[1:]], np.linspace(0, 1, len(quantiles)), quantiles)
    return f"median {rounded(mid)}, nine in ten from {rounded(low)} to {rounded(high)}" if high > low else rounded(mid)


def _range(book: ParameterBook, parameter: Parameter) -> str:
    """The 90% range of the number, or of what moves it."""
    prior = parameter.prior
    if prior is None:
        return ""
    return _between(parameter, prior.ppf(ENDS[0]), prior.ppf(ENDS[1]))


def _fitted(book: ParameterBook, parameter: Parameter, fitted: Fitted) -> str:
    """The range as history leaves it, and before; nothing if history does not bear on it or a scenario sets it."""
    prior = parameter.prior
    if prior is None or (prior.against or parameter.id) not in fitted:
        return ""
    low, high = fitted[prior.against or parameter.id]
    ends = (1 - high, 1 - low) if prior.against else (low, high)
    after = _between(parameter, *(prior.ppf(end) for end in ends))
    return f"{after} as history leaves it ({_range(book, parameter)} before)"


def _between(parameter: Parameter, low: float, high: float) -> str:
    """A range of what is drawn, as a range of the number or of what moves it."""
    prior = parameter.prior
    assert prior is not None
    if prior.moves == "value":
        return f"{_text(low, parameter)} to {_text(high, parameter)}"
    if prior.moves == "factor" and not parameter.by and parameter.values:
        centre = float(parameter.values[0][1])
        return f"{_text(low * centre, parameter)} to {_text(high * centre, parameter)}"
    if prior.moves == "factor":
        return f"all times {rounded(low)} to {rounded(high)}"
    if prior.moves == "logit":
        return f"odds times {rounded(float(np.exp(low)))} to {rounded(float(np.exp(high)))}"
    return f"departure from 1 times {rounded(low)} to {rounded(high)}"


def _text(value: float, parameter: Parameter) -> str:
    match parameter.dimension.name:
        case "share":
            return percent(float(value))
        case "gbp" | "gbp_per_day":
            return f"£{rounded(float(value))}"
        case _:
            return rounded(float(value))
