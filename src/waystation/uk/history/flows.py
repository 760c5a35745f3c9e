"""What reaches the system from outside, quarter by quarter: as published, or as it may go on from a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from waystation.study.quarters import A_YEAR
from waystation.study.wander import Fitted, Floats, fit, shocks, together
from waystation.uk.history.rules import Rules
from waystation.uk.history.tables import Tables, column, known, quarters
from waystation.uk.history.ties import hotels_left, support_left

Flows = Mapping[str, Floats]
GIVEN = ("boats", "other_claims", "outcomes", "granted", "withdrawn", "administrative", "disposals")


@dataclass(frozen=True)
class Outlook:
    """Every process outside the simulator on a day: how it may go on, and how their errors go together."""

    fitted: Mapping[str, Fitted]
    correlation: Floats
    freedom: float
    scale: float

    @property
    def central(self) -> Flows:
        """The middle path of each process; (H,) each."""
        return {name: each.central for name, each in self.fitted.items()}

    def path(self, seed: int, number: int) -> Flows:
        """One path of all processes together, the same for the same seed and number; (H,) each."""
        generator = np.random.Generator(np.random.Philox(key=np.array([seed, number], np.uint64)))
        ahead = len(next(iter(self.fitted.values())).mean)
        drawn = self.scale * shocks(self.correlation, ahead, self.freedom, generator)
        return {name: each.paths(drawn[row : row + 1])[0] for row, (name, each) in enumerate(self.fitted.items())}


def outlook(tables: Tables, rules: Rules, ahead: int) -> Outlook:
    """What the rows of some tables say about the quarters after them."""
    seen = observed(tables, rules)
    fitted = {name: fit(seen[name], rule, ahead) for name, rule in rules.processes.items() if len(seen[name]) > 2}
    number = rules.number
    tied = together(list(fitted.values()), rules.whole("correlation_quarters"), number("correlation_kept"))
    return Outlook(fitted, tied, number("freedom"), number("shock_scale"))


def observed(tables: Tables, rules: Rules) -> dict[str, Floats]:
    """Each process in every quarter that the tables have it, the newest last; people, or cases in the tribunal."""
    frame = quarters(tables)
    boats, claims = known(frame, "boats"), known(frame, "claims")
    before = np.concatenate([np.zeros(len(claims) - len(boats)), boats])
    grants, refusals = known(frame, "grants"), known(frame, "refusals")
    closed = np.nan_to_num(column(frame, "administrative"))
    return {
        "boats": boats,
        "other_claims": claims - before,
        "outcomes": known(frame, "outcomes"),
        "granted": grants / (grants + refusals),
        "withdrawn": known(frame, "withdrawals") / known(frame, "outcomes"),
        "administrative": closed / (grants + refusals + closed),
        "other_appeals": other_appeals(frame, rules),
        "disposals": known(frame, "disposals"),
        "supported": support_left(frame, rules),
        "hotels": hotels_left(frame, rules),
        "returns_enforced": known(frame, "returns_enforced"),
        "returns_voluntary": known(frame, "returns_voluntary"),
        "awaiting_unexplained": unexplained(frame, "awaiting_people", "claims", "outcomes"),
        "appeals_unexplained": unexplained(frame, "open", "receipts", "disposals"),
    }


def most_of_queue(frame: pl.DataFrame) -> float:
    """The largest part of those waiting as a quarter began and of its claims that had an outcome in it, ever."""
    waiting = column(frame, "awaiting_people")
    part = column(frame, "outcomes")[1:] / (waiting[:-1] + column(frame, "claims")[1:])
    return float(np.nanmax(part))


def refused_cases(tables: Tables, frame: pl.DataFrame) -> Floats:
    """Refused cases in each quarter: people at the cases a person of the quarter, or of the nearest year known."""
    held = tables["history_applicants"]
    main, others = column(held, "refused_main"), column(held, "refused_dependants")
    each = dict(zip(held["period_end"].to_list(), (main / (main + others)).tolist(), strict=True))
    year = slice(0, A_YEAR), slice(-A_YEAR, None)
    first, last = (float(main[part].sum() / (main + others)[part].sum()) for part in year)
    ends = frame["period_end"].to_list()
    start = min(each)
    ratio = np.array([each.get(end, first if end < start else last) for end in ends])
    return np.asarray(column(frame, "refusals") * ratio)


def other_appeals(frame: pl.DataFrame, rules: Rules) -> Floats:
    """Appeals received beyond the share of refused people that appeals, at the central share of the model.

    The tribunal counts the appeals of dependants in their own right, so that receipts go with people refused.
    """
    found = column(frame, "receipts")[1:] - rules.number("appealing") * refused_lately(frame, rules)
    return found[~np.isnan(found)]


def refused_lately(frame: pl.DataFrame, rules: Rules) -> Floats:
    """People refused whose appeals fall in each quarter but the first: most of its own, some of the one before."""
    refused, soon = known(frame, "refusals"), rules.number("lodged_same_quarter")
    return np.asarray(soon * refused[1:] + (1 - soon) * refused[:-1])


def unexplained(frame: pl.DataFrame, stock: str, into: str, out: str) -> Floats:
    """The change of a stock that its published flows do not explain."""
    held = column(frame, stock)
    found = np.diff(held) - column(frame, into)[1:] + column(frame, out)[1:]
    return found[~np.isnan(found)]


def given(tables: Tables, rules: Rules, ends: tuple[date, ...]) -> Flows:
    """The published flows of some quarters. Raises ValueError if one is not published."""
    frame = quarters(tables).filter(pl.col("period_end") <= ends[-1].isoformat())
    names = frame["period_end"].to_list()
    if names[-1] != ends[-1].isoformat():
        raise ValueError(f"no flows are published for the quarter that ends on {ends[-1]}")
    seen = observed({**tables, **_cut_at(tables, ends[-1])}, rules)
    return {name: seen[name][-len(ends) :] for name in GIVEN}


def _cut_at(tables: Tables, day: date) -> Tables:
    names = ("history_quarters", "history_tribunal", "history_boats")
    return {name: tables[name].filter(pl.col("period_end") <= day.isoformat()) for name in names}
