"""`waystation appraise`: a stored run is costed without a simulation, and what is printed adds up."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Ran
from tests.cli.terminal import smaller, waystation
from waystation import api
from waystation.base.problems import UsageError
from waystation.cli import show_appraisal
from waystation.study.counting import Counting
from waystation.uk import money

KINDS = {
    "total", "payer", "part", "line", "year", "payer_year", "part_year", "each", "quantity", "break_even", "net_at",
    "price", "pay_back", "life", "volume", "left", "waterfall", "swing",
}  # fmt: skip
OPENED = "kosovo if it opens"
NIGHTS = ("waiting_support", "section_4", "unsupported", "out_of_contact")
Row = dict[str, object]
SIZES = tuple(word for word in smaller() if word != "--set")


def appraised(name: str | Path, **how: object) -> list[Row]:
    """What the command would print, in this process: starting one takes longer than the sums."""
    return [dict(row) for row in show_appraisal.rows(api.appraise(str(name), **how))]  # type: ignore[arg-type]


def one(found: list[Row], kind: str, id: str, label: str = OPENED, key: str = "mid") -> float:
    (row,) = [row for row in found if (row["scenario"], row["kind"], row["id"]) == (label, kind, id)]
    return float(str(row[key]))


@pytest.fixture(scope="module")
def stored(as_json: Ran) -> list[Row]:
    """The appraisal of a stored run, as the command prints it."""
    said = waystation("appraise", as_json.directory, "--json")
    assert said.code == 0, said.err
    return [json.loads(line) for line in said.out.splitlines()]


def test_every_line_is_printed_and_they_sum_to_the_whole(stored: list[Row]) -> None:
    assert {row["scenario"] for row in stored} == {"kosovo", OPENED}
    assert {str(row["kind"]) for row in stored} == KINDS
    for label in ("kosovo", OPENED):
        lines = {str(row["id"]): row for row in stored if (row["kind"], row["scenario"]) == ("line", label)}
        counted = {line.id for line in money.load().costs.counted("average")}
        assert lines.keys() == counted | {"kosovo.per_person", "kosovo.per_place_day", "kosovo.fixed"}
        assert all(row["payer"] and row["status"] for row in lines.values())
        whole = one(stored, "total", "exchequer", label, "mean")
        for kind in ("line", "payer", "part", "waterfall"):
            held = [float(str(row["mean"])) for row in stored if (row["kind"], row["scenario"]) == (kind, label)]
            assert sum(held) == pytest.approx(whole), kind


def test_years_discount_to_the_present_value(stored: list[Row]) -> None:
    yearly = [row for row in stored if (row["kind"], row["scenario"]) == ("year", OPENED)]
    assert [row["year"] for row in yearly] == [f"{year}-{(year + 1) % 100}" for year in range(2026, 2036)]
    worth = sum(float(str(row["mean"])) / 1.035 ** (place + 1) for place, row in enumerate(yearly))
    assert worth == pytest.approx(one(stored, "total", "exchequer", key="mean"))


def test_another_price_is_costed_from_the_same_quantities(as_json: Ran, stored: list[Row]) -> None:
    before = {path.name: path.read_bytes() for path in as_json.directory.iterdir()}
    costs = ("kosovo.per_person=1000000", "kosovo.fixed=0", "kosovo.per_place_day=0")
    again = appraised(as_json.directory, counting=Counting(costs=costs))
    sent = pl.read_parquet(as_json.directory / "quantities.parquet").filter(pl.col("quantity") == "kosovo.person")
    worth = (1e6 * sent["value"] / 1.035 ** (sent["year"] - 2025).cast(pl.Float64)).sum()
    paid = one(again, "part", "hub_paid", key="mean")
    assert worth > 0 and paid == pytest.approx(worth / 2)
    assert one(again, "line", "kosovo.fixed", key="high") == 0 < one(stored, "line", "kosovo.fixed", key="high")
    assert {path.name: path.read_bytes() for path in as_json.directory.iterdir()} == before


def test_what_those_transferred_cost_in_their_other_life_is_counted_from_their_days_there(
    as_json: Ran, stored: list[Row]
) -> None:
    """By hand from the quantities stored: the nights in hotels of those transferred, at the price of a night."""
    table = pl.read_parquet(as_json.directory / "quantities.parquet")
    lives = table.filter(pl.col("part") == "life_without")
    assert lives.height and set(lives["scenario"]) == {"kosovo"} and set(lives["open"]) == {"kosovo"}
    sent = table.filter((pl.col("quantity") == "transfers") & (pl.col("part") == ""))
    days = sum(float(lives.filter(pl.col("quantity") == f"{name}_nights")["value"].sum()) for name in NIGHTS)
    horizon = 3652 * float(sent["value"].sum())
    assert 0 < days <= horizon
    assert 0 <= one(stored, "life", "returns") <= 1 and one(stored, "life", "cost") > 0


def test_on_the_marginal_basis_a_hotel_night_is_what_one_person_less_saves(as_json: Ran) -> None:
    found = appraised(as_json.directory, counting=Counting("marginal"))
    ids = {row["id"] for row in found if row["kind"] == "line"}
    assert "hotel_night_saved" in ids and "hotel_night" not in ids


def test_a_scenario_is_simulated_step_by_step_and_the_steps_add_up() -> None:
    chance = ("hubs.kosovo.chance=1",)
    found = appraised("kosovo-deterrence", draws=1, settings=(*SIZES, *chance))
    steps = [row for row in found if row["kind"] == "step" and row["scenario"] == "kosovo-deterrence if it opens"]
    assert [row["title"] for row in steps][0] == "a hub: kosovo" and len(steps) == 2
    whole = one(found, "total", "exchequer", "kosovo-deterrence if it opens", "mean")
    assert sum(float(str(row["mean"])) for row in steps) == pytest.approx(whole)


def test_a_hub_to_which_nobody_is_sent_costs_exactly_its_fixed_terms() -> None:
    nobody = ("hubs.selection_hazard=0", "hubs.pursued_share=0", "hubs.kosovo.delay=365", "hubs.termination_rate=0")
    prices = ("hubs.kosovo.fixed_price=6e7", "hubs.kosovo.price_a_place_day=100", "hubs.kosovo.places=50")
    found = appraised("kosovo", draws=1, settings=(*SIZES, *nobody, *prices))
    lines = {row["id"]: row["mean"] for row in found if (row["scenario"], row["kind"]) == (OPENED, "line")}
    paid = {name for name, mean in lines.items() if mean}
    assert paid == {"kosovo.fixed", "kosovo.per_place_day", "set_up", "lead_cases", "monitor"}
    assert lines["kosovo.fixed"] == pytest.approx(6e7 / 1.035**2)  # from 1 January 2028, in the second year counted
    days = (91, 365, 365, 365, 366, 365, 365, 365, 366)  # in force, from 1 January 2028 to 31 March 2036
    worth = sum(50 * 100 * held / 1.035 ** (place + 2) for place, held in enumerate(days))
    assert lines["kosovo.per_place_day"] == pytest.approx(worth)
    assert one(found, "total", "exchequer") == pytest.approx(sum(float(str(mean)) for mean in lines.values()))


def test_a_hub_that_opens_too_late_costs_nothing_and_has_no_break_even() -> None:
    found = appraised("kosovo", draws=1, settings=(*SIZES, "hubs.kosovo.delay=3650"))
    assert one(found, "total", "exchequer", key="high") == 0
    (row,) = [row for row in found if row["id"] == "of_small_boats"]
    assert row["mid"] is None and row["draws"] == 0


def test_the_text_says_how_it_was_counted(as_json: Ran) -> None:
    text = show_appraisal.text(api.appraise(str(as_json.directory)))
    words = " ".join(text.split())
    assert "discounted to 2025-26 at 3.5% a year" in words
    assert "Break-even deterrence: what would have to be true" in words and "average costs" in words
    assert max(map(len, text.splitlines())) <= 118


@pytest.mark.parametrize(
    ("counting", "told"),
    [
        (Counting(costs=("hotel_nigt=3",)), "no cost line called 'hotel_nigt': did you mean"),
        (Counting(costs=("hotel_night=-3",)), "a cost is at least 0"),
        (Counting(costs=("hotel_night=dear",)), "write LINE=AMOUNT"),
        (Counting(optimism=-1), "it is at least 0"),
        (Counting("mean"), "no basis called 'mean'"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_is_refused(as_json: Ran, counting: Counting, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        api.appraise(str(as_json.directory), counting=counting)


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    for words, told in (
        (("kosova",), "no scenario called 'kosova'"), (("baseline",), "over itself costs nothing"),
        ((str(tmp_path / "nothing"),), "there is no file"),
    ):  # fmt: skip
        with pytest.raises(UsageError, match=told):
            api.appraise(*words, draws=1)
