"""What part of refused cases appeals, as receipts of the last years show, and how other receipts go with it."""

from __future__ import annotations

import numpy as np
from scipy.special import logit
from scipy.stats import norm

from waystation.parameters.draw import Draw, Values
from waystation.parameters.parameter import Parameter
from waystation.study.wander import Floats
from waystation.uk.history.flows import Flows, refused_cases, refused_lately
from waystation.uk.history.rules import Rules
from waystation.uk.history.setting import Past
from waystation.uk.history.tables import Tables, column, quarters

LODGED = "appeals.lodged_share"


def appealing(tables: Tables, rules: Rules) -> tuple[float, float]:
    """The share of refused people that appeals, and its standard error, from rows up to their last.

    Receipts are regressed on the people refused in the quarter and in the one before, with a constant. The prior, its
    width and the uncertainty of a row stand in the rules.
    """
    frame, number = quarters(tables), rules.number
    last = slice(-rules.whole("lodged_quarters"), None)
    cause, effect = refused_lately(frame, rules)[last], column(frame, "receipts")[last]
    weight = 1 / (number("lodged_error") * effect + number("lodged_error_least")) ** 2
    design = np.column_stack([cause, np.ones(len(cause))])
    prior = np.array([number("appealing"), number("lodged_rest")])
    sharp = np.diag(1 / np.array([number("appealing_sd"), number("lodged_rest_sd")]) ** 2)
    known = design.T @ (weight[:, None] * design) + sharp
    found = np.linalg.solve(known, design.T @ (weight * effect) + sharp @ prior)
    error = float(np.sqrt(np.linalg.inv(known)[0, 0]))
    return float(np.clip(found[0], 1 - number("lodged_most"), number("lodged_most"))), error


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
    """Flows whose other appeals hold those of dependants at a share of the draw, and make up receipts of last year.

    The share that appeals and the other appeals are known only together: where more of the refused appeal, fewer of the
    receipts of the last year are of another kind, and the more do receipts go with refusals from then on.
    """
    setting, rules = past.at, past.at.rules
    frame, year = quarters(setting.tables), rules.whole("mix_quarters")
    table = Values(past.book, Draw(point)).table(LODGED, past.calendar.start)
    share = setting.tuning.lodged * float(table @ setting.state.refused) / setting.state.refused.sum()
    refused = float(refused_lately(frame, rules)[-year:].mean())
    part = float(refused_cases(setting.tables, frame)[-year:].sum() / column(frame, "refusals")[-year:].sum())
    rest = np.asarray(flows["other_appeals"]) + (rules.number("appealing") - share) * refused
    return {**flows, "other_appeals": np.maximum(rest + share * (1 - part) * refusals(flows), 0)}


def refusals(flows: Flows) -> Floats:
    """People refused in each quarter of some flows; (Q,)."""
    decided = flows["outcomes"] * (1 - flows["withdrawn"]) * (1 - flows["administrative"])
    return np.asarray(decided * (1 - flows["granted"]))
