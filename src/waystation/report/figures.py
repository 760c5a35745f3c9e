"""Figures for the report: the drawing, a summary in words and a table of every plotted point, all from one table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import polars as pl

from waystation.base.english import join
from waystation.charts import fan, fate, occupancy, render
from waystation.charts.points import quarter_ends
from waystation.report.amounts import Spread, between, with_unit
from waystation.report.content import Figure, PointTable

_ENDING = re.compile(r"\.0+(?=[,\n])|(?<=\.\d)0+(?=[,\n])")  # noughts that say nothing
EDGES = ("low", "mid", "high")
Row = Mapping[str, object]


def fan_figure(
    id: str,
    table: pl.DataFrame,
    *,
    headline: str,
    subtitle: str,
    unit: str,
    names: Mapping[str, str],
    summary: str = "",
) -> Figure:
    """Scenarios through time (columns scenario, month, low, mid, high)."""
    series = quarter_ends(table).rename({"scenario": "series"})
    drawn = render.svg(fan.fan(table, unit=unit, names=names), name=id)
    points = _by_month(series, names, unit=unit, caption=headline)
    return Figure(id, headline, subtitle, drawn, summary or _course(series, names, unit), points)


def difference_figure(
    id: str,
    table: pl.DataFrame,
    *,
    headline: str,
    subtitle: str,
    unit: str,
    names: Mapping[str, str],
    summary: str = "",
) -> Figure:
    """Differences from the scenario compared with, through time (columns as for `fan_figure`)."""
    series = quarter_ends(table).rename({"scenario": "series"})
    drawn = render.svg(fan.difference(table, unit=unit, names=names), name=id)
    points = _by_month(series, names, unit=unit, caption=headline)
    return Figure(id, headline, subtitle, drawn, summary or _course(series, names, unit), points)


def occupancy_figure(id: str, table: pl.DataFrame, *, headline: str, subtitle: str, summary: str = "") -> Figure:
    """People in the hub against places (columns month, low, mid, high, places_low, places_mid, places_high)."""
    series = occupancy.as_series(quarter_ends(table))
    drawn = render.svg(occupancy.occupancy(table), name=id)
    points = _by_month(series, occupancy.NAMES, unit="people", caption=headline)
    return Figure(id, headline, subtitle, drawn, summary or _course(series, occupancy.NAMES, "people"), points)


def fate_figure(
    id: str, table: pl.DataFrame, *, headline: str, subtitle: str, names: Mapping[str, str], summary: str = ""
) -> Figure:
    """Where people stand in the end (columns scenario, end, order, low, mid, high: shares)."""
    drawn = render.svg(fate.fate(table, names=names), name=id)
    rows = table.sort("order").rename({"scenario": "series"})
    points = _points(rows, names, first="Position", unit="share", caption=headline, label=lambda row: str(row["end"]))
    return Figure(id, headline, subtitle, drawn, summary or _largest(rows, names), points)


def month_name(month: object) -> str:
    """`March 2026`."""
    return f"{month:%B %Y}" if isinstance(month, date) else str(month)


def _by_month(series: pl.DataFrame, names: Mapping[str, str], *, unit: str, caption: str) -> PointTable:
    rows = series.sort("month")
    return _points(rows, names, first="End of", unit=unit, caption=caption, label=lambda row: month_name(row["month"]))


def _points(
    rows: pl.DataFrame, names: Mapping[str, str], *, first: str, unit: str, caption: str, label: Callable[[Row], str]
) -> PointTable:
    groups = tuple(
        (title, tuple((label(row), *_edges(row, unit)) for row in _of(rows, series)))
        for series, title in names.items()
        if _of(rows, series)
    )
    kept = [column for column in ("month", "end") if column in rows.columns]
    exact = _ENDING.sub("", rows.select("series", *kept, *EDGES).write_csv(float_precision=6))
    return PointTable(f"{caption}: every point plotted", (first, "Low", "Middle", "High"), groups, exact)


def _of(rows: pl.DataFrame, series: str) -> list[Row]:
    return list(rows.filter(pl.col("series") == series).iter_rows(named=True))


def _spread(row: Row, unit: str) -> Spread:
    low, mid, high = (float(str(row[edge])) for edge in EDGES)
    return Spread(low, mid, high, unit)


def _edges(row: Row, unit: str) -> tuple[str, ...]:
    spread = _spread(row, unit)
    return tuple(spread.text(value) for value in (spread.low, spread.mid, spread.high))


def _course(series: pl.DataFrame, names: Mapping[str, str], unit: str) -> str:
    """A chart through time in words: each series at its first and at its last point."""
    rows = {name: _of(series.sort("month"), name) for name in names}
    return " ".join(_from_start_to_end(names[name], found[0], found[-1], unit) for name, found in rows.items() if found)


def _from_start_to_end(title: str, start: Row, end: Row, unit: str) -> str:
    first, last = _spread(start, unit), _spread(end, unit)
    at_end = f"{_said(last, unit)} in {month_name(end['month'])}"
    if start is end:
        return f"{title}: {at_end}."
    return f"{title}: from {_said(first)} in {month_name(start['month'])} to {at_end}."


def _said(spread: Spread, unit: str = "") -> str:
    """The middle value, with its range if it has one."""
    middle = with_unit(spread.text(spread.mid), unit) if unit else spread.text(spread.mid)
    return f"{middle} ({between(spread)})" if spread.width else middle


def _largest(rows: pl.DataFrame, names: Mapping[str, str]) -> str:
    """The positions with the largest shares, scenario by scenario."""
    return " ".join(
        f"{title}: {join(_shares(sorted(_of(rows, name), key=_middle, reverse=True)[:3]))}."
        for name, title in names.items()
        if _of(rows, name)
    )


def _middle(row: Row) -> float:
    return float(str(row["mid"]))


def _shares(rows: Iterable[Row]) -> Sequence[str]:
    spreads = [(str(row["end"]), _spread(row, "share")) for row in rows]
    return [f"{spread.text(spread.mid)} ({between(spread)}) {_lower_first(end)}" for end, spread in spreads]


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
