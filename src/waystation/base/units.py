"""What a number measures: its dimension, checked where it is used and gone before the engine runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Dimension:
    """A kind of quantity: how it is written and the values it may take."""

    name: str
    unit: str
    low: float | None = None
    high: float | None = None

    def complaint(self, value: float) -> str | None:
        """What is wrong with a value of this dimension, or None."""
        if self.low is not None and value < self.low:
            return f"is {value:g}; a {self.name} is at least {self.low:g}"
        if self.high is not None and value > self.high:
            return f"is {value:g}; a {self.name} is at most {self.high:g}"
        return None


DIMENSIONS = {
    dimension.name: dimension
    for dimension in (
        Dimension("share", "share", low=0, high=1),
        Dimension("ratio", "ratio"),
        Dimension("count", "number", low=0),
        Dimension("days", "days", low=0),
        Dimension("months", "months", low=0),
        Dimension("years", "years", low=0),
        Dimension("per_day", "a day", low=0),
        Dimension("per_year", "a year", low=0),
        Dimension("gbp", "£"),
        Dimension("gbp_per_day", "£ a day"),
    )
}
