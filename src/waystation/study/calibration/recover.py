"""Does a calibration find what it should? Data are simulated from known parameters.

Simulation-based calibration: over many such tries the rank of the truth among the posterior's draws is uniform, if the
posterior is neither too narrow, too wide nor shifted (Talts and others, 2018).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from waystation.study.calibration.calibrate import Settings, calibrate
from waystation.study.calibration.evidence import Evidence, Simulator
from waystation.study.calibration.work import Work

Ranks = NDArray[np.int64]
TRUTHS = 7_919  # a seed apart from those of the runs


@dataclass(frozen=True)
class Trial:
    """What is tried: a simulator of d coordinates, evidence whose values are replaced, and how it is calibrated.

    `settings.draws` is the highest rank: the truth has between none and all of so many draws below it.
    """

    simulator: Simulator
    evidence: Evidence
    names: tuple[str, ...]
    settings: Settings

    def ranks(self, number: int) -> tuple[int, ...]:
        """The rank of each coordinate's truth in try `number`."""
        random = np.random.default_rng([TRUTHS, self.settings.seed, number])
        truth = random.random((1, len(self.names)))
        error = random.multivariate_normal(np.zeros(len(self.evidence.values)), self.evidence.covariance)
        values = self.simulator(truth, TRUTHS * (number + 1))[0] + error
        evidence = replace(self.evidence, values=values)
        settings = replace(self.settings, seed=self.settings.seed + number)
        found = calibrate(Work(self.simulator, "", threads=1), evidence, len(self.names), settings)
        return tuple(int(rank) for rank in (found.draws < truth).sum(axis=0))


def tries(trial: Trial, numbers: Sequence[int], done: Callable[[int], None] = lambda number: None) -> Ranks:
    """Ranks of many tries; shape (tries, d)."""
    found = []
    for number in numbers:
        found.append(trial.ranks(number))
        done(number)
    return np.array(found, np.int64)
