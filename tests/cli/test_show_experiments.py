"""Natural experiments as text: what was published stands exactly, what was simulated with its range."""

from datetime import date

from waystation.cli.show_experiments import _check, _figures
from waystation.uk.history.checks import Check
from waystation.uk.history.experiments import Line, inadmissibility


def test_published_and_simulated_figures_stand_side_by_side() -> None:
    line = Line("Returns", "returns", 5771.0, (-1278.4, 5277.0, 7049.0))
    assert _figures(line) == "5,771 returns published; 5,280 returns simulated (−1,280 to 7,050)"


def test_a_share_is_said_in_per_cent() -> None:
    share = inadmissibility().lines[-1]
    assert _figures(share).startswith("0.0323% published; 0.0326% simulated (")


def test_a_check_says_how_far_it_is_off_and_whether_it_holds() -> None:
    day = date(2023, 12, 31)
    assert _check(Check("a", "Open appeals", day, 80_333, 68_718, "cases", 0.1)) == (
        "Open appeals: 68,718, published 80,333: −14.5% (OUTSIDE the bar)"
    )
    assert _check(Check("b", "Share", day, 0.3, 0.25, "share")) == "Share: 25%, published 30%"
