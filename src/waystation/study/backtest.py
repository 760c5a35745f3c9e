"""Rolling origins: from the end of each past quarter every forecaster tells what follows, and is scored on what did."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TypeAlias

import polars as pl

from waystation.study.baselines import BASELINES, LEAST, forecast
from waystation.study.forecasts import Forecast, origins
from waystation.study.score import scores
from waystation.study.score_table import KEYS, read, with_inside, write
from waystation.study.targets import Observed

Forecaster: TypeAlias = Callable[[date], Iterable[Forecast]]
Seen: TypeAlias = Mapping[str, Observed]
FIRST, LAST = date(2018, 12, 31), date(2024, 12, 31)
HORIZONS = 8
WIDE_KEYS = ("series", "origin", "horizon")


@dataclass(frozen=True)
class Span:
    """The origins of a back-test and how many quarters each looks ahead."""

    first: date = FIRST
    last: date = LAST
    horizons: int = HORIZONS

    @property
    def origins(self) -> tuple[date, ...]:
        """The ends of quarters, in order."""
        return origins(self.first, self.last)

    @property
    def tag(self) -> str:
        """The span as a part of a file's name."""
        return f"{self.first}-{self.last}-{self.horizons}"


def baselines(seen: Seen, origin: date, horizons: int = HORIZONS) -> list[Forecast]:
    """The four simple forecasts of each series from an origin; series too short by then are left out."""
    known = {name: one.until(origin).values for name, one in seen.items()}
    return [
        Forecast(name, origin, forecast(who, past, horizons, seed=seed_of(name, origin)), by=who)
        for name, past in known.items()
        if len(past) >= LEAST
        for who in BASELINES
    ]


def seed_of(name: str, origin: date) -> int:
    """A seed of its own for each series and origin, the same in every run."""
    return int.from_bytes(hashlib.sha256(f"{name} {origin}".encode()).digest()[:4], "big")


def run_baselines(
    seen: Seen, span: Span, *, workers: int = 2, done: Callable[[int], None] = lambda number: None
) -> pl.DataFrame:
    """The scores of the simple forecasters, on some processes; `done` is told how many origins are scored."""
    parts = []
    # spawned, since a forked process may wait for ever for a thread that it does not have
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for number, part in enumerate(pool.map(partial(_one, seen, horizons=span.horizons), span.origins), start=1):
            parts.append(part)
            done(number)
    return joined(parts)


def _one(seen: Seen, origin: date, horizons: int) -> pl.DataFrame:
    return scores(baselines(seen, origin, horizons), seen)


def run_model(
    forecaster: Forecaster, seen: Seen, span: Span, *, folder: Path, done: Callable[[int], None] = lambda number: None
) -> pl.DataFrame:
    """The scores of a forecaster, one file an origin, so that a run that was cut off goes on where it stopped.

    Series that `seen` does not hold are passed over; so are those with too few quarters by the origin, as for the
    simple forecasters.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number, origin in enumerate(span.origins, start=1):
        path = folder / f"{origin}.csv"
        if not path.is_file():
            made = [one for one in forecaster(origin) if one.series in seen]
            fit = [one for one in made if len(seen[one.series].until(origin).values) >= LEAST]
            write(scores(fit, seen), path)
        done(number)
    return joined(read(folder / f"{origin}.csv") for origin in span.origins)


def joined(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Tables of scores as one, in order."""
    return pl.concat(list(parts)).sort(KEYS)


def widened(table: pl.DataFrame) -> pl.DataFrame:
    """Scores of the simple forecasters with a row for each figure: the CRPS of each, and where the figure lay.

    `inside_…` is 2 within the 50% interval, 1 within the 90% interval only, 0 outside.
    """
    held = with_inside(table).pivot("by", index=[*WIDE_KEYS, "observed"], values=["crps", "inside"])
    names = [f"{what}_{name}" for name in BASELINES for what in ("crps", "inside")]
    return held.select(*WIDE_KEYS, "observed", *names).sort(WIDE_KEYS)


def lengthened(wide: pl.DataFrame) -> pl.DataFrame:
    """The same with a row for each forecaster: by, series, origin, horizon, observed, crps, inside."""
    parts = [
        wide.select(pl.lit(name).alias("by"), *WIDE_KEYS, "observed", crps=f"crps_{name}", inside=f"inside_{name}")
        for name in BASELINES
    ]
    return pl.concat(parts)
