"""The model started on past days: back-casts, forecasts from a day, checks with flows given, natural experiments."""

from waystation.uk.history.checks import given_checks
from waystation.uk.history.cohorts import cohort_forecast
from waystation.uk.history.coordinates import coordinates
from waystation.uk.history.experiments import experiments
from waystation.uk.history.forecast import forecast
from waystation.uk.history.past import past
from waystation.uk.history.simulate import simulate

__all__ = ["cohort_forecast", "coordinates", "experiments", "forecast", "given_checks", "past", "simulate"]
