"""Natural experiments and checks with flows given, as text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from textwrap import fill

from waystation.base.english import percent, rounded, say_day
from waystation.study.forecasts import origins
from waystation.uk.history import experiments, given_checks
from waystation.uk.history.checks import Check
from waystation.uk.history.experiments import Experiment, Line

WIDTH = 118
FIRST, LAST = date(2021, 12, 31), date(2023, 12, 31)


def experiments_text(*, draws: int, seed: int) -> str:
    """Every natural experiment: figures as published and as simulated, and what stays unattributed."""
    return "\n\n".join(_experiment(each) for each in experiments(draws=draws, seed=seed))


def _experiment(experiment: Experiment) -> str:
    rows = [experiment.title, *(f"  {line.label}: {_figures(line)}" for line in experiment.lines)]
    return "\n".join([*rows, fill(experiment.note, WIDTH, initial_indent="  ", subsequent_indent="  ")])


def _figures(line: Line) -> str:
    """`5,771 returns published; 5,280 returns simulated (4,150 to 7,050)`."""
    unit = "" if line.unit in ("share", "ratio") else f" {line.unit}"
    said = [] if line.published is None else [f"{_exact(line.published, line.unit)}{unit} published"]
    if line.simulated:
        low, middle, high = (_about(value, line.unit) for value in line.simulated)
        said.append(f"{middle}{unit} simulated ({low} to {high})")
    return "; ".join(said)


def _exact(value: float, unit: str) -> str:
    return _about(value, unit) if unit in ("share", "ratio") else f"{value:,.0f}"


def _about(value: float, unit: str) -> str:
    text = f"{rounded(100 * value)}%" if unit == "share" else rounded(value)
    return text.replace("-", "−")


def checks_text(first: date = FIRST, last: date = LAST) -> str:
    """For each origin: what the model makes of given flows over two years, beside what was published."""
    return "\n\n".join(_checks(origin) for origin in origins(first, last))


def _checks(origin: date) -> str:
    found: Iterable[Check] = given_checks(origin)
    return "\n".join([f"From {say_day(origin)}", *(f"  {_check(each)}" for each in found)])


def _check(check: Check) -> str:
    bar = "" if check.holds is None else (" (within the bar)" if check.holds else " (OUTSIDE the bar)")
    if check.unit == "share":
        return f"{check.title}: {percent(check.simulated)}" + (
            "" if check.published == 0 else f", published {percent(check.published)}"
        )
    apart = f"{100 * check.apart:+.1f}%".replace("-", "−")
    return f"{check.title}: {check.simulated:,.0f}, published {check.published:,.0f}: {apart}{bar}"
