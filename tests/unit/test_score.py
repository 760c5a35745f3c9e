"""Scores against theory: the CRPS of a normal, coverage of a forecaster that knows the law, skill of a known ratio."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import scoringrules
from scipy.stats import norm

from waystation.base.problems import ContentError
from waystation.study.backtest import Span, joined, lengthened, run_model, widened
from waystation.study.baselines import BASELINES
from waystation.study.forecasts import Forecast, origins, quarters_after
from waystation.study.judge import build, verdict
from waystation.study.score import coverage, means, scores, skill
from waystation.study.score_table import read, with_inside, write
from waystation.study.scorecard import SIMPLE, Interval, stored, written
from waystation.study.targets import Observed, Target

ORIGINS = origins(date(2014, 3, 31), date(2023, 12, 31))
QUARTERS = origins(date(2005, 3, 31), date(2025, 12, 31))
RNG = np.random.default_rng(11)
SEEN = {"claims": Observed(QUARTERS, 100 + 10 * RNG.normal(size=len(QUARTERS)))}


def forecasts(by: str, *, spread: float = 10, shift: float = 0, count: int = 400) -> list[Forecast]:
    """A forecaster that knows the law of the series, or one that is off by a shift or a wrong spread."""
    quantiles = 100 + shift + spread * norm.ppf((np.arange(count) + 0.5) / count)
    return [Forecast("claims", origin, np.repeat(quantiles[:, None], 4, axis=1), by) for origin in ORIGINS]


def table(by: str, **how: float) -> pl.DataFrame:
    return scores(forecasts(by, **how), SEEN)  # type: ignore[arg-type]


def test_the_crps_is_that_of_the_normal_and_the_lowest_for_the_forecaster_that_knows_the_law() -> None:
    known, wide, off = (table("a", **how) for how in ({}, {"spread": 20}, {"shift": 8}))
    truth = scoringrules.crps_normal(known["observed"].to_numpy(), 100, 10)
    assert known["crps"].to_numpy() == pytest.approx(truth, rel=0.02, abs=0.1)
    assert known["crps"].mean() < min(wide["crps"].mean(), off["crps"].mean())  # type: ignore[type-var,operator]


def test_few_samples_score_as_many_do_on_average() -> None:
    """The unbiased estimator: four samples of a normal score as the normal itself, where the plain one is 14% worse."""
    samples = RNG.normal(100, 10, size=(3000, 4))
    held = [
        scores(
            [Forecast("claims", QUARTERS[20], four[:, None])], {"claims": Observed(QUARTERS[21:22], np.array([105.0]))}
        )
        for four in samples
    ]
    mean = float(np.mean([one["crps"].item() for one in held]))
    assert mean == pytest.approx(float(scoringrules.crps_normal(105.0, 100, 10)), rel=0.05)


def test_every_score_is_of_the_figure_of_its_quarter() -> None:
    for row in table("a").iter_rows(named=True):
        end = quarters_after(row["origin"], row["horizon"])[-1]
        assert row["observed"] == SEEN["claims"].values[QUARTERS.index(end)]
    late = scores([Forecast("claims", date(2025, 6, 30), np.ones((2, 4)))], SEEN)
    assert late["horizon"].to_list() == [1, 2], "quarters that nobody has seen are not scored"


def test_a_forecaster_that_knows_the_law_covers_what_it_says() -> None:
    held = with_inside(table("a"))
    assert coverage(held, horizons=(1,)).low <= 0.9 <= coverage(held, horizons=(1,)).high
    assert coverage(held, horizons=(1,), least=2).low <= 0.5 <= coverage(held, horizons=(1,), least=2).high
    narrow = coverage(with_inside(table("a", spread=3)), horizons=(1, 2, 3, 4))
    assert narrow.high < 0.8


def test_bias_is_the_median_less_the_figure() -> None:
    one = means(table("a", shift=8), "by").row(0, named=True)
    observed = table("a")["observed"].mean()
    assert one["bias"] == pytest.approx(108 - observed, abs=0.1)  # type: ignore[operator]
    assert one["bias_share"] == pytest.approx(one["bias"] / observed)


def test_skill_is_the_share_of_the_score_saved_and_its_interval_tells_a_difference_from_none() -> None:
    ours = table("model")
    half = ours.with_columns(by=pl.lit("half"), crps=pl.col("crps") * 2)
    assert skill(pl.concat([ours, half]), "half", horizons=(1, 2)).value == pytest.approx(0.5)
    off = skill(pl.concat([ours, table("off", shift=15)]), "off", horizons=(1, 2, 3, 4))
    assert off.positive and off.low < off.value < off.high
    near = skill(pl.concat([ours, table("near", spread=10.5)]), "near", horizons=(1, 2, 3, 4))
    assert not near.positive and near.low < 0 < near.high


def test_the_interval_is_wider_where_neighbouring_origins_err_together() -> None:
    ours = table("model")
    other = np.repeat(RNG.normal(size=10), 4)
    noise = dict(zip(ORIGINS, other, strict=True)), dict(zip(ORIGINS, RNG.permutation(other), strict=True))
    widths = []
    for by_origin in noise:
        factor = pl.col("origin").replace_strict(list(by_origin), [1.2 + 0.5 * each for each in by_origin.values()])
        theirs = ours.with_columns(by=pl.lit("b"), crps=pl.col("crps").mean() * factor)
        flat = ours.with_columns(crps=pl.col("crps").mean())
        held = skill(pl.concat([flat, theirs]), "b", horizons=(1, 2, 3, 4))
        widths.append(held.high - held.low)
    assert widths[0] > 1.3 * widths[1]


# --- the scorecard ------------------------------------------------------------------------------------------------


def test_a_series_that_loses_to_last_value_is_said_to_lose() -> None:
    low, none = Interval(0.2, 0.1, 0.3), Interval(0.2, -0.1, 0.3)
    crps = {"model": 2.0, "last_value": 3.0, "seasonal_naive": 4.0, "ets": 3.0, "arima": 3.0}
    assert verdict(crps, [low, low]) == "better"
    assert verdict(crps, [low, none]) == "ahead" == verdict(crps, [low, low], enough=False)
    assert verdict(crps | {"ets": 1.9}, [low, low]) == "mixed"
    assert verdict(crps | {"last_value": 2.0, "ets": 1.0}, [low, low]) == "loses"


def target(**changes: object) -> Target:
    held: dict[str, object] = {"id": "claims", "title": "Claims", "table": "t", "columns": ("c",), "unit": "people"}
    held |= {"kind": "flow", "basis": "people", "errors": (), "first": date(2005, 1, 1), "last": date(2025, 12, 31)}
    return Target(**held | changes)  # type: ignore[arg-type]


def simple() -> pl.DataFrame:
    shifts = dict(zip(BASELINES, (15, 20, 12, 18), strict=True))
    return joined(table(name, shift=shift) for name, shift in shifts.items())


def test_the_scorecard_tells_the_model_from_those_that_are_off() -> None:
    card = build(table("model"), lengthened(widened(simple())), [target(counted=True), target(id="unforecast")])
    assert [line.series for line in card.lines] == ["claims"]
    line = card.line("claims")
    assert (line.near.verdict, line.near.best, line.near.lower_than_best, line.far) == ("better", "ets", True, None)
    assert line.origins == len(ORIGINS) and [cell.horizons for cell in line.cells] == [(1,), (2,), (3,), (4,)]
    assert card.inside90["model"].value > 0.8 > card.inside90["ets"].value
    worse = build(table("model", shift=25), lengthened(widened(simple())), [target()])
    assert worse.line("claims").near.verdict == "loses" and not worse.counted


def test_every_forecaster_is_scored_on_the_figures_the_model_was_scored_on() -> None:
    part = table("model").filter(pl.col("origin") > ORIGINS[20])
    cell = build(part, lengthened(widened(simple())), [target()]).line("claims").near
    same = table("ets", shift=12).filter(pl.col("origin") > ORIGINS[20])
    assert cell.crps["ets"] == pytest.approx(same["crps"].mean(), rel=1e-9) and cell.forecasts == len(same)


def test_a_scorecard_is_read_as_it_was_written(tmp_path: Path) -> None:
    card = build(table("model"), lengthened(widened(simple())), [target(counted=True)])
    (tmp_path / "card.json").write_text(written({"blind": card}, {"seed": 1, "inputs": "abc"}))
    again = stored(tmp_path / "card.json")
    assert again.made == {"seed": 1, "inputs": "abc"} and list(SIMPLE) == list(BASELINES)
    kept, line = again.modes["blind"].lines[0], card.lines[0]
    assert (kept.near.verdict, kept.origins, kept.far) == (line.near.verdict, line.origins, line.far)
    assert kept.near.skill["ets"].low == pytest.approx(line.near.skill["ets"].low, rel=1e-3)
    with pytest.raises(ContentError, match="make it again"):
        stored(tmp_path / "none.json")


# --- the store ----------------------------------------------------------------------------------------------------


def test_scores_are_read_as_they_were_written(tmp_path: Path) -> None:
    held = table("model")
    write(held, tmp_path / "a.csv")
    again = read(tmp_path / "a.csv")
    assert again.schema == held.schema and again["crps"].to_numpy() == pytest.approx(held["crps"].to_numpy(), rel=1e-4)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv"]


def test_a_back_test_that_was_cut_off_goes_on_and_gives_the_same(tmp_path: Path) -> None:
    asked: list[date] = []

    def forecaster(origin: date) -> list[Forecast]:
        asked.append(origin)
        if len(asked) == 4:
            raise KeyboardInterrupt
        own = [one for one in forecasts("model") if one.origin == origin]
        return [*own, Forecast("not_published", origin, np.ones((3, 4)))]

    span = Span(ORIGINS[0], ORIGINS[6], 4)
    with pytest.raises(KeyboardInterrupt):
        run_model(forecaster, SEEN, span, folder=tmp_path / "cut")
    resumed = run_model(forecaster, SEEN, span, folder=tmp_path / "cut")
    assert asked == [*ORIGINS[:4], *ORIGINS[3:7]]
    whole = run_model(forecaster, SEEN, span, folder=tmp_path / "whole")
    assert resumed.equals(whole) and set(whole["series"]) == {"claims"}
