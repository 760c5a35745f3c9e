"""`run`: what it prints and where it writes."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Ran
from tests.cli.terminal import OWN, Said, smaller, waystation
from waystation import uk

KEYS = ["scenario", "against", "measure", "unit", "period", "low", "mid", "high", "diff_low", "diff_mid", "diff_high"]
NUMBERS = KEYS[5:]
FILES = {
    "assumptions.xlsx", "cohort.parquet", "counts.parquet", "draws.parquet", "headline.csv", "measures.parquet",
    "money.csv", "money.xlsx", "quantities.parquet", "record.json", "report.html", "resources.parquet",
    "returned.parquet",
}  # fmt: skip


Row = dict[str, str | float]


def rows(said: Said) -> list[Row]:
    return [json.loads(line) for line in said.out.splitlines()]


def numbers(row: Row, *keys: str) -> list[float]:
    return [float(row[key]) for key in keys]


def number(said: Said, measure: str, *, scenario: str = "baseline", period: str = "2030", key: str = "mid") -> float:
    (row,) = [r for r in rows(said) if (r["scenario"], r["measure"], r["period"]) == (scenario, measure, period)]
    return float(row[key])


def test_json_is_one_object_a_line_with_the_promised_keys(as_json: Ran) -> None:
    found = rows(as_json.said)
    assert all(list(row) == KEYS for row in found)
    assert {row["scenario"] for row in found} == {"baseline", "kosovo", "kosovo if it opens"}
    assert {row["against"] for row in found} == {"baseline"}
    assert {row["period"] for row in found} == {"2026", "2030", "2035"}
    measures = {(row["measure"], row["unit"]) for row in found}
    assert measures == {(measure.id, measure.unit) for measure in uk.load().measures}
    assert len(found) == 3 * 3 * len(measures)
    assert not as_json.said.err


def test_json_numbers_are_finite_and_in_order(as_json: Ran) -> None:
    for row in rows(as_json.said):
        assert all(isinstance(row[key], float) and math.isfinite(float(row[key])) for key in NUMBERS)
        values, gaps = numbers(row, "low", "mid", "high"), numbers(row, "diff_low", "diff_mid", "diff_high")
        assert values == sorted(values) and gaps == sorted(gaps)
        if row["scenario"] == "baseline":
            assert row["diff_low"] == row["diff_high"] == 0


OPENED = "kosovo if it opens"


def test_the_hub_changes_something_only_after_it_can_open(as_json: Ran) -> None:
    assert number(as_json.said, "transfers_to_hub", scenario=OPENED, period="2026") == 0
    held = [row for row in rows(as_json.said) if (row["measure"], row["scenario"]) == ("transfers_to_hub", OPENED)]
    assert max(float(str(row["high"])) for row in held if row["period"] != "2026") > 0
    assert number(as_json.said, "transfers_to_hub", scenario="baseline", period="2035") == 0


def test_what_is_printed_is_what_is_written(as_json: Ran) -> None:
    assert {path.name for path in as_json.directory.iterdir()} == FILES
    table = pl.read_csv(as_json.directory / "headline.csv", schema_overrides={"period": pl.String})
    assert table.select(KEYS).to_dicts() == rows(as_json.said)
    assert list(as_json.directory.parent.iterdir()) == [as_json.directory]


def test_the_text_says_how_sure_it_is_and_where_everything_lies(as_text: Ran) -> None:
    out = as_text.said.out
    assert "Fewer than 100 draws: low and high are the lowest and highest draw, not a 90% range." in out
    assert "Chance that the hub 'kosovo' opens at all: 30%." in out
    assert f"report: {as_text.directory / 'report.html'}\n" in out
    assert f"record: {as_text.directory / 'record.json'} (run " in out
    words = " ".join(out.split())
    assert all(f"{measure.title} ({measure.unit})" in words for measure in uk.load().measures if not measure.aside)
    for name in ("baseline", "kosovo", "kosovo if it opens", "own"):
        assert re.search(rf"^ *{name}  ", out, re.MULTILINE)


def test_a_scenario_file_of_ones_own_is_run_and_kept(as_text: Ran) -> None:
    assert (as_text.directory / "scenarios" / "own.yaml").read_text(encoding="utf-8") == OWN
    record = json.loads((as_text.directory / "record.json").read_text(encoding="utf-8"))
    assert list(record["own"]) == ["own.yaml"] and record["scenarios"] == ["kosovo", "own"]
    table = pl.read_csv(as_text.directory / "headline.csv")
    gaps = table.filter((pl.col("scenario") == "own") & (pl.col("measure") == "appeals_disposed"))["diff_high"]
    assert max(gaps.to_list()) > 0
    report = (as_text.directory / "report.html").read_text(encoding="utf-8")
    assert "A quicker tribunal" in report and "own.yaml" in report


def test_setting_a_number_moves_it(as_json: Ran, tmp_path: Path) -> None:
    twice = [*smaller(), "--set", "arrivals.claims_a_year=*2", "--set", "hubs.kosovo.chance=1"]
    said = waystation("run", "kosovo", "--draws", "2", "--json", "--out", tmp_path / "twice", *twice)
    assert said.code == 0
    assert number(said, "arrivals") / number(as_json.said, "arrivals") == pytest.approx(2, rel=0.1)
    for measure in ("transfers_to_hub", "appeals_open"):  # a hub that is certain to open needs no condition
        assert number(said, measure, scenario="kosovo") == number(said, measure, scenario="kosovo if it opens")


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("removals.seats_a_dy=40", "did you mean 'removals.seats_a_day'"),
        ("removals.seats_a_day=many", "'many' in 'removals.seats_a_day=many' is no number"),
        ("appeals.lodged_share=1.4", "a share is at most 1"),
        ("appeals.lodged_share@Irak=0.4", "did you mean 'Iraq'"),
    ],
)
def test_a_setting_that_cannot_be(setting: str, told: str, tmp_path: Path) -> None:
    said = waystation("run", "kosovo", "--set", setting, "--out", tmp_path / "results")
    assert said.code == 11 and told in said.err and not said.out
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("kosova",), "no scenario called 'kosova': did you mean 'kosovo'?"),
        (("kosovo", "--against", "baselin"), "no scenario called 'baselin': did you mean 'baseline'?"),
        (("missing.yaml",), "there is no file missing.yaml"),
        (("kosovo", "--draws", "0"), "--draws"),
    ],
)
def test_a_request_that_cannot_be(words: tuple[str, ...], told: str, tmp_path: Path) -> None:
    said = waystation("run", *words, "--out", tmp_path / "results")
    assert said.code == 2 and told in said.err and not said.out
    assert not list(tmp_path.iterdir())


def test_a_directory_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    said = waystation("run", "kosovo", "--draws", "1", "--out", tmp_path, *smaller())
    assert said.code == 12 and "holds no earlier results: name another directory with --out" in said.err
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["dear"]


def test_earlier_results_are_replaced_by_the_same_bytes(as_json: Ran, tmp_path: Path) -> None:
    out = tmp_path / "results"
    out.mkdir()
    (out / "record.json").write_text("{}", encoding="utf-8")
    (out / "old.parquet").touch()
    said = waystation("run", "kosovo", "--draws", "2", "--out", out, "--threads", "1", *smaller())
    assert said.code == 0
    assert {path.name for path in out.iterdir()} == FILES
    for name in FILES:
        assert (out / name).read_bytes() == (as_json.directory / name).read_bytes(), name
