"""Money in a report: who pays what and when, the cost curve, what would have to be true, and what moves it."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

import polars as pl

from waystation.charts import bars, render
from waystation.charts import money as drawn
from waystation.economics.deflate import Amounts
from waystation.economics.lines import Line
from waystation.economics.marks import AXES, Axis, Mark
from waystation.report import grids, text
from waystation.report.amounts import NONE, Spread, between, figures
from waystation.report.content import ClaimRef, Figure, PointTable
from waystation.study.account import Account
from waystation.study.account import Figure as Sum

SPANS, PRESENT = 3, "Present value"
POUNDS, SHARE = "£", "share"
NAMES = {"each": "whole cost a person", "variable": "of which for each person"}
WAYS: Mapping[Axis, tuple[str, str, bool]] = {
    "small_boats": ("of_small_boats", "arrivals by small boat", False),
    "claims": ("of_claims", "claims", False),
    "transfers": ("for_each_transfer", "people deterred for each person transferred", True),
}


@dataclass(frozen=True)
class MarkNote:
    """A published share drawn on an axis: its letter there, what it is, and the claims it is read from."""

    letter: str
    says: str
    refs: tuple[ClaimRef, ...]


@dataclass(frozen=True)
class MoneyNote:
    """One scenario's money: in sentences, two tables, figures, and the published shares that stand on their axes."""

    id: str
    title: str
    how: str
    sentences: tuple[str, ...]
    table: grids.Grid
    each: grids.Grid
    figures: tuple[Figure, ...]
    marks: tuple[MarkNote, ...]


def note(
    account: Account, marks: Sequence[Mark], *, title: str, refs: Mapping[str, ClaimRef], draw: bool = True
) -> MoneyNote:
    """The money of a scenario under one condition; with drawings or without."""
    lettered = tuple(zip(ascii_uppercase, marks, strict=False)) if draw and account.of("break_even") else ()
    name = account.scenario
    return MoneyNote(
        f"money-{name}", title, how(account), tuple(_sentences(account)), _table(account), _each(account),
        tuple(_figures(account, lettered)) if draw else (),
        tuple(MarkNote(letter, mark.says, tuple(refs[one] for one in mark.claims)) for letter, mark in lettered),
    )  # fmt: skip


def how(account: Account) -> str:
    """How the sums were made, in a sentence or two."""
    terms, years = account.held.terms, account.held.worlds.years
    return (
        f"Pounds of {terms.prices.base}, real; {years[0]} to {years[-1]}; present values at {terms.prices.base} with "
        f"{terms.prices.discount[0].value:.1%} a year. A positive sum is a cost over {account.against}, paired draw by "
        f"draw: what is avoided is what the same people cost in their life without it. Costs are {terms.basis} where a "
        f"thing has an average and a marginal one, as hotels, which are booked in blocks. A hub’s costs are raised by "
        f"{terms.optimism:.0%} for optimism. Nothing is counted as saved because people might stay away."
    )


def _spread(figure: Sum) -> Spread:
    return Spread(figure.low, figure.mid, figure.high, figure.unit)


def _sentences(account: Account) -> Iterator[str]:
    found = {(figure.kind, figure.id): figure for figure in account.figures}
    draws = account.ensemble.draws
    total = found["total", "exchequer"]
    yield text.level(
        "The cost to the Exchequer over ten years would be {amount} at present value", _spread(total), draws=draws
    )
    if ("part", "hub_paid") in found and found["part", "hub_paid"].high:
        paid, sent = found["part", "hub_paid"], found["quantity", "transfers"]
        yield text.level("Of it, {amount} would be paid under the agreement", _spread(paid), draws=draws)
        yield text.level("{amount} would be transferred in all", _spread(sent), draws=draws)
    if life := found.get(("life", "cost")):
        said = "Without the hub, a person transferred would have cost {amount} from that day to the last year counted"
        yield text.level(said, _spread(life), draws=draws)
    if back := found.get(("each", "additional_return")):
        yield (
            f"There would be more returns with the hub than without it in {back.draws} of {total.draws} draws; "
            "only in those has an additional return a cost."
        )
    if share := found.get(("break_even", "of_small_boats")):
        yield text.level(
            "It would cost nothing if {amount} of the arrivals by small boat stayed away from the day the hub opens; "
            "no public data say how many would", _spread(share), draws=draws,
        )  # fmt: skip
    if paid_back := found.get(("pay_back", "share")):
        yield f"With nobody deterred it pays back within the ten years in {_share_of_draws(paid_back, total)}."


def _share_of_draws(figure: Sum, total: Sum) -> str:
    count = round(figure.mean * total.draws)
    return "no draw" if count == 0 else f"{count} of {total.draws} draws"


def _table(account: Account) -> grids.Grid:
    """Who pays what and when: payers and headings by span of years, and at present value."""
    held, costs = account.held, account.held.terms.costs
    public = [line for line in held.gap.lines if held.terms.is_public(line)]
    spans = _spans(len(held.worlds.years))
    columns = tuple(f"{held.worlds.years[one.start]} to {held.worlds.years[one.stop - 1]}" for one in spans)
    payers = [(title, [line for line in public if line.payer == payer]) for payer, title in costs.payers.items()]
    parts = [(title, [line for line in public if held.terms.part(line) == part]) for part, title in costs.parts.items()]
    groups = (
        grids.GridGroup("By payer", tuple(_row(account, title, lines, spans) for title, lines in payers if lines)),
        grids.GridGroup("By heading", tuple(_row(account, title, lines, spans) for title, lines in parts if lines)),
        grids.GridGroup("", (_row(account, "All, the Exchequer", public, spans),)),
    )
    caption = "Cost by payer and heading: sums of the years, not discounted, and present value"
    return grids.Grid(caption, "Who pays, for what", (*columns, PRESENT), groups)


def _spans(years: int) -> list[range]:
    each = years // SPANS
    return [range(place * each, (place + 1) * each if place < SPANS - 1 else years) for place in range(SPANS)]


def _row(account: Account, title: str, lines: Sequence[Line], spans: Sequence[range]) -> grids.GridRow:
    yearly = account.held.by_year(lines)
    sums = [yearly[..., span.start : span.stop].sum(axis=-1) for span in spans]
    return grids.GridRow(title, tuple(_cell(account, one) for one in (*sums, account.held.chosen(lines))))


def _cell(account: Account, values: Amounts) -> grids.GridCell:
    spread = Spread(*account.ensemble.interval(values, account.weights), POUNDS)
    return grids.GridCell(spread.text(spread.mid), "" if spread.width == 0 else between(spread))


def _each(account: Account) -> grids.Grid:
    """For each return, transfer and place; break-evens; what is left at the end: the middle with its range."""
    kinds = {
        "quantity": "What is counted", "each": "For each", "life": "A person transferred, in the life without the hub",
        "break_even": "Break-even deterrence", "price": "Break-even prices, with nobody deterred",
        "pay_back": "Paying back, with nobody deterred", "left": "Left after the last year",
    }  # fmt: skip
    groups = tuple(
        grids.GridGroup(title, tuple(_one(figure) for figure in found))
        for kind, title in kinds.items()
        if (found := account.of(kind))
    )
    return grids.Grid("Unit costs, break-evens and what is left", "Figure", ("Middle and range",), groups)


def _one(figure: Sum) -> grids.GridRow:
    spread = _spread(figure)
    small = between(spread) if spread.width > 0 else ""
    if figure.note:
        small = f"{small}; {figure.note}" if small else figure.note
    main = spread.text(spread.mid) if math.isfinite(spread.width) else NONE
    return grids.GridRow(figure.title, (grids.GridCell(main, small),))


def _figures(account: Account, marks: Sequence[tuple[str, Mark]]) -> Iterator[Figure]:
    if account.of("volume"):
        if all(figure.low > 0 for figure in _curved(account)):  # powers of ten have no nil
            yield _curve(account)
        yield _break_even(account, [(letter, mark) for letter, mark in marks if mark.axis == AXES[0]])
        for axis in AXES[1:]:
            yield _strip(account, axis, [(letter, mark) for letter, mark in marks if mark.axis == axis])
    for kind, headline in (("waterfall", "What makes up the cost"), ("step", "What each step of the package adds")):
        if len(account.of(kind)) > 1:
            yield _waterfall(account, kind, headline)
    if account.of("swing"):
        yield _tornado(account)


def _figure(account: Account, id: str, headline: str, subtitle: str, svg: str, rows: Iterable[Sum]) -> Figure:
    """A figure with the table of what it draws."""
    held = list(rows)
    points = PointTable(
        f"{headline}: every point drawn", ("Figure", "Low", "Middle", "High"),
        (("", tuple((one.title, *_edges(one)) for one in held)),), as_csv(held),
    )  # fmt: skip
    return Figure(f"{id}-{account.scenario}", headline, subtitle, svg, _said(held), points)


def _edges(figure: Sum) -> tuple[str, ...]:
    if not math.isfinite(figure.mid):
        return ("", figures(figure.mean, 0, figure.unit), "")
    spread = Spread(min(figure.low, figure.high), figure.mid, max(figure.low, figure.high), figure.unit)
    return tuple(spread.text(value) for value in (figure.low, figure.mid, figure.high))


def _said(held: Sequence[Sum]) -> str:
    """The first and the last of what is drawn."""
    ends = held if len(held) < SPANS else (held[0], held[-1])
    return " ".join(f"{one.title}: {_edges(one)[1]}." for one in ends)


def _curved(account: Account) -> list[Sum]:
    return [figure for figure in account.of("volume") if figure.id.partition(".")[2] in NAMES]


def _curve(account: Account) -> Figure:
    rows = _curved(account)
    table = pl.DataFrame(
        [
            {"series": one.id.partition(".")[2], "people": int(one.id.partition(".")[0]), "low": one.low,
             "mid": one.mid, "high": one.high}
            for one in rows
        ]
    )  # fmt: skip
    svg = render.svg(drawn.cost_curve(table, names=NAMES), name=f"curve-{account.scenario}")
    subtitle = (
        "Cost of the hub for each person, by the number of people transferred in all years; not discounted. What is "
        "fixed is shared among them; places cost more once those contracted are full."
    )
    return _figure(account, "curve", "Cost a person by number of people", subtitle, svg, rows)


def _break_even(account: Account, marks: Sequence[tuple[str, Mark]]) -> Figure:
    rows = account.of("net_at")
    table = pl.DataFrame([{"share": float(one.id), "low": one.low, "mid": one.mid, "high": one.high} for one in rows])
    points = [(letter, mark.share) for letter, mark in marks]
    (own,) = [figure for figure in account.of("break_even") if figure.id == WAYS[AXES[0]][0]]
    svg = render.svg(drawn.break_even(table, (own.low, own.mid, own.high), points), name=f"even-{account.scenario}")
    subtitle = (
        "Cost to the Exchequer at present value by the share of small-boat arrivals that stays away from the day the "
        "hub opens; the bar on the line of nil is the range of the break-even. Whoever stays away saves what such an "
        "arrival costs on average in the runs."
    )
    return _figure(account, "even", "Break-even deterrence, of arrivals by small boat", subtitle, svg, [own, *rows])


def _strip(account: Account, axis: Axis, marks: Sequence[tuple[str, Mark]]) -> Figure:
    id, unit, log = WAYS[axis]
    (own,) = [figure for figure in account.of("break_even") if figure.id == id]
    points = [(letter, mark.share) for letter, mark in marks]
    name = f"even-{axis}-{account.scenario}"
    svg = render.svg(drawn.strip((own.low, own.mid, own.high), points, log=log, unit=unit), name=name)
    subtitle = (
        f"{own.title}: bar from low to high, line at the middle. Published figures on the same denominator above."
    )
    headline = f"Break-even deterrence, {'of claims' if not log else 'for each person transferred'}"
    return _figure(account, f"even-{axis}", headline, subtitle, svg, [own])


def _waterfall(account: Account, kind: str, headline: str) -> Figure:
    rows, so_far, steps = account.of(kind), 0.0, []
    for one in rows:
        steps.append((one.title, so_far, so_far + one.mean, figures(one.mean, 0, POUNDS)))
        so_far += one.mean
    steps.append(("Together", 0.0, so_far, figures(so_far, 0, POUNDS)))
    table = pl.DataFrame(steps, schema=["title", "start", "end", "label"], orient="row")
    svg = render.svg(bars.waterfall(table), name=f"{kind}-{account.scenario}")
    subtitle = f"Present value over {account.against}; means of the draws, so that they add up"
    return _figure(account, kind, headline, subtitle, svg, rows)


def _tornado(account: Account) -> Figure:
    rows = account.of("swing")
    bounds = [(one, Spread(min(one.low, one.high), one.mid, max(one.low, one.high), POUNDS)) for one in rows]
    table = pl.DataFrame(
        [(_short(one.title), one.low, one.high, between(spread)) for one, spread in bounds],
        schema=["title", "start", "end", "label"], orient="row",
    )  # fmt: skip
    svg = render.svg(bars.tornado(table, middle=rows[0].mid), name=f"swing-{account.scenario}")
    subtitle = (
        "Middle cost at present value with a number low and with it high. Unit costs and prices are moved alone; for "
        "numbers of the simulation, draws in which they are low are set against those in which they are high."
    )
    return _figure(account, "swing", "Which uncertainty moves the cost most", subtitle, svg, rows)


def _short(title: str, most: int = 44) -> str:
    return title if len(title) <= most else title[: title.rfind(" ", 0, most)].rstrip(",:;") + "…"


COLUMNS = ("scenario", "kind", "id", "title", "unit", "year", "payer", "low", "mid", "high", "mean", "draws", "note")


def rows_of(held: Iterable[Sum]) -> Iterator[tuple[str | float, ...]]:
    """The cells of each figure, what has no value being empty."""
    for one in held:
        numbers = (one.low, one.mid, one.high, one.mean)
        yield (
            one.label, one.kind, one.id, one.title, one.unit, one.year, one.payer,
            *(value if math.isfinite(value) else "" for value in numbers), one.draws, one.note,
        )  # fmt: skip


def all_as_csv(accounts: Iterable[Account]) -> str:
    """Every figure of some appraisals as CSV, one a line."""
    return as_csv(figure for account in accounts for figure in account.figures)


def as_csv(held: Iterable[Sum]) -> str:
    """Figures as CSV, one a line."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(tuple(f"{cell:.6g}" if isinstance(cell, float) else cell for cell in row) for row in rows_of(held))
    return stream.getvalue()
