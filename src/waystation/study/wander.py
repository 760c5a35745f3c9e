"""How a quarterly series wanders: its level, trend and season so far, and paths on from there that are as uncertain
as its own past. Nothing after the last row given is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict
from scipy.stats import norm

from waystation.study.quarters import A_YEAR

Floats = NDArray[np.float64]
QUARTILE = 0.75


@dataclass(frozen=True)
class Rule:
    """How one series is carried on.

    `scale` is where it moves in steps of like size; `level` and `trend` are the weights of the newest error in level
    and trend (1 is a random walk, trend 0 is none); a trend fades by `damping` each quarter. The season is that of the
    last `years_of_season` (0: none). Errors count half as much each `half_life` quarters back; their size is at least
    `least_sd` on the scale. Values are held between `least` and `most`; only the last `quarters` are used. A `level`
    of 0 is a flow without memory about its mean, of which a share `kept` is expected to go on. An error beyond `clip`
    usual ones (the standard deviation that the median absolute error stands for) counts as that many. A level falls
    back towards 0 on the scale by `reversion` a quarter (1: it stays).
    """

    __pydantic_config__ = ConfigDict(extra="forbid")
    scale: Literal["log", "logit", "plain"]
    level: float
    half_life: float
    least_sd: float
    why: str
    trend: float = 0.0
    damping: float = 1.0
    years_of_season: int = 0
    least: float = -np.inf
    most: float = np.inf
    quarters: int = 60
    kept: float = 1.0
    clip: float = np.inf
    reversion: float = 1.0


@dataclass(frozen=True)
class Fitted:
    """A series as its rule sees it: the mean of the next quarters (H,) on the scale, the size of a step, and errors."""

    rule: Rule
    mean: Floats
    sd: float
    errors: Floats

    @property
    def central(self) -> Floats:
        """The middle path on the natural scale; shape (H,)."""
        return back(self.mean, self.rule)

    def paths(self, shocks: Floats) -> Floats:
        """Paths on the natural scale from standard shocks (n, H): each moves its quarter and, in part, later ones."""
        steps = shocks * self.sd
        lasting = np.zeros_like(steps)
        for row in range(1, steps.shape[1]):
            lasting[:, row] = self.rule.reversion * (lasting[:, row - 1] + self.rule.level * steps[:, row - 1])
        return back(self.mean + lasting + steps, self.rule)


def onto(values: Floats, rule: Rule) -> Floats:
    """Values on the scale of a rule."""
    held = np.clip(np.asarray(values, np.float64), rule.least, rule.most)
    if rule.scale == "log":
        return np.log(held)
    return np.log(held / (1 - held)) if rule.scale == "logit" else held


def back(values: Floats, rule: Rule) -> Floats:
    """Values of a scale on the natural scale."""
    if rule.scale == "plain":
        return np.clip(values, rule.least, rule.most)
    if rule.scale == "log":
        most = np.log(rule.most) if np.isfinite(rule.most) else np.inf
        return np.maximum(np.exp(np.minimum(values, most)), rule.least)
    return np.clip(1 / (1 + np.exp(-values)), rule.least, rule.most)


def fit(values: Floats, rule: Rule, ahead: int) -> Fitted:
    """A series up to today under a rule. Raises ValueError for fewer than two values."""
    if len(values) < 2:
        raise ValueError(f"a series of {len(values)} quarters has no past to learn from")
    scaled = onto(np.asarray(values, np.float64)[-rule.quarters :], rule)
    if rule.level == 0:
        expected = rule.kept * float(np.average(scaled, weights=weights(len(scaled), rule)))
        errors = scaled - expected
        return Fitted(rule, np.full(ahead, expected), max(size(errors, rule), rule.least_sd), errors)
    pattern = season(scaled, rule.years_of_season)
    place = np.arange(len(scaled) + ahead) % A_YEAR
    plain = scaled - pattern[place[: len(scaled)]]
    level, trend, errors = smooth(plain, rule)
    fading = np.cumsum(trend * rule.damping ** np.arange(1, ahead + 1))
    held = level * rule.reversion ** np.arange(1, ahead + 1)
    return Fitted(rule, held + fading + pattern[place[len(scaled) :]], max(size(errors, rule), rule.least_sd), errors)


def season(scaled: Floats, years: int) -> Floats:
    """Mean distance of each place in the year from the centred mean of four quarters; zeros without two full years.

    Place 0 is that of the first value. Each mean is pulled to 0 as if one more year had been seen without a season.
    """
    half = 1 / (2 * A_YEAR)
    about = np.array([half, *[2 * half] * (A_YEAR - 1), half])
    if years == 0 or len(scaled) < 2 * A_YEAR + 1:
        return np.zeros(A_YEAR)
    apart = (scaled[2:-2] - np.convolve(scaled, about, "valid"))[-A_YEAR * years :]
    place = np.arange(len(scaled))[2:-2][-A_YEAR * years :] % A_YEAR
    sums = np.bincount(place, weights=apart, minlength=A_YEAR)
    found = sums / (np.bincount(place, minlength=A_YEAR) + 1)
    return np.asarray(found - found.mean())


def smooth(plain: Floats, rule: Rule) -> tuple[float, float, Floats]:
    """Level and trend after the last value, and the errors of forecasting each value from those before it."""
    level, trend = float(plain[0]), 0.0
    errors = np.empty(len(plain) - 1)
    for row, value in enumerate(plain[1:]):
        expected = rule.reversion * level + rule.damping * trend
        errors[row] = value - expected
        level = expected + rule.level * errors[row]
        trend = rule.damping * trend + rule.level * rule.trend * errors[row]
    return level, trend, errors


def size(errors: Floats, rule: Rule) -> float:
    """Root mean square of errors, newer ones counting more, and wild ones as at most so many usual ones."""
    usual = float(np.median(np.abs(errors)) / norm.ppf(QUARTILE))
    held = np.clip(errors, -rule.clip * usual, rule.clip * usual) if np.isfinite(rule.clip) and usual > 0 else errors
    return float(np.sqrt(np.average(held**2, weights=weights(len(held), rule))))


def weights(count: int, rule: Rule) -> Floats:
    """What each of the last quarters counts, the newest 1; shape (count,)."""
    return np.asarray(0.5 ** (np.arange(count)[::-1] / rule.half_life), np.float64)


def together(fitted: Sequence[Fitted], quarters: int, kept: float) -> Floats:
    """How the errors of series went together in the last quarters, a share `kept` of each correlation; shape (P, P).

    Where a series has no error for a quarter it is taken to have been as expected.
    """
    errors = np.zeros((len(fitted), quarters))
    for row, each in enumerate(fitted):
        last = each.errors[-quarters:] / each.sd
        errors[row, quarters - len(last) :] = last
    apart = np.sqrt((errors**2).sum(axis=1))
    apart[apart == 0] = 1.0
    found = errors @ errors.T / np.outer(apart, apart)
    np.fill_diagonal(found, 1.0)
    return np.asarray(kept * found + (1 - kept) * np.eye(len(fitted)))


def shocks(correlation: Floats, ahead: int, freedom: float, generator: np.random.Generator) -> Floats:
    """Standard shocks of one path, shape (P, H): correlated, with the tails of Student's t in common, unit variance."""
    root = np.linalg.cholesky(correlation)
    wild = np.sqrt((freedom - 2) / generator.chisquare(freedom, size=ahead))
    return np.asarray(root @ generator.standard_normal((len(correlation), ahead)) * wild)
