"""Appeals to the First-tier Tribunal: who lodges, who succeeds, how many are disposed of, and the other appeals."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from waystation.parameters.derive import (
    Evidence,
    Value,
    Vector,
    by_class,
    closed,
    days_in_quarter,
    pulled,
    shares,
    shifted,
    total,
)
from waystation.uk.derivations.published import first_instance, in_quarter, nationals, over_quarters


def derive_lodged_share(evidence: Evidence) -> Value:
    """Appeals lodged over refusals by nationality, pulled together and moved to the national share."""
    lodged, refused = evidence.vector("appeals", "lodged"), _matching_refusals(evidence)
    ratio = pulled(lodged, refused, towards=evidence.option("pulled_to"), weight=evidence.option("weight"))
    ratio = np.where(evidence.unnamed("appeals"), lodged[-1] / refused[-1], ratio)
    least = evidence.options("at_least")
    floor = np.array([least.get(name, 0.0) for name in evidence.classes("nationality")])
    bounded = np.minimum(np.maximum(ratio, floor), evidence.option("at_most"))
    refusals = first_instance(evidence)[1]
    return evidence.table(shifted(bounded, refusals, mean=evidence.number("appealing")))


def _matching_refusals(evidence: Evidence) -> Vector:
    """Refusals of 2018 to 2022, raised to the quarters of the appeals in proportion to the appeals lodged."""
    ratio = pl.col("lodged_2018_2022") / pl.col("refused_2018_2022")
    table = evidence.series("appeals").with_columns(matching=pl.col("lodged") / ratio)
    return by_class(table, "matching", evidence.classes("nationality"), key="nationality")


def derive_allowed_share(evidence: Evidence) -> Value:
    """Allowed over allowed and dismissed by nationality, pulled together and moved to the national share."""
    allowed, dismissed = evidence.vector("appeals", "allowed"), evidence.vector("appeals", "dismissed")
    share = pulled(allowed, allowed + dismissed, towards=evidence.option("pulled_to"), weight=evidence.option("weight"))
    share = np.where(evidence.unnamed("appeals"), allowed[-1] / (allowed[-1] + dismissed[-1]), share)
    return evidence.table(shifted(share, on_appeal(evidence), mean=evidence.number("allowed_nationally")))


def derive_allowed_nationally(evidence: Evidence) -> Value:
    """The tribunal's rates of a year's quarters, weighted by its disposals."""
    quarters = evidence.series("tribunal").filter(
        pl.col("period_end").str.starts_with(str(int(evidence.option("year"))))
    )
    rates = quarters["allowed_percent"].to_numpy() / evidence.option("percent")
    return float(rates @ shares(quarters["disposals"].to_numpy()))


def derive_appealing(evidence: Evidence) -> Value:
    """The share of refused cases that appeal: chosen, as no count of cases is published."""
    return evidence.option("chosen")


def derive_appeal_preparation(evidence: Evidence) -> Value:
    """Part of the mean time in the tribunal (Little's law: open appeals over disposals) in years without a backlog."""
    years = [int(year) for year in evidence.words("years")["of"]]
    held = evidence.series("tribunal").filter(pl.col("period_end").str.to_date().dt.year().is_in(years))
    days = len(years) * evidence.option("days_in_year")
    mean = evidence.option("part") * days * held["open"].to_numpy().mean() / total(held, "disposals")
    gsd = evidence.option("gsd")
    return {"median": float(mean / np.exp(np.log(gsd) ** 2 / 2)), "gsd": gsd}


def on_appeal(evidence: Evidence) -> Vector:
    """Refusals of the year and the last part of the year before, times the share that appeals."""
    part = evidence.option("part_of_year_before")
    refused = first_instance(evidence)[1] + part * first_instance(evidence, before=True)[1]
    return np.asarray(refused * evidence.rows("lodged_share"))


def tribunal(evidence: Evidence, quarters: list[str]) -> pl.DataFrame:
    """The tribunal's rows of some quarters."""
    return evidence.series("tribunal").filter(pl.col("period_end").is_in(quarters))


def derive_disposals_a_day(evidence: Evidence) -> Value:
    """The disposals of a quarter over its days."""
    (quarter,) = evidence.words("quarter")["last"]
    return float(tribunal(evidence, [quarter])["disposals"].item()) / days_in_quarter(date.fromisoformat(quarter))


def derive_withdrawn_share(evidence: Evidence) -> Value:
    """The published share of disposals that are withdrawals."""
    return evidence.figure("withdrawn")


def derive_struck_out_share(evidence: Evidence) -> Value:
    """Appeals otherwise closed less those withdrawn, over those not withdrawn."""
    withdrawn = evidence.number("withdrawn_share")
    return (evidence.figure("otherwise_closed") / evidence.figure("decided") - withdrawn) / (1 - withdrawn)


def derive_other_a_day(evidence: Evidence) -> Value:
    """Receipts that refused cases do not explain: now, and later with fewer refusals."""
    now, refused = _unexplained(evidence)
    base = _usual_excess(evidence)
    later = _refusals_at_the_claims_of_the_year(evidence)
    start, change = evidence.words("from")["dates"]
    return {start: now, change: base + (now - base) * later / (refused * 2)}


def _unexplained(evidence: Evidence) -> tuple[float, float]:
    quarters = evidence.words("quarters")["of"]
    refused = over_quarters(evidence, quarters)["refused"] * nationals(evidence, "cases_per_person")["refused"]
    received = total(tribunal(evidence, quarters), "receipts")
    days = sum(days_in_quarter(date.fromisoformat(quarter)) for quarter in quarters)
    return (received - evidence.number("appealing") * refused) / days, refused


def _usual_excess(evidence: Evidence) -> float:
    """Tribunal receipts above the appeals the Home Office recorded, a day, while it did."""
    years = evidence.series("recorded_appeals")
    received = evidence.series("tribunal").filter(
        pl.col("period_end").str.to_date().dt.year().is_in(years["year"].to_list())
    )
    return (total(received, "receipts") - total(years, "lodged")) / len(years) / evidence.option("days_in_year")


def _refusals_at_the_claims_of_the_year(evidence: Evidence) -> float:
    (quarter,) = evidence.words("quarter")["last"]
    latest = in_quarter(evidence, quarter)
    refused = latest["refused"] / (latest["granted"] + latest["refused"])
    return float(evidence.vector("claims", "cases").sum()) * evidence.option("decided_share") * refused


def derive_other_mix(evidence: Evidence) -> Value:
    """Half by refusals of repeat claims, half by dependants among refused people."""
    years = [int(year) for year in evidence.words("years")["of"]]
    repeat = sum(evidence.vector("repeat_claims", "refused", year=year) for year in years)
    repeat = _parted(evidence, np.asarray(repeat))
    refused = first_instance(evidence)[1]
    dependants = refused * (1 - 1 / evidence.rows("people_per_case"))
    weight = evidence.option("weight_of_repeat")
    mix = weight * shares(repeat) + (1 - weight) * shares(dependants)
    return evidence.table(closed(mix))


def _parted(evidence: Evidence, counts: Vector) -> Vector:
    """Counts in which unnamed nationalities take a part of the rest, by claims."""
    claims = evidence.vector("claims", "cases")
    unnamed = evidence.unnamed("repeat_claims")
    part = claims / (claims[unnamed].sum() + claims[-1])
    parted = np.where(unnamed, counts[-1] * part, counts)
    parted[-1] -= parted[unnamed].sum()
    return parted


def derive_other_share(evidence: Evidence) -> Value:
    """The share of receipts that refused cases do not explain."""
    quarters = evidence.words("quarters")["of"]
    refused = over_quarters(evidence, quarters)["refused"] * nationals(evidence, "cases_per_person")["refused"]
    share = 1 - evidence.number("appealing") * refused / total(tribunal(evidence, quarters), "receipts")
    return round(share, int(evidence.option("decimals")))
