"""The caseload at the start: those waiting for a decision and the open appeals, with how long they have waited."""

from __future__ import annotations

from datetime import date

from waystation.parameters.derive import Evidence, Value, apportion, days_in_quarter, histogram, shares
from waystation.uk.derivations.appeals import on_appeal


def derive_awaiting(evidence: Evidence) -> Value:
    """Whole cases waiting by nationality that sum to the published number."""
    return evidence.table(apportion(evidence.figure("awaiting"), evidence.rows("awaiting_before_rounding")))


def derive_awaiting_age(evidence: Evidence) -> Value:
    """Published bands; the last one is parted in two."""
    bands = evidence.series("bands")
    *closed_bands, oldest = bands["cases"].to_list()
    split, end = evidence.option("oldest_split"), evidence.option("oldest_end")
    first = evidence.option("first_part_of_oldest")
    edges = [*bands["from_days"].to_list(), split, end]
    return histogram(edges, [*closed_bands, oldest * first, oldest * (1 - first)])


def derive_awaiting_dependants(evidence: Evidence) -> Value:
    """Dependants a waiting case over what new claims of the same nationalities have."""
    per_case = evidence.figure("people") / evidence.figure("cases") - 1
    usual = shares(evidence.rows("awaiting")) @ evidence.rows("accompanied_share") * evidence.number("dependants")
    return per_case / float(usual)


def derive_open_appeals(evidence: Evidence) -> Value:
    """Whole open appeals by nationality, as the refusals they stem from."""
    return evidence.table(apportion(evidence.figure("open"), on_appeal(evidence)))


def derive_open_appeals_age(evidence: Evidence) -> Value:
    """Receipts counted back from the last quarter until the open appeals are filled."""
    ends = [date.fromisoformat(day) for day in evidence.series("tribunal")["period_end"].to_list()]
    received = evidence.series("tribunal")["receipts"].to_list()
    left = evidence.figure("open")
    edges, counts = [0.0], list[float]()
    while left > 0:
        count = min(received.pop(), left)
        counts.append(count)
        left -= count
        edges.append(edges[-1] + days_in_quarter(ends.pop()))
    return histogram(edges, counts)
