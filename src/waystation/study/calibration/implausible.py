"""How implausible a point is: how far its outputs would lie from what was published, in the spread that is allowed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import chi2, norm

from waystation.study.calibration.emulate import Emulator, gap
from waystation.study.calibration.evidence import Evidence, Floats

CUTOFF = 3.0
CHANCE = float(2 * norm.sf(CUTOFF))  # of a point at the truth being ruled out by one series


def implausibility(emulator: Emulator, evidence: Evidence, points: Floats) -> Floats:
    """One number for each point and series, shape (m, series): above 3 the series rules the point out.

    It is the root of the squared distance over all periods of the series, scaled so that 3 is passed with the chance of
    three standard deviations of a normal, however many periods there are.
    """
    mean, variance = emulator.predict(points)
    found = []
    for rows in evidence.blocks:
        bound = chi2.isf(CHANCE, len(rows))
        squared = gap(emulator, mean, variance, rows).squared
        found.append(CUTOFF * np.sqrt(np.maximum(squared, 0.0) / bound))
    return np.stack(found, axis=1)


def worst(emulators: Sequence[Emulator], evidence: Evidence, points: Floats) -> Floats:
    """The largest implausibility of each point over series and over the emulators of all waves; shape (m,)."""
    if not emulators:
        return np.zeros(len(points))
    every = [implausibility(emulator, evidence, points).max(axis=1) for emulator in emulators]
    return np.asarray(np.max(every, axis=0), np.float64)
