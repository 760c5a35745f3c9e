"""Comparators give what was published or say what is missing; every unit cost is the one that its claim states."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from waystation import uk
from waystation.base.problems import Problems
from waystation.economics.ledger import make_ledger
from waystation.economics.lines import BASES, Basis, Line
from waystation.economics.load_schemes import claims_named
from waystation.economics.money import FinancialYear
from waystation.economics.schemes import Compared, Named, compare
from waystation.hubs.named import terms_named
from waystation.process.process import matching, route_id
from waystation.study.terms import OF_AGREEMENTS, check_terms, with_terms
from waystation.uk import money

MODEL, PURSE = uk.load(), money.load()
SCHEMES = PURSE.schemes
FEWEST_TESTS = 8
GREEN_BOOK = 0.035
TEN_YEARS = tuple(FinancialYear(2026 + later) for later in range(10))


def named() -> dict[str, Named]:
    terms = {name: held.terms for name, held in MODEL.agreements.items()}
    terms |= {name: held.terms for name, held in MODEL.arrangements.items()}
    return {**claims_named(MODEL.register), **terms_named(terms), **money.lines_named(PURSE.costs)}


def worked_out(**changed: Named) -> dict[str, Compared]:
    return compare({name: held.row for name, held in SCHEMES.items()}, {**named(), **changed})


# --- comparators --------------------------------------------------------------------------------------------------


def test_enough_figures_combine_published_inputs_and_are_met() -> None:
    tests = [held for held in SCHEMES.values() if held.counts]
    assert sum(held.passes for held in tests) >= FEWEST_TESTS
    assert {held.row.id for held in tests if not held.passes} == {
        "imb_gross", "imb_avoided", "imb_support_2026", "rwanda_at_300_and_setup", "rwanda_most_stay",
        "denmark_agreed_2021", "italy_built_place", "nauru_month_many", "offshore_budget_finer", "offshore_day",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "published", "computed"),
    [
        ("imb_net", 63_000, 63_000),
        ("imb_break_even", 0.37, 63 / 169),
        ("imb_break_even_3_years", 0.5, 1 - 79.5 / 169),
        ("imb_break_even_rising", 0.02, 4 / 169),
        ("rwanda_at_300", 541e6, 370e6 + 120e6 + 300 * 170_874),
        ("rwanda_each_at_300", 1.8e6, 541_262_200 / 300),
        ("rwanda_spent", 715e6, 715e6),
        ("denmark_ten_years", 210e6, 210e6),
        ("denmark_cell_day", 137, 15e6 / 300 / 365),
        ("us_rwanda_each", 1.1e6, 7.5e6 / 7),
        ("us_five_states", 32e6, 32.36e6),
    ],
)
def test_a_known_figure_is_met(name: str, published: float, computed: float) -> None:
    held = SCHEMES[name]
    assert held.published is not None and held.passes
    assert held.published.value == pytest.approx(published)
    assert held.computed == pytest.approx(computed)


@pytest.mark.parametrize(
    ("name", "people", "lump"), [("rwanda_at_1", 1, 0), ("rwanda_at_1000", 1000, 1), ("rwanda_at_10000", 10_000, 1)]
)
def test_the_cost_curve_of_rwanda_has_a_step_at_300(name: str, people: int, lump: int) -> None:
    assert SCHEMES[name].computed == pytest.approx(370e6 + people * 170_874 + lump * 120e6)


def test_the_fit_to_nauru_goes_through_both_years_and_shows_what_is_left() -> None:
    fixed, each = SCHEMES["nauru_fixed"].computed, SCHEMES["nauru_variable"].computed
    assert fixed is not None and each is not None
    assert fixed + each * 1193 == pytest.approx(534_000 * 1193)
    assert fixed + each * 107 == pytest.approx(4.3e6 * 107)
    assert SCHEMES["nauru_residual_few"].computed == pytest.approx(40e6 - 4.3e6 * 107 / 12)
    assert SCHEMES["nauru_residual_many"].computed == pytest.approx(40e6 - 534_000 * 1193 / 12)


def test_another_term_in_an_agreement_gives_another_figure() -> None:
    dearer = worked_out(**{"term uk_rwanda.fund": Named(470e6, "GBP", ("nao-rwanda-fixed",))})
    before = SCHEMES["rwanda_at_300"].computed
    assert before is not None and dearer["rwanda_at_300"].computed == pytest.approx(before + 100e6)
    assert not dearer["rwanda_at_300"].passes and SCHEMES["rwanda_at_300"].passes
    assert dearer["rwanda_spent"] == SCHEMES["rwanda_spent"]


def test_what_is_not_met_says_why_and_what_was_ours_is_no_test() -> None:
    for held in SCHEMES.values():
        assert held.passes or held.remark, held.row.id
        assert not (held.counts and held.published is not None and held.published.ours)
        assert not held.counts or len(set(held.inputs)) >= 2
        assert held.row.published not in held.claims


def test_no_figure_is_rounded_more_coarsely_than_its_last_digit() -> None:
    for held in SCHEMES.values():
        if held.published is not None:
            steps = held.published.value / held.row.to
            assert math.isclose(steps, round(steps)) and round(steps) >= 1, held.row.id


# --- prices and cost lines ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line", [held for held in PURSE.costs.lines if held.status == "reported"], ids=lambda held: held.id
)
def test_a_unit_cost_is_the_one_that_was_published(line: Line) -> None:
    values = [MODEL.register[name].value for name in line.claims]
    assert line.unit_cost.amount in values
    assert line.high is None or line.high in values


def test_a_unit_cost_that_was_worked_out_follows_from_its_claims() -> None:
    held, claims = PURSE.costs, claims_named(MODEL.register)
    parts = (claims["claim nao-2005-arrest"], claims["claim nao-2005-documents"])
    assert held["arrest_and_documents"].unit_cost.amount == sum(part.value for part in parts)
    for name, row in (("assisted_return", "assisted_return_each"), ("dispersed_night", "dispersed_night_each")):
        compared = SCHEMES[row]
        assert compared.passes and compared.published is not None
        assert compared.published.value == held[name].unit_cost.amount
    derived = {line.id for line in held.lines if line.status == "derived"}
    assert held["transfer_work"].unit_cost == held["arrest_and_documents"].unit_cost
    assert held["set_up"].unit_cost.amount == claims["claim nao-rwanda-setup"].value
    known = {"arrest_and_documents", "assisted_return", "dispersed_night", "transfer_work", "set_up"}
    assert derived == known


def test_every_line_prices_what_a_simulation_counts_and_every_pattern_of_it_is_found() -> None:
    counted = {quantity.id for quantity in MODEL.quantities} | {*OF_AGREEMENTS}
    assert {line.driver for line in PURSE.costs.lines} <= counted
    process = MODEL.world("kosovo").process
    names = {"entries": list(process.by_id), "routes": [route_id(*each) for each in process.routes()]}
    for quantity in MODEL.quantities:
        for pattern in quantity.of:
            found = matching(names["routes" if quantity.how == "routes" else "entries"], (pattern,))
            assert len(found), f"{quantity.id}: {pattern}"


def test_the_railways_are_in_one_line_of_the_ledger_and_somebody_pays_them() -> None:
    costs = with_terms(PURSE.costs, [MODEL.agreements["montenegro"]], PURSE.prices)
    line = costs["montenegro.railways"]
    assert (line.unit_cost.amount, line.unit_cost.currency, line.payer) == (10e9, "EUR", "foreign_office")
    assert line.driver == "montenegro.once" and costs.drivers[line.driver].part == "hub_paid"
    rate = PURSE.prices.rates["EUR", line.unit_cost.year].value
    assert PURSE.prices.real(line.unit_cost) == pytest.approx(10e9 * rate)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"budget": "foreign_ofice"}, "paid from 'foreign_ofice', no payer we know"),
        ({"price_year": 1999, "currency": "GBP"}, "at prices of 1999-00, for which there is no deflator"),
        ({"currency": "AUD", "price_year": 2023}, "is in AUD, which has no rate for 2023-24"),
    ],
)
def test_a_term_that_cannot_be_counted_is_refused_at_its_line(changed: dict[str, object], told: str) -> None:
    agreement = MODEL.agreements["montenegro"]
    term = replace(agreement.terms[0], **changed)  # type: ignore[arg-type]
    problems = Problems()
    check_terms([replace(agreement, terms=(term,))], PURSE.costs, PURSE.prices, problems)
    (problem,) = problems.found
    assert told in problem.what and problem.where.startswith("agreements/montenegro.yaml:") and problem.remedy


def test_the_whole_cost_of_a_hotel_and_what_one_person_less_saves_are_kept_apart() -> None:
    ids = {basis: {line.id for line in PURSE.costs.counted(basis)} for basis in BASES}
    assert ids["average"] ^ ids["marginal"] == {"hotel_night", "hotel_night_saved"}


def test_every_driver_is_priced_or_says_why_not() -> None:
    priced = {line.driver for line in PURSE.costs.lines}
    assert all((driver.id in priced) != bool(driver.gap) for driver in PURSE.costs.drivers.values())


@pytest.mark.parametrize("basis", BASES)
def test_a_year_of_hotel_nights_costs_what_it_cost(basis: Basis) -> None:
    """38,000 people in hotels for a year at the average cost: the two billion pounds or so that auditors found."""
    quantities = {name: np.zeros(1) for name in PURSE.costs.drivers} | {"hotel_nights": np.array([38_000.0 * 365])}
    prices = replace(PURSE.prices, base=FinancialYear(2024))
    held = make_ledger(PURSE.costs, quantities, [FinancialYear(2024)], prices=prices, basis=basis)
    assert held.total[0] == pytest.approx(38_000 * 365 * 144.98 if basis == "average" else 0)
    assert held.paid_by("home_office")[0] == held.total[0]


def test_the_rate_of_discount_is_that_of_the_green_book_and_the_prices_that_are_assumed_say_so() -> None:
    weights = PURSE.prices.weights(TEN_YEARS)
    assert weights == pytest.approx([(1 + GREEN_BOOK) ** -later for later in range(1, 11)])
    assert PURSE.prices.base == FinancialYear(2025)
    assumed = [*PURSE.prices.index.values(), *PURSE.prices.rates.values()]
    assert all(quote.status == "assumed" and not quote.claims for quote in assumed)
    assert all(quote.claims for quote in PURSE.prices.discount.values())
