"""How supported people follow the caseload, and hotels follow supported people, as past changes show."""

from __future__ import annotations

import numpy as np
import polars as pl

from waystation.study.wander import Floats
from waystation.uk.history.rules import Rules
from waystation.uk.history.tables import column


def slope(change: Floats, cause: Floats, *, prior: float, weight: float, half_life: float = np.inf) -> float:
    """What one unit of a cause adds, from past changes: least squares through the origin, newer rows counting more.

    The prior weighs as one row in which the cause moved by `weight`.
    """
    counts = (1 / 2) ** (np.arange(len(change))[::-1] / half_life)
    return float((np.sum(counts * change * cause) + weight**2 * prior) / (np.sum(counts * cause**2) + weight**2))


def caseload(frame: pl.DataFrame, rules: Rules) -> Floats:
    """People waiting for a first decision or with an open appeal (its first number, before one is published)."""
    opened = frame["open"].cast(pl.Float64).fill_null(strategy="backward").to_numpy()
    return np.asarray(column(frame, "awaiting_people") + rules.number("people_per_appeal") * opened)


def _changes(frame: pl.DataFrame, rules: Rules) -> tuple[Floats, Floats]:
    supported, people = np.diff(column(frame, "supported_people")), np.diff(caseload(frame, rules))
    both = ~np.isnan(supported) & ~np.isnan(people)
    return supported[both], people[both]


def support_slope(frame: pl.DataFrame, rules: Rules) -> float:
    """People on support for one more person in the queue or in an appeal."""
    supported, people = _changes(frame, rules)
    return slope(
        supported, people, prior=rules.number("support_prior"), weight=rules.number("support_weight"),
        half_life=rules.number("support_half_life"),
    )  # fmt: skip


def support_left(frame: pl.DataFrame, rules: Rules) -> Floats:
    """Changes in supported people that the caseload does not explain."""
    supported, people = _changes(frame, rules)
    return np.asarray(supported - support_slope(frame, rules) * people)


def _hotel_changes(frame: pl.DataFrame) -> tuple[Floats, Floats]:
    hotels, supported = np.diff(column(frame, "hotel_people")), np.diff(column(frame, "supported_people"))
    both = ~np.isnan(hotels) & ~np.isnan(supported)
    return hotels[both], supported[both]


def hotel_slope(frame: pl.DataFrame, rules: Rules) -> float:
    """People in hotels for one more person on support."""
    hotels, supported = _hotel_changes(frame)
    return slope(hotels, supported, prior=rules.number("hotel_prior"), weight=rules.number("hotel_weight"))


def hotels_left(frame: pl.DataFrame, rules: Rules) -> Floats:
    """Changes in hotels that supported people do not explain."""
    hotels, supported = _hotel_changes(frame)
    return np.asarray(hotels - hotel_slope(frame, rules) * supported)
