"""Who comes: claims, routes of entry, months, and how many people make a case."""

from __future__ import annotations

import numpy as np
import polars as pl

from waystation.parameters.derive import (
    Evidence,
    Value,
    Vector,
    closed,
    fit_margins,
    season,
    slope_with_error,
    total,
    yearly_log_sd,
)
from waystation.uk.derivations.published import nationals, with_rest


def derive_claims_a_year(evidence: Evidence) -> Value:
    """The published claims of the year, main applicants."""
    return evidence.table(evidence.vector("claims", "cases"))


def derive_people_per_case(evidence: Evidence) -> Value:
    """People over cases where both are published; elsewhere earlier dependants, scaled to the people there were."""
    cases, people = evidence.vector("claims", "cases"), _people_known(evidence)
    rest = people == 0
    ratio = _dependants_a_case(evidence)
    missing = evidence.figure("people") - people.sum() - cases[rest].sum()
    scale = missing / (ratio * cases)[rest].sum()
    return evidence.table(np.where(rest, 1 + scale * ratio, people / cases))


def _people_known(evidence: Evidence) -> Vector:
    known = evidence.series("people_of_the_largest")
    held = dict(zip(known["nationality"].to_list(), known["people"].to_list(), strict=True))
    return np.array([held.get(name, 0.0) for name in evidence.classes("nationality")])


def _dependants_a_case(evidence: Evidence) -> Vector:
    return with_rest(evidence, "dependants", "dependants") / with_rest(evidence, "dependants", "main_applicants")


def derive_accompanied_share(evidence: Evidence) -> Value:
    """People per case less one, over the dependants of an accompanied case."""
    return evidence.table((evidence.rows("people_per_case") - 1) / evidence.number("dependants"))


def derive_unaccompanied_child_share(evidence: Evidence) -> Value:
    """Unaccompanied children over main applicants."""
    children = with_rest(evidence, "applicants", "unaccompanied_children")
    others = with_rest(evidence, "applicants", "other_main_applicants")
    return evidence.table(children / (children + others))


def derive_route_share(evidence: Evidence) -> Value:
    """Boats and other irregular entry by nationality, the rest as nationally, fitted to both margins."""
    people = evidence.vector("claims", "cases") * evidence.rows("people_per_case")
    routes = _routes_of_2025(evidence)
    seed = _seed(evidence, people, routes)
    fitted = fit_margins(seed + evidence.option("floor"), people, routes * people.sum() / evidence.figure("people"))
    return evidence.lines([closed(row) for row in fitted])


def _routes_of_2025(evidence: Evidence) -> Vector:
    year = evidence.series("routes").filter(pl.col("period_end").str.starts_with(str(int(evidence.option("year")))))
    return np.array([total(year, route) for route in evidence.classes("route")])


def _seed(evidence: Evidence, people: Vector, routes: Vector) -> Vector:
    boat, irregular, port, inland = routes
    boats = np.minimum(_boats(evidence), evidence.option("most_by_boat") * people)
    left = people - boats
    recorded = _irregular_pattern(evidence, irregular) / np.maximum(left, 1)
    even = irregular / (evidence.figure("people") - boat)
    weight = evidence.option("weight_of_pattern")
    other = left * np.minimum(evidence.option("most_irregular"), (1 - weight) * even + weight * recorded)
    rest = left - other
    return np.column_stack([boats, other, rest * port / (port + inland), rest * inland / (port + inland)])


def _irregular_pattern(evidence: Evidence, people: float) -> Vector:
    found = evidence.vector("detections", "air") + evidence.vector("detections", "in_uk")
    scale = people / found.sum()
    unnamed = evidence.options("irregular_of_unnamed")
    names = evidence.classes("nationality")
    return np.array([unnamed.get(name, count) * scale for name, count in zip(names, found, strict=True)])


def _boats(evidence: Evidence) -> Vector:
    """Arrivals by boat in the year: published for a few, for the others raised from its first nine months."""
    arrivals = evidence.series("boats")
    named = arrivals.filter(~pl.col("nationality").is_in(["not listed", "not recorded"]))
    whole = named.filter(pl.col("january_to_december").is_not_null())
    raised = (evidence.figure("boats_in_year") - total(whole, "january_to_december")) / (
        evidence.figure("boats_to_september") - total(whole, "january_to_september")
    )
    part = {row["nationality"]: row["january_to_september"] * raised for row in named.iter_rows(named=True)}
    part |= {row["nationality"]: row["january_to_december"] for row in whole.iter_rows(named=True)}
    unlisted = total(arrivals.filter(pl.col("nationality") == "not listed"), "january_to_september") * raised
    return _with_unlisted(evidence, part, unlisted)


def _with_unlisted(evidence: Evidence, part: dict[str, float], unlisted: float) -> Vector:
    names = evidence.classes("nationality")
    earlier = evidence.table(evidence.vector("detections", "small_boat")) | evidence.options("boats_of_unlisted")
    weights = {name: earlier[name] for name in names if name not in part or name == names[-1]}
    whole = sum(weights.values())
    return np.array([part.get(name, 0) + unlisted * weights.get(name, 0) / whole for name in names])


def derive_month_share(evidence: Evidence) -> Value:
    """Boats: the mean share of each month in the years; other routes: quarters against their trend, spread evenly."""
    routes, quarters = evidence.classes("route"), evidence.series("routes").sort("period_end")
    by_quarter = {route: season(quarters[route].to_numpy().astype(float)) for route in routes[1:]}
    months = {
        route: np.repeat(share, len(evidence.classes("month")) // len(share)) for route, share in by_quarter.items()
    }
    return {route: closed(share) for route, share in ({routes[0]: _boat_months(evidence)} | months).items()}


def _boat_months(evidence: Evidence) -> Vector:
    monthly = evidence.series("boats_monthly").with_columns(
        share=pl.col("arrivals") / pl.col("arrivals").sum().over("year")
    )
    mean = monthly.group_by("month").agg(pl.col("share").mean()).sort("month")
    return mean["share"].to_numpy()


def derive_annual_sd(evidence: Evidence) -> Value:
    """How much claims moved from year to year."""
    return yearly_log_sd(evidence.series("years").sort("year")["claims"].to_numpy())


def derive_log_reversion(evidence: Evidence) -> Value:
    """The yearly rate at which log claims fall back, from their changes by their level, and its standard error."""
    level = np.log(evidence.series("years").sort("year")["claims"].to_numpy().astype(float))
    slope, error = slope_with_error(level[:-1], np.diff(level))
    return {"rate": -float(np.log1p(slope)), "error": error / (1 + slope)}


def derive_reversion(evidence: Evidence) -> Value:
    """The rate of falling back, without its error, which is the width of the range."""
    return nationals(evidence, "line")["rate"]
