"""Unit costs draw by draw: an uncertain cost varies within its range, after the run and without touching it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
import scipy
from numpy.typing import NDArray

from waystation.economics.deflate import Amounts, Prices
from waystation.economics.lines import Line

SEED_BYTES = 8


def drawn(lines: Iterable[Line], prices: Prices, *, draws: int, seed: int) -> dict[str, Amounts]:
    """The unit cost of each line in each draw, shape (draws,), in pounds of the base year.

    A line with a range is drawn from a triangle over it, with the mode at its unit cost: one value from each of as many
    equal shares of chance as there are draws, in an order that depends on the seed and on the line's thing alone, so
    that a second line, or another cost, leaves the draws of the others as they are.
    """
    found = {}
    for line in lines:
        size = prices.factor(line.unit_cost.currency, line.unit_cost.year)
        found[line.id] = size * at(line, shares(line.thing, draws=draws, seed=seed))
    return found


def shares(name: str, *, draws: int, seed: int) -> NDArray[np.float64]:
    """A share of chance for each draw, one from the middle of each of as many equal parts, in an order of their own."""
    digest = hashlib.sha256(f"{seed} {name}".encode()).digest()
    order = np.random.default_rng(int.from_bytes(digest[:SEED_BYTES], "big")).permutation(draws)
    return np.asarray((order + 0.5) / draws)


def at(line: Line, share: Amounts | float) -> Amounts:
    """The unit cost of a line at a share of chance, in its own currency and prices; shape that of `share`."""
    mode = line.unit_cost.amount
    low, high = (mode if end is None else end for end in (line.low, line.high))
    if high <= low:
        return np.full_like(np.asarray(share, np.float64), mode)
    found: Amounts = np.asarray(scipy.stats.triang.ppf(share, (mode - low) / (high - low), low, high - low))
    return found
