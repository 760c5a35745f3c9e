"""The emulator: its doubt is as large as its errors, and its shortcuts give what the long way gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.calibration.toys import curved, seen
from waystation.study.calibration.emulate import JITTER, Emulator, fit, gap
from waystation.study.calibration.evidence import Evidence, Floats
from waystation.study.calibration.levels import sobol_points


def runs(number: int, seed: int) -> tuple[Floats, Floats]:
    points = sobol_points(number, 4, seed)
    return points, np.concatenate([curved(points[row : row + 1], seed * 1000 + row) for row in range(number)])


@pytest.fixture(scope="module")
def emulator() -> Emulator:
    return fit(*runs(100, 1), seed=1)


def test_errors_of_runs_left_out_are_standard_normal(emulator: Emulator) -> None:
    errors = emulator.left_out
    assert errors.shape == (100, 4)
    assert np.abs(errors.mean(axis=0)).max() < 0.35
    assert 0.8 < np.sqrt((errors**2).mean()) < 1.25
    assert (np.abs(errors) > 3).mean() < 0.03


def test_errors_at_new_points_are_standard_normal(emulator: Emulator) -> None:
    points, outputs = runs(200, 2)
    mean, variance = emulator.outputs(points)
    errors = (outputs - mean) / np.sqrt(variance)
    assert 0.8 < np.sqrt((errors**2).mean()) < 1.25
    assert 0.9 < (np.abs(errors) < 2).mean() < 0.99
    assert ((outputs - mean) ** 2).mean() < 0.1 * outputs.var(axis=0).mean()  # and it does explain the outputs


def test_leaving_a_run_out_is_what_the_closed_form_says(emulator: Emulator) -> None:
    component = emulator.components[0]
    covariance = component.kernel(component.at) + JITTER * np.eye(len(component.at))
    held = covariance @ component.weights
    for run in (0, 31, 99):
        others = np.delete(np.arange(len(held)), run)
        across = covariance[run, others] @ np.linalg.inv(covariance[np.ix_(others, others)])
        spread = covariance[run, run] - across @ covariance[others, run]
        assert component.left_out[run] == pytest.approx((held[run] - across @ held[others]) / np.sqrt(spread), rel=1e-4)


def test_an_emulator_that_is_too_sure_is_made_to_doubt() -> None:
    points, outputs = runs(60, 3)
    sure = fit(points, outputs, seed=1)
    wide = replace(sure.components[0], inflation=4.0)
    assert wide.predict(points)[1] == pytest.approx(
        4 / sure.components[0].inflation * sure.components[0].predict(points)[1]
    )
    assert all(component.inflation >= max(1.0, float((component.left_out**2).mean())) for component in sure.components)


def test_the_gap_is_that_of_the_full_covariance(emulator: Emulator) -> None:
    points, _ = runs(5, 4)
    mean, variance = emulator.predict(points)
    for rows in (np.arange(4), np.array([1, 3])):
        found = gap(emulator, mean, variance, rows)
        for place in range(len(points)):
            along = emulator.loadings[:, rows]
            spread = np.diag(1 + emulator.residue[rows]) + along.T @ np.diag(variance[place]) @ along
            off = emulator.mean[rows] + mean[place] @ along
            assert found.squared[place] == pytest.approx(off @ np.linalg.solve(spread, off))
            assert found.logdet[place] == pytest.approx(np.linalg.slogdet(spread)[1])


# --- the evidence --------------------------------------------------------------------------------------------------


def test_misfits_are_independent_and_of_one_standard_deviation() -> None:
    evidence = seen(np.zeros(6))
    drawn = np.random.default_rng(1).multivariate_normal(evidence.values, evidence.covariance, size=20_000)
    assert np.cov(evidence.misfit(drawn).T) == pytest.approx(np.eye(6), abs=0.05)


def test_discrepancy_is_remembered_within_a_series_and_not_across() -> None:
    covariance = seen(np.zeros(6), sd=0.3, discrepancy=0.5, memory=0.6).covariance
    assert covariance[0, 0] == pytest.approx(0.3**2 + 0.5**2)
    assert covariance[0, 1] == pytest.approx(0.6 * 0.5**2)
    assert covariance[0, 2] == pytest.approx(0.6**2 * 0.5**2)
    assert covariance[0, 3] == covariance[2, 5] == 0
    drifting = replace(seen(np.zeros(6)), drift=np.full(6, 0.2)).covariance - seen(np.zeros(6)).covariance
    walk = 0.04 * np.array([[2, 1, 0], [1, 1, 0], [0, 0, 0]])  # of the last period nothing, of those before ever more
    assert drifting == pytest.approx(np.kron(np.eye(2), walk))
    alone = Evidence(("a", "b"), np.zeros(2), np.ones(2), np.ones(2))
    assert alone.covariance == pytest.approx(2 * np.eye(2))
