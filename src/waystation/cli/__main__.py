"""The command line: words in, text out, one exit code for each kind of mistake."""

from __future__ import annotations

import os
import sys

import click

from waystation.base.problems import Interrupted, UsageError, WaystationError
from waystation.cli import commands, history, history_fit, money, one_case, talks

INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="waystation", message="%(prog)s %(version)s")
def cli() -> None:
    """Waystation simulates the UK's asylum and returns system with and without return hubs."""


for command in (
    commands.run,
    one_case.why,
    one_case.life,
    commands.show,
    commands.list_,
    commands.safeguards,
    commands.verify,
    money.appraise,
    history_fit.calibrate,
    money.schemes,
    history.history,
    talks.positions,
    talks.trace,
    talks.evidence,
):
    cli.add_command(command)


def main() -> None:
    """Run a command; a mistake is told on standard error without a traceback."""
    try:
        cli.main(standalone_mode=False)
    except WaystationError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(UsageError.exit_code)
    except (click.Abort, KeyboardInterrupt) as stop:
        said = stop.__cause__ if isinstance(stop.__cause__, Interrupted) else "interrupted: nothing was written"
        click.echo(str(said), err=True)
        os._exit(INTERRUPTED)  # at once: threads may be in the midst of a draw that nobody wants any more
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
