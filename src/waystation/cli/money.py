"""The commands about money: parse, call, print."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from waystation.cli.commands import progress

if TYPE_CHECKING:
    from waystation.economics.lines import Basis


@click.command()
@click.option("--json", "as_json", is_flag=True, help="print one JSON object a line and nothing else")
def schemes(as_json: bool) -> None:
    """Work published figures of other schemes out again, and set them side by side."""
    from waystation.cli import show_schemes as shown

    rows = shown.rows()
    for row in rows if as_json else ():
        click.echo(json.dumps(row, ensure_ascii=False, allow_nan=False))
    if not as_json:
        click.echo(shown.table(rows))


@click.command()
@click.argument("name", metavar="NAME|FILE|DIRECTORY")
@click.option("--against", default="baseline", show_default=True, help="the scenario to compare with")
@click.option("--draws", type=click.IntRange(min=1), default=50, show_default=True, help="draws of the numbers")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="where luck starts")
@click.option("--set", "settings", multiple=True, metavar="ID=VALUE", help="set a number for every scenario")
@click.option(
    "--cost", "costs", multiple=True, metavar="LINE=AMOUNT", help="set a unit cost, in pounds of the base year"
)
@click.option("--basis", type=click.Choice(["average", "marginal"]), default="average", show_default=True,
              help="which of two unit costs of a thing, as of hotels, counts")  # fmt: skip
@click.option("--optimism", type=float, default=0.0, show_default=True, help="uplift of a hub's costs: 0.2 is a fifth")
@click.option("--threads", type=click.IntRange(min=1), default=2, show_default=True, help="draws simulated at a time")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object a line and nothing else")
def appraise(
    name: str,
    against: str,
    draws: int,
    seed: int,
    settings: tuple[str, ...],
    costs: tuple[str, ...],
    basis: Basis,
    optimism: float,
    threads: int,
    as_json: bool,
) -> None:
    """Say what a scenario costs over another, and what would have to be true for it to cost nothing.

    A directory that `run` wrote is costed as it stands, without a simulation.
    """
    from waystation import api
    from waystation.cli import show_appraisal as shown
    from waystation.study.counting import Counting
    from waystation.study.pool import Workers

    with progress(draws) as watch:
        found = api.appraise(
            name, against=against, draws=draws, seed=seed, settings=settings, watch=watch, workers=Workers(threads),
            counting=Counting(basis, optimism, costs),
        )  # fmt: skip
    for row in shown.rows(found) if as_json else ():
        click.echo(json.dumps(row, ensure_ascii=False, allow_nan=False))
    if not as_json:
        click.echo(shown.text(found))
