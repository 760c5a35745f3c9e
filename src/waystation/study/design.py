"""Points of the unit cube: scrambled Sobol points, and draws of a posterior on the coordinates that it holds."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import numpy as np
import scipy  # its parts are loaded when they are asked for
from numpy.typing import NDArray

from waystation.base.cached import cached, place
from waystation.base.files import sha256
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
    key = sha256(f"{sys.version} {np.__version__} {scipy.__version__} {size} {draws} {seed}")
    points = cached(place(Path(__file__).parent, "points"), key, lambda: _points(size, draws, seed))
    if posterior is not None:
        rows = posterior.rows(draws, seed)
        for column, name in enumerate(posterior.coordinates):
            if name in book.coordinates:
                points[:, book.coordinates.index(name)] = rows[:, column]
    return tuple(Draw(tuple(row)) for row in points.tolist())


def _points(size: int, draws: int, seed: int) -> NDArray[np.float64]:
    """Shape (draws, size). They are kept on disk, for to load what makes them takes longer than to make them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # balance wants a power of two; a prefix is still well spread
        made = scipy.stats.qmc.Sobol(size, scramble=True, rng=np.random.default_rng(seed)).random(draws)
    return np.asarray(made)
