"""One function a command: parse, call, print."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from waystation.cli import show as showing

if TYPE_CHECKING:
    from waystation.study.finish import Watch
    from waystation.study.pool import Workers

SETTING = "set a number for every scenario: ID=40, ID=*1.5, ID@Iraq=0.1, ID=40@2027-01-01 (may be repeated)"
SOURCES, FEW = ("posterior", "prior"), 50
DRAWS = f"posterior, prior, so many draws (of {FEW}), or both as in prior:200"
DAY = click.DateTime(formats=["%Y-%m-%d"])
KEYS = (
    "scenario", "against", "measure", "unit", "period", "low", "mid", "high", "diff_low", "diff_mid", "diff_high",
)  # fmt: skip


class Drawn(click.ParamType[tuple[bool, int]]):
    """`posterior`, `prior`, a number of draws, or both with a colon between them: whether from the prior, how many."""

    name = "draws"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[bool, int]:
        """What was asked for."""
        source, colon, number = str(value).partition(":")
        if source.isdigit() and not colon:
            source, number = SOURCES[0], source
        number = number if colon or number else str(FEW)
        if source not in SOURCES or not number.isdigit() or int(number) < 1:
            self.fail(f"{value!r} is none of posterior, prior, a number from 1 on, or both as in prior:200", param, ctx)
        return source == SOURCES[1], int(number)


@click.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="NAME|FILE…")
@click.option("--against", default="baseline", show_default=True, help="the scenario to compare with")
@click.option("--draws", type=Drawn(), default="posterior", metavar="[SOURCE:]N", show_default=True, help=DRAWS)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="where luck starts")
@click.option("--set", "settings", multiple=True, metavar="ID=VALUE", help=SETTING)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="where to write; default under out/")
@click.option("--threads", type=click.IntRange(min=1), help="draws simulated at a time; default 2, if under 100 draws")
@click.option("--processes", type=click.IntRange(min=1), help="the same in processes of their own; default 2 from 100")
@click.option("--as-of", "as_of", type=DAY, metavar="DATE", help="report the evidence as it was known on this day")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object a line and nothing else")
def run(
    scenarios: tuple[str, ...],
    against: str,
    draws: tuple[bool, int],
    seed: int,
    settings: tuple[str, ...],
    out: Path | None,
    threads: int | None,
    processes: int | None,
    as_of: datetime | None,
    as_json: bool,
) -> None:
    """Simulate scenarios on the same draws and the same luck, and compare them.

    Stopped or killed, it keeps the draws that are finished; the same command goes on from there.
    """
    from waystation import api

    prior, number = draws
    with progress(number) as watch:
        answer = api.run(
            scenarios, against=against, draws=number, prior=prior, seed=seed, settings=settings, out=out, watch=watch,
            workers=_workers(threads, processes), as_of=as_of.date() if as_of else None,
        )  # fmt: skip
    for warning in answer.warnings:
        click.echo(warning, err=True)
    if as_json:
        for row in answer.headline.iter_rows(named=True):
            click.echo(json.dumps({key: row[key] for key in KEYS}, ensure_ascii=False, allow_nan=False))
        return
    click.echo(showing.headline(answer))


def _workers(threads: int | None, processes: int | None) -> Workers | None:
    """What was asked for, if anything was."""
    from waystation.study.pool import Workers

    if threads and processes:
        raise click.UsageError("take --threads or --processes, not both")
    if processes:
        return Workers(processes, apart=True)
    return Workers(threads) if threads else None


@contextmanager
def progress(draws: int) -> Iterator[Watch]:
    """A progress bar on standard error where that is a terminal; a sentence is said there anywhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from waystation.study.finish import Watch

    console = Console(stderr=True, soft_wrap=True)
    columns = (TextColumn("draws"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    task = bar.add_task("draws", total=draws)

    def begun(number: int) -> None:
        bar.update(task, completed=number)
        bar.start()

    try:
        yield Watch(begun, lambda: bar.advance(task), lambda said: console.print(said, markup=False, highlight=False))
    finally:
        bar.stop()


@click.command()
@click.argument("what", type=click.Choice(["process"]))
@click.option("--scenario", default="kosovo", show_default=True, help="with the hubs of this scenario in force")
@click.option("--format", "form", type=click.Choice(["text", "svg", "mermaid"]), default="text", show_default=True)
@click.option("--upright", is_flag=True, help="turn the drawing, for a narrow screen")
@click.option("--sheet", type=int, metavar="N", help="draw one sheet, which can be read on A4; without it, the whole")
def show(what: str, scenario: str, form: str, upright: bool, sheet: int | None) -> None:
    """Print the process as text, or draw it."""
    click.echo(showing.process(scenario, form, upright=upright, sheet=sheet), nl=False)


@click.command("list")
@click.argument("what", type=click.Choice(["scenarios", "agreements", "schemes", "measures", "parameters", "facts"]))
def list_(what: str) -> None:
    """List what the model holds."""
    click.echo(showing.listing(what))


@click.command()
@click.argument("agreement", required=False)
@click.option("--json", "as_json", is_flag=True, help="print one JSON object a line and nothing else")
def safeguards(agreement: str | None, as_json: bool) -> None:
    """Say where an agreement stands on each safeguard and why; without a name, what keeps each from being run."""
    from waystation.cli import show_safeguards as shown

    if agreement is None:
        click.echo(shown.overview())
        return
    rows = shown.rows(agreement)
    for row in rows if as_json else ():
        click.echo(json.dumps(row, ensure_ascii=False))
    if not as_json:
        click.echo(shown.table(rows))


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
def verify(directory: Path) -> None:
    """Check a directory of results against its record, and repeat one of its draws."""
    from waystation import api

    click.echo(f"verified: {directory} is run {api.verify(directory)}, and its last draw repeats to the last digit")
