"""What is read off the published tables: identities that hold in them, and figures that were published elsewhere."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from waystation.study.forecasts import quarters_after
from waystation.uk.history.appealing import appealing
from waystation.uk.history.flows import (
    given,
    most_of_queue,
    observed,
    outlook,
    refused_cases,
    refused_lately,
    unexplained,
)
from waystation.uk.history.returns import asylum_shares
from waystation.uk.history.rules import rules
from waystation.uk.history.tables import Tables, column, published, quarters, until
from waystation.uk.history.ties import slope

DAY = date(2024, 12, 31)


def at(day: date) -> Tables:
    return until(published(), day)


@pytest.mark.parametrize("day", [date(2018, 12, 31), date(2023, 3, 31), DAY])
def test_no_row_ends_after_the_day(day: date) -> None:
    for name, frame in at(day).items():
        for period in ("period_end", "edition", "year"):
            if period in frame.columns:
                assert all(str(each) <= day.isoformat() for each in frame[period]), name


def test_outcomes_are_the_sum_of_their_kinds() -> None:
    frame = quarters(at(DAY)).filter(pl.col("period_end") >= "2020-03-31")
    kinds = sum(column(frame, kind) for kind in ("grants", "refusals", "withdrawals", "administrative"))
    assert column(frame, "outcomes") == pytest.approx(kinds)


def test_small_boats_by_quarter_sum_to_the_year() -> None:
    frame = quarters(published()).filter(pl.col("period_end").str.starts_with("2022"))
    assert column(frame, "boats").sum() == 45_755


def test_the_unexplained_flow_is_that_of_the_published_stock_and_flows() -> None:
    """172,758 waiting on 31 March 2023 after 160,919 in December, with 18,535 claims and 14,199 outcomes."""
    frame = quarters(at(date(2023, 3, 31)))
    assert unexplained(frame, "awaiting_people", "claims", "outcomes")[-1] == 172_758 - 160_919 - 18_535 + 14_199


def test_refused_cases_are_those_of_main_applicants() -> None:
    """By nationality and in all: 14,153 main applicants were refused in 2018."""
    tables = at(DAY)
    frame = quarters(tables)
    year = frame["period_end"].str.starts_with("2018").to_numpy()
    people = column(tables["history_applicants"], "refused_main")
    ends = tables["history_applicants"]["period_end"].str.starts_with("2018").to_numpy()
    assert people[ends].sum() == 14_153
    assert refused_cases(tables, frame)[year].sum() == pytest.approx(14_153, rel=0.001)


def test_given_flows_are_the_published_ones() -> None:
    ends = quarters_after(date(2023, 12, 31), 4)
    flows = given(published(), rules(), ends)
    assert (flows["boats"] + flows["other_claims"]).tolist() == [21_508, 23_880, 29_225, 30_151]
    assert flows["outcomes"].tolist() == [32_584, 20_928, 18_455, 39_976]
    assert flows["granted"][0] == 10_417 / (10_417 + 13_845)


def test_flows_that_are_not_published_are_not_given() -> None:
    with pytest.raises(ValueError, match="no flows are published"):
        given(published(), rules(), quarters_after(date(2025, 12, 31), 1))


def test_the_largest_part_of_the_queue_is_one_that_was_seen() -> None:
    """7,137 outcomes in the first quarter of 2011, with 7,240 waiting before and 6,214 claims."""
    assert most_of_queue(quarters(at(DAY))) == 7_137 / (7_240 + 6_214)


def test_a_line_through_the_origin_is_found_and_a_prior_counts_as_one_row() -> None:
    cause = np.array([100.0, -200.0, 300.0])
    assert slope(0.4 * cause, cause, prior=0.9, weight=0.0) == pytest.approx(0.4)
    assert slope(np.array([0.0]), np.array([50.0]), prior=1.0, weight=50.0) == pytest.approx(0.5)


def test_the_share_that_appeals_is_found_where_receipts_follow_it() -> None:
    tables = at(DAY)
    frame = quarters(tables)
    receipts = np.rint(0.82 * refused_lately(frame, rules()) + 200)
    known = dict(zip(frame["period_end"].to_list()[1:], receipts.tolist(), strict=True))
    made = tables["history_tribunal"].with_columns(
        receipts=pl.Series([known.get(end, 0.0) for end in tables["history_tribunal"]["period_end"]])
    )
    share, error = appealing({**tables, "history_tribunal": made}, rules())
    assert share == pytest.approx(0.82, abs=2 * error)
    assert error < 0.05


def test_asylum_shares_are_those_of_the_last_year_that_parts_them() -> None:
    """2023: 1,862 of 6,393 enforced and 4,010 of 19,253 voluntary returns (Home Office, Ret_05)."""
    assert asylum_shares(at(DAY)) == pytest.approx((1_862 / 6_393, 4_010 / 19_253))


def test_an_outlook_holds_its_processes_within_their_bounds_and_is_the_same_for_a_seed() -> None:
    found = outlook(at(DAY), rules(), 8)
    one, again, other = found.path(3, 0), found.path(3, 0), found.path(3, 1)
    for name, rule in rules().processes.items():
        assert ((one[name] >= rule.least) & (one[name] <= rule.most)).all(), name
        assert one[name].tolist() == again[name].tolist()
        assert one[name].tolist() != other[name].tolist()


def test_each_process_of_the_rules_is_observed() -> None:
    assert set(observed(at(DAY), rules())) == set(rules().processes)
