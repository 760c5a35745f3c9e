"""From one run to the published series: each as it would stand in the official tables, on from its last value."""

from __future__ import annotations

import numpy as np

from waystation.engine.counts import CASES
from waystation.study.wander import Floats
from waystation.uk.history.flows import Flows
from waystation.uk.history.run import Seen
from waystation.uk.history.setting import Past
from waystation.uk.history.tables import column, quarters
from waystation.uk.history.ties import hotel_slope, support_slope
from waystation.uk.history.tune import (
    GRANTED,
    OUTCOMES,
    REFUSED,
    WITHDRAWN,
    ready_enforced,
    ready_voluntary,
)
from waystation.uk.measures import WAITING

APPEAL, ALLOWED, DISMISSED = "appeal", "appeal.allowed", "appeal.dismissed"


def series(past: Past, seen: Seen, flows: Flows) -> dict[str, Floats]:
    """Every target by quarter, (Q,), by id; people, or cases in the tribunal.

    A stock starts at its published value and moves with the simulated one and with its unexplained flow. Returns of
    everybody are those of people who had claimed, which the model moves, and others, who are carried on from outside.
    """
    setting = past.at
    last = quarters(setting.tables).tail(1)
    now = {
        name: float(column(last, name)[0]) for name in ("awaiting_people", "open", "supported_people", "hotel_people")
    }
    waiting = _moved(
        now["awaiting_people"], seen.stock(*WAITING), seen.opening(*WAITING), flows["awaiting_unexplained"], past
    )
    opened = _moved(
        now["open"], seen.stock(APPEAL, of=CASES), seen.opening(APPEAL, of=CASES), flows["appeals_unexplained"], past
    )
    granted, refused, outcomes = (seen.flow(*of) for of in (GRANTED, REFUSED, OUTCOMES))
    found = {
        "claims": seen.came("claim"),
        "small_boat_arrivals": np.asarray(flows["boats"]),
        "initial_decisions": outcomes,
        "grants": granted,
        "refusals": refused,
        "withdrawals": seen.flow(*WITHDRAWN),
        "grant_rate": granted / np.maximum(granted + refused, 1),
        "awaiting_decision_people": waiting,
        "appeals_receipts": seen.came(APPEAL, of=CASES),
        "appeals_disposals": seen.flow(f"{APPEAL}.*", of=CASES),
        "appeals_open": opened,
        "appeals_allowed_rate": _allowed(seen),
    }
    found |= _supported(past, waiting, opened, now, flows)
    return found | _returns(past, seen, flows)


def _moved(now: float, stock: Floats, opening: float, unexplained: Floats, past: Past) -> Floats:
    """A published stock that moves with the simulated one and its unexplained flow."""
    least = past.at.rules.number("least_open_share")
    return np.asarray(np.maximum(now + stock - opening + np.cumsum(unexplained), least * stock))


def _allowed(seen: Seen) -> Floats:
    allowed, dismissed = seen.flow(ALLOWED, of=CASES), seen.flow(DISMISSED, of=CASES)
    return np.asarray(allowed / np.maximum(allowed + dismissed, 1))


def _supported(past: Past, waiting: Floats, opened: Floats, now: dict[str, float], flows: Flows) -> dict[str, Floats]:
    """People on support move with the caseload, people in hotels with those on support; the rest wanders."""
    setting = past.at
    frame, rules = quarters(setting.tables), setting.rules
    each = rules.number("people_per_appeal")
    more = waiting + each * opened - (now["awaiting_people"] + each * now["open"])
    supported = np.maximum(
        now["supported_people"] + support_slope(frame, rules) * more + np.cumsum(flows["supported"]), 0
    )
    found = {"supported_people": supported}
    if "hotels" in flows:
        change = hotel_slope(frame, rules) * (supported - now["supported_people"]) + np.cumsum(flows["hotels"])
        found["hotel_people"] = np.maximum(now["hotel_people"] + change, 0)
    return found


def _returns(past: Past, seen: Seen, flows: Flows) -> dict[str, Floats]:
    """Returns of everybody: the level of all carried on, and how the model moves the asylum-related ones."""
    asylum = {"enforced": ready_enforced(past, seen), "voluntary": ready_voluntary(seen)}
    found = {f"asylum_returns_{kind}": path for kind, path in asylum.items()}
    for kind, path in asylum.items():
        outside = flows[f"returns_{kind}"] - path[:1]
        found[f"returns_{kind}"] = np.maximum(outside + path, 0)
    return found
