"""`waystation calibrate`, on a reduced calibration of a real day."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tests.cli.terminal import waystation
from waystation import uk
from waystation.base.problems import Problems
from waystation.study import posterior as files
from waystation.uk.history.coordinates import coordinates
from waystation.uk.history.fitted import latest, points
from waystation.uk.history.past import past
from waystation.uk.history.window import plan

STUDY = ("sklearn", "emcee", "statsmodels", "scoringrules")


def test_a_reduced_calibration_writes_its_files_and_says_how_long_it_takes(tmp_path: Path) -> None:
    words = ("--origin", "2018-12-31", "--waves", "1", "--runs", "10", "--draws", "16", "--out", tmp_path)
    said = waystation("calibrate", *words)
    assert said.code == 0, said.err
    assert "wave 1" in said.err and " s left" in said.err and "Fitted to 10 figures from 2017-12-31" in said.out
    assert {path.name for path in tmp_path.iterdir()} == {"2018-12-31.csv", "2018-12-31.json"}
    held, problems = files.read(tmp_path / "2018-12-31.csv", Problems()), Problems()
    assert held and not problems.found
    assert held.account.files == uk.fitted_with() and held.account.settings["runs"] == 10
    assert {each.id for each in held.account.learned} == set(coordinates(held.origin))
    assert {fit.series for fit in held.account.fits} == {each.series for each in plan().fitted}
    assert 0 < len(held.coordinates) < len(coordinates(held.origin)) and len(held.draws) == 16


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--origin", "2018-12-30"), 2, "nothing can be fitted on 2018-12-30"),
        (("--origin", "2026-03-31"), 2, "nothing can be fitted on 2026-03-31"),
        (("--check", "--origin", "2019-12-31"), 2, "there is no posterior of 2019-12-31"),
    ],
)
def test_a_day_that_cannot_be(words: tuple[str, ...], code: int, told: str, tmp_path: Path) -> None:
    said = waystation("calibrate", *words, "--out", tmp_path)
    assert said.code == code and told in said.err and not said.out and not list(tmp_path.iterdir())


def test_a_run_needs_no_library_of_the_study() -> None:
    code = (
        f"import sys, waystation.api; waystation.api.load(); print([name for name in {STUDY} if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


# --- on past days --------------------------------------------------------------------------------------------------


def test_no_later_posterior_is_used_at_an_earlier_day() -> None:
    held = uk.load().posteriors
    for day in held:
        found = latest(day)
        assert found and found.origin == day
    for day in (date(2019, 6, 30), date(2021, 12, 31), date(2024, 9, 30)):
        found = latest(day)
        assert found and found.origin == max(each for each in held if each <= day)
    assert latest(min(held).replace(day=1)) is None


def test_points_of_a_past_day_have_the_draws_of_its_posterior() -> None:
    model = past(date(2018, 12, 31), quarters=1, mode="blind")
    found, held = points(model, 5, 3), latest(date(2018, 12, 31))
    assert held and found.shape == (5, len(model.book.coordinates))
    places = [model.book.coordinates.index(name) for name in held.coordinates]
    assert np.array_equal(found[:, places], held.rows(5, 3))
