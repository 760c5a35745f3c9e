"""How long those there on a day have waited, by published bands or counted back from those who came."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import polars as pl

from waystation.parameters.derive import Vector, shares
from waystation.parameters.spread import Spread
from waystation.study.quarters import A_YEAR
from waystation.uk.history.rules import Rules
from waystation.uk.history.state import State
from waystation.uk.history.tables import Tables, column, known, quarters

BANDS = ("under_3_months", "months_3_to_6", "months_6_to_12", "over_12_months")
TITLES = ("less than three months", "three to six months", "six to twelve months", "more than a year")


def histogram(edges: list[float], counts: Vector) -> Spread:
    """Cases over bands of days, evenly within each."""
    parts = tuple(shares(counts).tolist())
    return Spread("histogram", (("edges", tuple(edges)), ("shares", parts)))


def waiting_bands(tables: Tables) -> tuple[str, Vector]:
    """The last published bands of cases waiting, and the day they are of; (4,)."""
    both = pl.concat([tables["history_age_years"], tables["history_age_quarters"]])
    last = both.unique("period_end", keep="first", maintain_order=True).sort("period_end").tail(1)
    return str(last["period_end"].item()), np.array([column(last, name)[0] for name in BANDS])


def waiting_ages(tables: Tables, state: State, rules: Rules) -> Spread:
    """Days waited by cases in the queue: the published bands of the day, or of an earlier one moved to its claims."""
    day, bands = waiting_bands(tables)
    frame = quarters(tables)
    if day != frame["period_end"][-1]:
        bands = _moved(bands, frame, day, float(state.awaiting.sum()), rules)
    oldest = rules.number("oldest_first")
    counts = np.array([*bands[:-1], bands[-1] * oldest, bands[-1] * (1 - oldest)])
    first, year = rules.number("band_days"), rules.number("year_days")
    return histogram([0, first, 2 * first, year, rules.number("oldest_split"), rules.number("oldest_end")], counts)


def _moved(bands: Vector, frame: pl.DataFrame, day: str, total: float, rules: Rules) -> Vector:
    """Each young band in proportion to the claims it came from; the oldest is the rest."""
    claims = column(frame, "claims")
    row = frame["period_end"].to_list().index(day)
    came, now = (
        np.array([claims[last], claims[last - 1], claims[last - A_YEAR + 1 : last - 1].sum()])
        for last in (row, len(claims) - 1)
    )
    young = bands[:-1] * now / came
    least = rules.number("band_least") * total
    return np.asarray(np.maximum(np.append(young, total - young.sum()), least), np.float64)


def early_share(tables: Tables, state: State) -> float:
    """The share of claims decided within some nine months on the last day with bands, although older ones wait.

    Claims of six to twelve months before that still wait, over all claims of those months in cases.
    """
    day, bands = waiting_bands(tables)
    frame = quarters(tables)
    row = frame["period_end"].to_list().index(day)
    claims = column(frame, "claims")[row - A_YEAR + 1 : row - 1].sum() / state.claimants
    return float(np.clip(1 - bands[2] / claims, 0, 1))


def appeal_ages(tables: Tables, rules: Rules) -> Spread:
    """Days since lodging of open appeals: receipts counted back until all are found, the oldest heard first."""
    frame = quarters(tables)
    receipts, left = known(frame, "receipts")[::-1], float(known(frame, "open")[-1])
    counts: list[float] = []
    for received in receipts:
        counts.append(min(float(received), left))
        left -= counts[-1]
        if left <= 0:
            break
    edges = [rules.number("appeal_band") * place for place in range(len(counts) + 1)]
    return histogram(edges, np.array(counts))


def stock_ages(
    tables: Tables, name: str, total: float, rules: Rules, *, part: float, years: tuple[float, ...]
) -> Spread:
    """Days since refused cases exhausted their rights or claims were withdrawn, by what came in the last years.

    `years` are the first years of the bands; what came before the last of them is the rest of the total.
    """
    flow = tables["history_nationality"].group_by("period_end").agg(pl.col(name).sum()).sort("period_end")
    newest, ends = part * column(flow, name)[::-1], [int(edge * A_YEAR) for edge in years]
    bands = [newest[first:last].sum() for first, last in pairwise(ends)]
    rest = max(total - sum(bands), rules.number("exhausted_least") * total)
    edges = [*(edge * rules.number("year_days") for edge in years), rules.number("exhausted_end")]
    return histogram(edges, np.array([*bands, rest]))
