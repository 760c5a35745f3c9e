"""The published series that history is held against: what they are, how far they may be off, none of 2026."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from waystation.base.problems import Problems, UsageError
from waystation.evidence.load import load_register
from waystation.study.targets import Error, Observed, Target, check_targets
from waystation.study.targets import observed as figures
from waystation.uk.observed import HOME, SCORED, observed, observed_by, tables, target, targets

LAST = date(2025, 12, 31)
# as published for the last quarter of 2025, in the editions of 26 February 2026 and 11 June 2026
PUBLISHED = {
    "claims": 20_725,
    "initial_decisions": 39_395,
    "grants": 13_194,
    "refusals": 20_602,
    "awaiting_decision_people": 64_426,
    "appeals_open": 80_333,
    "appeals_receipts": 17_822,
    "appeals_disposals": 7_462,
    "supported_people": 107_003,
    "hotel_people": 30_657,
    "returns_enforced": 2_887,
    "returns_voluntary": 6_751,
    "small_boat_arrivals": 7_385,
}


def test_the_thirteen_scored_series_end_with_the_figures_published_for_the_end_of_2025() -> None:
    assert list(PUBLISHED) == list(SCORED)
    assert {name: (observed(name).quarters[-1], observed(name).values[-1]) for name in SCORED} == {
        name: (LAST, value) for name, value in PUBLISHED.items()
    }


def test_no_figure_is_of_a_period_that_ends_after_2025() -> None:
    for name, one in targets().items():
        assert one.last <= LAST and max(observed(name).quarters) <= LAST, name
        assert one.known is None or one.known <= LAST, name


@pytest.mark.parametrize("name", targets())
def test_quarters_follow_one_another_without_a_gap(name: str) -> None:
    """But for one count of cases that was not published, and for counts once a year."""
    ends = observed(name).quarters
    months = [12 * end.year + end.month for end in ends]
    step = {"month": 1, "quarter": 3, "year": 12}[targets()[name].every]
    gaps = [after for before, after in zip(months, months[1:], strict=False) if after - before != step]
    assert len(gaps) == (name == "awaiting_decision_cases")


def test_series_of_fewer_than_twenty_quarters_are_not_counted() -> None:
    counted = [name for name in SCORED if target(name).counted]
    assert set(SCORED) - set(counted) == {"hotel_people"}
    assert len(observed("hotel_people").quarters) == 13
    assert min(len(observed(name).quarters) for name in counted) >= 20


def test_outcomes_are_the_sum_of_their_kinds() -> None:
    parts = [observed(name) for name in ("grants", "refusals", "withdrawals")]
    other = tables()["history_quarters"]["administrative"].to_numpy()
    assert np.array_equal(sum(one.values for one in parts) + other, observed("initial_decisions").values)


def test_a_rate_is_one_part_over_both() -> None:
    rate, granted, refused = (observed(name).values for name in ("grant_rate", "grants", "refusals"))
    assert rate == pytest.approx(granted / (granted + refused))


def test_months_add_up_to_quarters_and_a_quarter_without_all_its_months_is_left_out() -> None:
    months = pl.DataFrame({"period_end": ["2020-02-29", "2020-03-31", "2020-04-30", "2020-05-31", "2020-06-30"]})
    found = figures(boats(), months.with_columns(arrivals=pl.Series([1, 2, 4, 8, 16])))
    assert found.quarters == (date(2020, 6, 30),) and found.values.tolist() == [28]
    months = observed("small_boat_arrivals_month")
    assert observed("small_boat_arrivals").values.sum() == months.values.sum() == 192_610


def boats(**changes: object) -> Target:
    known: dict[str, object] = {"id": "boats", "title": "Boats", "table": "boats", "columns": ("arrivals",)}
    known |= {"unit": "people", "kind": "flow", "basis": "people", "errors": ()}
    known |= {"first": date(2018, 1, 1), "last": LAST} | changes
    return Target(**known)  # type: ignore[arg-type]


def test_classes_add_up_to_the_whole() -> None:
    parts = observed_by("returns_enforced_by_nationality")
    assert sum(part.values[-1] for part in parts.values()) == observed("returns_enforced_by_nationality").values[-1]
    assert parts["Albania"].values[-1] == 2_501


def test_asylum_related_returns_and_the_others_make_up_all_returns() -> None:
    """Within the revision of returns between the editions of 2023 and 2025."""
    for kind, most in (("enforced", 0.02), ("voluntary", 0.07)):
        within, outside = observed(f"asylum_returns_{kind}"), observed(f"other_returns_{kind}")
        quarters = observed(f"returns_{kind}")
        whole = [
            sum(value for end, value in zip(*quarters, strict=True) if end.year == year.year)
            for year in within.quarters
        ]
        assert within.values + outside.values == pytest.approx(np.array(whole), rel=most)
        assert target(f"other_returns_{kind}").outside


def test_what_was_known_on_a_day_ends_by_that_day() -> None:
    known = observed("claims").until(date(2023, 1, 15))
    assert known.quarters[-1] == date(2022, 12, 31) and len(known.values) == len(known.quarters)
    assert not observed("hotel_people").until(date(2021, 12, 31)).quarters


def test_tables_that_hold_the_same_figures_agree() -> None:
    held = tables()
    for short, long, names in (
        ("national_quarters", "history_quarters", {"claims": "claims", "granted": "grants", "refused": "refusals",
         "awaiting_people": "awaiting_people", "returns_voluntary": "returns_voluntary"}),
        ("tribunal_quarters", "history_tribunal", {"receipts": "receipts", "open": "open"}),
    ):  # fmt: skip
        both = held[short].join(held[long], on="period_end", suffix="_long")
        assert len(both) == len(held[short])
        for old, new in names.items():
            column = new if new != old else f"{new}_long"
            assert both[old].to_list() == both[column].to_list(), old


def test_the_leaps_that_the_page_on_the_past_names_are_in_the_figures() -> None:
    page = (HOME.parents[2] / "docs" / "history.md.j2").read_text(encoding="utf-8")
    outcomes = dict(zip(*observed("initial_decisions"), strict=True))
    arrived = dict(zip(*observed("small_boat_arrivals"), strict=True))
    named = [outcomes[date(2022, 12, 31)], outcomes[date(2023, 12, 31)], outcomes[date(2024, 9, 30)]]
    named += [sum(value for end, value in arrived.items() if end.year == year) for year in (2019, 2022)]
    assert [value for value in named if f"{value:,.0f}" not in page] == []


# --- how far they may be off --------------------------------------------------------------------------------------


def test_the_error_of_claims_is_the_revision_of_2022_and_2023() -> None:
    editions = tables()["claims_two_editions"].filter(pl.col("period_end").str.slice(0, 4).is_in(["2022", "2023"]))
    change = (editions["december_2025"] / editions["september_2024"] - 1).to_numpy()
    claims = observed("claims")
    share = dict(zip(claims.quarters, target("claims").sd(claims) / claims.values, strict=True))
    assert share[date(2022, 12, 31)] == pytest.approx(abs(change.mean()), abs=0.006)
    assert share[date(2019, 12, 31)] < 0.02 < share[date(2024, 12, 31)] < share[date(2022, 12, 31)]


def test_the_error_of_the_queue_is_what_claims_and_outcomes_leave_over() -> None:
    held = tables()["history_quarters"]
    left = held["awaiting_people"].diff() - held["claims"] + held["outcomes"]
    since = left.filter(held["period_end"] >= "2019").drop_nulls().to_numpy()
    queue = observed("awaiting_decision_people")
    assert np.unique(target("awaiting_decision_people").sd(queue)) == pytest.approx([since.std()], rel=0.25)


def test_recent_voluntary_returns_are_expected_to_be_raised_and_older_ones_are_not() -> None:
    held = observed("returns_voluntary")
    raised = target("returns_voluntary").expected(held) / held.values
    assert {end.year: value for end, value in zip(held.quarters, raised, strict=True) if value != 1} == {2025: 1.05}


def test_errors_that_hold_at_once_add_as_independent_ones() -> None:
    errors = (Error("a", "assumed", relative=0.03), Error("b", "assumed", absolute=4, last=date(2020, 3, 31)))
    seen = Observed((date(2020, 3, 31), date(2020, 6, 30)), np.array([100.0, 100.0]))
    assert boats(errors=errors).sd(seen) == pytest.approx([5, 3])


def test_every_error_has_a_reason_and_rests_on_claims_that_are_made() -> None:
    claims = load_register(HOME / "evidence", Problems()).claims
    for one in targets().values():
        assert one.errors, one.id
        for error in one.errors:
            assert len(error.reason) > 20 and not set(error.rests_on) - claims.keys(), one.id
            assert error.relative or error.absolute, one.id


# --- mistakes ------------------------------------------------------------------------------------------------------


def test_all_that_is_wrong_with_targets_is_said_at_once() -> None:
    problems = Problems()
    wrong = (
        boats(columns=("arrival",)),
        boats(table="boat"),
        boats(id="c", measures=("arrival",)),
        boats(id="d", first=LAST),
    )
    frame = pl.DataFrame({"period_end": ["2020-01-31", "2020-02-29", "2020-03-31"], "arrivals": [1, 2, 3]})
    check_targets(wrong, {"boats": frame}, measures=("arrivals",), problems=problems)
    said = "\n".join(map(str, problems.found))
    assert len(problems.found) == 5
    for words in (
        "'arrival': did you mean 'arrivals'",
        "table we know: 'boat'",
        "twice",
        "no measure",
        "has no figure",
    ):
        assert words in said


def test_an_unknown_series_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UsageError, match="did you mean 'claims'"):
        observed("claim")
