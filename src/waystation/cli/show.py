"""Results and parts of the model as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import StringIO
from textwrap import fill
from typing import TYPE_CHECKING

from waystation.base.english import join, rounded, signed
from waystation.base.problems import UsageError

if TYPE_CHECKING:
    from rich.table import Table

    from waystation.api import Answer

WIDTH = 118
CELL = 30
ENDS = ("low", "mid", "high")
FEW = "Fewer than 100 draws: low and high are the lowest and highest draw, not a 90% range."
ENOUGH = "Low and high are the ends of the 90% range."


def headline(answer: Answer) -> str:
    """The answer in sentences, the headline measures, and where the report lies."""
    ensemble = answer.ensemble
    rows = {(str(r["measure"]), str(r["scenario"]), str(r["period"])): r for r in answer.headline.iter_rows(named=True)}
    periods = list(dict.fromkeys(period for _, _, period in rows))
    shown = [measure for measure in ensemble.measures if not measure.aside]
    lines = [
        _chances(answer),
        *(_wrapped(waiver) for waiver in answer.waivers),
        *(_wrapped(sentence) for sentence in answer.sentences),
        "",
    ]
    lines.append(_cells("Headline measures: middle (low to high)", periods))
    for measure in shown:
        lines.append(f"{measure.title} ({measure.unit})")
        for label, name, _ in ensemble.labels():
            held = [rows[measure.id, label, period] for period in periods]
            lines.append(_cells(f"  {label}", [_range(row, "") for row in held]))
            if name != ensemble.against and any(row[f"diff_{end}"] for row in held for end in ENDS):
                lines.append(_cells("    difference", [_range(row, "diff_") for row in held]))
    if aside := [measure.title for measure in ensemble.measures if measure.aside]:
        lines.append(_wrapped(f"In the report, with --json and in headline.csv also: {join(aside)}."))
    lines += ["", ENOUGH if ensemble.is_range else FEW]
    lines.append(f"report: {answer.directory / 'report.html'}")
    lines.append(f"record: {answer.directory / 'record.json'} (run {answer.record['fingerprint']})")
    return "\n".join(lines)


def _cells(label: str, cells: Sequence[str]) -> str:
    """A line of the table: what it is, then a column for each period, never without a space between."""
    return f"{label:<{WIDTH - CELL * len(cells)}}" + "".join(f" {cell:>{CELL - 1}}" for cell in cells)


def _wrapped(sentence: str) -> str:
    return fill(sentence, WIDTH, initial_indent="- ", subsequent_indent="  ")


def _chances(answer: Answer) -> str:
    ensemble = answer.ensemble
    lines = []
    for name in sorted({name for names in ensemble.agreements.values() for name in names}):
        open_ = [place for place, state in enumerate(ensemble.states) if name in state]
        chance = float(ensemble.chance[:, open_].sum(axis=1).mean())
        lines.append(
            f"Chance that the hub '{name}' opens at all: {chance:.0%}. Rows marked 'if it opens' take it as open; "
            "the others weigh both."
        )
    return "\n".join([*lines, ""])


def _range(row: Mapping[str, object], prefix: str) -> str:
    """`48 (0 to 220)`, with as many figures as the range bears; differences carry their sign."""
    low, mid, high = (float(str(row[f"{prefix}{end}"])) for end in ENDS)
    said = [rounded(value, spread=high - low) for value in (low, mid, high)]
    if prefix:
        said = [signed(value) for value in said]
    return said[1] if low == high else f"{said[1]} ({said[0]} to {said[2]})"


def text(table: Table) -> str:
    """A table as plain text."""
    from rich.console import Console

    stream = StringIO()
    Console(file=stream, width=WIDTH, no_color=True).print(table)
    return stream.getvalue()


def process(scenario: str, form: str, *, upright: bool, sheet: int | None) -> str:
    """The process of a scenario as text or drawing, of which a `sheet` is one part."""
    from waystation import uk
    from waystation.explain.describe import describe
    from waystation.explain.diagram import diagram
    from waystation.explain.draw_mermaid import draw_mermaid
    from waystation.explain.draw_svg import draw_svg

    model = uk.load()
    world = model.world(scenario)
    if sheet is not None and form != "svg":
        raise UsageError("only a drawing has sheets: add --format svg, or leave --sheet out")
    match form:
        case "svg":
            drawn = diagram(world.process, model.sheets(world.process))
            title = model.scenario(scenario).title
            return draw_svg(drawn if sheet is None else drawn.sheet(sheet), upright=upright, title=title)
        case "mermaid":
            return draw_mermaid(diagram(world.process))
        case _:
            return describe(world.process, world.book, world.facts)


def listing(what: str) -> str:
    """What the model holds of a kind: id, title, and what tells one from another."""
    from waystation import uk

    model = uk.load()
    rows: list[tuple[str, str]]
    match what:
        case "scenarios":
            rows = [(name, f"{held.title}: {held.question}") for name, held in sorted(model.scenarios.items())]
        case "agreements":
            rows = [(name, held.title) for name, held in sorted(model.agreements.items())]
        case "schemes":
            rows = [
                (name, f"{held.title} ({held.kind}): {held.state}") for name, held in sorted(model.arrangements.items())
            ]
        case "facts":
            rows = [
                (name, f"{held.says} ({held.kind}{': ' + join(held.classes, last='or') if held.classes else ''})")
                for name, held in sorted(model.facts.items())
            ]
        case "measures":
            rows = [(held.id, f"{held.title} ({held.unit}): {held.definition}") for held in model.measures]
        case _:
            from waystation.report.assumptions import assumption

            said = {name: assumption(model.book, held) for name, held in sorted(model.book.parameters.items())}
            rows = [
                (
                    name,
                    f"{row.title}: {row.value} ({row.unit}{', range ' + row.range if row.range else ''}; {row.status})",
                )
                for name, row in said.items()
            ]
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {text}" for name, text in rows)
