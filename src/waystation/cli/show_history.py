"""Forecasts and the scorecard as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

from waystation import api_history as api
from waystation.base.english import percent, rounded, say_day
from waystation.base.problems import UsageError
from waystation.cli.history import FLOWS
from waystation.study.score_table import QUANTILES
from waystation.study.scorecard import LAST_VALUE, MODEL, SIMPLE, Interval, Line, Scorecard, Stored
from waystation.uk import scored
from waystation.uk.observed import SCORED, target
from waystation.uk.scored import Mode

Row = Mapping[str, object]
MARKS = {"better": "++", "ahead": "+", "mixed": "·", "loses": "–"}
LAST, BEST = SIMPLE[LAST_VALUE], "the best simple forecaster"
KEY = (
    "++ better than every simple forecaster: every 90% interval of the skill lies above zero\n"
    "+  a lower score than every one of them, but an interval includes zero\n"
    "·  lower than last value, higher than another\n"
    "–  loses to last value"
)


def forecast(origin: date, quarters: int, mode: str, *, draws: int, seed: int) -> list[dict[str, object]]:
    """The rows of a forecast: the series that are scored, and those outside the model."""
    made = api.forecast(origin, quarters=quarters, mode=_mode(mode), draws=draws, seed=seed)
    return api.rows((*made, *api.outside(made)), (*SCORED, *api.OUTSIDE))


def _mode(word: str) -> Mode:
    return "given" if word == "given" else "blind"


def forecast_text(rows: Sequence[Row], origin: date, mode: str, draws: int) -> str:
    """A line for each series and quarter: median, half and nine tenths of the draws."""
    lines = [f"Forecast from {say_day(origin)}, {draws} draws. {FLOWS.partition(mode + ': ')[2].partition(';')[0]}."]
    for name, part in groupby(rows, key=lambda row: str(row["series"])):
        held = list(part)
        note = "; outside the model, a simple forecast" if target(name).outside else ""
        lines += ["", f"{target(name).title} ({held[0]['unit']}, {target(name).kind}{note})"]
        for row in held:
            low, q25, mid, q75, high = (_number(row[key]) for key in QUANTILES)
            lines.append(f"  {row['period']}  {mid:>9}   half: {q25} to {q75}   nine tenths: {low} to {high}")
    return "\n".join(lines)


def _number(value: object) -> str:
    return rounded(float(str(value)))


def backtest(modes: Sequence[str], *, draws: int, seed: int, out: Path, done: Callable[[str, int, int], None]) -> str:
    """Make a back-test, and print its scorecard."""
    made = api.backtest(modes=[_mode(mode) for mode in modes], draws=draws, seed=seed, out=out, done=done)
    return f"{text(made)}\n\nwritten: {out / scored.CARD}, and the scores beside it"


def stored() -> str:
    """The stored scorecard. Raises UsageError if there is none."""
    held = scored.load()
    if held is None:
        raise UsageError("no back-test is stored: run `waystation history backtest`")
    return text(held)


def text(held: Stored) -> str:
    """Every scorecard as a table, and the key."""
    parts = [_card(mode, card) for mode, card in held.modes.items()]
    return "\n\n".join([*parts, KEY])


def _card(mode: str, card: Scorecard) -> str:
    """A line for each series: how each horizon stands, and the CRPS over that of others; then how many are lower."""
    width = max(len(line.series) for line in card.lines)
    numbers = "  ".join(f"{number:>2}" for number in range(1, 9))
    head = (
        f"{mode:{width}}  {'quarters ahead':30}  CRPS of 1 to 4, over that of",
        f"{'':{width}}  {numbers}  {LAST:<16}{BEST}",
    )
    return "\n".join([*head, *(_line(line, width) for line in card.lines), *_summary(card)])


def _line(line: Line, width: int) -> str:
    marks = {cell.horizons[0]: MARKS[cell.verdict] for cell in line.cells}
    cells = "  ".join(f"{marks.get(number, ''):>2}" for number in range(1, 9))
    last, best = (line.near.crps[MODEL] / line.near.crps[name] for name in (LAST_VALUE, line.near.best))
    note = "" if line.counted else "  (not counted)"
    return f"{line.series:{width}}  {cells}  {last:<16.2f}{best:.2f} {SIMPLE[line.near.best]}{note}"


def _summary(card: Scorecard) -> list[str]:
    if not card.counted:
        return []
    shares = [f"{title} {_share(card.inside90[name])}" for name, title in {MODEL: "the model", **SIMPLE}.items()]
    return [
        "",
        f"Of {len(card.counted)} series that count, lower than last value: {card.lower_than_last} (beyond chance: "
        f"{card.better_than_last}); lower than the best: {card.lower_than_best} ({card.better_than_best}).",
        "Figures inside the 90% interval:",
        *(f"  {share}" for share in shares),
    ]


def _share(held: Interval) -> str:
    return f"{percent(held.value)} ({percent(held.low)} to {percent(held.high)})"
