"""Tables that compare: rows in groups, a column a period or a scenario, each cell a figure with its range below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from waystation.base.english import join, percent
from waystation.base.problems import Problems, ResultsError
from waystation.evidence.claim import GRADES
from waystation.report.amounts import NONE, Spread, between, figures, with_unit
from waystation.report.content import AssumptionArea, BindingRow, MeasureNote, ScenarioNote

Row = Mapping[str, object]
POINTS = " points"
STATUSES = ("measured", "derived", "elicited", "assumed")


@dataclass(frozen=True)
class GridCell:
    """A figure, what stands below it in small type, and the anchor that explains it."""

    main: str
    small: str = ""
    href: str = ""


@dataclass(frozen=True)
class GridRow:
    """A row with its heading, and what a listener should hear before it; a difference is drawn apart from levels."""

    title: str
    cells: tuple[GridCell, ...]
    before: str = ""
    difference: bool = False


@dataclass(frozen=True)
class GridGroup:
    """Rows under one heading, which may link to a definition; `unit` says what they count."""

    title: str
    rows: tuple[GridRow, ...]
    unit: str = ""
    href: str = ""


@dataclass(frozen=True)
class Grid:
    """A table of groups of rows."""

    caption: str
    corner: str
    columns: tuple[str, ...]
    groups: tuple[GridGroup, ...]


def headline(table: pl.DataFrame, measures: Sequence[MeasureNote], scenarios: Sequence[ScenarioNote]) -> Grid:
    """The main results: each measure, in each scenario and as a difference, by period."""
    _every_measure_is_defined(table, measures)
    periods = tuple(sorted(str(period) for period in table["period"].unique()))
    found = {
        (str(row["measure"]), str(row["scenario"]), str(row["period"])): row for row in table.iter_rows(named=True)
    }
    shorts = {note.id: note.short for note in scenarios}
    groups = tuple(
        GridGroup(note.title, rows, note.unit, f"#measure-{note.id}")
        for note in measures
        if (rows := tuple(_measure_rows(note.id, found, shorts, periods)))
    )
    return Grid("Main results: middle of the draws, with the range below", "Measure and scenario", periods, groups)


def _every_measure_is_defined(table: pl.DataFrame, measures: Sequence[MeasureNote]) -> None:
    problems = Problems()
    for missing in sorted(set(table["measure"]) - {note.id for note in measures}):
        problems.add("headline table", f"measure {missing!r} has no definition", "add it to the measures of the report")
    problems.raise_if_any(ResultsError)


def _measure_rows(
    measure: str, found: Mapping[tuple[str, str, str], Row], shorts: Mapping[str, str], periods: Sequence[str]
) -> Iterable[GridRow]:
    href = f"#measure-{measure}"
    for scenario, short in shorts.items():
        rows = [found.get((measure, scenario, period)) for period in periods]
        first = next((row for row in rows if row), None)
        if first is None:
            continue
        yield GridRow(short, tuple(_level(row, href) for row in rows))
        if any(_differs(row) for row in rows if row):
            other = shorts.get(str(first["against"]), str(first["against"]))
            title = f"difference from {other[:1].lower()}{other[1:]}"
            yield GridRow(title, tuple(_difference(row, href) for row in rows), before=f"{short}: ", difference=True)


def _differs(row: Row) -> bool:
    """Whether a difference is worth a line: it is given, and either it or the level is something."""
    return row["diff_mid"] is not None and any(row[edge] for edge in ("low", "high", "diff_low", "diff_high"))


def _spread(row: Row, prefix: str = "") -> Spread | None:
    low, mid, high = (row[prefix + edge] for edge in ("low", "mid", "high"))
    if low is None or mid is None or high is None:
        return None
    return Spread(float(str(low)), float(str(mid)), float(str(high)), str(row["unit"]))


def _level(row: Row | None, href: str) -> GridCell:
    spread = _spread(row) if row else None
    return _cell(spread, href) if spread else GridCell(NONE)


def _difference(row: Row | None, href: str) -> GridCell:
    spread = _spread(row, "diff_") if row else None
    if spread is None:
        return GridCell(NONE)
    low, mid, high = (spread.signed(value) for value in (spread.low, spread.mid, spread.high))
    return GridCell(mid, "" if low == high else f"{low.removesuffix(POINTS)} to {high.removesuffix(POINTS)}", href)


def _cell(spread: Spread, href: str = "") -> GridCell:
    text = between(spread)
    return GridCell(spread.text(spread.mid), "" if spread.width == 0 else text, href)


def cohort(table: pl.DataFrame, scenarios: Sequence[ScenarioNote]) -> Grid:
    """Where the people of a cohort stand at the horizon: a row an ending, a column a scenario."""
    present = [note for note in scenarios if note.id in set(table["scenario"])]
    rows = tuple(
        GridRow(str(end), tuple(_share(table, str(end), note.id) for note in present))
        for end in table.sort("order")["end"].unique(maintain_order=True)
    )
    caption = "Share of people by where they stand at the end, with the range below"
    return Grid(caption, "Position", tuple(note.short for note in present), (GridGroup("", rows),))


def _share(table: pl.DataFrame, end: str, scenario: str) -> GridCell:
    found = table.filter((pl.col("end") == end) & (pl.col("scenario") == scenario))
    spread = _spread({**found.row(0, named=True), "unit": "share"}) if found.height else None
    return _cell(spread) if spread else GridCell(NONE)


def binding(rows: Sequence[BindingRow], scenarios: Sequence[ScenarioNote]) -> Grid:
    """How much of each resource is used, and the queue for it, by scenario and year."""
    shorts = {note.id: note.short for note in scenarios}
    years = tuple(sorted({row.year for row in rows}))
    found = {(row.resource, row.scenario, row.year): row for row in rows}
    groups = []
    for resource in dict.fromkeys(row.resource for row in rows):
        here = dict.fromkeys(row.scenario for row in rows if row.resource == resource)
        lines = tuple(
            GridRow(shorts.get(name, name), tuple(_use(found.get((resource, name, year))) for year in years))
            for name in here
        )
        capacity = next(row.capacity for row in rows if row.resource == resource)
        groups.append(GridGroup(resource, lines, href=f"#assumption-{capacity}" if capacity else ""))
    return Grid("Share of capacity used in the year, with the queue at its end", "Resource", years, tuple(groups))


def _use(row: BindingRow | None) -> GridCell:
    if row is None:
        return GridCell(NONE)
    return GridCell(percent(row.used), f"{'binds, ' if row.binds else ''}queue {figures(row.queue, 0, 'cases')}")


def binding_said(rows: Sequence[BindingRow], scenarios: Sequence[ScenarioNote]) -> tuple[str, ...]:
    """A sentence for each scenario: which resources limit the flow in which year."""
    titles = {note.id: note.title for note in scenarios}
    years = sorted({row.year for row in rows})
    return tuple(
        f"{titles.get(name, name)}: "
        + "; ".join(
            f"in {year} {_limits(row for row in rows if (row.scenario, row.year) == (name, year))}" for year in years
        )
        + "."
        for name in dict.fromkeys(row.scenario for row in rows)
    )


def _limits(rows: Iterable[BindingRow]) -> str:
    return join([row.resource for row in rows if row.binds]) or "nothing"


def statuses(areas: Sequence[AssumptionArea]) -> Grid:
    """How many numbers of each area are measured, derived, elicited or assumed."""
    counts = [(area.title, Counter(row.status for row in area.rows)) for area in areas]
    total = sum((count for _, count in counts), Counter[str]())
    rows = tuple(GridRow(title, _counted(count)) for title, count in [*counts, ("All areas", total)])
    columns = (*(status.capitalize() for status in STATUSES), "All")
    return Grid("Numbers by area and by how they are known", "Area", columns, (GridGroup("", rows),))


def grades(areas: Sequence[AssumptionArea]) -> Grid:
    """How many numbers of each status rest on claims of which best grade, or on none."""
    held = [row for area in areas for row in area.rows]
    counts = [(status.capitalize(), Counter(row.grade for row in held if row.status == status)) for status in STATUSES]
    total = sum((count for _, count in counts), Counter[str]())
    rows = tuple(GridRow(title, _graded(count)) for title, count in [*counts, ("All numbers", total)])
    columns = (*(f"Grade {grade}" for grade in GRADES), "No claim", "All")
    return Grid("Numbers by the best grade of the claims they rest on", "How known", columns, (GridGroup("", rows),))


def _graded(count: Counter[str]) -> tuple[GridCell, ...]:
    return tuple(GridCell(str(number)) for number in (*(count[grade] for grade in (*GRADES, "")), count.total()))


def _counted(count: Counter[str]) -> tuple[GridCell, ...]:
    return tuple(GridCell(str(number)) for number in (*(count[status] for status in STATUSES), count.total()))


def counted_in_words(area: AssumptionArea) -> str:
    """`12 numbers: 4 measured, 8 assumed`."""
    count = Counter(row.status for row in area.rows)
    parts = ", ".join(f"{count[status]} {status}" for status in STATUSES if count[status])
    return f"{with_unit(str(count.total()), 'numbers')}: {parts}"
