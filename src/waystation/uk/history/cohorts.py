"""Returns by nationality between two editions of the cohort table, forecast from the earlier edition alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import polars as pl

from waystation.base.days import DAYS_A_YEAR
from waystation.parameters.derive import Vector, by_class
from waystation.study.forecasts import LEVELS
from waystation.study.wander import Floats
from waystation.uk.history.rules import Rules, rules
from waystation.uk.history.tables import Tables, published, until

EARLIER, LATER = "2024-06", "2025-12"
CUT, READ = date.fromisoformat("2024-06-30"), date.fromisoformat("2026-01-26")
SHAPE = ("cohort_first_shape", "cohort_second_shape", "cohort_third_shape", "cohort_last_shape")


@dataclass(frozen=True)
class CohortForecast:
    """Returns added between the editions, by nationality (n,): as published and as forecast, 5%, middle, 95% (3, n)."""

    nationalities: tuple[str, ...]
    stock: Vector
    published: Vector
    forecast: Floats

    @property
    def inside(self) -> Vector:
        """1 where the published number lies in the 90% band, 0 elsewhere; (n,)."""
        return np.asarray((self.published >= self.forecast[0]) & (self.published <= self.forecast[-1]), np.float64)

    def largest(self, count: int) -> list[int]:
        """The places of the nationalities with the most refused or withdrawn cases, the rest group left out."""
        order = np.argsort(-self.stock[:-1], kind="stable")
        return [int(place) for place in order[:count]]


def cohort_forecast(classes: tuple[str, ...], *, draws: int, seed: int, tables: Tables | None = None) -> CohortForecast:
    """Fit rates of return to the edition of June 2024 and forecast what the edition of December 2025 adds.

    Who was refused or had withdrawn by the later edition is given. Rates are those of the earlier edition, moved for
    each nationality to the last year of returns published by then (2023) from the mean of the years they stand for.
    """
    held, found = tables or published(), rules()
    seen = until(held, CUT)
    early, late = (_edition(held["cohort_returns"], name, classes) for name in (EARLIER, LATER))
    years = np.arange(early.first, early.first + early.stock.shape[1])
    span = (READ - CUT).days / DAYS_A_YEAR
    middle, scatter = _expected(early, late, years, span, _growth(seen, classes, found), found)
    samples = _drawn(middle, scatter, early.returned.sum(axis=1), found, draws, seed)
    bands = np.quantile(samples, [LEVELS[0], LEVELS[2], LEVELS[-1]], axis=0)
    added = (late.returned - early.returned).sum(axis=1)
    return CohortForecast(classes, early.stock.sum(axis=1), added, bands)


@dataclass(frozen=True)
class _Edition:
    first: int
    stock: Floats
    returned: Floats


def _edition(table: pl.DataFrame, name: str, classes: tuple[str, ...]) -> _Edition:
    """Refused and withdrawn cases, and those returned, by nationality and year of claim of the earlier edition."""
    rows = table.filter(pl.col("edition") == name)
    last = int(table.filter(pl.col("edition") == EARLIER)["claim_year"].to_numpy().max())
    first = int(
        max(table.filter(pl.col("edition") == each)["claim_year"].to_numpy().min() for each in (EARLIER, LATER))
    )
    parts: dict[str, Floats] = {}
    for each in ("refused", "withdrawn", "returned_enforced", "returned_voluntary"):
        by_year = [rows.filter(pl.col("claim_year") == year) for year in range(first, last + 1)]
        parts[each] = np.column_stack([by_class(one, each, classes, key="nationality") for one in by_year])
    return _Edition(
        first, parts["refused"] + parts["withdrawn"], parts["returned_enforced"] + parts["returned_voluntary"]
    )


def _growth(seen: Tables, classes: tuple[str, ...], rule: Rules) -> Vector:
    """Returns of each nationality in the last year published over the mean of the years that its rate stands for.

    Returns of all kinds; small numbers are pulled to the growth of all nationalities together.
    """
    held = seen["history_returns_by_nationality"].filter(pl.col("year") >= int(rule.number("cohort_first")))
    last = held.filter(pl.col("year") == held["year"].max())
    now, mean = (
        by_class(frame, "enforced", classes, key="nationality")
        + by_class(frame, "voluntary", classes, key="nationality")
        for frame in (last, held)
    )
    mean = mean / held["year"].n_unique()
    weight = rule.number("cohort_weight")
    return np.asarray((now + weight * now.sum() / mean.sum()) / (mean + weight))


def at_risk(years: Floats, rule: Rules) -> Floats:
    """Years at risk, each weighted by the rate of its time relative to the first, after so many years; same shape."""
    edges = [0.0, *np.cumsum([1, 2, 2]).tolist(), np.inf]
    shape = [rule.number(name) for name in SHAPE]
    parts = [
        rate * np.clip(years - low, 0, high - low) for rate, (low, high) in zip(shape, pairwise(edges), strict=True)
    ]
    return np.asarray(np.sum(parts, axis=0), np.float64)


def _expected(
    early: _Edition, late: _Edition, years: Floats, span: float, growth: Vector, rule: Rules
) -> tuple[Vector, float]:
    """The middle forecast by nationality, and how far nationalities scatter about theirs."""
    age = (CUT.year + 1 / 2) - (years + 1 / 2) - rule.number("cohort_lag")
    exposure = early.stock * at_risk(np.maximum(age, 0), rule)
    recent = years >= rule.number("cohort_first")
    rate = _rates(early.returned[:, recent].sum(axis=1), exposure[:, recent].sum(axis=1), rule)
    more = at_risk(np.maximum(age + span, 0), rule) - at_risk(np.maximum(age, 0), rule)
    fresh = np.maximum(late.stock - early.stock, 0) * float(at_risk(np.array(span / 2), rule))
    middle = growth * rate * ((early.stock - early.returned).clip(0) * more + fresh).sum(axis=1)
    return np.asarray(middle), _scatter(early, exposure, years, rule)


def _rates(returned: Vector, exposure: Vector, rule: Rules) -> Vector:
    mean, weight = returned.sum() / exposure.sum(), rule.number("cohort_weight")
    return np.asarray((returned + weight * mean) / (exposure + weight))


def _scatter(early: _Edition, exposure: Floats, years: Floats, rule: Rules) -> float:
    """The standard deviation of the change of a nationality's rate, in logarithms, from older to newer claims."""
    first = rule.number("cohort_first")
    middle = (first + years[-1]) / 2
    older, newer = (
        _rates(early.returned[:, part].sum(axis=1), exposure[:, part].sum(axis=1), rule)
        for part in ((years >= first) & (years < middle), years >= middle)
    )
    change = np.log(newer / older)
    return float(np.sqrt(np.average((change - np.average(change)) ** 2)))


def _drawn(middle: Vector, scatter: float, recorded: Vector, rule: Rules, draws: int, seed: int) -> Floats:
    """Samples (S, n): a common factor, one for each nationality, Poisson luck, and revisions of what was recorded."""
    generator = np.random.default_rng(seed)
    common = np.log(rule.number("cohort_common_gsd")) * generator.standard_normal((draws, 1))
    own = scatter * generator.standard_normal((draws, len(middle)))
    added = generator.poisson(middle * np.exp(common + own))
    revised = rule.number("cohort_revision") * recorded * generator.standard_normal((draws, len(middle)))
    return np.asarray(added + revised, np.float64)
