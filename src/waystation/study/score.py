"""How good forecasts were: CRPS, coverage, bias, and skill against simple forecasters with its interval.

The CRPS is the unbiased ("fair") one of an ensemble, so that forecasters with few and with many samples compare. An
interval comes from drawing blocks of neighbouring origins anew, since forecasts from neighbouring days err together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

import numpy as np
import polars as pl
import scoringrules
from numpy.typing import NDArray

from waystation.study.forecasts import Forecast
from waystation.study.score_table import SCORES, with_inside
from waystation.study.scorecard import Interval
from waystation.study.targets import Observed

Floats: TypeAlias = NDArray[np.float64]
YEAR = 4  # quarters: the least length of a block
RESAMPLES = 2000
SEED = 1
WIDE = (0.05, 0.95)


def scores(forecasts: Iterable[Forecast], seen: Mapping[str, Observed]) -> pl.DataFrame:
    """A row for each forecast of a quarter whose figure is known, with the columns of SCORES."""
    rows = [row for forecast in forecasts for row in _rows(forecast, seen[forecast.series])]
    return pl.DataFrame(rows, schema=SCORES, orient="row")


def _rows(forecast: Forecast, seen: Observed) -> list[tuple[object, ...]]:
    figures = dict(zip(seen.quarters, seen.values.tolist(), strict=True))
    known = [place for place, end in enumerate(forecast.ends) if end in figures]
    if not known:
        return []
    truth = np.array([figures[forecast.ends[place]] for place in known])
    samples, quantiles = forecast.samples[:, known], forecast.quantiles()[:, known]
    crps = scoringrules.crps_ensemble(truth, samples.T, estimator="pwm")
    return [
        (forecast.by, forecast.series, forecast.origin, place + 1, float(truth[row]), *quantiles[:, row].tolist(),
         float(crps[row]))
        for row, place in enumerate(known)
    ]  # fmt: skip


def means(table: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """By the given columns: how many forecasts, their mean CRPS, the bias of the median, shares inside 50% and 90%.

    `bias` is the mean of median less figure, `bias_share` that over the mean figure, `error_share` their distance so.
    """
    error = pl.col("q50") - pl.col("observed")
    return (
        with_inside(table)
        .group_by(*keys, maintain_order=True)
        .agg(
            forecasts=pl.len(),
            crps=pl.col("crps").mean(),
            bias=error.mean(),
            bias_share=error.mean() / pl.col("observed").mean(),
            error_share=error.abs().mean() / pl.col("observed").mean(),
            inside50=(pl.col("inside") == 2).mean(),
            inside90=(pl.col("inside") >= 1).mean(),
        )
    )


def skill(table: pl.DataFrame, against: str, *, by: str = "model", horizons: Sequence[int]) -> Interval:
    """How much of the CRPS of another forecaster is saved (1: all, 0: none), over the horizons and origins of both.

    `table` holds one series; a block is as long as the longest horizon, a year at least.
    """
    ours, theirs = (_sums(table, who, horizons) for who in (by, against))
    origins = sorted(set(ours) & set(theirs))
    pairs = np.array([(ours[origin], theirs[origin]) for origin in origins])
    return _resampled(pairs, lambda sums: 1 - sums[..., 0] / sums[..., 1], block=max(YEAR, *horizons))


def _sums(table: pl.DataFrame, who: str, horizons: Sequence[int]) -> dict[date, float]:
    rows = table.filter(pl.col("by") == who, pl.col("horizon").is_in(list(horizons)))
    found = rows.group_by("origin").agg(pl.col("crps").sum())
    return dict(zip(found["origin"].to_list(), found["crps"].to_list(), strict=True))


def coverage(table: pl.DataFrame, *, horizons: Sequence[int], least: int = 1) -> Interval:
    """The share of figures inside the 90% intervals (2 for `least`: the 50% ones), all series of the table together.

    The table has the column `inside`.
    """
    rows = table.filter(pl.col("horizon").is_in(list(horizons)))
    found = rows.group_by("origin").agg(hits=(pl.col("inside") >= least).sum(), all=pl.len()).sort("origin")
    pairs = found.select("hits", "all").to_numpy().astype(np.float64)
    return _resampled(pairs, lambda sums: sums[..., 0] / sums[..., 1], block=max(YEAR, *horizons))


def _resampled(pairs: Floats, ratio: Callable[[Floats], Floats], *, block: int) -> Interval:
    """The ratio of the sums of two columns (origins, 2), and its 90% interval over circular blocks of origins."""
    count = len(pairs)
    block = min(block, max(1, count // 2))
    starts = np.random.default_rng(SEED).integers(count, size=(RESAMPLES, -(-count // block)))
    drawn = (starts[:, :, None] + np.arange(block)).reshape(RESAMPLES, -1)[:, :count] % count
    low, high = np.quantile(ratio(pairs[drawn].sum(axis=1)), WIDE)
    return Interval(float(ratio(pairs.sum(axis=0))), float(low), float(high))
