"""Cases refused or withdrawn without a recorded return at the start, and how long ago."""

from __future__ import annotations

import numpy as np
import polars as pl

from waystation.parameters.derive import Evidence, Value, Vector, apportion, histogram, shares, total
from waystation.uk.derivations.appeals import tribunal
from waystation.uk.derivations.cohorts import names_and_years, not_returned
from waystation.uk.derivations.published import OUTCOMES, first_instance, nationals, over_quarters


def derive_refused_not_returned(evidence: Evidence) -> Value:
    """Refused without a recorded return, by nationality: a column for each year of claim."""
    (edition,) = evidence.words("editions")["last"]
    return dict(zip(names_and_years(evidence)[0], not_returned(evidence, edition)[0].tolist(), strict=True))


def derive_withdrawn_not_returned(evidence: Evidence) -> Value:
    """Withdrawn without a recorded return, by nationality: a column for each year of claim."""
    (edition,) = evidence.words("editions")["last"]
    return dict(zip(names_and_years(evidence)[0], not_returned(evidence, edition)[1].tolist(), strict=True))


def derive_latest_claims(evidence: Evidence) -> Value:
    """Claims of the last year refused and withdrawn within it: those no longer waiting, by the year's outcomes."""
    bands = evidence.series("bands").filter(pl.col("to_days").is_not_null())
    decided = evidence.vector("claims", "cases").sum() - total(bands, "cases")
    people = over_quarters(evidence, evidence.words("quarters")["year"])
    cases = {outcome: people[outcome] * nationals(evidence, "cases_per_person")[outcome] for outcome in OUTCOMES}
    each = decided / sum(cases.values())
    return {outcome: float(cases[outcome] * each) for outcome in ("refused", "withdrawn")}


def derive_refused_in_all(evidence: Evidence) -> Value:
    """Refused without a recorded return by nationality, with the claims of the last year."""
    granted, refused, _ = first_instance(evidence)
    pattern = shares(evidence.vector("claims", "cases") * (1 - granted / (granted + refused)))
    return evidence.table(_with_unnamed(evidence) + pattern * nationals(evidence, "latest")["refused"])


def derive_withdrawn_in_all(evidence: Evidence) -> Value:
    """Withdrawn without a recorded return by nationality, with the claims of the last year."""
    pattern = shares(first_instance(evidence)[2])
    return evidence.table(_with_unnamed(evidence) + pattern * nationals(evidence, "latest")["withdrawn"])


def _with_unnamed(evidence: Evidence) -> Vector:
    """Earlier claims by nationality; those that the table does not name take a part of the rest."""
    value = evidence.other("earlier")
    assert isinstance(value, dict)
    sums = {name: float(np.sum(years)) for name, years in value.items()}
    names = evidence.classes("nationality")
    rest = sums[names[-1]]
    unnamed = {name: part * rest for name, part in evidence.options("unnamed_share_of_rest").items()}
    sums |= unnamed | {names[-1]: rest - sum(unnamed.values())}
    return np.array([sums[name] for name in names])


def derive_won_appeals(evidence: Evidence) -> Value:
    """Appeals of refused cases allowed or conceded that the cohort table did not yet hold."""
    rows = tribunal(evidence, evidence.words("quarters")["since"]).with_columns(
        year=pl.col("period_end").str.to_date().dt.year().cast(pl.String)
    )
    withdrawn, closed = evidence.options("withdrawn"), evidence.options("struck_out")
    won = 0.0
    for row in rows.iter_rows(named=True):
        gone = withdrawn[row["year"]] + closed[row["year"]]
        allowed = (1 - gone) * row["allowed_percent"] / evidence.option("percent")
        won += row["disposals"] * (allowed + withdrawn[row["year"]] * evidence.number("conceded"))
    return won * (1 - evidence.number("other_share"))


def derive_exhausted(evidence: Evidence) -> Value:
    """Refused less open and won appeals by nationality, none below a part of its refusals, to whole cases."""
    refused = evidence.rows("refused")
    left = refused - evidence.rows("open_appeals") * (1 - evidence.number("other_share")) - _won(evidence)
    floored = np.maximum(left, evidence.option("least") * refused)
    return evidence.table(apportion(left.sum(), floored))


def _won(evidence: Evidence) -> Vector:
    now, before = first_instance(evidence)[1], first_instance(evidence, before=True)[1]
    decided = (before + evidence.option("part_of_year") * now) * evidence.rows("lodged_share")
    return np.asarray(shares(decided * evidence.rows("allowed_share")) * evidence.number("won"))


def derive_withdrawn(evidence: Evidence) -> Value:
    """Withdrawn cases by nationality, to whole cases."""
    withdrawn = evidence.rows("withdrawn")
    return evidence.table(apportion(withdrawn.sum(), withdrawn))


def derive_exhausted_age(evidence: Evidence) -> Value:
    """Refused cases by year of claim less open and won appeals, spread over bands of time by judgement."""
    first = int(evidence.option("first_claim_year"))
    totals = {first + place: float(count) for place, count in enumerate(evidence.rows("refused").sum(0))}
    left = _left_by_year(evidence, totals)
    bands = evidence.lists("bands")
    spread = np.array([np.array(bands.get(str(year), bands["other"])) * count for year, count in left.items()]).sum(0)
    old_from, old_to = (int(year) for year in evidence.words("oldest")["from_to"])
    parts = shares(
        [
            sum(count for year, count in left.items() if old_from <= year <= old_to),
            sum(count for year, count in left.items() if year < old_from),
        ]
    )
    return histogram(evidence.lists("age")["edges"], [*spread[:-1], *(spread[-1] * parts)])


def _left_by_year(evidence: Evidence, totals: dict[int, float]) -> dict[int, float]:
    """Refused cases by year of claim whose appeal is neither open nor won."""
    on_appeal, won = evidence.options("on_appeal"), evidence.options("won_share")
    open_part = {year: on_appeal.get(str(year), on_appeal["other"]) for year in totals}
    earlier = sum(open_part[year] * count for year, count in totals.items())
    left = {year: count * (1 - open_part[year]) for year, count in totals.items()}
    for year, share in won.items():
        count = left[int(year)]
        left[int(year)] -= min(evidence.number("won") * share, evidence.option("most_won") * count)
    latest = nationals(evidence, "latest")["refused"]
    open_appeals = evidence.figure("open") * (1 - evidence.number("other_share"))
    part = np.clip((open_appeals - earlier) / latest, evidence.option("least_open"), evidence.option("most_open"))
    return left | {max(totals) + 1: float(latest * (1 - part))}


def derive_withdrawn_age(evidence: Evidence) -> Value:
    """Withdrawn cases by year of claim, spread over later years by the withdrawals of each and a lag."""
    first = int(evidence.option("first_claim_year"))
    when: dict[int, float] = {}
    totals = evidence.rows("withdrawn").sum(0)
    last = first + len(totals)
    for place, count in enumerate(totals):
        for year, part in _years_of_withdrawal(evidence, first + place, last).items():
            when[year] = when.get(year, 0) + float(count) * part
    when[last] = when.get(last, 0) + nationals(evidence, "latest")["withdrawn"]
    starts = [int(year) for year in evidence.words("band_years")["from"]]
    ends = [last + 1, *starts]
    counts = [
        sum(count for year, count in when.items() if start <= year < end)
        for start, end in zip(starts, ends, strict=False)
    ]
    return histogram(evidence.lists("age")["edges"], counts)


def _years_of_withdrawal(evidence: Evidence, claimed: int, last: int) -> dict[int, float]:
    table = evidence.series("years")
    flow = dict(zip(table["year"].to_list(), table["withdrawn"].to_list(), strict=True))
    weights = {
        claimed + lag: weight * flow.get(claimed + lag, evidence.option("withdrawn_before"))
        for lag, weight in enumerate(evidence.lists("lag")["weights"])
        if claimed + lag <= last
    }
    return {year: weight / sum(weights.values()) for year, weight in weights.items()}
