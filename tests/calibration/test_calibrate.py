"""Calibration against answers that are known, and against being killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tests.calibration.toys import CHANCE, curved, linear, seen, slopes
from waystation.study.calibration.calibrate import Calibration, Settings, calibrate
from waystation.study.calibration.emulate import fit, stretched
from waystation.study.calibration.evidence import Evidence, Floats
from waystation.study.calibration.implausible import implausibility, worst
from waystation.study.calibration.learned import fits, learned
from waystation.study.calibration.levels import reach, sobol_points
from waystation.study.calibration.work import Work

NAMES = ("first", "second", "third", "idle")
SETTINGS = Settings(waves=2, runs=40, steps=900, draws=256, checks=12, seed=5)
TRUTH = np.array([[0.3, 0.8, 0.55, 0.9]])


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return seen(linear(TRUTH, 77)[0])


@pytest.fixture(scope="module")
def found(evidence: Evidence) -> Calibration:
    return calibrate(Work(linear, "linear"), evidence, len(NAMES), SETTINGS)


def closed_form(evidence: Evidence) -> tuple[Floats, Floats]:
    """Mean and covariance of the posterior of a linear model with normal prior and errors."""
    precision = np.linalg.inv(evidence.covariance + CHANCE**2 * np.eye(6))
    covariance = np.linalg.inv(np.eye(4) + slopes() @ precision @ slopes().T)
    return covariance @ slopes() @ precision @ evidence.values, covariance


def test_the_posterior_is_that_of_theory(evidence: Evidence, found: Calibration) -> None:
    mean, covariance = closed_form(evidence)
    drawn, spread = stretched(found.draws), np.sqrt(np.diag(covariance))
    assert (drawn.mean(axis=0) - mean) / spread == pytest.approx(np.zeros(4), abs=0.3)
    assert drawn.std(axis=0) / spread == pytest.approx(np.ones(4), abs=0.2)
    correlation = covariance / np.outer(spread, spread)
    assert np.corrcoef(drawn.T) == pytest.approx(correlation, abs=0.25)


def test_what_moves_nothing_keeps_its_prior(found: Calibration) -> None:
    said = {each.name: each for each in learned(NAMES, found.draws)}
    assert not said["idle"].identified
    assert said["idle"].sd == pytest.approx(12**-0.5, abs=0.03) and said["idle"].mean == pytest.approx(0.5, abs=0.07)
    assert all(said[name].identified and said[name].contraction > 0.3 for name in NAMES[:3])


def test_the_fit_is_better_than_the_priors(evidence: Evidence, found: Calibration) -> None:
    for each in fits(evidence, found.prior, found.posterior, seed=1):
        assert each.posterior < each.prior and each.posterior < 1.5
        assert each.inside >= 2 / 3


def test_a_wave_leaves_less_than_the_one_before_and_never_the_truth_out(evidence: Evidence, found: Calibration) -> None:
    shares = [wave.share for wave in found.waves]
    assert shares[0] == 1 and shares == sorted(shares, reverse=True) and 0 < shares[-1] < 0.5
    assert worst(found.emulators, evidence, TRUTH)[0] < 3
    assert all(wave.level <= 3 for wave in found.waves[1:])


def test_evidence_that_nothing_can_give_is_said_to_be_so() -> None:
    unreachable = seen(np.array([30.0, -30, 30, -30, 30, -30]))
    found = calibrate(Work(linear, ""), unreachable, 4, Settings(waves=1, runs=30, steps=60, draws=8, checks=1))
    assert found.waves[-1].level > 3


def test_the_share_that_is_left_is_that_of_geometry() -> None:
    """A corner of the cube with a side of 0.1 in three dimensions: a thousandth, reached by levels."""
    reached = reach(lambda points: 30 * points.max(axis=1), 3, cutoff=3.0, seed=2)
    assert reached.level == 3 and reached.share == pytest.approx(0.001, rel=0.5)
    assert reached.points.max() <= 0.1 + 1e-3 and len(reached.points) > 100
    assert reached.points.mean(axis=0) == pytest.approx(np.full(3, 0.05), abs=0.015)


def test_implausibility_grows_away_from_the_truth() -> None:
    points = sobol_points(80, 4, 1)
    outputs = np.concatenate([curved(points[row : row + 1], row) for row in range(80)])
    truth = np.array([[0.5, 0.9, 0.4, 0.5]])
    evidence = seen(curved(truth, 999)[0])
    emulator = fit(points, evidence.misfit(outputs), seed=1)
    near, far = implausibility(emulator, evidence, np.array([truth[0], [0.5, 0.5, 0.99, 0.5]]))
    assert near.max() < 3 < far.max()
    assert near.shape == (len(evidence.names),)


# --- the same seed, the same draws, even after a kill ----------------------------------------------------------------

SMALL = Settings(waves=2, runs=20, steps=30, draws=16, checks=4, seed=9)


def test_the_same_seed_gives_the_same_draws_on_one_thread_or_two(evidence: Evidence) -> None:
    one, two = (calibrate(Work(linear, "", threads=n), evidence, 4, SMALL) for n in (1, 2))
    assert np.array_equal(one.draws, two.draws) and np.array_equal(one.posterior, two.posterior)


def test_answers_that_are_held_are_not_asked_for_again(evidence: Evidence, tmp_path: Path) -> None:
    asked: list[int] = []

    def counted(points: Floats, seed: int) -> Floats:
        asked.append(seed)
        return linear(points, seed)

    path = tmp_path / "runs.jsonl"
    whole = calibrate(Work(counted, "a", path), evidence, 4, SMALL)
    assert len(asked) == len(set(asked)) == SMALL.simulations
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[:31])[:-20], encoding="utf-8")  # as a kill leaves it: the last line is cut short
    held = len(Work(counted, "a", path).held())
    asked.clear()
    again = calibrate(Work(counted, "a", path), evidence, 4, SMALL)
    assert 0 < held == SMALL.simulations - len(asked)
    assert np.array_equal(whole.draws, again.draws) and np.array_equal(whole.posterior, again.posterior)
    asked.clear()
    calibrate(Work(counted, "another model", path), evidence, 4, SMALL)
    assert len(asked) == SMALL.simulations
    Work(counted, "a", path).finish()
    assert not path.exists()


SLOW = """
import sys, time
from pathlib import Path
import numpy as np
from tests.calibration.toys import linear, seen
from waystation.study.calibration.calibrate import Settings, calibrate
from waystation.study.calibration.work import Work

def slow(points, seed):
    time.sleep(float(sys.argv[3]))
    return linear(points, seed)

settings = Settings(waves=2, runs=20, steps=30, draws=16, checks=4, seed=9)
evidence = seen(linear(np.array([[0.3, 0.8, 0.55, 0.9]]), 77)[0])
found = calibrate(Work(slow, "slow", Path(sys.argv[1])), evidence, 4, settings)
Path(sys.argv[2]).write_bytes(found.draws.tobytes())
"""


def test_killed_and_resumed_gives_the_same_file(tmp_path: Path) -> None:
    script, runs = tmp_path / "slow.py", tmp_path / "runs.jsonl"
    script.write_text(SLOW, encoding="utf-8")
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}

    def start(held: Path, out: str, wait: float) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(script), str(held), str(tmp_path / out), str(wait)]
        return subprocess.Popen(command, env=env)

    first = start(runs, "never", 0.2)
    for _ in range(600):
        if runs.is_file() and len(runs.read_text(encoding="utf-8").splitlines()) > 6:
            break
        time.sleep(0.1)
    first.send_signal(signal.SIGKILL)
    assert first.wait(60) == -signal.SIGKILL
    held = len(Work(linear, "slow", runs).held())
    assert 0 < held < 44 and not (tmp_path / "never").exists()
    again, whole = start(runs, "resumed", 0), start(tmp_path / "other.jsonl", "whole", 0)
    assert again.wait(120) == whole.wait(120) == 0
    assert (tmp_path / "resumed").read_bytes() == (tmp_path / "whole").read_bytes()
