"""How forecasts from past days met the published figures: the scorecard in sentences, rows and drawings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import altair as alt
import polars as pl

from waystation.base.english import join, percent, plural, say_day
from waystation.charts import backcast, scores
from waystation.report.catalogue import Table
from waystation.report.history_note import HistoryNote, HistoryRow
from waystation.study.forecasts import quarters_after
from waystation.study.model import Model
from waystation.study.score_table import with_inside
from waystation.study.scorecard import (
    FAR,
    LAST_VALUE,
    MEANING,
    MODEL,
    NEAR,
    SIMPLE,
    BackTest,
    Cell,
    Interval,
    Line,
    Scorecard,
    Verdict,
)
from waystation.study.targets import Target

BLIND, GIVEN = "blind", "given"
YEARLY = (1, 4, 8)
HEAD = (
    "series",
    *map(str, range(1, 9)),
    "score over last value's, 1 to 4",
    "over the best simple one's",
    "bias",
    "inside 90%",
)
MARKS: Mapping[Verdict, str] = {"better": "●", "ahead": "○", "mixed": "·", "loses": "▼"}
BAR_LAST, BAR_BEST, BAR_LOW, BAR_HIGH = 9, 6, 0.80, 0.97
SHOWN = 2016  # the first year of the drawings


def note(model: Model) -> HistoryNote | None:
    """What is said of the stored back-test; None where none is stored."""
    if model.history is None or BLIND not in model.history.held.modes:
        return None
    card, titles = model.history.held.modes[BLIND], targets(model)
    rows = tuple(_row(line, titles[line.series].title) for line in card.lines)
    meaning = tuple((MARKS[verdict], said) for verdict, said in MEANING.items())
    return HistoryNote(tuple(_sentences(card, model.history)), rows, meaning, tuple(_losses(card, titles)))


def targets(model: Model) -> dict[str, Target]:
    """The published series by id."""
    return {target.id: target for target in model.targets.series}


def _row(line: Line, title: str) -> HistoryRow:
    found = {cell.horizons[0]: cell.verdict for cell in line.cells}
    verdicts = tuple(found.get(horizon) for horizon in (*NEAR, *FAR))
    near = line.near
    return HistoryRow(
        title, verdicts, tuple(MARKS[verdict] if verdict else "" for verdict in verdicts),
        _ratio(near, LAST_VALUE), _ratio(near, near.best), SIMPLE[near.best], signed_percent(near.bias_share),
        percent(near.inside90), line.counted,
    )  # fmt: skip


def _ratio(cell: Cell, against: str) -> str:
    return f"{cell.crps[MODEL] / cell.crps[against]:.2f}"


def signed_percent(share: float) -> str:
    """`+12%`, `−3.1%`."""
    return ("−" if share < 0 else "+") + percent(abs(share))


def _sentences(card: Scorecard, history: BackTest) -> list[str]:
    made, count = history.held.made, len(card.counted)
    first, last, inside = _day(made["first"]), _day(made["last"]), card.inside90[MODEL]
    return [
        f"Blind forecasts from the end of every quarter from {first} to {last}, one to eight quarters "
        f"ahead, {made['draws']} draws each, against four simple forecasters.",
        f"One to four quarters ahead the score (CRPS) is lower than that of last value on {card.lower_than_last} of "
        f"{plural(count, 'series', 'series')} that count, and the 90% interval of the difference excludes zero on "
        f"{card.better_than_last}; {_held(card.lower_than_last >= BAR_LAST, f'the bar is {BAR_LAST} of 13')}.",
        f"It is lower than that of the best of the four on {card.lower_than_best}, and beyond chance on "
        f"{card.better_than_best}; {_held(card.lower_than_best >= BAR_BEST, f'the bar is {BAR_BEST}')}.",
        f"{_share(inside)} of the published figures lie inside the 90% interval; "
        f"{_held(BAR_LOW <= inside.value <= BAR_HIGH, 'the bar is 80% to 97%')}. For the simple forecasters it is "
        f"{join([f'{percent(card.inside90[name].value)} ({title})' for name, title in SIMPLE.items()])}.",
    ]


def _held(met: bool, bar: str) -> str:
    return f"{bar}: met" if met else f"{bar}: missed"


def _share(held: Interval) -> str:
    return f"{percent(held.value)} ({percent(held.low)} to {percent(held.high)})"


def _losses(card: Scorecard, titles: Mapping[str, Target]) -> list[str]:
    """A sentence for each series that loses to last value anywhere: where, and which way its forecasts lean."""
    found = []
    for line in card.lines:
        lost = [cell for cell in line.cells if cell.verdict == "loses"]
        if lost:
            ahead = join([str(cell.horizons[0]) for cell in lost])
            lean = sum(cell.bias for cell in lost)
            found.append(
                f"{titles[line.series].title}: loses to last value {ahead} {'quarter' if ahead == '1' else 'quarters'} "
                f"ahead; there its medians lie {'above' if lean > 0 else 'below'} what came, by "
                f"{percent(abs(sum(cell.bias_share for cell in lost)) / len(lost))} on average."
            )
    return found


def named(model: Model) -> dict[str, alt.LayerChart]:
    """The drawings of the back-test by the name of their file: scorecard, coverage, and the fans of each series."""
    if model.history is None or BLIND not in model.history.held.modes:
        return {}
    card, titles = model.history.held.modes[BLIND], targets(model)
    fans = {_file(line.series): _fan(model.history, titles[line.series]) for line in card.lines}
    return {
        "history-scorecard.svg": _card(card, titles),
        "history-coverage.svg": _coverage(model.history.blind, card),
        **fans,
    }


def _file(series: str) -> str:
    return f"history-{series.replace('_', '-')}.svg"


def words(model: Model) -> dict[str, object]:
    """What the page of the documentation is filled with: the note, its rows as a table, pictures, the given flows."""
    told = note(model)
    held = model.history.held.modes if model.history else {}
    titles = targets(model)
    lines = held[BLIND].lines if BLIND in held else ()
    return {
        "told": told,
        "learned": model.history.held.made.get("learned", 0) if model.history else 0,
        "rows": Table(HEAD, tuple(_columns(row) for row in told.rows) if told else ()),
        "pictures": [(titles[line.series].title, _file(line.series)) for line in lines],
        "given": _given(held[GIVEN], titles) if GIVEN in held else None,
    }


def _columns(row: HistoryRow) -> tuple[str, ...]:
    title = row.title if row.counted else f"{row.title} (not counted)"
    return (title, *row.marks, row.over_last, f"{row.over_best} ({row.best})", row.bias, row.inside)


def _given(card: Scorecard, titles: Mapping[str, Target]) -> Table:
    """The error of the median by quarters ahead, and how often the ranges held."""
    rows = [
        (titles[line.series].title, *(_error(line, horizon) for horizon in YEARLY), percent(line.near.inside90))
        for line in card.lines
    ]
    head = ("series", *(f"error, {plural(horizon, 'quarter')} ahead" for horizon in YEARLY), "inside 90%, 1 to 4")
    return Table(head, tuple(rows))


def _error(line: Line, horizon: int) -> str:
    return next((percent(cell.error_share) for cell in line.cells if cell.horizons == (horizon,)), "")


def _card(card: Scorecard, titles: Mapping[str, Target]) -> alt.LayerChart:
    rows = [
        (titles[line.series].title, cell.horizons[0], cell.crps[MODEL] / cell.crps[cell.best], cell.verdict)
        for line in card.lines
        for cell in line.cells
    ]
    cells = pl.DataFrame(rows, schema=["title", "horizon", "ratio", "verdict"], orient="row")
    return scores.card(cells, [titles[line.series].title for line in card.lines])


def _coverage(blind: pl.DataFrame, card: Scorecard) -> alt.LayerChart:
    counted = with_inside(blind).filter(pl.col("series").is_in([line.series for line in card.counted]))
    parts = [
        counted.group_by("horizon").agg(level=pl.lit(level), share=(pl.col("inside") >= least).mean()).sort("horizon")
        for level, least in ((0.9, 1), (0.5, 2))
    ]
    return scores.coverage(pl.concat(parts).select("level", "horizon", "share"))


def _fan(history: BackTest, target: Target) -> alt.LayerChart:
    """Fans of a year from the end of each year, so that they stand side by side."""
    rows = history.blind.filter(
        pl.col("series") == target.id, pl.col("origin").dt.month() == 12, pl.col("horizon").is_in(NEAR)
    )
    ends = [quarters_after(origin, horizon)[-1] for origin, horizon in rows.select("origin", "horizon").iter_rows()]
    seen = history.seen[target.id]
    published = pl.DataFrame({"end": seen.quarters, "value": seen.values}, schema={"end": pl.Date, "value": pl.Float64})
    recent = published.filter(pl.col("end").dt.year() >= SHOWN)
    return backcast.backcast(
        rows.with_columns(end=pl.Series(ends, dtype=pl.Date)), recent, unit=target.unit, title=target.title
    )


def _day(text: object) -> str:
    return say_day(date.fromisoformat(str(text)))
