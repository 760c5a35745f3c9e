"""The model on a past day: it starts from the caseload of that day, adds up, and sees nothing of what came after."""

from datetime import date
from functools import cache

import numpy as np
import polars as pl
import pytest

from waystation.engine.counts import CASES
from waystation.parameters.draw import Draw, Values
from waystation.study.forecasts import Forecast
from waystation.uk.history import coordinates, forecast, past, simulate
from waystation.uk.history.appealing import LODGED, refusals
from waystation.uk.history.checks import given_checks, middle
from waystation.uk.history.flows import GIVEN, refused_lately
from waystation.uk.history.run import Seen, run
from waystation.uk.history.series import APPEAL, series
from waystation.uk.history.setting import Mode, Past
from waystation.uk.history.simulate import flows_of, points_of
from waystation.uk.history.tables import Tables, column, published, quarters
from waystation.uk.history.tune import GRANTED, OUTCOMES, REFUSED
from waystation.uk.measures import WAITING

DAY, LENGTH, SEED = date(2018, 12, 31), 2, 11
PERIODS = ("period_end", "edition", "year")


@cache
def made(mode: Mode) -> Past:
    return past(DAY, quarters=LENGTH, mode=mode)


@cache
def seen() -> Seen:
    model = made("given")
    return run(model, model.at.flows, middle(model), SEED)


def published_after(name: str) -> np.ndarray:
    frame = quarters(published()).filter(pl.col("period_end") > DAY.isoformat())
    return column(frame, name)[:LENGTH]


def test_it_starts_from_the_caseload_of_that_day() -> None:
    """35,855 people in 27,256 cases waited, and 5,972 appeals were open, on 31 December 2018."""
    assert seen().opening(*WAITING, of=CASES) == 27_256
    assert seen().opening(*WAITING) == pytest.approx(35_855, rel=0.01)
    assert seen().opening(APPEAL, of=CASES) == pytest.approx(5_972, abs=1)


@pytest.mark.parametrize(
    ("name", "routes"),
    [("outcomes", OUTCOMES), ("grants", GRANTED), ("refusals", REFUSED)],
    ids=lambda each: str(each)[:8],
)
def test_given_outcomes_come_out_as_they_were(name: str, routes: tuple[str, ...]) -> None:
    assert seen().flow(*routes) == pytest.approx(published_after(name), rel=0.05)


def test_what_is_not_given_goes_its_own_way_in_each_draw() -> None:
    """Else the ranges would leave out what no flow explains."""
    one, other = (flows_of(made("given"), SEED, row) for row in range(2))
    assert all((one[name] == other[name]).all() and (one[name] == made("given").at.flows[name]).all() for name in GIVEN)
    apart = set(one) - set(GIVEN)
    assert apart and all((one[name] != other[name]).all() for name in apart)


def test_given_claims_and_disposals_come_out_as_they_were() -> None:
    assert seen().came("claim") == pytest.approx(published_after("claims"), rel=0.03)
    assert seen().flow(f"{APPEAL}.*", of=CASES) == pytest.approx(published_after("disposals"), rel=0.01)


def test_stocks_are_what_came_less_what_went_and_the_unexplained_flow() -> None:
    model = made("given")
    found = series(model, seen(), model.at.flows)
    change = np.diff(np.concatenate([[5_972], found["appeals_open"]]))
    expected = found["appeals_receipts"] - found["appeals_disposals"] + model.at.flows["appeals_unexplained"]
    assert change == pytest.approx(expected, abs=1)
    change = np.diff(np.concatenate([[35_855], found["awaiting_decision_people"]]))
    expected = found["claims"] - found["initial_decisions"] + model.at.flows["awaiting_unexplained"]
    assert change == pytest.approx(expected, abs=1)


def test_each_draw_is_coherent_and_has_its_own_flows_and_luck() -> None:
    model = made("blind")
    points = points_of(model, 2, SEED, None)
    found = simulate(model, points, SEED)
    assert (found["grants"] + found["refusals"] + found["withdrawals"] <= found["initial_decisions"] + 1e-9).all()
    for name, flow in (("small_boat_arrivals", "boats"),):
        assert found[name].tolist() == [flows_of(model, SEED, row)[flow].tolist() for row in range(2)]
    assert (found["claims"][0] != found["claims"][1]).all()
    alone = simulate(model, points[:1], SEED)
    for name, values in alone.items():
        assert values[0].tolist() == found[name][0].tolist(), name


def wild(tables: Tables, day: date) -> Tables:
    """The tables with every number of a row that ends after a day made absurd."""
    return {name: _wild(frame, day) for name, frame in tables.items()}


def _wild(frame: pl.DataFrame, day: date) -> pl.DataFrame:
    period = next(name for name in PERIODS if name in frame.columns)
    later = (
        frame["year"].to_numpy() > day.year - (0 if (day.month, day.day) == (12, 31) else 1)
        if period == "year"
        else frame[period].to_numpy() > day.isoformat()[: len(str(frame[period][0]))]
    )
    numbers = [name for name, kind in frame.schema.items() if kind.is_numeric() and name not in (period, "claim_year")]
    return frame.with_columns(
        pl.when(pl.Series(later)).then(pl.col(name) * 31 + 7).otherwise(pl.col(name)).alias(name) for name in numbers
    )


def test_no_row_after_the_day_is_read_in_a_blind_forecast() -> None:
    tables = published()
    changed = wild(tables, DAY)
    assert any(not changed[name].equals(tables[name]) for name in tables)
    true, planted = (forecast(DAY, LENGTH, "blind", 1, SEED, tables=each) for each in (tables, changed))
    assert [each.series for each in true] == [each.series for each in planted]
    assert [each.samples.tobytes() for each in true] == [each.samples.tobytes() for each in planted]


def test_a_forecast_has_every_series_that_is_published_by_then() -> None:
    found = forecast(DAY, 1, "given", 1, SEED)
    assert all(isinstance(each, Forecast) and each.samples.shape == (1, 1) for each in found)
    names = {each.series for each in found}
    assert {"claims", "initial_decisions", "appeals_open", "supported_people", "returns_enforced"} <= names
    assert "hotel_people" not in names  # published from December 2022


def test_the_posterior_of_some_coordinates_takes_their_place() -> None:
    model, names = made("blind"), coordinates(DAY)
    rows = np.full((3, len(names)), 0.25)
    points = points_of(model, 5, SEED, rows)
    places = [model.book.coordinates.index(name) for name in names]
    assert (points[:, places] == 0.25).all()
    others = np.setdiff1d(np.arange(points.shape[1]), places)
    assert (points[:, others] == points_of(model, 5, SEED, None)[:, others]).all()


def test_coordinates_are_uncertain_numbers_of_the_model() -> None:
    assert set(coordinates(DAY)) <= set(made("blind").book.coordinates)
    assert all(made("blind").book[name].prior for name in coordinates(DAY))


@pytest.mark.parametrize(
    ("origin", "start"), [(date(2018, 12, 30), None), (date(2018, 12, 31), date(2019, 3, 31))], ids=["no end", "order"]
)
def test_days_that_make_no_sense_are_refused(origin: date, start: date | None) -> None:
    with pytest.raises(ValueError, match="ends of quarters"):
        past(origin, start=start, quarters=1, mode="blind")


def test_a_point_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="coordinates"):
        simulate(made("given"), np.zeros((1, 3)), SEED)


def test_receipts_go_with_refusals_at_the_share_that_appeals_from_those_of_the_last_year() -> None:
    """Two shares give the same receipts at the refusals of the last year, and part as refusals fall below them."""
    model, setting = made("given"), made("given").at
    found = []
    for at in (0.1, 0.9):
        point = tuple({**dict.fromkeys(model.book.coordinates, 0.5), LODGED: at}.values())
        table = Values(model.book, Draw(point)).table(LODGED, model.calendar.start)
        share = setting.tuning.lodged * float(table @ setting.state.refused) / setting.state.refused.sum()
        found.append((share, run(model, setting.flows, point, SEED).came(APPEAL, of=CASES).sum()))
    (few, received), (many, also) = found
    usual = refused_lately(quarters(setting.tables), setting.rules)[-4:].mean()
    fall = (usual - refusals(setting.flows)).sum()
    assert many - few > 0.1
    assert received - also == pytest.approx((many - few) * fall, abs=0.02 * received)


@pytest.mark.long
def test_open_appeals_with_given_flows_two_years_on() -> None:
    """The bar of a tenth: met from each origin from the end of 2021 to September 2023, missed from the end of 2023."""
    for origin in (date(2021, 12, 31), date(2022, 12, 31), date(2023, 9, 30)):
        (found,) = (each for each in given_checks(origin) if each.id == "appeals_open")
        assert found.holds
