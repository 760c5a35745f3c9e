"""The page on the past: what wins, loses and is missed is said as the scores have it, in words and drawings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import norm

from waystation import uk
from waystation.charts.render import svg
from waystation.report import history
from waystation.study.backtest import Span, joined, lengthened, widened
from waystation.study.baselines import BASELINES
from waystation.study.forecasts import Forecast, quarters_after
from waystation.study.judge import build
from waystation.study.model import Model
from waystation.study.score import scores
from waystation.study.scorecard import MODEL, BackTest, Stored
from waystation.uk.observed import observed, target

GOOD, BAD = "claims", "appeals_open"
SERIES = {name: observed(name) for name in (GOOD, BAD)}
SPREAD = norm.ppf((np.arange(99) + 0.5) / 99)[:, None]


def forecasts(by: str, off: dict[str, float]) -> list[Forecast]:
    """Forecasts that lie so much off what came, in tenths of it, and are spread by a tenth."""
    made = []
    for name, shift in off.items():
        known = dict(zip(*SERIES[name], strict=True))
        for origin in Span().origins:
            ends = [end for end in quarters_after(origin, 8) if end in known]
            truth = np.array([known[end] for end in ends])
            made.append(Forecast(name, origin, np.maximum(truth * (1 + 0.1 * (shift + SPREAD)), 0), by))
    return made


@pytest.fixture(scope="module")
def model() -> Model:
    ours = scores(forecasts(MODEL, {GOOD: 0.3, BAD: -4}), SERIES)
    simple = joined(scores(forecasts(name, dict.fromkeys(SERIES, 2.0)), SERIES) for name in BASELINES)
    card = build(ours, lengthened(widened(simple)), [target(name) for name in SERIES])
    made = {"first": "2018-12-31", "last": "2024-12-31", "draws": 99, "seed": 1}
    return replace(uk.load(), history=BackTest(Stored(made, {"blind": card}), ours, SERIES))


def test_the_note_says_what_is_better_and_what_loses(model: Model) -> None:
    note = history.note(model)
    assert note is not None
    good, bad = note.rows
    assert (good.title, bad.title) == ("Claims", "Open appeals")
    assert set(good.verdicts) == {"better"} and set(bad.verdicts) == {"loses"} and set(bad.marks) == {"▼"}
    assert float(good.over_best) < 1 < float(bad.over_last) and bad.bias == "−40%" and good.bias == "+3.0%"
    (loss,) = note.losses
    assert loss.startswith("Open appeals: loses to last value 1, 2, 3, 4, 5, 6, 7 and 8 quarters ahead")
    assert "below what came, by 40% on average" in loss


def test_a_bar_that_is_missed_is_said_to_be_missed(model: Model) -> None:
    note = history.note(model)
    assert note is not None
    start, last, best, inside = note.sentences
    assert "31 December 2018 to 31 December 2024" in start and "99 draws" in start
    assert "on 1 of 2 series that count" in last and last.endswith("the bar is 9 of 13: missed.")
    assert best.endswith("the bar is 6: missed.")
    assert inside.startswith("50% (50% to 50%)") and "80% to 97%: missed" in inside


def test_without_a_back_test_nothing_is_said(model: Model) -> None:
    empty = replace(model, history=None)
    assert history.note(empty) is None and history.named(empty) == {} and history.words(empty)["told"] is None


def test_the_drawing_of_the_scorecard_holds_every_ratio_and_mark(model: Model) -> None:
    drawn = svg(history.named(model)["history-scorecard.svg"], name="card")
    assert model.history is not None
    for line in model.history.held.modes["blind"].lines:
        for cell in line.cells:
            assert f"{cell.crps[MODEL] / cell.crps[cell.best]:.2f}" in drawn
    assert drawn.count("●") == drawn.count("▼") == 8 and "Open appeals" in drawn and "NaN" not in drawn


def test_fans_begin_at_the_published_figure_and_end_a_year_on(model: Model) -> None:
    chart = history.named(model)["history-claims.svg"].to_dict()
    rows = next(part for part in chart["datasets"].values() if "q50" in part[0])
    origins = sorted({row["origin"] for row in rows})
    assert origins == [f"{year}-12-31" for year in range(2018, 2025)]
    first = [row for row in rows if row["origin"] == "2022-12-31"]
    assert [row["end"] for row in first] == ["2022-12-31", "2023-03-31", "2023-06-30", "2023-09-30", "2023-12-31"]
    assert first[0]["q05"] == first[0]["q95"] == dict(zip(*observed("claims"), strict=True))[date(2022, 12, 31)]


def test_coverage_is_that_of_the_counted_series(model: Model) -> None:
    chart = history.named(model)["history-coverage.svg"].to_dict()
    points = [row for part in chart["datasets"].values() for row in part if "horizon" in row]
    assert {row["share"] for row in points if row["level"] == 0.9} == {0.5}
