"""Contact with the authorities: how fast it is lost, given how many have kept it."""

from __future__ import annotations

import numpy as np
import scipy

from waystation.parameters.derive import Evidence, Value, lift


def derive_lost_hazard(evidence: Evidence) -> Value:
    """The rate at which contact is lost that leaves the share of the stock in contact, given how old the stock is."""
    age = evidence.other("age")
    assert isinstance(age, dict)
    edges, parts = (np.asarray(age[name], dtype=np.float64) for name in ("edges", "shares"))
    years = edges / evidence.option("days_in_year")
    kept, found, left = (evidence.number(name) for name in ("kept", "found", "in_contact"))

    def in_contact(lost: float) -> float:
        """A share decays from `kept` to where losing and finding are even."""
        even = found / (lost + found)
        return float(even + (kept - even) * (parts @ lift(years[:-1], years[1:], -(lost + found))))

    return scipy.optimize.brentq(lambda lost: in_contact(lost) - left, 0, evidence.option("most"))
