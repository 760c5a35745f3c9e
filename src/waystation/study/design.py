"""Points of the unit cube: scrambled Sobol points, the same for the same seed."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from waystation.parameters.book import ParameterBook
from waystation.parameters.draw import Draw


def sobol(book: ParameterBook, draws: int, seed: int) -> tuple[Draw, ...]:
    """The first points of a scrambled Sobol sequence, one coordinate for each uncertain parameter of the book."""
    size = len(book.coordinates)
    if size == 0:
        return (Draw(()),) * draws
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # balance wants a power of two; a prefix is still well spread
        points: NDArray[np.float64] = qmc.Sobol(size, scramble=True, rng=np.random.default_rng(seed)).random(draws)
    return tuple(Draw(tuple(row)) for row in points.tolist())
