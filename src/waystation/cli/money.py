"""The commands about money: parse, call, print."""

from __future__ import annotations

import json

import click


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
