"""From published figures to a parameter: what a derivation may read, and the arithmetic derivations are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias, TypeVar

import numpy as np
import polars as pl
import scipy  # its parts are loaded when they are asked for
from numpy.typing import ArrayLike, NDArray

from waystation.base.problems import ContentError, did_you_mean

Vector: TypeAlias = NDArray[np.float64]
Value: TypeAlias = "float | dict[str, float] | dict[str, list[float]]"
Derivation: TypeAlias = "Callable[[Evidence], Value]"


@dataclass(frozen=True)
class Basis:
    """What a number rests on: claims, the derivation that makes it, what that takes, choices made for it, and why."""

    id: str
    rests_on: tuple[str, ...] = ()
    how: str = ""
    takes: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, object] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True)
class Shelf:
    """All that derivations may be given: series, figures, axes, given numbers, and how the others are derived."""

    series: Mapping[str, pl.DataFrame]
    figures: Mapping[str, float]
    classes: Mapping[str, tuple[str, ...]]
    given: Mapping[str, Value]
    bases: Mapping[str, Basis]
    derivations: Mapping[str, Derivation]
    _made: dict[str, Value] = field(default_factory=dict, repr=False, compare=False)

    def derive(self, name: str) -> Value:
        """A parameter or working as its derivation gives it, or as it was given where it has none."""
        if name not in self._made:
            basis = self.bases.get(name)
            self._made[name] = (
                self.derivations[basis.how](Evidence(self, basis))
                if basis and basis.how
                else _look_up(self.given, name, "number")
            )
        return self._made[name]


@dataclass(frozen=True)
class Evidence:
    """What one derivation may read: only what its basis names, under the names given there."""

    shelf: Shelf
    basis: Basis

    def series(self, name: str) -> pl.DataFrame:
        """A table taken from published figures."""
        return _look_up(self.shelf.series, self._taken(name), "series")

    def figure(self, name: str) -> float:
        """A single published figure."""
        return _look_up(self.shelf.figures, self._taken(name), "figure")

    def other(self, name: str) -> Value:
        """Another parameter or working, whatever its form."""
        return self.shelf.derive(self._taken(name))

    def number(self, name: str) -> float:
        """Another parameter or working that is one number."""
        value = self.other(name)
        assert isinstance(value, int | float), f"{name} of {self.basis.id} is a table"
        return float(value)

    def rows(self, name: str) -> Vector:
        """Another parameter or working that is a table: a row for each class."""
        value = self.other(name)
        assert isinstance(value, dict), f"{name} of {self.basis.id} is one number"
        return np.array(list(value.values()), dtype=np.float64)

    def option(self, name: str) -> float:
        """A choice that is one number."""
        value = _look_up(self.basis.choices, name, "choice")
        assert isinstance(value, int | float), f"{name} of {self.basis.id} is not one number"
        return float(value)

    def options(self, name: str) -> dict[str, float]:
        """A choice with a number for each of some names."""
        value = _look_up(self.basis.choices, name, "choice")
        assert isinstance(value, Mapping), f"{name} of {self.basis.id} has no names"
        return {str(key): float(number) for key, number in value.items()}

    def lists(self, name: str) -> dict[str, list[float]]:
        """A choice with a list of numbers for each of some names."""
        value = _look_up(self.basis.choices, name, "choice")
        assert isinstance(value, Mapping), f"{name} of {self.basis.id} has no names"
        return {str(key): [float(number) for number in numbers] for key, numbers in value.items()}

    def words(self, name: str) -> dict[str, list[str]]:
        """A choice with a list of names for each of some names."""
        value = _look_up(self.basis.choices, name, "choice")
        assert isinstance(value, Mapping), f"{name} of {self.basis.id} has no names"
        return {str(key): [str(word) for word in words] for key, words in value.items()}

    def classes(self, axis: str) -> tuple[str, ...]:
        """The classes of an axis, in order."""
        return self.shelf.classes[axis]

    def vector(self, name: str, column: str, axis: str = "nationality", **only: object) -> Vector:
        """A column of a series by the classes of an axis; what is no class counts for the last; 0 where nothing is."""
        return by_class(self.series(name).filter(**only), column, self.classes(axis), key=axis)

    def unnamed(self, name: str, axis: str = "nationality") -> NDArray[np.bool_]:
        """Which classes of an axis a series does not name; it holds them in the last one."""
        held = set(self.series(name)[axis].to_list())
        return np.array([each not in held for each in self.classes(axis)])

    def table(self, values: ArrayLike, axis: str = "nationality") -> dict[str, float]:
        """Numbers in the order of an axis, by class."""
        return dict(zip(self.classes(axis), np.asarray(values, dtype=np.float64).tolist(), strict=True))

    def lines(self, values: ArrayLike, axis: str = "nationality") -> dict[str, list[float]]:
        """Rows of numbers in the order of an axis, by class."""
        return dict(zip(self.classes(axis), np.asarray(values, dtype=np.float64).tolist(), strict=True))

    def _taken(self, name: str) -> str:
        return _look_up(self.basis.takes, name, f"thing taken by {self.basis.id}")


T = TypeVar("T")


def _look_up(held: Mapping[str, T], name: str, what: str) -> T:
    if name not in held:
        raise ContentError(f"no {what} called {name!r}: {did_you_mean(name, held)}")
    return held[name]


def by_class(frame: pl.DataFrame, column: str, classes: Sequence[str], *, key: str) -> Vector:
    """The sums of a column by class; names that are no class count for the last one."""
    sums = dict.fromkeys(classes, 0.0)
    for name, value in zip(frame[key].to_list(), frame[column].to_list(), strict=True):
        sums[name if name in sums else classes[-1]] += value or 0.0
    return np.array(list(sums.values()))


def total(frame: pl.DataFrame, column: str) -> float:
    """The sum of a column."""
    return float(np.sum(frame[column].to_numpy()))


def shares(counts: ArrayLike) -> Vector:
    """Counts over their sum."""
    array = np.asarray(counts, dtype=np.float64)
    return np.asarray(array / array.sum())


def closed(parts: ArrayLike, decimals: int = 4) -> list[float]:
    """Shares rounded so that they still sum to one: the largest takes the rest."""
    rounded = [round(float(part), decimals) for part in shares(parts)]
    largest = rounded.index(max(rounded))
    rounded[largest] = round(rounded[largest] + 1 - sum(rounded), decimals)
    return rounded


def apportion(total: float, weights: ArrayLike) -> Vector:
    """Whole numbers in proportion to weights that sum to the total, the largest remainders rounded up."""
    exact = shares(weights) * total
    whole = np.floor(exact)
    for place in np.argsort(-(exact - whole))[: int(total - whole.sum())]:
        whole[place] += 1
    return whole


def pulled(part: ArrayLike, whole: ArrayLike, *, towards: float, weight: float) -> Vector:
    """Ratios pulled towards a value, as if `weight` more units had been seen at that value."""
    return np.asarray((np.asarray(part) + weight * towards) / (np.asarray(whole) + weight))


def shifted(probabilities: ArrayLike, weights: ArrayLike, *, mean: float, edge: float = 1e-4) -> Vector:
    """Shares moved in log-odds by one number, so that their weighted mean is `mean`."""
    clipped = np.clip(np.asarray(probabilities, dtype=np.float64), edge, 1 - edge)
    logits, weight = np.log(clipped / (1 - clipped)), shares(weights)

    def moved(by: float) -> Vector:
        return np.asarray(1 / (1 + np.exp(-(logits + by))))

    return moved(scipy.optimize.brentq(lambda by: float(moved(by) @ weight) - mean, -8, 8, xtol=1e-14))


def fit_margins(seed: Vector, rows: Vector, columns: Vector, rounds: int = 500) -> Vector:
    """Iterative proportional fitting of a table to the sums of its rows and columns; the rows are met exactly."""
    table = seed.copy()
    for _ in range(rounds):
        table *= (rows / table.sum(1))[:, None]
        table *= columns / table.sum(0)
    return np.asarray(table * (rows / table.sum(1))[:, None])


def yearly_log_sd(levels: ArrayLike) -> float:
    """The standard deviation of yearly changes of the logarithm."""
    return float(np.diff(np.log(np.asarray(levels, dtype=np.float64))).std(ddof=1))


def season(quarters: Vector) -> Vector:
    """The share of each quarter of the year, as the mean ratio to the centred four-quarter mean."""
    half = np.array([0.5, 1, 1, 1, 0.5]) / 4
    trend = np.full(len(quarters), np.nan)
    trend[2:-2] = np.convolve(quarters, half, mode="valid")
    return shares(np.nanmean((quarters / trend).reshape(-1, 4), axis=0))


def days_in_quarter(period_end: date) -> int:
    """The days of the calendar quarter that ends on a day."""
    return (period_end - date(period_end.year, period_end.month - 2, 1)).days + 1


def line_through(x: Vector, y: Vector) -> tuple[float, float]:
    """Level and slope of the least-squares line."""
    slope, level = np.polyfit(x, y, 1)
    return float(level), float(slope)


def slope_with_error(x: Vector, y: Vector) -> tuple[float, float]:
    """Slope of the least-squares line, and its standard error."""
    fitted = scipy.stats.linregress(x, y)
    return float(fitted.slope), float(fitted.stderr)


def lift(starts: Vector, ends: Vector, rate: float) -> Vector:
    """The mean of exp(rate × days) within each band of days."""
    return np.asarray((np.exp(rate * ends) - np.exp(rate * starts)) / (rate * (ends - starts)))


def release_rate(starts: Vector, ends: Vector, counts: Vector, *, share: float) -> float:
    """The daily rate of release that lets `share` of stays end otherwise, given the lengths of those that did."""
    seen = shares(counts)
    return scipy.optimize.brentq(lambda rate: float(seen @ lift(starts, ends, rate)) - 1 / share, 1e-5, 0.1, xtol=1e-15)


def latent_stays(starts: Vector, ends: Vector, counts: Vector, *, rate: float) -> Vector:
    """The lengths that stays would have without release, from those seen where release at a daily rate competes."""
    return shares(shares(counts) * lift(starts, ends, rate))


def lognormal_median(kept: float, *, gsd: float, days: float, rate: float) -> float:
    """The median of lognormal waits at which `kept` of those who came in some days still wait, others leaving."""
    times = np.linspace(0, days, round(days) + 1)[1:]
    leave = np.exp(-rate * times)

    def waiting(median: float) -> float:
        return float(np.mean(leave * scipy.stats.lognorm.sf(times, s=np.log(gsd), scale=median)))

    return scipy.optimize.brentq(lambda median: waiting(median) - kept, 1, 1e5)


def histogram(edges: ArrayLike, counts: ArrayLike) -> dict[str, list[float]]:
    """A spread over bands, with closed shares."""
    return {"edges": np.asarray(edges, dtype=np.float64).tolist(), "shares": closed(counts)}
