"""What it buys that both worlds meet the same luck: how many lives are the same, and how much less a difference varies.

`python -m tests.engines.test_pairing` prints the figures of the full model that docs/explanation/proofs.md gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest
from scipy import stats

from tests.theory.small import uk_world
from waystation import uk
from waystation.engine.compile import compile_tables
from waystation.engine.simulate import Simulation, simulate
from waystation.parameters.draw import Draw, Values

WORLDS = ("baseline", "kosovo")
ASKED = ("returns_enforced", "exhausted_in_uk", "appeals_open")
SMALL, FULL, SEEDS, FEW = 0.05, 1.0, 24, 12
DESIGN = 30  # times fewer runs for an effect


@dataclass(frozen=True)
class Pairing:
    """Shares of cases that end in the same stage, and there since the same day, in both worlds with the same luck; and
    by measure, how many times the variance of a difference is smaller than between worlds with luck of their own.
    """

    same_end: float
    same_day: float
    gain: dict[str, float]


def ends(simulation: Simulation) -> np.ndarray:
    """The name of the stage in which each case ended."""
    return np.array([*simulation.counts.codes.stages, "outside"])[simulation.fates.stage]


def pairing(factor: float, seeds: int) -> Pairing:
    """Each seed in both worlds; then each of the one world beside the next seed of the other."""
    tables = [compile_tables(*uk_world(factor, scenario=name, hub=factor)) for name in WORLDS]
    without, with_hub = ([simulate(*held, seed) for seed in range(1, seeds + 1)] for held in tables)
    same = [ends(one) == ends(other) for one, other in zip(without, with_hub, strict=True)]
    days = [one.fates.entered == other.fates.entered for one, other in zip(without, with_hub, strict=True)]
    gain = {}
    model = uk.load()
    number = partial(Values(model.book, Draw(())).by_month, months=model.calendar.months)
    for measure in (measure for measure in model.measures if measure.id in ASKED):
        one, other = (
            np.array([measure.monthly(s.counts, number).sum() for s in world]) for world in (without, with_hub)
        )
        gain[measure.id] = float(np.var(other - np.roll(one, 1)) / np.var(other - one))
    both = np.mean([stage & day for stage, day in zip(same, days, strict=True)])
    return Pairing(float(np.mean(same)), float(both), gain)


@pytest.fixture(scope="module")
def small() -> Pairing:
    return pairing(SMALL, FEW)


def test_nearly_everyone_has_the_same_fate_in_both_worlds(small: Pairing) -> None:
    """The day may differ for many: whoever queues behind one who is moved is served a day sooner or later."""
    assert 0.99 < small.same_end < 1 and 0.8 < small.same_day < small.same_end


def test_a_difference_varies_less_between_worlds_with_the_same_luck(small: Pairing) -> None:
    """The design asks for about thirty times fewer runs; a ratio of two variances of few seeds is known by a factor."""
    by_chance = float(stats.f.ppf(0.99, FEW - 1, FEW - 1))
    assert set(small.gain) == set(ASKED) and min(small.gain.values()) > DESIGN / by_chance, small


if __name__ == "__main__":
    print(pairing(FULL, SEEDS))
