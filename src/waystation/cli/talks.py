"""Commands about what is known: positions, trace, evidence."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from waystation.cli import show_evidence as showing

DAY = click.DateTime(formats=["%Y-%m-%d"])


def _day(value: datetime | None) -> date | None:
    return value.date() if value else None


@click.command()
@click.option("--country", help="one country's history, instead of today's table")
@click.option("--scheme", default="uk-return-hub", show_default=True, help="the scheme asked about")
@click.option("--as-of", "as_of", type=DAY, metavar="DATE", help="what had been said by this day")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object a line and nothing else")
def positions(country: str | None, scheme: str, as_of: datetime | None, as_json: bool) -> None:
    """Print where countries stand on hosting, who said so and when; or one country's history."""
    rows = showing.positions(country, scheme, _day(as_of))
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    click.echo(showing.positions_text(rows, country=country, as_of=_day(as_of)))


@click.command()
@click.argument("name", required=False, metavar="[PARAMETER|CLAIM]")
@click.option("--number", type=float, help="find the claims that give this number")
@click.option("--as-of", "as_of", type=DAY, metavar="DATE", help="with what had been stated by this day")
def trace(name: str | None, number: float | None, as_of: datetime | None) -> None:
    """Follow a parameter, a claim or a number to its claims and sources, and to what depends on it."""
    click.echo(showing.trace(name, number, _day(as_of)))


@click.group()
def evidence() -> None:
    """The register of sources and claims: what it holds, what is wrong in it, how to add to it."""


@evidence.command()
@click.option("--results", type=click.Path(path_type=Path), help="results to rank by; default the newest under out/")
@click.option("--as-of", "as_of", type=DAY, metavar="DATE", help="what had been stated by this day")
def status(results: Path | None, as_of: datetime | None) -> None:
    """Count parameters by status and by grade, and list the assumed ones that move the headline measures most."""
    click.echo(showing.status(results, _day(as_of)))


@evidence.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
def check(folder: Path | None) -> None:
    """Read every source file (of the model, or of another folder) and tell every problem at once."""
    click.echo(showing.check(folder))


@evidence.command()
@click.argument("identifier", metavar="ID")
@click.option("--title", required=True, help="the title of the document or data set")
@click.option("--publisher", required=True)
@click.option("--kind", required=True, help="press, official_statistics, audit, …")
@click.option("--published", required=True, help="the day, month or year it was published")
@click.option("--url", default="")
@click.option(
    "--text", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="an article, to list its sentences"
)
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=Path("."), show_default=True)
def add(
    identifier: str, title: str, publisher: str, kind: str, published: str, url: str, text: Path | None, folder: Path
) -> None:
    """Write the frame of a source file, with one claim to fill in and, for an article, its sentences by hash."""
    fields = {"title": title, "publisher": publisher, "kind": kind, "published": published, "url": url}
    click.echo(
        f"written: {showing.add(identifier, fields, text, folder)}: fill it in, then run 'waystation evidence check'"
    )
