"""Money: financial years, price years, discounting against closed forms, and the ledger's identities."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from waystation.base.problems import UsageError
from waystation.economics.deflate import Amounts, Prices, Quote
from waystation.economics.ledger import Ledger, make_ledger
from waystation.economics.lines import Basis, Costs, Driver, Line
from waystation.economics.money import FinancialYear, Money, parse_year, year_of

BASE = FinancialYear(2025)
INDEX = {2003: 61.0, 2021: 88.0, 2024: 104.0, 2025: 107.0}
PAYERS = ("home_office", "ministry_of_justice", "host")
DRIVERS = ("nights", "days", "hearings")
amounts = st.floats(0, 1e7, allow_subnormal=False)


def prices(rate: float = 0.035, **rates: float) -> Prices:
    return Prices(
        BASE,
        {FinancialYear(year): Quote(value, "assumed") for year, value in INDEX.items()},
        {(currency, FinancialYear(2024)): Quote(value, "assumed") for currency, value in rates.items()},
        {0: Quote(rate, "measured"), 31: Quote(0.03, "measured"), 76: Quote(0.025, "measured")},
    )


def years(count: int, first: int = 2025) -> tuple[FinancialYear, ...]:
    return tuple(FinancialYear(first + later) for later in range(count))


def line(name: str, *, driver: str = "nights", cost: float = 1.0, payer: str = "host", **more: str) -> Line:
    basis: Basis = "marginal" if more.get("basis") == "marginal" else "average"
    money = Money(cost, more.get("currency", "GBP"), FinancialYear(2024))
    return Line(name, name, driver, money, payer, "assumed", basis, more.get("thing", name))


def costs(*lines: Line) -> Costs:
    return Costs({name: Driver(name, name, name) for name in DRIVERS}, {name: name for name in PAYERS}, lines)


# --- years and prices ---------------------------------------------------------------------------------------------


def test_a_financial_year_runs_from_april_to_march() -> None:
    assert str(year_of(date(2026, 3, 31))) == "2025-26"
    assert str(year_of(date(2026, 4, 1))) == "2026-27"
    assert str(FinancialYear(1999)) == "1999-00"
    assert FinancialYear(2025).next(10) == FinancialYear(2035)


@given(st.integers(1000, 9998))
def test_a_financial_year_reads_as_it_is_written(start: int) -> None:
    assert parse_year(str(FinancialYear(start))) == FinancialYear(start)


@pytest.mark.parametrize("text", ["2025", "2025-27", "2025-2026", "25-26", 2025, None, "2025-26 "])
def test_what_is_no_financial_year_is_refused_with_a_remedy(text: object) -> None:
    with pytest.raises(ValueError, match="write a financial year as 2024-25"):
        parse_year(text)


def test_old_pounds_are_brought_to_the_base_year_by_the_deflator() -> None:
    assert prices().real(Money(4300, "GBP", FinancialYear(2003))) == pytest.approx(4300 * 107 / 61)
    assert prices().real(Money(5, "GBP", BASE)) == 5


def test_another_currency_is_changed_at_the_rate_of_its_year_and_then_deflated() -> None:
    assert prices(EUR=0.84).real(Money(100, "EUR", FinancialYear(2024))) == pytest.approx(100 * 0.84 * 107 / 104)
    with pytest.raises(KeyError):
        prices(EUR=0.84).real(Money(100, "USD", FinancialYear(2024)))


# --- discounting --------------------------------------------------------------------------------------------------


@given(st.floats(0.001, 0.2), st.integers(1, 31))
def test_a_level_payment_discounts_to_the_annuity_formula(rate: float, count: int) -> None:
    worth = prices(rate).present_value(np.ones(count), years(count))
    assert worth == pytest.approx((1 - (1 + rate) ** -count) / (1 - 1 / (1 + rate)))


def test_the_rates_of_the_green_book_follow_one_another() -> None:
    last = prices().weights([FinancialYear(2025 + later) for later in (0, 1, 30, 31, 75, 76)])
    whole = [1, 1 / 1.035, 1.035**-30, 1.035**-30 / 1.03, 1.035**-30 * 1.03**-45, 1.035**-30 * 1.03**-45 / 1.025]
    assert_allclose(last, whole)


def test_money_before_the_base_year_is_worth_more() -> None:
    assert_allclose(prices().weights([FinancialYear(2024), FinancialYear(2023)]), [1.035, 1.035**2])


@given(st.lists(amounts, min_size=3, max_size=3), st.lists(amounts, min_size=3, max_size=3))
def test_the_present_value_of_a_sum_is_the_sum_of_present_values(one: list[float], other: list[float]) -> None:
    value = prices().present_value
    together = value(np.array(one) + np.array(other), years(3))
    assert_allclose(together, value(np.array(one), years(3)) + value(np.array(other), years(3)), rtol=1e-9)


# --- the ledger ---------------------------------------------------------------------------------------------------


@st.composite
def books(draw: st.DrawFn) -> tuple[Costs, dict[str, Amounts], tuple[FinancialYear, ...]]:
    """Some lines, and quantities of every driver by draw and year."""
    span, draws = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    number = st.builds(float, st.integers(0, 10_000))
    lines = [
        line(
            f"line_{place}",
            driver=draw(st.sampled_from(DRIVERS)),
            cost=draw(number),
            payer=draw(st.sampled_from(PAYERS)),
        )
        for place in range(draw(st.integers(1, 6)))
    ]
    cells = st.lists(number, min_size=span * draws, max_size=span * draws)
    quantities = {name: np.array(draw(cells)).reshape(draws, span) for name in DRIVERS}
    return costs(*lines), quantities, years(span)


def book(held: tuple[Costs, dict[str, Amounts], tuple[FinancialYear, ...]], costed: Costs | None = None) -> Ledger:
    return make_ledger(costed or held[0], held[1], held[2], prices=prices(), basis="average")


@given(books())
def test_lines_sum_to_the_total_and_so_do_payers(
    held: tuple[Costs, dict[str, Amounts], tuple[FinancialYear, ...]],
) -> None:
    made = book(held)
    assert_allclose(sum(made.line(one.id) for one in made.lines), made.total)
    assert_allclose(sum(made.paid_by(payer) for payer in made.payers), made.total)
    assert not made.paid_by("nobody").any()


@given(books())
def test_every_pound_is_a_quantity_times_a_unit_cost(
    held: tuple[Costs, dict[str, Amounts], tuple[FinancialYear, ...]],
) -> None:
    made = book(held)
    by_hand = sum(held[1][one.driver] * one.unit_cost.amount for one in held[0].lines)
    assert_allclose(made.total, by_hand * (107 / 104))


@given(books())
def test_present_values_of_lines_sum_to_that_of_the_total(
    held: tuple[Costs, dict[str, Amounts], tuple[FinancialYear, ...]],
) -> None:
    made = book(held)
    assert_allclose(made.present_value().sum(axis=0), made.prices.present_value(made.total, made.years), rtol=1e-9)


@given(books(), st.integers(0, 5))
def test_doubling_a_unit_cost_doubles_its_line_only(
    held: tuple[Costs, dict[str, Amounts], tuple[FinancialYear, ...]], place: int
) -> None:
    chosen = held[0].lines[place % len(held[0].lines)]
    before, after = book(held), book(held, held[0].at(chosen.id, 2 * chosen.unit_cost.amount))
    for one in before.lines:
        assert_allclose(after.line(one.id), before.line(one.id) * (2 if one.id == chosen.id else 1))


def test_a_thing_is_counted_once_on_either_basis() -> None:
    held = costs(
        line("night", cost=144.98, thing="hotel"),
        line("night_saved", cost=0, thing="hotel", basis="marginal"),
        line("hearing", driver="hearings", cost=800),
    )
    assert [one.id for one in held.counted("average")] == ["night", "hearing"]
    assert [one.id for one in held.counted("marginal")] == ["night_saved", "hearing"]


def test_costing_500_draws_of_fifteen_years_again_is_quick() -> None:
    held = costs(*(line(f"line_{place}", cost=place) for place in range(60)))
    quantities = {"nights": np.full((500, 15), 1e6)}
    made = make_ledger(held.at("line_7", 8.0), quantities, years(15), prices=prices(), basis="average")
    assert made.present_value().shape == (60, 500)
    assert_allclose(made.line("line_7"), made.line("line_8"))


@pytest.mark.parametrize(
    ("quantities", "said"),
    [
        ({}, "no quantity of nights: give one number a year, be it 0"),
        ({"nights": np.ones(2), "nigts": np.ones(2)}, "no driver called 'nigts': did you mean 'nights'"),
        ({"nights": np.ones(3)}, "not by 2 financial years"),
        ({"nights": np.ones(())}, "not by 2 financial years"),
        ({"nights": np.ones((4, 2)), "days": np.ones((5, 2))}, "different shapes"),
    ],
)
def test_quantities_that_do_not_fit_are_refused(quantities: dict[str, Amounts], said: str) -> None:
    held = costs(line("a"), *([line("b", driver="days")] if "days" in quantities else []))
    with pytest.raises(UsageError, match=said):
        make_ledger(held, quantities, years(2), prices=prices(), basis="average")


def test_a_line_that_there_is_not_and_a_cost_below_zero_are_refused() -> None:
    held = costs(line("night"))
    with pytest.raises(UsageError, match="did you mean 'night'"):
        held.at("nigt", 1)
    with pytest.raises(UsageError, match="at least 0"):
        held.at("night", -1)
    with pytest.raises(UsageError, match="did you mean 'night'"):
        make_ledger(held, {"nights": np.ones(1)}, years(1), prices=prices(), basis="average").line("nigth")
