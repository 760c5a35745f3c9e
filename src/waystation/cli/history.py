"""The commands of history: parse, call, print."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from waystation.base.problems import UsageError

DAY = click.DateTime(formats=["%Y-%m-%d"])
EXTRA = "this needs libraries that are not installed ({}): pip install 'waystation[study]'"
MODE = click.Choice(["blind", "given"])
FLOWS = "blind: the model forecasts claims, decisions and sittings too; given: they are those published"
SEED = click.IntRange(0, 2**31 - 1)


@click.group()
def history() -> None:
    """Forecast from a past day or from the last published one, and score forecasts against what came."""


@history.command()
@click.option("--origin", type=DAY, default="2025-12-31", show_default=True, help="the last day known: a quarter's end")
@click.option("--quarters", type=click.IntRange(1, 12), default=4, show_default=True, help="how many quarters ahead")
@click.option("--mode", type=MODE, default="blind", show_default=True, help=FLOWS)
@click.option("--draws", type=click.IntRange(min=2), default=100, show_default=True, help="draws of the numbers")
@click.option("--seed", type=SEED, default=1, show_default=True, help="where luck starts")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object a line and nothing else")
def forecast(origin: datetime, quarters: int, mode: str, draws: int, seed: int, as_json: bool) -> None:
    """Say what the published series may be in the quarters after a day, knowing nothing later."""
    with _extra():
        from waystation.cli import show_history as shown
        from waystation.uk.observed import SCORED
    rows = shown.forecast(origin.date(), quarters, mode, draws=draws, seed=seed)
    for row in rows if as_json else ():
        if row["series"] in SCORED:
            click.echo(json.dumps(row, ensure_ascii=False, allow_nan=False))
    if not as_json:
        click.echo(shown.forecast_text(rows, origin.date(), mode, draws))


@history.command()
@click.option("--mode", "modes", type=MODE, multiple=True, default=("blind", "given"), show_default=True, help=FLOWS)
@click.option("--draws", type=click.IntRange(min=2), default=100, show_default=True, help="draws of the numbers")
@click.option("--seed", type=SEED, default=1, show_default=True, help="where luck starts")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default="out/history", show_default=True)
@click.option("--stored", is_flag=True, help="print the stored scorecard instead of making it again")
def backtest(modes: tuple[str, ...], draws: int, seed: int, out: Path, stored: bool) -> None:
    """Forecast from the end of every quarter from 2018 to 2024, and score what came against simple forecasters."""
    with _extra():
        from waystation.cli import show_history as shown
    if stored:
        click.echo(shown.stored())
        return
    with _progress() as done:
        click.echo(shown.backtest(modes, draws=draws, seed=seed, out=out, done=done))


@history.command()
@click.option("--draws", type=click.IntRange(min=2), default=20, show_default=True, help="draws of the numbers")
@click.option("--seed", type=SEED, default=1, show_default=True, help="where luck starts")
def experiments(draws: int, seed: int) -> None:
    """Replay natural experiments with rates from before: Albania, the decision drive of 2023, inadmissibility."""
    from waystation.cli import show_experiments as shown

    click.echo(shown.experiments_text(draws=draws, seed=seed))


@history.command()
@click.option("--first", type=DAY, default="2021-12-31", show_default=True, help="first origin: a quarter's end")
@click.option("--last", type=DAY, default="2023-12-31", show_default=True, help="last origin")
def checks(first: datetime, last: datetime) -> None:
    """With claims, outcomes and disposals given: appeals, ages and nationalities two years on, beside the published."""
    from waystation.cli import show_experiments as shown

    click.echo(shown.checks_text(first.date(), last.date()))


@contextmanager
def _extra() -> Iterator[None]:
    """A library of the extra [study] that is missing, as a mistake that can be mended."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise UsageError(EXTRA.format(error.name)) from None


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """Progress bars on standard error, one a part, which say nothing where that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks: dict[str, TaskID] = {}

        def done(what: str, number: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(f"origins, {what}", total=of)
            bar.update(tasks[what], completed=number)

        yield done
