"""The four simple forecasters that the model has to beat: last value, same quarter of last year, smoothing, ARIMA.

Each knows only the series up to the origin, and gives samples. They work on the log of the series, or on its root where
it began near nothing, so that no sample is negative.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from statsmodels.tsa.exponential_smoothing.ets import ETSModel
from statsmodels.tsa.statespace.sarimax import SARIMAX
from statsmodels.tsa.stattools import kpss
from threadpoolctl import threadpool_limits

Floats: TypeAlias = NDArray[np.float64]
Samples: TypeAlias = "Callable[[Floats, int, int, np.random.Generator], Floats]"
SEASON = 4
LEAST = 8  # quarters before the origin: two years, or nobody can tell a season
STATIONARY = 0.05
MOST_GROWTH = 100.0
STEPS = 50
FEW = 5  # pairs below which the errors of a horizon are taken from a shorter one
SMOOTHERS = ((False, False), (True, False), (False, True), (True, True))  # damped trend or not, season or not
ORDERS = ((0, 0), (1, 0), (0, 1), (1, 1))


class _Fit(Protocol):
    """What is used of a fitted model of statsmodels."""

    aicc: float

    def simulate(self, nsimulations: int, **settings: object) -> Floats: ...


def last_value(past: Floats, horizons: int, count: int, rng: np.random.Generator) -> Floats:
    """The last value, give or take its own past errors at each horizon, of either sign."""
    return _naive(past, horizons, count, rng, lag=lambda horizon: horizon)


def seasonal_naive(past: Floats, horizons: int, count: int, rng: np.random.Generator) -> Floats:
    """The same quarter of the last year known, give or take its own past errors at each horizon, of either sign."""
    return _naive(past, horizons, count, rng, lag=lambda horizon: SEASON * -(-horizon // SEASON))


def _naive(past: Floats, horizons: int, count: int, rng: np.random.Generator, *, lag: Callable[[int], int]) -> Floats:
    """Errors of a path are those after one past quarter, as far as they are known; both signs are as likely."""
    start, sign = (rng.permutation(count) + 0.5) / count, rng.choice([-1.0, 1.0], count)
    paths = np.empty((count, horizons))
    for ahead in range(1, horizons + 1):
        back = lag(ahead)
        errors = _past_errors(past, back)
        paths[:, ahead - 1] = past[ahead - 1 - back] + sign * errors[(start * len(errors)).astype(int)]
    return paths


def _past_errors(past: Floats, back: int) -> Floats:
    """Changes over so many quarters; where few are known, those over fewer, widened as a random walk would be."""
    shorter = next(step for step in range(back, 0, -1) if len(past) - step >= FEW or step == 1)
    return np.asarray((past[shorter:] - past[:-shorter]) * np.sqrt(back / shorter))


def smoothing(past: Floats, horizons: int, count: int, rng: np.random.Generator) -> Floats:
    """Exponential smoothing (ETS), additive, its trend damped if it has one; the form is chosen by AICc."""
    fits = []
    for trend, season in SMOOTHERS:
        parameters = 3 + 3 * trend + (1 + SEASON) * season
        if len(past) > parameters + 2 and (not season or len(past) > 2 * SEASON):
            model = ETSModel(
                past, error="add", trend="add" if trend else None, damped_trend=trend,
                seasonal="add" if season else None, seasonal_periods=SEASON if season else None,
            )  # fmt: skip
            fits.append(model.fit(disp=False, maxiter=STEPS))
    best = _best(fits)
    return np.asarray(best.simulate(horizons, anchor="end", repetitions=count, rng=rng)).reshape(horizons, count).T


def arima(past: Floats, horizons: int, count: int, rng: np.random.Generator) -> Floats:
    """ARIMA, differenced unless level by the KPSS test; the order by AICc, then a seasonal term if AICc prefers it."""
    level = float(kpss(past, regression="c", nlags="auto")[1]) >= STATIONARY
    fits = {order: _sarimax(past, order, level=level) for order in ORDERS if len(past) > sum(order) + 5}
    order = min(fits, key=lambda one: fits[one].aicc)
    seasonal = [_sarimax(past, order, level=level, season=SEASON)] if len(past) > 3 * SEASON else []
    paths = _best([fits[order], *seasonal]).simulate(horizons, anchor="end", repetitions=count, rng=rng)
    return np.asarray(paths).reshape(horizons, count).T


def _sarimax(past: Floats, order: tuple[int, int], *, level: bool, season: int = 0) -> _Fit:
    p, q = order
    model = SARIMAX(
        past, order=(p, 0 if level else 1, q), seasonal_order=(1 if season else 0, 0, 0, season),
        trend="c" if level else None, concentrate_scale=bool(p or q or season or level),
    )  # fmt: skip
    return cast(_Fit, model.fit(disp=False, maxiter=STEPS))


def _best(fits: list[_Fit]) -> _Fit:
    """The fit with the lowest AICc; one whose likelihood failed is passed over."""
    return min(fits, key=lambda fit: fit.aicc if np.isfinite(fit.aicc) else np.inf)


BASELINES: Mapping[str, Samples] = {
    "last_value": last_value,
    "seasonal_naive": seasonal_naive,
    "ets": smoothing,
    "arima": arima,
}


def forecast(name: str, past: Floats, horizons: int, *, count: int = 1000, seed: int = 1) -> Floats:
    """Samples (count, horizons) of what comes after `past` (n,), positive values in order of time, by a baseline.

    Raises ValueError if fewer than `LEAST` values are known.
    """
    if len(past) < LEAST:
        raise ValueError(f"{len(past)} values are too few: at least {LEAST} are needed")
    root = rooted(past)
    scaled = 2 * np.sqrt(past) if root else np.log(past)
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")  # of starting values and of p-values outside a table
        paths = BASELINES[name](scaled, horizons, count, np.random.default_rng(seed))
    return np.asarray((np.maximum(paths, 0) / 2) ** 2 if root else np.exp(paths))


def rooted(past: Floats) -> bool:
    """Whether a series is taken on the scale of its root: in logs, one that began near nothing may become anything."""
    return bool(past.min() * MOST_GROWTH < past.max())
