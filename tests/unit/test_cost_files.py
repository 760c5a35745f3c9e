"""Prices, cost lines and comparators are read from files; whatever is wrong is said with its line and a remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from waystation.base.problems import Problems
from waystation.economics.load_costs import load_costs
from waystation.economics.load_prices import load_prices
from waystation.economics.load_schemes import load_schemes
from waystation.economics.marks import load_marks
from waystation.economics.money import FinancialYear
from waystation.economics.schemes import Compared, Named

CLAIMS = ("a-night", "a-rate")
PRICES = """\
base_year: 2025-26
deflator:
  2024-25: {value: 104, status: assumed}
  2025-26: {value: 107, status: assumed}
exchange:
  EUR:
    2024-25: {value: 0.84, status: assumed}
discount:
  0: {value: 0.035, status: measured, claims: [a-rate]}
"""
COSTS = """\
payers: {home_office: Home Office}
drivers:
  nights: {title: Nights, unit: person-nights}
  escorts: {title: Escorts, unit: journeys, gap: No cost was found.}
lines:
  - id: night
    title: A night
    driver: nights
    unit_cost: 144.98
    currency: GBP
    price_year: 2024-25
    payer: home_office
    status: reported
    basis: average
    claims: [a-night]
"""
SCHEMES = """\
sum:
  scheme: there
  figure: Both together
  unit: GBP
  formula: one + other * people
  takes: {one: claim one, other: term there.other}
  with: {people: 3}
  why: {people: As published.}
  published: total
  to: 10
each:
  scheme: there
  figure: Each of them
  unit: GBP a person
  formula: all / people
  takes: {all: row sum}
  with: {people: 3}
  why: {people: As published.}
"""
NAMED = {
    "claim one": Named(100, "GBP", ("one",)),
    "claim total": Named(130, "GBP", ("total",)),
    "claim euros": Named(130, "EUR", ("euros",)),
    "claim ours": Named(130, "GBP", ("ours",), ours=True),
    "term there.other": Named(11, "GBP", ("other",)),
}


def told(read: Callable[[Path, Problems], object], text: str, folder: Path) -> list[str]:
    """The problems of a file, as `line: what: remedy`."""
    path, problems = folder / "file.yaml", Problems()
    path.write_text(text, encoding="utf-8")
    read(path, problems)
    return [f"{problem.where.rpartition(':')[2]}: {problem.what}: {problem.remedy}" for problem in problems.found]


def prices(path: Path, problems: Problems) -> object:
    return load_prices(path, CLAIMS, problems)


def costs(path: Path, problems: Problems) -> object:
    other = path.with_name("prices.yaml")
    other.write_text(PRICES, encoding="utf-8")
    held = load_prices(other, CLAIMS, Problems())
    assert held is not None
    return load_costs(path, held, claims=CLAIMS, problems=problems)


def schemes(path: Path, problems: Problems) -> dict[str, Compared]:
    return load_schemes(path, NAMED, problems)


@pytest.mark.parametrize(("read", "text"), [(prices, PRICES), (costs, COSTS), (schemes, SCHEMES)])
def test_a_good_file_has_no_problem(read: Callable[[Path, Problems], object], text: str, tmp_path: Path) -> None:
    assert told(read, text, tmp_path) == []


def test_prices_are_as_the_file_gives_them(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(PRICES, encoding="utf-8")
    held = load_prices(tmp_path / "p.yaml", CLAIMS, Problems())
    assert held is not None and held.factor("EUR", FinancialYear(2024)) == pytest.approx(0.84 * 107 / 104)
    assert held.discount[0].claims == ("a-rate",) and held.index[FinancialYear(2024)].status == "assumed"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("base_year: 2025-26", "base_year: 2026-27", "1: prices has no deflator for its base year 2026-27"),
        ("base_year: 2025-26", "base_year: '2025'", "1: prices '2025' is no financial year: write a financial year"),
        ("2024-25: {value: 104", "2024-26: {value: 104", "3: deflator '2024-26' is no financial year"),
        ("value: 104", "value: 0", "3: deflator is 0, which is not above 0"),
        ("value: 0.84, status: assumed", "value: 0.84, status: reported", "7: EUR is reported but rests on no claim"),
        (
            "claims: [a-rate]",
            "claims: [a-rat]",
            "9: discount rests on 'a-rat', which nobody claims: did you mean 'a-rate'",
        ),
        ("  0: {value: 0.035", "  1: {value: 0.035", "8: discount does not begin with year 0"),
        ("status: measured", "status: certain", "9: discount names no status we know: 'certain'"),
        ("EUR:\n    2024-25: {value: 0.84, status: assumed}", "EUR: 0.84", "6: EUR does not hold financial years"),
    ],
)
def test_a_mistake_in_prices_is_told(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert any(one.startswith(said) for one in told(prices, PRICES.replace(old, new, 1), tmp_path))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "payer: home_office",
            "payer: home_ofice",
            "12: line 'night' names no payer we know: 'home_ofice': did you mean",
        ),
        (
            "driver: nights",
            "driver: nigths",
            "8: line 'night' names no driver we know: 'nigths': did you mean 'nights'",
        ),
        ("    price_year: 2024-25\n", "", "6: line 'night' has no 'price_year': write the financial year"),
        (
            "price_year: 2024-25",
            "price_year: 1999-00",
            "11: line 'night' is at prices of 1999-00, for which there is no",
        ),
        ("currency: GBP", "currency: USD", "10: line 'night' is in USD, which has no rate for 2024-25: add the rate"),
        ("unit_cost: 144.98", "unit_cost: -1", "9: line 'night' has a negative cost: -1: a saving is fewer"),
        ("claims: [a-night]", "low: 150", "6: line 'night' costs 144.98, outside its range 150 to 144.98"),
        ("claims: [a-night]", "claims: []", "6: line 'night' is reported but rests on no claim"),
        ("basis: average", "basis: usual", "14: line 'night' names no basis we know: 'usual'"),
        (", gap: No cost was found.", "", "4: driver 'escorts' has neither a line nor a gap"),
        (
            "person-nights}",
            "person-nights, gap: None.}",
            "3: driver 'nights' has neither a line nor a gap, or has both",
        ),
        ("unit_cost: 144.98", "unit_cost: dear", "9: line 'night' has a mistake: 'unit_cost' is not a number"),
    ],
)
def test_a_mistake_in_costs_is_told(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert any(one.startswith(said) for one in told(costs, COSTS.replace(old, new, 1), tmp_path))


def test_a_cost_in_another_currency_is_taken_with_a_rate(tmp_path: Path) -> None:
    assert told(costs, COSTS.replace("currency: GBP", "currency: EUR"), tmp_path) == []


def test_a_thing_counted_twice_is_told(tmp_path: Path) -> None:
    one = COSTS[COSTS.index("  - id: night") :]
    assert any("is there twice" in said for said in told(costs, COSTS + one, tmp_path))
    again = one.replace("id: night", "id: again") + "    thing: night\n"
    assert any("is a second average cost of 'night'" in said for said in told(costs, COSTS + again, tmp_path))
    assert told(costs, COSTS + again.replace("basis: average", "basis: marginal"), tmp_path) == []


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    bad = COSTS.replace("home_office\n", "nobody\n").replace("driver: nights", "driver: days")
    said = told(costs, bad.replace("    price_year: 2024-25\n", "").replace("144.98", "-2"), tmp_path)
    for part in ("no payer we know", "no driver we know", "no 'price_year'", "negative cost"):
        assert any(part in one for one in said), part


def test_rows_are_worked_out(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(SCHEMES, encoding="utf-8")
    held = schemes(path, Problems())
    whole, each = held["sum"], held["each"]
    assert (whole.computed, whole.ratio, whole.inputs) == (133, pytest.approx(133 / 130), ("one", "other"))
    assert whole.passes and whole.counts and not whole.remark
    assert each.computed == pytest.approx(133 / 3) and each.inputs == ("one", "other")
    assert not each.passes and not each.counts and each.ratio is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "one: claim one",
            "one: claim on",
            "6: figure 'sum' takes 'claim on', which is not there: did you mean 'claim one'",
        ),
        (
            "all: row sum",
            "all: row some",
            "16: figure 'each' takes 'row some', which is not there: did you mean 'row sum'",
        ),
        ("one: claim one", "one: claim euros", "1: figure 'sum' mixes EUR and GBP without a rate"),
        ("unit: GBP a person", "unit: EUR a person", "11: figure 'each' mixes EUR and GBP without a rate"),
        ("one: claim one", "one: claim ours", "6: figure 'sum' takes 'claim ours', which this project worked out"),
        ("one: claim one", "one: claim total", "6: figure 'sum' takes 'total', the figure that it should give"),
        (
            "published: total",
            "published: totl",
            "9: figure 'sum' names 'totl', no claim that gives a number: did you mean",
        ),
        ("to: 10", "to: 100", "10: figure 'sum' is to be rounded to 100, but 130 was published"),
        ("\n  to: 10", "", "1: figure 'sum' is to be rounded to 0, but 130 was published"),
        ("to: 10", "to: 1", "1: figure 'sum' does not give the published figure and says nothing of it"),
        ("to: 10", "to: 10\n  missing: Much.", "11: figure 'sum' gives the published figure, yet says what is missing"),
        ("one + other * people", "one + other * 3", "5: figure 'sum' has a part that is not allowed: '3'"),
        ("one + other * people", "one + other", "1: figure 'sum' takes 'people', which its formula does not use"),
        ("one + other * people", "one + othr * people", "5: figure 'sum' uses 'othr', which it does not take: did you"),
        ("all / people", "all / (people - people)", "15: figure 'each' divides by zero or is too large"),
        (
            "  why: {people: As published.}\n  published",
            "  published",
            "7: figure 'sum' chooses 'people' without a reason",
        ),
    ],
)
def test_a_mistake_in_a_row_is_told(old: str, new: str, said: str, tmp_path: Path) -> None:
    found = told(schemes, SCHEMES.replace(old, new, 1), tmp_path)
    assert any(one.startswith(said) for one in found), found


def test_a_figure_of_ours_and_a_single_input_are_no_tests(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(SCHEMES.replace("published: total", "published: ours"), encoding="utf-8")
    held = schemes(path, Problems())["sum"]
    assert held.passes and not held.counts and held.remark == "The published side was worked out by this project."
    single = SCHEMES.replace("other: term there.other", "other: claim one").replace(
        "  to: 10", "  to: 10\n  missing: Much."
    )
    path.write_text(single, encoding="utf-8")
    held = schemes(path, Problems())["sum"]
    assert not held.counts and held.remark == "Restates one published figure. Much."


MARKS = """\
small_boats:
  one: {says: A fall., share: fall}
claims:
  two: {says: Part of a fall., share: fall, times: part}
"""
SHARES = {"claim fall": Named(-0.73, claims=("fall",)), "claim part": Named(0.5, claims=("part",))}


def test_a_mark_is_the_size_of_the_product_of_its_claims(tmp_path: Path) -> None:
    path, problems = tmp_path / "deterrence.yaml", Problems()
    path.write_text(MARKS, encoding="utf-8")
    one, two = load_marks(path, SHARES, problems)
    assert not problems.found and (one.axis, two.axis) == ("small_boats", "claims")
    assert (one.share, two.share) == pytest.approx((0.73, 0.365)) and two.claims == ("fall", "part")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("times: part", "times: prt", ":4 mark 'two' names 'prt', no claim that gives a number"),
        ("small_boats:", "boats:", ":1 marks names no axis we know: 'boats'"),
        ("says: A fall., ", "", ":2 mark 'one' has no 'says'"),
    ],
)
def test_a_mark_that_cannot_be_drawn_is_refused_at_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    path, problems = tmp_path / "deterrence.yaml", Problems()
    path.write_text(MARKS.replace(old, new), encoding="utf-8")
    load_marks(path, SHARES, problems)
    assert any(told in f"{problem.where} {problem.what}" for problem in problems.found), problems.found
