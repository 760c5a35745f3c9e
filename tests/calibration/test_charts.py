"""The pictures of a calibration show what their tables hold."""

import polars as pl
import pytest

from waystation.charts.calibration import SHADES, implausible, ranks, shade
from waystation.charts.render import svg


def test_a_cell_is_the_darker_the_better_something_fits() -> None:
    assert [shade(value) for value in (0.5, 1.5, 2.5, 3.1)] == list(SHADES)


def test_every_number_and_every_cell_is_drawn() -> None:
    table = pl.DataFrame(
        [
            {"id": name, "part": part, "parts": 2, "least": least}
            for name, least in (("a", 0.4), ("b", 3.7))
            for part in (0, 1)
        ]
    )
    drawn = svg(implausible(table, titles={"a": "Share allowed", "b": "Share lodged"}))
    assert all(drawn.count(f">{text}<") == count for text, count in
               (("Share allowed", 1), ("Share lodged", 1), ("0.4", 2), ("3.7", 2), ("high end", 1)))  # fmt: skip
    assert drawn.count(SHADES[0]) == drawn.count(SHADES[-1]) == 2


@pytest.mark.parametrize("names", [("one",), ("one", "two")])
def test_every_bin_is_a_bar_on_a_band(names: tuple[str, ...]) -> None:
    rows = [
        {"name": name, "bin": place, "count": place + 1, "low": 1, "high": 6} for name in names for place in range(4)
    ]
    drawn = svg(ranks(pl.DataFrame(rows)))
    assert drawn.count("#12436D") == 4 * len(names) and drawn.count(SHADES[2]) == len(names)
    assert all(f">{name}<" in drawn for name in names)
