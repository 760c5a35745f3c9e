"""Results and parts of the model as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from waystation.base.english import join, rounded, signed
from waystation.base.problems import UsageError, did_you_mean

if TYPE_CHECKING:
    from rich.table import Table

    from waystation.api import Answer

WIDTH = 118
FEW = "Fewer than 100 draws: low and high are the lowest and highest draw, not a 90% range."
ENOUGH = "Low and high are the ends of the 90% range."


def headline(answer: Answer) -> str:
    """The headline measures of a run, the chance that each hub opens, and where the report lies."""
    ensemble = answer.ensemble
    lines = [_chances(answer), FEW if not ensemble.is_range else ENOUGH]
    for measure in ensemble.measures:
        rows = [row for row in answer.headline.iter_rows(named=True) if row["measure"] == measure.id]
        lines.append(_text(_measure_table(f"{measure.title} ({measure.unit})", rows, ensemble.against)))
    lines.append(f"report: {answer.directory / 'report.html'}")
    lines.append(f"record: {answer.directory / 'record.json'} (run {answer.record['fingerprint']})")
    return "\n".join(line for line in lines if line)


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
    return "\n".join(lines)


def _measure_table(title: str, rows: Iterable[Mapping[str, object]], against: str) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, min_width=WIDTH)
    table.add_column("scenario", min_width=28)
    table.add_column("period")
    for name in ("low", "mid", "high"):
        table.add_column(name, justify="right", min_width=9)
    for name in ("low", "mid", "high"):
        table.add_column(f"Δ {name}", justify="right", min_width=9)
    for row in rows:
        values = [_number(row[name], row["low"], row["high"]) for name in ("low", "mid", "high")]
        gaps = ["", "", ""]
        if row["scenario"] != against:
            names = ("diff_low", "diff_mid", "diff_high")
            gaps = [signed(_number(row[name], row["diff_low"], row["diff_high"])) for name in names]
        table.add_row(str(row["scenario"]), str(row["period"]), *values, *gaps)
    return table


def _number(value: object, low: object, high: object) -> str:
    assert isinstance(value, float) and isinstance(low, float) and isinstance(high, float)
    return rounded(value, spread=high - low)


def _text(table: Table) -> str:
    from rich.console import Console

    stream = StringIO()
    Console(file=stream, width=WIDTH, no_color=True).print(table)
    return stream.getvalue()


def why(agreement: str, settings: Sequence[str]) -> str:
    """Whether a case could be sent under an agreement, condition by condition."""
    from waystation import api
    from waystation.explain import why as explain

    model = api.load()
    if agreement not in model.agreements:
        raise UsageError(f"no agreement called {agreement!r}: {did_you_mean(agreement, model.agreements)}")
    held = model.agreements[agreement]
    case = explain.parse_case(settings, model.facts)
    pool = model.process[model.joins.pool].title
    reasons = explain.why(held.who, case, model.facts)
    said = explain.render(f"eligible for a hub in {held.partner}", reasons)
    return f"{said}\n\nTaken as given: the case stands at '{pool}', and was not kept or brought back from a hub before."


def process(scenario: str, form: str, *, upright: bool) -> str:
    """The process of a scenario as text or drawing."""
    from waystation import api
    from waystation.explain.describe import describe
    from waystation.explain.diagram import diagram
    from waystation.explain.draw_mermaid import draw_mermaid
    from waystation.explain.draw_svg import draw_svg

    model = api.load()
    world = model.world(scenario)
    match form:
        case "svg":
            return draw_svg(diagram(world.process), upright=upright, title=model.scenario(scenario).title)
        case "mermaid":
            return draw_mermaid(diagram(world.process))
        case _:
            return describe(world.process, world.book, world.facts)


def listing(what: str) -> str:
    """What the model holds of a kind: id, title, and what tells one from another."""
    from waystation import api

    model = api.load()
    rows: list[tuple[str, str]]
    match what:
        case "scenarios":
            rows = [(name, f"{held.title}: {held.question}") for name, held in sorted(model.scenarios.items())]
        case "agreements":
            rows = [(name, held.title) for name, held in sorted(model.agreements.items())]
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
