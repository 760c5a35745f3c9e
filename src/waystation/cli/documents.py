"""`python -m waystation.cli.documents`: write the pages made from the model into the repository around it."""

from __future__ import annotations

from pathlib import Path

import click

SCENARIO = "kosovo"


@click.command()
@click.argument("home", type=click.Path(path_type=Path, exists=True, file_okay=False), default=".")
@click.option("--scenario", default=SCENARIO, show_default=True, help="the process with the hubs of this scenario")
def main(home: Path, scenario: str) -> None:
    """Write the pages that are missing or stale in the repository HOME, and name them."""
    from waystation import uk
    from waystation.base.problems import WaystationError
    from waystation.report.documents import documents, drawings, write

    try:
        model = uk.load()
        pages = documents(model, scenario, home) | drawings(model)
    except WaystationError as error:
        raise click.ClickException(str(error)) from error
    for place in write(pages, home):
        click.echo(f"written: {place}")


if __name__ == "__main__":
    main()
