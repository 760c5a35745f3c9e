"""Appraisal: whatever was counted, the sums add up, the break-evens break even, and no people cost the fixed terms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from waystation.economics.appraisal import Appraisal, Terms, Worlds, ratio
from waystation.economics.attribution import by_part, by_step, cost_swings, mean, middle
from waystation.economics.break_even import break_even, break_even_price, net_at
from waystation.economics.deflate import Amounts, Prices, Quote
from waystation.economics.lines import Costs, Driver, Line
from waystation.economics.money import FinancialYear, Money
from waystation.economics.unit_costs import drawn, shares
from waystation.economics.volume import curve

BASE = FinancialYear(2025)
PARTS = {"housing": "Housing", "removal": "Removal", "hub_here": "Hub, here", "hub_paid": "Hub, paid"}
DRIVERS = {
    "nights": "housing", "weeks": "housing", "flights": "removal", "transfers": "hub_here", "agreements": "hub_here",
    "x.once": "hub_paid", "x.year": "hub_paid", "x.person": "hub_paid", "x.night": "hub_paid",
    "x.place_day": "hub_paid", "x.trigger_5": "hub_paid", "gifts": "removal",
}  # fmt: skip
PAYERS = {"home": "Home", "justice": "Justice", "host": "Host"}
FEWER = settings(max_examples=settings().max_examples // 5, deadline=None)
number = st.builds(float, st.integers(0, 5_000))
PRICES = Prices(BASE, {BASE: Quote(100.0, "assumed")}, {}, {0: Quote(0.035, "measured")})


def line(name: str, driver: str, cost: float, **more: object) -> Line:
    held = Line(name, name, driver, Money(cost, "GBP", BASE), "home", "assumed", "average", name)
    return replace(held, **more)  # type: ignore[arg-type]


@st.composite
def appraisals(draw: st.DrawFn) -> Appraisal:
    """Quantities of two worlds in some states, draws and years, and a line for each driver."""
    size = (draw(st.integers(1, 2)), draw(st.integers(1, 4)), draw(st.integers(1, 5)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))

    def counted(names: list[str]) -> dict[str, Amounts]:
        return {name: rng.integers(0, 50, size).astype(float) for name in names}

    here, there = counted([*DRIVERS]), counted([*DRIVERS])
    there = {name: held * (not name.startswith("x.") and name != "transfers") for name, held in there.items()}
    here["transfers"] = here["x.person"]
    apart = ["nights", "weeks", "claims"]
    lines = [
        line(
            name.replace(".", "_"), name, draw(number),
            payer=draw(st.sampled_from(["home", "justice"])), transfer=name == "weeks",
        )
        for name in DRIVERS
    ]  # fmt: skip
    lines[-1] = replace(lines[-1], payer="host")
    drivers = {name: Driver(name, name, name, part=part) for name, part in DRIVERS.items()}
    costs = Costs(drivers, PAYERS, tuple(lines), PARTS, "home", ("host",))
    years = tuple(FinancialYear(2026 + later) for later in range(size[2]))
    units = drawn(lines, PRICES, draws=size[1], seed=1)
    return Appraisal(
        Worlds(years, here, there, counted(apart), counted(apart), counted(apart)), Terms(costs, PRICES, units)
    )


@FEWER
@given(appraisals())
def test_payers_headings_and_lines_each_sum_to_the_whole(held: Appraisal) -> None:
    assert_allclose(held.paid_by("home") + held.paid_by("justice"), held.exchequer, atol=1e-6)
    assert_allclose(held.lines.sum(axis=0) - held.paid_by("host"), held.exchequer, atol=1e-6)
    by_heading = sum(held.under(part) for part in PARTS)
    assert_allclose(by_heading - held.paid_by("host"), held.exchequer, atol=1e-6)


@FEWER
@given(appraisals())
def test_the_difference_is_paired_and_discounted_as_the_closed_form_says(held: Appraisal) -> None:
    by_hand = np.zeros_like(held.exchequer)
    for one in held.terms.costs.lines:
        if one.payer != "host":
            gap = (held.worlds.here[one.driver] - held.worlds.there[one.driver]) * one.unit_cost.amount
            by_hand += sum(gap[..., place] / 1.035 ** (place + 1) for place in range(len(held.worlds.years)))
    assert_allclose(held.exchequer, by_hand, rtol=1e-9, atol=1e-5)


@FEWER
@given(appraisals())
def test_transfers_within_the_country_are_netted_out_of_the_social_cost_and_nothing_else(held: Appraisal) -> None:
    cash = held.chosen([one for one in held.gap.lines if one.transfer])
    assert_allclose(held.social + cash, held.exchequer, atol=1e-6)


@FEWER
@given(appraisals())
def test_the_waterfall_adds_up_and_so_do_steps(held: Appraisal) -> None:
    weights = np.ones_like(held.exchequer)
    shown = sum(step.adds for step in by_part(held, weights))
    assert shown == pytest.approx(mean(held.exchequer + held.paid_by("host"), weights), abs=1e-4)
    so_far = [("one", "One", held.exchequer / 3), ("two", "Two", -held.exchequer), ("all", "All", held.exchequer)]
    found = by_step(so_far, weights)
    assert sum(step.adds for step in found) == pytest.approx(mean(held.exchequer, weights), abs=1e-4)
    assert found[1].adds == pytest.approx(mean(-held.exchequer - held.exchequer / 3, weights), abs=1e-4)


@FEWER
@given(appraisals())
def test_at_the_break_even_share_it_costs_nothing(held: Appraisal) -> None:
    found = break_even(held)
    for place in np.argwhere(np.isfinite(found.of_watched)):
        share = float(found.of_watched[tuple(place)])
        assert net_at(held, share)[tuple(place)] == pytest.approx(0, abs=1e-3)
    assert_allclose(found.each_per_cent * 100 * np.nan_to_num(found.of_watched), held.exchequer * (held.watched > 0))
    people = held.worlds.watched["claims"].sum(axis=-1)
    assert_allclose(ratio(found.for_each_transfer * held.more("transfers"), people), np.where(
        (held.more("transfers") > 0) & (people > 0), found.of_watched, np.nan))  # fmt: skip


@FEWER
@given(appraisals(), st.sampled_from(["person", "place_day", "once"]))
def test_at_the_break_even_price_it_costs_nothing(held: Appraisal, per: str) -> None:
    price = break_even_price(held, per)
    name = f"x_{per}"
    for state, place in np.argwhere(np.isfinite(price)):
        units = {**held.terms.units, name: np.full_like(held.terms.units[name], price[state, place])}
        again = Appraisal(held.worlds, replace(held.terms, units=units))
        assert again.exchequer[state, place] == pytest.approx(0, abs=1e-3)


@FEWER
@given(appraisals())
def test_a_hub_with_no_people_costs_exactly_its_fixed_terms(held: Appraisal) -> None:
    here = {name: held.worlds.there[name] for name in DRIVERS}
    fixed = ("x.once", "x.year", "x.place_day", "agreements")
    here |= {name: held.worlds.here[name] for name in fixed}
    empty = Appraisal(replace(held.worlds, here=here), held.terms)
    lines = [one for one in held.gap.lines if one.driver in fixed]
    by_hand = sum(
        ((held.worlds.here[one.driver] - held.worlds.there[one.driver]) * one.unit_cost.amount) @ held.weights
        for one in lines
    )
    assert_allclose(empty.exchequer, by_hand, atol=1e-5)
    assert_allclose(empty.hub, empty.exchequer, atol=1e-6)
    assert np.isnan(break_even(empty).for_each_transfer).all()


@FEWER
@given(appraisals())
def test_at_the_number_that_were_sent_the_curve_gives_what_the_hub_cost(held: Appraisal) -> None:
    sent = held.more("transfers")
    whole = held.by_year([one for one in held.gap.lines if held.terms.is_hub(one) and one.id != "x_trigger_5"])
    for state, place in np.argwhere(sent > 0):
        people = int(sent[state, place])
        (found,) = curve(held, [people], {"x_trigger_5": people + 1})
        nights = held.worlds.here["x.night"].sum(axis=-1)[state, place]
        full = max(1.0, nights / max(held.worlds.here["x.place_day"].sum(axis=-1)[state, place], 1e-9))
        if full == 1:
            assert found.each[state, place] * people == pytest.approx(whole.sum(axis=-1)[state, place], rel=1e-9)
        (due,) = curve(held, [people], {"x_trigger_5": people})
        lump = held.terms.units["x_trigger_5"][place]
        assert (due.each - found.each)[state, place] * people == pytest.approx(lump, abs=1e-4)


@FEWER
@given(appraisals(), st.floats(0, 1))
def test_optimism_raises_the_costs_of_the_hub_and_no_others(held: Appraisal, more: float) -> None:
    raised = Appraisal(held.worlds, replace(held.terms, optimism=more))
    assert_allclose(raised.hub, held.hub * (1 + more), atol=1e-5)
    assert_allclose(raised.exchequer - raised.hub, held.exchequer - held.hub, atol=1e-5)


def test_it_pays_back_in_the_year_in_which_the_discounted_cost_so_far_is_nil() -> None:
    years = tuple(FinancialYear(2026 + later) for later in range(4))
    drivers = {"nights": Driver("nights", "nights", "nights", part="housing")}
    costs = Costs(drivers, PAYERS, (line("a", "nights", 1),), PARTS, "home", ("host",))
    gap = np.array([[[0, 100, -60, -60.0], [0, 100, -50, -50], [0, 0, 0, 0], [-5, 100, 0, -200]]])
    nothing = {"nights": np.zeros_like(gap), "claims": np.ones_like(gap)}
    held = Appraisal(
        Worlds(years, {"nights": gap}, nothing, nothing, nothing, nothing), Terms(costs, PRICES, {"a": np.ones(4)})
    )
    # 60 + 60 / 1.035 > 100 * 1.035; 50 + 50 / 1.035 < 100 * 1.035
    assert_allclose(held.years_to_pay_back()[0], [3, np.nan, np.nan, 1])


# --- unit costs draw by draw --------------------------------------------------------------------------------------


@given(st.integers(1, 200), st.integers(0, 1000), st.text(min_size=1))
def test_shares_are_one_from_each_equal_part(draws: int, seed: int, name: str) -> None:
    found = shares(name, draws=draws, seed=seed)
    assert_allclose(np.sort(found), (np.arange(draws) + 0.5) / draws)


def test_an_uncertain_cost_fills_its_range_about_its_mode_and_a_certain_one_stands_still() -> None:
    lines = [line("known", "nights", 7), line("wide", "weeks", 2, low=1.0, high=6.0)]
    found = drawn(lines, PRICES, draws=500, seed=3)
    assert (found["known"] == 7).all()
    assert found["wide"].min() >= 1 and found["wide"].max() <= 6
    assert found["wide"].mean() == pytest.approx((1 + 2 + 6) / 3, rel=0.01)
    assert (drawn([lines[1]], PRICES, draws=500, seed=3)["wide"] == found["wide"]).all()


@FEWER
@given(appraisals())
def test_a_swing_is_what_counting_again_with_that_cost_gives(held: Appraisal) -> None:
    wide = replace(held.terms.costs.lines[0], low=0.0, high=9_000.0)
    costs = replace(held.terms.costs, lines=(wide, *held.terms.costs.lines[1:]))
    units = drawn(costs.lines, PRICES, draws=held.exchequer.shape[1], seed=1)
    moved = Appraisal(held.worlds, replace(held.terms, costs=costs, units=units))
    weights = np.ones_like(held.exchequer)
    for swing in cost_swings(moved, weights):
        fixed = replace(wide, unit_cost=Money(0.0, "GBP", BASE))
        for place, end in ((0.05, swing.low), (0.95, swing.high)):
            cost = float(np.asarray(drawn_at(wide, place)))
            again = replace(moved.terms, units={**units, fixed.id: np.full_like(units[fixed.id], cost)})
            assert middle(Appraisal(held.worlds, again).exchequer, weights) == pytest.approx(end, rel=1e-9, abs=1e-4)


def drawn_at(one: Line, share: float) -> float:
    """The triangle's quantile in closed form."""
    low, high, mode = one.low or 0.0, one.high or 0.0, one.unit_cost.amount
    if share <= (mode - low) / (high - low):
        return low + float(np.sqrt(share * (high - low) * (mode - low)))
    return high - float(np.sqrt((1 - share) * (high - low) * (high - mode)))
