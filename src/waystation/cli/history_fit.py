"""`waystation calibrate`: fit the numbers that history bears on to the years before a day."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import click

DAY = click.DateTime(formats=["%Y-%m-%d"])
STEP = 0.05  # of a part of the work, between two lines of progress


@click.command()
@click.option(
    "--origin", type=DAY, metavar="DATE", help="the end of a quarter; by default the day the model starts from"
)
@click.option("--draws", type=click.IntRange(min=2), default=256, show_default=True, help="posterior draws to keep")
@click.option("--waves", type=click.IntRange(min=1), default=2, show_default=True, help="waves of history matching")
@click.option("--runs", type=click.IntRange(min=10), default=60, show_default=True, help="simulations in each wave")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="where luck starts")
@click.option("--threads", type=click.IntRange(min=1), default=2, show_default=True, help="simulations at a time")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="where to write; default: into the model")
@click.option("--check", is_flag=True, help="fit nothing; say whether the posteriors of the model still fit its files")
def calibrate(
    origin: datetime | None, draws: int, waves: int, runs: int, seed: int, threads: int, out: Path | None, check: bool
) -> None:
    """Fit the model to published figures up to a day, and write draws of the numbers that they bear on.

    A calibration that was interrupted takes up where it stopped when the same is asked for again, and gives the same
    file.
    """
    from waystation import api

    day = origin.date() if origin else None
    if check:
        for line in api.check_posteriors(day):
            click.echo(line)
        return
    telling = Telling()
    path = api.calibrate(
        day, draws=draws, waves=waves, runs=runs, seed=seed, threads=threads, out=out, tell=telling.tell
    )
    click.echo(api.calibrated(path))


class Telling:
    """Lines of progress on standard error, with the time that is left of what is being done."""

    def __init__(self) -> None:
        self.doing, self.said, self.began, self.first = "", 0.0, 0.0, 0.0

    def tell(self, what: str, part: float) -> None:
        """Say what is done and which part of it is over, if either has changed enough."""
        now = time.monotonic()
        if what != self.doing:
            self.doing, self.said, self.began, self.first = what, part, now, part
            click.echo(f"{what} …", err=True)
        elif part - self.said >= STEP:
            self.said = part
            left = (now - self.began) / (part - self.first) * (1 - part)
            click.echo(f"{what}: {part:.0%}, about {left:.0f} s left", err=True)
