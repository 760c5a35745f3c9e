"""What the cost of an agreement depends on: people sent, days in the hub, places and days in force."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waystation.base.days import DAYS_A_YEAR, Calendar
from waystation.engine.when import When
from waystation.hubs.agreement import Agreement
from waystation.parameters.draw import Values
from waystation.results.quantity import Quantity

Floats = NDArray[np.float64]
PARTS = ("stay", "heard", "evidence", "documents", "return")


def counted(agreement: Agreement) -> tuple[Quantity, ...]:
    """People sent under an agreement, and the days they spend in its hub."""
    hub = f"hub_{agreement.id}_"
    return (
        Quantity(f"{agreement.id}.person", "routes", (f"{hub}flight.{hub}stay",)),
        Quantity(f"{agreement.id}.night", "days", tuple(hub + part for part in PARTS)),
    )


def contracted(agreement: Agreement, values: Values, calendar: Calendar, nights: Floats) -> dict[str, Floats]:
    """What an open agreement binds to by month (M,): coming into force, years, places, place-days, and those empty.

    Places are paid for from the first day in force to the last, also while a court keeps the hub closed; `nights` are
    the days by month for which people are in the hub.
    """
    first, last = in_force(agreement, values, calendar)
    begins, months = max(first, 0), np.array(calendar.month_of_day)
    days = np.arange(calendar.days)
    open_days = np.bincount(months[(days >= begins) & (days <= last)], minlength=len(calendar.months)).astype(float)
    opens = np.zeros(len(calendar.months))
    if begins < calendar.days and begins <= last:
        opens[months[begins]] = 1.0
    places = values.by_month(agreement.places, calendar.months)
    days_ready = places * open_days
    return {
        f"{agreement.id}.once": opens,
        f"{agreement.id}.year": open_days / DAYS_A_YEAR,
        f"{agreement.id}.place": opens * places,
        f"{agreement.id}.place_day": days_ready,
        f"{agreement.id}.empty": np.maximum(days_ready - nights, 0.0),
    }


def in_force(agreement: Agreement, values: Values, calendar: Calendar) -> tuple[int, int]:
    """The first and the last day on which an agreement that opens is in force in one draw."""
    when = When(values, calendar)
    first, last = when.dates(agreement.in_force)
    if agreement.termination:
        last = min(last, when.comes(agreement.termination, first) - 1)
    return first, last
