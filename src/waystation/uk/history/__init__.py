"""The model started on past days: back-casts, forecasts from a day, and natural experiments."""

from waystation.uk.history.coordinates import coordinates
from waystation.uk.history.forecast import forecast
from waystation.uk.history.past import past
from waystation.uk.history.simulate import simulate

__all__ = ["coordinates", "forecast", "past", "simulate"]
