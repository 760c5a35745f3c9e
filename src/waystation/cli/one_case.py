"""Commands about one case: which ways are open to it, and its whole simulated life."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from datetime import datetime

import click

FACT = "a fact of the case, as age=27 or grown_up=2027-03-03 (may be repeated)"
SETTING = "set a number in both worlds: ID=40, ID=*1.5, ID@Iraq=0.1 (may be repeated)"
DAY = click.DateTime(formats=["%Y-%m-%d"])
SEED = click.IntRange(0, 2**31 - 1)
SHAPE = (118, 24)
LEAST = 40


@click.command()
@click.option("--agreement", help="could the case be sent to this hub? (an id of `waystation list agreements`)")
@click.option("--stage", help="which ways out of this stage are open? (an id of `waystation show process`)")
@click.option("--case", type=click.IntRange(min=0), help="a simulated case by its number; needs --day")
@click.option("--scenario", default="kosovo", show_default=True, help="the world asked about")
@click.option("--draw", type=click.IntRange(min=0), default=0, show_default=True, help="the draw of the numbers")
@click.option("--seed", type=SEED, default=1, show_default=True, help="where luck starts")
@click.option("--day", type=DAY, metavar="DATE", help="the day asked about")
@click.option("--set", "settings", multiple=True, metavar="FACT=VALUE", help=FACT)
@click.option("--json", "as_json", is_flag=True, help="print one JSON object and nothing else")
@click.argument("more", nargs=-1, metavar="[FACT=VALUE…]")
def why(
    agreement: str | None,
    stage: str | None,
    case: int | None,
    scenario: str,
    draw: int,
    seed: int,
    day: datetime | None,
    settings: tuple[str, ...],
    as_json: bool,
    more: tuple[str, ...],
) -> None:
    """Say whether a case could be sent to a hub, or which ways out of a stage are open to it, and why not."""
    from waystation import api
    from waystation.explain import ways
    from waystation.explain import why as reasons
    from waystation.report.one_case import Question

    asked = Question(agreement, stage, case, scenario, draw, seed, day.date() if day else None)
    found = api.why(asked, (*settings, *more))
    if as_json:
        click.echo(_json(found.as_json()))
    elif isinstance(found, ways.Ways):
        click.echo(ways.render(found))
    else:
        click.echo(reasons.render(found.title, found.reasons) + (f"\n{found.note}" if found.note else ""))


@click.command()
@click.option("--case", type=click.IntRange(min=0), help="the number of the case")
@click.option("--through", metavar="STAGE", help="instead of a number: the first case that passes this stage")
@click.option("--scenario", default="kosovo", show_default=True, metavar="NAME|FILE", help="the world it lives in")
@click.option("--against", metavar="NAME|FILE", help="the other world; default the parent of the scenario")
@click.option("--draw", type=click.IntRange(min=0), default=0, show_default=True, help="the draw of the numbers")
@click.option("--seed", type=SEED, default=1, show_default=True, help="where luck starts")
@click.option("--set", "settings", multiple=True, metavar="ID=VALUE", help=SETTING)
@click.option("--json", "as_json", is_flag=True, help="print one JSON object and nothing else")
def life(
    case: int | None,
    through: str | None,
    scenario: str,
    against: str | None,
    draw: int,
    seed: int,
    settings: tuple[str, ...],
    as_json: bool,
) -> None:
    """Tell one simulated life in sentences, with reasons, and the same life in the other world beside it."""
    from waystation import api
    from waystation.explain.tell import tell

    told = api.life(
        scenario, case=case, through=through, against=against, draw=draw, seed=seed, settings=settings
    )  # fmt: skip
    width = max(LEAST, shutil.get_terminal_size(SHAPE).columns)
    click.echo(_json(asdict(told)) if as_json else tell(told, width))


def _json(value: object) -> str:
    """JSON in which days are written as 2027-03-03."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=str)
