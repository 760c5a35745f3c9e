"""The file of draws, and runs that draw from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from tests.cli.terminal import smaller
from waystation import api, uk
from waystation.base.problems import Problems
from waystation.cli.commands import Drawn, run
from waystation.report.drawn import ONLY_PRIORS, drawn_from, spans
from waystation.study import posterior as files
from waystation.study.design import fitted, sobol
from waystation.study.model import Model
from waystation.study.posterior import Account, Posterior

NAMES = ("appeals.allowed_share", "appeals.lodged_share")
DRAWS = np.random.default_rng(1).random((7, 2)).round(5)


def account(**others: object) -> Account:
    held = Account("2025-12-31", "2022-12-31", {"seed": 1}, {"a.yaml": "1"}, (), (), (), (), 0.3, 20.0, 1.0)
    return replace(held, **others)  # type: ignore[arg-type]


@pytest.fixture
def held(tmp_path: Path) -> Posterior:
    path, problems = files.write(tmp_path, NAMES, DRAWS, account()), Problems()
    found = files.read(path, problems)
    assert found and not problems.found
    return found


def model(held: Posterior, **rests: str) -> Model:
    """The model with a posterior of its own."""
    return replace(uk.load(), posteriors={held.origin: held}, rests=rests or {"a.yaml": "1"})


# --- the file ------------------------------------------------------------------------------------------------------


def test_what_is_written_is_read(held: Posterior, tmp_path: Path) -> None:
    assert held.coordinates == NAMES and held.draws == tuple(map(tuple, DRAWS.tolist()))
    assert held.account == account() and held.origin == date(2025, 12, 31)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    files.write(tmp_path, NAMES, DRAWS, account())
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert set(before) == {"2025-12-31.csv", "2025-12-31.json"}


def test_the_fingerprint_is_that_of_both_files(held: Posterior, tmp_path: Path) -> None:
    for draws, told in ((DRAWS[::-1], account()), (DRAWS, account(kept=0.5))):
        other = files.read(files.write(tmp_path / "other", NAMES, draws, told), Problems())
        assert other and other.fingerprint != held.fingerprint


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda text: text.replace(text.split("\n")[2], "0.5"), 3),
        (lambda text: text.replace(text.split("\n")[4], "0.5,1.5"), 5),
        (lambda text: text.replace(text.split("\n")[1], "0.5,half"), 2),
        (lambda text: text.split("\n")[0], 1),
    ],
    ids=["a cell missing", "outside the cube", "no number", "no draws"],
)
def test_a_spoilt_file_is_told_with_its_line(spoil: Callable[[str], str], line: int, tmp_path: Path) -> None:
    path, problems = files.write(tmp_path, NAMES, DRAWS, account()), Problems()
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert files.read(path, problems) is None
    (problem,) = problems.found
    assert problem.where == f"{tmp_path.name}/2025-12-31.csv:{line}"
    assert "waystation calibrate --origin 2025-12-31" in problem.remedy


def test_a_file_without_its_account_is_told(tmp_path: Path) -> None:
    path, problems = files.write(tmp_path, NAMES, DRAWS, account()), Problems()
    path.with_suffix(".json").unlink()
    assert files.load(tmp_path, problems) == {} and len(problems.found) == 1


# --- draws ---------------------------------------------------------------------------------------------------------


def test_rows_do_not_hang_on_how_many_are_asked_for_and_all_are_used_first(held: Posterior) -> None:
    rows = held.rows(18, 3)
    assert np.array_equal(held.rows(5, 3), rows[:5])
    assert sorted(map(tuple, rows[:7].tolist())) == sorted(held.draws) == sorted(map(tuple, rows[7:14].tolist()))
    assert not np.array_equal(rows[:7], held.rows(7, 4))


def test_only_the_coordinates_of_the_posterior_leave_the_sobol_points(held: Posterior) -> None:
    book = uk.load().book
    plain, drawn = (np.array([each.point for each in points]) for points in
                    (sobol(book, 9, 2), fitted(book, 9, 2, held)))  # fmt: skip
    places = [book.coordinates.index(name) for name in NAMES]
    assert np.array_equal(drawn[:, places], held.rows(9, 2))
    others = np.delete(np.arange(len(book.coordinates)), places)
    assert np.array_equal(plain[:, others], drawn[:, others])
    assert fitted(book, 9, 2, None) == sobol(book, 9, 2)


def test_a_coordinate_that_the_model_no_longer_has_is_passed_over(held: Posterior) -> None:
    book = uk.load().book
    other = replace(held, coordinates=("gone.by", NAMES[1]))
    places = [book.coordinates.index(name) for name in NAMES]
    drawn = np.array([each.point for each in fitted(book, 9, 2, other)])
    assert np.array_equal(drawn[:, places[1]], held.rows(9, 2)[:, 1])
    assert drawn[:, places[0]].tolist() == [each.point[places[0]] for each in sobol(book, 9, 2)]


# --- a run ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "meant"),
    [("posterior", (False, 50)), ("prior", (True, 50)), ("7", (False, 7)), ("prior:7", (True, 7)),
     ("posterior:200", (False, 200))],
)  # fmt: skip
def test_what_draws_may_be_asked_for(text: str, meant: tuple[bool, int]) -> None:
    assert Drawn().convert(text, None, None) == meant


@pytest.mark.parametrize("text", ["0", "-1", "prior:0", "prior:", "posteriors", "7:prior", "prior:x", ""])
def test_what_draws_may_not_be(text: str) -> None:
    said = CliRunner().invoke(run, ["baseline", "--draws", text])
    assert said.exit_code == 2 and "is none of posterior, prior, a number from 1 on" in said.output


def ran(held: Model, monkeypatch: pytest.MonkeyPatch, out: Path, *words: str) -> tuple[str, str, pl.DataFrame, str]:
    """What a small run said on standard error, its record, its draws and its report."""
    changed = tuple(api.parse_setting(word, held.book) for word in smaller(0.005) if "=" in word)
    monkeypatch.setattr(api, "load", lambda *_: held.set(changed))
    said = CliRunner().invoke(run, ["baseline", "--out", str(out), *words])
    assert said.exit_code == 0, said.output
    texts = [(out / name).read_text(encoding="utf-8") for name in ("record.json", "report.html")]
    return said.stderr, texts[0], pl.read_parquet(out / "draws.parquet"), texts[1]


def test_a_run_draws_from_the_posterior_unless_asked_for_priors(
    held: Posterior, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    changed = model(held)
    told, record, drawn, report = ran(changed, monkeypatch, tmp_path / "fitted", "--draws", "2")
    assert told == "" and f'"posterior":"{held.fingerprint}"' in record
    assert f"posterior {held.fingerprint}" in report and "as history leaves it" in report
    for place, name in enumerate(NAMES):
        assert drawn.filter(pl.col("coordinate") == name)["value"].to_list() == held.rows(2, 1)[:, place].tolist()
    _, record, drawn, report = ran(changed, monkeypatch, tmp_path / "prior", "--draws", "prior:2")
    assert '"posterior":""' in record and ONLY_PRIORS in report and "--draws prior:2" in report
    values = [each.point[changed.book.coordinates.index(NAMES[0])] for each in sobol(changed.book, 2, 1)]
    assert drawn.filter(pl.col("coordinate") == NAMES[0])["value"].to_list() == values


def test_a_posterior_that_no_longer_fits_is_told_of(
    held: Posterior, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    changed = model(held, **{"a.yaml": "2", "b.yaml": "1"})
    told, _, _, report = ran(changed, monkeypatch, tmp_path / "run", "--draws", "1")
    for text in (told, report):
        assert "were fitted with other files of the model (a.yaml and b.yaml)" in text
        assert "waystation calibrate --origin 2025-12-31" in text
    told, _, _, _ = ran(changed, monkeypatch, tmp_path / "prior", "--draws", "prior:1")
    assert told == ""


def test_the_report_names_the_range_that_history_leaves(held: Posterior) -> None:
    narrow = replace(held, draws=tuple((0.5, value) for _, value in held.draws))
    assert spans(model(narrow), narrow.fingerprint)[NAMES[0]] == (0.5, 0.5)
    assert spans(model(narrow), "") == {} and drawn_from(model(narrow), "") == ONLY_PRIORS


# --- the posteriors of the model -----------------------------------------------------------------------------------


def test_the_model_has_a_posterior_of_its_eve_and_of_each_origin() -> None:
    held = uk.load()
    assert held.posterior and held.posterior.origin == held.calendar.start - timedelta(days=1)
    assert {day.year for day in held.posteriors} == {2018, 2020, 2022, 2023, 2024, 2025}
    assert all(each.coordinates and set(each.coordinates) <= set(held.book.coordinates)
               for each in held.posteriors.values())  # fmt: skip


def test_the_posterior_that_runs_draw_from_was_fitted_with_these_files() -> None:
    assert not uk.load().unfitted, "run `waystation calibrate`, `make docs`, and commit what they write"


def test_only_numbers_that_history_tells_of_are_drawn_from_a_posterior() -> None:
    for held in uk.load().posteriors.values():
        learned = {each.id: each for each in held.account.learned}
        assert set(held.coordinates) == {name for name, each in learned.items() if each.identified}
        assert all(abs(each.contraction) < 0.15 for each in learned.values() if not each.identified)
        drawn = np.array(held.draws)
        for place, name in enumerate(held.coordinates):
            assert drawn[:, place].std() == pytest.approx(learned[name].sd, rel=0.2, abs=0.02)
