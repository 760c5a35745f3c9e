"""The numbers that history bears on, as known on a past day: no later posterior is used at an earlier origin."""

from __future__ import annotations

from datetime import date

from waystation import uk
from waystation.study.posterior import Posterior
from waystation.study.wander import Floats
from waystation.uk.history.setting import Past
from waystation.uk.history.simulate import points_of


def latest(origin: date) -> Posterior | None:
    """The newest posterior that was fitted on a day or before it; none if there is none so early."""
    held = uk.load().posteriors
    earlier = [day for day in held if day <= origin]
    return held[max(earlier)] if earlier else None


def points(past: Past, draws: int, seed: int) -> Floats:
    """Points over every coordinate of a past model's book: those that history bears on from the latest posterior.

    Shape (draws, coordinates). The others, and all if there is no posterior so early, are as without a calibration.
    """
    found, held = points_of(past, draws, seed, None), latest(past.at.origin)
    if held is None:
        return found
    for column, name in zip(held.rows(draws, seed).T, held.coordinates, strict=True):
        if name in past.book.coordinates:
            found[:, past.book.coordinates.index(name)] = column
    return found
