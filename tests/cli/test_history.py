"""`waystation history`: forecasts as JSON and text, the back-test and its scorecard, and what it refuses.

The model takes a second a draw, so most tests put a stand-in in its place; one runs the model itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tests.cli.terminal import Said, waystation
from waystation import api_history
from waystation.base.problems import WaystationError
from waystation.cli import show_history
from waystation.cli.__main__ import cli
from waystation.study.backtest import Span
from waystation.study.baselines import forecast as simple
from waystation.study.forecasts import Forecast
from waystation.uk.observed import SCORED, observed, target

KEYS = ["series", "period", "q05", "q25", "q50", "q75", "q95", "unit"]
SHORT = Span(date(2022, 12, 31), date(2023, 3, 31), 4)


def stand_in(origin: date, quarters: int, mode: str, draws: int, seed: int, points: object) -> tuple[Forecast, ...]:
    """A model that forecasts the last value but narrowly, and one series that is not scored."""
    made = [
        Forecast(
            name, origin, simple("last_value", observed(name).until(origin).values, quarters, count=draws, seed=seed)
        )
        for name in SCORED
        if len(observed(name).until(origin).values) >= 8
    ]
    returned = [one for one in made if one.series.startswith("returns_")]
    asylum = [Forecast(f"asylum_{one.series}", origin, 0.25 * one.samples) for one in returned]
    return (*made, *asylum, Forecast("grant_rate", origin, np.full((draws, quarters), 0.5)))


@pytest.fixture
def replaced(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(api_history, "model_forecast", stand_in)
    monkeypatch.setattr(api_history, "points", lambda *given, **named: None)
    monkeypatch.setattr(api_history, "past", lambda *given, **named: None)
    yield


def here(*words: str) -> Said:
    """A command in this process, where the stand-in is."""
    done = CliRunner().invoke(cli, words, standalone_mode=False)
    if isinstance(done.exception, WaystationError):
        return Said(done.exception.exit_code, done.stdout, str(done.exception))
    assert done.exception is None, done.exception
    return Said(0, done.stdout, done.stderr)


def test_a_forecast_of_the_model_is_one_object_a_line_for_the_year_ahead() -> None:
    said = waystation("history", "forecast", "--origin", "2025-12-31", "--quarters", "4", "--draws", "3", "--json")
    assert said.code == 0, said.err
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert [row["series"] for row in rows] == [name for name in SCORED for _ in range(4)]
    assert [row["period"] for row in rows[:4]] == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]
    for row in rows:
        assert list(row) == KEYS and row["unit"] == target(row["series"]).unit
        assert 0 <= row["q05"] <= row["q25"] <= row["q50"] <= row["q75"] <= row["q95"]
        last = observed(row["series"]).values[-1]
        assert 0.2 * last < row["q50"] < 5 * last, row


@pytest.mark.usefixtures("replaced")
def test_a_past_day_has_the_periods_after_it_and_no_series_that_nobody_counted_then() -> None:
    said = here("history", "forecast", "--origin", "2021-06-30", "--quarters", "2", "--draws", "50", "--json")
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert {row["period"] for row in rows} == {"2021Q3", "2021Q4"}
    assert set(SCORED) - {row["series"] for row in rows} == {"hotel_people"}
    (stock,) = [row for row in rows if row["series"] == "awaiting_decision_people" and row["period"] == "2021Q3"]
    assert stock["q50"] == pytest.approx(70_905, rel=0.02), "a stock goes on from the end of June 2021"


@pytest.mark.usefixtures("replaced")
def test_the_text_names_each_series_its_unit_and_its_ranges() -> None:
    said = here("history", "forecast", "--draws", "50", "--quarters", "1")
    assert said.code == 0 and said.out.startswith("Forecast from 31 December 2025, 50 draws.")
    for name in SCORED:
        assert target(name).title in said.out
    assert said.out.count("2026Q1") == len(SCORED) + 2


@pytest.mark.usefixtures("replaced")
def test_returns_outside_the_model_are_shown_as_such_and_are_no_part_of_the_json() -> None:
    made = api_history.forecast(draws=50, quarters=1)
    held = {one.series: one.samples for one in (*made, *api_history.outside(made))}
    for kind in ("enforced", "voluntary"):
        assert held[f"other_returns_{kind}"] == pytest.approx(0.75 * held[f"returns_{kind}"])
    words = ("history", "forecast", "--draws", "50", "--quarters", "1")
    assert here(*words).out.count("outside the model, a simple forecast") == 2
    assert "other_returns" not in here(*words, "--json").out


@pytest.mark.usefixtures("replaced")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--origin", "2025-11-30"), "no quarter ends on 2025-11-30: name 2025-12-31"),
        (("--origin", "2026-03-31"), "an origin lies between 2015-12-31 and 2025-12-31"),
        (("--origin", "2010-03-31"), "an origin lies between"),
        (("--mode", "given"), "flows are published until 2025-12-31"),
    ],
)
def test_what_cannot_be_forecast_is_refused(words: tuple[str, ...], told: str) -> None:
    said = here("history", "forecast", *words)
    assert said.code == 2 and told in said.err and not said.out


@pytest.mark.usefixtures("replaced")
def test_a_back_test_writes_scores_and_prints_the_scorecard(tmp_path: Path) -> None:
    ticks: list[tuple[str, int, int]] = []

    def run(out: str) -> object:
        return api_history.backtest(
            draws=40, out=tmp_path / out, parts=tmp_path / "parts", span=SHORT, done=lambda *tick: ticks.append(tick)
        )  # fmt: skip

    made = run("one")
    assert ticks == [(what, number, 2) for what in ("simple", "blind", "given") for number in (1, 2)]
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == [
        "baselines.csv", "blind.csv", "given.csv", "scorecard.json",
    ]  # fmt: skip
    again = run("two")
    assert again == made, "what was scored before is taken from where it was kept"
    for name in ("baselines.csv", "blind.csv", "scorecard.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    blind, given = made.modes["blind"], made.modes["given"]  # type: ignore[attr-defined]
    assert {line.series for line in blind.lines} == set(SCORED) - {"hotel_people"}
    assert not {"claims", "initial_decisions"} & {line.series for line in given.lines}, "what it is told is not scored"
    for line in blind.lines:  # forty samples of what has a thousand there
        assert line.near.crps["model"] == pytest.approx(line.near.crps["last_value"], rel=0.4), line.series
    text = show_history.text(made)  # type: ignore[arg-type]
    assert "Of 12 series that count, lower than last value:" in text and text.count("appeals_open") == 2
    assert max(map(len, text.splitlines())) <= 118


def test_without_its_libraries_the_command_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "scoringrules.py").write_text("raise ModuleNotFoundError(name='scoringrules')", encoding="utf-8")
    said = waystation("history", "forecast", source=tmp_path)
    assert said.code == 2 and "(scoringrules)" in said.err and "waystation[study]" in said.err
