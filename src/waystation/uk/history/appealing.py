"""What part of refused cases appeals, as receipts of the last years show, and how other receipts go with it."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.special import logit
from scipy.stats import norm

from waystation.parameters.draw import Draw, Values
from waystation.parameters.parameter import Parameter
from waystation.uk.history.flows import Flows, refused_lately
from waystation.uk.history.rules import Rules
from waystation.uk.history.setting import Past
from waystation.uk.history.tables import Tables, column, quarters

LODGED = "appeals.lodged_share"


def appealing(tables: Tables, rules: Rules) -> tuple[float, float]:
    """The share of refused cases that appeals, and its standard error, from rows up to their last.

    Receipts are regressed on the refused cases of the quarter and of the one before, with a constant. The prior is the
    ratio that the Home Office recorded; its width and the uncertainty of a row stand in the rules.
    """
    frame, number = quarters(tables), rules.number
    last = slice(-rules.whole("lodged_quarters"), None)
    cause, effect = refused_lately(tables, frame, rules)[last], column(frame, "receipts")[last]
    weight = 1 / (number("lodged_error") * effect + number("lodged_error_least")) ** 2
    design = np.column_stack([cause, np.ones(len(cause))])
    prior = np.array([recorded(tables, rules), number("lodged_rest")])
    sharp = np.diag(1 / np.array([number("appealing_sd"), number("lodged_rest_sd")]) ** 2)
    known = design.T @ (weight[:, None] * design) + sharp
    found = np.linalg.solve(known, design.T @ (weight * effect) + sharp @ prior)
    error = float(np.sqrt(np.linalg.inv(known)[0, 0]))
    return float(np.clip(found[0], 1 - number("lodged_most"), number("lodged_most"))), error


def recorded(tables: Tables, rules: Rules) -> float:
    """Appeals that the Home Office recorded over refused cases, in the last years that have both."""
    appeals = tables["history_appeals_by_nationality"]
    years = appeals["year"].unique().sort().tail(rules.whole("allowed_years"))
    held = tables["history_nationality"].with_columns(year=pl.col("period_end").str.to_date().dt.year())
    lodged, refused = (
        float(frame.filter(pl.col("year").is_in(years.implode()))[name].sum())
        for frame, name in ((appeals, "lodged"), (held, "refused"))
    )
    return lodged / refused


def coordinate(past: Past, score: float) -> float:
    """The coordinate at which the share that appeals lies `score` standard errors above its estimate."""
    share, error = appealing(past.at.tables, past.at.rules)
    share = min(share / past.at.tuning.lodged, past.at.rules.number("lodged_most"))
    spread = error / (share * (1 - share))
    lodged: Parameter = past.book[LODGED]
    assert lodged.prior
    given = dict(lodged.prior.numbers)
    moved = logit(share) + score * spread - logit(past.at.rules.number("appealing"))
    return float(norm.cdf((moved - given["mean"]) / given["sd"]))


def with_others(past: Past, flows: Flows, point: tuple[float, ...]) -> Flows:
    """Flows in which other appeals make up, at a draw's share of refused cases, the receipts of the last year."""
    setting, number = past.at, past.at.rules.number
    frame, year = quarters(setting.tables), setting.rules.whole("mix_quarters")
    table = Values(past.book, Draw(point)).table(LODGED, past.calendar.start)
    share = setting.tuning.lodged * float(table @ setting.state.refused) / setting.state.refused.sum()
    received = float(column(frame, "receipts")[-year:].sum())
    refused = float(refused_lately(setting.tables, frame, setting.rules)[-year:].sum())
    usual = received - number("appealing") * refused
    least = number("other_share_least") * received
    factor = max(received - share * refused, least) / max(usual, least)
    return {**flows, "other_appeals": factor * np.asarray(flows["other_appeals"])}
