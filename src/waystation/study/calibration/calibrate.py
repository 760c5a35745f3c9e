"""Calibration: simulate, emulate, rule out, and again; then draw from what is left as the evidence weighs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from waystation.study.calibration.emulate import Emulator, fit
from waystation.study.calibration.evidence import Evidence, Floats
from waystation.study.calibration.implausible import CUTOFF, worst
from waystation.study.calibration.levels import Reached, reach, sobol_points, spread_out
from waystation.study.calibration.sample import Chain, log_likelihood, sample, thinned
from waystation.study.calibration.work import Work

MOST_TRAINED = 260  # runs an emulator is fitted to: those nearest the evidence, the last wave always among them
SEEDS_A_WAVE = 1_000_000
WALKED = 2048  # points of the chain that are judged by


@dataclass(frozen=True)
class Settings:
    """How much is done: waves, runs in each, steps of the chain, draws kept, runs that check them.

    `components` are the most principal components of the outputs that are emulated."""

    waves: int = 3
    runs: int = 120
    steps: int = 1200
    draws: int = 256
    checks: int = 24
    components: int = 10
    seed: int = 1

    @property
    def simulations(self) -> int:
        """Runs of the simulator in all."""
        return self.waves * self.runs + self.checks


@dataclass(frozen=True)
class Wave:
    """One wave: how many runs, what share of the prior they stand for, the smallest implausibility asked of them.

    `level` above 3 says that no point could be found that fits every series. `left_out` is the root mean square of the
    standardised errors of the emulator, each run left out in turn: about 1 if the emulator knows its own doubt.
    """

    runs: int
    share: float
    level: float
    left_out: float
    components: int


@dataclass(frozen=True)
class Calibration:
    """What a calibration found.

    `draws` (m, d) of the unit cube, and more of the `chain` they are from, to judge it by; `waves`; `prior` (runs, k)
    and `posterior` (checks, k) outputs of the simulator at
    points of the first wave and at draws; the emulators of all waves; the chain's acceptance and autocorrelation;
    `kept` is the share of the chain that the waves had not ruled out.
    """

    draws: Floats
    chain: Floats
    waves: tuple[Wave, ...]
    prior: Floats
    posterior: Floats
    emulators: tuple[Emulator, ...]
    accepted: float
    apart: float
    kept: float


@dataclass
class _Runs:
    """The runs so far: points (n, d) and outputs (n, k)."""

    points: Floats
    outputs: Floats

    def add(self, points: Floats, outputs: Floats) -> None:
        self.points = np.concatenate([self.points, points])
        self.outputs = np.concatenate([self.outputs, outputs])


Progress = Callable[[str, float], None]  # what is being done, and which part of it is over


def silent(what: str, part: float) -> None:
    """Says nothing."""


def calibrate(work: Work, evidence: Evidence, size: int, settings: Settings, tell: Progress = silent) -> Calibration:
    """Fit `size` coordinates of the unit cube to the evidence. The same seed gives the same draws."""
    with threadpool_limits(1):  # small matrices: more threads are slower, and round differently
        return _calibrate(work, evidence, size, settings, tell)


def _calibrate(work: Work, evidence: Evidence, size: int, settings: Settings, tell: Progress) -> Calibration:
    runs = _Runs(np.empty((0, size)), np.empty((0, len(evidence.values))))
    emulators: list[Emulator] = []
    waves: list[Wave] = []
    reached = Reached(sobol_points(settings.runs, size, settings.seed), np.inf, 1.0)
    for number in range(settings.waves):
        points = reached.points if number == 0 else spread_out(reached.points, settings.runs)
        outputs = _simulate(work, points, settings, number, tell)
        runs.add(points, outputs)
        tell(f"emulator of wave {number + 1}", 0.0)
        emulators.append(_train(runs, evidence, len(points), settings))
        waves.append(_wave(reached, emulators[-1], len(points)))
        reached = _reach(emulators, evidence, size, seed=settings.seed * 100 + number)
    chain = _draw(emulators, evidence, reached, settings, tell)
    walked = thinned(chain.draws, max(WALKED, 4 * settings.draws))
    left = walked[worst(emulators, evidence, walked) <= max(CUTOFF, reached.level) + CUTOFF / 10]
    kept, walked = len(left) / len(walked), left if len(left) else walked
    draws = thinned(walked, settings.draws)
    waves.append(Wave(0, reached.share, reached.level, 1.0, 0))
    checks = _simulate(work, thinned(draws, settings.checks), settings, settings.waves, tell)
    return Calibration(
        draws,
        walked,
        tuple(waves),
        runs.outputs[: settings.runs],
        checks,
        tuple(emulators),
        chain.accepted,
        chain.apart,
        kept,
    )


def _simulate(work: Work, points: Floats, settings: Settings, wave: int, tell: Progress) -> Floats:
    """Outputs of a wave; the part told is of all simulations."""
    before = wave * settings.runs
    name = f"wave {wave + 1}" if wave < settings.waves else "runs that check the posterior"

    def done(number: int) -> None:
        tell(name, (before + number + 1) / settings.simulations)

    seed = settings.seed * 10 * SEEDS_A_WAVE + wave * SEEDS_A_WAVE
    return work.run(points, seed, done)


def _train(runs: _Runs, evidence: Evidence, last: int, settings: Settings) -> Emulator:
    """An emulator of the misfit at the last wave's runs and, to fill up, the earlier ones that fit best."""
    misfit = evidence.misfit(runs.outputs)
    earlier = len(misfit) - last
    nearest = np.argsort((misfit[:earlier] ** 2).mean(axis=1), kind="stable")[: max(0, MOST_TRAINED - last)]
    chosen = np.concatenate([np.sort(nearest), np.arange(earlier, len(misfit))])
    return fit(runs.points[chosen], misfit[chosen], seed=settings.seed, most=settings.components)


def _wave(reached: Reached, emulator: Emulator, runs: int) -> Wave:
    error = float(np.sqrt(np.mean(emulator.left_out**2)))
    return Wave(runs, reached.share, reached.level, error, len(emulator.components))


def _reach(emulators: list[Emulator], evidence: Evidence, size: int, *, seed: int) -> Reached:
    return reach(lambda points: worst(emulators, evidence, points), size, cutoff=CUTOFF, seed=seed)


def _draw(emulators: list[Emulator], evidence: Evidence, reached: Reached, settings: Settings, tell: Progress) -> Chain:
    """The chain over the last wave's emulator, from the points that are left."""
    return sample(
        lambda points: log_likelihood(emulators[-1], evidence, points), reached.points, steps=settings.steps,
        seed=settings.seed, done=lambda part: tell("posterior", part),
    )  # fmt: skip
