"""Asylum-related returns, published by year, beside returns of everybody, published by quarter."""

from __future__ import annotations

from waystation.study.quarters import A_YEAR
from waystation.uk.history.tables import Tables, column, known, quarters


def asylum_shares(tables: Tables) -> tuple[float, float]:
    """Asylum-related returns as a share of all, in the last year published: enforced, voluntary."""
    last = tables["history_asylum_returns"].tail(1)
    enforced, voluntary = (
        column(last, kind)[0] / (column(last, kind)[0] + column(last, f"other_{kind}")[0])
        for kind in ("enforced", "voluntary")
    )
    return float(enforced), float(voluntary)


def asylum_returns_a_quarter(tables: Tables) -> tuple[float, float]:
    """Asylum-related returns a quarter in the last year, at the shares of the last year that parts them."""
    frame = quarters(tables)
    enforced, voluntary = asylum_shares(tables)
    mean = {kind: float(known(frame, f"returns_{kind}")[-A_YEAR:].mean()) for kind in ("enforced", "voluntary")}
    return mean["enforced"] * enforced, mean["voluntary"] * voluntary
