"""Which numbers of the model history can tell more about."""

from __future__ import annotations

from datetime import date

CALIBRATED = (
    "appeals.allowed_share",
    "appeals.concession_share",
    "appeals.lodged_share",
    "appeals.preparation",
    "contact.kept_share",
    "decisions.preparation",
    "opening.exhausted",
    "opening.withdrawn",
    "returns.enforced_hazard",
    "returns.voluntary_hazard",
)


def coordinates(origin: date) -> tuple[str, ...]:
    """The parameters that may be calibrated on history up to a day, by id; the same on every day.

    Levels that flows carry (decisions a day, shares granted or withdrawn, sitting, claims) are not among them: they are
    read off the last rows. Nor are numbers that no published series moves (notice of transfer, re-entry, health).
    """
    return CALIBRATED
