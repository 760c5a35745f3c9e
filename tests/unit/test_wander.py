"""How a series is carried on: against exact series whose future is known, and against the variance of a random walk."""

from dataclasses import replace

import numpy as np
import pytest

from waystation.study.quarters import at_end, summed
from waystation.study.wander import Fitted, Rule, back, fit, onto, season, shocks, size, together

WALK = Rule(scale="plain", level=1.0, half_life=1e9, least_sd=0.0, why="a random walk")
AHEAD = 6


def test_a_random_walk_goes_on_from_its_last_value_and_its_step_is_the_size_of_its_changes() -> None:
    values = np.array([3.0, 5.0, 4.0, 8.0])
    found = fit(values, WALK, AHEAD)
    assert found.mean == pytest.approx(np.full(AHEAD, 8.0))
    assert found.sd == pytest.approx(np.sqrt(np.mean(np.diff(values) ** 2)))


@pytest.mark.parametrize("level", [1.0, 0.6, 0.0])
def test_the_variance_of_a_path_grows_by_what_of_each_step_stays(level: float) -> None:
    """The error after h quarters is the last step and a part `level` of each of the h - 1 before it."""
    fitted = Fitted(replace(WALK, level=level), np.zeros(AHEAD), 2.0, np.zeros(3))
    paths = fitted.paths(np.random.default_rng(3).standard_normal((200_000, AHEAD)))
    expected = 4 * (1 + level**2 * np.arange(AHEAD))
    assert paths.var(axis=0) == pytest.approx(expected, rel=0.02)


def test_a_pure_season_is_found_up_to_its_shrinkage_and_carried_on() -> None:
    pattern, years = np.array([-3.0, 1.0, 4.0, -2.0]), 10
    found = season(np.tile(pattern, years), years)
    seen = years - 1  # two quarters at each end have no centred mean, so that each place is seen so often
    assert found == pytest.approx(pattern * seen / (seen + 1))
    rule = replace(WALK, level=0.5, years_of_season=years)
    ahead = fit(np.tile(pattern, years), rule, 4).mean
    assert np.argsort(ahead).tolist() == np.argsort(pattern).tolist()


def test_a_damped_trend_fades() -> None:
    rule = replace(WALK, trend=1.0, damping=0.5)
    steps = np.diff(fit(np.arange(40.0), rule, AHEAD).mean)
    assert (steps > 0).all()
    assert steps[1:] / steps[:-1] == pytest.approx(np.full(AHEAD - 2, 0.5))


def test_a_flow_without_memory_goes_on_at_a_part_of_its_mean() -> None:
    found = fit(np.array([1.0, 3.0, 2.0, 6.0]), replace(WALK, level=0.0, kept=0.5), AHEAD)
    assert found.mean == pytest.approx(np.full(AHEAD, 1.5))


def test_a_level_falls_back_by_its_reversion() -> None:
    found = fit(np.array([0.0, 8.0]), replace(WALK, reversion=0.5), 3)
    assert found.mean == pytest.approx([4.0, 2.0, 1.0])
    paths = Fitted(replace(WALK, reversion=0.5), np.zeros(3), 1.0, np.zeros(2)).paths(np.array([[1.0, 0.0, 0.0]]))
    assert paths[0] == pytest.approx([1.0, 0.5, 0.25])


def test_newer_errors_count_more_and_wild_ones_only_so_much() -> None:
    errors = np.array([5.0, 1.0, -1.0, 1.0, -1.0, 1.0])
    plain, young = size(errors, WALK), size(errors, replace(WALK, half_life=1.0))
    clipped = size(errors, replace(WALK, clip=1.0))
    usual = 1 / 0.6744897501960817  # the median absolute error is 1
    assert young < plain
    assert clipped == pytest.approx(np.sqrt((usual**2 + 5) / 6))


@pytest.mark.parametrize("scale", ["log", "logit", "plain"])
def test_scales_are_undone(scale: str) -> None:
    values = np.array([0.1, 0.5, 0.9])
    rule = replace(WALK, scale=scale)  # type: ignore[arg-type]
    assert back(onto(values, rule), rule) == pytest.approx(values)


def test_bounds_hold() -> None:
    rule = replace(WALK, scale="log", least=2.0, most=9.0)
    assert back(np.log([1.0, 5.0, 700.0]), rule) == pytest.approx([2.0, 5.0, 9.0])


def test_the_same_errors_go_together_and_unrelated_ones_do_not() -> None:
    generator = np.random.default_rng(5)
    one, other = generator.standard_normal((2, 4000))
    fitted = [Fitted(WALK, np.zeros(1), 1.0, each) for each in (one, one, other)]
    found = together(fitted, 4000, 0.5)
    assert np.diag(found) == pytest.approx(np.ones(3))
    assert found[0, 1] == pytest.approx(0.5)
    assert abs(found[0, 2]) < 0.05
    assert (np.linalg.eigvalsh(found) > 0).all()


def test_a_short_series_is_taken_as_it_was_expected_before_it_began() -> None:
    long, short = np.ones(40), np.ones(10)
    found = together([Fitted(WALK, np.zeros(1), 1.0, each) for each in (long, short)], 40, 1.0)
    assert found[0, 1] == pytest.approx(10 / np.sqrt(40 * 10))


def test_shocks_have_unit_variance_and_the_correlation_asked_for() -> None:
    wanted = np.array([[1.0, 0.6], [0.6, 1.0]])
    generator = np.random.default_rng(7)
    drawn = np.concatenate([shocks(wanted, 50, 6.0, generator) for _ in range(4000)], axis=1)
    assert drawn.var(axis=1) == pytest.approx(np.ones(2), rel=0.03)
    assert np.corrcoef(drawn)[0, 1] == pytest.approx(0.6, abs=0.02)


def test_one_value_is_no_past() -> None:
    with pytest.raises(ValueError, match="no past"):
        fit(np.ones(1), WALK, AHEAD)


def test_months_make_quarters() -> None:
    months = np.arange(6.0)
    assert summed(months).tolist() == [3.0, 12.0]
    assert at_end(months).tolist() == [2.0, 5.0]
