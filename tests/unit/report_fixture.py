"""Made-up results in the shapes that the report takes. None of these figures describes anything real."""

from datetime import date

import polars as pl

NAMES = {"baseline": "Current policies", "kosovo": "Hub in Kosovo", "faster-tribunal": "Twice the tribunal sittings"}
MONTHS = [date(2026 + index // 12, 1 + index % 12, 1) for index in range(123)]
LEVEL = {"baseline": 1.0, "kosovo": 0.965, "faster-tribunal": 1.06}
EDGES = {"low": -1.0, "mid": 0.0, "high": 1.15}


def series() -> pl.DataFrame:
    """A stock by scenario and month."""
    rows = []
    for scenario, level in LEVEL.items():
        for index, month in enumerate(MONTHS):
            grown = 71_500 * (1 + (level - 0.75) * index / 122)
            rows.append(
                {"scenario": scenario, "month": month}
                | {name: grown * (1 + edge * (0.02 + 0.15 * index / 122)) for name, edge in EDGES.items()}
            )
    return pl.DataFrame(rows)


def differences() -> pl.DataFrame:
    """Paired differences by scenario and month."""
    rows = []
    for scenario, slope in (("kosovo", -4_000), ("faster-tribunal", 4_300)):
        for index, month in enumerate(MONTHS):
            mid = slope * index / 122
            rows.append(
                {"scenario": scenario, "month": month, "mid": mid}
                | {"low": mid - 1_900 * index / 122, "high": mid + 2_600 * index / 122}
            )
    return pl.DataFrame(rows)


def occupancy() -> pl.DataFrame:
    """People in a hub and places in force by month."""
    rows = []
    for index, month in enumerate(MONTHS):
        since = max(0, index - 20)
        full = 1 - 0.97**since
        rows.append(
            {"month": month, "low": 90 * full, "mid": 380 * full, "high": 1_150 * full}
            | {"places_low": 0.0 if since == 0 else 150.0, "places_mid": 500.0 if since else 0.0}
            | {"places_high": 1_500.0 if since else 0.0}
        )
    return pl.DataFrame(rows)


ENDS = {
    "Returned by agreement or voluntarily": 0.12,
    "Returned with force": 0.07,
    "Granted protection or leave": 0.31,
    "Appeal still open": 0.06,
    "Refused and still in the UK": 0.41,
    "In a hub or sent on from it": 0.03,
}


def fates() -> pl.DataFrame:
    """Shares of people by ending and scenario."""
    return pl.DataFrame(
        [
            {"scenario": scenario, "end": end, "order": order, "mid": share * level}
            | {"low": share * level * 0.8, "high": share * level * 1.3}
            for scenario, level in LEVEL.items()
            for order, (end, share) in enumerate(ENDS.items())
        ]
    )
