"""The stored back-test is that of this model, and its scorecard follows from its scores."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from waystation.study.backtest import Span, baselines, lengthened
from waystation.study.baselines import LEAST
from waystation.study.forecasts import quarters_after
from waystation.study.judge import build
from waystation.study.score import scores
from waystation.study.score_table import read, with_inside
from waystation.study.scorecard import stored, written
from waystation.uk import scored
from waystation.uk.observed import SCORED, observed, target

HELD = scored.load()
assert HELD is not None, "no back-test is stored: run `make backtest`"
SIMPLE = pl.read_csv(scored.SCORES / scored.SIMPLE, try_parse_dates=True)
LAST = date(2025, 12, 31)


def test_the_back_test_is_not_stale() -> None:
    assert scored.stale(HELD) == (), "the model has changed: run `make backtest`"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files that a forecast comes from, in a folder of their own."""
    for pattern in (*scored.MOVES, *scored.SIMPLE_MOVES, "scenarios/*.yaml"):
        for path in scored.HOME.glob(pattern):
            place = (tmp_path / "uk" / pattern).parent / path.name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
    return tmp_path / "uk"


@pytest.mark.parametrize(
    ("place", "moved"),
    [
        ("parameters/returns.yaml", {"model"}),
        ("history/forecast.py", {"model"}),
        ("evidence/series/history_tribunal.csv", {"model", "simple"}),
        ("../study/baselines.py", {"simple"}),
        ("scenarios/kosovo.yaml", set()),
    ],
)
def test_what_moves_a_forecast_makes_the_back_test_stale(copy: Path, place: str, moved: set[str]) -> None:
    before = scored.simple_inputs(copy), scored.model_inputs(copy)
    assert before == (scored.simple_inputs(), scored.model_inputs())
    with (copy / place).open("a", encoding="utf-8") as file:
        file.write("\n")
    after = scored.simple_inputs(copy), scored.model_inputs(copy)
    assert {name for name, one, two in zip(("simple", "model"), before, after, strict=True) if one != two} == moved


@pytest.mark.parametrize("mode", HELD.modes)
def test_the_scorecard_follows_from_the_scores(mode: str, tmp_path: Path) -> None:
    table = read(scored.SCORES / f"{mode}.csv")
    card = build(table, lengthened(SIMPLE), [target(name) for name in SCORED])
    path = tmp_path / "card.json"
    path.write_text(written({mode: card}, HELD.made))
    again, kept = stored(path).modes[mode], HELD.modes[mode]
    assert [line.series for line in again.lines] == [line.series for line in kept.lines]
    for one, other in zip(again.lines, kept.lines, strict=True):
        assert [cell.verdict for cell in one.cells] == [cell.verdict for cell in other.cells]
        assert one.near.crps == pytest.approx(other.near.crps, rel=2e-3)
        assert one.near.inside90 == pytest.approx(other.near.inside90, rel=2e-3)
    assert again.lower_than_last == kept.lower_than_last and again.lower_than_best == kept.lower_than_best


def test_every_origin_and_horizon_that_can_be_scored_is() -> None:
    blind = read(scored.SCORES / "blind.csv")
    for name in SCORED:
        known = observed(name)
        wanted = {
            (origin, ahead)
            for origin in Span().origins
            if len(known.until(origin).values) >= LEAST
            for ahead, end in enumerate(quarters_after(origin, 8), start=1)
            if end <= LAST
        }
        for table in (blind, SIMPLE):
            assert set(table.filter(series=name).select("origin", "horizon").iter_rows()) == wanted, name


def test_figures_in_the_store_are_those_published() -> None:
    blind = read(scored.SCORES / "blind.csv")
    for name, part in blind.group_by("series"):
        known = dict(zip(*observed(str(name[0])), strict=True))
        for origin, ahead, value in part.select("origin", "horizon", "observed").iter_rows():
            assert value == pytest.approx(known[quarters_after(origin, ahead)[-1]], rel=1e-4)


@pytest.mark.parametrize(
    ("name", "origin"), [("claims", date(2021, 3, 31)), ("small_boat_arrivals", date(2024, 9, 30))]
)
def test_the_stored_scores_of_simple_forecasters_are_found_again(name: str, origin: date) -> None:
    seen = {name: observed(name)}
    found = with_inside(scores(baselines(seen, origin), seen))
    kept = lengthened(SIMPLE).filter(series=name, origin=origin)
    both = found.join(kept, on=["by", "horizon"], suffix="_kept")
    assert len(both) == len(found) == len(kept)
    assert both["crps"].to_numpy() == pytest.approx(both["crps_kept"].to_numpy(), rel=0.02)
    assert np.mean(both["inside"].to_numpy() == both["inside_kept"].to_numpy()) > 0.9
