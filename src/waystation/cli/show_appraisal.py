"""An appraisal as text for a terminal, and as rows for other programs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import fields
from textwrap import fill
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from waystation.study.account import Account, Figure

WIDTH, TEXT, CELL = 118, 66, 17
HEADINGS = (
    ("total", "Present value, 10 years"),
    ("payer", "By payer"),
    ("part", "By heading"),
    ("year", "By financial year, not discounted"),
    ("each", "For each"),
    ("life", "A person transferred, in the life without the hub"),
    ("quantity", "What is counted"),
    ("break_even", "Break-even deterrence: what would have to be true"),
    ("net_at", "Cost against the share of small-boat arrivals that stay away"),
    ("price", "Break-even prices"),
    ("pay_back", "Paying back"),
    ("volume", "By number of people transferred"),
    ("left", "Left at the end"),
)
MEANS = (("waterfall", "What makes it up"), ("step", "What each step adds"))


def rows(accounts: Sequence[Account]) -> Iterator[dict[str, object]]:
    """Every figure as plain values; what has no value is null."""
    for account in accounts:
        for figure in account.figures:
            row: dict[str, object] = {"scenario": account.label, "against": account.against}
            for one in fields(figure):
                if one.name != "label":
                    row[one.name] = _plain(getattr(figure, one.name))
            yield row


def _plain(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return list(value) if isinstance(value, tuple) else value


def text(accounts: Sequence[Account]) -> str:
    """The figures of each condition under their headings, and how they were counted."""
    return "\n\n".join("\n".join(_account(one)) for one in accounts)


def _account(account: Account) -> Iterator[str]:
    terms = account.held.terms
    first, last = account.held.worlds.years[0], account.held.worlds.years[-1]
    yield f"{account.label} over {account.against}"
    how = (
        f"A positive sum is a cost. Pounds of {terms.prices.base}, real; {first} to {last}, discounted to "
        f"{terms.prices.base} at {terms.prices.discount[0].value:.1%} a year; {terms.basis} costs where a thing has "
        f"both; costs of a hub raised by {terms.optimism:.0%} for optimism. Low and high: {account.ensemble.span}. "
        "Nothing is counted as saved because people might stay away: that is the break-even below."
    )
    yield fill(how, WIDTH)
    for kind, heading in HEADINGS:
        if found := account.of(kind):
            yield ""
            yield _line(heading, ("low", "middle", "high"))
            yield from (_figure(figure) for figure in found)
    for kind, heading in MEANS:
        if found := account.of(kind):
            yield ""
            yield _line(f"{heading} (means, which add up)", ("", "mean", ""))
            yield from (_line(f"  {figure.title}", ("", _amount(figure.mean, figure), "")) for figure in found)
            yield _line("  together", ("", _amount(sum(figure.mean for figure in found), found[0]), ""))
    if found := account.of("swing"):
        yield ""
        yield _line("What moves it most: middle cost if the number is", ("low", "", "high"))
        yield from (_figure(figure, middle=False) for figure in found)


def _figure(figure: Figure, *, middle: bool = True) -> str:
    title = figure.title if not figure.year else figure.year
    if figure.draws and figure.unit and not math.isfinite(figure.mid):
        title += " (in no draw)"
    cells = [_amount(value, figure) for value in (figure.low, figure.mid, figure.high)]
    return _line(f"  {title}", cells if middle else (cells[0], "", cells[2]))


def _amount(value: float, figure: Figure) -> str:
    from waystation.report.amounts import Spread, figures

    if not math.isfinite(value):
        return "–"
    ends = [one for one in (figure.low, figure.mid, figure.high) if math.isfinite(one)]
    if not ends:
        return figures(value, 0, figure.unit)
    return Spread(min(ends), figure.mid, max(ends), figure.unit).text(value)


def _line(label: str, cells: Sequence[str]) -> str:
    lines = fill(label, TEXT, subsequent_indent="    ").split("\n")
    last = f"{lines[-1]:<{TEXT}}" + "".join(f"{cell:>{CELL}}" for cell in cells)
    return "\n".join([*lines[:-1], last.rstrip()])
