"""The scorecard: by series and horizon, whether the model forecast better than every simple forecaster, and how often
its intervals held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import polars as pl
from pydantic import ConfigDict, TypeAdapter

from waystation.base.files import canonical_json
from waystation.base.problems import ContentError
from waystation.study.targets import Observed

Verdict = Literal["better", "ahead", "mixed", "loses"]
MEANING: Mapping[Verdict, str] = {
    "better": "better than every simple forecaster: every 90% interval of the skill lies above zero",
    "ahead": "a lower score than every simple forecaster, but an interval includes zero",
    "mixed": "a lower score than last value, a higher one than another simple forecaster",
    "loses": "loses to last value",
}
NEAR = (1, 2, 3, 4)
FAR = (5, 6, 7, 8)
ENOUGH = 8  # origins below which no interval is trusted
FIGURES = 4
MODEL = "model"
LAST_VALUE = "last_value"
SIMPLE: Mapping[str, str] = {
    "last_value": "last value",
    "seasonal_naive": "same quarter of last year",
    "ets": "exponential smoothing",
    "arima": "ARIMA",
}
STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Interval:
    """An estimate and its 90% interval."""

    __pydantic_config__ = STRICT
    value: float
    low: float
    high: float

    @property
    def positive(self) -> bool:
        """Whether the whole interval lies above zero."""
        return self.low > 0


@dataclass(frozen=True)
class Cell:
    """A series at some horizons together: `crps` by forecaster over the same figures, skill against each, verdict.

    `bias` is the mean of median less figure in the unit of the series, `bias_share` that over the mean figure,
    `error_share` the mean distance between them over the mean figure.
    """

    __pydantic_config__ = STRICT
    horizons: tuple[int, ...]
    forecasts: int
    crps: Mapping[str, float]
    skill: Mapping[str, Interval]
    verdict: Verdict
    bias: float
    bias_share: float
    error_share: float
    inside50: float
    inside90: float

    @property
    def best(self) -> str:
        """The simple forecaster with the lowest score."""
        return min(SIMPLE, key=lambda name: self.crps[name])

    @property
    def lower_than_last(self) -> bool:
        """Whether the model scores lower (better) than last value."""
        return self.crps[MODEL] < self.crps[LAST_VALUE]

    @property
    def lower_than_best(self) -> bool:
        """Whether the model scores lower (better) than every simple forecaster."""
        return self.crps[MODEL] < self.crps[self.best]


@dataclass(frozen=True)
class Line:
    """A series: whether it counts, how many origins it was forecast from, horizons one by one, the near and the far."""

    __pydantic_config__ = STRICT
    series: str
    counted: bool
    origins: int
    cells: tuple[Cell, ...]
    near: Cell
    far: Cell | None


@dataclass(frozen=True)
class Scorecard:
    """All series, and the share of figures inside the intervals, horizons one to four, those that count together.

    `inside90` has each forecaster; `inside50` likewise.
    """

    __pydantic_config__ = STRICT
    lines: tuple[Line, ...]
    inside50: Mapping[str, Interval]
    inside90: Mapping[str, Interval]

    @property
    def counted(self) -> tuple[Line, ...]:
        """The lines that count."""
        return tuple(line for line in self.lines if line.counted)

    @property
    def lower_than_last(self) -> int:
        """On how many of the series that count the model scores lower than last value, one to four quarters ahead."""
        return sum(line.near.lower_than_last for line in self.counted)

    @property
    def lower_than_best(self) -> int:
        """On how many it scores lower than every simple forecaster."""
        return sum(line.near.lower_than_best for line in self.counted)

    @property
    def better_than_last(self) -> int:
        """On how many the interval of the skill against last value lies above zero."""
        return sum(line.near.skill[LAST_VALUE].positive for line in self.counted)

    @property
    def better_than_best(self) -> int:
        """On how many that of the skill against every simple forecaster does."""
        return sum(line.near.verdict == "better" for line in self.counted)

    def line(self, series: str) -> Line:
        """The line of a series."""
        return next(line for line in self.lines if line.series == series)


def written(cards: Mapping[str, Scorecard], made: Mapping[str, object]) -> str:
    """Scorecards by mode, and the fingerprint of what made them, as JSON to four figures."""
    return canonical_json(_rounded({"made": dict(made), "modes": {mode: asdict(card) for mode, card in cards.items()}}))


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return float(f"{value:.{FIGURES}g}")
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value


@dataclass(frozen=True)
class Stored:
    """Scorecards by mode ("blind", "given"), and what made them: hashes of the inputs, draws, seed."""

    __pydantic_config__ = STRICT
    made: Mapping[str, str | int]
    modes: Mapping[str, Scorecard]


@dataclass(frozen=True)
class BackTest:
    """A stored back-test: its scorecards, the scores of blind forecasts (columns of SCORES), and what was published."""

    held: Stored
    blind: pl.DataFrame
    seen: Mapping[str, Observed]


def stored(path: Path) -> Stored:
    """The scorecards in a file. Raises ContentError if it cannot be read."""
    try:
        return TypeAdapter(Stored).validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ContentError(f"{path.name} cannot be read as a scorecard ({error}): make it again") from None
