"""Points of the unit cube: scrambled Sobol points, and draws of a posterior on the coordinates that it holds."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from waystation.parameters.book import ParameterBook
from waystation.parameters.draw import Draw
from waystation.study.posterior import Posterior


def sobol(book: ParameterBook, draws: int, seed: int) -> tuple[Draw, ...]:
    """The first points of a scrambled Sobol sequence, one coordinate for each uncertain parameter of the book."""
    return fitted(book, draws, seed, None)


def fitted(book: ParameterBook, draws: int, seed: int, posterior: Posterior | None) -> tuple[Draw, ...]:
    """The same points with rows of a posterior on its coordinates; a coordinate that the book lacks is passed over."""
    size = len(book.coordinates)
    if size == 0:
        return (Draw(()),) * draws
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # balance wants a power of two; a prefix is still well spread
        points: NDArray[np.float64] = qmc.Sobol(size, scramble=True, rng=np.random.default_rng(seed)).random(draws)
    if posterior is not None:
        rows = posterior.rows(draws, seed)
        for place, name in enumerate(posterior.coordinates):
            if name in book.coordinates:
                points[:, book.coordinates.index(name)] = rows[:, place]
    return tuple(Draw(tuple(row)) for row in points.tolist())
