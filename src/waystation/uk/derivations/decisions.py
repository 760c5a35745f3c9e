"""Initial decisions: how many a day, withdrawals while waiting, grants, and the queue they come from."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from waystation.parameters.derive import (
    Evidence,
    Value,
    Vector,
    days_in_quarter,
    line_through,
    lognormal_median,
    pulled,
    shares,
    shifted,
)
from waystation.uk.derivations.published import OUTCOMES, first_instance, in_quarter, nationals, over_quarters


def derive_cases_per_person(evidence: Evidence) -> Value:
    """Main applicants as a share of people, by outcome; refusals from the later release."""
    table = evidence.series("outcomes").with_columns(people=pl.col("main_applicants") + pl.col("dependants"))
    ratio = {row["outcome"]: row["main_applicants"] / row["people"] for row in table.iter_rows(named=True)}
    refused = evidence.figure("refused_cases") / evidence.figure("refused_people")
    return {outcome: float(ratio[outcome]) for outcome in OUTCOMES} | {"refused": refused}


def derive_first_instance(evidence: Evidence) -> Value:
    """Grants, refusals and closures by nationality and year; those the table does not name are parted from the rest."""
    claims = evidence.vector("claims", "cases")
    years = [int(evidence.option(each)) for each in ("year", "year_before")]
    now, before = (
        np.column_stack([evidence.vector("decisions", kind, year=year) for kind in ("granted", "refused", "closed")])
        for year in years
    )
    unnamed = np.flatnonzero(evidence.unnamed("decisions")).tolist()
    group = claims[unnamed].sum() + claims[-1]
    rest = now[-1].sum()
    mixes = _mixes_of_unnamed(evidence, now, unnamed)
    for place in unnamed:
        now[place] = np.maximum(rest * claims[place] / group * mixes[place], 1)
        now[-1] -= now[place]
        before[place] = before[-1] * now[place] / (now[place] + now[-1])
        before[-1] -= before[place]
    return evidence.lines(np.hstack([now, before]))


def _mixes_of_unnamed(evidence: Evidence, now: Vector, unnamed: list[int]) -> dict[int, Vector]:
    """Grants from the share of all outcomes; closures from how they go with grants across the other nationalities."""
    granted = evidence.vector("claims", "grants_share_of_outcomes")
    named = [place for place in range(len(now) - 1) if place not in unnamed]
    level, slope = line_through(granted[named], now[named, 2] / now[named].sum(1))
    given = evidence.options("closed_share")
    names = evidence.classes("nationality")
    low, high = evidence.option("fewest_closed"), evidence.option("most_closed")
    closed = {
        place: given.get(names[place], float(np.clip(level + slope * granted[place], low, high))) for place in unnamed
    }
    return {place: np.array([granted[place], 1 - granted[place] - closed[place], closed[place]]) for place in unnamed}


def derive_grant_share(evidence: Evidence) -> Value:
    """Grants over grants and refusals, moved to the national share of the last quarter."""
    granted, refused, _ = first_instance(evidence)
    latest = in_quarter(evidence, evidence.words("quarter")["last"][0])
    national = latest["granted"] / (latest["granted"] + latest["refused"])
    return evidence.table(shifted(granted / (granted + refused), granted + refused, mean=national))


def derive_decisions_a_day(evidence: Evidence) -> Value:
    """Cases granted, refused or closed administratively in a quarter, over its days."""
    quarter = evidence.words("quarter")["last"][0]
    people, cases = in_quarter(evidence, quarter), nationals(evidence, "cases_per_person")
    served = sum(people[outcome] * cases[outcome] for outcome in ("granted", "refused", "administrative"))
    return served / days_in_quarter(date.fromisoformat(quarter))


def derive_administrative_share(evidence: Evidence) -> Value:
    """Administrative outcomes over all outcomes but withdrawals, in some quarters."""
    people = over_quarters(evidence, evidence.words("quarters")["of"])
    return people["administrative"] / (people["administrative"] + people["granted"] + people["refused"])


def derive_preparation(evidence: Evidence) -> Value:
    """The median preparation that keeps the share of the last quarter's claims that still waited, if none queued."""
    quarter = evidence.words("quarter")["last"][0]
    cases = evidence.vector("claims", "cases").sum() / evidence.figure("people")
    kept = float(evidence.series("bands")["cases"][0]) / (in_quarter(evidence, quarter)["claims"] * cases)
    gsd, days = evidence.option("gsd"), float(evidence.series("bands")["to_days"][0])
    rate = evidence.option("withdrawn_a_year") / evidence.option("days_in_year")
    return {"median": lognormal_median(kept, gsd=gsd, days=days, rate=rate), "gsd": gsd}


def derive_other_leave_share(evidence: Evidence) -> Value:
    """Grants of other leave over all grants."""
    other = evidence.figure("other_leave")
    return other / (other + evidence.figure("protection"))


def derive_queue(evidence: Evidence) -> Value:
    """By nationality: cases waiting a year ago, the same rolled forward by claims and outcomes, and recent claims."""
    claims, cases = evidence.vector("claims", "cases"), nationals(evidence, "cases_per_person")
    waiting = _waiting_a_year_ago(evidence, cases)
    rolled = waiting + claims - _in_cases(first_instance(evidence), evidence, cases)
    return evidence.lines(np.column_stack([waiting, rolled, _recent(evidence, claims)]))


def _in_cases(outcomes: Vector, evidence: Evidence, cases: dict[str, float]) -> Vector:
    each = np.array([cases["granted"], cases["refused"], evidence.option("cases_closed")])
    return np.asarray(each @ outcomes)


def _waiting_a_year_ago(evidence: Evidence, cases: dict[str, float]) -> Vector:
    start, end = evidence.words("quarters")["from_to"]
    stock = _with_unnamed(evidence, evidence.vector("awaiting", "cases"))
    stock *= in_quarter(evidence, start)["awaiting_cases"] / stock.sum()
    people = in_quarter(evidence, end)
    done = sum(people[outcome] * cases[outcome] for outcome in OUTCOMES)
    pattern = shares(_in_cases(first_instance(evidence, before=True), evidence, cases))
    left = np.maximum(stock + _claims_of_quarter(evidence, end, people["claims"]) - pattern * done, 0)
    return np.asarray(left * people["awaiting_cases"] / left.sum())


def _with_unnamed(evidence: Evidence, stock: Vector) -> Vector:
    names = evidence.classes("nationality")
    for name, share in evidence.options("unnamed_share_of_rest").items():
        stock[names.index(name)] = stock[-1] * share
        stock[-1] *= 1 - share
    return stock


def _claims_of_quarter(evidence: Evidence, quarter: str, people: float) -> Vector:
    """Claims by nationality where published; the others share what is missing as they claimed a year later."""
    table, names = evidence.series("quarters_of_claims"), evidence.classes("nationality")
    held = dict(table.filter(pl.col("period_end") == quarter).select("nationality", "cases").iter_rows())
    missing = people * evidence.option("cases_per_claimant") - sum(held.values())
    claims = evidence.vector("claims", "cases")
    unlisted = np.array([name not in held for name in names])
    share = shares(np.where(unlisted, claims, 0))
    return np.asarray([held.get(name, 0.0) for name in names]) + missing * share


def _recent(evidence: Evidence, claims: Vector) -> Vector:
    """Claims of the last two quarters, each times the share still waiting."""
    table, total = evidence.series("quarters_of_claims"), np.zeros(len(claims))
    names = evidence.classes("nationality")
    for quarter, (kept, usual) in evidence.lists("recent_quarters").items():
        held = dict(table.filter(pl.col("period_end") == quarter).select("nationality", "cases").iter_rows())
        total += kept * np.array([held.get(name, usual * own) for name, own in zip(names, claims, strict=True)])
    return total


def derive_awaiting_before_rounding(evidence: Evidence) -> Value:
    """A mean of the rolled queue and of recent claims, scaled to the published number waiting."""
    _, rolled, recent = evidence.rows("queue").T
    weight = evidence.option("weight_of_rolled")
    floored = np.maximum(rolled, evidence.option("least_of_recent") * recent)
    blend = weight * shares(floored) + (1 - weight) * shares(recent)
    return evidence.table(shares(blend) * evidence.figure("awaiting"))


def derive_withdrawal_hazard(evidence: Evidence) -> Value:
    """Closures over the mean number waiting by nationality, pulled to the mean and scaled to all withdrawals."""
    closed = first_instance(evidence)[2]
    people = over_quarters(evidence, evidence.words("quarters")["of"])
    withdrawn = people["withdrawn"] * nationals(evidence, "cases_per_person")["withdrawn"]
    stock = shares(evidence.rows("queue").T[0] + evidence.rows("awaiting")) * _mean_stock(evidence)
    rate = pulled(
        shares(closed) * withdrawn, stock, towards=evidence.option("pulled_to"), weight=evidence.option("weight")
    )
    return evidence.table(_scaled_under(rate, stock, withdrawn, evidence.option("most")))


def _mean_stock(evidence: Evidence) -> float:
    """The mean of the quarter ends; one without a count of cases takes it from people, as its neighbours have it."""
    table = evidence.series("national").sort("period_end").tail(1 + len(evidence.words("quarters")["of"]))
    per_person = (table["awaiting_cases"] / table["awaiting_people"]).interpolate()
    ends = (per_person * table["awaiting_people"]).to_numpy().astype(float)
    return float((ends[:-1] + ends[1:]).mean() / 2)


def _scaled_under(rate: Vector, stock: Vector, flow: float, most: float) -> Vector:
    """Rates scaled to a flow, none above a limit."""
    rate = np.minimum(rate, most)
    rate = rate * flow / (rate @ stock)
    for _ in rate:
        rate = np.minimum(rate, most)
        free = rate < most
        rate[free] *= (flow - (rate * stock)[~free].sum()) / (rate * stock)[free].sum()
    return rate
